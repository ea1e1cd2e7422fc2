"""Text to vectors, and what identifies the model that gives them.

What runs the model is given: ``rag.models.runtime`` (a converted model, without PyTorch) or
``rag.models.pytorch`` (sentence-transformers). Importing this module loads neither.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding as TextTokens
from tokenizers import Tokenizer

from rag.document.model import Span
from rag.models.long_texts import window_spans

Vectors = NDArray[np.float32]

MULTILINGUAL_MODEL = "multilingual-e5-small-q4"
PYTORCH = "pytorch"
"""The ``runtime`` of an embedder that runs on sentence-transformers itself."""


@dataclass(frozen=True, slots=True)
class EmbedderIdentity:
    """What makes two embedders give the same vectors; kept with every index built by them.

    ``weights`` is the SHA-256 of all parameters, by name, type and shape; ``max_tokens`` the
    model's window, its special tokens included. ``runtime`` is what runs the model, its version
    and its arithmetic.
    """

    name: str
    weights: str
    dimension: int
    token_dimension: int
    pooling: str
    query_prompt: str
    document_prompt: str
    max_tokens: int
    runtime: str = PYTORCH

    @property
    def sha256(self) -> str:
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Encoding:
    """One text as the model sees it.

    ``pooled`` is the text's vector ([dimension]); ``tokens`` are its contextual token vectors
    ([t, token_dimension]), special tokens and prompt left out, and ``spans`` their offsets in the
    text ([t, 2]). All vectors are float32 of unit length, but for the ``pooled`` of a text in which
    the model reads no token, such as private-use characters alone: it is zero, and t is 0.
    """

    pooled: Vectors
    tokens: Vectors
    spans: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class ModelOutput:
    """What a model gives for one text with its prompt, before anything is left out.

    ``ids`` and ``mask`` ([t]) are the tokens that it read and which of them count; padding may
    follow. ``tokens`` is [t, token_dimension]. ``pooled`` is None for a model of one vector a
    token.
    """

    ids: NDArray[np.int64]
    mask: NDArray[np.bool_]
    tokens: Vectors
    pooled: Vectors | None


Role = Literal["query", "document"]
Run = Callable[[Sequence[str], Role], Iterable[ModelOutput]]
"""Runs a model on texts of one role, each within the window; it adds the role's prompt.

A text's output is the same whatever its company: the index must not depend on what else was
encoded with it.
"""


@dataclass(frozen=True)
class Embedder:
    """A loaded model, of one vector a text or of one a token.

    Nothing is cut off: a text beyond the model's window is encoded in parts, split at its
    sentences; its vector is the mean of the parts', its tokens are those of all parts.

    ``tokenizer`` neither cuts nor pads. ``files`` are the converted model's, to be kept with an
    index; there are none where sentence-transformers runs the model.
    """

    identity: EmbedderIdentity
    tokenizer: Tokenizer
    run: Run
    files: Sequence[Path] = field(default=())

    @property
    def passage_window(self) -> int:
        """The longest passage that is encoded whole, in tokens."""
        return self._window(self.identity.document_prompt)

    @property
    def question_window(self) -> int:
        """The longest question that is encoded whole, in tokens."""
        return self._window(self.identity.query_prompt)

    def count_tokens(self, text: str) -> int:
        """Length in the model's own tokens, special tokens and prompt left out."""
        return len(self.tokenizer.encode(text, add_special_tokens=False).ids)

    def encode_passages(self, texts: Sequence[str]) -> list[Encoding]:
        """Encode texts, all cores at work where there are several."""
        return self._encode(texts, "document", self.identity.document_prompt)

    def encode_questions(self, questions: Sequence[str]) -> list[Encoding]:
        """Encode questions."""
        return self._encode(questions, "query", self.identity.query_prompt)

    def _window(self, prompt: str) -> int:
        special = len(self.tokenizer.encode("").ids)
        return self.identity.max_tokens - special - self.count_tokens(prompt)

    def _encode(self, texts: Sequence[str], role: Role, prompt: str) -> list[Encoding]:
        parts = [self._parts(text, prompt) for text in texts]
        flat = [s.of(text) for text, each in zip(texts, parts, strict=True) for s, _ in each]
        outputs = iter(self.run(flat, role))
        return [
            _merged(
                [(s, _encoding(next(outputs), tokens, len(prompt), len(s))) for s, tokens in each]
            )
            for each in parts
        ]

    def _parts(self, text: str, prompt: str) -> list[tuple[Span, TextTokens]]:
        """The text in spans that the window takes, cut at its sentences where it must be.

        Each with its tokens, the prompt's before them.
        """
        whole = self.tokenizer.encode(prompt + text)
        if len(whole.ids) <= self.identity.max_tokens:
            return [(Span(0, len(text)), whole)]
        spans = window_spans(text, self.tokenizer, self._window(prompt))
        return [(span, self.tokenizer.encode(prompt + span.of(text))) for span in spans]


def _encoding(
    output: ModelOutput, expected: TextTokens, prompt_length: int, text_length: int
) -> Encoding:
    tokens, kept = output.tokens, output.mask
    spans = np.asarray(expected.offsets, np.int32).reshape(-1, 2) - prompt_length
    length = len(expected.ids)
    if output.ids[:length].tolist() == expected.ids:  # what follows is padding
        tokens, kept = tokens[:length], kept[:length]
        spans = spans[:length].clip(min=0)  # a word's piece may take in the space before it
        kept = kept & (spans[:, 1] > spans[:, 0])
    else:  # the model adds tokens of its own, such as masks that stand for the whole question
        spans = np.tile(np.asarray([0, text_length], np.int32), (len(kept), 1))
    if not kept.any():  # a model that pools its special tokens has a vector even so, of nothing
        pooled = np.zeros_like(tokens[0] if output.pooled is None else output.pooled)
        return Encoding(pooled, tokens[:0], spans[:0])
    tokens = unit(tokens[kept])
    pooled = tokens.mean(axis=0) if output.pooled is None else output.pooled
    return Encoding(unit(pooled), tokens, spans[kept])


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
