"""Token vectors in at most 64 bytes each, by product quantisation, with a codebook of the model's.

Jégou, Douze and Schmid (2011), "Product Quantization for Nearest Neighbor Search". A codebook is
trained on a text of our own, never on what is indexed: the codes of a document depend on no other.
Those of the models that are known come with the package; that of another model is trained when it
is first used to build an index. An index carries the codebook that it was written with.
"""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import ceil
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from rag.errors import ModelError
from rag.models.embedder import Embedder, Vectors
from rag.once import once
from rag.regular_files import read_regular
from rag.writing import writing

MOST_BYTES = 64
"""The most bytes that a token takes."""
BUNDLED = Path(__file__).parent / "codebooks"
SAMPLE = BUNDLED / "sample.txt"
"""What codebooks are trained on: invented texts of many kinds, one a line, in three languages."""

LEAST_SQUARE = 0.01
"""What the square of a decoded length is at least taken for: that of a token is about 0.8."""

_ENTRIES = 256  # of one part of a vector: what one byte can name
_TRAINED_ON = 40_000  # tokens; twice as many gained a hundredth of the error
_ITERATIONS = 20
_FAST_WIDTHS = (1, 2, 4, 8, 12)
_MOST_FILE_BYTES = 10_000_000
_SETTING = "BRIEF_RAG_INDEX_DIR"

Codes = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Codebook:
    """``entries`` [parts, 256, width] float16: what each byte of a code stands for.

    A vector of ``dimension`` is cut into parts of ``width``; the last may reach beyond it, into
    zeros. ``nearness`` is the mean cosine of a token and what its code stands for: the products
    with decoded vectors are divided by it, so that they are as large as those with the tokens.
    """

    entries: NDArray[np.float16]
    dimension: int
    nearness: float
    _quantizer: Callable[[], Any] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_quantizer", once(lambda: _quantizer(self.entries)))

    @property
    def parts(self) -> int:
        """The bytes of a code."""
        return len(self.entries)

    def encode(self, vectors: Vectors) -> Codes:
        """The codes [n, parts] of vectors [n, dimension], each whatever the others are."""
        faiss.omp_set_num_threads(1)  # OpenMP keeps the number for each calling thread
        cut = _in_parts(np.asarray(vectors, np.float32))
        count, parts, width = cut.shape
        wide = np.zeros((count, parts, _fast(width)), np.float32)
        wide[:, :, :width] = cut
        flat = wide.reshape(count, parts * _fast(width))
        return np.asarray(self._quantizer().compute_codes(flat), np.uint8)

    def decode(self, codes: Codes) -> Vectors:
        """The vectors [n, dimension] that codes stand for, all of one length, so long that the
        product with what was encoded is 1 in the mean."""
        faiss.omp_set_num_threads(1)
        found = self._quantizer().decode(np.ascontiguousarray(codes))
        width = self.entries.shape[2]
        cut = found.reshape(len(codes), self.parts, _fast(width))[:, :, :width]
        vectors = cut.reshape(len(codes), self.parts * width)[:, : self.dimension]
        squares = np.square(vectors).sum(axis=1, keepdims=True)
        lengths = np.sqrt(np.maximum(squares, LEAST_SQUARE)) * np.float32(self.nearness)
        return np.asarray(vectors / lengths, np.float32)

    def table(self, question: Vectors) -> Vectors:
        """What each byte adds to the products of vectors [q, dimension] with a token that is not
        yet brought to one length, and last to the square of its length: [parts * 256, q + 1]."""
        entries, squares = self._wide
        asked = question / np.float32(self.nearness)
        products = np.matmul(entries, _in_parts(asked).transpose(1, 2, 0))
        return np.concatenate([products, squares], axis=2).reshape(self.parts * _ENTRIES, -1)

    @cached_property
    def _wide(self) -> tuple[Vectors, Vectors]:
        """The entries in full precision, and the square of each one's length."""
        entries = self.entries.astype(np.float32)
        return entries, np.square(entries).sum(axis=2, keepdims=True)

    @property
    def sha256(self) -> str:
        """The hash of all that it is."""
        return hashlib.sha256(self.to_bytes()).hexdigest()

    def to_bytes(self) -> bytes:
        """The entries, and behind them the nearness, each as an .npy file."""
        file = io.BytesIO()
        np.save(file, self.entries)
        np.save(file, np.float32(self.nearness))
        return file.getvalue()


