"""Cases kept as text: each begins with `===== NAME`; what follows is its input, up to the first section (`== SECTION`).

`¶1` to `¶9` in an input stand for paragraphs of prose, none of which a rule may take; `‡1` to `‡5` for what others wrote
beside the article: readers, shops, other pages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

CASES = Path(__file__).parents[1] / "data" / "cases"
PROSE = (
    "铺子在巷子的尽头，门板上的漆掉了一半，里面摆着三台脚踏的圆盘机，最老的一台比掌柜的父亲还大两岁。",
    "每天早上他先把墨刀擦净，再把昨天没有印完的版子从架上取下来，用手指一行一行摸过去，看有没有松动的字。",
    "镇上的人来印请帖、印账本、印戏单，价钱写在一块黑板上，十几年没有改过，也没有人问过为什么不改。",
    "有一年发大水，字架倒了，几万个铅字混在泥里，他和两个徒弟用筛子筛了整整一个冬天，才把它们一一归回原位。",
    "后来电脑进了镇子，来印东西的人少了，他仍旧每天开门，把机器上一遍油，然后坐在门口看来往的人。",
    "问他图什么，他想了很久才说，铅字是有分量的，一句话有多重，端在手里就知道，屏幕上的字没有分量。",
    "徒弟们先后去了城里，只有最小的那个还每个月回来一次，带一包点心，陪他坐到天黑，再赶最后一班车走。",
    "去年冬天机器终于停了一台，轴断了，配不到零件，他把断轴擦干净，和那些缺了笔画的字一起放在柜子里。",
    "我离开的时候他送我到巷口，忽然说起他年轻时印错过的一张喜帖，把新郎的名字印倒了，那家人笑着收下了。",
)  # fmt: skip
OTHERS = (
    "写得真好，我小时候也见过这样的铺子，后来就没有了，现在想起来还能闻到那股油墨的味道。",
    "我父亲也排过字，他的手指比别人的硬，摸什么都先用指背，家里的碗都不敢让他洗，怕他捏碎。",
    "请问铺子还在吗，想带孩子去看一看，现在的孩子以为字是屏幕里长出来的，不知道字有多重。",
    "楼上的说得对，字是有分量的，可惜现在没有人端得动了，连机器也都拆了卖铁，一斤两块钱。",
    "本店每天早上九点开门，晚上六点关门，星期三休息，印请帖要提前三天来说，账本要提前一周。",
)  # fmt: skip
_PLACE = re.compile(r"([¶‡])(\d)")


@dataclass(frozen=True)
class Case:
    """One case: `FILE: NAME`, its input, and the rows of its sections, blank ones left out."""

    name: str
    text: str
    sections: dict[str, list[str]]

    @property
    def prose(self) -> list[str]:
        """The paragraphs of prose that the input uses."""
        return [filled(place) for place in re.findall(r"¶\d", self.text)]

    @property
    def others(self) -> list[str]:
        """What others wrote, of all that the input uses."""
        return [filled(place) for place in re.findall(r"‡\d", self.text)]

    @property
    def filled(self) -> str:
        """The input with its prose."""
        return filled(self.text)


def filled(text: str) -> str:
    """A text with its prose put in."""
    return _PLACE.sub(lambda match: (PROSE if match[1] == "¶" else OTHERS)[int(match[2]) - 1], text)


def cases(room: str, pattern: str = "*.txt", *, sections: str = "") -> list[Case]:
    """The cases in the files of a room. A section that is not among those named is an error: it would assert nothing."""
    known = set(sections.split())
    found = []
    for path in sorted((CASES / room).glob(pattern)):
        for chunk in re.split(r"^===== ", path.read_text("utf-8"), flags=re.M)[1:]:
            name, _, rest = chunk.partition("\n")
            text, *parts = re.split(r"^== (.+)\n", rest, flags=re.M)
            rows = {
                key: [row for row in body.split("\n") if row.strip()]
                for key, body in zip(parts[::2], parts[1::2], strict=True)
            }
            unknown = set(rows) - known if known else set()
            assert not unknown, f"{path.name}: {name}: there is no section {unknown}"
            found.append(Case(f"{path.stem}: {name}", text, rows))
    assert found, f"{room} has no {pattern}"
    return found
