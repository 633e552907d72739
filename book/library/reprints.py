"""Reprints across a whole archive: which articles have the same text, or nearly, and which copy of it is the best.

As `bind.reprints` finds them in a book, but with the signatures on disk, and only for what came since: of `MinHash` a band at a
time is laid out, texts that share one are compared by their signatures, and those that are likely by their shingles, which is work
for `hands`.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from functools import lru_cache

from book.bind.company import company
from book.bind.reprints import Copy, Reprint, copy_of, overlap_of, settled, shingles_of
from book.classes import dataclass
from book.convert.engine import engine
from book.findings import Finding, Where
from book.library.bands import of_few, shelved
from book.library.hands import Hands, Lost
from book.library.index import Index
from book.library.packs import Slot, taken
from book.library.reading import Packs, Recipe
from book.library.signatures import Signatures
from book.library.version import require_version
from book.messages import message
from book.run.job import Progress

_LEAST = 200  # shingles of a text that can be compared (bind.reprints)
_TOGETHER = 64  # texts of a piece of work, each with those that it is compared with
_FEW = 20  # where fewer than one of so many texts is new, all others are looked at once, here
_HELD = 256  # shingles of texts that a process holds: one is compared with several

Pair = tuple[int, int, float]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Texts to be compared: where each lies, by its number in the index; each with the numbers that it is compared with."""

    slots: tuple[tuple[int, Slot], ...]
    likely: tuple[tuple[int, tuple[int, ...]], ...]
    out: str
    recipe: Recipe


@dataclass(frozen=True, slots=True)
class Compared:
    """The pairs that are reprints of each other, with what they have in common; and the texts that were not to be had."""

    pairs: tuple[Pair, ...]
    missing: tuple[int, ...] = ()


def compared(given: Comparison) -> Compared:
    """Compares texts by their shingles. Raises `MissingPart` where this is another version of the program."""
    require_version(given.recipe.version)
    where = dict(given.slots)
    packs = Packs(given.out)

    @lru_cache(maxsize=_HELD)
    def copy(number: int) -> Copy | None:
        slot = where[number]
        item = taken((slot,), packs, given.recipe.secret)[slot]
        return copy_of(item.article, engine("t2s")) if item is not None and item.article is not None else None

    found: list[Pair] = []
    missing: dict[int, None] = {}
    for number, others in given.likely:
        one = copy(number)
        shingles = shingles_of(one) if one is not None else frozenset()
        for other in (number, *others):
            second = copy(other)
            if second is None:
                missing[other] = None
            elif other != number and shingles and (overlap := overlap_of(shingles, second)):
                found.append((number, other, overlap))
    return Compared(tuple(found), tuple(missing))


def update(index: Index, out: str, recipe: Recipe, hands: Hands, progress: Progress) -> tuple[Finding, ...]:
    """Compares what came since with all, and says of each article whether another is the better copy of its text; nothing where no
    article came or went. What could not be compared is told, and is compared by the next run; files whose texts were not to be had
    are to be read again (`Index.unread` has them)."""
    if not index.note("unsettled"):
        return ()
    done, lost, missing = 0, dict[int, Finding](), set[int]()
    for given, made in hands.each(compared, _comparisons(index, out, recipe, hands)):
        if isinstance(made, Lost):
            where = Where(index.one("SELECT locator FROM article WHERE id = ?", (given.likely[0][0],)))
            lost |= dict.fromkeys(
                [number for number, _ in given.likely], Finding("archive.lost", where, detail=made.why)
            )
        else:
            missing.update(made.missing)
            with index.changing() as db:
                db.executemany("INSERT OR REPLACE INTO pair VALUES (?, ?, ?)", made.pairs)
        done += len(given.likely)
        progress(message("stage.comparing"), done, 0)
    _settle(index)
    with index.changing() as db:
        db.execute("DELETE FROM fresh")
        db.executemany("INSERT INTO fresh VALUES (?)", ((number,) for number in lost))
        if not lost:
            db.execute("DELETE FROM meta WHERE name = 'unsettled'")
    sql = "SELECT f.name FROM article a JOIN file f ON f.id = a.file WHERE a.id = ?"
    index.forget_packs({index.one(sql, (number,)) for number in missing})
    return tuple(dict.fromkeys(lost.values()))


