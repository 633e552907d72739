"""Finished PDFs of a small book, set by hand: six pages on any of our papers, sound, or with one fault planted."""

from __future__ import annotations

from functools import cache

import pymupdf
from factory_fonts import made_up

from book.render.pdf.grid import Grid, grid
from book.settings.values import PdfConfig

TEXT = "山中何所有岭上多白云只可自怡悦不堪持赠君"
TITLES = ["清河水文资料整理与校勘", "渡口船户口述"]
CHARACTERS = "".join(sorted(set(TEXT + "目录，。·（〔〕图片未收入：1234567890.png_" + "".join(TITLES))))
LATIN = "tiro"  # Times, which every reader of PDFs has
FAULTS = {
    "a short line": {"ragged lines, %"},
    "long words": {"loose lines, %"},
    "a comma first": {"kinsoku"},
    "a bracket last": {"kinsoku"},
    "one character": {"lone characters"},
    "a gap": {"Han gaps max, em"},
    "a spaced word": {"words tracked"},
    "a wide joint": {"joints max, em"},
    "wide joints": {"joints p50, em", "joints p95, em", "joints over .4 em, %"},
    "a paragraph between the lines": {"rows off grid"},
    "two lines on the last page": {"last pages under 5"},
    "a hole above a figure": {"holes above figures"},
    "a page that ends early": {"pages that end early"},
    "lines over each other": {"overlaps"},
    "a turned line over others": {"overlaps"},
    "text over a picture": {"overlaps"},
    "a formula over text": {"overlaps"},
    "a character that no font has": {".notdef"},
    "the name of a file": {"placeholders"},
    "a picture's place": {"placeholders"},
    "a word in two": {"torn titles"},
    "a short line in a title": {"unbalanced titles"},
    "another number": {"wrong numbers"},
    "another folio": {"wrong numbers"},
    "another title": {"outline astray", "headings not in outline"},
    "a heading of its own": {"headings not in outline"},
}  # what a planted fault makes the measures miss


@cache
def _font() -> bytes:
    """A font of our own: each character a box, an em wide; digits and points too."""
    return made_up(CHARACTERS)


class Press:
    """A book that is being set: its paper and its pages."""

    def __init__(self, page: str, fault: str) -> None:
        self.paper: Grid = grid(PdfConfig(page=page))
        self.fault = fault
        self.document = pymupdf.open()

    def has(self, fault: str) -> bool:
        """Whether this fault is to be planted."""
        assert fault in FAULTS
        return self.fault == fault

    def left(self, column: int = 0) -> float:
        """The left edge of a column of the last page, in points."""
        paper, odd = self.paper, self.document.page_count % 2
        return (paper.inner if odd else paper.outer) + column * (paper.measure + 2) * paper.size

    def height(self, line: float) -> float:
        """The baseline of a line of the last page, the first being 0."""
        return self.paper.head + (line + 0.5) * self.paper.pitch + self.paper.size * 0.38

    def sheet(self, folio: str) -> None:
        """Begins a page with this number at its foot."""
        page = self.document.new_page(width=self.paper.width, height=self.paper.height)
        page.insert_font(fontname="H", fontbuffer=_font())
        page.insert_font(fontname=LATIN)
        self.drawn: list[str] = []
        self.say(folio, self.paper.lines + 0.8, size=0.7)

    def say(
        self,
        text: str,
        line: float,
        x: float = 0,
        column: int = 0,
        size: float = 1,
        *,
        latin: bool = False,
        up: bool = False,
    ) -> float:
        """Sets text at a line, x em from the left edge of its column, in type of `size` em. Gives where it ends, in em."""
        points = self.paper.size * size
        at = self.left(column) + x * self.paper.size, self.paper.height - self.height(line)
        turn = "0 1 -1 0" if up else "1 0 0 1"
        shown = f"({text})" if latin else f"<{''.join(f'{CHARACTERS.find(char) + 1:04x}' for char in text)}>"
        face = LATIN if latin else "H"
        self.drawn.append(f"BT /{face} {points:.3f} Tf {turn} {at[0]:.3f} {at[1]:.3f} Tm {shown} Tj ET")
        wide = pymupdf.get_text_length(text, LATIN, points) if latin else len(text) * points
        return x + wide / self.paper.size

    def lines(self, first: int, end: int, column: int = 0) -> None:
        """Fills lines with paragraphs of five lines: an indent, three full lines, a short one."""
        for line in range(first, end):
            place = (line - first) % 5
            if place == 4:
                self.mixed(line, column)
            else:
                self.say(run(line * 7, self.paper.measure - 2 * (place == 0)), line, 2 * (place == 0), column)

    def mixed(self, line: float, column: int = 0, first: float | None = None) -> None:
        """A short line of Chinese with a word of Latin, which ends a paragraph; `first` is the gap before the word, in em."""
        gap = 0.45 if self.has("wide joints") else 0.25
        x = self.say(run(1, 4), line, 0, column)
        x = self.say("water", line, x + (first or gap), column, latin=True)
        self.say(run(8, 3), line, x + gap, column)

    def done(self) -> None:
        """Ends the page: its text over its pictures."""
        document, page = self.document, self.document[-1]
        streams = [document.xref_stream(number) for number in page.get_contents()]
        number = document.get_new_xref()
        document.update_object(number, "<<>>")
        document.update_stream(number, b"\n".join([*streams, "\n".join(self.drawn).encode()]))
        page.set_contents(number)


