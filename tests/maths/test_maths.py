"""Formulas: TeX and MathML read, made safe, drawn; told from prices, brackets and shell variables in a text.

`tests/data/expressions.txt` holds expressions of schoolbooks and papers, a line each; `python tests/tools/formula_sheet.py` writes
a page of them, drawn beside a browser's MathML, to be looked at.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from conftest import DATA, PROSE, wenxuan, write
from epubchecker import EpubChecker
from hypothesis import given, settings
from hypothesis import strategies as st

from book.maths.drawing import drawn
from book.maths.linear import tex_of
from book.maths.markup import cleaned
from book.maths.tex import in_text, mathml_of

EXPRESSIONS = (DATA / "expressions.txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize("tex", EXPRESSIONS)
def test_an_expression_is_read_and_drawn(tex: str) -> None:
    for display in (False, True):
        mathml = mathml_of(tex, display=display)
        assert "\\" not in re.sub(r"<[^>]*>", "", mathml)
        drawing = drawn(mathml)
        assert drawing is not None
        assert drawing.width > 0
        assert ET.fromstring(drawing.svg).tag.endswith("svg")


@pytest.mark.parametrize(
    "tex",
    [
        r"\unknowncmd{x}",
        r"\frac{1}{",
        "",
        "   ",
        "{" * 200 + "x" + "}" * 200,
        "x" * 5000,
        r"\begin{matrix}a",
        "a&b",
        r"x^{2",
    ],
)
def test_what_is_no_tex_is_not_guessed_at(tex: str) -> None:
    assert mathml_of(tex) == ""


#: A text → the TeX that is found in it.
IN_TEXT = [
    ("勾股定理 $a^2+b^2=c^2$ 成立", ["a^2+b^2=c^2"]),
    (r"设 \(a\ne 0\) 且 \[x=1\]", [r"a\ne 0", "x=1"]),
    ("一行 $$x=1$$ 与 $$y$$", ["x=1", "y"]),
    ("变量 $x$ 与 $f(x)$", ["x", "f(x)"]),
    (r"面积 $S_{\text{阴影}}$", [r"S_{\text{阴影}}"]),
    ("每趟$n=12$人", ["n=12"]),
    ("一把伞 $5，两把 $6", []),
    ("一把伞$5，两把$6，三把$7", []),
    ("每股$5.5=每手$550", []),
    ("It costs $5 and $6.", []),
    ("from $5-$6 to US$7", []),
    ("$5=$6", []),
    ("价钱是 $3.50 到 $4.20$", []),
    ("export PATH=$HOME/bin:$PATH", []),
    ("${a}=${b}", []),
    ("两个字 $你好$ 不是公式", []),
    (r"见 \[1\] 与 \(2\)", []),
    (r"注 \[译者注：x=1 时如此\]", []),
    (r"钱 \$5 与 \$6", []),
    ("$ x $ 里有空格", []),
    ("$x$5", []),
    ("$", []),
    ("$$", []),
    ("$$$$", []),
]


@pytest.mark.parametrize(("text", "tex"), IN_TEXT, ids=[text for text, _ in IN_TEXT])
def test_tex_in_a_text(text: str, tex: list[str]) -> None:
    assert [found.tex for found in in_text(text)] == tex


SQUARE = "<msup><mi>a</mi><mn>2</mn></msup>"
ANNOTATED = '<annotation encoding="application/x-tex">a^2</annotation>'
#: Part of a page, the TeX of the formula in the article, whether it is on a line of its own.
ON_PAGES = [
    ('<img eeimg="1" src="https://www.zhihu.com/equation?tex=a%5E2" alt="a^2">', "a^2", False),
    ('<img eeimg="1" src="https://www.zhihu.com/equation?tex=a%5E2" alt="a^2\\\\">', "a^2", True),
    ('<span class="ztext-math" data-eeimg="1" data-tex="a^2">a^2</span>', "a^2", False),
    ("<math><msup><mi>a</mi><mn>2</mn></msup></math>", "a^{2}", False),
    ('<math display="block" alttext="a^2"><msup><mi>a</mi><mn>2</mn></msup></math>', "a^2", True),
    ((f'<span class="katex"><span class="katex-mathml"><math><semantics><mrow>{SQUARE}</mrow>{ANNOTATED}</semantics></math></span>'
      '<span class="katex-html" aria-hidden="true">a2</span></span>'), "a^2", False),
    (f'<span class="katex-display"><span class="katex"><math>{SQUARE}</math><span>a2</span></span></span>', "a^{2}", True),
    ('<span class="MathJax_Preview">a2</span><span class="MathJax"><nobr>a2</nobr></span><script type="math/tex">a^2</script>',
     "a^2", False),
    (('<span class="MathJax_Preview"></span><div class="MathJax_Display"><span class="MathJax">a2</span></div>'
      '<script type="math/tex; mode=display">a^2</script>'), "a^2", True),
    (('<mjx-container class="MathJax" jax="CHTML"><mjx-math>a2</mjx-math><mjx-assistive-mml>'
      f"<math>{SQUARE}</math></mjx-assistive-mml></mjx-container>"), "a^{2}", False),
    (('<span class="mwe-math-element"><span style="display: none"><math alttext="{\\displaystyle a^2}"><mi>a</mi></math></span>'
      '<img class="mwe-math-fallback-image-inline" src="x.svg" alt="{\\displaystyle a^2}"></span>'), "{\\displaystyle a^2}", False),
    ("$a^2$", "a^2", False),
    ("\\(a^2\\)", "a^2", False),
    ("<code>$a^2$</code>", "", False),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "tex", "display"), ON_PAGES, ids=[markup[:60] for markup, _, _ in ON_PAGES])
def test_a_formula_on_a_page(desk: Path, markup: str, tex: str, *, display: bool) -> None:
    write(desk, {"a.html": f"<html><title>渡口</title><body><article><h1>渡口</h1><p>{PROSE[0]}</p><p>设 {markup}。</p>"
                           f"<p>{PROSE[1]}</p><p>{PROSE[2]}</p></article></body></html>"})  # fmt: skip
    (one,) = wenxuan("inspect", "a.html", "--json").objects
    found = re.findall(r'<math [^>]*alttext="([^"]*)"([^>]*)>', one["html"])
    assert found == ([(tex, ' display="block"' if display else "")] if tex else [])
    assert "a2" not in one["text"]
    if tex:
        assert one["text"].count(tex) == 1


NOTE = rf"""# 渡口

