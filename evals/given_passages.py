"""Documents whose passages a data set hands down: they are found as they are, never cut anew."""

from __future__ import annotations

from collections.abc import Sequence

from rag.document.model import Document, Metadata, Paragraph, Passage, Section, SectionKind, Span
from rag.reading.sentences import split_sentences

GAP = "\n\n"


def assemble(
    id: str, title: str, paragraphs: Sequence[str]
) -> tuple[Document, tuple[Passage, ...]]:
    """One document of one section, and a passage for each of its paragraphs.

    The text is the paragraphs as given with a blank line between; passage ``n`` (from 1) has the
    id ``<id>#<n>``. An empty paragraph keeps its number but yields no passage.
    """
    text = GAP.join(paragraphs)
    found, start = [], 0
    for number, paragraph in enumerate(paragraphs, start=1):
        span = Span(start, start + len(paragraph))
        start = span.end + len(GAP)
        if paragraph.strip():
            found.append(Paragraph(number, span, split_sentences(text, span)))
    section = Section(title, SectionKind.BODY, None, Span(0, len(text)), tuple(found))
    document = Document(id, title, text, Metadata(title=title), (), (section,), (), ())
    passages = tuple(
        Passage(f"{id}#{p.number}", id, 0, p.number, p.span, p.sentences) for p in found
    )
    return document, passages