def parts_of(dimension: int) -> tuple[int, int]:
    """Into how many parts vectors are cut, and how wide each is."""
    width = ceil(dimension / MOST_BYTES)
    return ceil(dimension / width), width


def codebook_of_bytes(content: bytes, dimension: int) -> Codebook:
    """The codebook that ``to_bytes`` wrote, for vectors of a dimension.

    Raises ValueError where it is none.
    """
    file = io.BytesIO(content)
    entries = np.lib.format.read_array(file, allow_pickle=False)
    nearness = np.lib.format.read_array(file, allow_pickle=False)
    parts, width = parts_of(dimension)
    if entries.dtype != np.float16 or entries.shape != (parts, _ENTRIES, width):
        raise ValueError(f"no codebook for vectors of {dimension} dimensions")
    if not np.isfinite(entries).all() or np.abs(entries).max() > 2:  # of vectors of length 1
        raise ValueError("the codebook's values are none of vectors of unit length")
    if nearness.dtype != np.float32 or nearness.shape != () or not 0.1 <= nearness <= 1.001:
        raise ValueError("the codebook says of no nearness how large products are")
    if file.read(1):
        raise ValueError("there is more behind the codebook")
    return Codebook(np.ascontiguousarray(entries), dimension, float(nearness))


def codebook_for(
    embedder: Embedder, folder: Path, tell: Callable[[str], None] = lambda message: None
) -> Codebook:
    """The codebook to write an embedder's token vectors with.

    It is the bundled one of a known model; that of another is trained once and kept in ``folder``,
    and ``tell`` is told of that, which takes some seconds.

    Raises ModelError where the bundled one is missing or altered, or the model reads nothing, and
    NotWritten where the codebook cannot be kept.
    """
    return (
        _bundled(embedder)
        or _kept(embedder, folder)
        or _keep(_trained(embedder, tell), embedder, folder)
    )


def train_codebook(tokens: Vectors) -> Codebook:
    """A codebook for vectors like ``tokens`` [n, dimension]; the same for the same ones.

    Raises ValueError where there is none.
    """
    if not len(tokens):
        raise ValueError("no token to train a codebook on")
    step = ceil(len(tokens) / _TRAINED_ON)
    chosen = tokens[::step]
    chosen = np.resize(chosen, (max(len(chosen), _ENTRIES), tokens.shape[1]))
    parts, width = parts_of(tokens.shape[1])
    quantizer = faiss.ProductQuantizer(parts * width, parts, 8)
    quantizer.cp.niter = _ITERATIONS
    quantizer.cp.seed = 1
    quantizer.cp.min_points_per_centroid = 1
    quantizer.cp.max_points_per_centroid = _TRAINED_ON // _ENTRIES + 1
    faiss.omp_set_num_threads(1)  # sums in another order would have other digits
    quantizer.train(_in_parts(np.asarray(chosen, np.float32)).reshape(len(chosen), -1))
    entries = faiss.vector_to_array(quantizer.centroids).reshape(parts, _ENTRIES, width)
    codebook = Codebook(entries.astype(np.float16), tokens.shape[1], 1.0)
    return replace(codebook, nearness=_nearness(codebook, chosen))


def _nearness(codebook: Codebook, tokens: Vectors) -> float:
    """The mean cosine of tokens and what their codes stand for, at least a tenth."""
    lengths = np.maximum(np.linalg.norm(tokens, axis=1), 1e-9)
    products = np.vecdot(codebook.decode(codebook.encode(tokens)), tokens)
    return float(np.float32(np.clip((products / lengths).mean(), 0.1, 1.0)))


