"""What must be shown whole to be true: an item with its lead-in, a row with its header, a reply."""

from __future__ import annotations

from itertools import islice, takewhile

from rag.document.enumerations import announced_in, enumerated_after
from rag.document.interviews import asks
from rag.document.model import BlockKind, Document, Paragraph, Span

_SAYS_SOMETHING = 30  # characters of a reply


def context_of(document: Document, sentence: Span) -> Span | None:
    """What a sentence must be read with: the lead-in of its list, the header of its table."""
    found = document.paragraph_at(sentence)
    context = found[1].context if found and found[1].span.contains(sentence) else None
    return context or announced_in(document, sentence)


def is_row(document: Document, sentence: Span) -> bool:
    """Whether a sentence is a row of a table."""
    found = document.paragraph_at(sentence)
    return found is not None and found[1].kind is BlockKind.ROW


def led_in_by(document: Document, sentence: Span) -> tuple[Span, ...]:
    """The sentences of the list, or the code, that a sentence leads in to, in reading order.

    The lists in the list are of it, which items of it lead in to. Of an enumeration that runs over
    sentences, those that open its items.
    """
    return _items_led_in_by(document, sentence) or enumerated_after(document, sentence)


def _items_led_in_by(document: Document, sentence: Span) -> tuple[Span, ...]:
    found = document.paragraph_at(sentence)
    if found is None or not found[1].sentences or found[1].sentences[-1] != sentence:
        return ()
    section, paragraph = found
    following = islice(section.paragraphs, paragraph.number, None)
    leads = {sentence}
    found_in_list: list[Span] = []
    for item in following:
        if item.context not in leads:
            break
        # A table's header leads in to nothing: who asks for one row does not ask for all.
        if item.kind is not BlockKind.ROW:
            found_in_list += item.sentences
            leads.update(item.sentences[-1:])
    return tuple(found_in_list)


def under_heading(document: Document, sentence: Span, most: int) -> tuple[Span, ...]:
    """What a heading stands over, around one of its sentences: all if it is short, or that part.

    The part is the list that the sentence is an item of, or its paragraph; of a longer paragraph
    than ``most`` sentences, the first one, which takes up what the heading names.
    """
    found = document.paragraph_at(sentence)
    if found is None:
        return ()
    section, paragraph = found
    every = [each for part in section.paragraphs for each in part.sentences]
    if len(every) <= most:
        return tuple(every)
    if paragraph.kind is BlockKind.ITEM:
        before = section.paragraphs[: paragraph.number][::-1]
        behind = section.paragraphs[paragraph.number :]
        items = [*reversed([*takewhile(_is_item, before)]), *takewhile(_is_item, behind)]
        return tuple(each for item in items for each in item.sentences)
    return paragraph.sentences if len(paragraph.sentences) <= most else paragraph.sentences[:1]


def _is_item(paragraph: Paragraph) -> bool:
    return paragraph.kind is BlockKind.ITEM


def calls_for_reply(document: Document, sentence: Span) -> bool:
    """Whether a sentence is a question, or what an interviewer says in place of one."""
    return asks(sentence.of(document.text)) or sentence in document.prompts


def question_before(document: Document, sentence: Span) -> Span | None:
    """The question that a sentence replies to; None where it asks itself, or follows none.

    A reply is the first sentence behind a question, in its paragraph or the next one.
    """
    before = document.sentence_before(sentence)
    if before is None or calls_for_reply(document, sentence):
        return None
    if not calls_for_reply(document, before):
        return None
    found, asked_in = document.paragraph_at(sentence), document.paragraph_at(before)
    near = found and asked_in and found[1].number - asked_in[1].number <= 1
    return before if near else None


def rest_of_reply(document: Document, sentence: Span) -> tuple[Span, ...]:
    """What follows in its paragraph on a reply that says little by itself: "About 640.", "No.".

    As many sentences as make it say something, none behind a reply that does.
    """
    found = document.paragraph_at(sentence)
    if found is None:
        return ()
    reply = sentence
    rest: list[Span] = []
    for following in found[1].sentences:
        if following.start < sentence.end:
            continue
        if len(reply) >= _SAYS_SOMETHING or asks(following.of(document.text)):
            break
        rest.append(following)
        reply = Span(sentence.start, following.end)
    return tuple(rest)
