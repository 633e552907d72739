"""Rich text (RTF 1.9: Word, WPS, WordPad, TextEdit, notes of other programs) → `Document`.

Kept are paragraphs, headings by level or style, bold, italic, struck, raised, lowered and underlined text, lists by the words
before their items, tables, links, notes, text of boxes, formulas in one line, PNG and JPEG pictures. All else is told.
"""

from __future__ import annotations

from html import escape

from book.classes import replace
from book.messages import message
from book.read.documents.paragraphs import (
    About,
    Document,
    Line,
    RefusedError,
    Told,
    document,
    lines_text,
    note_mark,
)
from book.read.documents.rich_flow import Flow, State
from book.read.documents.rich_pictures import Picture
from book.read.documents.rich_tokens import Token, codec_of_charset, codec_of_page, decoded, tokens
from book.read.documents.rich_words import AROUND, FORMULA, MARKS, OFF, SIGNS, SKIPPED, TO, WRAPPERS
from book.read.documents.word_fields import EQUATION, LINK, equation
from book.read.documents.word_styles import role_of_level, role_of_name
from book.text import sound

_DEEPEST = 2000  # groups in each other


def read(body: bytes) -> Document:
    """The document in the bytes of a file. Raises `RefusedError`."""
    return _Rich().document(body)


