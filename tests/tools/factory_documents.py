"""Documents of word processors, made here: packages of Word and OpenDocument from a few paragraphs, so that each is known."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from factory_sources import png, zipped

_OPEN = "http://schemas.openxmlformats.org"
WORD = f"{_OPEN}/wordprocessingml/2006/main"
_STRICT = {
    WORD: "http://purl.oclc.org/ooxml/wordprocessingml/main",
    f"{_OPEN}/officeDocument/2006/relationships": "http://purl.oclc.org/ooxml/officeDocument/relationships",
    f"{_OPEN}/officeDocument/2006/math": "http://purl.oclc.org/ooxml/officeDocument/math",
    f"{_OPEN}/drawingml/2006/main": "http://purl.oclc.org/ooxml/drawingml/main",
}
_NAMESPACES = (
    f'xmlns:w="{WORD}" xmlns:r="{_OPEN}/officeDocument/2006/relationships" xmlns:m="{_OPEN}/officeDocument/2006/math" '
    f'xmlns:a="{_OPEN}/drawingml/2006/main" xmlns:wp="{_OPEN}/drawingml/2006/wordprocessingDrawing" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    f'xmlns:mc="{_OPEN}/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:c="{_OPEN}/drawingml/2006/chart"'
)
_RELATION = f"{_OPEN}/officeDocument/2006/relationships"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
#: Styles by id: name, more of the style. The ids are those that Chinese Word gives: numbers.
STYLES = {
    "a": ("Normal", ""), "1": ("heading 1", '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>'),
    "2": ("heading 2", '<w:pPr><w:outlineLvl w:val="1"/></w:pPr>'), "w3": ("标题 3", ""), "a3": ("Title", ""), "a4": ("引用", ""),
    "a5": ("caption", ""), "t1": ("toc 1", ""), "my": ("我的标题", '<w:basedOn w:val="2"/>'),
    "zw": ("正文文本缩进", '<w:basedOn w:val="a"/>'), "tz": ("题注", ""), "a6": ("footnote text", ""),
}  # fmt: skip


def _level(level: int, form: str, text: str, more: str = "") -> str:
    inner = f'<w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{level}">{inner}</w:lvl>'


def _abstract(ident: int, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{ident}">{"".join(levels)}</w:abstractNum>'


#: Lists by number: 1 of numbers with bullets in it, 2 of chapters, 3 as 1, from 5 on.
NUMBERING = (
    _abstract(0, _level(0, "decimal", "%1."), _level(1, "bullet", "•"))
    + _abstract(1, _level(0, "chineseCountingThousand", "第%1章"), _level(1, "decimal", "%1.%2", "<w:isLgl/>"))
    + '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    + '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    + "</w:num>"
)
PICTURE = png()


def run(text: str, properties: str = "") -> str:
    """A run of Word."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def par(*runs: str, style: str = "", properties: str = "") -> str:
    """A paragraph of Word, of runs (what begins with `<`) and texts."""
    style = f'<w:pStyle w:val="{style}"/>' if style else ""
    inner = "".join(one if one.startswith(("<w:", "<m:")) else run(one) for one in runs)
    return f"<w:p><w:pPr>{style}{properties}</w:pPr>{inner}</w:p>"


def item(text: str, number: int = 1, level: int = 0, style: str = "") -> str:
    """A paragraph in a list of `NUMBERING`."""
    return par(
        run(text), style=style, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    )