def run(start: int, count: int) -> str:
    """So many characters of the text, which goes round."""
    return "".join(TEXT[(start + i) % len(TEXT)] for i in range(count))


def book(page: str, fault: str = "") -> bytes:
    """Contents, an article of three pages and one of two, on this paper; with the fault planted in the second page of the first."""
    press = Press(page, fault)
    paper = press.paper
    _contents(press)
    ends = [paper.lines] * paper.columns
    for title, first in (TITLES[0], 1), (TITLES[1], 4):
        press.sheet(str(first))
        _title(press, title)
        for line in range(7, 11) if title == TITLES[1] else ():
            press.say(run(line * 5, paper.measure - line + 1), line)  # verse: lines that end where they end
        for column in range(paper.columns):
            press.lines(12, ends[column], column)
        press.done()
        for folio in range(first + 1, 4 if first == 1 else 6):
            press.sheet("9" if press.has("another folio") and folio == 2 else str(folio))
            if folio == 2:
                _second(press)
            elif press.has("a hole above a figure") and folio == 3:
                _picture(press, 0, 6)
                press.lines(7, 16)
            else:
                press.lines(0, 2 if press.has("two lines on the last page") and folio == 3 else 9)
            press.done()
    return _finished(press)


def _contents(press: Press) -> None:
    press.sheet("1")
    press.say("目录", 1, size=1.6)
    for i, (title, label) in enumerate(zip(TITLES, "14", strict=True)):
        number = "7" if press.has("another number") and not i else label
        press.say(title + "·" * (press.paper.measure - len(title) - 1) + number, 5 + i)
    press.done()


def _title(press: Press, title: str) -> None:
    """The title in two lines; its halves are words."""
    cut = 4
    if title == TITLES[0]:
        cut = 5 if press.has("a word in two") else 6
        cut = 9 if press.has("a short line in a title") else cut
        title = "清河水文船户整理与校勘" if press.has("another title") else title
    press.say(title[:cut], 2, size=1.6)
    press.say(title[cut:], 4, size=1.6)


