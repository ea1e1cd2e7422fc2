"""The characters that a PDF's fonts give, as a person would type them."""

from __future__ import annotations

import unicodedata

# Ligatures, and the shapes of Arabic and Hebrew letters, which stand for the letters themselves.
_SHAPES = ((0xFB00, 0xFDFF), (0xFE70, 0xFEFC))
# Fonts of symbols put their signs from U+F000 on; these are bullets in all that are common.
_BULLETS = dict.fromkeys(
    map(ord, "\uf0b7\uf0a7\uf0a8\uf076\uf0d8\uf0fc\uf06c\uf06e\uf09f\uf095"), "•"
)
_HYPHENS = {0x02: "-", 0xFFFE: "-"}  # how pdfium gives one at a line's end
UNKNOWN = "\ufffd"
"""What stands for a sign that the file's font gives no character for."""
_FIRST_HEBREW = "\u0590"  # no script before it runs so
# Where the fonts of TeX, in its encodings OT1, T1 and TS1, keep signs below the letters: files that
# do not say what these codes mean are of its kind.
_TEX_SIGNS = {
    0x0B: "ff", 0x0C: "fi", 0x0E: "ffi", 0x0F: "ffl",
    0x10: "“", 0x11: "”", 0x12: "„", 0x13: "«", 0x14: "»", 0x15: "–", 0x16: "—",
    0x1B: "ff", 0x1C: "fi", 0x1D: "fl", 0x1E: "ffi", 0x1F: "ffl", 0x88: "•",
}  # fmt: skip
_SPACES = frozenset((0x09, 0x0A, 0x0D, 0x20, 0xA0, 0x3000))


def sign(code: int) -> str:
    """The text of a code point: "" for what shows nothing, " " for white space."""
    if 0x20 < code < 0x7F:
        return chr(code)
    if code in _SPACES or 0x2000 <= code <= 0x200A:
        return " "
    if code in _HYPHENS:
        return _HYPHENS[code]
    if code in _BULLETS:
        return _BULLETS[code]
    if code == 0:
        return UNKNOWN
    if code in _TEX_SIGNS:
        return _TEX_SIGNS[code]
    if 0x80 <= code < 0xA0:
        return bytes((code,)).decode("cp1252", "ignore")
    if code < 0x20 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return ""
    if any(first <= code <= last for first, last in _SHAPES):
        return unicodedata.normalize("NFKC", chr(code))
    return "" if unicodedata.category(chr(code)) in ("Cc", "Cn", "Cs") else chr(code)


def runs_leftwards(character: str) -> bool:
    """Whether a character is of a script that runs from right to left."""
    return character >= _FIRST_HEBREW and unicodedata.bidirectional(character) in ("R", "AL")


def is_ideograph(character: str) -> bool:
    """Whether a character is of a script that is written without spaces."""
    return "\u2e80" <= character <= "\u9fff" or "\uf900" <= character <= "\uffef"
