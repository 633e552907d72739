"""In what a fetched page is written: what the server says counts where the page says nothing and the bytes allow it."""

from __future__ import annotations

import pytest

from book.collect.webcache import Copy

TEXT = "<p>河上的渡船一天走六趟，撑船的人姓何。</p>"


@pytest.mark.parametrize("charset", ["gbk", "gb2312", "big5", "utf-16-le", "shift_jis"])
def test_what_a_server_says_counts(charset: str) -> None:
    text = TEXT if charset in ("gbk", "gb2312", "utf-16-le") else "<p>河上的船</p>"
    assert Copy("", text.encode(charset), f"text/html; charset={charset}").as_declared() == text.encode()


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-be", "utf-32", "gbk", "big5", "iso-8859-1"])
@pytest.mark.parametrize("text", [TEXT, "<p>The ferry goes six times a day.</p>" + "河"])
def test_what_is_utf_8_stays_so(charset: str, text: str) -> None:
    assert Copy("", text.encode(), f"text/html; charset={charset}").as_declared() == text.encode()


@pytest.mark.parametrize("charset", ["utf-16", "utf-32"])
def test_ascii_is_no_utf_16(charset: str) -> None:
    assert Copy("", b"<p>ferry</p>", f"text/html; charset={charset}").as_declared() == b"<p>ferry</p>"
