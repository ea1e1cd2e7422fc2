"""A document: one text, and what is found in it.

The names of what it is made of can be imported from here as well.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from rag.document.anchors import Anchor, Original, joined
from rag.document.interviews import prompts
from rag.document.parts import (
    BlockKind,
    LeftOut,
    Metadata,
    Note,
    Paragraph,
    Passage,
    Section,
    SectionKind,
    SourceReference,
)
from rag.document.spans import Span

__all__ = [
    "BlockKind",
    "Document",
    "LeftOut",
    "Metadata",
    "Note",
    "Paragraph",
    "Passage",
    "Section",
    "SectionKind",
    "SourceReference",
    "Span",
]

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Document:
    """One brief: its text, never altered after reading, and the structure found in it.

    ``front_matter`` holds the title and masthead lines before the first section: like headings
    they belong to no passage. Sections, paragraphs, sentences and references stand in reading
    order, so what belongs to a span is found by bisection, however long the document is. ``lines``
    are pairs of an offset and the line of the file that the text from there on was read from, where
    the text is not the file's own; ``left_out`` is what of the file is no text. ``anchors`` are
    pairs of an offset and the place in the original that the text from there on stands at, for
    formats without lines; ``original`` is the file, None for a text that came from none.
    """

    id: str
    title: str
    text: str = field(repr=False)
    metadata: Metadata
    front_matter: tuple[Span, ...]
    sections: tuple[Section, ...]
    references: tuple[SourceReference, ...]
    notes: tuple[Note, ...]
    lines: tuple[tuple[int, int], ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    anchors: tuple[tuple[int, Anchor], ...] = ()
    original: Original | None = None

    @cached_property
    def sha256(self) -> str:
        """Hash of the text as UTF-8; it identifies the text a span belongs to."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @cached_property
    def prompts(self) -> frozenset[Span]:
        """What an interviewer says, without a question, for the other to reply to."""
        return prompts(self.text, [paragraph for _, paragraph in self._paragraphs])

    def lines_of(self, span: Span) -> tuple[int, int]:
        """The first and last line of the file that a span was read from, counted from 1."""
        last = max(span.start, span.end - 1)
        return self._line_at(span.start), self._line_at(last)

    def anchor_of(self, span: Span) -> Anchor | None:
        """Where a span stands in the original; None for a format whose places are its lines."""
        first = bisect_right(self.anchors, span.start, key=lambda pair: pair[0]) - 1
        behind = bisect_left(self.anchors, max(span.end, span.start + 1), key=lambda pair: pair[0])
        return joined([anchor for _, anchor in self.anchors[max(first, 0) : behind]])

    def chapter_of(self, span: Span) -> str | None:
        """The heading that opens the EPUB's chapter that a span stands in; None without one."""
        anchor = self.anchor_of(span)
        return self._chapters.get(anchor.chapter) if anchor and anchor.chapter else None

    def paragraphs(self) -> Iterator[tuple[Section, Paragraph]]:
        for section in self.sections:
            for paragraph in section.paragraphs:
                yield section, paragraph

    def paragraph_at(self, span: Span) -> tuple[Section, Paragraph] | None:
        """The first paragraph that the span touches, with its section; None where there is none."""
        first = bisect_right(self._paragraphs, span.start, key=lambda each: each[1].span.end)
        for section, paragraph in self._paragraphs[first : first + 1]:
            if paragraph.span.overlaps(span):
                return section, paragraph
        return None

    def sections_over(self, section: int) -> tuple[Section, ...]:
        """The section at a place and those that it is part of, the outermost first."""
        over = [self.sections[section]]
        for place in self._parents(section):
            over.append(self.sections[place])
        return tuple(reversed(over))

    def references_in(self, span: Span) -> tuple[SourceReference, ...]:
        """The source references whose parenthesis lies in the span, in reading order."""
        first = bisect_left(self.references, span.start, key=lambda each: each.span.start)
        last = bisect_right(self.references, span.end, key=lambda each: each.span.end)
        return self.references[first:last]

    def notes_after(self, sentence: Span) -> tuple[Note, ...]:
        """The notes that a sentence points to: inside it, or between it and the next sentence."""
        return self.notes_pointed_to(self._up_to_the_next(sentence))

    def references_after(self, sentence: Span) -> tuple[SourceReference, ...]:
        """The sources that a sentence cites: inside it, or between it and the next sentence."""
        return self.references_in(self._up_to_the_next(sentence))

    def sentences_around(self, sentence: Span) -> tuple[Span, ...]:
        """The sentence after this one in its paragraph, and the one before, where there are."""
        paragraph = self._paragraph_around(sentence)
        if paragraph is None:
            return ()
        after = _first_from(paragraph.sentences, sentence.end)
        before = bisect_right(paragraph.sentences, sentence.start, key=lambda each: each.end)
        return (
            *paragraph.sentences[after : after + 1],
            *paragraph.sentences[max(0, before - 1) : before],
        )

    def sentences_in(self, span: Span) -> tuple[Span, ...]:
        """The sentences that share a character with the span, in reading order."""
        first = bisect_right(self._sentences, span.start, key=lambda each: each.end)
        return self._sentences[first : _first_from(self._sentences, span.end)]

    def sentence_before(self, sentence: Span) -> Span | None:
        """The sentence before this one in its section, None for the section's first."""
        found = self.paragraph_at(sentence)
        before = bisect_right(self._sentences, sentence.start, key=lambda each: each.end) - 1
        if found is None or before < 0:
            return None
        return self._sentences[before] if found[0].span.contains(self._sentences[before]) else None

    def sentence_of_pointer(self, pointer: Span) -> Span | None:
        """The sentence of its paragraph that a pointer to a note stands in, or behind."""
        paragraph = self._paragraph_around(pointer)
        if paragraph is None:
            return None
        behind = _first_from(paragraph.sentences, pointer.start + 1)
        return paragraph.sentences[behind - 1] if behind else None

    def notes_pointed_to(self, span: Span) -> tuple[Note, ...]:
        """The notes with a pointer inside the span, in order of number."""
        first = bisect_left(self._pointers, span.start, key=lambda each: each[0].start)
        last = bisect_right(self._pointers, span.end, key=lambda each: each[0].end)
        return tuple(self.notes[n] for n in sorted({n for _, n in self._pointers[first:last]}))

    def _line_at(self, offset: int) -> int:
        if not self.lines:
            return bisect_right(self._line_starts, offset)
        at = bisect_right(self.lines, offset, key=lambda pair: pair[0]) - 1
        return self.lines[max(at, 0)][1]

    @cached_property
    def _chapters(self) -> dict[str, str]:
        """By the name of a chapter's file, the first heading in it."""
        found: dict[str, str] = {}
        for section in self.sections:
            anchor = self.anchor_of(section.heading) if section.heading else None
            if anchor and anchor.chapter:
                found.setdefault(anchor.chapter, section.title)
        return found

    @cached_property
    def _line_starts(self) -> tuple[int, ...]:
        return (0, *(match.end() for match in _LINE_END.finditer(self.text)))

    def _up_to_the_next(self, sentence: Span) -> Span:
        """The sentence and what stands between it and the next of its paragraph."""
        paragraph = self._paragraph_around(sentence)
        if paragraph is None:
            return sentence
        later = _first_from(paragraph.sentences, sentence.end)
        following = paragraph.sentences[later : later + 1]
        return Span(sentence.start, following[0].start if following else paragraph.span.end)

    def _paragraph_around(self, sentence: Span) -> Paragraph | None:
        found = self.paragraph_at(sentence)
        return found[1] if found and found[1].span.contains(sentence) else None

    def _parents(self, section: int) -> Iterator[int]:
        parent = self._parent_of[section]
        while parent is not None:
            yield parent
            parent = self._parent_of[parent]

    @cached_property
    def _parent_of(self) -> tuple[int | None, ...]:
        """By section, the place of the section that it is part of."""
        parents: list[int | None] = []
        open_sections: list[int] = []
        for place, section in enumerate(self.sections):
            while open_sections and self.sections[open_sections[-1]].depth >= section.depth:
                open_sections.pop()
            parents.append(open_sections[-1] if open_sections else None)
            open_sections.append(place)
        return tuple(parents)

    @cached_property
    def _paragraphs(self) -> tuple[tuple[Section, Paragraph], ...]:
        return tuple(self.paragraphs())

    @cached_property
    def _sentences(self) -> tuple[Span, ...]:
        return tuple(s for _, paragraph in self._paragraphs for s in paragraph.sentences)

    @cached_property
    def _pointers(self) -> tuple[tuple[Span, int], ...]:
        """Every pointer to a note in reading order, with the place of its note."""
        return tuple(sorted((p, n) for n, note in enumerate(self.notes) for p in note.pointers))


def _first_from(spans: tuple[Span, ...], place: int) -> int:
    """The index of the first span that starts at the place or behind it."""
    return bisect_left(spans, place, key=lambda each: each.start)
