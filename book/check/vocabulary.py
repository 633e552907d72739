"""The elements and attributes of XHTML as HTML has them (Living Standard §4; EPUB 3.3 §6.1), and what may stand in what."""

from __future__ import annotations

#: Elements of phrasing: what may stand in a paragraph. Those of SVG and MathML come by their own namespaces.
PHRASING = frozenset(
    "a abbr area audio b bdi bdo br button canvas cite code data"
    " datalist del dfn em embed i iframe img input ins kbd label link map"
    " mark meta meter noscript object output picture progress q ruby"
    " s samp script select slot small span strong sub sup template"
    " textarea time u var video wbr".split()
)
#: Elements that stand between paragraphs.
FLOW = PHRASING | frozenset(
    "address article aside blockquote details dialog div dl fieldset figure footer"
    " form h1 h2 h3 h4 h5 h6 header hgroup hr main menu"
    " nav ol p pre search section table ul".split()
)
#: Whose children are only these, and no text.
CHILDREN = {
    "html": frozenset(("head", "body")),
    "head": frozenset("base link meta noscript script style template title".split()),
    "ul": frozenset(("li", "script", "template")),
    "ol": frozenset(("li", "script", "template")),
    "menu": frozenset(("li", "script", "template")),
    "dl": frozenset(("dt", "dd", "div", "script", "template")),
    "table": frozenset("caption colgroup thead tbody tfoot tr script template".split()),
    "thead": frozenset(("tr", "script", "template")),
    "tbody": frozenset(("tr", "script", "template")),
    "tfoot": frozenset(("tr", "script", "template")),
    "tr": frozenset(("td", "th", "script", "template")),
    "colgroup": frozenset(("col", "template")),
    "hgroup": frozenset("p h1 h2 h3 h4 h5 h6 script template".split()),
}
#: Which stand only in these.
PARENTS = {
    "li": frozenset(("ul", "ol", "menu")),
    "dt": frozenset(("dl", "div")),
    "dd": frozenset(("dl", "div")),
    "figcaption": frozenset(("figure",)),
    "rt": frozenset(("ruby", "rtc")),
    "rp": frozenset(("ruby",)),
    "rb": frozenset(("ruby",)),
    "rtc": frozenset(("ruby",)),
    "summary": frozenset(("details",)),
    "legend": frozenset(("fieldset",)),
    "source": frozenset(("audio", "video", "picture")),
    "track": frozenset(("audio", "video")),
    "param": frozenset(("object",)),
    "option": frozenset(("select", "datalist", "optgroup")),
    "optgroup": frozenset(("select",)),
    "style": frozenset(("head", "noscript")),
    "title": frozenset(("head",)),
}
#: Which hold phrasing only.
LINES = frozenset(
    "p h1 h2 h3 h4 h5 h6 pre abbr b bdi bdo button cite code"
    " data dfn em i kbd label legend mark meter output progress q rb rt s"
    " samp small span strong sub sup summary time u var ruby".split()
)
#: Which are as what they stand in.
TRANSPARENT = frozenset("a ins del map object audio video canvas noscript slot".split())
#: Which hold nothing.
VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
#: Which hold text alone.
TEXTS = frozenset(("title", "textarea", "script", "style", "option"))
ELEMENTS = FLOW | VOID | TEXTS | frozenset(CHILDREN) | frozenset(PARENTS) | {"body", "caption", "td", "th", "picture"}

