"""Notes at the foot of a page or column: told from the text, numbered, joined to their marks."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rag.reading.note_marks import as_superscript
from rag.reading.pdf.layout import Row, lines_in
from rag.reading.pdf.paragraphs import Piece
from rag.reading.pdf.text_lines import TextLine

_SMALL, _LIKE = 0.95, 1.05  # of the size of the text, and of another note
_PLAIN = re.compile(r"(?P<mark>\d{1,3}|[*†‡§¶‖]{1,3})(?:[.)]\s+|\s+|(?=[^\W\d_]))")
_SAME_PRINT = 0.3  # points
_ENDS = (".", "!", "?", ":", "。", "！", "？", "”", '"', "’")
_PARTS = re.compile(r"[,–-]")
_SYMBOLS = "*†‡§¶‖"


@dataclass(slots=True)
class FootNote:
    """A note in the making: its mark as printed, its page, its lines, and where the first begins
    behind the mark."""

    mark: str
    page: int
    lines: list[TextLine] = field(default_factory=list)
    begins: int = 0


@dataclass(frozen=True, slots=True)
class FootNotes:
    """The notes in order with their numbers, and the text without them."""

    notes: tuple[tuple[int, FootNote], ...]
    numbers: Mapping[tuple[int, str], int]

    def pointed(self, line: TextLine) -> str:
        """The text of a line: "[3]" for a raised mark that a note has, else "³"."""
        parts: list[str] = []
        at = 0
        for start, end in line.raised:
            mark = line.text[start:end]
            parts += [line.text[at:start], self._shown(mark, line.page)]
            at = end
        return "".join([*parts, line.text[at:]])

    def _shown(self, mark: str, page: int) -> str:
        numbers = [self._number(part, page) for part in _PARTS.split(mark)]
        if all(numbers) and "–" not in mark and "-" not in mark:
            return "".join(f"[{number}]" for number in numbers)
        return as_superscript(mark, len(mark)) if mark.isdecimal() else mark

    def _number(self, mark: str, page: int) -> int | None:
        return self.numbers.get((page, mark)) or self.numbers.get((page + 1, mark))


def take_footnotes(
    parts: Sequence[Piece | Row], body: float
) -> tuple[list[Piece | Row], list[FootNote]]:
    """The parts that are text, and the notes among the others, in reading order.

    ``body`` is the size of the document's text. Notes stand at the end of a column in smaller
    print, or open with a raised mark that the text of the page has too.
    """
    by_page: dict[int, list[Piece | Row]] = defaultdict(list)
    for part in parts:
        by_page[part.page].append(part)
    kept: list[Piece | Row] = []
    notes: list[FootNote] = []
    for page in by_page.values():
        pointers = _pointers(page)
        flows: dict[int, list[Piece | Row]] = defaultdict(list)
        for part in page:
            flows[part.flow].append(part)
        for flow in flows.values():
            pieces = [part for part in flow if isinstance(part, Piece)]
            first = _first_note(pieces, pointers, body, notes) if pieces else 0
            kept += pieces[:first] if pieces else flow
            for piece in pieces[first:]:
                _take(piece, notes)
    return kept, notes


def numbered(notes: Sequence[FootNote]) -> FootNotes:
    """The notes with their numbers: as printed where these only rise, else by place."""
    marks = [int(note.mark) if note.mark.isdecimal() else 0 for note in notes]
    rise = all(a < b for a, b in zip([0, *marks], marks, strict=False))
    numbers = marks if rise else list(range(1, len(notes) + 1))
    found: dict[tuple[int, str], int] = {}
    for number, note in zip(numbers, notes, strict=True):
        found.setdefault((note.page, note.mark), number)
    return FootNotes(tuple(zip(numbers, notes, strict=True)), found)


def opening_mark(piece: Piece) -> tuple[str, int, bool] | None:
    """The mark that a piece opens with, where it ends, and whether it is raised."""
    line = piece.lines[0]
    if line.raised and line.raised[0][0] == 0:
        end = line.raised[0][1]
        mark = line.text[:end]
        if mark.isdecimal() or mark[0] in _SYMBOLS:
            return mark, end, True
    plain = _PLAIN.match(line.text)
    return (plain["mark"], plain.end(), False) if plain else None


def _pointers(page: Sequence[Piece | Row]) -> set[str]:
    """The raised marks on a page that do not open a line."""
    return {
        part
        for line in lines_in(page)
        for start, end in line.raised
        if start
        for part in _PARTS.split(line.text[start:end])
    }


def _first_note(
    flow: Sequence[Piece], pointers: set[str], body: float, notes: Sequence[FootNote]
) -> int:
    """The place of the first note at the end of a column, its length where there is none.

    ``notes`` are those before, of which the last may go on there.
    """
    start = len(flow)
    while start and flow[start - 1].size <= _SMALL * body:
        start -= 1
    largest = [0.0]  # of the pieces from each on, the last first
    for piece in reversed(flow):
        largest.append(max(largest[-1], piece.size))
    for place, piece in enumerate(flow):
        mark = opening_mark(piece)
        if mark is None or mark[0] not in pointers:
            continue
        below = largest[len(flow) - place] <= _LIKE * piece.size
        if below and (place >= start or mark[2]):
            # What stands before it in small print may be the rest of a note of the column before.
            rest = start < place and notes and _goes_on(notes[-1], flow[start])
            return start if rest else place
    if start < len(flow) and notes and _goes_on(notes[-1], flow[start]):
        return start
    return len(flow)


def _goes_on(note: FootNote, piece: Piece) -> bool:
    """Whether a piece at the foot of a column is the rest of the note that the one before ends
    with, in the same print from the middle of a sentence; or the next one, whose mark may stand on
    the page before."""
    last = note.lines[-1]
    alike = abs(piece.size - last.size) < _SAME_PRINT
    mark = opening_mark(piece)
    if alike and mark and mark[0].isdecimal() and note.mark.isdecimal():
        return int(mark[0]) == int(note.mark) + 1
    open_end = not last.text.rstrip().endswith(_ENDS) or piece.text[0].islower()
    return alike and open_end and 0 <= piece.page - last.page <= 1


def _take(piece: Piece, notes: list[FootNote]) -> None:
    """Add a piece to the notes: a new one where it opens with a mark, else more of the last."""
    mark = opening_mark(piece)
    if mark and (mark[2] or not notes or _follows(mark[0], notes[-1])):
        notes.append(FootNote(mark[0], piece.page, list(piece.lines), mark[1]))
    elif notes:
        notes[-1].lines += piece.lines
    else:
        notes.append(FootNote("", piece.page, list(piece.lines)))


def _follows(mark: str, note: FootNote) -> bool:
    if mark.isdecimal() and note.mark.isdecimal():
        return int(mark) == int(note.mark) + 1 or note.lines[0].page != note.page
    return True


def note_lines(note: FootNote, notes: FootNotes) -> Iterator[str]:
    """The texts of a note's lines, the first without the mark."""
    for number, line in enumerate(note.lines):
        if number == 0 and note.begins:
            bare = line.text[note.begins :]
            yield bare.lstrip(" .)")
        else:
            yield notes.pointed(line)
