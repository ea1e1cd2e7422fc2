"""A question of records as it is put to one set of them, whose fields have names of their own."""

from __future__ import annotations

import re
from dataclasses import replace

from rag.answer.records import RecordSet
from rag.question.bounds import Comparison
from rag.question.ranked import Ranked
from rag.question.records import RecordQuestion, Word
from rag.question.terms import fold, terms

_CJK = re.compile(r"[\u3400-\u9fff]")


def put_to(records: RecordSet, asked: RecordQuestion) -> RecordQuestion:
    """The question with its words as the names of the records' fields part them."""
    return _with_year_named(_cut_at_fields(asked, records), records)


def _with_year_named(asked: RecordQuestion, records: RecordSet) -> RecordQuestion:
    """The question with a year as a word, where it is part of a field's name: "Sales 2023"."""
    bound = asked.bound
    if bound is None or bound.comparison is not Comparison.EQUAL:
        return asked
    if not any(bound.printed in terms(field.name) for field in records.fields):
        return asked
    return replace(asked, bound=None, words=(*asked.words, Word(bound.printed, False)))


def _cut_at_fields(asked: RecordQuestion, records: RecordSet) -> RecordQuestion:
    """The question with its Chinese words, which no space parts, cut at the names of fields."""
    if not any(_CJK.search(word.text) for word in asked.words):
        return asked
    names = [fold(field.name).strip() for field in records.fields]
    names += [name.partition("(")[0].strip() for name in names]
    longest_first = sorted(filter(None, names), key=len, reverse=True)
    pattern = re.compile("(" + "|".join(map(re.escape, longest_first)) + ")")
    cut = {w.text: [part for part in pattern.split(w.text) if part] for w in asked.words}
    words = tuple(Word(part, w.is_light) for w in asked.words for part in cut[w.text])
    near = Ranked(
        behind=tuple(cut[w][0] for w in asked.ranked.behind),
        before=tuple(cut[w][-1] for w in asked.ranked.before),
        wanted=tuple(cut[w][-1] if w in cut else w for w in asked.ranked.wanted),
    )
    target = tuple(p for t in asked.target for p in cut[t])
    return replace(asked, words=words, target=target, ranked=near)
