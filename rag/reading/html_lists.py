"""How the items of HTML's lists are printed."""

from __future__ import annotations

from dataclasses import dataclass

from rag.reading.drafts import Draft
from rag.reading.html_tree import Element
from rag.reading.numerals import Numeral, numeral

_FORMS = {
    "a": Numeral.LOWER_LETTER,
    "A": Numeral.UPPER_LETTER,
    "i": Numeral.LOWER_ROMAN,
    "I": Numeral.UPPER_ROMAN,
}


@dataclass(slots=True)
class OpenList:
    """A list whose items are being read; ``items`` counts them, ``number`` is that of the next.

    ``term`` is the term of a list of definitions that has been read last.
    """

    tag: str
    form: Numeral = Numeral.DECIMAL
    number: int = 1
    step: int = 1
    items: int = 0
    term: Draft | None = None

    def marker(self, item: Element) -> str:
        """How the next item is marked."""
        self.items += 1
        if self.tag == "dl":
            return ""
        if self.tag != "ol":
            return "• "
        number = _number(item.get("value"), self.number)
        self.number = number + self.step
        return f"{numeral(number, self.form)}. "


def open_list(element: Element) -> OpenList:
    """The list that an element is, none of its items read."""
    form = _FORMS.get(element.get("type"), Numeral.DECIMAL)
    if "reversed" not in element.attributes:
        return OpenList(element.tag, form, _number(element.get("start"), 1))
    items = sum(isinstance(c, Element) and c.tag == "li" for c in element.children)
    return OpenList(element.tag, form, _number(element.get("start"), items), -1)


def _number(value: str, otherwise: int) -> int:
    value = value.strip()
    digits = value.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 10):
        return otherwise
    return int(value)
