"""What a novel says of itself before it begins, and what its file is called: title, author, introduction.

《长伞》作者：丁一.txt; 长伞 - 丁一.txt; 书名：长伞; 作者：丁一; 内容简介：.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from book.classes import dataclass, field
from book.late import expression
from book.rules import RuleSet
from book.text import SENTENCE_END, bare, squeeze

_SUFFIX = expression(r"\.(?:txt|text|md|markdown|html?|xhtml)$", re.I)
#: What is put to the name of a file besides title and author.
_EXTRA = expression(
    r"[\[（(【][^\])）】]{0,12}(?:完|全本|全集|精校|校对|TXT|UTF|版|下载)[^\])）】]{0,12}[\])）】]|[\[（(]\d{1,2}[\])）]$"
    r"|(?:全集|全本|完结|精校版?|TXT)(?:下载)?$",
    re.I,
)
_BOOKED = expression(r"^《(?P<title>[^《》]{1,60})》[\s_—–-]{0,3}(?P<rest>.{0,60})$")
_SIGNED = expression(r"^(?P<title>.{1,60}?)[\s_—–-]{0,3}(?:作者|著者)\s?[:：_ ]\s?(?P<author>.{1,30})$")
_DASHED = expression(r"^(?P<title>.{1,40}?)(?: [-—–] |_|[-—–])(?P<author>[^-—–_]{1,20})$")
_SIGNED_BEFORE = expression(r"^(?P<author>[^《》\s]{1,20})\s?《(?P<title>[^《》]{1,60})》$")
_SIGNED_BY = expression(r"^(?P<title>.{1,60}?) by (?P<author>.{1,20})$", re.I)
#: What stands behind a dash and is no author.
_NO_AUTHOR = expression(
    r"^[\W\d]*$|全文|下载|下載|阅读|閱讀|小说|小說|完[结結本]|[最修校]|[番外版集部卷章回]$|^第|^[上中下]$|txt", re.I
)
_BY = expression(r"^(?:作者|by|著者|文)\s?[:：_ ]\s?|\s?[著作撰]$", re.I)
#: A line with the author alone: 何渡 著, 文/何渡.
_AUTHOR = expression(
    r"^(?:(?P<name>[^\s，。：:]{1,12})\s?[著撰]|(?:文|by)\s?[/／:：]?\s?(?P<by>[^\s，。：:]{1,12}))$", re.I
)
_FIELD = expression(
    r"^[【\[]?(?P<key>[^\s:：】\]](?:[^:：】\]]{0,6}[^\s:：】\]])?)\s?[】\]]?\s?[:：]\s?(?P<value>.{0,200})$"
)
_ALONE = expression(r"^[【\[]?(?P<key>[^\s】\]]{2,6})[】\]]?$")
_LONGEST = 60  # characters of a title
_NAME = 20  # of an author
_VALUE = 80  # of any other field
_ROWS = 200  # lines of the longest head


@dataclass(slots=True)
class Head:
    """`title` and `author` ("" where not told), `tags`; `fields` the lines that told them, `text` what stays,
    `introduction` what stays under the heading `called` ("" where there is none).
    """

    title: str = ""
    author: str = ""
    tags: tuple[str, ...] = ()
    fields: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    introduction: list[str] = field(default_factory=list)
    called: str = ""
    known: bool = False  # whether it says that this is a book


def of_name(name: str) -> Head:
    """What the name of a file says; `known` where it has the form that only books have."""
    stem = squeeze(_SUFFIX.sub("", name))
    stem = squeeze(_EXTRA.sub("", _EXTRA.sub("", stem)))
    if match := _BOOKED.match(stem):
        author = squeeze(_BY.sub("", _BY.sub("", match["rest"].strip())))
        return Head(match["title"].strip(), author if len(author) <= _NAME else "", known=bool(author))
    if match := _SIGNED.match(stem) or _SIGNED_BEFORE.match(stem) or _SIGNED_BY.match(stem):
        return Head(match["title"].strip(), match["author"].strip(), known=True)
    if (match := _DASHED.match(stem)) and not _NO_AUTHOR.search(match["author"]):
        return Head(match["title"].strip(), match["author"].strip())
    return Head(stem)


def read(rows: Sequence[str], name: str, rules: RuleSet) -> Head:
    """The head of a novel, from the lines before its first heading and the name of its file. Lines keep their indent."""
    named, head = of_name(name), Head()
    into = head.text
    first = True
    for row in rows:
        line = squeeze(row)
        if not line:
            into.append(row)
            continue
        key, value = _key_of(line, rules)
        if key == "introduction" and not head.called:
            head.called, into = _label(line), head.introduction
            head.known = True
            into += [f"　　{value}"] if value else []
        elif key and len(head.text) <= _ROWS and _take(head, key, value):
            head.fields.append(line)
        elif head.title and not head.author and not head.called and (match := _AUTHOR.match(line)):
            head.author = match["name"] or match["by"]
            head.fields.append(line)
        elif first and _titled(head, line, named, rules):
            pass
        else:
            into.append(row)
        first = False
    return _settled(head, named)


def _settled(head: Head, named: Head) -> Head:
    """The head with what the name of the file says besides: where it names the author first, that is seen by the head."""
    if not head.title and head.author and bare(head.author) == bare(named.title) and named.author:
        head.title = named.author
    sure = named.known or bare(named.title) == bare(head.title) or not head.title
    head.title = head.title or named.title
    head.author = head.author or (named.author if sure else "")
    head.known = head.known or named.known
    return head


def _titled(head: Head, line: str, named: Head, rules: RuleSet) -> bool:
    """Whether the first line is the title, or title and author: told by its form, or because nothing speaks against it."""
    if match := _BOOKED.match(line):
        by = squeeze(_BY.sub("", _BY.sub("", match["rest"].strip())))
        if len(by) <= _NAME:
            head.title, head.author, head.known = match["title"].strip(), by, True
            return True
    if match := _SIGNED.match(line):
        head.title, head.author = match["title"].strip(), match["author"].strip()
        return True
    known = rules.line(line, where="head") or rules.notice(line) or "://" in line or "www." in line
    if len(line) <= _LONGEST and (bare(line) == bare(named.title) or not (known or SENTENCE_END.search(line))):
        head.title = line
        return True
    return False


def _key_of(line: str, rules: RuleSet) -> tuple[str, str]:
    """What the key of a line is (title, author, tags, introduction, other; "" for none), and its value."""
    match = _FIELD.match(line) or _ALONE.match(line)
    if match is None:
        return "", ""
    said = rules.mirror(match["key"]).replace(" ", "").lower()
    alone = "value" not in match.re.groupindex
    value = "" if alone else match["value"].strip()
    for key in ("title", "author", "introduction", "tags", "other"):
        if said in rules.lists.get(f"novel-{key}", ()):
            return ("", "") if alone and key != "introduction" else (key, value)
    return "", ""


def _take(head: Head, key: str, value: str) -> bool:
    """Puts a value where it belongs; `False` where it cannot be such a value."""
    value = squeeze(value)
    if not value or len(value) > (_LONGEST if key == "title" else _NAME if key == "author" else _VALUE):
        return False
    match key:
        case "title":
            value = value.strip("《》")
            if head.title and bare(head.title) != bare(value):
                head.text.insert(0, head.title)  # the first line, which was none
            head.title, head.known = value, True
        case "author" if not head.author:
            head.author = value
        case "tags":
            head.tags = (*head.tags, *(tag for tag in re.split(r"[,，、;；/ ]+", value) if tag))
        case "other":
            pass
        case _:
            return False
    return True


def _label(line: str) -> str:
    """The words of the line over the introduction."""
    match = _FIELD.match(line) or _ALONE.match(line)
    return match["key"] if match else line
