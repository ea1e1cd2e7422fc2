"""From what was found to an answer: the documents' own sentences, or a refusal.

An answer is sentences of the documents, verbatim and in reading order. Nothing is generated, so
nothing can be made up, and an instruction that stands in a document or a question is text like any
other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from rag.answer.answer import Answer, AnswerSentence
from rag.answer.finding import Found
from rag.answer.marks import answer_spans, holds_kind
from rag.answer.not_found import not_found
from rag.answer.quoting import quoted
from rag.answer.readings import is_sure
from rag.answer.sentence_ranking import Sentence
from rag.answer.sentence_selection import MOST_SENTENCES, select
from rag.answer.structural import CONFIDENCE, Structure
from rag.document.citations import cite_sentence
from rag.document.model import Span
from rag.document.units import context_of, led_in_by, question_before, rest_of_reply, under_heading
from rag.question.kinds import AskedFor, Kind
from rag.search.store import Store
from rag.settings import DEFAULT_MODEL

MOST_ITEMS = 10
"""Items of a list that are shown with what leads in to it, or with one of them."""
_CITES_NONE = "The brief cites no source for this sentence."
# How far below the best sentence one that cites a source may be, where a source is asked for.
_CITING_MARGIN = 0.08
_TOLD_BY_FORM = (Kind.DATE, Kind.QUANTITY, Kind.PERSON, Kind.LIST)


def compose(store: Store, found: Found) -> Answer:
    """Answer from what was found, or refuse below the calibration's threshold."""
    structure = found.structure
    if structure and structure.complete:
        return _structural(store, found, structure)
    refused = not found.sentences or found.confidence < found.answer_from
    if refused:
        return replace(_answer(found), not_found=_not_found(found))
    wants_source = bool(structure and structure.cites)
    ranked = _citing(found.sentences) if wants_source else list(found.sentences)
    chosen = select(ranked, found.ranking.encoded.own_weights, found.profile.weights)
    chosen += _neighbour_of_kind(found.question.asked, chosen, ranked)
    sentences = in_reading_order(store, chosen, _source_marks if wants_source else marks_of(found))
    lacks_source = wants_source and not _cites(ranked[0])
    answer = _answer(found, sentences, (_CITES_NONE,) if lacks_source else ())
    return replace(answer, statement=_left_out(chosen))


def _not_found(found: Found) -> tuple[str, ...]:
    """The word that decides, as far as the default model tells which words are alike."""
    if found.profile.embedder.identity.name != DEFAULT_MODEL:
        return ()
    return not_found(found.ranking.encoded, found.sentences)


def _answer(
    found: Found,
    sentences: tuple[AnswerSentence, ...] = (),
    warnings: tuple[str, ...] = (),
    confidence: float | None = None,
) -> Answer:
    """An answer of these sentences, or a refusal without any."""
    return Answer(
        answerable=bool(sentences),
        confidence=found.confidence if confidence is None else confidence,
        sentences=sentences,
        passages=found.passages,
        warnings=found.warnings + warnings,
    )


def _structural(store: Store, found: Found, structure: Structure) -> Answer:
    """All sentences that the structure names, or a refusal with the reason."""
    sentences = tuple(
        quoted(store, store.document(place), span) for place, span in structure.sentences or ()
    )
    warnings = (structure.warning,) if structure.warning else ()
    return _answer(found, sentences, warnings, CONFIDENCE if sentences else 1 - CONFIDENCE)


def _citing(ranked: Sequence[Sentence]) -> list[Sentence]:
    """The sentences that cite a source, unless the best cites none and is far ahead of them."""
    citing = [sentence for sentence in ranked if _cites(sentence)]
    near = citing and citing[0].score >= ranked[0].score - _CITING_MARGIN
    return citing if near else list(ranked)


def _cites(sentence: Sentence) -> bool:
    document = sentence.document
    return bool(document.references_in(sentence.span) or document.notes_after(sentence.span))


def _neighbour_of_kind(
    asked: AskedFor, chosen: Sequence[Sentence], ranked: Sequence[Sentence]
) -> list[Sentence]:
    """The sentence next to the best that says who, when or how many, where the chosen do not."""
    told = any(holds_kind(asked, sentence.text) for sentence in chosen)
    if asked.kind not in _TOLD_BY_FORM or told or len(chosen) >= MOST_SENTENCES:
        return []
    document = chosen[0].document
    found = [
        sentence
        for span in document.sentences_around(chosen[0].span)
        for sentence in ranked
        if sentence.span == span
        and sentence.document.id == document.id
        and holds_kind(asked, sentence.text)
    ]
    return found[:1]