def drawing(relation: str = "rPic", alt: str = "") -> str:
    """A run with a picture, `PICTURE` as usual."""
    return (
        f'<w:r><w:drawing><wp:inline><wp:extent cx="3810000" cy="2540000"/><wp:docPr id="1" name="图片 1" descr="{escape(alt)}"/>'
        f'<a:graphic><a:graphicData><a:blip r:embed="{relation}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )


def note(ident: int, kind: str = "footnote") -> str:
    """A run with the mark of a note."""
    return f'<w:r><w:{kind}Reference w:id="{ident}"/></w:r>'


def table(*rows: tuple[str, ...], header: bool = False) -> str:
    """A table of Word, of texts or whole paragraphs."""
    made = ""
    for at, row in enumerate(rows):
        cells = "".join(f"<w:tc><w:tcPr/>{cell if cell.startswith('<w:') else par(run(cell))}</w:tc>" for cell in row)
        made += f"<w:tr><w:trPr>{'<w:tblHeader/>' if header and at == 0 else ''}</w:trPr>{cells}</w:tr>"
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{made}</w:tbl>"


def docx(
    *blocks: str,
    parts: Mapping[str, str | bytes] | None = None,
    notes: Mapping[int, str] | None = None,
    endnotes: Mapping[int, str] | None = None,
    core: Mapping[str, str] | None = None,
    links: Mapping[str, str] | None = None,
    main: str = _MAIN,
    strict: bool = False,
) -> bytes:
    """A Word document. `parts` are more parts (`header1.xml` → what its root holds), `links` addresses by the id of a relation."""
    relations = {
        "rSt": ("styles", "styles.xml", ""),
        "rNu": ("numbering", "numbering.xml", ""),
        "rPic": ("image", "media/image1.png", ""),
    }
    relations |= {key: ("hyperlink", escape(target), ' TargetMode="External"') for key, target in (links or {}).items()}
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_OPEN}/package/2006/content-types">'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
        "_rels/.rels": _relations(
            {"r1": ("officeDocument", "word/document.xml", ""), "r2": ("metadata/core-properties", "docProps/core.xml", "")}
        ),
        "word/document.xml": f"<w:document {_NAMESPACES}><w:body>{''.join(blocks)}<w:sectPr/></w:body></w:document>",
        "word/styles.xml": f"<w:styles {_NAMESPACES}>{''.join(_style(key, *value) for key, value in STYLES.items())}</w:styles>",
        "word/numbering.xml": f"<w:numbering {_NAMESPACES}>{NUMBERING}</w:numbering>",
        "word/media/image1.png": PICTURE,
        "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{_OPEN}/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
        + "".join(f"<{key}>{escape(value)}</{key}>" for key, value in (core or {}).items()) + "</cp:coreProperties>",
    }  # fmt: skip
    for kind, texts in (("footnote", notes), ("endnote", endnotes)):
        if texts:
            relations[kind] = (f"{kind}s", f"{kind}s.xml", "")
            inner = "".join(
                f'<w:{kind} w:id="{ident}">{text if text.startswith("<w:") else par(text)}</w:{kind}>'
                for ident, text in texts.items()
            )
            files[f"word/{kind}s.xml"] = (
                f'<w:{kind}s {_NAMESPACES}><w:{kind} w:type="separator" w:id="-1">{par("分隔")}</w:{kind}>{inner}</w:{kind}s>'
            )
    for name, content in (parts or {}).items():
        kind = name.rstrip("0123456789.xml")
        relations[name] = (kind, name, "")
        root = {"header": "hdr", "footer": "ftr"}.get(kind, kind)
        files[f"word/{name}"] = (
            content if isinstance(content, bytes) else f"<w:{root} {_NAMESPACES}>{content}</w:{root}>"
        )
    files["word/_rels/document.xml.rels"] = _relations(relations)
    if strict:
        for old, new in _STRICT.items():
            files = {name: body.replace(old, new) if isinstance(body, str) else body for name, body in files.items()}
    return zipped(files)


def _relations(relations: Mapping[str, tuple[str, str, str]]) -> str:
    rows = (
        f'<Relationship Id="{key}" Type="{_RELATION}/{kind}" Target="{target}"{mode}/>'
        for key, (kind, target, mode) in relations.items()
    )
    return f'<Relationships xmlns="{_OPEN}/package/2006/relationships">{"".join(rows)}</Relationships>'


def _style(ident: str, name: str, more: str) -> str:
    usual = ' w:default="1"' if ident == "a" else ""
    return f'<w:style w:type="paragraph"{usual} w:styleId="{ident}"><w:name w:val="{name}"/>{more}</w:style>'


