"""What the generators Hexo and Hugo write beyond plain front matter and Markdown → the plain forms that readers know.

Front matter: Hugo takes YAML between `---`, TOML between `+++` and a JSON object (gohugo.io/content-management/front-matter);
Hexo takes YAML that ends in `---`, with or without an opening fence, and JSON that ends in `;;;` (hexo.io/docs/front-matter).
Tags: Hexo's `{% … %}` (hexo.io/docs/tag-plugins) and Hugo's `{{< … >}}` (gohugo.io/shortcodes). Only those that hold what a
reader sees are turned; the marks around a text go, the text stays.
"""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING

from book.late import expression, late
from book.text import sound, toml

if TYPE_CHECKING:
    import yaml
else:
    yaml = late("yaml")

_TOML = expression(r"\A\s*\+\+\+[ \t]*\n(.*?)\n\+\+\+[ \t]*(?:\n|\Z)", re.S)
_SEMICOLONS = expression(r'\A\s*("[^"\n]+"\s*:.*?)\n;;;[ \t]*(?:\n|\Z)', re.S)
_BARE = expression(r"\A((?:[A-Za-z_][\w-]*:(?:[ \t].*)?\n|[ \t]*-[ \t].*\n|[ \t]+\S.*\n)++)---[ \t]*(?:\n|\Z)")
_KNOWN = expression(r"^(?:title|date|tags|categories)\s*:", re.M)
_LONGEST = 20_000  # characters in which the end of a head is looked for

_HEXO_PICTURE = expression(r"\{%\s*+(?:asset_img|img)\s++([^%]*+)%\}")
_HEXO_CODE = expression(
    r"\{%\s*+(?:codeblock|code)\b[^%]*+%\}\n?((?:[^{]|\{(?!%\s*+(?:end)?code))*+)\{%\s*+end(?:codeblock|code)\s*+%\}"
)
_HEXO_QUOTE = expression(
    r"\{%\s*+(?:blockquote|quote)\s*+([^%]*+)%\}\n?((?:[^{]|\{(?!%\s*+(?:end)?(?:block)?quote))*+)\{%\s*+end(?:blockquote|quote)\s*+%\}"
)
_HEXO_MARK = expression(
    r"^[ \t]*\{%-?\s*(?:end)?(?:note|raw|centerquote|cq|tabs|pullquote|hideToggle|label|fold|folding)\b[^%]*%\}[ \t]*\n?",
    re.M,
)
_HUGO_PICTURE = expression(r"\{\{[<%]\s*+(?:figure|image|img)\s++((?>(?:[^{}>%]|[>%](?!\}\})|[{}](?![{}]))*))[>%]\}\}")
_HUGO_CODE = expression(
    r"\{\{[<%]\s*+highlight\b[^>%]*+[>%]\}\}\n?((?:[^{]|\{(?!\{[<%]\s*+(?:/\s*+)?highlight))*+)\{\{[<%]\s*+/\s*+highlight\s*+[>%]\}\}"
)
_HUGO_MARK = expression(
    r"\{\{[<%]\s*+(?:/\s*+)?(?:notice|admonition|callout|details|alert|center|quote|tip|note)\b[^>%]*[>%]\}\}"
)
_ATTRIBUTE = expression(r"""(?<![\w-])([\w-]++)\s*+=\s*+(?:"([^"]*)"|'([^']*)'|`([^`]*)`|(\S+))""")
_PICTURE = expression(r"\.(?:jpe?g|png|gif|webp|svg|bmp|avif)$", re.I)


def plain_heads(text: str) -> str:
    """The text with its head as YAML between two `---`, and its generator's tags as Markdown and HTML; else as it came."""
    head = text[:_LONGEST]
    fields: object = None
    body = text
    if match := _TOML.match(head):
        fields, body = _toml(match.group(1)), text[match.end() :]
    elif text.lstrip()[:1] == "{" and (found := _json(text)):
        fields, body = found
    elif match := _SEMICOLONS.match(head):
        fields, body = _loads("{" + match.group(1) + "}"), text[match.end() :]
    elif (match := _BARE.match(head)) and len(_KNOWN.findall(match.group(1))) >= 2:
        return plain_heads("---\n" + text)
    if isinstance(fields, dict) and fields and not toml.is_deep(fields):
        # Values become strings of their own: a date stays as it was written.
        flat = json.loads(json.dumps(fields, default=str, ensure_ascii=False))
        text = "---\n" + yaml.safe_dump(flat, allow_unicode=True, sort_keys=False) + "---\n\n" + body
    return tags(text) if text.lstrip().startswith("---") else text


def tags(text: str) -> str:
    """Hexo's and Hugo's tags turned into what they show."""
    if "{%" in text:
        text = _HEXO_CODE.sub(lambda m: f"\n```\n{m[1].rstrip()}\n```\n", text)
        text = _HEXO_QUOTE.sub(lambda m: _quoted(m[2], m[1]), text)
        text = _HEXO_MARK.sub("", _HEXO_PICTURE.sub(_hexo_picture, text))
    if "{{" in text:
        text = _HUGO_CODE.sub(lambda m: f"\n```\n{m[1].rstrip()}\n```\n", text)
        text = _HUGO_MARK.sub("", _HUGO_PICTURE.sub(_hugo_picture, text))
    return text


def _toml(head: str) -> object:
    try:
        return toml.tables(head)
    except toml.TomlError:
        return None


def _loads(text: str) -> object:
    try:
        return sound(json.loads(text))
    except (ValueError, RecursionError):
        return None


def _json(text: str) -> tuple[object, str] | None:
    """The JSON object at the head and the body after it, where there is such a body."""
    start = len(text) - len(text.lstrip())
    try:
        fields, end = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        return None
    body = text[end:]
    return (fields, body) if isinstance(fields, dict) and "title" in fields and body.strip() else None


def _quoted(text: str, source: str) -> str:
    lines = [f"> {line}" for line in text.strip().splitlines()]
    return "\n" + "\n".join([*lines, *([">", f"> —— {source.strip()}"] if source.strip() else [])]) + "\n"


def _hexo_picture(match: re.Match[str]) -> str:
    """`[class] name [width [height]] [title [alt]]`, where words may be quoted."""
    words = [a or b or c for a, b, c in re.findall(r"""'([^']*)'|"([^"]*)"|(\S+)""", match[1])]
    at = next((k for k, word in enumerate(words) if _PICTURE.search(word)), None)
    if at is None:
        return match[0]
    title_words = [word for word in words[at + 1 :] if word and not word.isdecimal()]
    title = " ".join(title_words[:1]).split('" "')[0].strip("\"'") if title_words else ""
    return f'<img src="{html.escape(words[at])}" alt="{html.escape(title)}">'


def _hugo_picture(match: re.Match[str]) -> str:
    given = {name.lower(): a or b or c or d for name, a, b, c, d in _ATTRIBUTE.findall(match[1])}
    src = given.get("src") or given.get("link") or ""
    if not src:
        return match[0]
    caption = given.get("caption") or given.get("title") or ""
    inner = f'<img src="{html.escape(src)}" alt="{html.escape(given.get("alt", ""))}">'
    return f"\n<figure>{inner}{f'<figcaption>{html.escape(caption)}</figcaption>' if caption else ''}</figure>\n"
