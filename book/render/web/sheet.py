"""The one style sheet of all pages: that of the EPUB, the frame of a page on the web, theme and design, the user's own."""

from __future__ import annotations

from book.settings.values import EpubConfig, Theme

_CHARSET = '@charset "utf-8";\n'


def sheet_of(theme: Theme, options: EpubConfig, css: str) -> str:
    """The sheet: what comes later holds."""
    names = ["epub/epub.css", "web/web.css", f"epub/{options.theme}.css"]
    if options.design != "plain":
        names.append(f"epub/designs/{options.design}.css")
    if options.direction == "vertical":
        names += ["epub/vertical.css", "web/vertical.css"]
    return _CHARSET + "\n".join(
        [*(theme.sheets[name].removeprefix(_CHARSET) for name in names), *([css] if css else [])]
    )
