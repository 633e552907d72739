"""Findings: what a stage noticed, and the errors that stop a build. All wording for users about them is in `CODES`.

A finding is trouble or an account of content, and costs at most one article. Trouble of the operator raises:

    BookError             3   what stopped the build
    ├── UsageError        2   arguments that cannot be meant
    ├── ConfigError       3   book.toml cannot be read or has an unknown key
    ├── NothingToPack     4   no article was left
    ├── MissingPart       5   a system part is missing: a Chinese font, Pango
    └── WriteError        6   the outputs could not be written
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters. Warnings fail under --strict; errors always give exit code 1."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Deed(StrEnum):
    """What was done with the text that a finding is about."""

    NONE = "none"
    REMOVED = "removed"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of finding: how much it matters, what was done, what it means, and what to do next."""

    severity: Severity
    deed: Deed
    meaning: str
    next_step: str


@dataclass(frozen=True, slots=True)
class Where:
    """A place: the locator as the user gave it, and the ordinal of the block in the article as read (0 = the whole)."""

    source: str
    at: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing noticed. `excerpt` is the whole text that a removal or move took; `rule` is what decided."""

    code: str
    where: Where
    excerpt: str = ""
    rule: str = ""
    detail: str = ""

    @property
    def kind(self) -> Code:
        """The entry of `CODES` that this finding is an instance of."""
        return CODES[self.code]


_I, _W, _E = Severity.INFO, Severity.WARNING, Severity.ERROR
_NONE, _REMOVED, _MOVED, _CHANGED = Deed.NONE, Deed.REMOVED, Deed.MOVED, Deed.CHANGED
_KEEP = "If it belongs to the article, add a piece of it to [clean] keep in book.toml."
_MENDED = "Nothing to do; to see it, run: wenxuan explain FILE"

CODES: dict[str, Code] = {
    # inputs that gave no article
    "input.missing": Code(_E, _NONE, "There is no such file.", "Correct the path, or take it out of the sources."),
    "input.unreadable": Code(_E, _NONE, "The file cannot be read.", "Give yourself read permission, then build again."),
    "input.empty": Code(_E, _NONE, "The file is empty.", "Save the article again, or take it out of the sources."),
    "input.binary": Code(_E, _NONE, "The file is not text.", "Save the page as HTML or text, or take it out of the sources."),
    "input.unknown-form": Code(_E, _NONE, "No reader knows this kind of file.", "Save the page as HTML, Markdown or text."),
    "input.no-match": Code(_E, _NONE, "The pattern or folder holds no article.", "Correct it, or put files there."),
    "input.no-text": Code(_E, _NONE, "No article text was found in the file.", "Open it in a browser and save the whole page again."),
    "input.index": Code(_E, _NONE, "The page is a list of links to articles, not an article.", "Save the articles themselves."),
    "input.unavailable": Code(_E, _NONE, "The page says that the article is not available.", "Save the article again from a place that still has it."),
    "input.failed": Code(_E, _NONE, "The article could not be read.", "Please report this with the file; the rest of the book was made."),
    "input.too-large": Code(_E, _NONE, "The file is larger than an article can be.", "Split it, or take it out of the sources."),
    "input.too-short": Code(_W, _NONE, "The file holds almost no text.", "Look whether the article was saved whole."),
    "input.not-fetched": Code(_E, _NONE, "It lies on the network, and nothing is fetched unless you ask.", "Build with --fetch, or set [sources] fetch = true in book.toml."),
    "input.fetch-failed": Code(_E, _NONE, "The address could not be fetched.", "Open it in a browser; save the page and name the file instead."),
    "input.refused": Code(_E, _NONE, "The archive, or a file in it, is not read.", "Unpack it yourself and name the folder."),
    # sources that hold several articles
    "source.opened": Code(_I, _NONE, "The source holds several articles; each is an input.", "Nothing to do."),
    "source.skipped": Code(_I, _NONE, "This part of the source is no article.", "If it is one, unpack the source and name the file."),
    "source.draft": Code(_I, _REMOVED, "This is a draft and is not packed.", "To pack it, write draft: false in its front matter, or name the file itself in [sources] files."),
    "source.excerpt": Code(_W, _NONE, "The feed holds only an excerpt of this article.", "Build with --fetch to have it completed from its page, or save the page and name the file."),
    "source.completed": Code(_I, _CHANGED, "The feed holds only an excerpt; the text was taken from the page that it links to.", "Nothing to do."),
    # the network
    "fetch.fetched": Code(_I, _NONE, "It was fetched from the network.", "Nothing to do; a copy is kept, and the next build uses it."),
    "fetch.cached": Code(_I, _NONE, "It was taken from the copies of earlier builds.", "To ask the network again, build with --refresh."),
    # reading
    "read.encoding": Code(_I, _NONE, "The encoding was worked out from the bytes.", "If characters are wrong, save the file as UTF-8."),
    "read.encoding-lossy": Code(_W, _CHANGED, "Some bytes are no text in any known encoding and became \ufffd.", "Save the file again as UTF-8."),
    "read.front-matter": Code(_W, _NONE, "The front matter is broken; what could be read was used.", "Mend the lines between the two --- lines."),
    "read.extracted": Code(_I, _NONE, "The article was found in the page.", "If it is the wrong part of the page, tell by [clean] keep or drop."),
    "read.outside": Code(_I, _REMOVED, "This stands outside the article in the page.", _KEEP),
    "read.hidden": Code(_I, _REMOVED, "Code or controls of the page, never shown as text.", "If it belongs to the article, keep its element: [clean] keep = [\"css:.name\"]"),
    "read.no-title": Code(_W, _NONE, "No title was found; the file name stands in.", "Give a title in the front matter."),
    "read.date-crawl": Code(_W, _NONE, "The date is likely the time of saving, not of publication.", "Correct the date in the front matter."),
    "read.conflict": Code(_I, _NONE, "The page says two things; the better source was believed.", "Correct it in the front matter if it is wrong."),
    "read.limit": Code(_W, _NONE, "The page is so large or so deep that it was read in a simpler way.", "Look at the article in the report."),
    # cleaning
    "clean.removed": Code(_I, _REMOVED, "A rule took this out.", _KEEP),
    "clean.dropped": Code(_I, _REMOVED, "You asked for this to go ([clean] drop).", "Take the line out of [clean] drop to have it back."),
    "clean.kept": Code(_I, _NONE, "A rule would have taken this out; you keep it ([clean] keep).", "Nothing to do."),
    "clean.unused": Code(_W, _NONE, "This [clean] override matched nothing.", "Correct it or take it out of book.toml."),
    "clean.moved": Code(_I, _MOVED, "Attribution, set apart from the text.", "It is printed with the article's notices; [clean] keep leaves it in place."),
    "clean.heading": Code(_I, _CHANGED, "This paragraph heads a section and became a heading.", "Switch the rule off in [clean] off if it is wrong."),
    "clean.demoted": Code(_I, _CHANGED, "This heading is none and became text.", "Switch the rule off in [clean] off if it is wrong."),
    "clean.changed": Code(_I, _CHANGED, "A rule mended this.", _MENDED),
    "clean.truncated": Code(_W, _NONE, "The text seems to end in the middle.", "Look at the source; save the rest of the article if there is more."),
    # text
    "text.changed": Code(_I, _CHANGED, "Punctuation was put right.", "If it is wrong, switch the rule that it names off in [text] of book.toml."),
    # pictures
    "image.remote": Code(_W, _REMOVED, "The picture lies on the network and is not in the book; its caption stays.", "Build with --fetch, or save the page with its pictures."),
    "image.fetch-failed": Code(_W, _REMOVED, "The picture could not be fetched; its caption stays.", "Save the page with its pictures."),
    "image.pixel": Code(_I, _REMOVED, "The picture is too small to be seen: a pixel that counts readers.", "Nothing to do."),
    "image.divider": Code(_I, _CHANGED, "The animated strip stands for a change of scene and became a divider.", "Nothing to do."),
    "image.missing": Code(_W, _REMOVED, "The picture's file is not there; its caption stays.", "Put the file where the article points to."),
    "image.kept-copy": Code(_I, _NONE, "The picture's file is gone; the copy of the last scan is used.", "Nothing to do."),
    "image.broken": Code(_W, _REMOVED, "The picture cannot be decoded; its caption stays.", "Save the picture again as JPEG or PNG."),
    "image.converted": Code(_I, _CHANGED, "The picture was converted to a form that every reader shows.", "Nothing to do."),
    # conversion
    "convert.detected": Code(_I, _NONE, "The script in which the article is written.", "If it is wrong, look whether the file holds several articles."),
    "convert.review": Code(_I, _NONE, "The dictionary knows no phrase here, or has put another word: look whether it is right.", "If it is wrong, paste the line that is given into [convert] in book.toml."),
    "convert.name": Code(_W, _NONE, "A surname was converted as if it were a word.", "Paste the line that is given into [convert] in book.toml."),
    # binding
    "bind.undated": Code(_W, _NONE, "No date was found; the article goes after the dated ones.", "Give a date in the front matter."),
    "bind.duplicate": Code(_W, _NONE, "The same file or text was given twice; the first is packed.", "Take one out of the sources."),
    "bind.left": Code(_I, _REMOVED, "A better copy of this text is packed ([arrange] duplicates = \"best\").", "To pack both, set duplicates = \"list\"."),
    "bind.reprint": Code(_W, _NONE, "Nearly the same text as another article; both are packed.", "Keep one: give the other a skip in articles.toml, or set [arrange] duplicates = \"best\"."),
    "bind.joined": Code(_I, _CHANGED, "This is a part of an article; the parts were joined into one chapter.", "To keep them apart, set [arrange] join = false."),
    "bind.parts-missing": Code(_W, _NONE, "This is a part of an article, and other parts are not here.", "Add the missing parts to the sources."),
    # the manifest
    "manifest.set": Code(_I, _CHANGED, "The article says otherwise; articles.toml is believed.", "Take the line out of articles.toml to have the article's own."),
    "manifest.new": Code(_I, _NONE, "This is not in articles.toml yet; it was put at its place.", "To write it there, run: wenxuan scan BOOK"),
    "manifest.skipped": Code(_I, _REMOVED, "You skip this in articles.toml.", "Take the skip out of articles.toml to have it back."),
    "manifest.kept-copy": Code(_I, _NONE, "The source is gone or no article any more; the copy of the last scan is used.", "Nothing to do; a skip in articles.toml takes it out."),
    # rendering and checking
    "render.link": Code(_I, _CHANGED, "A link leads nowhere that a book can reach; its text stays.", "Correct the address in the article, or leave it."),
    "pdf.no-glyph": Code(_W, _NONE, "No installed font can draw these characters; 〓 stands for them.", "Install a font that has them, or name its file: [pdf] fonts."),
    "pdf.font-refused": Code(_W, _NONE, "The font cannot be used for the PDF; the installed ones stand in.", "Name another file: [pdf] fonts."),
    "pdf.font-lacks": Code(_W, _NONE, "Your font lacks characters that it has to draw; other fonts stand in.", "Nothing to do if they look well; else name another file: [pdf] fonts."),
    "pdf.fallback": Code(_W, _NONE, "The line filler does not fit this WeasyPrint; lines end ragged.", "Install the WeasyPrint that wenxuan pins."),
    "pdf.engine": Code(_W, _NONE, "The PDF engine said something.", "Please report this if the pages look wrong."),
    "image.budget": Code(_W, _NONE, "The pictures weigh more than [epub] picture_budget even when they are small.", "Raise the budget, or take pictures out."),
    "render.too-large": Code(_W, _NONE, "The EPUB is larger than the reading system takes.", "Set [epub] picture_budget, or let it be divided: [epub] split = true."),
    "render.divided": Code(_W, _NONE, "The EPUB would be larger than it may be, and was divided into volumes.", "Nothing to do; [epub] picture_budget makes it lighter."),
    "render.horizontal": Code(_W, _CHANGED, "This reading system knows no vertical text; the EPUB is horizontal.", "Make it for another one, or set [epub] direction."),
    "font.refused": Code(_W, _NONE, "The font cannot go along with the EPUB.", "Name another file: [epub] face."),
    "font.none": Code(_W, _NONE, "No installed font has what is to be embedded.", "Install fonts-noto-cjk, or name a file: [epub] face."),
    "font.lacks": Code(_W, _NONE, "No installed font has these characters; readers may show a box for them.", "Name a font that has them: [epub] face."),
    "cover.no-font": Code(_W, _NONE, "No installed font can write Chinese; the EPUB has no cover.", "Install fonts-noto-cjk, or give a picture: [epub] cover."),
    "check.epub": Code(_E, _NONE, "The EPUB breaks a rule of the format.", "Please report this with the book."),
    "check.pdf": Code(_E, _NONE, "The PDF breaks a rule.", "Please report this with the book."),
    "check.unreadable": Code(_E, _NONE, "The file cannot be opened.", "Build it again."),
}  # fmt: skip


def worst(findings: tuple[Finding, ...]) -> Severity:
    """The highest severity among the findings; `INFO` where there are none."""
    order = list(Severity)
    return max((f.kind.severity for f in findings), key=order.index, default=Severity.INFO)


class BookError(Exception):
    """What stopped the build. `what` names the thing, `why` the reason, `next_step` what the user can do."""

    exit_code = 3

    def __init__(self, what: str, why: str, next_step: str) -> None:
        super().__init__(f"{what}: {why}")
        self.what, self.why, self.next_step = what, why, next_step


class UsageError(BookError):
    """Arguments that cannot be meant."""

    exit_code = 2


class ConfigError(BookError):
    """book.toml cannot be read, or says what it cannot say."""

    exit_code = 3


class NothingToPack(BookError):  # noqa: N818 - the name says what happened
    """No article was left to make a book of."""

    exit_code = 4


class MissingPart(BookError):  # noqa: N818 - the name says what happened
    """A part of the system is missing."""

    exit_code = 5


class WriteError(BookError):
    """The outputs could not be written."""

    exit_code = 6
