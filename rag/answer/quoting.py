"""A span of a document as a sentence of an answer: where it stands, and in which passage."""

from __future__ import annotations

from bisect import bisect_right

from rag.answer.answer import AnswerSentence
from rag.document.citations import cite_sentence
from rag.document.model import Document, Span
from rag.search.store import Store


def quoted(
    store: Store,
    document: Document,
    span: Span,
    marks: tuple[Span, ...] = (),
    is_context: bool = False,
) -> AnswerSentence:
    """A sentence of an answer; a heading and a line of the masthead stand in no passage."""
    passages = store.passages_of(document.id)
    at = bisect_right(passages, span.start, key=lambda passage: passage.span.end)
    held = at < len(passages) and passages[at].span.overlaps(span)
    passage = passages[at].id if held else None
    return AnswerSentence(cite_sentence(document, span), passage, marks, is_context)
