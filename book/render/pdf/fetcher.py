"""What WeasyPrint asks for while it sets a book: pictures, fonts, codes and formulas by address. No disk, no network."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote

from weasyprint.urls import URLFetcher, URLFetcherResponse

from book.fonts.roles import Typeface, program
from book.model import Assets
from book.render.pdf import formulas
from book.render.pdf.notes import code


class AssetFetcher(URLFetcher):  # type: ignore[misc]
    """Serves `asset:ID` from the book's pictures, draws `qr:ADDRESS` and `formula:MATHML`; no disk, no network."""

    _fail_on_errors = False

    def __init__(
        self, assets: Assets | None, typefaces: tuple[Typeface, ...] = ()
    ) -> None:  # the base opens handlers for file: and http:, which must not exist here
        self._assets = assets
        self._pictures: dict[str, tuple[str, bytes]] = {}
        self._fonts = {str(number): one.face for number, one in enumerate(typefaces)}

    def serve(self, pictures: Iterable[tuple[str, str, bytes]]) -> None:
        """From now on serves these: id, media type and bytes."""
        self._pictures = {ident: (kind, body) for ident, kind, body in pictures}

    def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002 - the signature is WeasyPrint's
        """Its bytes. Raises `ValueError` for what is no picture and no font of the book; WeasyPrint then logs and goes on."""
        scheme, _, ident = url.partition(":")
        if scheme == "font" and ident in self._fonts:
            return URLFetcherResponse(url, program(self._fonts[ident]), {"Content-Type": "font/otf"})
        if scheme == "qr":
            return URLFetcherResponse(url, code(unquote(ident)), {"Content-Type": "image/svg+xml"})
        if scheme == formulas.SCHEME and (drawing := formulas.svg(unquote(ident))) is not None:
            return URLFetcherResponse(url, drawing, {"Content-Type": "image/svg+xml"})
        if scheme == "asset" and ident in self._pictures:
            kind, body = self._pictures[ident]
            return URLFetcherResponse(url, body, {"Content-Type": kind})
        asset = self._assets.table.get(ident) if scheme == "asset" and self._assets else None
        if asset is None or self._assets is None:
            raise ValueError("only pictures of the book are served")
        return URLFetcherResponse(url, self._assets.read(ident), {"Content-Type": asset.media_type})

    def open(self, url: Any, data: Any = None, timeout: Any = None) -> Any:  # noqa: ARG002 - the signature is urllib's
        """As `fetch`."""
        return self.fetch(url if isinstance(url, str) else url.full_url)
