"""What answers a question of several parts: each part is asked by itself, and the whole of it too.

The whole stands where no part is answered, and where the question may be one, unless its parts are
answered clearly better. Asked are at most five parts, and so at most six questions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice, zip_longest
from typing import Protocol

from rag.answer.answer import Answer
from rag.answer.computed import Computed
from rag.answer.finding import NEAREST, Found
from rag.answer.naming import naming
from rag.answer.sentence_ranking import Sentence
from rag.answer.small_talk import Reply
from rag.answer.whole import Whole
from rag.document.filters import Filters
from rag.document.model import Document, Span
from rag.question.conversation import Turn
from rag.question.follow_up import depends
from rag.question.sub_questions import MOST_PARTS, Parts, SubQuestion, Topic
from rag.question.terms import term_set
from rag.search.ranking import Hit
from rag.search.store import Store

_SEARCHED = 100  # documents of which one may be a side: "What does the museum say?"


FoundOne = Found | Whole | Computed | Reply
"""What may have been found for a question that asks one thing."""
Compose = Callable[[FoundOne], Answer]


class AskOne(Protocol):
    """What asks one thing; ``may_be_whole`` says that it may be asked of a whole document."""

    def __call__(
        self,
        question: str,
        history: Sequence[Turn],
        filters: Filters,
        may_be_whole: bool = True,
    ) -> FoundOne: ...


@dataclass(frozen=True, slots=True)
class FoundPart:
    """One part, what was found for it, and the sentences that name its topic, if it has one."""

    asked: SubQuestion
    found: FoundOne
    naming: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Several:
    """What was found for the parts of a question, in the order in which they are asked.

    ``compares`` says that they are the sides of a comparison, ``left_out`` counts the parts that
    are not answered for. ``whole`` is the answer to the whole question where it holds the best
    sentence of each part, None where it does not.
    """

    parts: tuple[FoundPart, ...]
    compares: bool
    left_out: int
    whole: Answer | None
    passages: tuple[Hit, ...]
    warnings: tuple[str, ...]


FoundAny = FoundOne | Several
"""What may have been found for any question."""


def find_several(
    store: Store,
    ask: AskOne,
    compose: Compose,
    question: str,
    parts: Parts,
    history: Sequence[Turn],
    filters: Filters,
) -> FoundAny:
    """What is found for the parts of a question, or for the whole where that answers better."""
    whole = ask(question, history, filters)
    answer = compose(whole)
    if not parts.certain and answer.answerable and _speaks_of_all(answer, parts):
        return whole
    found = _found(store, ask, parts, history, filters)
    answers = [part_answer(compose, part) for part in found]
    if _whole_stands(answer, parts, found, answers):
        return whole
    if len(found) == 1 and not found[0].naming:
        return found[0].found
    return Several(
        tuple(found),
        parts.compares,
        parts.left_out,
        answer if _holds_all(answer, found) else None,
        tuple(_nearest(part.found.passages for part in found)),
        tuple(dict.fromkeys(chain.from_iterable(part.found.warnings for part in found))),
    )


def _found(
    store: Store, ask: AskOne, parts: Parts, history: Sequence[Turn], filters: Filters
) -> list[FoundPart]:
    """What is found for each part; a later one may point to an earlier: "Who wrote it? Why?"."""
    turns = list(history)
    found: list[FoundPart] = []
    for asked, within in _asked_within(store, parts, filters):
        # "How long did it last?" asks of the fire that a part before it names.
        points_back = bool(found) and isinstance(found[-1].found, Found) and depends(asked.text)
        each = ask(asked.text, history if asked.topic else turns, within, not points_back)
        found.append(FoundPart(asked, each, _naming(each, asked.topic, parts)))
        turns.append(Turn(asked.text, ""))
    return found


def _naming(found: FoundOne, topic: Topic | None, parts: Parts) -> tuple[Sentence, ...]:
    if topic is None or not isinstance(found, Found):
        return ()
    others = [q.topic for q in parts.questions if q.topic and q.topic != topic]
    return tuple(naming(found.sentences, topic, others, found.ranking.encoded, parts.compares))


def _asked_within(
    store: Store, parts: Parts, filters: Filters
) -> Iterator[tuple[SubQuestion, Filters]]:
    """The parts, each with the documents that it asks."""
    documents = _documents(store, filters)
    if parts.of_documents:
        (asked,) = parts.questions
        if not 1 < len(documents) <= MOST_PARTS:
            yield asked, filters
            return
        for document in documents:
            yield replace(asked, label=document.title), _only(filters, document)
        return
    for asked in parts.questions:
        topic = asked.topic
        called = _called(documents, topic) if topic and topic.about else None
        if called and topic:
            within = Topic(topic.about)
            yield replace(asked, text=within.name, topic=within), _only(filters, called)
        else:
            yield asked, filters


def _only(filters: Filters, document: Document) -> Filters:
    return replace(filters, document=(document.id,))


def _documents(store: Store, filters: Filters) -> Sequence[Document]:
    if filters.document:
        return [store.document(name) for name in sorted(set(filters.document))[:_SEARCHED]]
    return store.documents(0, _SEARCHED)


def _called(documents: Sequence[Document], topic: Topic) -> Document | None:
    """The only document of several that the topic names: "the museum" is “The Harbour Museum”."""
    wanted = term_set(topic.name)
    named = [
        document
        for document in documents
        if wanted and wanted <= term_set(f"{document.id.replace('-', ' ')} {document.title}")
    ]
    return named[0] if len(named) == 1 < len(documents) else None


def _speaks_of_all(answer: Answer, parts: Parts) -> bool:
    """Whether the answer holds the words of every side."""
    held = term_set(answer.text)
    return all(term_set(part.label) <= held for part in parts.questions)


def part_answer(compose: Compose, part: FoundPart) -> Answer:
    """The answer to a part's question; a refusal where it names somebody whom no sentence names."""
    answer = compose(part.found)
    topic = part.asked.topic
    wanted = term_set(topic.name) if topic else frozenset()
    named = any(term_set(sentence.text) & wanted for sentence in answer.sentences)
    if answer.answerable and topic and topic.is_name and not part.naming and not named:
        return Answer(False, answer.confidence, (), answer.passages, answer.warnings)
    return answer


