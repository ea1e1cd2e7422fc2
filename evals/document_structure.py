"""How well the structure of documents is read: title, headings, blocks, notes, on labelled files.

A label names the line that a block begins on, its kind and its words. Words are compared by their
letters and digits alone, so that bullets and marks count for nothing. No rule of a reader was made
with a look at what is missed in a document that is ``held_out``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Literal

from pydantic import Field
from rapidfuzz.distance import LCSseq

from evals.datasets import DatasetAbsent, DatasetError
from evals.rows import Row, read_object, require
from rag.document.model import Document
from rag.reading.files import read_text
from rag.reading.loading import load_document

FOLDER = Path(__file__).parent / "structure"

_MARKER = re.compile(r"\W*[\d⁰¹²³⁴⁵⁶⁷⁸⁹]+\W*")
_Kind = Literal[
    "title",
    "masthead",
    "heading",
    "paragraph",
    "item",
    "row",
    "quotation",
    "code",
    "caption",
    "note",
    "left out",
]


class _Label(Row):
    line: int = Field(ge=1)
    kind: _Kind
    text: str = Field(min_length=1)
    level: int | None = Field(default=None, ge=1)
    number: int | None = None


class _Labels(Row):
    document: str
    kind: str
    held_out: bool = False
    title: str
    blocks: tuple[_Label, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Part:
    """A block, as a label has it or as it was read; ``words`` are its letters and digits.

    ``level`` is how deep a heading stands among the headings of the document, 1 for the highest.
    """

    line: int
    kind: str
    words: str
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How many of a thing are labelled, are read, and are read as labelled."""

    labelled: int
    read: int
    right: int

    @property
    def precision(self) -> float:
        return self.right / self.read if self.read else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.labelled if self.labelled else 1.0

    @property
    def f1(self) -> float:
        both = self.labelled + self.read
        return 2 * self.right / both if both else 1.0

    def __add__(self, other: Count) -> Count:
        return Count(
            self.labelled + other.labelled, self.read + other.read, self.right + other.right
        )


@dataclass(frozen=True, slots=True)
class StructureScore:
    """What came of a document, or of several.

    ``levels`` counts the right headings whose level is right; ``kinds`` the labelled blocks where
    a block of that kind begins, ``blocks`` those whose words are right too. ``lost`` counts the
    ``characters`` of the labelled text that stand in no block, and those of the text that stand in
    none or in two. ``missed`` and ``false`` are the labelled and read parts without a counterpart.
    """

    document: str
    held_out: bool
    titles: Count
    headings: Count
    levels: int
    blocks: Count
    kinds: int
    notes: Count
    characters: int
    lost: int
    missed: tuple[Part, ...] = ()
    false: tuple[Part, ...] = ()

    @property
    def level_accuracy(self) -> float:
        return self.levels / self.headings.right if self.headings.right else 1.0

    @property
    def kind_accuracy(self) -> float:
        return self.kinds / self.blocks.labelled if self.blocks.labelled else 1.0

    @property
    def text_lost(self) -> float:
        return self.lost / self.characters if self.characters else 0.0


def score_structure(folder: Path = FOLDER) -> list[StructureScore]:
    """A score for each labelled document; ``NAME.json`` labels the document that it names.

    Raises DatasetAbsent for a missing file, and DatasetError for a label that is not in its text.
    """
    files = sorted(require(folder).glob("*.json"))
    if not files:
        raise DatasetAbsent(f"{folder}: holds no labels; this evaluation needs them")
    return [_score(file, read_object(file, _Labels)) for file in files]


def pooled(name: str, scores: Iterable[StructureScore]) -> StructureScore:
    """The scores of several documents as one, without what was missed."""
    every = list(scores)
    none = Count(0, 0, 0)
    return StructureScore(
        document=name,
        held_out=all(score.held_out for score in every),
        titles=sum((score.titles for score in every), none),
        headings=sum((score.headings for score in every), none),
        levels=sum(score.levels for score in every),
        blocks=sum((score.blocks for score in every), none),
        kinds=sum(score.kinds for score in every),
        notes=sum((score.notes for score in every), none),
        characters=sum(score.characters for score in every),
        lost=sum(score.lost for score in every),
    )


