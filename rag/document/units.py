"""What must be shown whole to be true: an item with its lead-in, a row with its header, a reply."""

from __future__ import annotations

from itertools import islice, takewhile

from rag.document.model import BlockKind, Document, Passage, Section, Span


def context_of(document: Document, sentence: Span) -> Span | None:
    """What a sentence must be read with: the lead-in of its list, the header of its table."""
    found = document.paragraph_at(sentence)
    return found[1].context if found and found[1].span.contains(sentence) else None


def led_in_by(document: Document, sentence: Span) -> tuple[Span, ...]:
    """The sentences of the list, or the code, that a sentence leads in to, in reading order."""
    found = document.paragraph_at(sentence)
    if found is None or not found[1].sentences or found[1].sentences[-1] != sentence:
        return ()
    section, paragraph = found
    following = islice(section.paragraphs, paragraph.number, None)
    items = takewhile(lambda each: each.context == sentence, following)
    # A table's header leads in to nothing: who asks for one row does not ask for all.
    whole = (item for item in items if item.kind is not BlockKind.ROW)
    return tuple(each for item in whole for each in item.sentences)


def question_over(document: Document, passage: Passage) -> str | None:
    """The heading of the passage's section, if that is a question."""
    return _question(document, document.sections[passage.section])


def reply_begun_by(document: Document, sentence: Span) -> Span | None:
    """The sentence that goes on, where this one begins the reply to the question over it.

    "Yes!" and "Four crowns." say little without it.
    """
    found = document.paragraph_at(sentence)
    if found is None or not _question(document, found[0]):
        return None
    reply = found[0].paragraphs[0].sentences
    return reply[1] if len(reply) > 1 and reply[0] == sentence else None


def _question(document: Document, section: Section) -> str | None:
    words = section.heading.of(document.text).strip() if section.heading else ""
    return words if words.endswith(("?", "？", "؟")) else None
