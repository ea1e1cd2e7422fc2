"""Tables that give what is asked for, and for other numbers than the question's alone.

"What was the profit in 2021?" is not told by a table with "Profit 2022", though its row holds all
other words; nor is what became of things after 24 months by a column for 18.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

from rag.answer.record_fields import Field
from rag.answer.records import RecordKind, RecordSet, record_sets
from rag.answer.sentence_ranking import Sentence
from rag.document.units import is_row
from rag.question.terms import terms

_LOOKED_AT = 10  # of the best sentences, one of which may say the number itself


def is_of_other_numbers(question: str, sentences: Sequence[Sentence]) -> bool:
    """Whether the best sentence is a row of a table that has what is named for other numbers only.

    Not where another of the best says the question's numbers.
    """
    numbers = {term for term in terms(question) if term.isdecimal()}
    best = sentences[0] if sentences else None
    if best is None or not numbers or not is_row(best.document, best.span):
        return False
    said = frozenset(terms(question)) - numbers
    tables = [each for each in record_sets(best.document) if _holds(each, best)]
    fields = [field for each in tables for field in each.fields]
    meant = [numbers & _numbers(field) for field in fields if _is_named(field, said)]
    if not meant or any(meant) or any(_names_row(each, best, numbers) for each in tables):
        return False
    others = (s for s in sentences[:_LOOKED_AT] if not is_row(s.document, s.span))
    return not any(numbers <= s.claim_terms for s in others)


def _holds(records: RecordSet, sentence: Sentence) -> bool:
    return records.kind is RecordKind.ROW and sentence.span in records.spans


def _numbers(field: Field) -> frozenset[str]:
    return frozenset(term for term in terms(field.name) if term.isdecimal())


def _is_named(field: Field, said: frozenset[str]) -> bool:
    """Whether a column has a number in its name, and all the rest of that is said."""
    rest = field.bare_terms - _numbers(field)
    return bool(_numbers(field) and rest) and rest <= said


def _names_row(records: RecordSet, row: Sentence, numbers: Set[str]) -> bool:
    """Whether one of the numbers stands in a name in the row: "Model 300"."""
    place = records.spans.index(row.span)
    fields = (f for at, f in enumerate(records.fields) if at == 0 or f.column is None)
    texts = (field.words[place] for field in fields)
    return any(not numbers.isdisjoint(terms(words)) for words in texts)