def _second(press: Press) -> None:
    """The page on which most faults are planted, in its lines 5 to 9."""
    paper = press.paper
    for column in range(paper.columns):
        early = press.has("a hole above a figure") or press.has("a page that ends early")
        hole = 6 * (early and column == paper.columns - 1)
        for first in range(0, paper.lines - hole, 5):
            if column or first != 5:
                press.lines(first, min(first + 5, paper.lines - hole), column)
    _paragraph(press, 5)
    if press.has("lines over each other"):
        press.say(run(2, 5), 3.4, 3)
    if press.has("a turned line over others"):
        press.say(run(2, 5), 4, 3.5, up=True)
    if press.has("a formula over text"):
        x, y, em = press.left(), paper.height - press.height(6), paper.size
        press.drawn.append(
            f"{x + em * 3.2:.2f} {y:.2f} m {x + em * 3.6:.2f} {y + em:.2f} l {x + em * 4:.2f} {y:.2f} l f"
        )
    if press.has("text over a picture"):
        _picture(press, 1, 3)


def _paragraph(press: Press, at: int) -> None:
    """A paragraph of five lines from this line on, sound or with its fault; its last line has a word of Latin."""
    measure = press.paper.measure
    down = 0.2 if press.has("a paragraph between the lines") else 0.0
    if press.has("long words"):
        for line in range(at, at + 5):
            end = press.say("hydrographically", line, latin=True)
            press.say(run(line, int(measure - end - 3)), line, end)
        return
    press.say(run(3, measure - 2), at + down, 2)
    second, third = run(5, measure), run(9, measure)
    if press.has("a short line"):
        second = second[:-1]
    if press.has("a bracket last"):
        second = second[:-1] + "（"
    if press.has("a comma first"):
        third = "，" + third[1:]
    press.say(second, at + 1 + down)
    if press.has("a gap"):
        press.say(third[: measure // 2], at + 2 + down)
        press.say(third[measure // 2 + 1 :], at + 2 + down, measure // 2 + 1)
    elif press.has("a spaced word"):
        for i, letter in enumerate("river"):
            press.say(letter, at + 2 + down, 2 + i * 0.7, latin=True)
        press.say(third[7:], at + 2 + down, 7)
    else:
        press.say(third, at + 2 + down)
    if press.has("one character"):
        press.say(run(1, measure), at + 3)
        press.say("君。", at + 4)
        return
    if press.has("the name of a file") or press.has("a picture's place"):
        press.say("1234_5.png" if press.has("the name of a file") else "〔图片未收入：水文〕", at + 3, 2)
        return
    if press.has("a heading of its own"):
        press.say("渡口资料", at + 3, 2, size=1.2)
        return
    press.say(run(6, measure), at + 3 + down)
    press.mixed(at + 4 + down, first=0.7 if press.has("a wide joint") else None)
    if press.has("a character that no font has"):
        press.say("龙", at + 4, measure - 3)


def _picture(press: Press, first: int, end: int) -> None:
    """A grey picture over these lines of the first column."""
    picture = pymupdf.Pixmap(pymupdf.csGRAY, pymupdf.IRect(0, 0, 8, 8))
    picture.clear_with(200)
    top, wide = press.height(first) - press.paper.size, press.paper.measure * press.paper.size
    box = pymupdf.Rect(press.left(), top, press.left() + wide * 0.8, press.height(end - 1))
    press.document[-1].insert_image(box, pixmap=picture, keep_proportion=False)


def _finished(press: Press) -> bytes:
    """With outline, links and labels."""
    paper = press.paper
    contents = press.document[0]
    outline = []
    for i, (title, number) in enumerate(zip(TITLES, (2, 5), strict=True)):
        top = pymupdf.Point(0, paper.head)
        place = {"kind": pymupdf.LINK_GOTO, "page": number - 1, "to": top}
        y = paper.head + (5 + i) * paper.pitch
        contents.insert_link(
            {**place, "from": pymupdf.Rect(paper.inner, y, paper.width - paper.outer, y + paper.pitch)}
        )
        outline.append([1, title, number, place])
    press.document.set_toc(outline)
    press.document.set_page_labels(
        [{"startpage": 0, "style": "r", "firstpagenum": 1}, {"startpage": 1, "style": "D", "firstpagenum": 1}]
    )
    return bytes(press.document.tobytes())
