"""PDF/A-3a and PDF/UA-1 by veraPDF's engine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from scripts import SCRIPTS
from test_pdf import ASSETS, sample, theme
from vera import passes, verapdf

from book.model import Article, Code, Paragraph, Part, Source, Text
from book.render.pdf import render_files
from book.settings.values import PdfConfig
from book.system.parts import undrawable

ENGLISH = "The administration of the river considered extraordinarily complicated regulations before the inundation. "


def test_the_book_its_presets_and_its_parts_are_archival_and_accessible(tmp_path: Path) -> None:
    engine = verapdf()
    wanted = {
        "plain": PdfConfig(),
        "columns": PdfConfig(page="A4-2", links="end", half_title=True, design="literary"),
        "codes": PdfConfig(notes="page", links="qr", design="modern"),
        "screen": PdfConfig(page="phone", opening="run-on", links="footnotes", split="article"),
    }
    for name, options in wanted.items():
        whole, files = render_files(sample(), theme(), ASSETS, options)
        for i, body in enumerate((whole.body, *files.values())):
            (tmp_path / f"{name}{i}.pdf").write_bytes(body)
    lines = tuple(Paragraph((Text(f"{name}：{text}。"), Code(text))) for name, text in SCRIPTS.items())
    lines += (Paragraph((Text(f"有人说：{ENGLISH * 3}"),)),)  # with hyphens, and languages of marked content
    scripts = replace(sample(), parts=(Part("字", (Article("字", lines, Source("s.md"), id="s1"),), "p1"),))
    (tmp_path / "scripts.pdf").write_bytes(render_files(scripts, theme(), ASSETS, PdfConfig(), undrawable)[0].body)
    passes(tmp_path, engine, 8)
