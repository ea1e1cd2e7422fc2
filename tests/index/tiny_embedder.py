"""An embedder that needs no model: each word has a vector of its own, made from its letters."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer, models, pre_tokenizers

from rag.models.embedder import Embedder, EmbedderIdentity, ModelOutput, Role, unit

DIMENSION = 24


def tiny_embedder(name: str = "tiny") -> Embedder:
    """The same vectors for the same words, in every process; words it reads are never unknown."""
    tokenizer = Tokenizer(models.WordLevel({"[UNK]": 0}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    identity = EmbedderIdentity(
        name=name,
        weights=hashlib.sha256(name.encode()).hexdigest(),
        dimension=DIMENSION,
        token_dimension=DIMENSION,
        pooling="mean",
        query_prompt="",
        document_prompt="",
        max_tokens=256,
        runtime="tests",
    )

    def run(texts: Sequence[str], role: Role) -> Iterator[ModelOutput]:
        for text in texts:
            encoding = tokenizer.encode(text)
            words = [text[start:end].lower() for start, end in encoding.offsets]
            vectors = [_vector(word) for word in words] or [_vector("")]
            ids = np.asarray(encoding.ids or [0], np.int64)
            yield ModelOutput(ids, np.ones(len(ids), bool), np.stack(vectors), None)

    return Embedder(identity, tokenizer, run)


def _vector(word: str) -> NDArray[np.float32]:
    seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "little")
    return unit(np.random.default_rng(seed).standard_normal(DIMENSION).astype(np.float32))
