"""Numbers as lists print them: 3, c, C, iii, III."""

from __future__ import annotations

from enum import StrEnum

_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
_LARGEST_ROMAN = 3999
_MOST_REPEATED = 10  # of a letter: "aa" is the 27th, as Word counts


class Numeral(StrEnum):
    """How numbers are printed."""

    DECIMAL = "decimal"
    LOWER_LETTER = "lower letter"
    UPPER_LETTER = "upper letter"
    LOWER_ROMAN = "lower roman"
    UPPER_ROMAN = "upper roman"


def numeral(number: int, form: Numeral) -> str:
    """The number in a form, in digits where that form does not reach."""
    if form in (Numeral.LOWER_LETTER, Numeral.UPPER_LETTER):
        times, letter = divmod(number - 1, 26)
        if not 0 <= times < _MOST_REPEATED:
            return str(number)
        printed = chr(ord("a") + letter) * (times + 1)
        return printed.upper() if form is Numeral.UPPER_LETTER else printed
    if form in (Numeral.LOWER_ROMAN, Numeral.UPPER_ROMAN) and 0 < number <= _LARGEST_ROMAN:
        printed = _roman(number)
        return printed.upper() if form is Numeral.UPPER_ROMAN else printed
    return str(number)


def _roman(number: int) -> str:
    printed = ""
    for value, sign in _ROMAN:
        times, number = divmod(number, value)
        printed += sign * times
    return printed
