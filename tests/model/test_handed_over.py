"""What one process hands to another: each kind of node pickled as its values, and whole again."""

import pickle
import pickletools
from dataclasses import fields

import pytest

from book.model import (
    Block,
    Break,
    Cell,
    Code,
    CodeBlock,
    Deleted,
    Divider,
    Emphasis,
    Figure,
    Formula,
    Heading,
    Image,
    Inline,
    InlineImage,
    Items,
    Link,
    Lowered,
    Note,
    NoteRef,
    Paragraph,
    Quote,
    Raised,
    Ruby,
    Strong,
    Styled,
    Table,
    Text,
)

_LINE = (Text("墨色要匀", "zh-Hant"),)
_NODES: tuple[Inline | Block | Cell | Image, ...] = (
    *_LINE, Break(), Strong(_LINE), Emphasis(_LINE), Deleted(_LINE), Styled("mark", _LINE), Raised(_LINE), Lowered(_LINE),
    Link("https://a.example/", _LINE), Code("x"), Formula("x^2", "<math/>", display=True), NoteRef("1"), Ruby("匀", "yún"),
    Image("a.png", "版心", "", ("b.png",)), InlineImage(Image("a.png")), Paragraph(_LINE, at=1), Heading(2, _LINE, "id", at=2),
    Quote((Paragraph(_LINE),), at=3), Items(((Paragraph(_LINE),),), ordered=True, start=4, at=4), Divider(at=8),
    Figure((Image("a.png"),), _LINE, at=5), CodeBlock("x\ny", "py", at=6), Cell(_LINE, header=True, colspan=2),
    Table(((Cell(_LINE),),), _LINE, at=7), Note("1", (Paragraph(_LINE, at=10),), at=9),
)  # fmt: skip


@pytest.mark.parametrize("node", _NODES, ids=lambda node: type(node).__name__)
def test_a_node_is_its_values(node: Inline | Block | Cell | Image) -> None:
    """Whole again, also what is no part of a comparison; and no state is set on it field by field."""
    body = pickle.dumps(node)
    again = pickle.loads(body)
    assert [getattr(again, field.name) for field in fields(again)] == [
        getattr(node, field.name) for field in fields(node)
    ]
    assert "BUILD" not in {code.name for code, *_ in pickletools.genops(body)}


def test_every_kind_is_tried() -> None:
    """A kind that is new is pickled here, too."""
    kinds = {Cell, Image, *Inline.__args__, *Block.__args__}
    assert kinds == set(map(type, _NODES))
