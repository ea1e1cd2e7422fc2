"""Converted models: they agree with sentence-transformers, on any batch, and need no PyTorch."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sentence_transformers import MultiVectorEncoder
from sentence_transformers.sentence_transformer.modules import Dense, Normalize, Pooling
from tokenizers import Tokenizer

from rag.document.model import Document
from rag.errors import ModelError, NotWritten
from rag.models import conversion, converted
from rag.models.catalogue import open_embedder
from rag.models.conversion import agree
from rag.models.embedder import PYTORCH, Embedder, EmbedderIdentity, Encoding
from rag.models.pytorch import load_sentence_transformer, pytorch_embedder
from rag.models.runtime import load_runtime, runtime_name
from rag.settings import DEFAULT_MODEL
from tests.full_disk import small_disk
from tests.made_models import bert, roberta, saved, small_model
from tests.platforms import posix_only
from tests.users import as_nobody
from tests.wrong_values import edits

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
    path = small_model(tmp_path)
    one, other = (open_embedder(path, tmp_path / name) for name in ("one", "other"))
    assert one.identity == other.identity
    assert [f.read_bytes() for f in one.files] == [f.read_bytes() for f in other.files]


def test_a_conversion_is_kept_and_made_anew_where_it_or_the_model_changed(tmp_path: Path) -> None:
    path = small_model(tmp_path)
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
    path = small_model(tmp_path)
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


def test_what_describes_a_conversion_is_verified(tmp_path: Path, embedder: Embedder) -> None:
    kept = embedder.files[0].parent
    for path in kept.iterdir():
        os.link(path, tmp_path / path.name)
    described = tmp_path / "converted.json"
    good = described.read_bytes()
    assert converted._kept(tmp_path, EmbedderIdentity) == embedder.identity
    for what, content in edits(good):
        described.unlink()  # and not written over: it is the cache's own
        described.write_bytes(content)
        assert converted._kept(tmp_path, EmbedderIdentity) in (None, embedder.identity), what
    for content in (b"", b"\xff\xfe", b"[" * 100_000, b" " * 200_000 + good):
        described.write_bytes(content)
        assert converted._kept(tmp_path, EmbedderIdentity) is None


def test_a_model_is_converted_once(tmp_path: Path) -> None:
    path = small_model(tmp_path)
    told: list[str] = []
    first = open_embedder(path, tmp_path / "models", tell=told.append)
    again = open_embedder(path, tmp_path / "models", tell=told.append)
    assert first.identity == again.identity
    assert told == ["converting model, once"]


@pytest.mark.parametrize("damage", ["a file", "a link", "nothing", "a folder in a file"])
def test_what_stands_where_a_conversion_belongs_is_replaced(tmp_path: Path, damage: str) -> None:
    path = small_model(tmp_path)
    place = open_embedder(path, tmp_path / "models").files[0].parent
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "file").write_text("another's")
    if damage == "a folder in a file":
        (place / "model.xml").unlink()
        (place / "model.xml").mkdir()
    else:
        place.rename(tmp_path / "away")
        {"a file": place.touch, "nothing": place.mkdir}.get(
            damage, lambda: place.symlink_to(elsewhere)
        )()
    told: list[str] = []
    again = open_embedder(path, tmp_path / "models", tell=told.append)
    assert told == ["converting model, once"] and again.files[0].parent == place
    assert (elsewhere / "file").exists() and len(list(elsewhere.iterdir())) == 1


@pytest.mark.parametrize("content", [b"", b"{}", b"[" * 10_000, b"\xff", b"no padding"])
def test_a_tokenizer_of_another_version_is_named(
    tmp_path: Path, embedder: Embedder, content: bytes
) -> None:
    for file in embedder.files:
        os.link(file, tmp_path / file.name)
    tokenizer = Tokenizer.from_file(str(tmp_path / "tokenizer.json"))
    tokenizer.no_padding()
    (tmp_path / "tokenizer.json").unlink()
    if content == b"no padding":
        content = tokenizer.to_str().encode()
    (tmp_path / "tokenizer.json").write_bytes(content)
    with pytest.raises(ModelError, match=r"tokenizer\.json is no tokenizer .*`brief-rag index`"):
        load_runtime(tmp_path, embedder.identity)


@pytest.mark.parametrize("part", [0.02, 0.5, 0.9, 0.99])
def test_a_full_disk_is_told_and_no_reason_to_run_in_pytorch(tmp_path: Path, part: float) -> None:
    path = small_model(tmp_path)
    needed = sum(file.stat().st_size for file in open_embedder(path, tmp_path / "models").files)
    with small_disk(int(part * needed)) as folder:
        with pytest.raises(NotWritten, match=r"models.* cannot be written .*; free some space"):
            open_embedder(path, folder / "models")
        assert not any(path.name != "lock" for path in (folder / "models").iterdir())


@posix_only
def test_a_folder_of_models_that_may_not_be_written_is_named() -> None:
    with as_nobody() as folder:
        folder.chmod(0o500)
        with pytest.raises(NotWritten, match=r"models.* cannot be written .*; make it writable"):
            open_embedder(DEFAULT_MODEL, folder / "models")
