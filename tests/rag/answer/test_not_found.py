"""The one word of a question that nothing found says is named, and no other."""

from __future__ import annotations

import pytest

from index.builder import Limits, build_index
from index.loading import load_store
from rag.answer.not_found import not_found
from rag.answer.sentence_ranking import rank_sentences
from rag.document.filters import NO_FILTERS
from rag.engine import Engine
from rag.models.embedder import Embedder
from rag.question.query import Query
from rag.reading.structure import parse_document
from rag.search.ranking import rank

TEXT = (
    "Norland has about 380 rockets. The navy keeps its ships in the north port. "
    "Marshal Ode Karr drew the light pit in the 1960s. The pits were said to hold brine."
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Engine:
    folder = tmp_path_factory.mktemp("not-found")
    build_index(folder, [parse_document(TEXT, "norland")], [embedder], Limits())
    return Engine(load_store(folder), embedder)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How many submarines does Norland have?", ("submarines",)),
        ("How many rockets does Norland have?", ()),
        ("How many rockets does Sudmark have?", ("Sudmark",)),
        ("Who leads the Baltic Fleet of Norland?", ()),  # neither the fleet nor its leader
        ("Where does the navy keep its vessels?", ()),  # said in another word
        ("What do penguins eat on Mars?", ()),
        ("How many?", ()),
        ("Submarines?", ()),  # nothing else is asked
        ("Which rockets does 'M' have?", ("M",)),  # it is one in quotes
        ("Why can't rockets of Norland fly?", ("fly",)),  # "t" is no word
    ],
)
def test_the_word_that_decides_is_named(
    engine: Engine, question: str, words: tuple[str, ...]
) -> None:
    profile = engine.profile("Who?")
    query = Query.of(question)
    ranking = rank(engine.store, profile.embedder, query, profile.weights, NO_FILTERS)
    sentences = rank_sentences(engine.store, ranking, profile.weights)
    assert not_found(ranking.encoded, sentences) == words


def test_a_name_of_several_words_is_one(engine: Engine) -> None:
    profile = engine.profile("Who?")
    query = Query.of("What did Anna Weiss draw in the pit?")
    ranking = rank(engine.store, profile.embedder, query, profile.weights, NO_FILTERS)
    sentences = rank_sentences(engine.store, ranking, profile.weights)
    assert not_found(ranking.encoded, sentences) == ("Anna Weiss",)


def test_an_answer_names_nothing(engine: Engine) -> None:
    answer = engine.ask("How many rockets does Norland have?")
    assert answer.answerable and answer.not_found == ()