_ODF = {
    "office": "office", "text": "text", "table": "table", "draw": "drawing", "style": "style", "fo": "xsl-fo-compatible",
    "svg": "svg-compatible", "meta": "meta", "manifest": "manifest",
}  # fmt: skip
_ODF_NAMES = " ".join(f'xmlns:{key}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for key, name in _ODF.items())
_ODF_NAMES += ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'
_ODF_NAMES += ' xmlns:math="http://www.w3.org/1998/Math/MathML"'


def _odf_style(name: str, family: str, properties: str, parent: str = "") -> str:
    kind = "text" if family == "text" else "paragraph"
    above = f' style:parent-style-name="{parent}"' if parent else ""
    inner = f"<style:{kind}-properties {properties}/>" if properties else ""
    return f'<style:style style:name="{name}" style:family="{family}"{above}>{inner}</style:style>'


def _odf_level(level: int, form: str, suffix: str) -> str:
    if form:
        return f'<text:list-level-style-number text:level="{level}" style:num-format="{form}" style:num-suffix="{suffix}"/>'
    return f'<text:list-level-style-bullet text:level="{level}" text:bullet-char="•"/>'


def _odf_list(name: str, *levels: tuple[str, str]) -> str:
    inner = "".join(_odf_level(at, *level) for at, level in enumerate(levels, 1))
    return f'<text:list-style style:name="{name}">{inner}</text:list-style>'


ODF_STYLES = (
    _odf_style("T1", "text", 'fo:font-weight="bold" style:font-weight-asian="bold"')
    + _odf_style("T2", "text", 'style:text-emphasize="dot below"')
    + _odf_style("T3", "text", 'style:text-position="sub 58%"') + _odf_style("T4", "text", 'text:display="none"')
    + _odf_style("T5", "text", 'style:text-line-through-style="solid"') + _odf_style("P1", "paragraph", "", "Quotations")
    + _odf_style("P2", "paragraph", "", "标题_20_3") + _odf_style("P3", "paragraph", 'fo:border-bottom="0.5pt solid #000000"')
    + _odf_list("L1", ("1", "."), ("", "")) + _odf_list("L2", ("一, 二, 三, ...", "、"))
)  # fmt: skip


def odt(
    *blocks: str,
    meta: Mapping[str, str] | None = None,
    styles: str = "",
    locked: bool = False,
    flat: bool = False,
    of: str = "text",
    files: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """A text of OpenDocument; `styles` is what its styles.xml holds, `flat` makes it one file."""
    inner = f"<office:body><office:text>{''.join(blocks)}</office:text></office:body>"
    text = f"<office:automatic-styles>{ODF_STYLES}</office:automatic-styles>{inner}"
    about = f"<office:meta>{''.join(f'<{key}>{escape(value)}</{key}>' for key, value in (meta or {}).items())}</office:meta>"
    kind = f"application/vnd.oasis.opendocument.{of}"
    if flat:
        head = '<?xml version="1.0" encoding="UTF-8"?>'
        return f'{head}<office:document {_ODF_NAMES} office:mimetype="{kind}">{about}{styles}{text}</office:document>'.encode()
    key = f"<manifest:file-entry>{'<manifest:encryption-data/>' if locked else ''}</manifest:file-entry>"
    return zipped({
        "mimetype": kind, "content.xml": f"<office:document-content {_ODF_NAMES}>{text}</office:document-content>",
        "styles.xml": f"<office:document-styles {_ODF_NAMES}>{styles}</office:document-styles>",
        "meta.xml": f"<office:document-meta {_ODF_NAMES}>{about}</office:document-meta>", "Pictures/1.png": PICTURE,
        "META-INF/manifest.xml": f"<manifest:manifest {_ODF_NAMES}>{key}</manifest:manifest>",
        **(files or {}),
    })  # fmt: skip


def odf_par(content: str, style: str = "", level: int = 0) -> str:
    """A paragraph of OpenDocument, or a heading of a level; its content is markup."""
    tag, more = ("h", f' text:outline-level="{level}"') if level else ("p", "")
    named = f' text:style-name="{style}"' if style else ""
    return f"<text:{tag}{named}{more}>{content}</text:{tag}>"


def odf_note(text: str, kind: str = "footnote") -> str:
    """A note of OpenDocument."""
    inner = f"<text:note-citation>9</text:note-citation><text:note-body>{odf_par(text)}</text:note-body>"
    return f'<text:note text:id="n" text:note-class="{kind}">{inner}</text:note>'