class _Rich:
    """A file being read."""

    def __init__(self) -> None:
        self.flow = Flow()
        self.state, self.above = State(), list[State]()
        self.usual, self.font = "cp1252", -1
        self.fonts: dict[int, int] = {}
        self.styles: dict[int, str] = {}
        self.style, self.level = 0, ""
        self.data, self.left = bytearray(), 0
        self.texts: dict[str, list[str]] = {}
        self.fields: list[tuple[int, list[str]]] = []
        self.created: dict[str, int] = {}
        self.notes: list[tuple[str, list[Line]]] = []
        self.around: dict[str, list[str]] = {}
        self.pictures: dict[str, tuple[str, bytes]] = {}
        self.picture = Picture()
        self.told: list[Told] = []
        self.deleted: list[str] = []
        self.hidden: list[str] = []
        self.inserted = 0

    def document(self, body: bytes) -> Document:
        """The document in the bytes of a file."""
        is_first = starred = False
        for token in tokens(body):
            if token.kind == "sign" and token.text == "*":
                starred = True
                continue
            self._take(token, is_first=is_first, starred=starred)
            is_first, starred = token.kind == "{", False
        while self.above:
            self._close()
        self._flush()
        self.flow.ended()
        if self.inserted or self.deleted:
            detail = message("detail.tracked", inserted=self.inserted, deleted=len(self.deleted))
            self.told.append(Told("read.tracked", "\n".join(self.deleted), "tracked-changes", detail))
        if self.flow.left:
            self.told.append(Told("read.left-out", "\n".join(self.flow.left), "contents"))
        if self.hidden:
            self.told.append(Told("read.left-out", "".join(self.hidden), "hidden-text"))
        for kind, texts in self.around.items():
            self.told += [
                Told("read.left-out", text, kind) for text in dict.fromkeys(texts) if any(map(str.isalpha, text))
            ]
        day = [self.created.get(key, 0) for key in ("yr", "mo", "dy", "hr", "min")]
        created = "{:04}-{:02}-{:02}T{:02}:{:02}".format(*day) if day[0] else ""
        title, author = (sound("".join(self.texts.get(key, ()))) for key in ("title", "author"))
        return document(self.flow.lines, About(title, author, created), self.pictures, self.told, self.notes)

    def _take(self, token: Token, *, is_first: bool, starred: bool) -> None:
        match token.kind:
            case "{":
                self._flush()
                if len(self.above) >= _DEEPEST:
                    raise RefusedError(message("detail.document-damaged"))
                self.above.append(self.state)
                self.state = replace(self.state, ends=None)
            case "}":
                self._close()
            case "data" | "hex":
                dropped = min(self.left, len(token.data))
                self.left -= dropped
                self.data += token.data[dropped:]
            case "binary" if self.state.to == "picture":
                self.picture.add(token.data)
            case "sign":
                self._sign(token.text)
            case "word":
                self._flush()
                if starred or is_first:
                    self._group(token, starred=starred)
                self._word(token)

    def _close(self) -> None:
        self._flush()
        ends = self.state.ends
        if ends is not None:
            ends()
        if self.above:
            self.state = self.above.pop()

    def _sign(self, sign: str) -> None:
        if sign in "{}\\":
            if self.left:
                self.left -= 1
            else:
                self.data += sign.encode()
        elif sign in "\r\n":
            self._flush()
            self.flow.paragraph()
        elif sign in "~_":
            self._flush()
            self._text("\u00a0" if sign == "~" else "-")

    def _flush(self) -> None:
        """Gives on the bytes so far as text."""
        if self.data:
            charset = self.fonts.get(self.state.font, 1)
            data, self.data = bytes(self.data), bytearray()
            if self.state.to == "picture":
                self.picture.add_hex(data)
            else:
                self._text(decoded(data, codec_of_charset(charset, self.usual), self.usual))

    def _text(self, text: str) -> None:
        to, marks = self.state.to, self.state.marks
        if to == "text" and "deleted" in marks:
            self.deleted.append(text)
        elif to == "text" and "hidden" in marks:
            self.hidden.append(text)
        elif to == "text":
            made = escape(text, quote=False)
            for mark in WRAPPERS if text.strip() else ():
                made = f"<{mark}>{made}</{mark}>" if mark in marks else made
            self.flow.made.append(made)
        elif to == "label":
            self.flow.label += text
        elif to == "instruction" and self.fields:
            self.fields[-1][1].append(text)
        elif to not in ("skip", "fonts", "info", "picture"):
            self.texts.setdefault(to, []).append(text)

    def _group(self, token: Token, *, starred: bool) -> None:
        """The first word of a group says where its text goes."""
        word, state = token.text, self.state
        if state.to == "styles":
            self._style(word, starred=starred)
        elif word in ("footnote", "shptxt", *AROUND):
            self._apart(word)
        elif state.to == "info" and word in ("title", "author", "creatim"):
            self.state = replace(state, to=word)
        elif state.to == "formula" and (word in FORMULA or word.endswith("Pr")):
            if word in FORMULA:
                self._text(FORMULA[word][0])
                self.state = replace(state, ends=lambda: self._text(FORMULA[word][1]))
            else:
                self.state = replace(state, to="skip")
        elif word == "field":
            self.fields.append((len(self.flow.made), []))
            self.state = replace(state, ends=self._field)
        elif word in TO:
            self._into(word, TO[word])
        elif word in SKIPPED or (starred and state.to != "formula"):
            self.state = replace(state, to="skip")

    def _into(self, word: str, to: str) -> None:
        """Sends the text of the group on; what lies in a group that is skipped stays so, but for the better half of `\\upr`."""
        if self.state.to == "skip" and word != "ud":
            return
        ends = {"pict": self._pictured, "moMath": self._formula}.get(word)
        self.state = replace(self.state, to=to, ends=ends)
        if word == "pict":
            self.picture = Picture()

    def _apart(self, word: str) -> None:
        """A text of its own: a note, a box, a header, a comment."""
        outer, self.flow = self.flow, Flow()

        def ends() -> None:
            self._back(word, outer)

        self.state = replace(self.state, to="text", marks=frozenset(), ends=ends)

    def _back(self, word: str, outer: Flow) -> None:
        inner, self.flow = self.flow, outer
        inner.ended()
        if word == "footnote":
            key = f"n{len(self.notes) + 1}"
            self.notes.append((key, inner.lines or [Line("p", "…")]))
            outer.made.append(note_mark(key, len(self.notes)))
        elif word == "shptxt":
            outer.boxes += inner.lines
        else:
            self.around.setdefault(AROUND[word], []).append(lines_text(inner.lines))

    def _style(self, word: str, *, starred: bool) -> None:
        if starred and word not in ("cs", "ds", "ts"):
            self.state = replace(self.state, to="skip")
        else:
            self.style, self.level, self.texts["styles"] = 0, "", []
            self.state = replace(self.state, ends=self._styled)

    def _styled(self) -> None:
        name = "".join(self.texts.get("styles", ())).strip().rstrip(";")
        if role := role_of_name(name) or role_of_level(self.level):
            self.styles[self.style] = role

    def _formula(self) -> None:
        said = " ".join("".join(self.texts.pop("formula", ())).split())
        if said:
            self.flow.made.append(f'<span class="math-inline" data-tex="{escape(said)}"></span>')

    def _pictured(self) -> None:
        kind, body = self.picture.kind, self.picture.body()
        if self.state.to == "picture" and body and kind in ("image/png", "image/jpeg"):
            address = f"cid:{len(self.pictures) + 1}"
            self.pictures[address] = (kind, body)
            self.flow.made.append(f'<img src="{address}" alt=""{self.picture.size()}>')
        elif body or kind:
            self.told.append(Told("read.no-picture", kind.rpartition("/")[2], "drawing", message("detail.drawn-form")))

    def _field(self) -> None:
        at, said = self.fields.pop()
        code, made = "".join(said), self.flow.made
        if link := LINK.match(code):
            inner = "".join(made[at:])
            made[at:] = [f'<a href="{escape(link[1])}">{inner}</a>'] if inner else []
        elif EQUATION.match(code) and not "".join(made[at:]).strip():
            made.append(equation(code))

    def _word(self, token: Token) -> None:
        word, number = token.text, token.number
        if self.state.to == "picture":
            self.picture.word(word, number or 0)
        elif word in SIGNS:
            self._text(SIGNS[word])
        elif word in MARKS:
            change = {MARKS[word]}
            on = number != 0 if word != "highlight" else bool(number)
            self.state = replace(self.state, marks=self.state.marks | change if on else self.state.marks - change)
        elif word in OFF:
            self.state = replace(self.state, marks=self.state.marks - OFF[word])
        elif word == "u" and number is not None:
            self._text(chr(number & 0xFFFF) if number & 0xFFFF >= 0x20 else "")
            self.left = self.state.skip
        elif word in ("yr", "mo", "dy", "hr", "min") and self.state.to == "creatim":
            self.created[word] = number or 0
        elif self.state.to == "text":
            self.flow.set(word, number or 0)
        if word in ("f", "deff", "plain", "fcharset", "cpg", "uc", "ansicpg", "s", "mac", "revised", "outlinelevel"):
            self._note_of(word, number if number is not None else 1)

    def _note_of(self, word: str, number: int) -> None:
        """A word that says how what follows is to be read, wherever it stands."""
        match word:
            case "f":
                self.state = replace(self.state, font=number)
            case "deff":
                self.font = number
            case "plain":
                self.state = replace(self.state, font=self.font)
            case "fcharset" if self.state.to == "fonts":
                self.fonts[self.state.font] = number
            case "uc":
                self.state = replace(self.state, skip=max(number, 0))
            case "ansicpg":
                self.usual = codec_of_page(number)
            case "mac":
                self.usual = codec_of_page(10000)
            case "s" if self.state.to == "styles":
                self.style = number
            case "s":
                self.flow.role = self.styles.get(number, "p")
            case "outlinelevel" if self.state.to == "styles":
                self.level = str(number)
            case "revised":
                self.inserted += number != 0
