"""The pure rooms reach no disk, network, clock, chance, environment, process or log: by their source, however it is reached."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from impure import faults
from impure_lists import EVERYWHERE, ROOMS, ROOT, modules, pure_rooms

#: (file, function) → why what stands there is no fault.
REASONS = {
    ("inflate.py", "of_zip"): "opens a file of an archive that it is given open",
    ("inflate.py", "gathered"): "writes into a buffer that it makes in the line above",
    (
        "late.py",
        "",
    ): "loads modules that are named where it is called, and are imported there as the type checker sees it",
    ("late.py", "__getattr__"): "asks a module for what it is asked for",
    ("clean/table.py", "__get__"): "puts what a column was worked out to into the row that it makes",
    ("fonts/scripts.py", "scripts_in"): "what is found in the letters goes into a set",
    ("classes.py", "first"): "puts a method into the class that it is written for",
    ("classes.py", "_give"): "the same",
    ("classes.py", "_init"): "asks a class whether it has slots",
    ("classes.py", "_compiled"): "compiles methods made of nothing but names of fields",
    ("classes.py", "replace"): "asks an instance for the fields of its class",
    ("classes.py", "as_it_is"): "asks a class for the slot of a field",
    ("classes.py", "_kept"): "asks a class which of its fields may be closed",
    ("engine.py", ""): "names the parts of `re`, which are not public",
    ("read/__init__.py", "__getattr__"): "gives the names that stand above it, of the module that is imported there",
    (
        "settings/parse.py",
        "parse_tables",
    ): "asks the settings for a table of theirs, and has made sure that there is one",
    ("settings/parse.py", "override"): "asks the settings for a table of theirs",
    ("render/weasy/guard.py", ""): "names the functions and modules of WeasyPrint that are replaced",
    ("render/weasy/guard.py", "digest"): "reads the source of WeasyPrint as Python has it",
    ("render/weasy/guard.py", "misfit"): "asks whether they are what they were",
    ("render/weasy/filler.py", "filled_lines"): "replaces them and puts them back",
    ("render/weasy/once.py", ""): "names the modules in which one function is replaced",
    ("render/weasy/once.py", "once"): "replaces functions and puts them back",
    ("render/weasy/once.py", "resolve_percentages"): "lays measures over a box, all at once",
    ("render/weasy/dates.py", ""): "names the class by which WeasyPrint opens fonts, to have it keep their dates",
    ("render/weasy/dates.py", "dated"): "puts it back",
    ("render/weasy/programs.py", "glyphs"): "takes what WeasyPrint's fonts know, by the names above",
    ("render/weasy/programs.py", "union"): "gives it to a font of the book",
}
FILES = [(room, file) for room in pure_rooms() for file in modules(room)]


def test_the_pure_rooms_are_those_of_the_floors() -> None:
    named = "model findings codes messages text walk settings rules account read clean punctuate convert bind render check fonts"
    assert set(named.split()) <= set(pure_rooms())
    assert not {"store", "run", "command", "system", "packaged", "collect", "pictures", "keep"} & set(pure_rooms())
    assert len(FILES) > 100


@pytest.mark.parametrize(("room", "file"), FILES, ids=[file.relative_to(ROOT).as_posix() for _, file in FILES])
def test_a_pure_module_reaches_nothing(room: str, file: Path) -> None:
    """A new import goes on the list of its room in tests/tools/impure_lists.py, if what it names reaches nothing."""
    name = file.relative_to(ROOT / "book").as_posix()
    assert [fault for fault in faults(file.read_text("utf-8"), room) if (name, fault.function) not in REASONS] == []


@pytest.mark.parametrize(("file", "function"), REASONS)
def test_every_reason_is_needed(file: str, function: str) -> None:
    found = faults((ROOT / "book" / file).read_text("utf-8"), file.split("/", maxsplit=1)[0].removesuffix(".py"))
    assert function in {fault.function for fault in found}


LISTED = [("", module, names) for module, names in EVERYWHERE.items()]
LISTED += [(room, module, names) for room, more in ROOMS.items() for module, names in more.items()]


@pytest.mark.parametrize(("room", "module", "names"), LISTED)
def test_nothing_is_on_a_list_that_no_module_needs(room: str, module: str, names: str) -> None:
    texts = [file.read_text("utf-8") for of, file in FILES if room in ("", of)]
    last = module.rpartition(".")[2]
    assert any(re.search(rf"\b{last}\b", text) for text in texts)
    for name in names.replace("*", "").split():
        assert any(re.search(rf"\b{last}\b", text) and re.search(rf"\b{name}\b", text) for text in texts), name


#: What must be found, by room and source.
FAULTS = [
    # the disk
    ("text", "open('a')"),
    ("text", "f = open"),
    ("text", "[*map(open, names)]"),
    ("text", "from pathlib import Path"),
    ("text", "import os"),
    ("text", "import os.path as p"),
    ("text", "def f():\n    import shutil"),
    ("text", "import tempfile, re"),
    ("text", "import mmap"),
    ("text", "import ctypes"),
    ("text", "import sqlite3"),
    ("text", "from io import open"),
    ("text", "from io import FileIO"),
    ("text", "import io\nio.open_code('a')"),
    ("text", "import codecs\ncodecs.open('a')"),
    ("text", "from codecs import open as o"),
    ("text", "def f(path):\n    return path.read_text()"),
    ("text", "def f(path):\n    return [one for one in path.iterdir()]"),
    ("text", "def f(path):\n    return getattr(path, 'read_bytes')()"),
    ("text", "def f(path, name):\n    return getattr(path, name)()"),
    ("text", "def f(x):\n    return [getattr(x, one.name) for one in x.fields()]"),
    ("text", "from posixpath import exists"),
    ("text", "import posixpath\nposixpath.realpath('a')"),
    ("text", "import tomllib\ntomllib.load(f)"),
    ("text", "from typing import sys"),
    ("text", "import typing\ntyping.sys.modules['os'].remove('a')"),
    ("text", "import dataclasses\ndataclasses.sys"),
    ("text", "__file__"),
    ("read", "import email\nemail.message_from_binary_file(f)"),
    ("read", "from email import message_from_file"),
    ("read", "import plistlib\nplistlib.load(f)"),
    ("read", "import fileinput"),
    ("read", "import feedparser\nfeedparser.parse(url)"),
    ("clean", "from lxml import etree"),
    ("check", "from lxml import etree\netree.parse(path)"),
    ("check", "from lxml import html\nhtml.parse(path)"),
    ("check", "import lxml.html"),
    ("check", "from lxml import etree\netree.fromstring(b'<a/>')"),
    ("check", "from lxml import etree\netree.XMLParser(resolve_entities=False, no_network=True, load_dtd=True)"),
    ("check", "from lxml import etree\netree.XMLParser(no_network=True)"),
    ("check", "import zipfile\nzipfile.ZipFile(path)"),
    ("check", "from zipfile import ZipFile as Z\nZ(file=path)"),
    ("check", "import zipfile\nopened = zipfile.ZipFile"),
    (
        "check",
        "import zipfile\nfrom io import BytesIO\ndef f(a):\n    a = BytesIO()\n    a = 'x.zip'\n    zipfile.ZipFile(a)",
    ),
    (
        "check",
        "import zipfile\nfrom io import BytesIO\ndef f(a):\n    b = BytesIO()\ndef g(b):\n    zipfile.ZipFile(b)",
    ),
    ("check", "def f(archive):\n    archive.extractall()"),
    ("check", "def f(archive):\n    archive.extract('a')"),
    ("check", "from pikepdf import open as opened\nopened(path)"),
    ("check", "from pikepdf import open as opened\n[*map(opened, paths)]"),
    ("render", "from pypdf import PdfWriter\nPdfWriter('a.pdf')"),
    ("render", "def f(writer):\n    writer.write('a.pdf')"),
    ("render", "from PIL import Image\nImage.open(path)"),
    ("render", "from PIL.Image import open as picture"),
    ("render", "from PIL import ImageFont\nImageFont.truetype('a.ttf')"),
    ("render", "from PIL import ImageFont\nImageFont.FreeTypeFont('a.ttf')"),
    ("render", "from PIL import ImageGrab"),
    ("render", "from PIL import Image\nImage.new('L', (1, 1)).save('a.png')"),
    ("render", "def f(sheet):\n    keep = sheet.save"),
    ("render", "from jinja2 import FileSystemLoader"),
    ("render", "from jinja2 import PackageLoader as L"),
    ("render", "import jinja2\njinja2.FileSystemLoader('a')"),
    ("render", "from jinja2 import Environment\nEnvironment()"),
    ("render", "from ebooklib import epub\nepub.write_epub('a.epub', book)"),
    ("render", "from ebooklib import epub\nepub.read_epub('a.epub')"),
    ("fonts", "from fontTools.ttLib import TTFont\nTTFont(path)"),
    ("fonts", "from fontTools.ttLib import TTFont\nfont: TTFont = TTFont()"),
    ("fonts", "def f(font):\n    font.save('a.ttf')"),
    ("fonts", "def f(font, out):\n    font.save(out)"),
    ("fonts", "def f(font):\n    getattr(font, 'save')('a.ttf')"),
    ("fonts", "from fontTools.subset import load_font"),
    # WeasyPrint and its fetchers
    ("render", "import weasyprint\nweasyprint.HTML(filename='a', url_fetcher=f)"),
    ("render", "import weasyprint\nweasyprint.HTML('https://a.example', url_fetcher=f)"),
    ("render", "import weasyprint\nweasyprint.HTML(string='')"),
    ("render", "import weasyprint\nweasyprint.HTML(string='', url_fetcher=f, base_url='.')"),
    ("render", "import weasyprint\nweasyprint.HTML(**options)"),
    ("render", "from weasyprint import CSS as Sheet\nSheet(url='a', string='', url_fetcher=f)"),
    ("render", "from weasyprint import default_url_fetcher"),
    ("render", "import weasyprint\nweasyprint.default_url_fetcher('a')"),
    ("render", "import weasyprint\nweasyprint.Attachment(string='', url_fetcher=f)"),
    ("render", "import weasyprint\nweasyprint.Attachment(string='', created=a, modified=a)"),
    ("render", "import weasyprint\nengine = weasyprint"),
    ("render", "from weasyprint.urls import URLFetcher\nURLFetcher()"),
    ("render", "class Own:\n    def fetch(self, url):\n        return super().fetch(url)"),
    ("render", "def f(document):\n    document.write_pdf('a.pdf')"),
    ("render", "def f(document):\n    document.write_pdf(target='a.pdf')"),
    # network, processes, threads, the log, the terminal
    ("read", "import socket"),
    ("read", "from urllib.request import urlopen"),
    ("read", "import urllib.request"),
    ("read", "from http import client"),
    ("read", "import httpx"),
    ("read", "import subprocess"),
    ("read", "from multiprocessing import Pool"),
    ("read", "from concurrent.futures import ThreadPoolExecutor"),
    ("read", "import threading"),
    ("read", "import asyncio"),
    ("read", "import logging"),
    ("read", "import weasyprint"),
    ("read", "print('a')"),
    ("read", "input()"),
    ("read", "breakpoint()"),
    # the clock, chance, the environment
    ("model", "import time"),
    ("model", "from time import monotonic"),
    ("model", "from datetime import datetime\ndatetime.now()"),
    ("model", "from datetime import UTC, datetime\ndatetime.now(UTC)"),
    ("model", "import datetime as d\nd.datetime.utcnow()"),
    ("model", "from datetime import date\ntoday = date.today"),
    ("model", "from datetime import datetime\ngetattr(datetime, 'now')()"),
    ("model", "from datetime import datetime\ndatetime.fromtimestamp(0)"),
    ("model", "def f(moment):\n    return moment.astimezone()"),
    ("model", "def f(moment):\n    return moment.timestamp()"),
    ("bind", "import random"),
    ("bind", "import secrets"),
    ("bind", "from uuid import uuid4"),
    ("bind", "import uuid\nuuid.uuid1()"),
    ("bind", "import locale"),
    ("bind", "from os import environ"),
    ("bind", "import sys"),
    ("bind", "import getpass"),
    # Python itself
    ("walk", "import importlib"),
    ("walk", "from importlib import import_module"),
    ("walk", "__import__('os')"),
    ("walk", "eval('1')"),
    ("walk", "exec('1')"),
    ("walk", "compile('1', '', 'exec')"),
    ("walk", "globals()['open']('a')"),
    ("walk", "__builtins__"),
    ("walk", "from operator import methodcaller"),
    ("walk", "def f(x):\n    return x.__globals__"),
    ("walk", "object.__subclasses__()"),
    ("walk", "from re import *"),
    ("walk", "from . import text"),
    ("walk", "import inspect"),
    # an order that is another in the next process
    ("walk", "hash('a')"),
    ("walk", "sorted(nodes, key=id)"),
    ("walk", "nodes.sort(key=hash)"),
    ("walk", "for char in set(text):\n    pass"),
    ("walk", "for char in {*text} - seen:\n    pass"),
    ("walk", "list({1, 2})"),
    ("walk", "''.join({'a', 'b'})"),
    ("walk", "[c for c in frozenset(text)]"),
    ("walk", "{c: 1 for c in {c for c in text}}"),
    ("walk", "dict.fromkeys(set(text))"),
    ("walk", "next(iter(set(text)))"),
    ("walk", "def f():\n    seen = set()\n    return tuple(seen)"),
    ("walk", "def f(seen: frozenset[str]):\n    return [*seen]"),
    ("walk", "def f() -> set[str]: ...\ndef g():\n    return list(f())"),
    ("walk", "def f():\n    seen = set()\n    return seen.pop()"),
    ("walk", "max((len(c) for c in set(text)), key=len)"),
]


@pytest.mark.parametrize(("room", "source"), FAULTS)
def test_what_reaches_out_is_found(room: str, source: str) -> None:
    assert faults(source, room) != []


IN_MEMORY = "import zipfile\nfrom io import BytesIO\n"
#: What must not be found.
HARMLESS = [
    ("text", "import re\nre.compile('a').search(text)"),
    ("text", "from dataclasses import dataclass, field"),
    ("text", "def opening(x):\n    return x.opened"),
    ("text", "from urllib.parse import urlsplit"),
    ("text", "from book.model import Text"),
    ("text", "def f(node):\n    return getattr(node, 'children', ())"),
    (
        "text",
        "from dataclasses import fields\ndef f(x):\n    return {one.name: getattr(x, one.name) for one in fields(x)}",
    ),
    ("read", "import yaml\nyaml.load(text, Loader=getattr(yaml, 'CBaseLoader', yaml.BaseLoader))"),
    ("read", "def f(tag):\n    return tag.extract()"),
    ("read", "import email\nemail.message_from_bytes(body)"),
    ("check", IN_MEMORY + "zipfile.ZipFile(BytesIO(body))"),
    (
        "check",
        IN_MEMORY
        + "def f():\n    out = BytesIO()\n    with zipfile.ZipFile(out, 'w') as archive:\n        return archive",
    ),
    ("check", IN_MEMORY + "def f(out: BytesIO):\n    zipfile.ZipFile(out)"),
    ("check", IN_MEMORY + "def f():\n    with BytesIO() as out:\n        zipfile.ZipFile(out)"),
    ("check", IN_MEMORY + "def f(font):\n    a, out = 1, BytesIO()\n    font.save(out)"),
    ("check", IN_MEMORY + "def f(archive: zipfile.ZipFile) -> zipfile.ZipFile | None: ..."),
    ("check", "import io\nfrom pikepdf import open as opened\nopened(io.BytesIO(body))"),
    ("check", "from lxml import etree\np = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)"),
    ("check", "from lxml import etree\netree.fromstring(body, parser)"),
    ("render", "import weasyprint\nweasyprint.HTML(string=text, url_fetcher=fetcher)"),
    ("render", "from weasyprint.urls import URLFetcher\nclass Own(URLFetcher):\n    def open(self, url): ..."),
    ("render", "def f(document):\n    return document.write_pdf(finisher=finish)"),
    ("render", "from PIL import ImageFont\nface: ImageFont.FreeTypeFont"),
    ("render", "from weasyprint.layout import page\ngetattr(page, 'make_page', None)"),
    ("model", "from datetime import UTC, datetime\ndatetime.fromtimestamp(0, UTC)"),
    ("model", "from datetime import UTC, datetime\ndatetime.fromisoformat(text).astimezone(UTC)"),
    ("bind", "import uuid\nuuid.uuid5(uuid.NAMESPACE_URL, 'a')"),
    ("walk", "for char in sorted(set(text)):\n    pass"),
    ("walk", "any(c in text for c in {'a', 'b'})"),
    ("walk", "{c for c in set(text)}"),
    ("walk", "len([c for c in set(text)])"),
    ("walk", "'a' in set(text)"),
    ("walk", "def f():\n    seen = []\n    return tuple(seen)"),
    ("walk", "seen.update(c for c in set(text))"),
    ("walk", "{id(node): node for node in nodes}"),
]


@pytest.mark.parametrize(("room", "source"), HARMLESS)
def test_what_reaches_nothing_is_left_alone(room: str, source: str) -> None:
    assert faults(source, room) == []


def test_a_fault_says_where_it_is() -> None:
    (fault,) = faults("import zipfile\n\ndef checked(path):\n    return zipfile.ZipFile(path)\n", "check")
    assert (fault.line, fault.function) == (4, "checked")
    assert fault.what == "zipfile.ZipFile(path): no BytesIO that can be seen"
