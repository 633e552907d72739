"""Leaves are laid one after the other in a process, and each is given up before the next."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import pytest
import weasyprint
from weasyprint.document import Document

from book.render.weasy.leaf import Leaf
from book.render.weasy.setter import Setter


def test_a_document_is_given_up_before_garbage_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[weakref.ref[Document]] = []
    alive: list[bool] = []
    render, enable = weasyprint.HTML.render, gc.enable

    def watched(*given: Any, **more: Any) -> Document:
        document = render(*given, **more)
        made.append(weakref.ref(document))
        return document

    def enabled() -> None:
        alive.append(made[-1]() is not None)
        enable()

    monkeypatch.setattr(weasyprint.HTML, "render", watched)
    monkeypatch.setattr(gc, "enable", enabled)
    setter = Setter((), None, lambda _: None, lambda *_: (), (), flows=True, circled=None, keep=lambda *_: None)
    laid = setter.lay(Leaf("a", '<html lang="zh"><body><p>一段话。</p></body></html>'))
    assert len(laid.pages) == 1
    assert alive == [False]
    assert gc.isenabled()
