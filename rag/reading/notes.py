"""Notes and the places that point to them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from rag.document.model import BlockKind, Note, Section, SectionKind, Span
from rag.reading.note_marks import NOTE_MARK, is_power, note_number

_NOTE_MARKER = re.compile(rf"({NOTE_MARK}):?\s*")
_POINTER = re.compile(NOTE_MARK)


@dataclass(slots=True)
class _Group:
    """The notes under one heading, and what points to each."""

    end: int
    notes: dict[int, Span] = field(default_factory=dict)
    pointers: dict[int, list[Span]] = field(default_factory=dict)


def find_notes(text: str, sections: Sequence[Section]) -> tuple[Note, ...]:
    """The numbered notes, each with what points to it outside the notes' own markers.

    Under one heading, the first note of a number keeps it. Where several parts of a document have
    notes under a heading of their own, a pointer leads to the notes that follow it; a number that
    these lack, or that none follow, to the only note of that number.
    """
    groups: list[_Group] = []
    markers: set[int] = set()
    for section in sections:
        if section.kind is SectionKind.NOTES and section.paragraphs:
            groups.append(_group(text, section, markers))
    groups = _merged(groups)
    ends = [group.end for group in groups]
    held = Counter(number for group in groups for number in group.notes)
    only = {number: group for group in groups for number in group.notes if held[number] == 1}
    code = [p.span for s in sections for p in s.paragraphs if p.kind is BlockKind.CODE]
    for match in _POINTER.finditer(text):
        if match.start() in markers or (match[0][0] != "[" and is_power(text, match.start())):
            continue
        if _is_inside(code, match.start()):  # "row[1]" is the place of a value
            continue
        number = note_number(match[0])
        following = bisect_right(ends, match.start())
        group = groups[following] if following < len(groups) else None
        if group is None or number not in group.notes:
            group = only.get(number)
        if group:
            group.pointers.setdefault(number, []).append(Span(match.start(), match.end()))
    return tuple(
        Note(number, group.notes[number], tuple(group.pointers.get(number, ())))
        for group in groups
        for number in sorted(group.notes)
    )


def _is_inside(spans: Sequence[Span], offset: int) -> bool:
    """Whether an offset lies in one of the spans, which stand in order."""
    before = bisect_right(spans, offset, key=lambda span: span.start)
    return before > 0 and offset < spans[before - 1].end


def _group(text: str, section: Section, markers: set[int]) -> _Group:
    group = _Group(section.span.end)
    last: int | None = None
    for paragraph in section.paragraphs:
        span = paragraph.span
        if marker := _NOTE_MARKER.match(text, span.start, span.end):
            markers.add(span.start)
            number = note_number(marker[1])
            last = number if number not in group.notes else None
            if last is not None:
                group.notes[last] = Span(marker.end(), span.end)
        elif last is not None:  # a note of several paragraphs
            first = group.notes[last].start if len(group.notes[last]) else span.start
            group.notes[last] = Span(first, span.end)
    return group


def _merged(groups: Sequence[_Group]) -> list[_Group]:
    """One group where no number comes twice: the notes count on through the document."""
    held = Counter(number for group in groups for number in group.notes)
    if len(groups) < 2 or max(held.values(), default=0) > 1:
        return list(groups)
    merged = _Group(groups[-1].end)
    for group in groups:
        merged.notes |= group.notes
    return [merged]
