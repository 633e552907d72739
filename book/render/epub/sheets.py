"""The style sheets of an EPUB, and the fonts that go along with it, cut down to what its pages show."""

from __future__ import annotations

from book.findings import Finding, Where
from book.fonts.subset import Face, cut, is_rare
from book.messages import Message
from book.render.epub.package import Item
from book.render.epub.shell import Press
from book.settings.values import EpubConfig, Theme

FONTS = "fonts"  # the name of the sheet that names them


def style_sheets(theme: Theme, options: EpubConfig, css: str) -> tuple[Item, ...]:
    """The style sheets in the order in which they apply: for all readers, the theme, the user's own."""
    texts = {"epub": theme.sheets["epub/epub.css"], options.theme: theme.sheets[f"epub/{options.theme}.css"]}
    texts |= {} if options.design == "plain" else {"design": theme.sheets[f"epub/designs/{options.design}.css"]}
    texts |= {"vertical": theme.sheets["epub/vertical.css"]} if options.direction == "vertical" else {}
    texts |= {FONTS: ""} if options.embed != "none" else {}  # what it says is known when the pages are
    texts |= {"own": css} if css else {}
    return tuple(Item.of(f"css-{name}", f"style/{name}.css", "text/css", text.encode()) for name, text in texts.items())


_FAMILY = {"song": "serif", "hei": "sans-serif", "kai": "serif"}


def embedded(press: Press, faces: tuple[Face, ...], pages: tuple[Item, ...]) -> tuple[Item, ...]:
    """The fonts that go along, each cut down to what the pages show and no earlier one draws, and the sheet that names them."""
    options = press.options
    if options.embed == "none":
        return ()
    shown = set("".join(page.characters for page in pages))
    wanted = {char for char in shown if is_rare(char)} if options.embed == "rare" else shown
    fonts: list[Item] = []
    for face in faces:
        made = cut(face, wanted)
        if isinstance(made, Message):
            press.findings.append(Finding("font.refused", Where(press.book.title), face.name, detail=made))
        elif made is not None:
            number = len(fonts) + 1
            fonts.append(Item.of(f"font-{number}", f"fonts/{number}.{made.suffix}", f"font/{made.suffix}", made.body))
            wanted -= made.characters
    rules = [
        f'@font-face {{ font-family: "wenxuan-{n}"; src: url(../{font.href}) }}' for n, font in enumerate(fonts, 1)
    ]
    if fonts:
        names = ", ".join(f'"wenxuan-{n}"' for n in range(1, len(fonts) + 1))
        where = ".rare" if options.embed == "rare" else "body"
        rules.append(f"{where} {{ font-family: {names}, {_FAMILY[options.theme]} }}")
    return (Item.of(f"css-{FONTS}", f"style/{FONTS}.css", "text/css", "\n".join([*rules, ""]).encode()), *fonts)
