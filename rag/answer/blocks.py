"""The answer to a question of several parts: a block for each, or that nothing was found for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from rag.answer.answer import Answer, AnswerSentence
from rag.answer.composing import MOST_ITEMS, in_reading_order, marks_of
from rag.answer.finding import Found
from rag.answer.naming import MOST_NAMING
from rag.answer.sentence_ranking import Sentence
from rag.answer.sentence_selection import select
from rag.answer.several import Compose, FoundPart, Several, part_answer
from rag.document.model import BlockKind, Span
from rag.document.units import context_of
from rag.search.store import Store

BETWEEN_LABELS = " · "
"""Stands between the labels of a sentence that answers several parts."""
NAMED = 0.6
"""Least confidence of an answer that names its topic."""
_OF_EACH = 3  # sentences of a side, where there are several


def compose_several(store: Store, compose: Compose, several: Several) -> Answer:
    """The parts' answers one after another, a sentence that answers several given once.

    Where the answer to the whole question holds what answers each part, they are given its
    sentences alone, and its confidence; otherwise the confidence is the least of the parts that
    are answered.
    """
    answers = [_answer_of(store, compose, part, several) for part in several.parts]
    labels = [part.asked.label for part in several.parts]
    statements = list(_statements(answers, labels))
    if several.left_out:
        statements.append(f"The question has {several.left_out} more parts, which are left out.")
    confidence = min(answer.confidence for answer in answers if answer.answerable)
    sentences = _in_blocks(answers, labels)
    all_answered = all(answer.answerable for answer in answers)
    if several.whole and (several.whole.confidence >= confidence or not all_answered):
        sentences = _of_whole(several.whole, several.parts, sentences)
        confidence = several.whole.confidence
        told = {label for s in sentences for label in s.part.split(BETWEEN_LABELS)}
        statements = [s for s in statements if s not in map(_not_found, told)]
    return Answer(
        answerable=True,
        confidence=confidence,
        sentences=sentences,
        passages=several.passages,
        warnings=tuple(
            dict.fromkeys(chain(several.warnings, *(answer.warnings for answer in answers)))
        ),
        statement="\n".join(statements),
    )


def _answer_of(store: Store, compose: Compose, part: FoundPart, several: Several) -> Answer:
    """The answer to one part: that of its question, or the sentences that name its topic."""
    answer = part_answer(compose, part)
    found = part.found
    if not part.naming or not isinstance(found, Found):
        return answer
    room = MOST_NAMING if len(several.parts) == 1 else _OF_EACH
    chosen = _of_one_table(part.naming) if several.compares else []
    chosen = chosen or list(part.naming[:room])
    topic = part.asked.topic
    says = bool(topic and topic.about)
    is_name = bool(topic and topic.is_name)
    if says and not several.compares:
        chosen = select(chosen, found.ranking.encoded.own_weights, found.profile.weights)
    elif answer.answerable and (says or not is_name):  # other words than the topic's may do
        known = {_place(sentence) for sentence in chosen}
        best = [s for s in found.sentences[:room] if _place(s) not in known]
        chosen += best[: room - len(chosen)]
    return replace(
        answer,
        answerable=True,
        confidence=max(answer.confidence, NAMED),
        not_found=(),
        sentences=in_reading_order(store, chosen, marks_of(found)),
    )


def _place(sentence: Sentence) -> tuple[str, Span]:
    return sentence.document.id, sentence.span


def _of_one_table(sentences: Sequence[Sentence]) -> list[Sentence]:
    """The rows of the table that the best sentence stands in, where its header names the topic."""
    headers = [_header_over(sentence) for sentence in sentences[:2]]  # the best may be the header
    over = next((header for header in headers if header), None)
    return [s for s in sentences if over and _header_over(s) == over][:MOST_ITEMS]


def _header_over(sentence: Sentence) -> tuple[str, Span] | None:
    """The header of the table that a sentence is a row of."""
    document, span = sentence.document, sentence.span
    found, header = document.paragraph_at(span), context_of(document, span)
    is_row = found is not None and found[1].kind is BlockKind.ROW
    return (document.id, header) if is_row and header else None


def _statements(answers: Sequence[Answer], labels: Sequence[str]) -> Iterator[str]:
    """What the answers state, and what has none."""
    for answer in answers:
        if answer.answerable and answer.statement:
            yield answer.statement
    for answer, label in zip(answers, labels, strict=True):
        if not answer.answerable and label:
            yield _not_found(label)


def _not_found(label: str) -> str:
    return f"Nothing was found on “{label}”."


def _in_blocks(answers: Sequence[Answer], labels: Sequence[str]) -> tuple[AnswerSentence, ...]:
    """The sentences in the order of their parts, each once, with the labels of all its parts."""
    found: dict[tuple[str, Span], AnswerSentence] = {}
    for answer, label in zip(answers, labels, strict=True):
        for sentence in answer.sentences if answer.answerable else ():
            place = (sentence.citation.document, sentence.citation.span)
            known = found.get(place)
            names = [*(known.part.split(BETWEEN_LABELS) if known else ()), label]
            part = BETWEEN_LABELS.join(dict.fromkeys(filter(None, names)))
            context = sentence.is_context and (known is None or known.is_context)
            found[place] = replace(known or sentence, part=part, is_context=context)
    return tuple(found.values())


def _of_whole(
    whole: Answer, parts: Sequence[FoundPart], sentences: Sequence[AnswerSentence]
) -> tuple[AnswerSentence, ...]:
    """The sentences of the whole answer, by part.

    One that is in no part's answer belongs to the part for which it was found the best.
    """
    labels = {_cited(s): s.part for s in sentences}
    order = {part.asked.label: i for i, part in enumerate(parts)}

    def part_of(sentence: AnswerSentence) -> str:
        place = _cited(sentence)
        if place in labels:
            return labels[place]
        ranks = [_rank(part, place) for part in parts]
        return parts[ranks.index(min(ranks))].asked.label

    said = [replace(sentence, part=part_of(sentence)) for sentence in whole.sentences]
    return tuple(sorted(said, key=lambda s: order[s.part.split(BETWEEN_LABELS)[0]]))


def _cited(sentence: AnswerSentence) -> tuple[str, Span]:
    return sentence.citation.document, sentence.citation.span


def _rank(part: FoundPart, place: tuple[str, Span]) -> int:
    """Where a sentence stands among those found for a part; behind them if it is none."""
    ranked = part.found.sentences if isinstance(part.found, Found) else ()
    return next((i for i, each in enumerate(ranked) if _place(each) == place), len(ranked))
