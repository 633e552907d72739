"""What programs that keep notes add to Markdown, as a plugin for markdown-it-py: Obsidian, Logseq, Bear, Typora, VuePress, GitHub.

Links and pictures in double brackets, callouts, `==…==`, comments in `%%`, tasks, lines of tags, ids of blocks, `:::` blocks,
places for contents, commands in braces (help.obsidian.md, "Obsidian Flavored Markdown"; docs.logseq.com; vitepress.dev, "Custom
Containers"). What is not for readers is put aside, and named there.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from urllib.parse import quote

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

from book.classes import dataclass, field
from book.late import expression
from book.model import WIKI

_PICTURE = expression(r"\.(?:jpe?g|png|gif|webp|bmp|svg|avif|heic)$", re.I)
_WIKI = expression(r"(!?)\[\[([^\[\]\n]{1,300})\]\]")
_MARKED = expression(r"==(?=[^\s=])([^=\n]{1,500})(?<!\s)==(?!=)")
_COMMENT = expression(r"%%(.{1,5000}?)%%", re.S)
_CALLOUT = expression(r"\[!([\w-]{1,30})(?:\|[^\]\n]{0,60})?\][+-]?[ \t]*+([^\n]*)\n?")
_TASK = expression(r"(?:\[([ xX])\]|(TODO|DOING|LATER|NOW|WAITING|DONE))[ \t]++(?=\S)")
#: Properties of a block of Logseq, for the program alone; what a command of it would show is not in the file.
_PROPERTY = expression(
    r"^[ \t]*(?:- )?(?:id|collapsed|heading|background-color|logseq\.[\w.-]+|hl-[\w-]+|ls-type)::[ \t].*$", re.M
)
_CALL = expression(r"[ \t]*\(\([0-9a-f]{8}(?:-[0-9a-f]{4,12}){4}\)\)")
_COMMAND = expression(r"\{\{(?:query|embed|renderer|cards|namespace)\b[^{}\n]{0,500}\}\}")
_PLAYER = expression(r"\{\{(?:video|youtube|bilibili|twitter|tweet)[ \t]+(https?://[^\s{}]{1,500})[ \t]*\}\}")
_TAG = r"#(?![\d#]++(?:\s|$))[^\s#,，。;；:：!！?？(（)）\[\]]{1,60}"
_TAG_LINE = expression(rf"[ \t]*+{_TAG}(?:[ \t]++{_TAG})*+[ \t]*+")
_EACH_TAG = expression(_TAG)
_BLOCK_ID = expression(r"(?:^|[ \t]+)\^(?=[\w-]*[A-Za-z-])[A-Za-z0-9-]{2,60}$")
_CONTENTS = expression(r"[ \t]{0,3}(?:\[\[?toc\]?\]|\{\{toc\}\}|@\[toc\](?:\([^)\n]*\))?)[ \t]*", re.I)
_CONTAINER = expression(r"[ \t]*+([a-z][\w-]{0,30})[ \t]*+(.{0,200})")
_SIGNS = expression(
    r"\[\[[^\[\]\n]{1,300}\]\]|^%%|%%[^%\n]{1,300}%%|==[^\s=][^=\n]{0,300}==|^:::+ ?[a-z]|^[a-z-]{2,20}:: ", re.M
)
#: The title of a callout that has none of its own, by its kind.
_KINDS = {
    "note": "注", "info": "说明", "tip": "提示", "hint": "提示", "important": "重要", "warning": "警告", "attention": "注意",
    "caution": "小心", "danger": "危险", "error": "错误", "bug": "错误", "todo": "待办", "question": "问题", "help": "问题",
    "faq": "问题", "abstract": "摘要", "summary": "摘要", "tldr": "摘要", "success": "完成", "check": "完成", "done": "完成",
    "failure": "失败", "fail": "失败", "missing": "缺少", "example": "例", "details": "详情", "quote": "", "cite": "",
}  # fmt: skip
_QUERIES = frozenset(("dataview", "dataviewjs", "query", "tasks", "button", "folder-overview"))  # of plugins, in fences
TICKED, OPEN = "☑", "☐"
#: The rules by which something is put aside.
COMMENT, CONTENTS, TAGS, COMMAND = "note-comment", "note-contents", "note-tags", "note-command"


@dataclass(frozen=True, slots=True)
class Aside:
    """What was put aside while a text was rendered: pairs of rule and words, and the tags of lines of tags. `keeps` is asked
    before with both, and says that the words stay."""

    keeps: Callable[[str, str], bool] = lambda _rule, _words: False
    taken: list[tuple[str, str]] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)

    def take(self, rule: str, words: str) -> bool:
        """Takes words aside, unless they are kept; whether it did."""
        taken = not self.keeps(rule, words)
        if taken:
            self.taken.append((rule, words))
        return taken


def note_marks_plugin(engine: MarkdownIt) -> None:
    """Adds the marks of notes to an engine; what is put aside goes into the `Aside` under "aside" in the environment."""
    engine.block.ruler.before(
        "fence", "note_comment", _comment_block, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    engine.inline.ruler.before("link", "wiki_link", _wiki)
    engine.inline.ruler.before("emphasis", "marked", _marked)
    engine.inline.ruler.before("emphasis", "note_comment", _comment)
    engine.inline.ruler.before("link", "note_command", _command)
    engine.core.ruler.after("block", "note_blocks", _blocks)
    container_plugin(engine, "note", validate=lambda params, *_: _CONTAINER.fullmatch(params) is not None)


def has_note_marks(text: str) -> bool:
    """Whether a text has one of the marks that only notes have."""
    return _SIGNS.search(text) is not None


def is_tag_line(row: str, last: str) -> bool:
    """Whether a line holds nothing but tags: two or more, or one that is the last line of its text. One alone elsewhere may be a
    heading whose space was left out."""
    return _TAG_LINE.fullmatch(row.rstrip()) is not None and (
        len(_EACH_TAG.findall(row)) > 1 or row.strip() == last.strip()
    )


def _aside(state: StateCore | StateBlock | StateInline) -> Aside:
    aside: Aside = state.env["aside"]
    return aside


# ------------------------------------------------------------------------------------------------------------ in a line


def _wiki(state: StateInline, silent: bool) -> bool:
    """`[[name#heading|words]]`, `![[picture.png|300]]`; another note that would be shown in the place is a link to it."""
    if not state.src.startswith(("[[", "![["), state.pos):
        return False
    match = _WIKI.match(state.src, state.pos)
    if match is None or not match[2].strip("|# \t"):
        return False
    if not silent:
        target, _, words = (part.strip() for part in match[2].replace("\\|", "|").partition("|"))
        if match[1] and _PICTURE.search(target):
            image = state.push("image", "img", 0)
            image.attrs = {"src": target, "alt": ""}
            image.children = []
            image.content = "" if re.fullmatch(r"\d+(?:x\d+)?|", words) else words
            if image.content:
                image.children = [Token("text", "", 0, content=image.content)]
        else:
            state.push("link_open", "a", 1).attrs = {"href": WIKI + quote(target, safe="/#")}
            state.push("text", "", 0).content = words or _named(target)
            state.push("link_close", "a", -1)
    state.pos = match.end()
    return True


def _named(target: str) -> str:
    """What a link without words of its own says: the name of the note, and of the heading in it."""
    name, _, heading = target.partition("#")
    name = name.rsplit("/", 1)[-1].removesuffix(".md")
    heading = "" if heading.startswith("^") else heading.rsplit("#", 1)[-1]
    return "·".join(part for part in (name, heading) if part)


def _marked(state: StateInline, silent: bool) -> bool:
    """`==words==` as `<mark>`; of two equals signs in a line of code that is not marked as one, nothing."""
    if not state.src.startswith("==", state.pos) or state.src[max(0, state.pos - 1)] == "=" != state.src[0]:
        return False
    match = _MARKED.match(state.src, state.pos)
    if match is None:
        return False
    around = state.src[max(0, state.pos - 1) : state.pos], state.src[match.end() : match.end() + 1]
    if all(char.isascii() and char.isalnum() for char in around):
        return False
    if not silent:
        state.push("mark_open", "mark", 1)
        inner: list[Token] = []
        state.md.inline.parse(match[1], state.md, state.env, inner)
        state.tokens += inner
        state.push("mark_close", "mark", -1)
    state.pos = match.end()
    return True


def _comment(state: StateInline, silent: bool) -> bool:
    """`%%…%%`, which its writer does not show; two signs behind a number are none."""
    before = state.src[state.pos - 1 : state.pos]
    match = _COMMENT.match(state.src, state.pos) if not before.isdigit() else None
    if match is None:
        return False
    if not silent and not _aside(state).take(COMMENT, match[1].strip()):
        return False
    state.pos = match.end()
    return True


def _command(state: StateInline, silent: bool) -> bool:
    """A command to the program; of a film or a post that it would show, the address."""
    if not state.src.startswith("{{", state.pos):
        return False
    if player := _PLAYER.match(state.src, state.pos):
        if not silent:
            state.push("link_open", "a", 1).attrs = {"href": player[1]}
            state.push("text", "", 0).content = player[1]
            state.push("link_close", "a", -1)
        state.pos = player.end()
        return True
    match = _COMMAND.match(state.src, state.pos)
    if match is None or (not silent and not _aside(state).take(COMMAND, match[0])):
        return False
    state.pos = match.end()
    return True


def without_properties(text: str, aside: Aside) -> str:
    """A text without the lines in which a program keeps what it knows of a block, and without calls of blocks by their ids."""

    def taken(match: re.Match[str]) -> str:
        return "" if aside.take(COMMAND, match[0].strip()) else match[0]

    text = _PROPERTY.sub(taken, text) if "::" in text else text
    return _CALL.sub(taken, text) if "((" in text else text


# --------------------------------------------------------------------------------------------------------------- blocks


def _comment_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A comment over several lines, with blank ones among them: from `%%` at the head of a line to `%%` at the end of one."""
    if not state.src.startswith("%%", state.bMarks[start] + state.tShift[start]):
        return False
    rows = [state.src[state.bMarks[n] + state.tShift[n] : state.eMarks[n]] for n in range(start, end)]
    last = next((n for n, row in enumerate(rows) if row.rstrip().endswith("%%") and (n or len(row.strip()) > 3)), None)
    if last is None or "%%" in rows[0].strip()[2:-2]:
        return False
    if not silent:
        if not _aside(state).take(COMMENT, "\n".join(rows[: last + 1]).strip()[2:-2].strip()):
            return False
        state.line = start + last + 1
    return True


