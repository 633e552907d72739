"""Formulas as pictures, for reading systems that show no MathML: Kindle and 多看."""

from __future__ import annotations

import hashlib

from book.classes import dataclass, field
from book.maths.drawing import drawn
from book.model import Formula
from book.render.epub.package import Item
from book.render.xhtml import escape

_FOLDER = "images"


@dataclass(frozen=True, slots=True)
class FormulaPictures:
    """The drawings of a book's formulas, each once: name of the file → SVG."""

    bodies: dict[str, bytes] = field(default_factory=dict)

    def markup(self, node: Formula) -> str:
        """A formula as a picture on the base line, as large as the text around it; as code where it cannot be drawn."""
        drawing = drawn(node.mathml)
        if drawing is None:
            return f'<span class="formula">{escape(node.tex)}</span>'
        name = f"formula-{hashlib.sha256(node.mathml.encode()).hexdigest()[:12]}.svg"
        self.bodies[name] = drawing.svg.encode()
        style = f"width:{drawing.width:.3f}em;height:{drawing.above + drawing.below:.3f}em;vertical-align:{-drawing.below:.3f}em"
        return f'<img class="drawn" src="../{_FOLDER}/{name}" alt="{escape(node.tex)}" style="{style}"/>'

    def items(self) -> tuple[Item, ...]:
        """The drawings as items of the package."""
        return tuple(
            Item.of(name.removesuffix(".svg"), f"{_FOLDER}/{name}", "image/svg+xml", body)
            for name, body in sorted(self.bodies.items())
        )
