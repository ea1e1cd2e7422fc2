"""How notes and the pointers to them are printed: ``[3]``, ``[^3]`` or a superscript number."""

from __future__ import annotations

import re

_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_DIGITS = str.maketrans(_SUPERSCRIPTS, "0123456789")

# A digit, or a word as short as the names of units are.
_UNIT = re.compile(r"\d\Z|(?<![^\W\d_])[A-Za-z]{1,3}\Z")

# More digits are no number of a note, and int() refuses some thousands of them.
IN_BRACKETS = r"\[\^?\d{1,8}\]"
SUPERSCRIPT = f"[{_SUPERSCRIPTS}]{{1,3}}"
NOTE_MARK = f"(?:{IN_BRACKETS}|{SUPERSCRIPT})"
"""A pattern for all of them; a superscript may be a power, too."""


def is_power(text: str, mark: int) -> bool:
    """Whether a superscript at an offset is a power, as in "5 km²" and "10²"."""
    return _UNIT.search(text, max(0, mark - 4), mark) is not None


def note_number(mark: str) -> int:
    """The number that a mark shows."""
    return int(mark.strip("[]^").translate(_DIGITS))
