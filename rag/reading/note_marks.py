"""How notes and the pointers to them are printed: ``[3]``, ``[^3]`` or a superscript number."""

from __future__ import annotations

import re

_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_DIGITS = str.maketrans(_SUPERSCRIPTS, "0123456789")
_SUPERSCRIPT_OF = str.maketrans("0123456789", _SUPERSCRIPTS)

# A digit, or a word as short as the names of units are.
_UNIT = re.compile(r"\d\Z|(?<![^\W\d_])[A-Za-z]{1,3}\Z")

# More digits are no number of a note, and int() refuses some thousands of them. With leading
# zeros, "[0012]", it numbers the paragraphs of a patent.
IN_BRACKETS = r"\[\^?(?!0\d)\d{1,8}\]"
SUPERSCRIPT = f"[{_SUPERSCRIPTS}]{{1,3}}"
NOTE_MARK = f"(?:{IN_BRACKETS}|{SUPERSCRIPT})"
"""A pattern for all of them; a superscript may be a power, too."""


_OPENS_NOTE = re.compile(rf"\s*{NOTE_MARK}\s*\S")


def opens_note(text: str) -> bool:
    """Whether a paragraph opens as a note does, with its number: "[3] See …", "³ See …"."""
    return _OPENS_NOTE.match(text) is not None


def is_power(text: str, mark: int) -> bool:
    """Whether a superscript at an offset is a power, as in "5 km²" and "10²"."""
    return _UNIT.search(text, max(0, mark - 4), mark) is not None


def note_number(mark: str) -> int:
    """The number that a mark shows."""
    return int(mark.strip("[]^").translate(_DIGITS))


_NOTES = re.compile(
    r"(?:\d{1,2}(?:\.\d{1,2})*\.?\s+)?"
    r"(?:end ?notes?|foot ?notes?|notes?(?: and (?:references|sources))?"
    r"|anmerkungen|fu(?:ß|ss)noten|endnoten|notes? de (?:fin|bas de page)"
    r"|notas(?: al pie| finales)?|note a piè di pagina|примечания|сноски"
    r"|注释|注釋|註釋|注解|脚注|腳註|尾注|附注|注|註)"
    r"(?:\s(?:to|on|for|of|zu|zum|zur|du|des|de)\s.{1,60})?[:：]?",
    re.IGNORECASE,
)


def heads_notes(title: str) -> bool:
    """Whether a heading says that notes stand below: "Notes", "Endnotes to Chapter 2", "注释"."""
    return _NOTES.fullmatch(title.strip().strip("#=*_ \t")) is not None


def as_superscript(number: str, length: int) -> str:
    """Plain digits as superscripts, filled up with blanks to a length."""
    return number.translate(_SUPERSCRIPT_OF).ljust(length)
