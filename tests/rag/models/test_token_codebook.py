"""A codebook is the model's: trained on a fixed text, and the same for the same vectors."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from rag.errors import ModelError
from rag.models import token_codebook
from rag.models.embedder import Embedder, ModelOutput
from rag.models.token_codebook import (
    BUNDLED,
    MOST_BYTES,
    SAMPLE,
    codebook_for,
    codebook_of_bytes,
    parts_of,
    train_codebook,
)
from rag.search.code_products import code_products
from tests.index.tiny_embedder import tiny_embedder


def vectors(count: int, dimension: int, seed: int = 0) -> NDArray[np.float32]:
    found = np.random.default_rng(seed).standard_normal((count, dimension)).astype(np.float32)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


@pytest.mark.parametrize("dimension", [1, 2, 24, 63, 64, 65, 100, 127, 384, 1000])
def test_vectors_of_any_dimension_take_at_most_64_bytes(dimension: int) -> None:
    parts, width = parts_of(dimension)
    assert parts <= MOST_BYTES and parts * width >= dimension > (parts - 1) * width
    tokens = vectors(600, dimension)
    codebook = train_codebook(tokens)
    codes = codebook.encode(tokens)
    assert codes.shape == (600, parts) and codes.dtype == np.uint8
    decoded = codebook.decode(codes)
    assert (decoded * tokens).sum(axis=1).mean() == pytest.approx(1, abs=0.1)
    questions = vectors(5, dimension, 1)
    found = code_products(questions, codebook, codes)
    assert found == pytest.approx(questions @ decoded.T, abs=1e-5)


@pytest.mark.parametrize("count", [1, 2, 255, 257])
def test_few_tokens_train_a_codebook_too(count: int) -> None:
    tokens = vectors(count, 10)
    codebook = train_codebook(tokens)
    assert (codebook.decode(codebook.encode(tokens)) * tokens).sum(axis=1).min() > 0.9
    with pytest.raises(ValueError, match="no token"):
        train_codebook(tokens[:0])


def test_zero_vectors_are_encoded_like_any_other() -> None:
    codebook = train_codebook(np.concatenate([vectors(500, 12), np.zeros((40, 12), np.float32)]))
    nothing = codebook.encode(np.zeros((3, 12), np.float32))
    assert np.isfinite(codebook.decode(nothing)).all()
    assert np.isfinite(code_products(vectors(2, 12), codebook, nothing)).all()
    assert codebook.encode(np.zeros((0, 12), np.float32)).shape == (0, 12)


def test_a_code_does_not_depend_on_what_is_encoded_with_it() -> None:
    tokens = vectors(3000, 384)
    codebook = codebook_of_bytes((BUNDLED / "all-MiniLM-L6-v2.npy").read_bytes(), 384)
    together = codebook.encode(tokens)
    for row in (0, 7, 2999):
        assert np.array_equal(codebook.encode(tokens[row : row + 1])[0], together[row])


def test_training_gives_the_same_bytes_whatever_the_threads() -> None:
    program = (
        "import hashlib, numpy as np; from rag.models.token_codebook import train_codebook;"
        "tokens = np.random.default_rng(3).standard_normal((2000, 48)).astype(np.float32);"
        "print(hashlib.sha256(train_codebook(tokens).to_bytes()).hexdigest())"
    )
    digests = set()
    for threads in ("1", "2", "4"):
        counts = {f"{name}_NUM_THREADS": threads for name in ("OMP", "OPENBLAS")}
        done = subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, **counts},
            capture_output=True,
            text=True,
            check=True,
        )
        digests.add(done.stdout)
    assert len(digests) == 1


def test_the_bundled_codebooks_are_those_that_their_descriptions_name() -> None:
    described = sorted(BUNDLED.glob("*.json"))
    assert {path.stem for path in described} >= {"all-MiniLM-L6-v2"}
    for path in described:
        about = json.loads(path.read_bytes())
        content = path.with_suffix(".npy").read_bytes()
        assert hashlib.sha256(content).hexdigest() == about["sha256"]
        assert hashlib.sha256(SAMPLE.read_bytes()).hexdigest() == about["sample_sha256"]
        assert codebook_of_bytes(content, about["dimension"]).parts == 64
        assert len(content) < 210_000


def test_the_known_models_have_a_bundled_codebook(
    embedder: Embedder, multilingual: Embedder, tmp_path: Path
) -> None:
    text = "The harbour toll rose in 1954. Der Zoll stieg. 港口费上涨。"
    for known in (embedder, multilingual):
        codebook = codebook_for(known, tmp_path / "none")
        assert not (tmp_path / "none").exists()
        (encoding,) = known.encode_passages([text])
        decoded = codebook.decode(codebook.encode(encoding.tokens))
        assert (decoded * encoding.tokens).sum(axis=1).mean() > 0.8


def test_an_altered_bundled_codebook_is_refused(
    embedder: Embedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in BUNDLED.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr(token_codebook, "BUNDLED", tmp_path)
    path = tmp_path / "all-MiniLM-L6-v2.npy"
    good = path.read_bytes()
    for content in (b"", good[:-2], good[:-1] + b"\0", b"x" + good):
        path.write_bytes(content)
        with pytest.raises(ModelError, match=r"install brief-rag again"):
            codebook_for(embedder, tmp_path / "kept")
    path.unlink()
    with pytest.raises(ModelError, match=r"all-MiniLM-L6-v2\.npy"):
        codebook_for(embedder, tmp_path / "kept")


@pytest.mark.long
def test_the_codebook_of_another_model_is_trained_once_and_kept(tmp_path: Path) -> None:
    told: list[str] = []
    tiny = tiny_embedder("kept once")
    first = codebook_for(tiny, tmp_path / "books", told.append)
    assert len(told) == 1 and "tiny" not in told[0] and "kept once" in told[0]
    (kept,) = (tmp_path / "books").iterdir()
    assert np.array_equal(
        codebook_for(tiny, tmp_path / "books", told.append).entries, first.entries
    )
    good = kept.read_bytes()
    for content in (b"", good[:-1], good[:-1] + b"\x01", b"\x93NUMPY" + b"\xff" * 99):
        kept.write_bytes(content)  # what was altered is trained again
        again = codebook_for(tiny, tmp_path / "books", told.append)
        assert np.array_equal(again.entries, first.entries)
        assert kept.read_bytes() == good
    assert [p.name for p in (tmp_path / "books").iterdir()] == [kept.name]


def test_a_model_that_reads_nothing_says_so(tmp_path: Path) -> None:
    tiny = tiny_embedder("reads nothing")

    def run(texts: object, role: object) -> object:
        for output in tiny.run(texts, role):  # type: ignore[arg-type]
            yield ModelOutput(output.ids, output.mask & False, output.tokens, None)

    with pytest.raises(ModelError, match="reads no token"):
        codebook_for(replace(tiny, run=run), tmp_path)  # type: ignore[arg-type]


def hostile(good: bytes) -> list[bytes]:
    entries = np.load(BytesIO(good))
    wrong = [
        entries[:-1],
        entries[:, :-1],
        entries[..., None],
        entries.astype(np.float32),
        entries.astype(str),
        entries * np.float16(np.nan),
        entries + np.float16(np.inf),
        entries * 0 + 1000,
        np.asarray(0),
        np.asarray([{}], dtype=object),
    ]
    found = [b"", good[:40], good[:-1], b"\x93NUMPY" + b"\xff" * 100, b"PK\x03\x04" + good]
    for array in wrong:
        file = BytesIO()
        np.save(file, array, allow_pickle=True)
        found.append(file.getvalue())
    return found


def test_what_is_no_codebook_is_refused() -> None:
    good = train_codebook(vectors(300, 24)).to_bytes()
    assert codebook_of_bytes(good, 24).parts == 24
    for content in hostile(good):
        with pytest.raises(ValueError):
            codebook_of_bytes(content, 24)
    with pytest.raises(ValueError, match="23 dimensions"):
        codebook_of_bytes(good, 23)