def _blocks(state: StateCore) -> None:
    """Callouts, tasks, lines of tags, ids of blocks, `:::` blocks; asked of the blocks before their lines are read."""
    made: list[Token] = []
    quotes: list[bool] = []  # whether each `:::` block that is open is one
    dropped = False  # the paragraph under way
    for token in state.tokens:
        above = [one.type for one in made[-2:]]
        if token.type == "container_note_open":
            title = _container(token.info)
            quotes.append(title is not None)
            if title is not None:
                made.append(Token("blockquote_open", "blockquote", 1, block=True))
                made += [_OPENED, _title(title), _CLOSED] if title else []
        elif token.type == "container_note_close":
            made += [Token("blockquote_close", "blockquote", -1, block=True)] if quotes.pop() else []
        elif (
            token.type == "fence"
            and token.info.strip().lower() in _QUERIES
            and _aside(state).take(COMMAND, token.content.strip())
        ):
            pass
        elif token.type == "paragraph_close" and dropped:
            dropped = False
        elif token.type != "inline":
            made.append(token)
        elif above == ["blockquote_open", "paragraph_open"] and (callout := _CALLOUT.match(token.content)):
            title = callout[2].strip() or _KINDS.get(callout[1].lower(), callout[1])
            token.content = token.content[callout.end() :]
            made += [_title(title)] if title else []
            if token.content:
                made += [_CLOSED, _OPENED, token] if title else [token]
            elif not title:
                made.pop()
                dropped = True
        elif above[-1:] == ["paragraph_open"] and _is_aside(state, token):
            made.pop()
            dropped = True
        else:
            if above == ["list_item_open", "paragraph_open"] and (task := _TASK.match(token.content)):
                sign = TICKED if task[1] in ("x", "X") or task[2] == "DONE" else OPEN
                token.content = f"{sign} {token.content[task.end() :]}"
            token.content = _BLOCK_ID.sub("", token.content)
            made.append(token)
    state.tokens = made


