"""The page that searches titles and authors by a script of its own; who serves the folder answers at its address with more."""

from __future__ import annotations

from collections.abc import Iterator

from book.library.catalogue.frame import SEARCH, Frame
from book.render.xhtml import escape


def files(frame: Frame, script: str) -> Iterator[tuple[str, bytes]]:
    """The page by its name."""
    say = frame.say
    words = {
        "found": say("catalogue.found", n="{n}"), "none": say("catalogue.found-none"),
        "in": say("catalogue.in-book", title="{title}"),
    }  # fmt: skip
    data = " ".join(f'data-{key}="{escape(text)}"' for key, text in words.items())
    body = (
        f'<h1>{escape(say("catalogue.search"))}</h1>\n<p class="facts">{escape(say("catalogue.search-help"))}</p>\n'
        f"<noscript><p>{escape(say('catalogue.no-script'))}</p></noscript>\n"
        f'<p id="count" role="status"></p>\n<ul id="found" class="found" {data}></ul>\n'
        f'<p><button id="more" type="button" hidden>{escape(say("catalogue.more"))}</button></p>\n'
    )
    yield SEARCH, frame.page(say("catalogue.search"), body, script=script.strip())
