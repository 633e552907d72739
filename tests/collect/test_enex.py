"""Evernote's exports, through the command line: every note is an article, and what is not taken from one is told by name."""

from __future__ import annotations

import base64
import hashlib
import html
import time
import zipfile
from pathlib import Path

import pytest
from conftest import PROSE, SHARED, needs_shared, wenxuan, write
from factory_sources import png
from hypothesis import given, settings
from hypothesis import strategies as st

from book.collect import enex

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE en-export SYSTEM "http://xml.evernote.com/pub/evernote-export4.dtd">\n'
    '<en-export export-date="20240101T000000Z" application="{}" version="10">\n'
)
ENML = '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE en-note SYSTEM "http://xml.evernote.com/pub/enml2.dtd"><en-note>{}</en-note>'
TEXT = "".join(f"<div>{line}</div>" for line in PROSE)
CASE = SHARED / "cases" / "k02-enex"


def note(title: str, inside: str = TEXT, *, more: str = "", coding: str = "", cdata: bool = True) -> str:
    """A note with some ENML; `more` is what follows its dates."""
    content = ENML.format(inside) if not coding else inside
    packed = f"<![CDATA[{content}]]>" if cdata else html.escape(content)
    return (
        f"<note><title>{title}</title><content{coding}>{packed}</content><created>20210305T223000Z</created>"
        f"<updated>20220101T000000Z</updated>{more}</note>"
    )


def resource(body: bytes, kind: str, name: str = "") -> tuple[str, str]:
    """What is attached, in lines of base64 as Evernote writes them, and the MD5 by which a note calls it."""
    named = f"<resource-attributes><file-name>{name}</file-name></resource-attributes>" if name else ""
    data = base64.encodebytes(body).decode()
    made = f'<resource><data encoding="base64">\n{data}</data><mime>{kind}</mime>{named}</resource>'
    return made, hashlib.md5(body, usedforsecurity=False).hexdigest()


def export(*notes: str, by: str = "Evernote") -> str:
    return HEAD.format(by) + "\n".join(notes) + "\n</en-export>"


def told(ran: object) -> list[tuple[object, ...]]:
    return [(row["title"], row["author"], row["date"]) for row in ran.objects]  # type: ignore[attr-defined]


@needs_shared
def test_the_notes_of_the_case(desk: Path) -> None:
    ran = wenxuan("inspect", CASE / "笔记.enex", "--json", "--order", "given")
    assert [(row["title"], row["author"], row["date"][:10]) for row in ran.objects] == [
        ("修伞的人", "丁一", "2021-03-05"), ("封井", "丁一", "2021-03-05")
    ]  # fmt: skip
    assert "data:image/png;base64," in ran.objects[0]["html"]


def test_a_note_is_an_article_with_what_the_export_says_of_it(desk: Path) -> None:
    about = (
        "<tag>散文</tag><tag>河 上</tag><note-attributes><author>何渡</author>"
        "<source-url>https://river.example/ferry</source-url></note-attributes>"
    )
    write(desk, {"a.enex": export(note("渡船 &amp; 石阶", more=about), note("无标题笔记", cdata=False))})
    ran = wenxuan("inspect", "a.enex", "--json", "--order", "given")
    assert ran.code == 0, ran.err
    assert told(ran)[0] == ("渡船 & 石阶", "何渡", "2021-03-05")
    assert [row["text"].split("\n") for row in ran.objects] == [list(PROSE), list(PROSE)]
    write(desk, {"book.toml": '[sources]\nfiles = ["a.enex"]\n[arrange]\nparts = "category"\n'})
    assert wenxuan("build", "-f", "txt", "-o", "out").code == 0
    text = next((desk / "out").glob("*.txt")).read_text("utf-8")
    assert "散文" in text
    assert "https://river.example/ferry" in text


def test_the_clock_of_yinxiang_is_that_of_china(desk: Path) -> None:
    write(desk, {"a.enex": export(note("渡船"), by="印象笔记 Mac")})
    assert wenxuan("inspect", "a.enex", "--json").objects[0]["date"] == "2021-03-06"


def test_pictures_stand_at_their_places_and_other_things_are_told(desk: Path) -> None:
    picture, shown = resource(png(), "image/png")
    paper, paper_hash = resource(b"%PDF-1.4 x", "application/pdf", "账簿.pdf")
    loose, _ = resource(png(colour="red"), "image/png", "多余.png")
    inside = (
        f"<div>{PROSE[0]}</div><div><en-media type='image/png' hash='{shown}' width=\"60\"/></div><div>{PROSE[1]}</div>"
        f'<div><en-media hash="{paper_hash}" type="application/pdf"></en-media></div><div>{PROSE[2]}</div>'
        f'<div><en-media type="image/gif" hash="{"0" * 32}"/></div>'
    )
    write(desk, {"a.enex": export(note("渡船", inside, more=picture + paper + loose))})
    ran = wenxuan("build", "a.enex", "-f", "epub,txt", "-o", "out")
    assert ran.code == 0
    assert len(ran.messages) == 3
    for line, words in zip(
        ran.messages,
        ("it is attached, and no picture — 账簿.pdf", "not in the file — 0000", "does not show it — 多余.png"),
        strict=True,
    ):
        assert words in line
    text = next((desk / "out").glob("*.txt")).read_text("utf-8")
    assert text.index(PROSE[0][:9]) < text.index("〔图片〕") < text.index(PROSE[1][:9])
    with zipfile.ZipFile(next((desk / "out").glob("*.epub"))) as book:
        assert len([name for name in book.namelist() if name.endswith(".png")]) == 1


