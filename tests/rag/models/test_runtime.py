"""Converted models: they agree with sentence-transformers, on any batch, and need no PyTorch."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from sentence_transformers import MultiVectorEncoder, SentenceTransformer
from sentence_transformers.sentence_transformer.modules import (
    Dense,
    Normalize,
    Pooling,
    Transformer,
)
from transformers import AutoTokenizer, BertConfig, BertModel, RobertaConfig, RobertaModel

from rag.document.model import Document
from rag.errors import ModelError
from rag.models import conversion
from rag.models.catalogue import open_embedder
from rag.models.conversion import agree
from rag.models.embedder import PYTORCH, Embedder, Encoding
from rag.models.pytorch import load_sentence_transformer, model_path, pytorch_embedder
from rag.models.runtime import load_runtime, runtime_name
from rag.settings import DEFAULT_MODEL

TEXTS = [
    "Who?",
    "方滨兴是谁?",
    "Cyber sovereignty (网络主权) is a right.",
    "A sentence that is not short, and that says little. " * 4,
    "Nothing is cut off here, whatever its length may be. " * 25,
]


def encodings(embedder: Embedder, texts: list[str]) -> list[Encoding]:
    return embedder.encode_passages(texts) + embedder.encode_questions(texts)


def same(one: list[Encoding], other: list[Encoding]) -> bool:
    return all(
        np.array_equal(a.pooled, b.pooled) and np.array_equal(a.tokens, b.tokens)
        for a, b in zip(one, other, strict=True)
    )


def test_the_default_model_agrees_on_a_brief(
    embedder: Embedder, in_pytorch: Embedder, brief: Document
) -> None:
    assert embedder.identity.runtime.startswith("openvino ")
    assert replace(embedder.identity, runtime=PYTORCH) == in_pytorch.identity
    texts = TEXTS + [p.span.of(brief.text) for _, p in brief.paragraphs()][::12]
    assert agree(encodings(in_pytorch, texts), encodings(embedder, texts)).holds


@pytest.mark.parametrize(
    ("name", "precision"), [("embedder", "f32"), ("embedder", "bf16"), ("multilingual", "bf16")]
)
def test_a_vector_depends_on_its_text_alone(
    request: pytest.FixtureRequest, brief: Document, name: str, precision: str
) -> None:
    model = request.getfixturevalue(name)
    identity = replace(model.identity, runtime=runtime_name(precision))
    folder = model.files[0].parent
    many = load_runtime(folder, identity, threads=2)
    texts = TEXTS + [p.span.of(brief.text) for _, p in brief.paragraphs()][::20]
    together = many.encode_passages(texts)
    assert same(together, many.encode_passages(texts[::-1])[::-1])
    for threads in (1, 2):
        one = load_runtime(folder, identity, threads)
        assert same(together, [one.encode_passages([text])[0] for text in texts])


def bert() -> Any:
    return BertModel(BertConfig(hidden_size=32, num_hidden_layers=2, num_attention_heads=2))


def roberta() -> Any:
    config = RobertaConfig(
        vocab_size=30522, pad_token_id=0, hidden_size=32, num_hidden_layers=2, num_attention_heads=2
    )
    return RobertaModel(config)


def saved(folder: Path, transformer: Any, *modules: Any) -> str:
    """A model of random weights, with the default model's tokenizer."""
    torch.manual_seed(0)
    transformer.save_pretrained(folder / "transformer")
    tokenizer = AutoTokenizer.from_pretrained(model_path(DEFAULT_MODEL))
    tokenizer.save_pretrained(folder / "transformer")
    first = Transformer(str(folder / "transformer"), max_seq_length=64)
    SentenceTransformer(modules=[first, *modules]).save_pretrained(str(folder / "model"))
    return str(folder / "model")


@pytest.mark.parametrize(
    ("transformer", "modules"),
    [
        (bert, [Pooling(32, pooling_mode="cls"), Normalize()]),
        (bert, [Pooling(32, pooling_mode="max"), Dense(32, 16)]),
        (roberta, [Pooling(32, pooling_mode="mean")]),
    ],
)
def test_any_pooling_is_converted_and_agrees(
    tmp_path: Path, transformer: Any, modules: list[Any]
) -> None:
    path = saved(tmp_path, transformer(), *modules)
    embedder = open_embedder(path, tmp_path / "models")
    assert embedder.identity.runtime.startswith("openvino ")
    reference = pytorch_embedder(load_sentence_transformer(path), "model")
    assert agree(encodings(reference, TEXTS), encodings(embedder, TEXTS)).holds


def test_a_model_of_one_vector_a_token_is_converted(tmp_path: Path) -> None:
    path = str(tmp_path / "late")
    MultiVectorEncoder(saved(tmp_path, bert())).save_pretrained(path)
    embedder = open_embedder(path, tmp_path / "models")
    assert embedder.identity.runtime.startswith("openvino ")
    reference = pytorch_embedder(load_sentence_transformer(path), "late")
    assert agree(encodings(reference, TEXTS), encodings(embedder, TEXTS)).holds


def test_the_same_model_is_converted_to_the_same_bytes(tmp_path: Path) -> None:
    path = saved(tmp_path, bert(), Pooling(32))
    one, other = (open_embedder(path, tmp_path / name) for name in ("one", "other"))
    assert one.identity == other.identity
    assert [f.read_bytes() for f in one.files] == [f.read_bytes() for f in other.files]


def test_a_conversion_is_kept_and_made_anew_where_it_or_the_model_changed(tmp_path: Path) -> None:
    path = saved(tmp_path, bert(), Pooling(32))
    told: list[str] = []
    for _ in range(2):
        embedder = open_embedder(path, tmp_path / "models", tell=told.append)
    assert told == ["converting model, once"]
    weights = embedder.files[1]
    content = weights.read_bytes()
    weights.unlink()
    weights.write_bytes(content[:-1])
    again = open_embedder(path, tmp_path / "models", tell=told.append)
    assert len(told) == 2 and again.files[1].read_bytes() == content
    saved(tmp_path, roberta(), Pooling(32))
    assert open_embedder(path, tmp_path / "models").identity.weights != again.identity.weights


def test_a_model_that_does_not_agree_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(tmp_path, bert(), Pooling(32))
    monkeypatch.setattr(conversion, "LEAST_COSINE", 1.01)
    with pytest.raises(ModelError, match=r"'model' gives other vectors.*BRIEF_RAG_RUNTIME=pytorch"):
        open_embedder(path, tmp_path / "models")


def test_a_model_that_cannot_be_converted_runs_in_pytorch_and_says_so(tmp_path: Path) -> None:
    path = str(tmp_path / "late")
    late = MultiVectorEncoder(saved(tmp_path, bert()))
    late[0].query_expansion = {"strategy": "fixed", "length": 24, "token": "[MASK]"}
    late.save_pretrained(path)
    told: list[str] = []
    embedder = open_embedder(path, tmp_path / "models", tell=told.append)
    assert embedder.identity.runtime == PYTORCH and embedder.files == ()
    assert "cannot be converted (the model adds tokens of its own" in told[-1]
    assert "PyTorch runs it" in told[-1]