def _whole_stands(
    whole: Answer, parts: Parts, found: Sequence[FoundPart], answers: Sequence[Answer]
) -> bool:
    """Whether the answer to the whole question is better than those to its parts.

    It is where no part is answered. Where the question may be one, it is unless every part is
    answered, with more confidence. It is too where a side was not found and the answer says nothing
    that was found for the other: it puts both in other words.
    """
    answered = [bool(p.naming) or a.answerable for p, a in zip(found, answers, strict=True)]
    if not any(answered):
        return True
    if not parts.certain:
        least = min(answer.confidence for answer in answers)
        return not all(answered) or (whole.answerable and least < whole.confidence)
    if all(answered) or not whole.answerable or not all(part.asked.topic for part in found):
        return False
    known = {(s.document.id, s.span) for part in found for s in part.naming}
    return not known.intersection(_places(whole))


def _holds_all(whole: Answer, found: Sequence[FoundPart]) -> bool:
    """Whether the answer to the whole holds the best sentence that was found for each part.

    A topic of which something is asked has a block of its own in any case. A part that is all but
    certain to be answered nowhere is held by none.
    """
    places = _places(whole)
    for part in found:
        topic = part.asked.topic
        if not isinstance(part.found, Found) or (topic and topic.about):
            return False
        least = part.found.answer_from / 2
        if part.found.confidence < least and not part.naming:
            return False
        best = (part.naming or part.found.sentences)[:1]
        if not any((s.document.id, s.span) in places for s in best):
            return False
    return len(found) > 1


def _places(answer: Answer) -> set[tuple[str, Span]]:
    return {(s.citation.document, s.citation.span) for s in answer.sentences}


def _nearest(passages: Iterable[Sequence[Hit]]) -> Iterator[Hit]:
    """The passages nearest to the parts, the best of each first, each once."""
    turns = chain.from_iterable(zip_longest(*passages))
    unique = {hit.passage.id: hit for hit in turns if hit is not None}
    return islice(unique.values(), NEAREST)
