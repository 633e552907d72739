"""Selectors: what we match ourselves, Soup Sieve matches on the same tree; what we do not know, it matches for us."""

import soupsieve
from hypothesis import example, given, settings
from hypothesis import strategies as st

from book.read import dom, foreign, html5, selectors

NAMES = ("div", "p", "a", "b", "span")
VALUES = ("x", "x-y", "x y", "xy", "X", "", "\n", "x\n", "铅")


def written(name: str, values: dict[str, str], inside: list[str]) -> str:
    """An element as markup."""
    said = "".join(f' {key}="{value}"' for key, value in values.items())
    return f"<{name}{said}>{''.join(inside)}</{name}>"


TREES = st.recursive(
    st.sampled_from(["字", "x", " "]),
    lambda inner: st.tuples(
        st.sampled_from(NAMES),
        st.dictionaries(st.sampled_from(["class", "id", "title", "type"]), st.sampled_from(VALUES), max_size=2),
        st.lists(inner, max_size=3),
    ).map(lambda one: written(*one)),
    max_leaves=12,
)
OPERATORS = st.sampled_from(["=", "^=", "$=", "*=", "~=", "|="])
QUOTED = st.sampled_from(['"{}"', "'{}'"])
ATTRIBUTES = st.one_of(
    st.sampled_from(["[class]", "[ TITLE ]", "[id=x]", "[type = 'X' ]"]),
    st.builds(
        lambda name, operator, form, value: f"[{name}{operator}{form.format(value)}]",
        st.sampled_from(["class", "id", "title", "type"]), OPERATORS, QUOTED, st.sampled_from(["x", "y", "xy", "", "x y", "铅"]),
    ),
)  # fmt: skip
SIMPLE = st.one_of(st.sampled_from([".x", ".x-y", ".X", "#x", "#xy", ".铅", ":-soup-contains('x')"]), ATTRIBUTES)
COMPOUNDS = st.builds(
    lambda name, rest: (name + "".join(rest)) or "*",
    st.sampled_from(["", "*", *NAMES, "DIV"]),
    st.lists(SIMPLE, max_size=2),
)
NEGATED = st.builds(
    lambda one, refused: f"{one}:not({' , '.join(refused)})", COMPOUNDS, st.lists(COMPOUNDS, min_size=1, max_size=2)
)
COMPLEX = st.builds(
    lambda first, rest: first + "".join(joint + one for joint, one in rest),
    st.one_of(COMPOUNDS, NEGATED),
    st.lists(st.tuples(st.sampled_from([" ", " > ", ">"]), st.one_of(COMPOUNDS, NEGATED)), max_size=3),
)
SELECTORS = st.lists(COMPLEX, min_size=1, max_size=2).map(", ".join)


@settings(max_examples=150, deadline=None)
@given(TREES, SELECTORS)
@example('<div class="x"><p>x</p></div>', "* > html")
@example("<p title='x\n'>", '[title="x"]')
@example("<svg viewBox='x'><foreignObject></foreignObject></svg>", "[viewbox], foreignobject")
def test_we_mean_what_soup_sieve_means(markup: str, selector: str) -> None:
    page = html5.tree(markup)
    assert selectors.compiled(selector)
    soupsieve.compile(selector)
    assert page.chosen(selector) == foreign.Foreign(page).chosen(page, selector)
    assert page.chosen(selector, within=page.body) == foreign.Foreign(page).chosen(page.body, selector)


@settings(max_examples=150, deadline=None)
@given(st.text(" .#[]()=\"'>+~,:*|\\-_0ax铅\n/", max_size=12))
@example(".a:not()")
@example("a,")
@example("-1")
@example(".a b:hover >")
def test_only_selectors_are_known(text: str) -> None:
    try:
        soupsieve.compile(text)
    except soupsieve.SelectorSyntaxError:
        assert not dom.is_selector(text)
        assert not selectors.compiled(text)
    else:
        assert dom.is_selector(text)


def test_a_selector_that_we_do_not_know_is_asked_of_a_copy() -> None:
    page = html5.tree("<p>甲</p><p class='x'>乙</p><div><p>丙</p></div>")
    assert [tag.text() for tag in page.chosen("p:nth-of-type(2), p + div p")] == ["乙", "丙"]
    copy = page.copy
    page.chosen("p")[0].take_away()
    assert [tag.text() for tag in page.chosen("p:first-child")] == ["乙", "丙"]
    assert page.copy is copy  # what went is taken out of the copy
    assert [tag.text() for tag in page.chosen(":is(p)", within=page.named("div")[0])] == ["丙"]


def test_a_deep_page_is_matched_in_a_time_that_grows_with_it() -> None:
    page = html5.tree("<div class=b>" * 3000)
    asked = 0

    class Counting(selectors.Asking):
        def _is(self, *given: object) -> bool:
            nonlocal asked
            asked += 1
            return super()._is(*given)  # type: ignore[arg-type]

    asking = Counting(selectors.compiled(".a .b .b"))
    assert not any(asking.matches(tag) for tag in page.named("div"))
    assert asked < 5 * 3000
