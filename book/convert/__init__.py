"""Simplified and traditional, over the tree: conversion as an editor does it.

The script of each article is found out from its text (`detect`). An article that is in the target already is left alone; what it
holds in another script is converted by passage (`runs`). A line is converted whole and dealt back to its leaves, so a phrase that
runs across markup is one phrase to the engine (头<b>发</b> → 頭<b>髮</b>; `line`). Code, formulas, addresses, names as they were
given and what the user protects are never touched; the user's own phrases come before the engine's (`spans`). What is known to
go wrong is listed (`review`). The engine is OpenCC, whichever of its two distributions is installed (`engine`); where the words
of the sentence say otherwise (`lexicon`), they count.
"""

from __future__ import annotations

from book.convert.article import convert, convert_word, convert_words, plain
from book.convert.conversion import Conversion, Tables, plan
from book.convert.detect import Detected, Evidence, detect
from book.convert.engine import Way, configurations, engine, way
from book.convert.line import Piece, convert_line, deal
from book.convert.review import Watch
from book.convert.spans import Words, given_names, parse_replace, phrases

__all__ = [
    "Conversion", "Detected", "Evidence", "Piece", "Tables", "Watch", "Way", "Words", "configurations", "convert", "convert_line",
    "convert_word", "convert_words", "deal", "detect", "engine", "given_names", "parse_replace", "phrases", "plain",
    "plan", "way",
]  # fmt: skip
