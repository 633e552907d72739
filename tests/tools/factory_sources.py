"""Archives and books for the tests of sources, made from names and texts."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Mapping

from conftest import PROSE
from PIL import Image

_X = "<?xml version='1.0' encoding='utf-8'?>"


def png(size: tuple[int, int] = (60, 40), colour: str = "navy") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(zipfile.ZipInfo(name), body, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def tarred(files: Mapping[str, str | bytes], form: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w" if form == "tar" else f"w:{form}") as archive:  # type: ignore[call-overload]
        for name, text in files.items():
            body = text.encode() if isinstance(text, str) else text
            member = tarfile.TarInfo(name)
            member.size = len(body)
            archive.addfile(member, io.BytesIO(body))
    return out.getvalue()


def _page(title: str, body: str, kind: str = "") -> str:
    return (
        f'{_X}<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title>河上集</title>'
        f"</head><body{kind}>{f'<h1>{title}</h1>' if title else ''}{body}</body></html>"
    )


#: A small EPUB 3: a cover, a contents page, two chapters (one named only by the contents), a picture in SVG.
EPUB_FILES: dict[str, str | bytes] = {
    "mimetype": "application/epub+zip",
    "META-INF/container.xml": f'{_X}<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
    "OEBPS/book.opf": f'{_X}<package xmlns="http://www.idpf.org/2007/opf" version="3.0" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<metadata><dc:title>河上集</dc:title><dc:creator>何渡</dc:creator><dc:date>2019-05-01</dc:date></metadata><manifest>"
    '<item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
    '<item id="c" href="Text/cover.xhtml" media-type="application/xhtml+xml"/>'
    '<item id="a" href="Text/a.xhtml" media-type="application/xhtml+xml"/>'
    '<item id="b" href="Text/b.xhtml" media-type="application/xhtml+xml"/>'
    '<item id="p" href="Images/p%20q.png" media-type="image/png"/></manifest>'
    '<spine><itemref idref="c"/><itemref idref="n"/><itemref idref="a"/><itemref idref="b"/></spine></package>',
    "OEBPS/nav.xhtml": _page(
        "目录", '<nav epub:type="toc"><ol><li><a href="Text/a.xhtml">渡船</a></li>'
        '<li><a href="Text/b.xhtml#x">石阶</a></li></ol></nav>'
    ),
    "OEBPS/Text/cover.xhtml": _page("", "<p>河上集</p>", ' epub:type="cover"'),
    "OEBPS/Text/a.xhtml": _page(
        "渡船",
        "".join(f"<p>{p}</p>" for p in PROSE)
        + '<div><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
        '<image width="60" height="40" xlink:href="../Images/p%20q.png"/></svg></div>',
    ),
    "OEBPS/Text/b.xhtml": _page("", "".join(f"<p>{p}&nbsp;</p>" for p in PROSE[:3])),
    "OEBPS/Images/p q.png": png(),
}  # fmt: skip
