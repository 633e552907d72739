"""Files that are no articles are refused by their name, and texts that look like one are not."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import pytest
from conftest import PROSE, SHARED, needs_shared, wenxuan, write

from book.messages import ENGLISH
from book.read import strangers
from book.read.decode import decode
from book.read.forms import form_of

NOISE = random.Random(1).randbytes(3000)


def _zip(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return made.getvalue()


def _at(place: int, start: bytes) -> bytes:
    return bytes(place) + start + NOISE


#: The beginning of a file as its format has it → a word of its name here.
BINARY = {
    "mobi": (b"Book" + bytes(56) + b"BOOKMOBI" + NOISE, "a Kindle book"),
    "kfx": (b"CONT\x02\x00" + NOISE, "a Kindle book"),
    "drm": (b"\xeaDRMION\xee" + NOISE, "a Kindle book"),
    "pdb": (b"Book" + bytes(56) + b"PNRdPPrs" + NOISE, "Palm"),
    "chm": (b"ITSF\3\0\0\0" + NOISE, "CHM"),
    "lit": (b"ITOLITLS" + NOISE, "Microsoft Reader"),
    "lrf": (b"L\0R\0F\0\0\0" + NOISE, "Sony"),
    "djvu": (b"AT&TFORM" + NOISE, "DjVu"),
    "pdf": (b"%PDF-1.7\n" + NOISE, "a PDF"),
    "caj": (b"CAJ\0" + NOISE, "CNKI"),
    "doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + NOISE, "before 2007"),
    "docx": (_zip("[Content_Types].xml", "word/document.xml"), "a Word document"),
    "xlsx": (_zip("[Content_Types].xml", "xl/workbook.xml"), "an Excel sheet"),
    "pptx": (_zip("[Content_Types].xml", "ppt/presentation.xml"), "PowerPoint"),
    "odt": (_zip("mimetype", "content.xml", "META-INF/manifest.xml"), "LibreOffice"),
    "jar": (_zip("META-INF/MANIFEST.MF", "A.class"), "a program"),
    "png": (b"\x89PNG\r\n\x1a\n" + NOISE, "a picture"),
    "jpeg": (b"\xff\xd8\xff\xe0" + NOISE, "a picture"),
    "gif": (b"GIF89a\x01\0\x01\0" + NOISE, "a picture"),
    "bmp": (b"BM\x36\0\0\0\0\0\0\0" + NOISE, "a picture"),
    "tiff": (b"II*\0" + NOISE, "a picture"),
    "tiff-mm": (b"MM\0*" + NOISE, "a picture"),
    "ico": (b"\0\0\1\0" + NOISE, "a picture"),
    "psd": (b"8BPS" + NOISE, "a picture"),
    "webp": (b"RIFF\0\1\0\0WEBP" + NOISE, "a picture"),
    "heic": (b"\0\0\0\x18ftypheic" + NOISE, "a picture"),
    "avif": (b"\0\0\0\x18ftypavif" + NOISE, "a picture"),
    "jxl": (b"\xff\x0a" + NOISE, "a picture"),
    "jp2": (b"\0\0\0\x0cjP  \r\n\x87\n" + NOISE, "a picture"),
    "xcf": (b"gimp xcf v011\0" + NOISE, "a picture"),
    "exr": (b"\x76\x2f\x31\x01" + NOISE, "a picture"),
    "dds": (b"DDS |\0\0\0" + NOISE, "a picture"),
    "mp3": (b"ID3\4\0\0\0" + NOISE, "a sound"),
    "mp3-bare": (b"\xff\xfb\x90\0" + NOISE, "a sound"),
    "ogg": (b"OggS\0\2\0\0" + NOISE, "a sound"),
    "flac": (b"fLaC\0\0\0\x22" + NOISE, "a sound"),
    "wav": (b"RIFF\0\1\0\0WAVEfmt " + NOISE, "a sound"),
    "aiff": (b"FORM\0\1\0\0AIFF" + NOISE, ""),
    "amr": (b"#!AMR\n" + NOISE, "a sound"),
    "silk": (b"#!SILK_V3" + NOISE, "a sound"),
    "m4a": (b"\0\0\0\x20ftypM4A " + NOISE, "a sound"),
    "midi": (b"MThd\0\0\0\6" + NOISE, "a sound"),
    "mp4": (b"\0\0\0\x20ftypisom" + NOISE, "a film"),
    "mov": (b"\0\0\0\x08moov" + NOISE, "a film"),
    "avi": (b"RIFF\0\1\0\0AVI LIST" + NOISE, "a film"),
    "mkv": (b"\x1aE\xdf\xa3" + NOISE, "a film"),
    "flv": (b"FLV\1\5\0\0\0" + NOISE, "a film"),
    "wmv": (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11" + NOISE, "a film"),
    "mpeg": (b"\0\0\1\xba" + NOISE, "a film"),
    "swf": (b"CWS\x0a" + NOISE, "a film"),
    "rar": (b"Rar!\x1a\7\0" + NOISE, "an archive"),
    "7z": (b"7z\xbc\xaf\x27\x1c\0\4" + NOISE, "an archive"),
    "zst": (b"\x28\xb5\x2f\xfd" + NOISE, "an archive"),
    "lz4": (b"\x04\x22\x4d\x18" + NOISE, "an archive"),
    "cab": (b"MSCF\0\0\0\0" + NOISE, "an archive"),
    "lzh": (b"\x20\x5d-lh5-" + NOISE, "an archive"),
    "sqlite": (b"SQLite format 3\0" + NOISE, "a database"),
    "mdb": (b"\0\1\0\0Standard Jet DB" + NOISE, "a database"),
    "ttf": (b"\0\1\0\0\0\x10" + NOISE, "a font"),
    "otf": (b"OTTO\0\x0b" + NOISE, "a font"),
    "woff2": (b"wOF2\0\1\0\0" + NOISE, "a font"),
    "elf": (b"\x7fELF\2\1\1\0" + NOISE, "a program"),
    "exe": (b"MZ\x90\0\3\0\0\0" + NOISE, "a program"),
    "class": (b"\xca\xfe\xba\xbe\0\0\0\x34" + NOISE, "a program"),
    "wasm": (b"\0asm\1\0\0\0" + NOISE, "a program"),
    "crx": (b"Cr24\3\0\0\0" + NOISE, "a program"),
    "one": (b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3" + NOISE, "OneNote"),
    "pyc": (b"\xa7\x0d\x0d\x0a\0\0\0\0" + NOISE, ""),
    "noise": (NOISE, ""),
}  # fmt: skip
#: A text of a kind that no reader knows → a word of its name here.
TEXTS = {
    "object.json": ('{"id": 7, "items": [{"name": "河", "n": 1}, {"name": "船", "n": 2}]}', "JSON"),
    "cut.json": ('{"id": 7, "items": [{"name": "河", "n": 1}, {"na', "JSON"),
    "list.json": ("[1, 2, 3]", "JSON"),
    "notes.xml": ('<?xml version="1.0"?>\n<notes><note><p>河上的渡船</p></note></notes>', "XML"),
    "typed.xml": ("<!DOCTYPE en-note SYSTEM 'x.dtd'>\n<en-note><div>河上的渡船</div></en-note>", "XML"),
    "a.ps": ("%!PS-Adobe-3.0\n%%Pages: 1\n/Times findfont\nshowpage\n", "PostScript"),
    "a.vcf": ("BEGIN:VCARD\nVERSION:3.0\nFN:丁一\nEND:VCARD\n", "a card"),
    "a.ics": ("BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n", "a card"),
    "a.srt": ("".join(f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n河上的渡船\n\n" for n in range(1, 6)), "subtitles"),
    "a.vtt": ("WEBVTT\n\n" + "".join(f"00:0{n}.000 --> 00:0{n}.900\n渡船\n\n" for n in range(1, 6)), "subtitles"),
    "a.ass": ("[Script Info]\nTitle: x\n[Events]\nDialogue: 0,0:00:01.00,0:00:02.00\n", "subtitles"),
    "a.pem": ("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", "encoded"),
    "a.uue": ("begin 644 a.bin\nM1234\n`\nend\n", "encoded"),
    "a.b64": ("QUJD" * 19 + "\n" + ("QUJD" * 19 + "\n") * 5, "encoded"),
    "a.csv": ("id,name,count,day\n" + "".join(f"{n},丁{n},{n * 3},2020-01-0{n}\n" for n in range(1, 8)), "a table"),
    "a.tsv": ("id\tname\tcount\n" + "".join(f"{n}\t丁\t{n * 3}\n" for n in range(1, 8)), "a table"),
    "a.py": ("import re\nfrom os import sep\n\ndef f(n):\n    return n\n\nclass A:\n    pass\n", "source of a program"),
    "a.c": ("#include <stdio.h>\n\nint main(void) {\n  int n = 0;\n  n += 1;\n  return n;\n}\n", "source of a program"),
    "a.css": ("p {\n  margin: 0;\n}\n\nh1 {\n  color: red;\n}\n", "source of a program"),
}  # fmt: skip
#: Articles that begin or look like one of these.
ARTICLES = {
    "bmw.txt": f"BMW的故事\n\n{PROSE[0]}\n\n{PROSE[1]}\n",
    "riff.txt": f"RIFF是什么\n\n{PROSE[0]}\n\n{PROSE[1]}\n",
    "id3.md": f"ID3 标签\n\n{PROSE[0]}\n",
    "brace.txt": f"{{河}}上的事\n\n{PROSE[0]}\n",
    "list.txt": f"[一] 河\n\n{PROSE[0]}\n\n[二] 船\n\n{PROSE[1]}\n",
    "commas.txt": "\n".join(["渡船,河,人,岸。", "撑船,走,停,看。"] * 6),
    "poem.txt": "河上,\n船上,\n人上,\n岸上,\n水上,\n",
    "code.md": f"# 一段程序\n\n{PROSE[0]}\n\n```python\nimport re\ndef f(n):\n    return n\n```\n\n{PROSE[1]}\n",
    "page.html": f"<html><head><script>var a = 1;\nvar b = 2;\n{{\n}}\n</script></head><body><p>{PROSE[0]}</p></body></html>",
    "xhtml.html": f'<?xml version="1.0"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml"><body><p>{PROSE[0]}</p></body></html>',
    "fragment.html": f"<div><p>{PROSE[0]}</p><p>{PROSE[1]}</p></div>",
    "front.md": f"---\ntitle: 渡\n---\n\n{PROSE[0]}\n",
    "time.txt": f"12:30 到渡口\n\n{PROSE[0]}\n",
    "english.txt": "The ferry goes six times a day;\nthe man is called He;\nhe has worn the steps smooth.\n" + PROSE[0],
}


@pytest.mark.parametrize("name", BINARY)
def test_a_file_that_is_no_text_is_named(desk: Path, name: str) -> None:
    body, words = BINARY[name]
    write(desk, {f"in.{name}": body, "a.md": f"# 渡船\n\n{PROSE[0]}\n"})
    ran = wenxuan("build", f"in.{name}", "a.md", "-f", "epub", "-o", "out")
    assert ran.code == 1, ran.err
    told = [line for line in ran.messages if f"in.{name}" in line]
    assert len(told) == 1, ran.err
    assert words in told[0], told
    assert "1 packed" in ran.out
    assert "1 not articles" in ran.out or "1 failed" in ran.out


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_of_an_unknown_kind_is_named(desk: Path, name: str) -> None:
    text, words = TEXTS[name]
    write(desk, {name: text, "a.md": f"# 渡船\n\n{PROSE[0]}\n"})
    ran = wenxuan("build", name, "a.md", "-f", "epub", "-o", "out")
    (told,) = [line for line in ran.messages if line.startswith("error:")]
    assert ran.code == 1
    assert words in told
    assert name in told
    assert "1 packed" in ran.out


@pytest.mark.parametrize("name", ARTICLES)
def test_an_article_is_none_of_these(desk: Path, name: str) -> None:
    write(desk, {name: ARTICLES[name]})
    ran = wenxuan("inspect", name, "--json")
    assert ran.code == 0, ran.err
    assert ran.objects[0]["text"]


def test_everything_that_puremagic_knows_is_named_or_is_text() -> None:
    """Its more than a thousand beginnings, before noise: nothing raises, and what is no text has a name."""
    from puremagic.main import magic_header_array

    for one in magic_header_array:
        if isinstance(one.offset, int) and 0 <= one.offset < 2000:
            body = _at(one.offset, one.byte_match)
            if decode(body) is None:
                assert ENGLISH.text(strangers.of_bytes(body)).startswith("it is ")


@needs_shared
def test_pages_and_notes_of_others_are_none_of_these() -> None:
    files = [path for folder in ("seeds", "labelled", "pages", "wechat_md") for path in (SHARED / folder).rglob("*.*")]
    read = {path: decode(path.read_bytes()) for path in files if path.suffix in (".html", ".htm", ".md", ".txt")}
    assert len(read) > 200
    refused = {path.name: form_of(found.text) for path, found in read.items() if found}
    assert {name: form for name, form in refused.items() if form in strangers.NAMES} == {}
