"""Run by calibre: `calibre-debug calibre.py -- BOOK.epub …` prints a JSON object a book."""

import json
import sys

from calibre.ebooks.metadata.meta import get_metadata
from calibre.ebooks.oeb.iterator.book import EbookIterator
from calibre.ebooks.oeb.polish.container import get_container
from calibre.ebooks.oeb.polish.toc import get_toc, verify_toc_destinations
from lxml import etree


def entries(node):
    """The table of contents, flat, in order."""
    for child in node.children:
        yield {"label": child.title, "file": child.dest, "id": child.frag, "there": child.dest_exists}
        yield from entries(child)


for path in sys.argv[1:]:
    with open(path, "rb") as file:  # noqa: PTH123
        said = get_metadata(file, "epub")
    book = get_container(path)
    toc = get_toc(book)
    verify_toc_destinations(book, toc)
    # The reader proper: calibre's own input of EPUB, as its viewer and its conversions begin.
    with EbookIterator(path) as read:
        texts = ["".join(etree.parse(str(page)).getroot().find("{*}body").itertext()) for page in read.spine]
    print(
        json.dumps(
            {
                "title": said.title,
                "creators": said.authors,
                "spine": [name for name, _ in book.spine_names],
                "toc": list(entries(toc)),
                "texts": texts,
            }
        )
    )
