"""Addresses on a page: which one is meant, made absolute where the page's own is known, freed of proxies and redirects.

It fetches nothing. What it cannot make into http, https, mailto or a path beside the file, it gives up as "".
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

from book.classes import dataclass
from book.late import expression
from book.model import BESIDE, WIKI
from book.read.html5 import Tree
from book.read.nodes import Element
from book.rules import RuleSet

_NO_ADDRESS = ("data:", "about:", "javascript:")
_LAZY = (
    "data-src",
    "data-original",
    "data-actualsrc",
    "data-lazy-src",
    "data-original-src",
    "data-url",
    "data-echo",
    "file",
    "src",
)
_FILE_NAME = expression(
    r"^(?:(?:file:|[A-Za-z]:[\\/]|[\\/~])[^\n]*|[\w\-.%()（）]*)\.(?:jpe?g|png|gif|webp|bmp|svg|avif)$|^(?:image|img|图片|圖片|图像|插图|在这里插入图片描述)?\d*$",
    re.I,
)
NOWHERE = (
    "nowhere:"  # the address of a link that cannot be followed: to a path of a site that is not known, of a script
)
_FROM_ROOT = expression(r"[/\\~]|%5C|[A-Za-z]:", re.I)  # a path of a site or of somebody's disk
_SAVED = expression(r"(?:_files|\.files|_文件|\.fld)/")
_SCHEME = expression(r"[A-Za-z][A-Za-z0-9+.-]+:|//")
_SMALL = 48  # px
_EM = 16  # px
_WIDE = 200  # px of a picture's own width from which it is no character
_SIDES = expression(r"(?<![\w-])(?:width|height)\s*:\s*(\d+(?:\.\d+)?)(px|r?em|ex|%)", re.I)
_FLOAT = expression(r"float\s*:\s*(?:left|right)|display\s*:\s*block", re.I)
_WIDEST = 2400  # px: a page of 8 inches at 300 dpi
_CANDIDATE = expression(
    r"[\s,]*+(\S++)(?:(?<!,)\s++([^\s,]*+)[^,]*+)?"
)  # of a `srcset`: an address, and what it is for
_SIZE = expression(r"(\d+(?:\.\d+)?)[wx]")
_EMOJI = expression(r"emoji|emotion|smil|face", re.I)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Resolves the addresses of one page; `base` is its own address, empty where unknown."""

    rules: RuleSet
    base: str = ""
    stand_ins: frozenset[str] = frozenset()  # what stands in `src` until the picture is loaded
    notes: bool = False  # of a note, where `#` leads to a heading; on a page it leads to the top, or to a script

    @classmethod
    def of_page(cls, rules: RuleSet, base: str, root: Tree) -> Addresses:
        """The addresses of a page: a `src` that pictures with other addresses share is no picture of its own."""
        lazy: dict[str, set[str]] = {}
        for tag in root.named("img"):
            if not tag.get("src"):
                continue
            named = next((said for name in _LAZY if name != "src" and (said := tag.get(name))), "")
            if named:
                lazy.setdefault(tag.get("src").strip(), set()).add(named)
        return cls(rules, base, frozenset(src for src, named in lazy.items() if len(named) > 1))

    def link(self, target: str) -> str:
        """An absolute http(s) or mailto address, or one that leads to another article (`BESIDE`, `WIKI`); `NOWHERE` for a link
        that cannot be followed from a book; "" for no link.

        Furniture is found by what is linked, so a link that leads nowhere stays one until the article is found.
        """
        target = "".join(target.split())
        if not target or (target.startswith("#") and not self.notes):
            return ""
        if target.startswith(WIKI):
            return target
        if target.startswith("#"):
            return BESIDE + target
        target = self._absolute(self._direct(target))
        unwrap = self.rules.patterns.get("link-unwrap")
        if unwrap and unwrap.search(target):
            return ""
        if target.startswith(("http://", "https://", "mailto:")):
            return target
        return NOWHERE if _FROM_ROOT.match(target) or not is_beside(target) else BESIDE + target

    def image(self, tag: Element) -> tuple[str, ...]:
        """The addresses of a picture, to be tried in order: what is in the page, what may lie beside it, the network.

        Reading cannot look at the disk: a `src` without a host is a picture that a browser saved, or a site's own stand-in
        that is not there; who looks takes the next. None for placeholders, and for pixels that count readers.
        """
        if _is_pixel(tag):
            return ()
        inside: list[str] = []
        beside: list[str] = []
        remote: list[str] = []
        drawn = ("href", "xlink:href") if tag.name == "image" else ()  # a picture in a drawing
        targets = [(name, tag.get(name).strip()) for name in (*_LAZY, *drawn)]
        for name, target in targets:
            if target and not self._is_placeholder(target) and not (name == "src" and target in self.stand_ins):
                larger = _largest(tag.get("srcset")) if name == "src" and "://" in target else ""
                self._add(self._direct(larger if "://" in larger else target), inside, beside, remote)
        if not remote:
            for target in self._sets(tag):
                self._add(self._direct(target), inside, beside, remote)
        return tuple(dict.fromkeys([*inside, *beside, *remote]))

    def _add(self, target: str, inside: list[str], beside: list[str], remote: list[str]) -> None:
        """Puts an address among those of its kind. One without a host may lie beside the page, or where the page came from."""
        if target.startswith("data:"):
            inside.append(target)
        elif not is_beside(target):
            remote.append(self._absolute(target))
        else:
            absolute = self._absolute(target)
            if absolute == target or not target.startswith("/"):
                beside.append(target)
            if absolute != target and not remote and not _SAVED.search(target):
                remote.append(absolute)

    def _sets(self, tag: Element) -> list[str]:
        """The best of `srcset`, or of the sources of a `picture`."""
        parent = tag.parent
        sets = [tag, *(parent.inside("source") if parent is not None and parent.name == "picture" else ())]
        # AVIF last: not everything that reads books, or makes them, reads it.
        sets.sort(key=lambda one: "avif" in one.get("type"))
        targets = (_largest(one.get("data-srcset") or one.get("srcset")) for one in sets)
        return [target for target in targets if target and not self._is_placeholder(target)][:1]

    def placeholder(self, tag: Element) -> str:
        """The address that a picture has of those that `image` passes over; "" for one that is too small to be seen."""
        if _is_pixel(tag):
            return ""
        targets = (tag.get(name).strip() for name in _LAZY)
        return next((target for target in targets if target and not target.startswith(_NO_ADDRESS)), "")

    def is_file_name(self, alt: str) -> bool:
        """Whether an alternative text is only a file name or a stock word, and says nothing."""
        return bool(_FILE_NAME.match(alt))

    def _is_placeholder(self, target: str) -> bool:
        pattern = self.rules.patterns.get("image-placeholder")
        return target.startswith(_NO_ADDRESS[1:]) or (pattern is not None and bool(pattern.search(target[:300])))

    def _direct(self, target: str) -> str:
        """The address behind a dead proxy or a redirect page."""
        for prefix in self.rules.lists.get("proxy-prefixes", ()):
            if target.startswith(prefix):
                return unquote(target[len(prefix) :]) if "%3A%2F%2F" in target[:300].upper() else target[len(prefix) :]
        redirect = self.rules.patterns.get("link-redirect")
        if redirect and redirect.search(target):
            query = parse_qs(urlsplit(target).query) if _splittable(target) else {}
            for values in query.values():
                if values[0].startswith(("http://", "https://")):
                    return values[0]
        return target

    def _absolute(self, target: str) -> str:
        if target.startswith("//"):
            return "https:" + target
        if self.base and _splittable(target) and not target.startswith("data:"):
            return urljoin(self.base, target)
        return target

    def size(self, tag: Element, addresses: tuple[str, ...]) -> str:
        """`small` for a picture that stands in the line like a character (emoji, or no side over `_SMALL` pixels), `large` for one
        that is told to be larger or to stand at a side; "" where the markup says neither.
        """
        style = tag.get("style")
        sides = [tag.get(side).strip().removesuffix("px") for side in ("width", "height")]
        told = [int(side) for side in sides if side.isdecimal()]
        units = [(float(number), unit.lower()) for number, unit in _SIDES.findall(style)]
        told += [int(number if unit == "px" else number * _EM) for number, unit in units if unit != "%"]
        if told:
            return "small" if min(told) <= _SMALL else "large"
        names = [address[-80:] for address in addresses if not address.startswith("data:")]
        if _EMOJI.search(" ".join([tag.get("class"), *names])):
            return "small"
        natural = tag.get("data-w")
        wide = any(side.endswith("%") for side in sides) or any(unit == "%" for _, unit in units)
        apart = tag.get("align") in ("left", "right") or _FLOAT.search(style) is not None
        return "large" if wide or apart or (natural.isdecimal() and int(natural) > _WIDE) else ""


def is_beside(address: str) -> bool:
    """Whether an address names no host and no scheme: a path, beside the page or where the page came from."""
    return _SCHEME.match(address) is None


def _splittable(target: str) -> bool:
    try:
        urlsplit(target)
    except ValueError:
        return False
    return True


def _is_pixel(tag: Element) -> bool:
    """Whether a picture is of one or two pixels: it counts readers, and shows nothing."""
    return all(tag.get(side).strip().removesuffix("px") in ("0", "1", "2") for side in ("width", "height"))


def _largest(srcset: str) -> str:
    """The best of a `srcset` (HTML, 4.8.4.2.1): the widest that is no wider than print wants, else the narrowest."""
    found = []
    for address, described in _CANDIDATE.findall(srcset):
        number = _SIZE.fullmatch(described)
        size = float(number[1]) if number else 1.0
        found.append((size <= _WIDEST, size if size <= _WIDEST else -size, address.rstrip(",")))
    best = max(found, key=lambda one: one[:2], default=None)
    return best[2] if best else ""
