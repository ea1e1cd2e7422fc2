"""What a reader makes of a made document, compared with what was written into it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from evals.made.documents import Made, Part
from rag.document.model import BlockKind, Document, Metadata
from rag.reading.blocks import Block, Reading
from rag.reading.structure import document_of

_POINTER = re.compile(r"\[(\d{1,3})\]")
_NUMBER = re.compile(r"\d{1,2}[.)]\s+")
_DROPPED = str.maketrans("•", " ", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SIGNS = (
    ("“", '"'), ("”", '"'), ("’", "'"), ("‘", "'"), ("''", '"'), ("``", '"'),
    ("—", "---"), ("–", "--"),
)  # fmt: skip
_KINDS = {BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.QUOTATION, BlockKind.CAPTION}


@dataclass(slots=True)
class Score:
    """What was read from one file of a document: of each kind of part how many there are, how many
    are right, and what is wrong, in words."""

    words: int = 0
    wrong: int = 0
    headings: int = 0
    found: int = 0
    right: int = 0
    sentences: int = 0
    inside: int = 0
    notes: int = 0
    joined: int = 0
    cells: int = 0
    cells_right: int = 0
    differences: list[str] = field(default_factory=list)

    @property
    def lost(self) -> float:
        """The share of the words that are lost, added or misplaced."""
        return self.wrong / max(self.words, 1)

    @property
    def headings_f1(self) -> float:
        return 2 * self.right / max(self.headings + self.found, 1)


def score(made: Made, reading: Reading, latex: bool) -> Score:
    """How much of a document was read; ``latex`` numbers its headings, and dates it."""
    found = Score()
    document = document_of(reading, "made", Metadata())
    _score_words(found, made, reading, latex)
    _score_headings(found, made, reading, latex)
    _score_notes(found, made, document)
    _score_cells(found, made, reading)
    return found


def _score_words(found: Score, made: Made, reading: Reading, latex: bool) -> None:
    """Compare the words of paragraphs and items in order; headings, notes and rows apart."""
    wanted = " ".join(filter(None, map(_said, made.parts)))
    wanted = f"{made.author} May 9, 2024 {wanted}" if latex else f"By {made.author} {wanted}"
    got = " ".join(_without_number(b, reading.text) for b in reading.blocks if b.kind in _KINDS)
    one, other = _words(wanted), _words(got)
    found.words = len(one)
    for kind, i, j, k, m in difflib.SequenceMatcher(None, one, other, False).get_opcodes():
        if kind != "equal":
            found.wrong += max(j - i, m - k)
            found.differences.append(f"{' '.join(one[i:j])!r} read as {' '.join(other[k:m])!r}")


def _said(part: Part) -> str:
    """What a part says that is no heading, note or cell."""
    if part.kind in ("list", "numbered"):
        return " ".join(row[0] for row in part.rows)
    return part.text if part.kind in ("paragraph", "quotation", "caption") else ""


def _without_number(block: Block, text: str) -> str:
    words = block.span.of(text)
    return _NUMBER.sub("", words, count=1) if block.kind is BlockKind.ITEM else words


def _words(text: str) -> list[str]:
    text = _POINTER.sub("", text).translate(_DROPPED)
    for fancy, plain in _SIGNS:
        text = text.replace(fancy, plain)
    return text.split()


def _score_headings(found: Score, made: Made, reading: Reading, latex: bool) -> None:
    wanted = [made.title, *_titles(made, latex)]
    got = [block.heading.title for block in reading.blocks if block.heading]
    if not latex:
        got = [title for title in got if title != "Notes"]
    matcher = difflib.SequenceMatcher(None, wanted, got, False)
    found.headings, found.found = len(wanted), len(got)
    found.right = sum(block.size for block in matcher.get_matching_blocks())
    missed = [title for title in wanted if title not in got]
    more = [title for title in got if title not in wanted]
    found.differences += [f"heading missed: {t!r}" for t in missed]
    found.differences += [f"no heading: {t!r}" for t in more]


def _titles(made: Made, numbered: bool) -> Iterator[str]:
    counts: list[int] = []
    for part in made.parts:
        if part.kind == "heading":
            counts = [*counts[: part.level], *[0] * (part.level - len(counts))]
            counts[-1] += 1
            yield (".".join(map(str, counts)) + " " if numbered else "") + part.text


def _score_notes(found: Score, made: Made, document: Document) -> None:
    found.notes = len(made.notes)
    by_number = {note.number: note for note in document.notes}
    for number, text in enumerate(made.notes, 1):
        note = by_number.get(number)
        said = note.span.of(document.text) if note else ""
        joined = note is not None and said == text and len(note.pointers) == 1
        found.joined += joined
        if not joined:
            times = len(note.pointers) if note else 0
            found.differences.append(f"note {number}: {text!r} read as {said!r}, {times} marks")


def _score_cells(found: Score, made: Made, reading: Reading) -> None:
    wanted = [row for part in made.parts if part.kind == "table" for row in part.rows]
    rows = [b.span.of(reading.text) for b in reading.blocks if b.kind is BlockKind.ROW]
    got = [tuple(cell.strip() for cell in row.split("|")) for row in rows]
    found.cells = sum(map(len, wanted))
    matcher = difflib.SequenceMatcher(None, wanted, got, False)
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "equal":
            found.cells_right += sum(map(len, wanted[i:j]))
        else:
            found.differences.append(f"rows {wanted[i:j]} read as {got[k:m]}")
