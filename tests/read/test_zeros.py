"""Zero bytes in a text go, and are told; what is no text stays refused."""

from __future__ import annotations

import random

import pytest

from book import packaged
from book.model import Raw
from book.read import read
from book.read.decode import decode
from book.rules import load
from book.walk import plain_text

RULES = load(packaged.rule_files())
PROSE = "河上的渡船一天走六趟，撑船的人姓何，从他祖父起就在这里撑船，岸边的石阶磨得发亮。\n\n"
PAGE = f"<html><head><title>渡口</title></head><body><h1>渡口</h1>{'<p>' + PROSE.strip() + '</p>'}</body></html>"


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "big5hkscs"])
@pytest.mark.parametrize("text", [PAGE * 2, f"# 渡口\n\n{PROSE * 5}"])
def test_one_zero_byte_goes_with_a_finding(codec: str, text: str) -> None:
    text = (
        text
        if codec != "big5hkscs"
        else text.replace("趟", "次").replace("从他祖父起就在这里撑船", "很老").replace("阶", "")
    )
    body = text.encode(codec, "ignore")
    for at in (0, 20, len(body) // 2, len(body)):
        whole = body[:at] + b"\0" + body[at:]
        article, findings = read(Raw("a", whole, "a"), RULES)
        assert article is not None
        assert "河上的渡船" in plain_text(article.blocks) or at == len(body) // 2
        assert [str(f.detail) for f in findings if f.code == "read.zeros"] == ["1 zero bytes"]


def test_a_file_that_a_crash_left_with_zeros_at_its_end_is_read() -> None:
    article, findings = read(Raw("a", PAGE.encode() + bytes(4096), "a"), RULES)
    assert article is not None
    assert [str(f.detail) for f in findings if f.code == "read.zeros"] == ["4,096 zero bytes"]


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-16"])
def test_zeros_of_utf_16_are_none_of_these(codec: str) -> None:
    found = decode(f"Ferry 渡口\n\n{PROSE * 5}".encode(codec))
    assert found is not None
    assert found.zeros == 0
    assert found.text.startswith("Ferry 渡口\n\n河上的渡船")


@pytest.mark.parametrize(
    "body", [bytes(range(256)) * 50, bytes(5000), b"\x7fELF" + bytes(999), random.Random(1).randbytes(5000), b"\0"]
)
def test_what_is_no_text_is_refused(body: bytes) -> None:
    article, findings = read(Raw("a", body, "a"), RULES)
    assert article is None
    assert findings[-1].code in ("input.binary", "input.empty")
