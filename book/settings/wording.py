"""The tables of book.toml that change the text: `[convert]`, `[text]` and `[clean]`."""

from __future__ import annotations

from typing import Literal

from book.classes import dataclass
from book.messages import message
from book.settings.key import key

Script = Literal["keep", "hans", "hant", "tw", "twp", "hk"]


@dataclass(frozen=True, slots=True)
class ConvertConfig:
    """The script of the book, and the words that are yours to decide. Without a script only `replace` has an effect."""

    script: Script = key(
        "keep",
        "The script into which articles, headings and the book's own words are turned. Names of authors, accounts and sites,"
        " code and addresses stay as they are.",
        values={
            "keep": "every article stays as it is",
            "hans": "simplified",
            "hant": "traditional, without the habits of a region",
            "tw": "traditional, in the character forms of Taiwan",
            "twp": "traditional, in the character forms and the words of Taiwan (软件 → 軟體)",
            "hk": "traditional, in the character forms of Hong Kong",
        },
    )
    protect: tuple[str, ...] = key(
        (),
        "Words that stay as they are written. `file:` before the name of a file stands for its lines, a word each; lines that"
        " begin with `#` are passed over.",
        example='["余光路", "file:names.txt"]',
    )
    replace: tuple[str, ...] = key(
        (),
        "What a word becomes in the texts of all articles, before the dictionary is asked; a script and a colon before it make it"
        " count for that script only.",
        example='["内存=記憶體", "tw: 联系=聯繫"]',
        form="[^=]+=[^=]+",
        meant=message("error.phrase.next"),
    )

    quotations: Literal["convert", "keep"] = key(
        "convert",
        "What becomes of a quotation that is in another script than the article around it.",
        values={
            "convert": "it comes into the script of the book, as every passage does",
            "keep": "it stays as it is, in quotation marks or as a block; the report says how many there are",
        },
    )


@dataclass(frozen=True, slots=True)
class TextConfig:
    """What is put right in Chinese prose; the first seven are on. Code, addresses, formulas, times, numbers and Latin sentences
    are never touched, and each change is in the report.
    """

    marks: bool = key(
        True, "Half-width marks between Chinese become full width: `,` `;` `:` `?` `!`, and certain `( )`."
    )
    stops: bool = key(
        True,
        "A `.` that ends a Chinese sentence becomes 。, where that is certain: above all at the end of a paragraph.",
    )
    dots: bool = key(True, "`...` and 。。。 become ……")
    dashes: bool = key(True, "`--` becomes ——")
    letters: bool = key(True, "Full-width letters and digits become half width: ｉＰｈｏｎｅ → iPhone.")
    spaces: bool = key(
        True,
        "Spaces beside full-width marks go, and spaces between Chinese characters where the words belong together beyond doubt."
        " Spaces that part names or clauses stay.",
    )
    characters: bool = key(
        True,
        "Invisible characters and control characters go; a letter that is followed by its accent becomes one character (NFC).",
    )
    quotes: Literal["auto", "keep", "curly", "locale"] = key(
        "auto",
        "What is done with quotation marks.",
        values={
            "auto": "as `locale` where `[convert] script` names a script, else nothing",
            "keep": "nothing",
            "curly": "straight ones that pair within a paragraph become “ ” and ‘ ’",
            "locale": "the same, and then all are written as the script of the book does: “ ” in simplified, 「 」 in traditional",
        },
    )
    brackets: bool = key(
        False,
        "Also those `( )` become full width that only stand beside Chinese: 走了(a) → 走了（a）. Calls such as `f(x)` stay.",
    )
    latin: Literal["keep", "spaced", "tight"] = key(
        "keep",
        "Spaces between Chinese and Latin words, in the text as it is stored.",
        values={
            "keep": "as they are",
            "spaced": "one between Chinese and a Latin word; numbers alone get none",
            "tight": "none",
        },
    )


@dataclass(frozen=True, slots=True)
class CleanConfig:
    """Your word over the cleaning rules. The report of a build says which rule removed what, with the line that turns it round."""

    off: tuple[str, ...] = key(
        (),
        "Names of cleaning rules that are not used, as the report gives them. A name that no rule has is named in a warning.",
        example='["reactions", "short-heading"]',
    )
    keep: tuple[str, ...] = key(
        (),
        "What stays, whatever the rules say: a piece of the text (the paragraph that holds it stays), `rule:NAME` for all that"
        " a rule would take, or `css:SELECTOR` for an element of a saved page. What matches nothing is"
        " named in a warning.",
        example='["编者说", "rule:promo", "css:.intro"]',
    )
    drop: tuple[str, ...] = key(
        (),
        "What goes, whatever the rules say: a piece of the text (the paragraph that holds it goes), or `css:SELECTOR` for"
        " elements of saved pages. What matches nothing is named in a warning.",
        example='["本刊推出", "css:.hot-tip"]',
    )
    coloured: bool = key(
        False,
        "Whether words that a page sets apart by their colour alone are strong, as many writers of WeChat mean them. A whole"
        " paragraph in a colour stays as it is, and so do grey and black.",
        example="true",
    )
    rules: str = key(
        "",
        "A folder of your own rules, which are read before ours: `*.toml` files as in `book/rules` (its README tells the"
        " format), and files `HOST.txt` of fivefilters' Full-Text RSS. Empty: none.",
        example='"rules"',
    )
