"""Which picture an article means, in the forms that pages have; what only looks like one; and what stays where it is missing."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from conftest import PROSE, wenxuan, write
from factory_sources import png
from PIL import Image

#: Markup, and the addresses of the pictures that the article has by it.
FORMS: dict[str, tuple[str, list[str]]] = {
    "plain": ('<img src="a.jpg">', ["a.jpg"]),
    "lazy": ('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" data-src="a.jpg">', ["a.jpg"]),
    "lazy by another name": ('<img src="loading.gif" data-original="a.jpg">', ["a.jpg"]),
    "a set by width": ('<img src="blank.gif" srcset="a.jpg 320w, b.jpg 1280w, c.jpg 640w, d.jpg 9000w">', ["b.jpg"]),
    "a set by density": ('<img srcset="a.jpg, b.jpg 2x">', ["b.jpg"]),
    "a larger one on the network": (
        '<img src="https://i.example/s.jpg" srcset="https://i.example/l.jpg 1200w">', ["https://i.example/l.jpg"]
    ),
    "the saved one before the network's": ('<img src="x_files/s.jpg" srcset="https://i.example/l.jpg 1200w">', ["x_files/s.jpg"]),
    "picture": ('<picture><source type="image/webp" srcset="a.webp"><img src="a.jpg"></picture>', ["a.jpg"]),
    "picture of sources": (
        '<picture><source type="image/avif" srcset="a.avif"><source srcset="a.webp 1x, b.webp 2x"><img src="blank.gif"></picture>',
        ["b.webp"],
    ),
    "noscript twin": ('<img src="a.jpg"><noscript><img src="b.jpg"></noscript>', ["a.jpg"]),
    "noscript for a placeholder": ('<figure><img src="blank.gif"><noscript><img src="b.jpg"></noscript></figure>', ["b.jpg"]),
    "noscript alone": ('<noscript><img src="b.jpg"></noscript>', ["b.jpg"]),
    "background that is content": ('<div style="background-image: url(&quot;a.jpg&quot;); width:600px"></div>', ["a.jpg"]),
    "background, lazy": ('<section data-lazy-bgimg="a.jpg"><br></section>', ["a.jpg"]),
    "background that repeats": ('<section style="background:url(a.png) repeat"></section>', []),
    "background under text": (f'<section style="background-image:url(a.png)"><p>{PROSE[3]}</p></section>', []),
    "background of a mark": ('<i style="background:url(a.png) no-repeat;width:16px;height:16px"></i>', []),
    "dead proxy": ('<img src="https://cors.zfour.workers.dev/?http://a.example/x.jpg">', ["http://a.example/x.jpg"]),
    "pixel": ('<img src="https://a.example/c" width="1" height="1">', []),
    "QR code": ('<img src="images/qrcode_for_gh.jpg">', []),
}  # fmt: skip


@pytest.mark.parametrize(("markup", "wanted"), FORMS.values(), ids=FORMS)
def test_which_picture_is_meant(desk: Path, markup: str, wanted: list[str]) -> None:
    body = "".join(f"<p>{text}</p>" for text in PROSE[:2]) + f"<div>{markup}</div><p>{PROSE[2]}</p>"
    page = f'<html><head><meta charset="utf-8"><title>渡船</title></head><body><article>{body}</article></body></html>'
    write(desk, {"a.html": page})
    (row,) = wenxuan("inspect", "a.html", "--json").objects
    assert re.findall(r'<img [^>]*src="([^"]*)"', str(row["html"])) == wanted
    assert PROSE[2] in str(row["text"])


def strip() -> bytes:
    out = io.BytesIO()
    frames = [Image.new("RGB", (300, 20), colour) for colour in ("red", "blue")]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=100)
    return out.getvalue()


def test_what_is_no_picture_by_its_bytes(desk: Path) -> None:
    names = {"strip.gif": strip(), "dot.png": png((1, 1)), "one.png": png(), "same.png": png()}
    body = "".join(f"<p>{text}</p><p><img src='{name}'></p>" for text, name in zip(PROSE, names, strict=True))
    page = f"<html><head><meta charset='utf-8'><title>渡船</title></head><body><article>{body}</article></body></html>"
    write(desk, {"a.html": page, **names})
    ran = wenxuan(
        "build", "a.html", "-o", "out", "-f", "epub", "--title", "x", "--log", "log.jsonl", "--order", "given"
    )
    assert ran.code == 0
    assert ran.messages == []
    import zipfile

    with zipfile.ZipFile(desk / "out" / "x.epub") as book:
        assert len([name for name in book.namelist() if name.endswith((".png", ".gif"))]) == 1, (
            "alike bytes are kept once"
        )
        assert "<hr" in "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xhtml"))
    log = (desk / "log.jsonl").read_text()
    assert "image.divider" in log
    assert "image.pixel" in log
