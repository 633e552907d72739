"""All that changes WeasyPrint from inside: filling lines, breaking paragraphs, spacing, floats, and layout in linear time."""