_OPENED = Token("paragraph_open", "p", 1, block=True)
_CLOSED = Token("paragraph_close", "p", -1, block=True)


def _title(words: str) -> Token:
    """The title of a quotation, on a line of its own."""
    return Token(
        "inline", "", 0, content=f"<strong>{html.escape(words, quote=False)}</strong>", children=[], block=True
    )


def _container(params: str) -> str | None:
    """The title of a `:::` block that is a callout, "" where it has none; `None` for one of another kind."""
    match = _CONTAINER.fullmatch(params)
    kind = match[1].lower() if match else ""
    return (match[2].strip() or _KINDS[kind]) if match and kind in _KINDS else None


def _is_aside(state: StateCore, line: Token) -> bool:
    """Whether a paragraph is no text: nothing but tags, the id of the block above, or a place for contents."""
    content = line.content.strip()
    if _BLOCK_ID.fullmatch(content):
        return True
    if _CONTENTS.fullmatch(content):
        return _aside(state).take(CONTENTS, content)
    rows = content.split("\n")
    if not all(_TAG_LINE.fullmatch(row) for row in rows):
        return False
    if not _aside(state).take(TAGS, content):
        return False
    _aside(state).tags.extend(tag[1:] for tag in _EACH_TAG.findall(content))
    return True