def _comparisons(index: Index, out: str, recipe: Recipe, hands: Hands) -> Iterator[Comparison]:
    """What is worth a look, by some texts at a time."""
    likely: list[tuple[int, tuple[int, ...]]] = []
    for number, others in _company(index, out, recipe, hands):
        likely.append((number, others))
        if len(likely) == _TOGETHER:
            yield _comparison(index, likely, out, recipe)
            likely = []
    if likely:
        yield _comparison(index, likely, out, recipe)


def _comparison(index: Index, likely: list[tuple[int, tuple[int, ...]]], out: str, recipe: Recipe) -> Comparison:
    numbers = sorted({number for one, others in likely for number in (one, *others)})
    sql = "SELECT pack, start, length FROM article WHERE id = ?"
    slots = tuple((number, Slot(*next(index.rows(sql, (number,))))) for number in numbers)
    return Comparison(slots, tuple(likely), out, recipe)


def _company(index: Index, out: str, recipe: Recipe, hands: Hands) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Each text that came since with those that it is to be compared with, by their numbers in the index: one for all of the same
    text.

    What came since stands first, so that it is compared with itself and with all that was there.
    """
    # Of one text the copy that came first stands for all; where it stood before, it has been compared.
    sql = (
        f"SELECT a.id, a.shingles, s.bytes, f.article IS NOT NULL AS new FROM signature s JOIN article a ON a.id = s.article"  # noqa: S608
        f" LEFT JOIN fresh f ON f.article = a.id WHERE a.id IN"
        f" (SELECT min(id) FROM article WHERE shingles >= {_LEAST} AND fate = 'packed' GROUP BY content) ORDER BY new DESC, a.id"
    )
    numbers, sizes, first = array("Q"), array("I"), 0

    def known() -> Iterator[tuple[bytes, bool]]:
        nonlocal first
        for number, shingles, body, is_new in index.rows(sql):
            numbers.append(number)
            sizes.append(shingles)
            first += is_new
            yield body, bool(is_new)

    if _FEW * index.one("SELECT count(*) FROM fresh") < index.one("SELECT count(*) FROM signature"):
        few, shelves = of_few(known())
        for number, others in company(few, sizes, first, shelves):
            yield numbers[number], tuple(numbers[other] for other in others)
        return
    with Signatures(body for body, _ in known()) as signatures:
        for number, others in company(signatures, sizes, first, shelved(signatures, first, out, recipe.version, hands)):
            yield numbers[number], tuple(numbers[other] for other in others)


def _settle(index: Index) -> None:
    """Notes of each copy that is not the best which one is."""
    copies: list[Copy] = []
    text_of: dict[int, str] = {}
    # Short texts are the same only under the same title: two greetings need not be one article.
    key = f"content || CASE WHEN shingles >= {_LEAST} THEN '' ELSE char(10) || title END"
    sql = (
        f"SELECT a.id, {key}, a.size, a.published, a.known, a.broken FROM article a JOIN file f ON f.id = a.file"  # noqa: S608
        f" WHERE a.fate = 'packed' AND f.gone = 0 AND (a.id IN (SELECT one FROM pair UNION SELECT other FROM pair)"
        f" OR {key} IN (SELECT {key} FROM article WHERE fate = 'packed' GROUP BY 1 HAVING count(*) > 1)) ORDER BY a.locator, a.id"
    )
    for number, text, size, published, known, broken in index.rows(sql):
        copies.append(Copy(str(number), text, size, published=published, known=known, broken=bool(broken)))
        text_of[number] = text
    pairs = (
        (text_of[one], text_of[other], overlap)
        for one, other, overlap in index.rows("SELECT one, other, overlap FROM pair ORDER BY one, other")
        if one in text_of and other in text_of
    )
    found: dict[str, Reprint] = {one.locator: one for one in settled(copies, pairs)}
    with index.changing() as db:
        db.execute("UPDATE article SET best = NULL WHERE best IS NOT NULL")
        db.executemany(
            "UPDATE article SET best = ? WHERE id = ?", ((int(one.best), int(name)) for name, one in found.items())
        )
