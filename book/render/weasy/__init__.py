"""All that changes WeasyPrint from inside: lines, paragraphs, spacing, floats, dates of fonts, and layout in linear time."""
