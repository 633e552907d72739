"""The package document of an EPUB, written out (EPUB 3.3 §5), with a guide for old reading systems. Pure; it decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from book.classes import dataclass
from book.model import Book
from book.render.epub.contents import Landmark
from book.render.epub.package import Item, Person
from book.render.xhtml import escape


@dataclass(frozen=True, slots=True)
class Opf:
    """What the package says of a book and of its files, but when it was changed. "" is nothing to say."""

    book: Book
    language: str
    title: str
    file_as: str
    people: Sequence[Person]
    sources: Sequence[str]
    rights: str
    date: str
    subjects: Sequence[str]
    accessibility: Iterable[tuple[str, str]]
    conforms: str
    certified_by: str
    items: Sequence[Item]
    spine: Sequence[Item]
    landmarks: Iterable[Landmark]
    paged: bool
    vertical: bool

    def document(self, modified: str) -> bytes:
        """The file."""
        direction = ' page-progression-direction="rtl"' if self.vertical else ""
        items, spine = (
            "".join(map(_item, self.items)),
            "".join([f'<itemref idref="{item.id}"/>\n' for item in self.spine]),
        )
        guide = "".join([
            f'<reference type="{mark.guide}" title="{escape(mark.label)}" href="{escape(mark.href)}"/>\n'
            for mark in self.landmarks
            if mark.guide
        ])  # fmt: skip
        text = f"""<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="meta-id" xml:lang="{self.language}">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
{self._named()}{self._made(modified)}{self._shown()}</metadata>
<manifest>
{items}</manifest>
<spine toc="ncx"{direction}>
{spine}</spine>
<guide>
{guide}</guide>
</package>
"""
        return text.encode()

    def _named(self) -> str:
        """What it is called, and by whom it is."""
        rows = [
            f'<dc:identifier id="meta-id">{escape(self.book.identifier)}</dc:identifier>',
            f'<dc:title id="meta-title">{escape(self.title)}</dc:title>',
            '<meta refines="#meta-title" property="title-type">main</meta>',
            f'<meta refines="#meta-title" property="file-as">{escape(self.file_as)}</meta>',
        ]
        if self.book.subtitle:
            rows += [
                f'<dc:title id="meta-subtitle">{escape(self.book.subtitle)}</dc:title>',
                '<meta refines="#meta-subtitle" property="title-type">subtitle</meta>',
                '<meta refines="#meta-title" property="display-seq">1</meta>',
                '<meta refines="#meta-subtitle" property="display-seq">2</meta>',
            ]
        rows.append(f"<dc:language>{self.language}</dc:language>")
        for number, person in enumerate(self.people, 1):
            element, about = f"dc:{person.element}", f'refines="#meta-person{number}" property'
            rows += [
                f'<{element} id="meta-person{number}">{escape(person.name)}</{element}>',
                f'<meta {about}="role" scheme="marc:relators">{person.role}</meta>',
                f'<meta {about}="file-as">{escape(person.file_as)}</meta>',
            ]
        return _lines(rows)

    def _made(self, modified: str) -> str:
        """Where it came from, when, and in which series it is."""
        rows = [f"<dc:source>{escape(source)}</dc:source>" for source in self.sources]
        rows += [f"<dc:publisher>{escape(self.book.publisher)}</dc:publisher>"] if self.book.publisher else []
        rows += [f"<dc:date>{escape(self.date)}</dc:date>"] if self.date else []
        rows += [f"<dc:subject>{escape(subject)}</dc:subject>" for subject in self.subjects]
        rows += [f"<dc:description>{escape(self.book.description)}</dc:description>"] if self.book.description else []
        rows.append(f"<dc:rights>{escape(self.rights)}</dc:rights>")
        rows.append(f'<meta property="dcterms:modified">{modified}</meta>')
        if series := self.book.series:
            rows += [
                f'<meta property="belongs-to-collection" id="meta-series">{escape(series.title)}</meta>',
                '<meta refines="#meta-series" property="collection-type">series</meta>',
            ]
            if series.number > 0:
                rows.append(
                    f'<meta refines="#meta-series" property="group-position">{escape(str(series.number))}</meta>'
                )
        return _lines(rows)

    def _shown(self) -> str:
        """For whom it is, and how it is shown."""
        rows = [f'<meta property="schema:{name}">{escape(value)}</meta>' for name, value in self.accessibility]
        if self.conforms:
            rows += [
                f'<meta property="dcterms:conformsTo" id="meta-conforms">{escape(self.conforms)}</meta>',
                f'<meta refines="#meta-conforms" property="a11y:certifiedBy">{escape(self.certified_by)}</meta>',
            ]
        if self.paged:
            source = self.sources[0] if self.book.isbn else self.book.identifier
            rows.append(f'<meta property="pageBreakSource">{escape(source)}</meta>')
        rows += ['<meta name="primary-writing-mode" content="vertical-rl"/>'] if self.vertical else []
        cover = next((item.id for item in self.items if item.properties == "cover-image"), "")
        rows += [f'<meta name="cover" content="{cover}"/>'] if cover else []
        return _lines(rows)


def _item(item: Item) -> str:
    properties = f' properties="{item.properties}"' if item.properties else ""
    return f'<item id="{item.id}" href="{item.href}" media-type="{item.media_type}"{properties}/>\n'


def _lines(rows: Sequence[str]) -> str:
    return "".join([f"{row}\n" for row in rows])
