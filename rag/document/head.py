"""The head of a document, which is its title, masthead and the like, and its last lines."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

from rag.document.model import Document, Span

_LONGEST_LINE = 200  # characters
_MOST_LINES = 20
_LAST = 2  # paragraphs


def head_lines(document: Document) -> tuple[Span, ...]:
    """The lines at the head, in order: front matter, the first headings, sentences under them.

    The head ends where a section under a heading begins, and before the first long paragraph.
    """
    lines = chain(document.front_matter, _lines_behind(document))
    return tuple(islice(lines, _MOST_LINES))


def tail_lines(document: Document) -> tuple[Span, ...]:
    """The sentences of the last short paragraphs, where a text may be dated or signed."""
    paragraphs = [p for section in document.sections[-2:] for p in section.paragraphs]
    short = (p for p in paragraphs[-_LAST:] if len(p.span) <= _LONGEST_LINE)
    return tuple(sentence for paragraph in short for sentence in paragraph.sentences)


def _lines_behind(document: Document) -> Iterator[Span]:
    has_title = bool(document.front_matter)
    for section in document.sections:
        if section.heading:
            yield section.heading
        if section.heading and section.paragraphs and has_title:
            return
        for paragraph in section.paragraphs:
            if len(paragraph.span) > _LONGEST_LINE:
                return
            yield from paragraph.sentences
        has_title = True