def sample_tokens(embedder: Embedder, limit: int | None = None) -> Vectors:
    """The token vectors that an embedder gives of the sample's texts, the first ``limit`` or all.

    Raises ModelError where it gives none.
    """
    texts = SAMPLE.read_text("utf-8").splitlines()[:limit]
    tokens = np.concatenate([each.tokens for each in embedder.encode_passages(texts)])
    if not len(tokens):
        raise ModelError(f"{embedder.identity.name} reads no token in {SAMPLE}; take another model")
    return tokens


@dataclass(frozen=True, slots=True)
class AboutCodebook:
    """What a JSON beside a bundled codebook says of it."""

    model: str
    weights: str
    dimension: int
    sha256: str
    sample_sha256: str
    tokens: int


_ABOUT = TypeAdapter(AboutCodebook)


def _bundled(embedder: Embedder) -> Codebook | None:
    for path in sorted(BUNDLED.glob("*.json")):
        try:
            about = _ABOUT.validate_json(path.read_bytes())
            if about.weights != embedder.identity.weights:
                continue
            content = path.with_suffix(".npy").read_bytes()
            if hashlib.sha256(content).hexdigest() != about.sha256:
                raise ValueError("another hash")
            return codebook_of_bytes(content, embedder.identity.token_dimension)
        except (OSError, ValueError) as error:
            raise ModelError(
                f"{path.with_suffix('.npy')} is not the published codebook ({error}); install "
                "brief-rag again"
            ) from error
    return None


_trained_here: dict[str, Callable[[], Codebook]] = {}


def _trained(embedder: Embedder, tell: Callable[[str], None]) -> Codebook:
    """The codebook trained for an embedder, once in a process."""

    def train() -> Codebook:
        tell(f"training the codebook of {embedder.identity.name}'s token vectors, once")
        return train_codebook(sample_tokens(embedder))

    return _trained_here.setdefault(embedder.identity.sha256, once(train))()


def _kept(embedder: Embedder, folder: Path) -> Codebook | None:
    """The codebook that a folder keeps for an embedder, its name the hash of what it holds."""
    for path in sorted(folder.glob(f"{_key(embedder)}-*.npy")):
        try:
            content = read_regular(path, _MOST_FILE_BYTES)
            if path.name == _file_name(embedder, content):
                return codebook_of_bytes(content, embedder.identity.token_dimension)
        except (OSError, ValueError):
            continue  # it is trained again
    return None


def _keep(codebook: Codebook, embedder: Embedder, folder: Path) -> Codebook:
    content = codebook.to_bytes()
    with writing(folder, _SETTING):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
            file.write(content)
        os.replace(file.name, folder / _file_name(embedder, content))
    return codebook


def _key(embedder: Embedder) -> str:
    return embedder.identity.sha256[:16]


def _file_name(embedder: Embedder, content: bytes) -> str:
    return f"{_key(embedder)}-{hashlib.sha256(content).hexdigest()}.npy"


def _in_parts(vectors: Vectors) -> Vectors:
    """Vectors [n, dimension] cut into parts [n, parts, width], with zeros behind the last."""
    parts, width = parts_of(vectors.shape[1])
    behind = parts * width - vectors.shape[1]
    padded = np.ascontiguousarray(np.pad(vectors, ((0, 0), (0, behind))))
    return padded.reshape(len(vectors), parts, width)


def _quantizer(entries: NDArray[np.float16]) -> Any:
    parts, count, width = entries.shape
    wide = np.zeros((parts, count, _fast(width)), np.float32)
    wide[:, :, :width] = entries
    quantizer = faiss.ProductQuantizer(parts * wide.shape[2], parts, 8)
    faiss.copy_array_to_vector(wide.ravel(), quantizer.centroids)
    quantizer.sync_transposed_centroids()  # the same codes, in two thirds of the time
    return quantizer


def _fast(width: int) -> int:
    """The next width that FAISS has its own arithmetic for: 6 took ten times as long as 8."""
    return next((each for each in _FAST_WIDTHS if each >= width), width)
