"""What the fonts of symbols that Word has print for their codes, as signs of other fonts."""

from __future__ import annotations

_SYMBOL = {
    0x20: " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_",
    0x60: "‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼",
    0xA0: "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉",
    0xD0: "∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪",
    0xF1: "〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭",
}
_WINGDINGS = {
    0x4A: "☺", 0x4C: "☹", 0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x76: "❖", 0x9F: "•",
    0xA7: "▪", 0xA8: "◻", 0xD8: "➢", 0xDF: "←→↑↓", 0xFB: "✗✓☒☑",
}  # fmt: skip


def _by_code(rows: dict[int, str]) -> dict[int, str]:
    return {first + at: sign for first, signs in rows.items() for at, sign in enumerate(signs)}


_FONTS = {"symbol": _by_code(_SYMBOL), "wingdings": _by_code(_WINGDINGS)}
_PRIVATE = 0xF000  # where Word keeps such a font's codes


def has_signs(font: str) -> bool:
    """Whether it is known what a font of this name prints."""
    return font.casefold() in _FONTS


def sign_of(font: str, code: int) -> str | None:
    """What a font prints for a code, with or without U+F000 added; None where it is not known."""
    known = _FONTS.get(font.casefold(), {})
    return known.get(code - _PRIVATE if code >= _PRIVATE else code)


def as_printed(font: str, words: str) -> str:
    """Words in a font of symbols as it prints them; what is not known stays."""
    return "".join(sign_of(font, ord(sign)) or sign for sign in words)
