"""What a brief is made of: spans of one text that is never altered after reading.

Every offset here counts Unicode code points of ``Document.text``, half-open, so that
``text[span.start:span.end]`` is exactly what is meant.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open ``[start, end)`` in code points of a document's text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The characters of ``text`` that the span covers."""
        return text[self.start : self.end]

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class SourceReference:
    """One outlet and date that the brief cites inside a parenthesis.

    ``raw`` and ``span`` are the whole parenthesis as printed, brackets included; a parenthesis
    that names several sources yields one reference each. ``outlet`` is None where the brief has
    lost it. ``date`` is ISO 8601 and as precise as printed (``2021``, ``2022-10``,
    ``2015-05-09``); ``year_inferred`` says that the year is the publication's own, because none
    is printed. Without a known year of publication the date keeps ISO's yearless form
    ``--MM-DD``. ``accessed`` says that the date is when the authors looked the source up.
    """

    outlet: str | None
    date: str
    year_inferred: bool
    accessed: bool
    raw: str
    span: Span


@dataclass(frozen=True, slots=True)
class Note:
    """One numbered end note: its text without the marker, and the places that point to it."""

    number: int
    span: Span
    pointers: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph or bullet; ``number`` counts from 1 within its section.

    ``span`` takes in a bullet or note marker; the sentences stand behind it.
    """

    number: int
    span: Span
    sentences: tuple[Span, ...]


class SectionKind(StrEnum):
    SUMMARY = "summary"
    INTRODUCTION = "introduction"
    BODY = "body"
    CONCLUSION = "conclusion"
    NOTES = "notes"


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of the document, or one labelled Introduction, Conclusion or Notes.

    ``heading`` is the heading's span in the text, None where the label is ours.
    """

    title: str
    kind: SectionKind
    heading: Span | None
    span: Span
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of a brief beside its text. ``year`` is the year of publication."""

    title: str | None = None
    publication: str | None = None
    volume: str | None = None
    issue: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One brief: its text, never altered after reading, and the structure found in it.

    ``front_matter`` holds the title and masthead lines before the first section: like headings
    they belong to no passage.
    """

    id: str
    title: str
    text: str = field(repr=False)
    metadata: Metadata
    front_matter: tuple[Span, ...]
    sections: tuple[Section, ...]
    references: tuple[SourceReference, ...]
    notes: tuple[Note, ...]

    @property
    def sha256(self) -> str:
        """Hash of the text as UTF-8; it identifies the text a span belongs to."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def paragraphs(self) -> Iterator[tuple[Section, Paragraph]]:
        for section in self.sections:
            for paragraph in section.paragraphs:
                yield section, paragraph

    def references_in(self, span: Span) -> tuple[SourceReference, ...]:
        """The source references whose parenthesis lies in the span, in reading order."""
        return tuple(r for r in self.references if span.contains(r.span))

    def notes_after(self, sentence: Span) -> tuple[Note, ...]:
        """The notes that a sentence points to: inside it, or between it and the next sentence."""
        for _, paragraph in self.paragraphs():
            if paragraph.span.contains(sentence):
                later = [s.start for s in paragraph.sentences if s.start >= sentence.end]
                end = min(later, default=paragraph.span.end)
                return self.notes_pointed_to(Span(sentence.start, end))
        return ()

    def sentences_around(self, sentence: Span) -> tuple[Span, ...]:
        """The sentence after this one in its paragraph, and the one before, where there are."""
        for _, paragraph in self.paragraphs():
            if paragraph.span.contains(sentence):
                after = [s for s in paragraph.sentences if s.start >= sentence.end]
                before = [s for s in paragraph.sentences if s.end <= sentence.start]
                return (*after[:1], *before[-1:])
        return ()

    def notes_pointed_to(self, span: Span) -> tuple[Note, ...]:
        """The notes with a pointer inside the span, in order of number."""
        return tuple(n for n in self.notes if any(span.contains(p) for p in n.pointers))


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit of retrieval: whole sentences of one section, within the model's window.

    ``section`` indexes ``Document.sections``; ``paragraph`` is the number of the paragraph in
    which the passage starts; ``sentences`` are the spans of its sentences.
    """

    id: str
    document: str
    section: int
    paragraph: int
    span: Span
    sentences: tuple[Span, ...]