Marks = Callable[[Sentence], tuple[Span, ...]]
"""What in a sentence answers, in the document's offsets."""


def marks_of(found: Found) -> Marks:
    """Marks for the sentences found: where the reader is sure, what it read, else by form."""
    sure = sorted(filter(is_sure, found.readings), key=lambda r: r.reading.margin)
    read = {(r.window.document.id, r.sentence): r.span for r in sure}

    def marks(sentence: Sentence) -> tuple[Span, ...]:
        asks_all = found.question.asked.kind is Kind.LIST
        place = None if asks_all else read.get((sentence.document.id, sentence.span))
        return (place,) if place else _marks(found.question.asked, sentence)

    return marks


def in_reading_order(
    store: Store, chosen: Sequence[Sentence], marks: Marks
) -> tuple[AnswerSentence, ...]:
    """The chosen sentences, best first, as an answer: with what belongs to them, in order."""
    contexts = {(s.document.id, each.sentence) for s in chosen for each in s.read_with}
    answer: dict[tuple[str, Span], AnswerSentence] = {}
    for sentence in chosen:
        place = sentence.document.id, sentence.span
        answer[place] = quoted(
            store, sentence.document, sentence.span, marks(sentence), place in contexts
        )
    for sentence in chosen:
        document = sentence.document
        for span, is_context in _companions(sentence, MOST_SENTENCES - len(answer)):
            if (document.id, span) not in answer:
                added = quoted(store, document, span, is_context=is_context)
                answer[document.id, span] = added
    return tuple(answer[place] for place in sorted(answer))


def _companions(sentence: Sentence, room: int) -> Iterator[tuple[Span, bool]]:
    """What must be shown with a sentence to be true or whole, and whether it is mere context.

    What it must be read with, the list that it leads in to, the rest of a reply that it opens, and
    where there is room, what else the heading stands over that names what is asked.
    """
    document, span = sentence.document, sentence.span
    yield from ((item, False) for item in _list_of(sentence)[:MOST_ITEMS])
    needed = (each.sentence for each in sentence.read_with)
    # A title is shown with every citation.
    yield from ((span, True) for span in needed if document.paragraph_at(span))
    if question_before(document, span):
        yield from ((each, False) for each in rest_of_reply(document, span))
    if room > 0 and sentence.named_above:
        under = under_heading(document, span, room + 1)
        yield from ((each, False) for each in under[:MOST_ITEMS])


def _list_of(sentence: Sentence) -> tuple[Span, ...]:
    """The items that a sentence leads in to, or those beside it where their lead-in is asked for.

    Rows of a table are no such items: who asks for one does not ask for all.
    """
    document, span = sentence.document, sentence.span
    if items := led_in_by(document, span):
        return items
    lead_in = context_of(document, span) if sentence.named_in_lead_in else None
    return led_in_by(document, lead_in) if lead_in else ()


def _left_out(chosen: Sequence[Sentence]) -> str:
    """What is said of lists that are not shown whole: how many items, and where the others are."""
    said: dict[str, None] = {}
    for sentence in chosen:
        items, document = _list_of(sentence), sentence.document
        if len(items) <= MOST_ITEMS:
            continue
        first, last = (cite_sentence(document, items[i]) for i in (MOST_ITEMS, -1))
        several = f"s {first.paragraph} to" if last.paragraph > first.paragraph else ""
        where = f"“{first.section}”, paragraph{several} {last.paragraph}"
        said[f"The first {MOST_ITEMS} of {len(items)} items; the others are in {where}."] = None
    return "\n".join(said)


def _source_marks(sentence: Sentence) -> tuple[Span, ...]:
    return tuple(dict.fromkeys(r.span for r in sentence.document.references_in(sentence.span)))


def _marks(asked: AskedFor, sentence: Sentence) -> tuple[Span, ...]:
    start = sentence.span.start
    found = answer_spans(asked, sentence.text)
    return tuple(Span(start + s.start, start + s.end) for s in found)