{PROSE[0]}设 $a_1*b_2*c_3$，一把伞 $5，两把 $6。

$$
\begin{{aligned}}
x&=1\\
+ y&=2
\end{{aligned}}
$$

其中 `$PATH` 是变量，\[ E=mc^2 \] 又 $$\nosuch{{x}}$$。

{PROSE[1]}
"""


def test_formulas_of_a_note_in_both_books(desk: Path, checker: EpubChecker) -> None:
    write(desk, {"渡口.md": NOTE})
    ran = wenxuan("build", "渡口.md", "-f", "epub,pdf,txt", "-o", "out")
    assert ran.code == 0, ran.err
    (told,) = [line for line in ran.messages if "TeX" in line]
    assert "nosuch" in told
    with zipfile.ZipFile(desk / "out" / "渡口.epub") as book:
        page = next(text for name in book.namelist() if "a0001" in name and (text := book.read(name).decode()))
    assert page.count("<math ") == 3
    assert '<annotation encoding="application/x-tex">a_1*b_2*c_3</annotation>' in page
    assert "$5，两把" in page
    assert "<code>$PATH</code>" in page
    assert '<p class="on">又' in page
    assert '<p class="on">其中' in page
    assert checker((desk / "out" / "渡口.epub").read_bytes()) == ()


@pytest.mark.parametrize(("reader", "pictures"), [("kindle", 3), ("duokan", 3), ("generic", 0), ("apple", 0)])
def test_formulas_are_pictures_where_mathml_is_not_shown(
    desk: Path, checker: EpubChecker, reader: str, pictures: int
) -> None:
    write(desk, {"渡口.md": NOTE})
    assert wenxuan("build", "渡口.md", "-f", "epub", "--for", reader, "-o", "out").code == 0
    body = (desk / "out" / "渡口.epub").read_bytes()
    with zipfile.ZipFile(desk / "out" / "渡口.epub") as book:
        page = next(text for name in book.namelist() if "a0001" in name and (text := book.read(name).decode()))
        drawings = {name.rpartition("/")[2] for name in book.namelist() if "formula-" in name}
    assert len(drawings) == pictures
    assert set(re.findall(r'src="../images/(formula-[^"]+)" alt="[^"]+"', page)) == drawings
    assert ("<math " in page) is (not pictures)
    assert [fault for fault in checker(body) if fault.severity != "USAGE"] == []


@given(st.text(st.sampled_from(r"\{}^_&$x1 abcfrintsqe()[]|<>=+-~'" + "汉\n"), max_size=60))
@settings(deadline=None)
def test_no_tex_raises_and_what_comes_is_well_formed(text: str) -> None:
    for tex in (text, rf"\frac{{{text}}}{{2}}"):
        if mathml := mathml_of(tex):
            tree = ET.fromstring(mathml)
            assert cleaned(tree, display=False)
            drawn(mathml)
            tex_of(mathml)
    list(in_text(text))


MARKUP = st.recursive(
    st.tuples(st.sampled_from(["mi", "mn", "mo", "mtext", "script", "a", "none"]), st.text("x+∑汉<&", max_size=3)),
    lambda inner: st.tuples(
        st.sampled_from("mfrac msub mrow mtable mtr mtd mfenced semantics div msubsup maction".split()), st.lists(inner, max_size=4)
    ),
    max_leaves=12,
)  # fmt: skip


def _tree(described: tuple[str, object]) -> ET.Element:
    name, inner = described
    node = ET.Element(name, {"onclick": "x()", "mathvariant": "bold", "style": "x", "href": "javascript:x"})
    if isinstance(inner, str):
        node.text = inner
    elif isinstance(inner, list):
        node.extend(_tree(child) for child in inner)
    return node


def test_a_formula_that_cannot_be_drawn_changes_no_other() -> None:
    """Else the bytes of a book would hang on what was drawn before in the process."""
    formula = "<math><msup><mi>f</mi><mo>′</mo></msup><mo>+</mo><msup><mi>x</mi><mn>2</mn></msup></math>"
    drawn.cache_clear()
    before = drawn(formula)
    assert before is not None
    assert drawn("<math><mtext></mtext></math>") is None
    drawn.cache_clear()
    assert drawn(formula) == before


@given(MARKUP)
@settings(deadline=None)
def test_mathml_of_others_holds_nothing_but_mathml(described: tuple[str, object]) -> None:
    root = ET.Element("math")
    root.append(_tree(described))
    made = cleaned(root, display=False)
    assert not re.search(r"onclick|style|href|<(?:script|a|div|semantics|maction|mfenced)\b", made)
    if made:
        drawn(made)
        tex_of(made)
