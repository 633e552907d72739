"""Arguments that several commands share, each with its help: said once, so that they mean the same everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Sources = Annotated[
    list[str] | None,
    typer.Argument(
        help="A book's folder, or files, folders, globs, archives, feeds, exports and addresses.", show_default=False
    ),
]
ScriptOption = Annotated[
    str | None, typer.Option("--script", help="keep, hans, hant, tw, twp (Taiwan wording) or hk.", show_default="keep")
]
ConfigOption = Annotated[
    Path | None, typer.Option("--config", "-c", help="A book.toml whose settings apply.", show_default=False)
]
OffOption = Annotated[
    list[str] | None,
    typer.Option("--off", help="A cleaning rule to switch off; may be given again.", show_default=False),
]
KeepOption = Annotated[
    list[str] | None, typer.Option("--keep", help="Text that no rule may take; may be given again.", show_default=False)
]
DropOption = Annotated[
    list[str] | None, typer.Option("--drop", help="Text whose paragraph goes; may be given again.", show_default=False)
]
ThemeOption = Annotated[
    str | None, typer.Option("--theme", help="Looks of the EPUB: song, hei or kai.", show_default="song")
]
ReaderOption = Annotated[
    str | None,
    typer.Option(
        "--for", help="kindle, apple, kobo, koreader or duokan: what the EPUB is made for.", show_default="generic"
    ),
]
JobsOption = Annotated[int, typer.Option("--jobs", "-j", min=1, max=64, help="Processes for reading and cleaning.")]
FetchOption = Annotated[bool, typer.Option("--fetch", help="Fetch addresses, and pictures that lie on the network.")]
RefreshOption = Annotated[bool, typer.Option("--refresh", help="Fetch again what may have changed since it was kept.")]
OrderOption = Annotated[
    str | None, typer.Option("--order", help="date, title, author, site or given.", show_default="date")
]
PartsOption = Annotated[
    str | None,
    typer.Option("--parts", help="none, year, month, author, site, category or series.", show_default="none"),
]
