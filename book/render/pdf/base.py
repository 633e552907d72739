"""What a file has besides its pages: title and people, dates, language, colour profile, attachments; a PDF of no pages."""

from __future__ import annotations

import warnings
from datetime import datetime
from typing import Any

import weasyprint
from weasyprint.document import Document, DocumentMetadata
from weasyprint.html import get_html_metadata
from weasyprint.text.fonts import FontConfiguration

from book.model import Book
from book.render.pdf.fetcher import AssetFetcher
from book.render.weasy.pdfa import finisher


def base(
    head: str,
    book: Book,
    title: str = "",
    authors: tuple[str, ...] | None = None,
    attached: tuple[str, bytes] | None = None,
) -> bytes:
    """The file of a book whose documents begin with `head`; with another title and other authors if they are given, and with
    what is attached: its name and bytes."""
    fetcher = AssetFetcher(None)
    metadata = get_html_metadata(weasyprint.HTML(string=f"{head}</body></html>", url_fetcher=fetcher))
    if authors is not None:
        metadata["title"], metadata["authors"] = title, list(authors)
    document = Document([], DocumentMetadata(**metadata), fetcher, FontConfiguration(), {}, "srgb")
    if attached is not None:
        document.metadata.attachments = [attachment(book, fetcher, *attached)]
    with warnings.catch_warnings():
        # WeasyPrint leaves the file of its colour profile to the collector.
        warnings.simplefilter("ignore", ResourceWarning)
        made: bytes = document.write_pdf(finisher=finisher(0), pdf_variant="pdf/a-3a")
    return made


def attachment(book: Book, fetcher: Any, name: str, body: bytes) -> Any:
    """The EPUB as what PDF/A-3 calls an alternative of the file (ISO 19005-3 §6.8)."""
    when = datetime.fromisoformat(book.modified)
    return weasyprint.Attachment(
        string=body,
        url_fetcher=fetcher,
        name=name,
        description=book.title,
        created=when,
        modified=when,
        relationship="Alternative",
    )