def test_what_is_done_and_what_is_not(desk: Path) -> None:
    inside = (
        f'<div>{PROSE[0]}</div><div><en-todo checked="true"/>补船底</div><div><en-todo/>买桐油</div>'
        '<div><en-todo checked="false"></en-todo>修石阶</div>'
        '<ul style="--en-todo:true;"><li style="--en-checked:true;"><div>点灯</div></li>'
        '<li style="--en-checked:false;"><div>上山</div></li></ul>'
    )
    task = "<task><title>{}</title><taskStatus>{}</taskStatus></task>"
    tasks = task.format("擦灯", "completed") + task.format("添油", "open")
    write(desk, {"a.enex": export(note("渡船", inside, more=tasks))})
    text = wenxuan("inspect", "a.enex", "--json").objects[0]["text"]
    for line in ("☑ 补船底", "☐ 买桐油", "☐ 修石阶", "☑ 点灯", "☐ 上山", "☑ 擦灯", "☐ 添油"):
        assert line in text


def test_what_is_encrypted_is_told_and_never_printed(desk: Path) -> None:
    secret = base64.b64encode(b"ENC0" + bytes(range(200))).decode()
    part = f'{TEXT}<div>口令：<en-crypt hint="x" cipher="AES" length="128">{secret}</en-crypt></div>'
    locked = (note("石阶", secret, coding=f' encoding="{coding}"') for coding in ("base64:aes", "base64"))
    write(desk, {"a.notes": export(note("渡船", part), *locked)})
    ran = wenxuan("build", "a.notes", "-f", "txt", "-o", "out")
    assert ran.code == 1
    assert "3 given = 1 packed" in ran.out
    assert len([line for line in ran.messages if "encrypted it" in line and line.startswith("error: a.notes#")]) == 2
    assert "passages that are encrypted: 1" in ran.err
    assert secret[:20] not in next((desk / "out").glob("*.txt")).read_text("utf-8")


def test_content_in_base64_that_is_not_encrypted_is_read(desk: Path) -> None:
    packed = base64.b64encode(ENML.format(TEXT).encode()).decode()
    write(desk, {"a.enex": export(note("渡船", packed, coding=' encoding="base64"'))})
    assert wenxuan("inspect", "a.enex", "--json").objects[0]["text"].split("\n") == list(PROSE)


@pytest.mark.parametrize(
    "text",
    [
        "<en-export/>",
        export(),
        "<notes><note><title>渡船</title><body>河上</body></note></notes>",
        f"<html><head><title>渡船</title></head><body><p>文件以 &lt;en-export&gt; 开头。</p><p>{PROSE[0]}</p></body></html>",
    ],
)
def test_other_xml_is_no_export(desk: Path, text: str) -> None:
    write(desk, {"a.enex": text})
    assert "a.enex#1" not in wenxuan("inspect", "a.enex").out


def test_a_bomb_and_a_cut_file_cost_little(desk: Path) -> None:
    bomb = HEAD.format("x").replace(
        '"http://xml.evernote.com/pub/evernote-export4.dtd"',
        '"x" [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]',
    )
    deep = note("深", "<div>" * 5000 + PROSE[0] + "</div>" * 5000)
    cut = export(note("渡船"), note("石阶"))[:-400]
    write(desk, {"bomb.enex": bomb + note("&b;") + "</en-export>", "deep.enex": export(deep), "cut.enex": cut})
    began = time.monotonic()
    ran = wenxuan("inspect", "bomb.enex", "deep.enex", "cut.enex", "--json")
    assert time.monotonic() - began < 20
    assert "aaaaaaaaaa" not in ran.out
    assert "渡船" in [row["title"] for row in ran.objects]


def test_a_large_export_is_read_in_time_proportional_to_it() -> None:
    picture, digest = resource(b"\x89PNG" + bytes(200_000), "image/png")
    one = note("渡船", f'{TEXT}<en-media type="image/png" hash="{digest}"/>', more=picture)
    took = []
    for count in (10, 40):
        text = export(*[one] * count)
        began = time.process_time()
        found = enex.read(text)
        took.append(time.process_time() - began)
        assert found is not None
        assert len(found.items) == count
    assert took[1] < 12 * took[0] + 0.5


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30), max_size=5),
    st.booleans(),
)
@settings(deadline=None)
def test_the_text_of_any_note_comes_out(lines: list[str], cdata: bool) -> None:
    inside = "".join(f"<div>{html.escape(line)}</div>" for line in lines)
    found = enex.read(export(note("渡船", inside.replace("]]>", ""), cdata=cdata)))
    assert found is not None
    body = html.unescape(found.items[0].body.decode())
    assert all(line in body for line in lines if "]]>" not in line and line.strip() and "]]" not in line)


@given(st.text(max_size=300))
@settings(deadline=None)
def test_no_text_is_too_odd(text: str) -> None:
    enex.read(text)
    enex.read(HEAD.format("x") + "<note>" + text + "</note>")
    enex.read(HEAD.format("x") + note("a", text))
