"""How notes and the pointers to them are printed: ``[3]``, ``[^3]`` or a superscript number."""

from __future__ import annotations

_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_DIGITS = str.maketrans(_SUPERSCRIPTS, "0123456789")

# More digits are no number of a note, and int() refuses some thousands of them.
IN_BRACKETS = r"\[\^?\d{1,8}\]"
SUPERSCRIPT = f"[{_SUPERSCRIPTS}]{{1,3}}"
NOTE_MARK = f"(?:{IN_BRACKETS}|{SUPERSCRIPT})"
"""A pattern for all of them; a superscript may be a power, too."""


def note_number(mark: str) -> int:
    """The number that a mark shows."""
    return int(mark.strip("[]^").translate(_DIGITS))
