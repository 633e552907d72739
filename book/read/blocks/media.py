"""What a book cannot play or do: sounds, films, cards, polls. What each is called, where it leads, and what stands for it.

A sound, a film or a card that leads somewhere is the author's, so a line in the text says that it was there; goods, polls and
accounts to follow are offers of the page.
"""

from __future__ import annotations

import re

from book.classes import dataclass
from book.late import expression
from book.messages.printed import words
from book.read.dom import Walk, visible_text
from book.read.nodes import Element

_SOUNDS = frozenset("audio mpvoice qqmusic mp-common-mpaudio mp-common-qqmusic mp-common-wxaudio mp-wxaudio".split())
_FILMS = frozenset("video mpvideo mp-common-videosnap mpvideosnap".split())
_FRAMES = frozenset("iframe embed object".split())
#: Elements that only WeChat knows; its scripts make cards, products, polls and places of them.
_CARD = expression(r"^(?:mp-|mp(?:profile|product|cps|cpc|vote|shop|read|link|gongyi|channel)\b|qqmusic)")
#: Of these, what the page offers: itself to be followed, goods, a vote.
_OFFER = expression(r"profile|product|cps|cpc|shop|vote|gongyi|channel")
_SILENT = frozenset(("mp-style-type",))  # how the article is set
_ADDRESSED = expression("^(?:movie|src|url)$", re.I)
_POLL = expression(r"vote", re.I)
_FILM_CLASS = expression(r"video|vedio|txp_", re.I)
_SOUND_ADDRESS = expression(r"\.(?:mp3|m4a|aac|wav|ogg|amr|flac)(?:[?#]|$)", re.I)
_FILM_ADDRESS = expression(
    r"\.(?:mp4|m4v|flv|webm|mov|m3u8)(?:[?#]|$)|^(?:https?:)?//(?:v|tv|video|player|share|static|www)\.[\w.-]+/[^?#]*"
    r"(?:player|video|embed|v\.swf|iframe/|outplay|sid/)",
    re.I,
)
#: In the order in which they say what a thing is called; a second one says whose it is.
_TITLES = (
    "name", "music_name", "musicname", "title", "aria-label", "data-title", "data-name", "data-miniprogram-title",
    "data-product-name", "data-desc", "data-miniprogram-nickname", "data-nickname", "alt",
)  # fmt: skip
_OWNERS = ("author", "singer", "data-nickname", "data-miniprogram-nickname")
_TIMES = ("play_length", "data-play_length", "data-duration", "duration")
_SHORTEST = 1000  # a length from which it is in milliseconds, as WeChat has it


@dataclass(frozen=True, slots=True)
class Media:
    """One of them: `kind` is a key of the printed words, `offer` or `frame` for what no word stands for; `href` may be empty."""

    kind: str
    title: str
    href: str = ""
    target: str = ""

    @property
    def said(self) -> str:
        """What the account calls it."""
        return self.title or self.target


def media_of(tag: Element, walk: Walk) -> Media | None:
    """What an element plays or offers; `None` for an element that does neither."""
    name = tag.name
    if name in _SILENT or not (name in _SOUNDS | _FILMS | _FRAMES or _CARD.match(name)):
        return None
    target = _target(tag)
    link = walk.addresses.link(target)
    href = link if link.startswith(("http", "mailto:")) else ""
    title = _first(
        tag, _TITLES if name not in _FRAMES else ("title", "aria-label", "name" if name == "embed" else "alt")
    )
    if name in _FRAMES:
        return Media(_kind_of_frame(tag, target), title, href, target or name)
    if name not in _SOUNDS | _FILMS:
        title = title or " ".join(visible_text(tag).split())
        kind = "offer" if _OFFER.search(name) else "card"
        return Media(kind, "，".join(dict.fromkeys(filter(None, (title, _first(tag, _OWNERS))))), href, name)
    parts = [title, _first(tag, _OWNERS), _length(tag, walk)]
    return Media("sound" if name in _SOUNDS else "film", "，".join(dict.fromkeys(filter(None, parts))), href, target)


def line_of(media: Media, tag: Element, walk: Walk) -> str:
    """What stands in the text for it, in the script in which the page is written."""
    word = _say(tag, walk).get(media.kind, "")
    return f"〔{'：'.join(part for part in (word, media.title) if part)}〕" if word or media.title else ""


def said(tag: Element, walk: Walk) -> str:
    """What an element shows; of one that shows nothing, what is played or offered in it."""
    text = visible_text(tag)
    if text.strip():
        return text
    found = [media for inner in (tag, *tag.inside()) if (media := media_of(inner, walk)) is not None]
    return " ".join(media.said for media in found)


def _kind_of_frame(tag: Element, target: str) -> str:
    names = " ".join([*tag.classes, tag.get("id")])
    if _POLL.search(names) or _POLL.search(target):
        return "offer"
    if _SOUND_ADDRESS.search(target):
        return "sound"
    return "film" if _FILM_CLASS.search(names) or _FILM_ADDRESS.search(target) else "frame"


def _target(tag: Element) -> str:
    inner = tag.first("source", "embed")
    param = next((one for one in tag.inside("param") if _ADDRESSED.search(one.get("name"))), None)
    found = [tag.get("src"), tag.get("data-src"), tag.get("audiourl"), tag.get("data")]
    found += [
        inner.get("src") if isinstance(inner, Element) else "",
        param.get("value") if isinstance(param, Element) else "",
    ]
    return next((target for one in found if (target := str(one or "").strip()) and not target.startswith("blob:")), "")


def _first(tag: Element, names: tuple[str, ...]) -> str:
    return next((text for name in names if (text := " ".join(tag.get(name).split()))), "")


def _length(tag: Element, walk: Walk) -> str:
    """How long it plays: 3分05秒."""
    value = _first(tag, _TIMES)
    if not value.isdecimal() or len(value) > 9:
        return ""
    seconds = int(value) // 1000 if int(value) >= _SHORTEST else int(value)
    return _say(tag, walk)["minutes"].format(*divmod(seconds, 60)) if seconds else ""


def _say(tag: Element, walk: Walk) -> dict[str, str]:
    if not walk.script:
        root = next(reversed([tag, *tag.parents]))
        walk.script = walk.rules.variants.script(visible_text(root))[0] or "hans"
    return words("zh-Hant" if walk.script == "hant" else "zh-Hans")
