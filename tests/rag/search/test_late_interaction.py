"""Which tokens a sentence has, and what becomes of a text in which the model reads none."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import local_store
from index.builder import Limits, build_index
from index.loading import load_store
from rag.document.filters import Filters
from rag.document.model import Document, Passage, Span
from rag.engine import Engine
from rag.models.embedder import Embedder, Encoding
from rag.reading.structure import parse_document
from rag.search.late_interaction import PassageTokens, TokenMatches, late_scores
from rag.search.token_layout import layout_of

# A private-use character, zero-width ones, marks without a letter: some models read no token here.
NOTHING_TO_READ = ["\ue227", "\u200b\u200b", "\u0301\u0301", "\u2060", "\U000f0000"]


def in_sentences(cuts: list[int], ends: list[int]) -> tuple[PassageTokens, Passage, Encoding]:
    """Tokens that end at ``ends``, one vector each, of a passage cut into sentences."""
    bounds = [0, *sorted(set(cuts)), 50]
    sentences = tuple(Span(7 + a, 7 + b - 1) for a, b in pairwise(bounds))
    passage = Passage("x/7-57", "x", 0, 1, Span(7, 57), sentences)
    vectors = np.eye(len(ends), dtype=np.float32)
    spans = np.asarray([[max(0, end - 2), end] for end in ends], np.int32)
    encoding = Encoding(vectors[0], vectors, spans)
    return PassageTokens.of(passage, encoding), passage, encoding


@given(
    cuts=st.lists(st.integers(2, 48), max_size=8),
    ends=st.lists(st.integers(1, 50), min_size=1, max_size=12),
)
def test_a_sentence_has_its_tokens_or_the_nearest(cuts: list[int], ends: list[int]) -> None:
    tokens, passage, _ = in_sentences(cuts, ends)
    bounds = [*tokens.sentence_starts.tolist(), len(tokens.vectors)]
    for number, sentence in enumerate(passage.sentences):
        places = [7 + end - 1 for end in ends]
        own = [i for i, place in enumerate(places) if sentence.start <= place < sentence.end]
        distances = [abs(place - sentence.start) for place in places]
        rows = tokens.vectors[bounds[number] : bounds[number + 1]].argmax(axis=1).tolist()
        if own:
            assert rows == own
        else:
            assert [distances[row] for row in rows] == [min(distances)]


@pytest.mark.parametrize("text", NOTHING_TO_READ)
def test_a_text_without_a_token_has_no_vector(embedder: Embedder, text: str) -> None:
    (encoding,) = embedder.encode_passages([text])
    assert encoding.tokens.shape == (0, 384) and encoding.spans.shape == (0, 2)
    assert not encoding.pooled.any()
    passage = Passage("x/0", "x", 0, 1, Span(0, 2), (Span(0, 1), Span(1, 2)))
    tokens = PassageTokens.of(passage, encoding)
    assert tokens.vectors.shape == (2, 384) and not tokens.vectors.any()
    assert tokens.sentence_lengths.tolist() == [1, 1]


@given(count=st.integers(1, 40), tokens=st.integers(1, 20), seed=st.integers(0, 99))
def test_a_score_is_the_same_wherever_its_passage_stands(
    count: int, tokens: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    best = random.random((tokens, 1), np.float32)
    weights = random.random(tokens, np.float32)
    layout = layout_of([[np.ones(1, np.int64)]] * count)
    cosines = np.zeros(count, np.float32)
    scores = late_scores(TokenMatches(np.tile(best, count), cosines, layout), weights)
    alone = layout_of([[np.ones(1, np.int64)]])
    (expected,) = late_scores(TokenMatches(best, cosines[:1], alone), weights).passages
    for each in (scores.passages, scores.best_sentences, scores.views):
        assert (each == expected).all()


def unreadable() -> Document:
    return parse_document(
        "# Signs\n\n" + "\n\n# Signs\n\n".join(NOTHING_TO_READ) + "\n", "unreadable"
    )


@pytest.mark.parametrize("laid_out", [0, 10**9])
def test_it_stops_no_other_and_answers_nothing(
    tmp_path: Path,
    embedder: Embedder,
    multilingual: Embedder,
    laid_out: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(local_store, "LAID_OUT", laid_out)
    ferry = parse_document("# Ferry\n\nThe ferry leaves at nine.\n\n\ue227\n", "ferry")
    pointers = parse_document("# Notes\n\n[1] [2]\n", "pointers")
    documents, models = [unreadable(), ferry, pointers], [embedder, multilingual]
    built = build_index(tmp_path, documents, models, Limits())
    assert built.passages == len(NOTHING_TO_READ) + 2
    engines = [Engine(load_store(tmp_path), model) for model in models]
    for engine in engines:
        first, *others = engine.search("When does the ferry leave?", 9).hits
        assert first.passage.document == "ferry" and len(others) == built.passages - 1
        assert all(np.isfinite(hit.score) and hit.score < first.score for hit in others)
    only = Filters(document=("unreadable",))
    hits = engines[0].search("When does the ferry leave?", 9, only).hits
    assert len(hits) == len(NOTHING_TO_READ)
    assert len({hit.score for hit in hits}) == 1  # by the heading, which is the same, alone
