"""What a notice says of reprinting: it may be done, it must be asked for, it is forbidden.

A notice that forbids it without leave asks for leave: 未经授权，禁止转载 is no prohibition. What a licence grants, it grants under
its own terms, which the notice names. Traditional forms count as simplified ones do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from book.late import expression


class Leave(StrEnum):
    """Whether an article may be reprinted, as its notices say; the strictest counts."""

    FORBIDDEN = "forbidden"
    ASK = "ask"
    UNKNOWN = "unknown"  # nothing is said: it must be asked for, by law
    FREE = "free"


_REPRINT = "(?:[转轉][载載发發]|摘[编編]|翻印|[复複]制|使用|刊[登载載]|引用)"
_ASK = expression(
    r"未[经經]|(?:[须須需应應]|必[须須])(?:先|事先)?(?:[经經]|[获獲得取]|征得|徵得|[联聯][系繫络絡])|(?:[请請]|可)(?:先|事先|后台|後台)?(?:[联聯][系繫络絡]|私信|留言|申[请請])"
    r"|[经經].{0,12}(?:授[权權]|[许許]可|同意).{0,6}(?:方可|後|后)|授[权權]事宜|[获獲]取授[权權]|all rights reserved",
    re.I,
)
_FORBIDDEN = expression(
    rf"(?:[谢謝][绝絕]|禁止|[严嚴]禁|[请請]勿|不得|拒[绝絕]|不允[许許]).{{0,8}}{_REPRINT}|{_REPRINT}.{{0,4}}必究|翻印必究"
)
_OF_PICTURE = expression(r"\W{0,6}(?:[题題封头頭配插][图圖]|[图圖]片|封面|[摄攝]影|照片)")
_FREE = expression(
    rf"[欢歡]迎.{{0,8}}{_REPRINT}|(?:可以?|允[许許]|自由|任意|随意|隨意)(?:自由|任意|随意)?{_REPRINT}"
    rf"|{_REPRINT}.{{0,8}}(?:[请請][须須]?|[须須需])?.{{0,2}}(?:注明|註明|标明|標明|保留|附上)"
    r"|cc\s{0,4}(?:by|0|4\.0|3\.0)|知[识識]共享|[创創]作共用|[创創]用\s{0,4}cc|署名-|姓名[标標]示|公[共有][领領]域|public domain",
    re.I,
)


def leave(notices: Iterable[str]) -> Leave:
    """What some notices of one article say together."""
    said = {one for text in notices if (one := _said(text)) is not Leave.UNKNOWN}
    return next((one for one in (Leave.FORBIDDEN, Leave.ASK, Leave.FREE) if one in said), Leave.UNKNOWN)


def _said(text: str) -> Leave:
    if _OF_PICTURE.match(text):
        return Leave.UNKNOWN
    if _ASK.search(text):
        return Leave.ASK
    if _FORBIDDEN.search(text):
        return Leave.FORBIDDEN
    return Leave.FREE if _FREE.search(text) else Leave.UNKNOWN
