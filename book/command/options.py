"""Arguments that several commands share, each with its help: said once, so that they mean the same everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from book.command.console import SAY

Sources = Annotated[
    list[str] | None,
    typer.Argument(help=SAY("help.sources"), show_default=False),
]
Folder = Annotated[Path, typer.Argument(help=SAY("help.folder"), show_default=False)]
ScriptOption = Annotated[str | None, typer.Option("--script", help=SAY("help.script"), show_default="keep")]
ConfigOption = Annotated[Path | None, typer.Option("--config", "-c", help=SAY("help.config"), show_default=False)]
OffOption = Annotated[
    list[str] | None,
    typer.Option("--off", help=SAY("help.off"), show_default=False),
]
KeepOption = Annotated[list[str] | None, typer.Option("--keep", help=SAY("help.keep"), show_default=False)]
DropOption = Annotated[list[str] | None, typer.Option("--drop", help=SAY("help.drop"), show_default=False)]
ThemeOption = Annotated[str | None, typer.Option("--theme", help=SAY("help.theme"), show_default="song")]
DesignOption = Annotated[str | None, typer.Option("--design", help=SAY("help.design"), show_default="plain")]
ReaderOption = Annotated[
    str | None,
    typer.Option("--for", help=SAY("help.for"), show_default="generic"),
]
JobsOption = Annotated[int, typer.Option("--jobs", "-j", min=0, max=64, help=SAY("help.jobs"))]
NoCacheOption = Annotated[bool, typer.Option("--no-cache", help=SAY("help.no-cache"))]
FetchOption = Annotated[bool, typer.Option("--fetch", help=SAY("help.fetch"))]
RefreshOption = Annotated[bool, typer.Option("--refresh", help=SAY("help.refresh"))]
OrderOption = Annotated[str | None, typer.Option("--order", help=SAY("help.order"), show_default="date")]
PartsOption = Annotated[
    str | None,
    typer.Option("--parts", help=SAY("help.parts"), show_default="none"),
]
