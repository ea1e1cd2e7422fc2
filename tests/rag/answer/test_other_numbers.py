"""A table that gives what is asked for, and for another year, does not tell it."""

from __future__ import annotations

import pytest

from index.builder import Limits, build_index
from index.loading import load_store
from rag.answer.other_numbers import is_of_other_numbers
from rag.answer.sentence_ranking import rank_sentences
from rag.document.filters import NO_FILTERS
from rag.engine import Engine
from rag.models.embedder import Embedder
from rag.question.query import Query
from rag.reading.structure import parse_document
from rag.search.ranking import rank

TEXT = """# The firm

| Division | Turnover 2021 (€m) | Turnover 2022 (€m) | Profit 2022 (€m) | Staff |
| --- | --- | --- | --- | --- |
| Pumps | 31 | 35 | 4 | 120 |
| Valves | 12 | 11 | 1 | 60 |
| Series 2019 | 5 | 6 | 2 | 20 |

## By year

| Year | Output (constant 2015 €) |
| --- | --- |
| 2018 | 90 |
| 2019 | 97 |
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Engine:
    folder = tmp_path_factory.mktemp("other-numbers")
    build_index(folder, [parse_document(TEXT, "firm")], [embedder], Limits())
    return Engine(load_store(folder), embedder)


@pytest.mark.parametrize(
    ("question", "is_of_others"),
    [
        ("What was the profit of Pumps in 2021?", True),
        ("What was the turnover of Valves in 2019?", True),
        ("What was the profit of Pumps in 2022?", False),
        ("What was the turnover of Valves in 2021?", False),
        ("What was the profit of Pumps?", False),
        ("How many staff did Pumps have in 2019?", False),  # that column is of no year
        ("What was the profit of Series 2019?", False),  # a name
        ("What was the output (constant €) in 2019?", False),  # the year names the row
    ],
)
def test_a_column_for_another_year_does_not_tell(
    engine: Engine, question: str, is_of_others: bool
) -> None:
    profile, query = engine.profile(question), Query.of(question)
    ranking = rank(engine.store, profile.embedder, query, profile.weights, NO_FILTERS)
    rows = rank_sentences(engine.store, ranking, profile.weights)
    rows = [s for s in rows if s.read_with]  # the header is none
    assert is_of_other_numbers(question, rows) == is_of_others


def test_such_a_question_is_refused(engine: Engine) -> None:
    assert engine.ask("What was the profit of Pumps in 2022?").answerable
    assert not engine.ask("What was the profit of Pumps in 2021?").answerable
