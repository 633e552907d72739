"""Rounds of proofs: what a book has now beside what its last proof had, for `build --proof` and `diff --since`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from book.classes import dataclass, replace
from book.edit import rounds
from book.findings import Finding, UsageError, Where
from book.keep import manifest as manifests
from book.keep import proofs
from book.messages import message
from book.model import Book
from book.model.proofs import Galley, Proof, Round
from book.run.job import Job

LAST, SOURCE = "proof", "source"  # what `diff --since` calls the last proof, and the sources
_LONGEST = 40  # characters of a label: it stands on each page
_NAMED = 8  # labels that an error lists


@dataclass(frozen=True, slots=True)
class Begun:
    """A proof that is being made: what it holds, what is another in it than in the one before, and whether it is kept."""

    proof: Proof
    round: Round
    is_kept: bool

    def finding(self, title: str) -> Finding:
        """What is told of it."""
        if not self.is_kept:
            return Finding("proof.unkept", Where(title), self.proof.label)
        if not self.round.against:
            return Finding("proof.first", Where(title), self.proof.label)
        changes = message("detail.proof-changes", n=self.round.count, label=self.round.against)
        return Finding("proof.compared", Where(title), self.proof.label, detail=changes)


def require(job: Job) -> None:
    """Raises `UsageError` for a proof that cannot be made: a label that is none, or no PDF to print it in."""
    if job.proof is None:
        return
    if not job.proof or len(job.proof) > _LONGEST or job.proof in (LAST, SOURCE):
        raise UsageError("--proof", message("error.proof-label"), message("error.proof-label.next", most=_LONGEST))
    if "pdf" not in job.config.output.formats:
        raise UsageError("--proof", message("error.proof-pdf"), message("error.proof-pdf.next"))


def begun(job: Job, book: Book) -> Begun | None:
    """The proof that a job wants; `None` where it wants none. Raises `UsageError` for a label of a proof with another text."""
    if job.proof is None:
        return None
    made = Proof(job.proof, galleys(book))
    if not is_kept(job):
        return Begun(made, Round(job.proof), is_kept=False)
    earlier = list(proofs.proofs(job.base))
    for number, one in enumerate(earlier):
        if one.label == made.label:
            if proofs.written(one) != proofs.written(made):
                raise UsageError(made.label, message("error.proof-taken"), message("error.proof-taken.next"))
            earlier = earlier[:number]
            break
    return Begun(made, rounds.round_of(made.label, earlier[-1] if earlier else None, made.galleys), is_kept=True)


def is_kept(job: Job) -> bool:
    """Whether there is a place for the proofs of a job: a book's folder with the list of its articles."""
    return job.kept and (job.base / manifests.NAME).is_file()


def galleys(book: Book) -> tuple[Galley, ...]:
    """A book as a proof has it, with the editor's own texts."""
    locators = {article.id: article.source.locator for article in book.texts}
    return tuple(rounds.galley(article, locators) for article in book.texts)


def of_volume(whole: Begun, book: Book, *, first: bool) -> Round:
    """What is another in one volume, its marks laid to its blocks as they are printed; the first tells what is gone."""
    compared = {one.file: one.blocks for one in whole.proof.galleys}
    printed = {one.file: one.blocks for one in galleys(book)}
    here = [
        rounds.aligned(one, compared[one.file], printed[one.file])
        for one in whole.round.articles
        if not one.gone and one.file in printed
    ]
    gone = [one for one in whole.round.articles if one.gone and first]
    return replace(whole.round, articles=(*here, *gone))


def earlier(job: Job, label: str) -> Proof:
    """The proof that is called so, or the last one. Raises `UsageError` where there is none, with the names of those there are."""
    known = proofs.proofs(job.base)
    if not known:
        raise UsageError(label, message("error.no-proofs"), message("error.no-proofs.next"))
    if label == LAST:
        return known[-1]
    found = next((one for one in known if one.label == label), None)
    if found is None:
        raise UsageError(label, message("error.no-proof"), message("error.no-proof.next", names=_names(known)))
    return found


def since(before: Proof, now: Sequence[Galley]) -> Round:
    """What is another than in a proof."""
    return rounds.round_of("", before, now)


def _names(known: Iterable[Proof]) -> str:
    labels = [one.label for one in known]
    return "; ".join([*(["…"] if len(labels) > _NAMED else []), *labels[-_NAMED:]])