def _score(file: Path, labels: _Labels) -> StructureScore:
    path = require(file.parent / labels.document)
    _check(file, labels, read_text(path))
    document = load_document(path)
    expected = [Part(b.line, b.kind, _folded(b.text), b.level) for b in labels.blocks]
    read = _parts(document)
    headings = _count(map(_heading, expected), map(_heading, read))
    text = "".join(part.words for part in expected if part.kind != "left out")
    return StructureScore(
        document=labels.document,
        held_out=labels.held_out,
        titles=Count(1, 1, int(_folded(document.title) == _folded(labels.title))),
        headings=headings,
        levels=_count(map(_leveled, expected), map(_leveled, read)).right,
        blocks=_count(map(_block, expected), map(_block, read)),
        kinds=_count(map(_place, expected), map(_place, read)).right,
        notes=_count(_labelled_notes(labels), _read_notes(document)),
        characters=len(text),
        lost=_lost(text, document),
        missed=_without(expected, read),
        false=_without(read, expected),
    )


def _check(file: Path, labels: _Labels, source: str) -> None:
    """Each label's first word stands on its line; that of front matter under its ``---``."""
    lines = source.split("\n")
    for number, block in enumerate(labels.blocks):
        where = f"{file}, field blocks.{number}"
        if (block.kind == "heading") != (block.level is not None):
            raise DatasetError(f"{where}: headings, and nothing else, have a level")
        words = re.findall(r"\w+", block.text)
        if block.kind == "note" and block.number:  # Markdown may give it a name
            words = words[1:]
        line = " ".join(lines[block.line - 1 : block.line + (block.kind == "left out")])
        if not words or words[0] not in line:
            raise DatasetError(f"{where}: {words[:1]} does not stand on line {block.line}")


def _parts(document: Document) -> list[Part]:
    """All that was read: front matter, headings, blocks, and what is left out."""
    spans = [(span, "masthead" if n else "title") for n, span in enumerate(document.front_matter)]
    spans += [(p.span, p.kind.value) for _, p in document.paragraphs()]
    parts = [
        Part(document.lines_of(span)[0], kind, _folded(span.of(document.text)))
        for span, kind in spans
    ]
    parts += [Part(each.line or 0, "left out", _folded(each.text)) for each in document.left_out]
    for section in document.sections:
        if section.heading:
            words = _folded(section.heading.of(document.text))
            line = document.lines_of(section.heading)[0]
            parts.append(Part(line, "heading", words, section.depth))
    return sorted(parts, key=lambda part: part.line)


def _lost(expected: str, document: Document) -> int:
    """Characters of the labelled text in no block, and of the text read in none or in two."""
    text = document.text
    spans = [*document.front_matter, *(s.heading for s in document.sections if s.heading)]
    spans = sorted([*spans, *(p.span for _, p in document.paragraphs())])
    read = "".join(_folded(span.of(text)) for span in spans)
    twice = sum(max(0, a.end - b.start) for a, b in pairwise(spans))
    ends = [0, *(span.end for span in spans)]
    starts = [*(span.start for span in spans), len(text)]
    between = sum(_length(text[a:b]) for a, b in zip(ends, starts, strict=True))
    if not document.lines:  # the text is the file's own, and holds what is left out
        between -= sum(_length(each.text) for each in document.left_out)
    return len(expected) - LCSseq.similarity(expected, read) + twice + between


def _labelled_notes(labels: _Labels) -> list[tuple[int, str]]:
    notes: dict[int, str] = {}
    for block in labels.blocks:
        if block.number is not None:
            marker = None if block.number in notes else _MARKER.match(block.text)
            text = block.text[marker.end() :] if marker else block.text
            notes[block.number] = notes.get(block.number, "") + _folded(text)
    return list(notes.items())


def _read_notes(document: Document) -> list[tuple[int, str]]:
    return [(note.number, _folded(note.span.of(document.text))) for note in document.notes]


def _length(text: str) -> int:
    """Characters that are no white space."""
    return len("".join(text.split()))


def _folded(words: str) -> str:
    return "".join(filter(str.isalnum, words))


def _heading(part: Part) -> tuple[int, str] | None:
    return (part.line, part.words) if part.kind == "heading" else None


def _leveled(part: Part) -> tuple[int, str, int | None] | None:
    return (part.line, part.words, part.level) if part.kind == "heading" else None


def _block(part: Part) -> tuple[int, str, str] | None:
    return (part.line, part.kind, part.words) if part.kind != "heading" else None


def _place(part: Part) -> tuple[int, str] | None:
    return (part.line, part.kind) if part.kind != "heading" else None


def _count(labelled: Iterable[object], read: Iterable[object]) -> Count:
    """Counts of what is not None; the same thing twice counts twice."""
    these, those = Counter(filter(None, labelled)), Counter(filter(None, read))
    return Count(these.total(), those.total(), (these & those).total())


def _without(parts: Iterable[Part], others: Iterable[Part]) -> tuple[Part, ...]:
    return tuple((Counter(parts) - Counter(others)).elements())
