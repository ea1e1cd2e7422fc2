"""The numbers and bullets that Word prints before paragraphs, counted as Word counts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.reading.docx_package import attribute, child, is_on, name_of, number, value
from rag.reading.numerals import Numeral, numeral
from rag.reading.xml_tree import Element

_FORMS = {
    "decimal": Numeral.DECIMAL,
    "decimalZero": Numeral.DECIMAL,
    "lowerLetter": Numeral.LOWER_LETTER,
    "upperLetter": Numeral.UPPER_LETTER,
    "lowerRoman": Numeral.LOWER_ROMAN,
    "upperRoman": Numeral.UPPER_ROMAN,
}
_BULLETS = ("• ", "◦ ", "▪ ")
"""What stands for the bullets of each level, in turns as in Word, whatever sign a font draws."""
_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_LONGEST = 60  # characters of a number, of which a hostile one may have many


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list: its form, its text with a place for each number, where it starts."""

    form: str = "decimal"
    text: str = ""
    start: int = 1
    restarts: int | None = None
    all_decimal: bool = False


class Numbering:
    """The lists of a document, which count on as paragraphs are read in order."""

    def __init__(self, root: Element | None) -> None:
        # By list, the number of each level that has been printed last.
        self._counts: dict[int, dict[int, int]] = {}
        self._levels: dict[int, dict[int, _Level]] = {}
        self._starts: dict[int, dict[int, int]] = {}
        self._styled: dict[tuple[int, str], int] = {}
        elements = list(root) if root is not None else []
        abstract = {
            number(attribute(each, "w:abstractNumId"), -1): each
            for each in elements
            if name_of(each) == "w:abstractNum"
        }
        counts: dict[int, dict[int, int]] = {}
        for each in elements:
            if name_of(each) != "w:num":
                continue
            own = number(attribute(each, "w:numId"))
            of = number(value(each, "w:abstractNumId"), -1)
            source = _defining(abstract, of)
            levels = _levels(source)
            # Lists of one definition count on together.
            self._counts[own] = counts.setdefault(of, {})
            self._override(own, each, levels)
            self._levels[own] = levels
            for level in source if source is not None else ():
                if name_of(level) == "w:lvl" and (style := value(level, "w:pStyle")):
                    self._styled[own, style] = number(attribute(level, "w:ilvl"))

    def _override(self, id: int, element: Element, levels: dict[int, _Level]) -> None:
        """Take what one list says otherwise than its definition."""
        for each in element:
            if name_of(each) != "w:lvlOverride":
                continue
            level = number(attribute(each, "w:ilvl"))
            own = child(each, "w:lvl")
            if own is not None:
                levels[level] = _level(own)
            if start := value(each, "w:startOverride"):
                self._starts.setdefault(id, {})[level] = number(start, 1)

    def level_of_style(self, id: int, style: str) -> int | None:
        """The level of a list that a paragraph style stands for."""
        return self._styled.get((id, style))

    def next(self, id: int, level: int, depth: int = 0) -> str | None:
        """What is printed before the next paragraph of a list's level: "2.1 ", "(a) ", "• ".

        ``depth`` is how deep the style of the paragraph stands. None where the list is unknown or
        prints nothing.
        """
        counts = self._counts.get(id)
        if counts is None or not 0 <= level < _LEVELS:
            return None
        levels = self._levels[id]
        printed = levels.get(level, _Level())
        if start := self._starts.get(id, {}).pop(level, None):
            counts[level] = start - 1
        counts[level] = counts.get(level, printed.start - 1) + 1
        for over in range(level):  # what is numbered under a level that has no number yet gives one
            counts.setdefault(over, levels.get(over, _Level()).start)
        for deeper in [each for each in counts if each > level]:
            restarts = levels.get(deeper, _Level()).restarts
            if restarts is None or 0 < level + 1 <= restarts:
                del counts[deeper]
        if printed.form == "bullet":
            return _BULLETS[max(level, depth) % len(_BULLETS)]
        if printed.form == "none" or not printed.text:
            return None

        def count(place: re.Match[str]) -> str:
            at = int(place[1]) - 1
            shown = levels.get(at, _Level())
            now = counts.get(at, shown.start)
            form = "decimal" if printed.all_decimal else shown.form
            zero = "0" if form == "decimalZero" and 0 <= now < 10 else ""
            return zero + numeral(now, _FORMS.get(form, Numeral.DECIMAL))

        return f"{_PLACE.sub(count, printed.text[:_LONGEST]).strip()} "


def _defining(abstract: dict[int, Element], id: int) -> Element | None:
    """The definition of a list, or where it names a style of lists, that one's."""
    found = abstract.get(id)
    link = value(found, "w:numStyleLink")
    if not link:
        return found
    named = (each for each in abstract.values() if value(each, "w:styleLink") == link)
    return next(named, found)


def _levels(definition: Element | None) -> dict[int, _Level]:
    return {
        number(attribute(each, "w:ilvl")): _level(each)
        for each in (definition if definition is not None else ())
        if name_of(each) == "w:lvl"
    }


def _level(element: Element) -> _Level:
    restarts = value(element, "w:lvlRestart")
    return _Level(
        form=value(element, "w:numFmt") or "decimal",
        text=value(element, "w:lvlText"),
        start=number(value(element, "w:start"), 1),
        restarts=number(restarts) if restarts else None,
        all_decimal=is_on(element, "w:isLgl"),
    )
