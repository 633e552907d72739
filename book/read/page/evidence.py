"""What a page, or a text copied off one, says of a line: its links, its marks, the prose of what holds it, what it is called."""

from __future__ import annotations

from book.classes import dataclass


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a line before anything is decided.

    `ink`: characters that are no white space; `links`: the share of them in links; `prose`: characters outside links, of a line
    with the marks of sentences, else 0; `share`: the prose of its container, of the page's largest, `None` where nothing is
    known of containers; `near`: the same of what holds its paragraph alone; `box`: the container, as a number; `dead`: what makes
    it furniture by mark-up; `other`: whether the name of a box around it is one for something else (comments, menu); `lead`: that
    it is called a summary or a subtitle, or begins with the dash of one; `grid`: the table of words and numbers in which it is a
    cell, as a number.
    """

    text: str
    ink: int
    links: float
    prose: float
    share: float | None
    near: float = 1.0
    box: int = 0
    picture: bool = False
    heading: bool = False
    dead: str = ""
    other: bool = False
    lead: bool = False
    grid: int = 0
