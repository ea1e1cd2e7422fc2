"""Where a span stands: the section and paragraph, and the evidence that the brief gives for it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rag.document.anchors import Anchor
from rag.document.model import Document, Note, SourceReference, Span

FRONT_MATTER = "Front matter"
"""What stands for the section of the title and the masthead."""


@dataclass(frozen=True, slots=True)
class CitedNote:
    """A note that a span points to: its number, and its text without the number."""

    number: int
    text: str
    span: Span

    @classmethod
    def of(cls, note: Note, document: Document) -> CitedNote:
        return cls(note.number, note.span.of(document.text), note.span)


@dataclass(frozen=True, slots=True)
class Citation:
    """The place of a span and its evidence chain.

    ``paragraph`` counts from 1 in the section. It is 0 for what stands in no paragraph: a heading,
    or a line of the front matter, whose section is called FRONT_MATTER.
    ``lines`` are the first and last line of the file that the span was read from, from 1 on.
    ``quote`` is the document's text at ``span``, to the character; ``sources`` are the references
    inside it, ``notes`` those with a pointer inside it. ``anchor`` is where the span stands in the
    original, for formats whose places are not lines; ``chapter`` is the heading of the EPUB's
    chapter.
    """

    document: str
    title: str
    section: str
    paragraph: int
    span: Span
    lines: tuple[int, int]
    quote: str
    sources: tuple[SourceReference, ...]
    notes: tuple[CitedNote, ...]
    anchor: Anchor | None = None
    chapter: str | None = None


def cite_sentence(document: Document, sentence: Span) -> Citation:
    """The citation of one sentence; a source or note's pointer behind its full stop belongs to it.

    Raises ValueError for a span that touches neither paragraph nor heading nor front matter.
    """
    notes = tuple(CitedNote.of(note, document) for note in document.notes_after(sentence))
    sources = document.references_after(sentence)
    return replace(cite(document, sentence), sources=sources, notes=notes)


def cite(document: Document, span: Span) -> Citation:
    """The citation of a span of the document.

    Raises ValueError for a span that touches neither paragraph nor heading nor front matter.
    """
    section, paragraph = _place(document, span)
    return Citation(
        document=document.id,
        title=document.title,
        section=section,
        paragraph=paragraph,
        span=span,
        lines=document.lines_of(span),
        quote=span.of(document.text),
        sources=document.references_in(span),
        notes=tuple(CitedNote.of(n, document) for n in document.notes_pointed_to(span)),
        anchor=document.anchor_of(span),
        chapter=document.chapter_of(span),
    )


def _place(document: Document, span: Span) -> tuple[str, int]:
    """The title of the section and the number of the paragraph in it."""
    if found := document.paragraph_at(span):
        return found[0].title, found[1].number
    if any(line.overlaps(span) for line in document.front_matter):
        return FRONT_MATTER, 0
    for section in document.sections:
        if section.heading and section.heading.overlaps(span):
            return section.title, 0
    raise ValueError(f"{document.id} has no paragraph at [{span.start}, {span.end})")
