"""The type case: what a PDF is set in besides the installed fonts. The user's own files, checked; those of `wenxuan[fonts]` where
no Chinese font is installed; and its fonts for emoji and other scripts where no other font has a character.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from book import store
from book.findings import ConfigError, Finding, Where
from book.fonts.roles import KAI, LATIN, ROLES, Typeface, drawn, entry, region
from book.fonts.scripts import scripts_in
from book.fonts.seen import visible
from book.fonts.subset import Face, held
from book.messages import message
from book.model import Article, Book, Code, CodeBlock, Quote
from book.run.font_trial import refused
from book.settings.values import BuildConfig
from book.system import parts
from book.text import is_han
from book.walk import block_text, each_block, each_inline, each_line, headings, plain_text

_SHOWN = 30  # characters that a finding names


def typefaces(
    settings: BuildConfig, base: Path, book: Book, require: Callable[[int], None] = parts.require_pdf_parts
) -> tuple[tuple[Typeface, ...], tuple[Finding, ...]]:
    """The fonts to serve for a book, and what is to be said of the user's own. `require` raises where so many besides the
    installed are too few.

    Raises `ConfigError` for a file that cannot be read, and `MissingPart` where no font at all could write Chinese.
    """
    chosen: list[Typeface] = []
    found: list[Finding] = []
    where = Where(book.title)
    articles = book.texts
    for text in settings.pdf.fonts:
        role, file, number = entry(text)
        try:
            face = Face(file, store.bytes_of(base / file, store.LARGEST_FONT), number)
        except OSError as error:
            further = message("error.pdf-font.next", roles=", ".join((*ROLES, LATIN)))
            raise ConfigError(f"[pdf] fonts = {text!r}", error.strerror or str(error), further) from None
        wanted = visible(_characters(book, articles, "text" if role == LATIN else role))
        if why := refused(face, wanted, printed=True):
            found.append(Finding("pdf.font-refused", where, file, detail=why))
            continue
        has = held(face, wanted)
        writes = any(map(is_han, held(face, "的一是不了人我在有"))) or any(map(is_han, has))
        latin = role == LATIN or (role in ROLES and not writes)
        chosen.append(Typeface(face, role, latin=latin))
        lacks = sorted(wanted - has)
        if lacks and writes and not latin:
            shown = "".join(lacks[:_SHOWN]) + ("…" if len(lacks) > _SHOWN else "")
            detail = message("detail.lacking", lacking=len(lacks), wanted=len(wanted), characters=shown)
            found.append(Finding("pdf.font-lacks", where, file, detail=detail))
    if not parts.chinese_fonts():
        chosen += [Typeface(Face(path.name, path.read_bytes()), family=name) for name, path in _packaged(book.language)]
        require(sum(not one.latin for one in chosen))
    kai, told = _kai(book, chosen)
    chosen += kai
    found += told
    written = _characters(book, articles, "")
    chosen += [
        Typeface(Face(path.name, path.read_bytes()), "rare", family)
        for family, path in parts.packaged_for_scripts(scripts_in(written))
    ]
    left = undrawable(chosen)(written)
    for path in parts.packaged_for_others() if left else ():
        face = Face(path.name, path.read_bytes())
        if has := held(face, left):
            chosen.append(Typeface(face, "rare"))
            left -= has
    return tuple(chosen), tuple(found)


def _kai(book: Book, chosen: Iterable[Typeface]) -> tuple[list[Typeface], list[Finding]]:
    """The 楷体 of bylines and quotations, where none is installed and the user names none; what is said where there is none."""
    if any(one.role == "quotes" for one in chosen) or not _characters(book, book.texts, "quotes").strip():
        return [], []
    if any(map(parts.is_installed, KAI[region(book.language)])):
        return [], []
    if packaged := parts.packaged_kai():
        family, path = packaged
        return [Typeface(Face(path.name, path.read_bytes()), family=family)], []
    return [], [Finding("pdf.no-kai", Where(book.title))]


def undrawable(fonts: Iterable[Typeface]) -> Callable[[Iterable[str]], frozenset[str]]:
    """A function that gives those of some characters that neither these nor the installed fonts can draw."""

    def ask(characters: Iterable[str]) -> frozenset[str]:
        left = set(characters)
        for one in fonts:
            left -= drawn(one, left)
        return parts.undrawable(left)

    return ask


def _packaged(language: str) -> list[tuple[str, Path]]:
    """The fonts of `wenxuan[fonts]` for a language: those of its region, then for a traditional book the others."""
    own, other = ("SC", "") if language in ("zh-Hans", "zh-CN", "zh-SG", "zh") else ("TC", "SC")
    known = parts.packaged_fonts().items()
    mine = [(name, path) for name, path in known if name.endswith(own)]
    return mine + [(name, path) for name, path in known if not mine or (other and name.endswith(other))]


def _characters(book: Book, articles: Iterable[Article], role: str) -> str:
    """What a font of a role has to draw; for no role all, for rare characters none. What we print ourselves is left out."""
    texts: list[str] = []
    for one in articles:
        if role in ("", "text"):
            texts.append(plain_text(one.blocks))
        if role in ("", "headings"):
            texts += [one.title, one.subtitle, *(block_text(heading) for heading in headings(one))]
        if role in ("", "quotes"):
            texts += [
                one.author,
                one.translator,
                *(block_text(block) for block in each_block(one.blocks) if isinstance(block, Quote)),
            ]
        if role == "code":
            texts += [block.text for block in each_block(one.blocks) if isinstance(block, CodeBlock)]
            nodes = (node for line in each_line(one.blocks) for node in each_inline(line))
            texts += [node.text for node in nodes if isinstance(node, Code)]
    if role in ("", "headings"):
        texts += [book.title, book.subtitle, *(part.title for part in book.parts)]
    return "".join(texts)
