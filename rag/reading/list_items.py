"""Which lines of a plain text open an item of a list, and which list an item is of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.document.model import Span
from rag.reading.sentences import MARKER

# "a. ", "B) ", "(c) ": a letter, which alone may as well be a word or an initial. "(iv) ", "II. ".
_LETTERED = re.compile(r"(\(?)([A-Za-z]|[ivx]{2,6}|[IVX]{2,6})([.)])[ \t]+\S")
# Word's round bullet, where nothing but its letter is left.
_ROUND = re.compile(r"o[ \t]+\S")
_MAY_END_BEFORE_ITEM = ".:;!?。：；…"
_LONGEST_MARKER = 16  # characters
_ROMAN = ("i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx").split()
# "2.1 The Tenant": the number of a clause; "2.1 percent" is a wrapped line.
_CLAUSE = re.compile(r"(\d{1,3}(?:\.\d{1,3}){1,3})\.?[ \t]+[^\Wa-zß-öø-ÿ\d_]")


def item_lines(text: str, lines: Sequence[Span]) -> list[bool]:
    """For each line, whether it opens an item: with a bullet, a number, or the next letter.

    Letters count where they begin with the first and at least two follow each other. So does the
    "o" of a round bullet where at least two lines have it.
    """
    words = [line.of(text) for line in lines]
    items = [_has_marker(each) for each in words]
    for number in (*lettered(words), *round_bullets(words, items)):
        items[number] = True
    return items


def _has_marker(line: str) -> bool:
    """Whether a line has a bullet or a number before its words; "* * *" is an ornament."""
    marker = MARKER.match(line)
    return marker is not None and any(map(str.isalnum, line))


def round_bullets(words: Sequence[str], items: Sequence[bool] = ()) -> list[int]:
    """The places of the lines that open with a round bullet, at least two.

    In some languages "o" is a word, with which a wrapped line may open. So the first stands behind
    a line that may have ended, or an item; without ``items``, every line is the first of its own.
    """
    found = [number for number, line in enumerate(words) if _ROUND.match(line)]
    if len(found) < 2 or not items:
        return found if len(found) > 1 else []
    first = found[0]
    ended = first == 0 or items[first - 1] or words[first - 1].endswith(tuple(_MAY_END_BEFORE_ITEM))
    return found if ended else []


def clause_lines(text: str, lines: Sequence[Span]) -> list[bool]:
    """For each line, whether it opens a numbered clause: at least two of a run count on."""
    clauses = [False] * len(lines)
    for number in _clauses([line.of(text) for line in lines]):
        clauses[number] = True
    return clauses


def lettered(words: Sequence[str]) -> Iterator[int]:
    """The places of the lines that open with letters or Roman numbers in a row."""
    rows: dict[tuple[str, bool, str], list[int]] = {}
    for number, line in enumerate(words):
        found = _LETTERED.match(line)
        if found is None:
            continue
        for kind, place in _places(found[2].lower()):
            form = (kind, found[2].isupper(), found[1] + found[3])
            row = rows.get(form, [])
            if place == 1:
                rows[form] = [number]
            elif place == len(row) + 1:
                row.append(number)
                yield from (row[0], number) if len(row) == 2 else (number,)
            elif place > 1 and (kind == "roman" or found[2].lower() not in _ROMAN):
                rows.pop(form, None)


def _places(mark: str) -> Iterator[tuple[str, int]]:
    """Which in a row a mark is: "i" is the ninth letter, or the first Roman number."""
    if len(mark) == 1:
        yield "letter", ord(mark) - ord("a") + 1
    if mark in _ROMAN:
        yield "roman", _ROMAN.index(mark) + 1


def _clauses(words: Sequence[str]) -> Iterator[int]:
    """The places of the lines that open with the numbers of clauses that count on."""
    last = -1
    before: tuple[int, ...] = ()
    for number, line in enumerate(words):
        found = _CLAUSE.match(line)
        if found is None:
            continue
        clause = tuple(map(int, found[1].split(".")))
        if last >= 0 and _next(before, clause):
            yield from (last, number)
        last, before = number, clause


def _next(clause: Sequence[int], other: Sequence[int]) -> bool:
    """Whether a clause may follow another: 2.2 or 2.1.1 behind 2.1, 3.1 behind 2.4."""
    if [*clause, 1] == list(other):
        return True
    shared = min(len(clause), len(other))
    at = next((n for n in range(shared) if clause[n] != other[n]), shared)
    rest = other[at + 1 :]
    return at < shared and other[at] == clause[at] + 1 and all(each == 1 for each in rest)


class OpenLists:
    """The lists that are open, the outermost first: how their items are marked, what leads in."""

    def __init__(self) -> None:
        self._open: list[tuple[str, Span | None]] = []
        self._last: tuple[str, Span] | None = None

    def lead_in_of(self, text: str, item: Span, lead_in: Span | None) -> Span | None:
        """What leads in to the next item: an item before it with a colon, or the outermost's."""
        form = _form(text[item.start : min(item.end, item.start + _LONGEST_MARKER)])
        forms = [each for each, _ in self._open]
        if form in forms:
            del self._open[forms.index(form) + 1 :]
        elif self._last and text[self._last[1].end - 1] in ":：":
            self._open.append((form, self._last[1]))
        elif not self._open:
            self._open.append((form, lead_in))
        self._last = form, item
        return self._open[-1][1]


def _form(words: str) -> str:
    """How an item is marked, so that those of one list are alike: "-", "(1)", "a.", "i)"."""
    if found := _LETTERED.match(words):
        roman = len(found[2]) > 1 or found[2] in "iI"
        first = "i" if roman else "a"
        return f"{found[1]}{first.upper() if found[2].isupper() else first}{found[3]}"
    if _ROUND.match(words):
        return "o"
    marker = MARKER.match(words)
    return re.sub(r"\d+", "1", marker[0].strip()) if marker else ""
