"""What an EPUB has besides its text: a cover, fonts, and the user's own sheet beside book.toml."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from book import convert as conversion
from book import store
from book.account import Account
from book.cache import NO_CACHE, Cache, key_of
from book.cache.builds import read_elsewhere, state_of
from book.codes import Fate
from book.findings import ConfigError, Finding, Where
from book.fonts.seen import visible
from book.fonts.subset import Face, held, is_rare, refusal
from book.late import late
from book.messages import Message, message
from book.messages.printed import words
from book.model import Asset, Book
from book.pictures.picture import Picture
from book.render import imprint
from book.render.cover import DESIGNS, HEIGHT, WIDTH, CoverText, draw
from book.render.epub.shell import Extras
from book.settings.values import BuildConfig
from book.system import fonts
from book.walk import plain_text

if TYPE_CHECKING:
    from book import css
    from book.pictures import decode
    from book.run import font_trial
else:
    css = late("book.css")
    decode = late("book.pictures.decode")
    font_trial = late("book.run.font_trial")

_KIND = "cover"  # of entries


def extras_of(
    settings: BuildConfig, base: Path, account: Account, how: conversion.Conversion
) -> tuple[Extras, tuple[Finding, ...]]:
    """All that can be known before the pictures are: the user's sheet, the metadata, what is not in the book; and what was
    left out of the sheet.

    Raises `ConfigError` for a file that cannot be read.
    """
    sheet, told = own_sheet(base, settings.epub.css) if settings.epub.css else ("", ())
    extras = Extras(
        css=sheet,
        left_out=_left_out(account) if settings.epub.left_out else (),
        date=settings.book.date,
        subjects=tuple(conversion.convert_word(subject, how) for subject in settings.book.subjects),
    )
    return extras, told


def own_sheet(base: Path, name: str, *, printed: bool = False) -> tuple[str, tuple[Finding, ...]]:
    """A style sheet of the user's without what a book cannot hold, and a finding for each of that. Raises `ConfigError`."""
    text = store.text_of(base / name)
    text, dropped = css.bounded(text) if printed else css.cleaned(text, css.within)
    code = "pdf.css" if printed else "epub.css"
    details = [message("detail.css", line=one.line, why=one.why) for one in dropped]
    return text, tuple(
        Finding(code, Where(name), one.text, detail=detail) for one, detail in zip(dropped, details, strict=True)
    )


def embedded_fonts(settings: BuildConfig, base: Path, book: Book) -> tuple[tuple[Face, ...], tuple[Finding, ...]]:
    """The fonts that go along with the EPUB, and what is to be said of them. Raises `ConfigError` for an unreadable file."""
    options = settings.epub
    if options.embed == "none":
        return (), ()
    where, found = Where(book.title), []
    chosen: list[Face] = []
    if options.face:
        try:
            chosen.append(Face(options.face, store.bytes_of(base / options.face, store.LARGEST_FONT)))
        except OSError as error:
            why = error.strerror or str(error)
            raise ConfigError(f"[epub] face = {options.face!r}", why, message("error.font.next")) from None
    own = len(chosen)
    every = _characters(book)
    rare = {char for char in every if is_rare(char)}
    if options.embed == "rare":
        chosen += fonts.faces_with(rare, book.language)
    elif not chosen:
        chosen += filter(None, [fonts.text_face(options.theme, book.language)])
        found += [] if chosen else [Finding("font.none", where, detail=options.theme)]
    able = []
    shown = rare if options.embed == "rare" else every
    for number, face in enumerate(chosen):
        reason = font_trial.refused(face, shown) if number < own else refusal(face)
        if reason is not None:
            found.append(Finding("font.refused", where, face.name, detail=reason))
        else:
            able.append(face)
    wanted = rare if options.embed == "rare" or not able else set(visible(every))
    left = "".join(sorted(wanted.difference(*(held(face, wanted) for face in able))))
    found += [Finding("font.lacks", where, left)] if left else []
    return tuple(able), tuple(found)


def _characters(book: Book) -> set[str]:
    lines = [
        line
        for article in book.texts
        for line in (article.title, article.subtitle, article.author, article.translator, plain_text(article.blocks))
    ]
    return set("".join((book.title, book.subtitle, book.editor, *(part.title for part in book.parts), *lines)))


def cover_of(
    settings: BuildConfig, base: Path, book: Book, shape: float = HEIGHT / WIDTH, cache: Cache = NO_CACHE
) -> tuple[Picture | None, tuple[Finding, ...]]:
    """The cover: drawn (now or by an earlier run), so many times as high as wide, or the user's own picture, or none.

    Raises `ConfigError` for a picture that cannot be used.
    """
    wanted = settings.epub.cover
    if wanted in ("", "none"):
        return None, ()
    if wanted in DESIGNS:
        files = fonts.serif_files(book.language)
        if files is None:
            return None, (Finding("cover.no-font", Where(book.title)),)
        for path, _ in files:
            read_elsewhere(Path(path))
        text, height = cover_text(book), round(WIDTH * shape)
        key = key_of(wanted, text, height, files, [state_of(path) for path, _ in files])
        made = cache.value(_KIND, key)
        if not isinstance(made, Picture):
            made = _drawn(wanted, text, files, height)
            cache.put_value(_KIND, key, made)
        return made, ()
    made = own_cover(settings, base)
    taken = (Finding("image.stripped", Where(book.title), wanted, detail=made.taken),) if made.taken else ()
    return made, taken


def _drawn(design: str, text: CoverText, files: tuple[tuple[str, int], tuple[str, int]], height: int) -> Picture:
    """A cover in installed fonts. Raises `MemoryError`: where there is no more, FreeType and libjpeg say that a font is of an
    unknown format, or a picture's stream is broken (seen with a limit of 400 and 450 MB)."""
    try:
        body = draw(design, text, fonts.sized(files), height)
    except OSError as error:
        raise MemoryError from error
    return Picture(Asset.of(body, "image/jpeg", (WIDTH, height)), body)


def cover_text(book: Book) -> CoverText:
    """The words of a book's cover."""
    extent = imprint.extent_words(book, words(book.language))
    return CoverText(book.title, book.subtitle, book.editor, extent, book.publisher)


def own_cover(settings: BuildConfig, base: Path) -> Picture:
    """The user's own picture for the cover. Raises `ConfigError` for one that cannot be used."""
    wanted = settings.epub.cover
    try:
        made = decode.prepare(store.bytes_of(base / wanted))
    except OSError as error:
        further = message("error.cover.next", designs=", ".join(DESIGNS))
        raise ConfigError(f"[epub] cover = {wanted!r}", error.strerror or str(error), further) from None
    return _usable(made, wanted)


def _usable(made: Picture | Message, wanted: str) -> Picture:
    if isinstance(made, Message):
        raise ConfigError(f"[epub] cover = {wanted!r}", made, message("error.cover-picture.next"))
    return made


def _left_out(account: Account) -> tuple[str, ...]:
    """The inputs that are not in the book by title, else by the name of the file without its folder."""
    return tuple(
        entry.article.title if entry.article else entry.locator.replace("\\", "/").rsplit("/", 1)[-1]
        for entry in account.entries
        if entry.fate is not Fate.PACKED
    )
