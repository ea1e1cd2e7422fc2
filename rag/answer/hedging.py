"""What is only found is called found: no sentence is given as the most that does not say so."""

from __future__ import annotations

from dataclasses import replace

from rag.answer.answer import Answer
from rag.document.languages import question_language
from rag.question.bounds import Comparison
from rag.question.extremes import find_extremes
from rag.question.properties import Property
from rag.question.records import LANGUAGES, RecordQuestion
from rag.question.terms import fold

_MAY_BE_MORE = "Found in the document; it may hold more."
_NOT_SAID = "Found in the document; no sentence of it says that it is the answer."


def hedged(answer: Answer, asked: RecordQuestion | None) -> Answer:
    """The answer of a search to a question of all, of the most or of more than a bound.

    A sentence that itself says "the most", or names the bound, answers. Otherwise none is marked,
    and the statement says that it is found.
    """
    if asked is None or not answer.sentences or answer.statement:
        return answer
    said = [each.text for each in answer.sentences if not each.is_context]
    if not asked.says_all and any(question_language(text) not in LANGUAGES for text in said):
        return answer  # how it says "the most" is not known
    texts = [fold(text) for text in said]
    if asked.extreme and not asked.of_two:
        if any(asked.extreme.is_said_by(each) for text in texts for each in find_extremes(text)):
            return answer
        # "Who first said so?" is no comparison: one sentence may tell.
        marked = [sentence for sentence in answer.sentences if sentence.marks]
        if Property.RANK in asked.extreme.senses and len(marked) < 2:
            return answer
        return _unmarked(answer, _NOT_SAID)
    if asked.bound and asked.bound.comparison is not Comparison.EQUAL:
        if any(fold(asked.bound.printed) in text for text in texts):
            return answer
        return _unmarked(answer, _MAY_BE_MORE)
    return replace(answer, statement=_MAY_BE_MORE) if asked.says_all else answer


def _unmarked(answer: Answer, statement: str) -> Answer:
    sentences = tuple(replace(sentence, marks=()) for sentence in answer.sentences)
    return replace(answer, sentences=sentences, statement=statement)