GLOBAL = frozenset(
    "accesskey autocapitalize autofocus class contenteditable dir draggable"
    " enterkeyhint hidden id inert inputmode is itemid itemprop"
    " itemref itemscope itemtype lang nonce popover role"
    " slot spellcheck style tabindex title translate writingsuggestions".split()
)
ATTRIBUTES = {
    "a": frozenset("href target download ping rel hreflang type referrerpolicy".split()),
    "area": frozenset("alt coords shape href target download ping rel referrerpolicy".split()),
    "audio": frozenset("src crossorigin preload autoplay loop muted controls".split()),
    "base": frozenset("href target".split()),
    "blockquote": frozenset("cite".split()),
    "button": frozenset(
        "disabled form formaction formenctype formmethod formnovalidate formtarget name type value".split()
    ),
    "canvas": frozenset("width height".split()),
    "col": frozenset("span".split()),
    "colgroup": frozenset("span".split()),
    "data": frozenset("value".split()),
    "del": frozenset("cite datetime".split()),
    "details": frozenset("open name".split()),
    "dialog": frozenset("open".split()),
    "embed": frozenset("src type width height".split()),
    "fieldset": frozenset("disabled form name".split()),
    "form": frozenset("accept-charset action autocomplete enctype method name novalidate target rel".split()),
    "html": frozenset("version prefix".split()),
    "iframe": frozenset("src srcdoc name sandbox allow allowfullscreen width height referrerpolicy loading".split()),
    "img": frozenset(
        "alt src srcset sizes crossorigin usemap ismap width height referrerpolicy decoding loading fetchpriority".split()
    ),
    "input": frozenset(
        "accept alt autocomplete checked dirname disabled form formaction formenctype formmethod formnovalidate"
        " formtarget height list max maxlength min minlength multiple name pattern placeholder readonly required"
        " size src step type value width".split()
    ),
    "ins": frozenset("cite datetime".split()),
    "label": frozenset("for".split()),
    "li": frozenset("value".split()),
    "link": frozenset(
        "href crossorigin rel media integrity hreflang type referrerpolicy sizes imagesrcset imagesizes as"
        " blocking color disabled".split()
    ),
    "map": frozenset("name".split()),
    "meta": frozenset("name http-equiv content charset media property".split()),
    "meter": frozenset("value min max low high optimum".split()),
    "object": frozenset("data type name form width height typemustmatch".split()),
    "ol": frozenset("reversed start type".split()),
    "optgroup": frozenset("disabled label".split()),
    "option": frozenset("disabled label selected value".split()),
    "output": frozenset("for form name".split()),
    "param": frozenset("name value".split()),
    "progress": frozenset("value max".split()),
    "q": frozenset("cite".split()),
    "script": frozenset(
        "src type nomodule async defer crossorigin integrity referrerpolicy blocking fetchpriority".split()
    ),
    "select": frozenset("autocomplete disabled form multiple name required size".split()),
    "slot": frozenset("name".split()),
    "source": frozenset("type media src srcset sizes width height".split()),
    "style": frozenset("media blocking type".split()),
    "td": frozenset("colspan rowspan headers".split()),
    "textarea": frozenset(
        "autocomplete cols dirname disabled form maxlength minlength name placeholder readonly required rows wrap".split()
    ),
    "th": frozenset("colspan rowspan headers scope abbr".split()),
    "time": frozenset("datetime".split()),
    "track": frozenset("kind src srclang label default".split()),
    "video": frozenset("src crossorigin poster preload autoplay playsinline loop muted controls width height".split()),
}
#: Attributes whose value is a whole number from 1 on, or from 0.
NUMBERS = {"colspan": 1, "rowspan": 0, "span": 1, "width": 0, "height": 0}
#: Roles of WAI-ARIA 1.2 and of its module for publications, DPUB-ARIA 1.1.
ROLES = frozenset(
    "alert alertdialog application article banner blockquote button"
    " caption cell checkbox code columnheader combobox complementary"
    " contentinfo definition deletion dialog directory document emphasis feed"
    " figure form generic grid gridcell group heading img"
    " insertion link list listbox listitem log main mark"
    " marquee math menu menubar menuitem menuitemcheckbox menuitemradio meter"
    " navigation none note option paragraph presentation progressbar"
    " radio radiogroup region row rowgroup rowheader scrollbar search"
    " searchbox separator slider spinbutton status strong subscript"
    " suggestion superscript switch tab table tablist tabpanel term"
    " textbox time timer toolbar tooltip tree treegrid treeitem doc-abstract doc-acknowledgments doc-afterword doc-appendix"
    " doc-backlink doc-biblioentry doc-bibliography doc-biblioref doc-chapter doc-colophon doc-conclusion doc-cover doc-credit"
    " doc-credits doc-dedication doc-endnote doc-endnotes doc-epigraph"
    " doc-epilogue doc-errata doc-example doc-footnote doc-foreword"
    " doc-glossary doc-glossref doc-index doc-introduction doc-noteref doc-notice doc-pagebreak doc-pagefooter doc-pageheader"
    " doc-pagelist doc-part doc-preface doc-prologue doc-pullquote doc-qna doc-subtitle doc-tip doc-toc".split()
)
