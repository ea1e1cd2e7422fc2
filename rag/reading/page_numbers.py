"""Page numbers: how they are printed, and how they count on from page to page."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from rag.reading.page_lines import LONGEST_MARK, PageLine, PageText, folded

_LEAST_APART = 3  # lines of text between two page numbers that no word names so

_WORD = r"(?:page|p\.|pg\.?|seite|s\.|página|pág\.|pagina|pag\.|страница|стр\.)"
_OF = r"(?:of|/|von|sur|de|di|из)"
_NUMBER = r"(?P<number>\d{1,4})"
# Each way to print a page number, with how many of a kind are needed.
_FORMS = tuple(
    (name, least, re.compile(form, re.IGNORECASE))
    for name, least, form in (
        ("of", 1, rf"[\[(–—-]? ?{_WORD} ?{_NUMBER} ?{_OF} ?\d{{1,4}} ?[\])–—-]?"),
        ("of", 1, rf"第 ?{_NUMBER} ?[页頁] ?[,，/(（]? ?共 ?\d{{1,4}} ?[页頁][)）]?"),
        ("word", 2, rf"[\[(–—-]? ?{_WORD} ?{_NUMBER} ?[\])–—-]?|第 ?(?P<zh>\d{{1,4}}) ?[页頁]"),
        ("dashes", 2, rf"[–—~•·|-]{{1,2}} ?{_NUMBER} ?[–—~•·|-]{{1,2}}"),
        ("bare", 3, _NUMBER),
        ("line", 2, rf"(?P<words>\S.*?)(?:[ \t,|–—-]+)[\[(]?{_WORD} ?{_NUMBER}"
                    rf"(?: ?{_OF} ?\d{{1,4}})?[\])]?"),
        ("columns", 3, rf"(?P<words>\S.*?)(?:\s{{2,}}|\t| ?[|•·] ?){_NUMBER}"),
        ("columns", 3, rf"{_NUMBER}(?:\s{{2,}}|\t| ?[|•·] ?)(?P<words>\S.*)"),
        ("spaced", 3, rf"(?P<words>\S+ .*\S) {_NUMBER}"),
        ("spaced", 3, rf"{_NUMBER} (?P<words>\S+ .*\S)"),
    )
)  # fmt: skip

Counted = tuple[int, int]
"""The place of a line, and the page number that it may show."""


def page_numbers(text: PageText, kinds: Mapping[tuple[str, str], Sequence[Counted]]) -> set[int]:
    """The lines that are page numbers, of those counted by kind."""
    together = [each for (form, _), kind in kinds.items() if form != "spaced" for each in kind]
    # Left and right pages differ in words.
    numbers = set(_on_pages(text, "columns", together))
    for (form, _), members in kinds.items():
        numbers.update(_on_pages(text, form, members))
        numbers.update(_in_a_row(text, form, members))
    return numbers


def counted(lines: Sequence[PageLine]) -> dict[tuple[str, str], list[tuple[int, int]]]:
    """The lines that may be page numbers with the number of each, by the kind of print."""
    kinds: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for index, line in enumerate(lines):
        if len(line.words) > LONGEST_MARK or not any(map(str.isdigit, line.words)):
            continue
        if not line.is_alone and not (lines[-1].page and line.is_at_edge):
            continue
        for form, _, pattern in _FORMS:
            if match := pattern.fullmatch(line.words):
                named = match.groupdict()
                words = folded(named.get("words") or "")
                number = int(named["number"] or named["zh"])
                if words and not any(map(str.isalpha, words)):
                    continue
                kinds[form, words].append((index, number))
    return kinds


def _on_pages(text: PageText, form: str, members: Sequence[tuple[int, int]]) -> Iterable[int]:
    """Those at the edge of pages, which form feeds show, that count on as the pages do."""
    if text.pages < 2:
        return ()
    at_edge = [(line, n) for line, n in members if text.lines[line].is_at_edge]
    offsets = Counter(number - text.lines[line].page for line, number in at_edge)
    offset = max(offsets, key=lambda each: offsets[each], default=0)
    pages = {text.lines[line].page for line, n in at_edge if n - text.lines[line].page == offset}
    if len(pages) < (3 if form in ("columns", "spaced") else 2):
        return ()
    return [line for line, number in at_edge if number - text.lines[line].page == offset]


def _in_a_row(text: PageText, form: str, members: Sequence[tuple[int, int]]) -> Sequence[int]:
    """The longest row of those that count on through the text, where they are page numbers."""
    if form == "of":  # which says by itself what it is
        return [line for line, _ in members]
    rows: dict[int, tuple[int, int | None]] = {}  # by place: the length, and the one before
    by_number: dict[int, int] = {}
    for place, (line, number) in enumerate(members):
        if form == "spaced" or not (text.lines[line].is_alone or text.interrupts(line)):
            continue
        earlier = [by_number[n] for n in (number - 1, number - 2) if n in by_number]
        best = max(earlier, key=lambda each: rows[each][0], default=None)
        rows[place] = (1 + (rows[best][0] if best is not None else 0), best)
        if number not in by_number or rows[by_number[number]][0] <= rows[place][0]:
            by_number[number] = place
    at = max(rows, key=lambda each: rows[each][0], default=None)
    row: list[tuple[int, int]] = []
    while at is not None:
        row.append(members[at])
        at = rows[at][1]
    row.reverse()
    return [line for line, _ in row] if row and _counts_pages(text, form, row) else ()


def _counts_pages(text: PageText, form: str, row: Sequence[tuple[int, int]]) -> bool:
    """Whether a row of numbers is one of pages, by what stands about it."""
    lines = [line for line, _ in row]
    always = all(map(text.interrupts, lines))
    if always and len(row) >= (2 if form in ("bare", "columns") else 1):
        return True
    if text.has_same_words_beside(lines):
        return True
    if len(row) < next(least for name, least, _ in _FORMS if name == form):
        return False
    if form == "line":
        return True
    apart = [b - a > _LEAST_APART for a, b in pairwise(lines)]
    if form in ("bare", "columns") and 2 * sum(apart) < len(apart):
        return False
    if form == "columns" or text.often_interrupts(lines):
        return True
    if not text.follows_prose(lines[0]):  # as the number of a chapter stands over it
        return False
    ends_text = text.behind[lines[-1]] is None
    return ends_text or form == "word" or (form == "dashes" and row[0][1] > 1)
