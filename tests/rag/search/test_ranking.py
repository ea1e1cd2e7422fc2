"""Ranking on the real index: its three signals, its filters, its two ways to compare tokens."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index import local_store
from index.builder import Limits, build_index
from index.loading import load_store
from rag.document.filters import Filters
from rag.document.model import Document, Metadata
from rag.engine import Engine
from rag.errors import UnknownFilter
from rag.models.embedder import Embedder, Encoding, Vectors
from rag.question.terms import terms
from rag.reading.structure import parse_document
from rag.search.late_interaction import PassageTokens, TokenMatches, late_scores, match_tokens
from rag.search.token_layout import layout_of
from rag.settings import Weights


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("who is fang bingxing", "Fang Bingxing"),
        ("What did Fang Bingxng consult with the Russians about?", "Fang Bingxing"),
        ("surveilance exports to pakistan and mongollia", "Mongolia"),
        ("ＨＩＫＶＩＳＩＯＮ", "Hikvision"),
        ("What carrot did Beijing dangle before Silicon Valley to learn from it?", "market access"),
        ("What did Wang Yi call the walls around AI?", "historic mistakes"),
    ],
)
def test_names_misspelt_lower_case_and_paraphrased(
    engine: Engine, question: str, words: str
) -> None:
    (hit,) = engine.search(question, 1).hits
    assert words in hit.text


def test_the_same_passages_rank_alike_however_they_are_compared(
    tmp_path: Path, brief: Document, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = "Which companies replaced Western IT equipment?"
    build_index(tmp_path, [brief], [embedder], Limits())
    results = []
    for laid_out in (0, 10**9):
        monkeypatch.setattr(local_store, "LAID_OUT", laid_out)
        hits = Engine(load_store(tmp_path), embedder).search(question, 10).hits
        results.append(([h.passage.id for h in hits], [h.score for h in hits]))
    assert results[0][0] == results[1][0]
    np.testing.assert_allclose(results[0][1], results[1][1], atol=2e-3)


def test_a_filter_that_keeps_one_passage_of_many_finds_it(
    tmp_path: Path, embedder: Embedder
) -> None:
    paragraphs = [
        f"Country number {n} signed the very same pact (AP, May 2015)." for n in range(250)
    ]
    paragraphs[121] = "An orchard of pear trees was in bloom (Pear Weekly, April 3, 1999)."
    text = "\n\n".join(f"Part {n}\n\n{p}" for n, p in enumerate(paragraphs))
    document = parse_document(text, "pacts", Metadata(title="Pacts"))
    build_index(tmp_path, [document], [embedder], Limits())
    engine = Engine(load_store(tmp_path), embedder, None, Weights(candidates=10))
    question = "Which country signed the pact?"
    for filters in (
        Filters(source=("pear weekly",)),
        Filters(date_to="1999"),
        Filters(section=("part 121",)),
    ):
        hits = engine.search(question, 5, filters).hits
        assert ["orchard" in h.text for h in hits] == [True]
    with pytest.raises(UnknownFilter, match="no document 'other'"):
        engine.search(question, 5, Filters(document=("other",)))
    with pytest.raises(UnknownFilter, match="no section 'Nowhere'"):
        engine.ask(question, filters=Filters(section=("Nowhere",)))


def matches_of(question: Vectors, passages: list[list[PassageTokens]]) -> TokenMatches:
    """Matches of a question, whose own vector is of another dimension than its tokens'."""
    encoding = Encoding(np.ones(5, np.float32), question, np.zeros((len(question), 2), np.int32))
    flat = [view for views in passages for view in views]
    layout = layout_of([[view.sentence_lengths for view in views] for views in passages])
    vectors = np.concatenate([view.vectors for view in flat])
    norms = np.concatenate([view.sentence_norms for view in flat])
    return match_tokens(encoding, layout, norms, lambda asked: asked @ vectors.T)


def test_late_interaction_on_a_case_counted_by_hand() -> None:
    question = np.asarray([[1, 0], [0, 1]], np.float32)
    weights = np.asarray([0.75, 0.25], np.float32)
    first = PassageTokens(np.asarray([[1, 0], [0.6, 0.8], [0, 1]], np.float32), np.asarray([0, 2]))
    other = PassageTokens(np.asarray([[0.8, 0.6]], np.float32), np.asarray([0]))
    late = late_scores(matches_of(question, [[first], [other]]), weights)
    assert late.passages.tolist() == pytest.approx([1.0, 0.75 * 0.8 + 0.25 * 0.6])
    assert late.sentences(0).tolist() == pytest.approx([0.75 + 0.25 * 0.8, 0.25])
    assert late.best_sentences[0] == pytest.approx(0.75 + 0.25 * 0.8)


def test_the_best_view_of_a_passage_counts() -> None:
    question = np.asarray([[1, 0]], np.float32)
    near = PassageTokens(np.asarray([[1, 0]], np.float32), np.asarray([0]))
    far = PassageTokens(np.asarray([[0, 1]], np.float32), np.asarray([0]))
    late = late_scores(matches_of(question, [[far, near]]), np.ones(1, np.float32))
    assert late.passages[0] == late.sentences(0)[0] == 1


def test_terms_fold_width_case_accents_and_script() -> None:
    assert terms("ＡＩ Researchers’ CAFÉ") == ["ai", "research", "cafe"]
    assert terms("網絡主權") == terms("网络主权") == ["网络", "络主", "主权"]
    assert terms("What is the of?") == []
