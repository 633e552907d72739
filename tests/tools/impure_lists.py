"""Which rooms are pure, what they may import, and which names reach the disk, the network, the clock, chance or the environment.

`impure` reads it. A new package or function goes on the list of its room, unless it reaches out; what does both, bytes and
paths, goes on the list of what must visibly be given bytes as well.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]

#: Modules for every room → the names in them that may be used; "*" for one in which no name reaches out.
EVERYWHERE = {
    "__future__": "*", "abc": "*", "array": "array", "base64": "b64decode b64encode", "binascii": "Error unhexlify", "bisect": "*",
    "codecs": "BOM_UTF8 BOM_UTF16_BE BOM_UTF16_LE BOM_UTF32_BE BOM_UTF32_LE lookup",
    "collections": "*", "collections.abc": "*", "contextlib": "AbstractContextManager contextmanager",
    "copy": "copy", "dataclasses": "*",
    "datetime": "UTC date datetime timedelta timezone", "difflib": "*", "email": "message_from_bytes",
    "email.utils": "parsedate_to_datetime", "enum": "*",
    "functools": "*", "hashlib": "sha256", "html": "*", "io": "BytesIO",
    "ipaddress": "AddressValueError IPv4Address IPv6Address", "itertools": "*", "json": "JSONDecoder dumps loads",
    "math": "*", "operator": "add is_ is_not itemgetter", "plistlib": "InvalidFileException loads",
    "posixpath": "dirname join normpath", "re": "*", "statistics": "median mode", "struct": "*",
    "tomllib": "loads", "typing": "*", "unicodedata": "*",
    "urllib.parse": "*", "uuid": "NAMESPACE_URL uuid5", "xml.parsers.expat": "ExpatError",
    "zipfile": "BadZipFile ZIP_DEFLATED ZIP_STORED ZipFile ZipInfo", "zlib": "*",
}  # fmt: skip
#: Room → packages of others, and what of the standard library only this room needs.
ROOMS: dict[str, dict[str, str]] = {
    "classes": {"reprlib": "recursive_repr"},
    "model": {"hashlib": "blake2b sha256", "pickle": "HIGHEST_PROTOCOL dumps loads"},  # of blocks that we packed ourselves
    "inflate": {
        "brotli": "Decompressor error", "brotlicffi": "Decompressor error", "bz2": "BZ2Decompressor",
        "lzma": "FILTER_LZMA1 FORMAT_RAW FORMAT_XZ LZMADecompressor LZMAError", "contextlib": "suppress",
    },
    "rules": {"soupsieve": "SelectorSyntaxError compile"},
    "read": {
        "bs4": "BeautifulSoup Comment Tag",
        "selectolax.lexbor": "LexborHTMLParser LexborNode", "sys": "intern",
        "markdown_it": "MarkdownIt", "markdown_it.rules_block": "StateBlock", "markdown_it.rules_core": "StateCore",
        "markdown_it.rules_inline": "StateInline", "markdown_it.token": "Token", "mdit_py_plugins.container": "container_plugin",
        "mdit_py_plugins.footnote": "footnote_plugin",
        "xml.etree": "ElementTree", "contextlib": "suppress",
        "lxml": "etree", "lxml.etree": "QName XMLParser XMLSyntaxError _Element fromstring",
        "pypdfium2": "PdfDocument PdfiumError raw",
        "soupsieve": "SelectorSyntaxError compile select", "puremagic": "PureError magic_string",
        "yaml": "BaseLoader CBaseLoader YAMLError load safe_dump",  # `load` is given text; of a stream it asks only `read`
    },
    "maths": {
        "latex2mathml.converter": "convert", "ziafont.fonttypes": "BBox", "ziamath.config": "config",
        "ziamath.nodes.mnode": "Mnode", "ziamath.zmath": "Math loadedfonts",  # reads its own font
        "warnings": "catch_warnings simplefilter",
        "xml.etree": "ElementTree",
    },
    "css": {"tinycss2": "parse_component_value_list serialize"},
    "convert": {"opencc": "OpenCC"},  # reads its dictionaries, by the name of a configuration
    "bind": {"rensa": "RMinHash"},
    "render": {
        "hashlib": "blake2b sha256", "marshal": "dumps",
        "xml.etree": "ElementTree",
        "PIL": "Image ImageDraw ImageFont", "PIL.Image": "Image Resampling new", "PIL.ImageDraw": "Draw ImageDraw",
        "PIL.ImageFont": "FreeTypeFont",
        "fontTools.pens.basePen": "BasePen", "fontTools.ttLib": "TTFont",
        "ebooklib": "epub", "ebooklib.epub": "EpubBook EpubItem EpubWriter",
        "jinja2": "DictLoader Environment StrictUndefined", "markupsafe": "Markup",
        "pydyf": "Array Dictionary PDF Stream String",
        "pikepdf": "Array Dictionary Name ObjectStreamMode String open",
        "pypdf": "PdfReader PdfWriter",
        "pypdf.generic": "ArrayObject DictionaryObject FloatObject NameObject NumberObject StreamObject",
        "budoux": "load_default_simplified_chinese_parser load_default_traditional_chinese_parser",  # read their models
        "segno": "make",
        "gc": "disable enable isenabled",  # off while WeasyPrint lays out pages; the result is the same
        "inspect": "unwrap", "warnings": "catch_warnings simplefilter",
        # LOGGER: its only way to report errors
        "weasyprint": "Attachment CSS DEFAULT_OPTIONS HTML LOGGER VERSION document layout pdf",
        "weasyprint.css": "ComputedStyle", "weasyprint.css.properties": "Dimension",
        "weasyprint.draw": "text", "weasyprint.formatting_structure": "boxes", "weasyprint.formatting_structure.boxes": "*",
        "weasyprint.layout": "LayoutContext absolute background block column float grid inline leader make_all_pages"
        " make_margin_boxes page percent preferred table",
        "weasyprint.css.counters": "CounterStyle", "weasyprint.document": "Document DocumentMetadata Page",
        "weasyprint.html": "get_html_metadata", "weasyprint.matrix": "Matrix",
        "weasyprint.layout.block": "*",
        "weasyprint.layout.inline": "*", "weasyprint.layout.page": "*", "weasyprint.layout.preferred": "*",
        "weasyprint.layout.absolute": "*", "weasyprint.layout.leader": "*",
        "weasyprint.pdf": "build_fonts_dictionary fonts generate_pdf stream", "weasyprint.pdf.stream": "Font Stream",
        "pyphen": "Pyphen language_fallback",  # reads the patterns that it ships with
        "weasyprint.text": "line_break", "weasyprint.text.ffi": "FROM_UNITS TO_UNITS ffi gobject harfbuzz pango unicode_to_char_p",
        "weasyprint.text.fonts": "FontConfiguration font_features get_font_description"  # keeps fonts in a folder, for Pango
        " get_hb_object_data",
        "weasyprint.text.line_break": "*", "weasyprint.urls": "URLFetcher URLFetcherResponse",
    },
    "check": {
        "contextlib": "suppress",
        "lxml": "etree", "lxml.etree": "ProcessingInstruction QName XMLParser XMLSyntaxError _Element fromstring",
        "pikepdf": "Array Dictionary Pdf PikepdfError Stream open",
    },
    "fonts": {
        "fontTools": "subset", "fontTools.unicodedata": "Scripts script script_extension script_horizontal_direction",
        "fontTools.cffLib.CFF2ToCFF": "convertCFF2ToCFF", "fontTools.subset": "Options Subsetter",
        "fontTools.ttLib": "TTFont TTLibError", "fontTools.ttLib.sfnt": "calcChecksum",
        "fontTools.misc.psCharStrings": "CharStringCompileError",
    },
}  # fmt: skip

#: Names that every module has without an import.
BUILTINS = frozenset(
    "open print input eval exec compile globals locals vars breakpoint hash help exit quit __import__ __builtins__ __file__"
    " __loader__ __spec__".split()
)
#: Those that ask for an attribute by a string.
BY_NAME = frozenset(("getattr", "setattr", "delattr", "hasattr"))
#: Attributes that reach out, whatever they are attributes of: of a clock, a path, a process, a logger, of Python itself.
ATTRIBUTES = frozenset(
    "now utcnow today utcfromtimestamp timestamp sleep monotonic perf_counter localtime ctime"
    " open read_text read_bytes write_text write_bytes mkdir makedirs unlink rmdir touch exists is_file is_dir iterdir glob"
    " rglob stat lstat resolve absolute expanduser cwd home scandir listdir extractall fromfile tofile"
    " urlopen urlretrieve create_connection getaddrinfo gethostname environ environb getenv popen Popen check_output"
    " getLogger basicConfig uuid1 uuid4 urandom getrandbits shuffle randint randrange"
    " __globals__ __builtins__ __subclasses__ __getattribute__ __dict__ __loader__ __spec__ f_back f_globals modules"
    " dlopen CDLL".split()
)
#: Calls whose first argument may be a path. The last two are types and bases here, and never called.
PATH_OR_FILE = frozenset(
    "zipfile.ZipFile fontTools.ttLib.TTFont pikepdf.open pypdfium2.PdfDocument ebooklib.epub.EpubWriter"
    " PIL.ImageFont.FreeTypeFont weasyprint.urls.URLFetcher".split()
)
#: Calls that are harmless with a second argument alone: with a zone, with a parser that loads nothing.
SECOND = {"fromtimestamp": "a zone", "lxml.etree.fromstring": "a parser"}
#: Methods whose first argument may be a path, whatever they are methods of.
WRITERS = frozenset(("save", "write", "saveXML", "dump"))
#: Methods that return bytes, or write them where their first argument says.
BYTES_OR_TARGET = frozenset(("write_pdf", "write_png"))
#: Calls → keywords that they must be given, with what; None for whatever it be. They get no argument without a keyword.
MUST_SAY: dict[str, dict[str, object]] = {
    "weasyprint.HTML": {"string": None, "url_fetcher": None},
    "weasyprint.CSS": {"string": None, "url_fetcher": None},
    "weasyprint.Attachment": {"string": None, "url_fetcher": None, "created": None, "modified": None},
    "lxml.etree.XMLParser": {"resolve_entities": False, "no_network": True, "load_dtd": False},
    "jinja2.Environment": {"loader": None},
    "pypdf.PdfWriter": {},
}
#: Keywords that no call may be given.
PLACES = frozenset(("filename", "url", "file_obj", "base_url", "target"))
#: What asks nothing of the order in which it is handed things.
ORDERLESS = frozenset(("sorted", "set", "frozenset", "any", "all", "len", "sum", "min", "max", "bool"))
ORDERED = frozenset(
    ("list", "tuple", "enumerate", "iter", "map", "filter", "zip", "reversed", "dict", "next", "fromkeys", "join")
)


def pure_rooms() -> list[str]:
    """The rooms on the floors of `render` and below, by the contract in pyproject.toml."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    floors = [
        re.findall(r"\w+", floor) for one in contracts if one.get("containers") == ["book"] for floor in one["layers"]
    ]
    first = next(index for index, rooms in enumerate(floors) if "render" in rooms)
    return [room for floor in floors[first:] for room in floor]


def modules(room: str) -> list[Path]:
    """The files of a room."""
    folder = ROOT / "book" / room
    return sorted(folder.rglob("*.py")) if folder.is_dir() else [folder.with_suffix(".py")]
