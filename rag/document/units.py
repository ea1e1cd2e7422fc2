"""What must be shown whole to be true: an item with its lead-in, a row with its header, a reply."""

from __future__ import annotations

from itertools import islice, takewhile

from rag.document.model import BlockKind, Document, Paragraph, Span

MOST_ITEMS = 20
"""Items of a list that are shown with what leads in to it, or with one of them."""


def context_of(document: Document, sentence: Span) -> Span | None:
    """What a sentence must be read with: the lead-in of its list, the header of its table."""
    found = document.paragraph_at(sentence)
    return found[1].context if found and found[1].span.contains(sentence) else None


def led_in_by(document: Document, sentence: Span) -> tuple[Span, ...]:
    """The sentences of the list, or the code, that a sentence leads in to, in reading order.

    The lists in the list are of it, which items of it lead in to.
    """
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
    return tuple(found_in_list[:MOST_ITEMS])


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
        return tuple(each for item in items for each in item.sentences)[:MOST_ITEMS]
    return paragraph.sentences if len(paragraph.sentences) <= most else paragraph.sentences[:1]


def _is_item(paragraph: Paragraph) -> bool:
    return paragraph.kind is BlockKind.ITEM
