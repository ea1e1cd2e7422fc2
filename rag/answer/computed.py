"""The answer to a question of all records, of how many, of the most: computed, with its evidence.

Where it cannot be computed, what was found by search is given as found: nothing in it is marked
that does not itself say that it is the most, or how many there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rag.answer.answer import Answer, AnswerSentence
from rag.answer.computing import Computation, compute
from rag.answer.finding import Found
from rag.answer.meant_records import meant_by
from rag.answer.quoting import quoted
from rag.answer.records import KEPT, RecordSet, record_sets
from rag.answer.structural import CONFIDENCE
from rag.answer.told import Scope
from rag.document.filters import Filters
from rag.document.model import Document
from rag.question.records import RecordQuestion
from rag.search.ranking import Hit
from rag.search.store import Store

_MOST_DOCUMENTS = KEPT
"""That are looked at: those with the passages that are found first."""
_MOST_ANSWERED = 5


@dataclass(frozen=True, slots=True)
class Computed:
    """What was computed, of each document that has it, and the passages that go with an answer."""

    computations: tuple[Computation, ...]
    passages: tuple[Hit, ...] = ()
    warnings: tuple[str, ...] = ()


def find_computed(store: Store, found: Found, filters: Filters) -> Computed | None:
    """What the tables, lists and like sentences of the documents found tell; None for nothing."""
    asked = found.question.records
    if asked is None or found.structure:
        return None
    computed = []
    for document in _documents(store, found, filters):
        scope = Scope.of(document, store.passages_of(document.id), filters)
        told = _of_document(asked, scope) if scope.passages else None
        if told:
            computed.append(told)
    best = max((each.score for each in computed), default=0)
    fitting = [each for each in computed if each.score == best]
    kept = [each for each in fitting if each.is_answer] or fitting[:1]
    return Computed(tuple(kept[:_MOST_ANSWERED]), found.passages, found.warnings) if kept else None


def _documents(store: Store, found: Found, filters: Filters) -> Iterator[Document]:
    """The documents that may tell, those whose passages are found first before others."""
    if len(set(filters.document)) == 1:
        yield store.document(filters.document[0])
        return
    ids = dict.fromkeys(hit.passage.document for hit in found.passages)
    passages = found.ranking.candidates.passages
    ids |= dict.fromkeys(passages[n].document for n in found.ranking.order.tolist())
    for name in list(ids)[:_MOST_DOCUMENTS]:
        yield store.document(name)


def _of_document(asked: RecordQuestion, scope: Scope) -> Computation | None:
    """What the one set of records that fits best tells; None where two fit as well."""
    sets = (_passing(scope, records) for records in record_sets(scope.document))
    meant = [m for records in sets if records for m in [meant_by(asked, records)] if m]
    best = max((m.score for m in meant), default=0)
    fitting = [m for m in meant if m.score == best]
    return compute(asked, fitting[0]) if len(fitting) == 1 else None


def _passing(scope: Scope, records: RecordSet) -> RecordSet | None:
    """The records that the filters let pass: all of a set, or it is not asked."""
    if scope.is_whole or all(map(scope.holds, records.spans)):
        return records
    return None


def compose_computed(store: Store, given: Computed) -> Answer:
    """The answer, or a refusal that says what passes no bound."""
    answered = [each for each in given.computations if each.is_answer]
    several = len(given.computations) > 1
    statements = [_stated(each, several) for each in given.computations]
    return Answer(
        answerable=bool(answered),
        confidence=CONFIDENCE if answered else 1 - CONFIDENCE,
        sentences=tuple(s for each in answered for s in _quoted(store, each)),
        passages=given.passages,
        warnings=(*given.warnings, *(() if answered else statements)),
        statement="\n".join(statements) if answered else "",
    )


def _stated(computed: Computation, several: bool) -> str:
    title = f"“{computed.records.document.title}”: " if several else ""
    return title + computed.statement


def _quoted(store: Store, computed: Computation) -> Iterator[AnswerSentence]:
    """The places that a statement rests on, in reading order, with what they are read with."""
    document = computed.records.document
    context = computed.records.context
    spans = set(computed.shown)
    if context and computed.shown:
        spans.add(context)
    for span in sorted(spans):
        marks = tuple(mark for mark in computed.marks if span.contains(mark))
        yield quoted(store, document, span, marks, span not in computed.shown)
