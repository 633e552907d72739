"""Text in many scripts, and characters of which a font knows nothing, as tests of glyphs want them."""

from __future__ import annotations

#: A paragraph or so of each, as a reader may meet it; most have no font on a bare machine.
SCRIPTS = {
    "藏文": "བོད་སྐད་ཀྱི་ཡི་གེ་འདི་ ཨོཾ་མ་ཎི་པདྨེ་ཧཱུྃ༔",
    "蒙古文": "ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ᠌ ᠪᠠᠢ᠎ᠨᠠ",
    "彝文": "ꆈꌠꁱꂷ",
    "维文": "ئۇيغۇر تىلى",
    "泰文": "ภาษาไทยน้ำ",
    "天城": "क्षत्रिय हिन्दी",
    "高棉": "ស្ត្រី",
    "埃及": "𓀀𓁐𓂀",
    "表情": "👨‍👩‍👧‍👦👍🏽🏳️‍🌈🇨🇳1️⃣",
    "专用": "\ue000\U000f0000\U0010fffd",
    "标签": "🏴\U000e0067\U000e0062\U000e007f",
    "未定": "\u0378\U0001fbff\U000e0fff",
    "非字": "\ufdd0\U0001ffff",
    "扩展": "𠀀𪜀𫝀𫠠𬺰𰀀𱍐𲎰",
    "组字": "⿰亻文⿱一口",
    "组合": "文\u0301 \u0f72 文\u20dd\ufe0f 葛\U000e0100",
    "谚文": "ᄒᆞᆫ글한글ᅟᅠㅤ\uffa0",
    "零宽": "a\u200bb\u200cc\u2060d\u00ade\u034ff\u061cg",
    "替代": "\ufff9a\ufffab\ufffb\ufffc\ufffd",
    "音乐": "𝄞𝅘𝅥𝅮",
    "西夏": "𗀀𗀁",
    "欧甘": "ᚑᚌ\u1680ᚐᚋ",
    "阿文": "\u0600١ \u06dd٢ مُحَمَّد",
    "缅文": "မြန်မာဘာသာ",
}
