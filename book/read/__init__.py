"""Reading: bytes as they came → an `Article` as it was saved. Never raises on content; takes nothing away unaccounted.

The form is found by content, not by suffix. `forms` lists the forms. What is noise in an article is not judged here but in
`clean`; a reader only settles which part of a page is the article, and says what stood outside. All of it is loaded when something
is read: a run that has read everything before needs none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from book.late import late

if TYPE_CHECKING:
    from book.read.reading import READERS, form_of, is_selector, metadata, read, weighed

__all__ = ["READERS", "form_of", "is_selector", "metadata", "read", "weighed"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(name)
    return getattr(late("book.read.reading"), name)
