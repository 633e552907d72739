"""The fonts of a style as Pango is asked for them, once for all texts that are set alike, over the internals of WeasyPrint 70.

For one style at a time; used by `once`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from weasyprint.text import line_break
from weasyprint.text.ffi import FROM_UNITS, ffi, gobject, pango, unicode_to_char_p
from weasyprint.text.fonts import font_features, get_font_description

_FEATURES = (
    "font_kerning", "font_variant_ligatures", "font_variant_position", "font_variant_caps", "font_variant_numeric",
    "font_variant_alternates", "font_variant_east_asian", "font_feature_settings",
)  # fmt: skip
_FACE = (
    *_FEATURES, "font_family", "font_style", "font_stretch", "font_weight", "font_size", "font_variation_settings",
    "font_language_override", "lang", "direction",
)  # fmt: skip


class _Face:
    """What Pango is asked for a style: context, description, language, what is said of fonts, metrics of decorations."""

    __slots__ = ("context", "description", "features", "language", "metrics")

    def __init__(self, style: Any) -> None:
        context = ffi.gc(pango.pango_font_map_create_context(style.font_config.font_map), gobject.g_object_unref)
        pango.pango_context_set_round_glyph_positions(context, False)
        pango.pango_context_set_base_dir(context, line_break.PANGO_DIRECTION[style["direction"]])
        override, lang = style["font_language_override"], style["lang"]
        if override != "normal":
            lang = line_break.LST_TO_ISO.get(override.lower(), override)
        if lang:
            written, _ = unicode_to_char_p(lang)
            self.language = pango.pango_language_from_string(written)
            pango.pango_context_set_language(context, self.language)
        else:
            self.language = pango.pango_language_get_default()
        self.context, self.description = context, get_font_description(style)
        self.metrics: Any = None
        features = font_features(*(style[name] for name in _FEATURES))
        self.features = ",".join(f"{key} {value}" for key, value in features.items()).encode()

    def decorate(self, layout: Any) -> None:
        """Tells a layout where the lines of text stand that is decorated, and how thick they are, in px."""
        if self.metrics is None:
            asked = pango.pango_context_get_metrics(self.context, self.description, self.language)
            self.metrics = ffi.gc(asked, pango.pango_font_metrics_unref)
        found = self.metrics
        layout.ascent = FROM_UNITS * pango.pango_font_metrics_get_ascent(found)
        layout.underline_position = FROM_UNITS * pango.pango_font_metrics_get_underline_position(found)
        layout.strikethrough_position = FROM_UNITS * pango.pango_font_metrics_get_strikethrough_position(found)
        layout.underline_thickness = FROM_UNITS * pango.pango_font_metrics_get_underline_thickness(found)
        layout.strikethrough_thickness = FROM_UNITS * pango.pango_font_metrics_get_strikethrough_thickness(found)


def setting_up(stock: Callable[..., Any]) -> Callable[..., Any]:
    """`Layout.setup`: fonts are asked for once a style, and once for all styles that are set alike."""

    @wraps(stock)
    def setup(self: Any, style: Any) -> None:
        face = getattr(style, "face", None)
        if face is None:
            key, faces = str([style[name] for name in _FACE]), getattr(style.font_config, "faces", None)
            if faces is None:
                faces = style.font_config.faces = {}
            face = style.face = faces.get(key) or faces.setdefault(key, _Face(style))
        self.style, self.first_line_direction, self.language = style, 0, face.language
        self.layout = ffi.gc(pango.pango_layout_new(face.context), gobject.g_object_unref)
        pango.pango_layout_set_auto_dir(self.layout, False)
        pango.pango_layout_set_font_description(self.layout, face.description)
        self.ascent = self.underline_position = self.strikethrough_position = None
        if style["text_decoration_line"] != "none":
            face.decorate(self)
        if face.features:
            known = style.font_config.font_features
            if face.features not in known:
                known[face.features] = pango.pango_attr_font_features_new(face.features)
            attributes = pango.pango_attr_list_new()
            pango.pango_attr_list_insert(attributes, known[face.features])
            pango.pango_layout_set_attributes(self.layout, attributes)

    return setup


def remembered(stock: Callable[..., str]) -> Callable[..., str]:
    """By what fonts a style's metrics are known."""

    @wraps(stock)
    def _font_style_cache_key(style: Any, include_size: bool = False) -> str:
        if (plain := getattr(style, "plain_key", None)) is None:
            plain = style.plain_key = stock(style)
        if not include_size:
            return str(plain)
        if (sized := getattr(style, "sized_key", None)) is None:
            sized = style.sized_key = stock(style, include_size=True)
        return str(sized)

    return _font_style_cache_key
