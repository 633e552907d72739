"""A reader of EAN-13, by the widths of bars and spaces (ISO/IEC 15420), apart from what draws them."""

from __future__ import annotations


def decoded(modules: str) -> str:
    """The number that 95 modules say, read as a scanner does: by the widths of bars and spaces, the first digit by the parity."""
    widths = ("3211", "2221", "2122", "1411", "1132", "1231", "1114", "1312", "1213", "3112")
    parities = ("OOOOOO", "OOEOEE", "OOEEOE", "OOEEEO", "OEOOEE", "OEEOOE", "OEEEOO", "OEOEOE", "OEOEEO", "OEEOEO")
    assert (modules[:3], modules[45:50], modules[-3:]) == ("101", "01010", "101")
    digits, parity = "", ""
    for start in (*range(3, 45, 7), *range(50, 92, 7)):
        one = modules[start : start + 7]
        runs, last = "", ""
        for module in one:
            runs, last = (runs[:-1] + str(int(runs[-1]) + 1) if module == last else runs + "1"), module
        even = start < 45 and one.count("1") % 2 == 0
        digits += str(widths.index(runs[::-1] if even else runs))
        parity += "" if start > 45 else "E" if even else "O"
    return str(parities.index(parity)) + digits
