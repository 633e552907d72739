"""What lines of attribution are made of: labels with what they say, what a person's name looks like, and a house's."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto


class Field(Enum):
    """What a label says of the words behind it."""

    AUTHOR = auto()
    ORIGINAL = auto()  # 原创: a person is the author, anything else the site
    SITE = auto()
    ACCOUNT = auto()
    DATE = auto()
    OTHER = auto()  # editors, photographers, translators, states, tags: no author


_WORDS = {
    Field.AUTHOR: "作者 原作者 本文作者 撰文 撰稿 文字 采写 采访 撰写 执笔 文 编译 整理 口述 采编 by 记者 通讯员 特派员 特约记者 "
    "实习记者 见习记者 首席记者 本报记者 本刊记者 本网记者 特约撰稿",
    Field.ORIGINAL: "原创",
    Field.SITE: "来源 来自 稿源 出处 转自 转载 转载自 摘自 原载 首发 文章来源 信息来源 稿件来源 新闻来源 内容来源 本文来源 供稿",
    Field.ACCOUNT: "公众号 微信公众号",
    Field.DATE: "发布 发布于 发布时间 发布日期 发表 发表于 发表时间 更新 更新于 更新时间 时间 日期 编辑于",
    Field.OTHER: "编辑 责任编辑 责编 网络编辑 校对 审核 主编 监制 排版 图 图片 摄影 供图 制图 翻译 译者 译 校 编 美编 策划 统筹 "
    "出品 出品人 视觉 插画 设计 终审 初审 复审 状态 标签 分类 栏目 关键词 字数 阅读 浏览 评论 点击 微信号 id 版权",
}
#: Every label, as it stands in a line half-width, lower-case and simplified.
LABELS: dict[str, Field] = {word: field for field, words in _WORDS.items() for word in words.split()}

#: How the name of a house ends: a paper, a site, a publisher, a bureau.
HOUSE = re.compile(
    r"(?:网|报|社|台|刊|讯|频道|新闻|日报|财经|科技|杂志|社区|论坛|公众号|在线|周刊|中心|研究院|编辑部|工作室|平台|号|观察|评论|传媒|出版|书店|书局|小铺|media|news)$"
)
HAN_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")


@dataclass(frozen=True, slots=True)
class Names:
    """What recognises a name: `mirror` gives a text half-width, lower-case and simplified, one character for one; `is_furniture`
    knows the words of a page's buttons."""

    mirror: Callable[[str], str]
    surnames: frozenset[str]
    double_surnames: frozenset[str]
    is_furniture: Callable[[str], bool]

    def is_person(self, name: str) -> bool:
        """Whether a bare name can be a person's: two to four Han with a surname first, and no word for a house in it."""
        mirrored = self.mirror(name)
        if not HAN_NAME.fullmatch(mirrored) or HOUSE.search(mirrored):
            return False
        if mirrored[:2] in self.double_surnames:
            return len(mirrored) >= 3
        return len(mirrored) <= 3 and mirrored[0] in self.surnames
