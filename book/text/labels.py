"""What lines of attribution are made of: labels with what they say, what a person's name looks like, and a house's."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum, auto
from typing import Any

from book.classes import dataclass, field
from book.late import expression


class Field(Enum):
    """What a label says of the words behind it."""

    AUTHOR = auto()
    ORIGINAL = auto()  # 原创: a person is the author, anything else the site
    SITE = auto()
    ACCOUNT = auto()
    DATE = auto()
    OTHER = auto()  # editors, photographers, translators, states, tags: no author


_WORDS = {
    Field.AUTHOR: "作者 原作者 本文作者 文章作者 笔者 主笔 撰稿人 "
    "撰文 撰稿 文字 采写 采访 撰写 执笔 文 编译 整理 口述 采编 by 记者 通讯员 特派员 特约记者 "
    "实习记者 见习记者 首席记者 特派记者 本报记者 本刊记者 本网记者 实习生 特约撰稿 特约通讯员 职工通讯员 文图 图文 图/文 文/图",
    Field.ORIGINAL: "原创",
    Field.SITE: "来源 来自 稿源 出处 转自 转载 转载自 摘自 原载 首发 文章来源 信息来源 稿件来源 新闻来源 内容来源 本文来源 供稿",
    Field.ACCOUNT: "公众号 微信公众号",
    Field.DATE: "发布 发布于 发布时间 发布日期 发表 发表于 发表时间 更新 更新于 更新时间 时间 日期 编辑于",
    Field.OTHER: "编辑 责任编辑 责编 网络编辑 校对 审核 主编 监制 排版 图 图片 摄影 供图 制图 翻译 译者 译 校 编 美编 策划 统筹 "
    "出品 出品人 视觉 插画 设计 终审 初审 复审 状态 标签 分类 栏目 关键词 字数 阅读 浏览 评论 点击 微信号 id 版权 值班编辑 "
    "审校 编审 执行主编 供稿单位 图片来源 类型 属性 网址 链接 "
    "发布者 发布人 录入 录入者 上传 上传者 投稿 投稿人 审核人 查看 热度 字体 字号 ip属地 "
    "打印时间 打印日期 抓取时间 采集时间 保存时间 访问时间 当前时间 截止日期 截止时间 截稿时间",
}
#: Every label, as it stands in a line half-width, lower-case and simplified.
LABELS: dict[str, Field] = {word: field for field, words in _WORDS.items() for word in words.split()}

#: How the name of a house ends: a paper, a site, a publisher, a bureau.
HOUSE = expression(
    r"(?:网|报|社|台|刊|讯|频道|新闻|日报|财经|科技|杂志|社区|论坛|公众号|在线|周刊|中心|研究院|编辑部|工作室|平台|号|观察|评论|传媒|出版|书店|书局|小铺|media|news)$"
)
HAN_NAME = expression(r"[\u4e00-\u9fff]{2,4}")
#: How a part of the state or of a firm ends; a person's name ends so only where it is short.
_ORGAN = expression(r"[部局厅委办院组社]$")
_LONG_ORGAN = expression(r"(?:[会所科处室队库厂]|公司|集团|大学|学校|学院|支部|小组|团队|政府|银行|频道)$")
_FOREIGN = expression(
    r"(?:\[[\u4e00-\u9fff]{1,3}\]\s?)?[\u4e00-\u9fff]{1,8}(?:[·•・‧][\u4e00-\u9fffA-Za-z.]{1,10}){1,3}"
)
_LATIN = expression(r"@?[A-Z][A-Za-z'’-]*\.?(?:[ -][A-Z][A-Za-z'’-]*\.?){1,3}")
_SLUG = expression(r"[a-z\d][a-z\d_.@-]*|[\w.-]*[_@.][\w.-]*|[\w.-]*\d{3,}[\w.-]*", re.A | re.I)
_CAPITAL = expression(r"[A-Z][A-Za-z]{1,15}\d{0,2}")  # one Latin word that may be a pen name
_NO_SIGNATURE = expression(r"https?:|www\.|@.*\.|[,，。:：;；!！?？|｜《》<>【】\[\]]")
_ROLE = expression(r"记者|编辑|通讯员|特派员|小编|管理员|(?:编者|主编|实习生|作者)$")
_PEN = 16  # characters of the longest pen name
#: What stands behind a reporter's name that a copy did not part from it (记者何渡台北报道): work, or the day of the wire.
_WIRED = expression(
    r"发自|(?:\d{1,2}日)?(?:[专外]?电|讯|即时|实时|综合|现场|连线|独家)?(?:报道|报导|采访|摄影|摄|文|图|整理|编译|电|讯)"
)
_SIZES = (2, 3, 4)


@dataclass(frozen=True, slots=True)
class Names:
    """What recognises a name: `mirror` gives a text half-width, lower-case and simplified, one character for one; `is_furniture`
    knows the words of a page's buttons; `words` begin with a surname and are no names, `places` are where reporters write from."""

    mirror: Callable[[str], str]
    surnames: frozenset[str]
    double_surnames: frozenset[str]
    is_furniture: Callable[[str], bool]
    words: frozenset[str] = frozenset()
    places: tuple[str, ...] = ()
    memory: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)  # of the scanner: pieces of lines

    def is_person(self, name: str) -> bool:
        """Whether a bare name can be a person's: two to four Han with a surname first, and no word for a house or a role in it."""
        mirrored = self.mirror(name)
        if not HAN_NAME.fullmatch(mirrored) or HOUSE.search(mirrored) or self.is_none(mirrored):
            return False
        if mirrored[:2] in self.double_surnames:
            return len(mirrored) >= 3
        return len(mirrored) <= 3 and mirrored[0] in self.surnames

    def is_none(self, mirrored: str) -> bool:
        """Whether a word stands for nobody: a role, an organ, a place, a word that a page has in the author's place."""
        if mirrored in self.words or mirrored in self.places or mirrored in LABELS or _ROLE.search(mirrored):
            return True
        return bool(_ORGAN.search(mirrored) and len(mirrored) >= 3) or bool(
            _LONG_ORGAN.search(mirrored) and len(mirrored) >= 4
        )

    def is_name(self, name: str) -> bool:
        """Whether a word has the form of a name of somebody: a person's, or a foreign one in Han or in Latin letters."""
        name = name.strip()
        return self.is_person(name) or bool(_FOREIGN.fullmatch(name) or _LATIN.fullmatch(name))

    def may_sign(self, name: str) -> bool:
        """Whether a word can be a pen name, where a label or a field says that it names the author: no house, no account's key."""
        mirrored = self.mirror(name.strip())
        if not 2 <= len(mirrored) <= _PEN * 2 or self.is_none(mirrored):
            return False
        if self.is_name(name) or _CAPITAL.fullmatch(name.strip()):
            return True
        if HOUSE.search(mirrored) or _NO_SIGNATURE.search(mirrored) or self.is_furniture(name):
            return False
        return len(mirrored) <= _PEN and not _SLUG.fullmatch(name.strip()) and any(map(str.isalpha, mirrored))

    def leading(self, text: str) -> str:
        """The person with whose name a run begins that goes on with a place or with work; "" where two would do, or none."""
        mirrored = self.mirror(text)
        fitting = []
        for size in (size for size in _SIZES if size <= len(text)):
            rest = mirrored[size:]
            if self.is_person(text[:size]) and (not rest or rest.startswith(self.places) or _WIRED.match(rest)):
                fitting.append(text[:size])
        return fitting[0] if len(fitting) == 1 else ""
