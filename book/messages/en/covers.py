"""Words about the cover for a printing house, in English: what findings mean, their particulars, what stops a command."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "wrap.spine": "The width of the spine was reckoned from a usual thickness of the paper.",
    "wrap.spine.next": "Ask the printing house before the cover is printed: [pdf] spine, or leaf.",
    "wrap.narrow": "The spine is too narrow for text; it is left bare.",
    "wrap.narrow.next": "Nothing to do; thicker paper makes it wider: [pdf] paper.",
    "wrap.spine-title": "The title is too long for the spine; it is left out there.",
    "wrap.spine-title.next": "Shorten the title: [book] title.",
    "wrap.blurb": "The text is too long for the back of the cover; its end is not printed.",
    "wrap.blurb.next": "Shorten it: [book] blurb.",
    "wrap.resolution": "The picture of the cover is too small to be printed sharp.",
    "wrap.resolution.next": "Give one with more pixels: [epub] cover.",
    "wrap.cropped": "The picture of the cover has not the shape of the page; a part of it is cut off, evenly on both sides.",
    "wrap.cropped.next": "Give one of the shape of the page: [epub] cover.",
    "wrap.no-font": "No installed font can write Chinese; there is no cover for the press.",
    "wrap.no-font.next": "Install fonts-noto-cjk.",
    "detail.spine": "{width} mm: {pages} pages, {leaf} mm a leaf, and 1 mm for board and glue",
    "detail.narrow-spine": "{width} mm; from {least} mm on there is text",
    "detail.title-on-spine": "the spine is {width} mm wide",
    "detail.blurb-left-out": "{n} characters at the end",
    "detail.cover-dpi": "{dpi} dpi where 300 are wanted: it should have {width} × {height} pixels",
    "detail.cover-cropped": "{percent}% of it",
    "error.isbn.next": "Write its thirteen digits, such as 978-7-5000-0000-6.",
    "error.isbn-form": "{value} is no ISBN",
    "error.isbn-form.next": "Write its thirteen digits, such as 978-7-5000-0000-6.",
    "error.isbn-check": "{value}: the last digit does not fit the others",
    "error.isbn-check.next": "Look for a slip in the number; if the others are right, it is {right}.",
    "error.isbn-ten": "{value} is an ISBN of ten digits, which are given out no more",
    "error.isbn-ten.next": "Write it as {right}.",
}
