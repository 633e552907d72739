"""Odd inputs of many kinds: what makes libraries warn, log or fail. Made here, so that each is known for what it is."""

from __future__ import annotations

import io
import plistlib
import struct
import warnings
import zipfile
import zlib

from conftest import PROSE, article
from factory_sources import EPUB_FILES, png, zipped
from PIL import Image

BODY = "".join(f"<p>{text}</p>" for text in PROSE)
_STRICT = (
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">'
)
_PAGES: dict[str, str | bytes] = {
    "xml.html": f'<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><body>{BODY}</body></html>',
    "doc.xml": f'<?xml version="1.0"?><article><title>渡船</title><body>{BODY}</body></article>',
    "dtd.xhtml": f'<?xml version="1.0" encoding="gbk"?>{_STRICT}<html><body>{BODY}</body></html>'.encode("gbk"),
    "address.html": "https://example.com/a/b.html",
    "path.txt": "/etc/passwd",
    "name.html": "a.html",
    "bom.html": b"\xff\xfe" + f"<html><body>{BODY}</body></html>".encode("utf-16-le"),
    "charset.html": f'<meta charset="klingon"><body>{BODY}</body>',
    "not-utf8.html": f'<meta charset="utf-8"><body>{BODY}'.encode() + b"\xe4\xff\xfe</body>",
    "marked.html": f"<![CDATA[x]]><!foo><?php echo ?><body>{BODY}<![if IE]>x<![endif]></body>",
    "twice.html": f'<body class=a class=b id=x id=x><div style="background:url(a.png"><p onclick=x>{BODY}</div></body>',
    "table.html": f"<body>{BODY}<table><tr><td colspan=100000 rowspan=0>x</td></tr></table><math><mi>x</mfoo></math></body>",
    "yaml.md": f"---\ntitle: !!python/object:os.system x\ndate: 2020-99-99\nx: [a, b\n---\n\n{PROSE[0]}",
    "keys.md": "---\ntitle: 对\ntitle: 又\n? a\n---\n\n" + "\n\n".join(PROSE),
    "escapes.md": '---\ntitle: "\\d"\n---\n\n' + "\n\n".join(PROSE) + "\n\n$\\frac{a}{$ `\\d`",
    "characters.md": article("字", *PROSE, "\u0f40\u0f72 \U0001f600 \U00020000 \ue000 \ufffe \u0378 ﷺ \u202e x"),
}
_FEEDS = {
    "cut.rss": '<?xml version="1.0"?><rss version="2.0"><channel><title>x</title><item><title>渡<b></title><link>http://e.com/&a=1</link>'
    f"<description>{BODY}</description><pubDate>Foo, 99 Bar 2020</pubDate></item>",
    "cut.atom": '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>渡</title><content type="html">http://example.com/path</content>'
    f'<updated>2020-13-45</updated></entry><entry><title>b</title><content type="xhtml">{BODY}</content></entry></feed>',
    "updated.atom": '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>渡</title><updated>2020-01-02T03:04:05Z</updated>'
    f"<content type='html'>{BODY.replace('<', '&lt;')}</content></entry></feed>",
    "paths.rss": '<rss version="2.0"><channel><item><title>a</title><description>http://example.com/a.html</description></item>'
    "<item><title>.</title><description>a.html</description></item></channel></rss>",
    "cut.opml": '<opml><body><outline text="a" xmlUrl="x"/></body>',
    "cut.json": '[{"url":"http://x","title":1,"content":null},{"a":[}]',
    "cut.csv": 'title,url\n"a,b\n',
}
_MAIL = b"""MIME-Version: 1.0
Content-Type: multipart/related; boundary=x

--x
Content-Type: text/html; charset=bogus
Content-Transfer-Encoding: base64

!!!notbase64
--x
Content-Type: image/png
Content-Transfer-Encoding: uuencode
Content-Location: a.png

foo
""".replace(b"\n", b"\r\n")


def _saved(mode: str, form: str, **more: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, (50, 50)).save(out, form, **more)  # type: ignore[arg-type]
    return out.getvalue()


def _declared(width: int, height: int, depth: int, colour: int, rows: bytes) -> bytes:
    """A PNG that declares a size."""
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    packed = (struct.pack(">I", len(c)) + name + c + struct.pack(">I", zlib.crc32(name + c)) for name, c in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def _pictures() -> dict[str, bytes]:
    jpeg, tiff = _saved("RGB", "JPEG"), _saved("RGB", "TIFF")
    exif = b"\xff\xe1\x00\x20Exif\0\0II*\0\x08\0\0\0\xff\xff\x12\x01\x03\0\x01\0\0\0\xff\xff"
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>x</script><image href="http://x/y.png"/><text>x</text></svg>'
    return {
        "cut.png": png()[:-30], "cut.jpg": jpeg[: len(jpeg) // 2], "exif.jpg": jpeg[:2] + exif + jpeg[2:],
        "palette.png": _saved("P", "PNG", transparency=bytes((0, 10, 20))),
        "profile.png": _saved("RGB", "PNG", icc_profile=b"none"),
        "cut.tiff": tiff[:-20], "odd.tiff": tiff[:8] + b"\xff\xff" + tiff[10:], "cut.gif": _saved("P", "GIF")[:-10],
        "bomb.png": _declared(60_000, 60_000, 8, 2, bytes(1000)),
        "large.png": _declared(10_000, 10_000, 1, 0, bytes(1251) * 10_000),
        "a.svg": svg.encode(), "cut.svg": b"<svg><g", "cut.webp": _saved("RGB", "WEBP")[:-5], "cut.ico": _saved("RGB", "ICO")[:-9],
        "cut.bmp": _saved("RGB", "BMP")[:-9], "a.heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(50),
        "a.avif": b"\0\0\0\x18ftypavif\0\0\0\0mif1avif" + bytes(50), "a.psd": b"8BPS\0\1" + bytes(40),
        "a.eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    }  # fmt: skip


def odd_files() -> dict[str, str | bytes]:
    """Names and contents: pages, feeds, archives, pictures."""
    pictures = _pictures()
    main = {"WebResourceData": BODY.encode(), "WebResourceURL": "http://[bad", "WebResourceTextEncodingName": "bogus"}
    again = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(again, "w") as archive:
        warnings.simplefilter("ignore")  # of the name that is there already
        for _ in range(3):
            archive.writestr("a.md", article("又"))
    return {
        **_PAGES, **_FEEDS, **pictures,
        "pictures.md": article("图", *PROSE, *(f"![图]({name})" for name in pictures)),
        "mail.mht": _MAIL,
        "a.webarchive": plistlib.dumps({"WebMainResource": main}, fmt=plistlib.FMT_BINARY),
        "cut.epub": zipped({**EPUB_FILES, "OEBPS/Text/b.xhtml": "<html><body><p>&foo; & <b>"}),
        "again.zip": again.getvalue(),
    }  # fmt: skip
