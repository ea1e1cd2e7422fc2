"""Notes in a plain text that are numbered by plain digits, and the plain digits that point to them.

"1 Water Board, 1954." is a note under a heading such as Notes, where the numbers count on and the
text points to one of them. "in 1953.1" and "the dyke2 broke" point to notes where these exist and
the numbers count on; so no decimal, year or name of a model is taken for a pointer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from rag.document.model import BlockKind, Span
from rag.reading.blocks import Block, Heading, Style
from rag.reading.headings import unmarked_heading
from rag.reading.lines import Lines
from rag.reading.note_marks import NOTE_MARK, as_superscript, heads_notes, is_power, note_number
from rag.reading.short_forms import BEFORE_NUMBERS, NEVER_LAST

_NUMBERED = re.compile(r"(?P<mark>\(?(?P<number>[1-9]\d{0,2})(?:[.:)\]]|\.\))?)[ \t]+\S")
_UNDERLINE = re.compile(r"[=~*-]{3,}")
_MARKED = re.compile(r"[#=]")
_MARK = re.compile(NOTE_MARK)
_GLUED = re.compile(
    r"(?<=[^\W\d_]|[.!?…,;:)\]”’»\"'。！？，；：」』）])"
    r"(?P<numbers>[1-9]\d{0,2}(?:, ?[1-9]\d{0,2}){0,5})"
    r"(?=[\s)\]”’»\"—–]|[.,;:!?](?:\s|$)|$)"
)
_SEEN_BEFORE = 24  # characters
_YEAR_BEFORE = re.compile(r"(?<![\d.,$€£¥/-])(?:1[1-9]\d\d|20\d\d)[.,;:]\Z")
_WORD_BEFORE = re.compile(r"([^\W\d_]{2,20})[”’»\"')\]]{0,2}[.!?…,;:]\Z")
_CLOSED_BEFORE = re.compile(
    r"(?<=\S)[”’»\"')\]」』）]\Z|[。！？，；」』]\Z|(?<=\S)[”’»\"')\]][.!?…,;:]\Z"
)
_SMALL_WORD = re.compile(r"(?<![\w.-])[^\W\d_]+(?:[-’'][^\W\d_]+)*(?<=[a-zß-öø-ÿа-я])\Z")
_OPENS = re.compile(r"[ \t]*(?:\r?\n|\r|\Z)|\s+[“‘\"'(\[«„]*[^\W\da-zß-öø-ÿ_]|\s*[\u3040-\u9fff—]")
_SHORT_FORMS = frozenset().union(*BEFORE_NUMBERS.values(), *NEVER_LAST.values())

Edit = tuple[int, str]
"""An offset, and the signs that stand for those from there on."""


@dataclass(slots=True)
class _Notes:
    """The notes under one heading: where they begin and end, and the marker of each by number."""

    start: int
    end: int = 0
    markers: dict[int, Span] = field(default_factory=dict)
    runs: list[Lines] = field(default_factory=list)


def with_notes(text: str, runs: Sequence[Lines]) -> tuple[list[Lines], list[Edit]]:
    """The runs, the notes among them read; and superscripts for the plain digits of all of it."""
    read: list[Lines] = []
    edits: list[Edit] = []
    listed = _listed(text, runs)
    at = part = 0
    while at < len(runs):
        notes, behind = _notes_at(text, runs, at)
        pointers = list(_pointers(text, part, notes)) if notes else []
        pointed_to = notes is not None and (bool(pointers) or _has_marks(text, part, notes, listed))
        part = notes.end if notes else part
        if notes is None or not pointed_to:
            read.append(runs[at])
            at += 1
            continue
        edits += pointers
        edits += [
            (span.start, as_superscript(str(number), len(span)))
            for number, span in notes.markers.items()
        ]
        read += notes.runs
        at = behind
    return read, edits


def _notes_at(text: str, runs: Sequence[Lines], at: int) -> tuple[_Notes | None, int]:
    """The notes under the heading that a run is or opens with, and the run behind them."""
    run = runs[at]
    first = run.lines[0].of(text)
    if run.read or not heads_notes(first):
        return None, at
    title = 2 if len(run.lines) > 1 and _UNDERLINE.fullmatch(run.lines[1].of(text)) else 1
    heading = Heading(first.rstrip(":： "), Style.PLAIN, 1)
    marked = title == 2 or _MARKED.match(first) is not None
    head = replace(run, lines=run.lines[:title], heading=None if marked else heading)
    notes = _Notes(run.lines[0].start, runs=[head])
    below = [replace(run, lines=run.lines[title:], gap=0)] if run.lines[title:] else []
    last = 0
    behind = at + 1
    for taken in chain(below, (runs[n] for n in range(behind, len(runs)))):
        number = _number(text, taken.lines[0])
        if taken.read or taken.heading or (not last and not number):
            break
        if last and number != last + 1 and _is_heading(text, taken):
            break  # and so the notes end
        last = _take(text, taken, notes, last)
        behind += taken not in below
    return (notes, behind) if notes.markers else (None, at)


def _number(text: str, line: Span) -> int:
    """The number that a line opens with, 0 where there is none."""
    numbered = _NUMBERED.match(text, line.start, line.end)
    return int(numbered["number"]) if numbered else 0


def _is_heading(text: str, run: Lines) -> bool:
    words = run.lines[0].of(text)
    if _MARKED.match(words) or heads_notes(words):
        return True
    if len(run.lines) > 1 and _UNDERLINE.fullmatch(run.lines[1].of(text)):
        return True
    return unmarked_heading(text, run) is not None


def _take(text: str, run: Lines, notes: _Notes, last: int) -> int:
    """Take a run into the notes: a note from each line with the next number, else what goes on."""
    starts = [0]
    for place, line in enumerate(run.lines):
        numbered = _NUMBERED.match(text, line.start, line.end)
        if numbered and int(numbered["number"]) == (last + 1 if last else int(numbered["number"])):
            last = int(numbered["number"])
            notes.markers[last] = Span(line.start, numbered.end("mark"))
            if place:
                starts.append(place)
    blocks = []
    for start, end in zip(starts, [*starts[1:], len(run.lines)], strict=True):
        span = Span(run.lines[start].start, run.lines[end - 1].end)
        marker = notes.markers.get(_number(text, run.lines[start]))
        is_note = marker is not None and marker.start == span.start
        kind = BlockKind.NOTE if is_note else BlockKind.PARAGRAPH
        blocks.append(Block(kind, span, 0 if start else run.gap))
    notes.runs.append(replace(run, read=tuple(blocks)))
    notes.end = run.lines[-1].end
    return last


def _listed(text: str, runs: Sequence[Lines]) -> set[int]:
    """The numbers of the notes and works that open a line as "[3]" does, and are pointed to so."""
    opened = (_MARK.match(text, line.start, line.end) for run in runs for line in run.lines)
    return {note_number(mark[0]) for mark in opened if mark}


def _has_marks(text: str, start: int, notes: _Notes, listed: set[int]) -> bool:
    """Whether the part before the notes points to one of them in brackets or by a superscript."""
    return any(
        note_number(mark[0]) in notes.markers.keys() - listed
        and (mark[0][0] == "[" or not is_power(text, mark.start()))
        for mark in _MARK.finditer(text, start, notes.start)
    )


def _pointers(text: str, start: int, notes: _Notes) -> Iterator[Edit]:
    """The plain digits in the part before the notes that point to them.

    They count on from the first note. What stands behind the end of a clause may also skip some or
    come again; digits that are glued to a word may not, nor may the word have several.
    """
    last = min(notes.markers) - 1
    held = notes.markers.keys()
    found = [g for g in _GLUED.finditer(text, start, notes.start) if held >= set(_numbers(g))]
    words = [_word_before(text, glued) for glued in found]
    numbered: dict[str, set[str]] = {}
    for word, glued in zip(words, found, strict=True):
        numbered.setdefault(word, set()).add(glued[0])
    for word, glued in zip(words, found, strict=True):
        numbers = _numbers(glued)
        clause = _ends_clause(text, glued) and numbers == sorted(set(numbers))
        is_name = len(numbered[word]) > 1  # "rule1", "rule2"
        if clause or (numbers == [last + 1] and word and not is_name):
            signs = glued[0].replace(",", " ")  # "2,3" becomes "² ³"
            yield glued.start(), as_superscript(signs, len(signs))
            last = max(last, *numbers)


def _numbers(glued: re.Match[str]) -> list[int]:
    return [int(number) for number in glued["numbers"].split(",")]


def _ends_clause(text: str, glued: re.Match[str]) -> bool:
    """Whether digits stand behind the mark that ends a sentence or a clause, and are no decimal."""
    before = text[max(0, glued.start() - _SEEN_BEFORE) : glued.start()]
    if _YEAR_BEFORE.search(before):
        return before[-1] != "." or _OPENS.match(text, glued.end()) is not None
    if _CLOSED_BEFORE.search(before):
        return True
    word = _WORD_BEFORE.search(before)
    if word is None:
        return False
    if before[-1] == "." and not _OPENS.match(text, glued.end()):
        return False
    return before[-1] in "!?…,;:" or word[1].lower() not in _SHORT_FORMS


def _word_before(text: str, glued: re.Match[str]) -> str:
    """The word in small letters that digits are glued to; none where that is a unit."""
    before = text[max(0, glued.start() - _SEEN_BEFORE) : glued.start()]
    word = _SMALL_WORD.search(before)
    return word[0] if word and not is_power(text, glued.start()) else ""
