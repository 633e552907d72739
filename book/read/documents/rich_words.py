"""Control words of rich text (RTF 1.9): groups that hold no text, where the text of others goes, what words are marks and signs."""

from __future__ import annotations

#: Groups whose text is none of the document's; so is every group that begins with `\*` and is not known.
SKIPPED = frozenset(
    "colortbl filetbl listtable listoverridetable revtbl xmlnstbl pgptbl nonshppict objdata private upr shprslt sp sn sv shpinst "
    "pn pntxta pntxtb ftnsep ftnsepc aftnsep aftnsepc ftncn aftncn template operator falt mctrlPr".split()
)
AROUND = {
    **dict.fromkeys(("header", "headerl", "headerr", "headerf"), "header"),
    **dict.fromkeys(("footer", "footerl", "footerr", "footerf"), "footer"),
    "annotation": "comment",
}
#: Groups by their first word → where their text goes.
TO = {"fonttbl": "fonts", "stylesheet": "styles", "info": "info", "fldinst": "instruction", "listtext": "label", "pntext": "label",
       "pict": "picture", "moMath": "formula", "shppict": "text", "ud": "text", "fldrslt": "text", "bkmkstart": "skip"}  # fmt: skip
SIGNS = {"tab": " ", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
          "emspace": "\u3000", "enspace": " ", "qmspace": " "}  # fmt: skip
MARKS = {
    **dict.fromkeys(("i", "accdot", "acccircle", "acccomma"), "em"),
    **dict.fromkeys(("strike", "striked"), "del"),
    **dict.fromkeys(("ul", "uldb", "ulw", "uld", "uldash", "ulwave", "ulth"), "u"),
    "b": "strong",
    "super": "sup",
    "sub": "sub",
    "highlight": "mark",
    "v": "hidden",
    "deleted": "deleted",
}
OFF = {
    "ulnone": frozenset(("u",)),
    "nosupersub": frozenset(("sup", "sub")),
    "accnone": frozenset(("em",)),
    "plain": frozenset(MARKS.values()),
}
WRAPPERS = ("mark", "u", "del", "em", "strong", "sup", "sub")
FORMULA = {"msup": ("^{", "}"), "msub": ("_{", "}"), "mden": ("/(", ")"), "mdeg": ("[", "]")}
