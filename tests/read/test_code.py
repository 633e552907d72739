"""Code in the markup that editors give it: its lines stay lines, and what only counts them is no code."""

from __future__ import annotations

import pytest
from conftest import PROSE

from book import packaged
from book.model import CodeBlock, Raw
from book.read import read
from book.rules import load
from book.settings.overrides import Overrides
from book.settings.values import CleanConfig
from book.walk import plain_text

RULES = load(packaged.rule_files())
ROWS = ("def ferry(n):", "    boats = n // 8", "", "    return boats")
CODE = "\n".join(ROWS)
SPACED = [row.replace(" ", "\xa0") for row in ROWS]


def each(markup: str, end: str = "") -> str:
    return end.join(markup.format(row=row, n=n) for n, row in enumerate(ROWS, 1))


END = "\n"
CODES = each("<code>{row}</code>")
NUMBERS = each("<li>{n}</li>")
#: Markup, and the code in it.
FORMS: dict[str, tuple[str, str]] = {
    "plain": (f"<pre>{CODE}</pre>", CODE),
    "breaks": (f"<pre><code>{'<br>'.join(SPACED)}</code></pre>", CODE),
    "a code each": (f"<pre>{each('<code><span>{row}</span></code>')}</pre>", CODE),
    "a code each, parted already": (f"<pre>{each('<code>{row}</code>', END)}</pre>", CODE),
    "a code each, a break for the empty line": (f"<pre>{CODES.replace('<code></code>', '<code><br></code>')}</pre>", CODE),
    "an item each": (f"<pre><ol>{each('<li>{row}</li>')}</ol></pre>", CODE),
    "an item each, set out": (f"<pre><code><ol>\n{each('  <li>{row}</li>', END)}</ol></code></pre>", CODE),
    "a div each": (f"<pre>{each('<div>{row}</div>')}</pre>", CODE),
    "a paragraph each": (f"<pre>{each('<p>{row}</p>')}</pre>", CODE),
    "a span each": (f"<pre><code>{each('<span class=line>{row}</span>')}</code></pre>", CODE),
    "a span each, parted already": (f"<pre><code>{each('<span class=line>{row}</span>', END)}</code></pre>", CODE),
    "a token line each": (f"<pre>{each('<div class=token-line><span>{row}</span></div>')}</pre>", CODE),
    "a row each": (f"<pre><table>{each('<tr><td class=hljs-ln-numbers>{n}</td><td>{row}</td></tr>')}</table></pre>", CODE),
    "words of a line": ("<pre><code><span>def</span> <span>ferry</span>(<span>n</span>):</code></pre>", "def ferry(n):"),
    "words that a class calls inline": ("<pre><span class=inline>a</span><span class=inline>b</span></pre>", "ab"),
    "two words of one line": ("<pre><span>def </span><span>ferry</span></pre>", "def ferry"),
    "a code without a pre": (f"<p><code>{'<br>'.join(SPACED)}</code></p>", CODE),
    "numbers in each line": (f"<pre>{each('<div><span>{n}</span><span>{row}</span></div>')}</pre>", CODE),
    "numbers in each line of runs": (f"<pre>{each('<span class=line><em>{n}</em>{row}</span>', END)}</pre>", CODE),
    "numbers by their class, in it": (f"<pre><ul class=code-snippet__line-index>{NUMBERS}</ul>{CODE}</pre>", CODE),
    "an item each of a list without numbers": (f"<pre><ul>{each('<li>{row}</li>')}</ul></pre>", CODE),
    "numbers by their class": (f"<ul class=code-snippet__line-index>{NUMBERS}</ul><pre>{CODE}</pre>", CODE),
    "numbers beside": (f"<ul>{NUMBERS}</ul><pre>{CODE}</pre>", CODE),
    "numbers beside codes": (f"<section><ul>{NUMBERS}</ul><pre>{each('<code>{row}</code>')}</pre></section>", CODE),
    "numbers in a cell": (f"<table><tr><td><pre>1\n2\n3\n4</pre></td><td><pre>{CODE}</pre></td></tr></table>", CODE),
    "a pre that is called by its numbers": (f"<pre class=line-numbers><code>{CODE}</code></pre>", CODE),
    "numbers that are the code": ("<pre>1\n2\n3</pre>", "1\n2\n3"),
    "lines of numbers": (f"<pre>{each('<div><b>{n}</b></div>')}</pre>", "1\n2\n3\n4"),
    "numbers that do not count": ("<pre><div><b>7</b> a</div><div><b>3</b> b</div></pre>", "7 a\n3 b"),
}  # fmt: skip


def codes(markup: str, config: CleanConfig | None = None) -> tuple[list[str], str, list[tuple[str, str]]]:
    """The code on a page, the rest of its text, and what went."""
    body = f"<article><p>{PROSE[0]}</p>{markup}<p>{PROSE[1]}</p></article>"
    page = f"<html><head><title>渡船</title></head><body>{body}</body></html>"
    article, findings = read(Raw("a.html", page.encode()), RULES.overridden(Overrides.of(config or CleanConfig())))
    assert article is not None
    rest = plain_text(block for block in article.blocks if not isinstance(block, CodeBlock))
    went = [(finding.rule, finding.excerpt) for finding in findings if finding.code == "clean.removed"]
    return [block.text for block in article.blocks if isinstance(block, CodeBlock)], rest, went


@pytest.mark.parametrize(("markup", "wanted"), FORMS.values(), ids=FORMS)
def test_code_has_its_lines(markup: str, wanted: str) -> None:
    found, rest, went = codes(markup)
    assert found == [wanted]
    assert rest == "\n".join(PROSE[:2])
    assert [rule for rule, _ in went] == ["line-numbers"] * len(went)


def test_numbers_that_go_are_told_and_may_stay() -> None:
    markup, _ = FORMS["numbers beside"]
    assert codes(markup)[2] == [("line-numbers", "1 2 3 4")]
    kept, rest, went = codes(markup, CleanConfig(keep=("rule:line-numbers",)))
    assert (kept, went) == ([CODE], [])
    assert "1\n2\n3\n4" in rest
    assert codes(markup, CleanConfig(off=("line-numbers",)))[2] == []


def test_a_list_of_numbers_beside_no_code_is_the_authors() -> None:
    assert codes(f"<ol>{NUMBERS}</ol><p>{PROSE[2]}</p>")[2] == []
    assert codes(f"<ol>{NUMBERS}<li>5</li></ol><pre>x = 1</pre>")[2] == []


def test_the_language_by_its_attribute() -> None:
    page = f'<html><body><p>{PROSE[0]}</p><pre data-lang="python">x = 1</pre><p>{PROSE[1]}</p></body></html>'
    article, _ = read(Raw("a.html", page.encode()), RULES)
    assert article is not None
    assert [block.language for block in article.blocks if isinstance(block, CodeBlock)] == ["python"]
