"""A converted model, run by OpenVINO: no PyTorch where questions are answered.

OpenVINO and ONNX Runtime were measured side by side on MiniLM, one core: equal in float32 (22
tokens 7 ms, 128 tokens 30 and 32 ms), but OpenVINO also computes in bfloat16 (5 and 17 ms), which
with its vectors' cosine above 0.9998 is the difference that counts. It also converts the loaded
PyTorch module itself, without a detour by ONNX, and stores weights in half their size.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from rag.errors import ModelError
from rag.models.batching import Shared
from rag.models.embedder import Embedder, EmbedderIdentity, ModelOutput, Role
from rag.models.inference import BFLOAT16, FLOAT32, Infer, compiled, has_bfloat16, openvino

MODEL, TOKENIZER = "model.xml", "tokenizer.json"
FILES = (MODEL, "model.bin", TOKENIZER)

# Texts are padded to a multiple of so many tokens, and those that come out equal run together. A
# row of such a batch has the same bits as its text alone, padded likewise: the index does not
# depend on what else was encoded with it, and the tests hold OpenVINO to that. Of the sizes tried
# (1 to 32, 256 to 2048 tokens), these encode passages a third faster than one by one.
_MULTIPLE = 8
_BATCH_TOKENS = 512


def runtime_name(precision: str) -> str:
    """What stands in an embedder's identity for this runtime and its arithmetic."""
    return f"openvino {openvino().__version__.split('-')[0]} {precision}"


def load_runtime(
    folder: Path,
    identity: EmbedderIdentity,
    threads: int | None = None,
    compiled_folder: Path | None = None,
) -> Embedder:
    """The converted model in a folder whose files have been verified.

    ``threads`` are those that one pass is shared among, None for one a core; vectors do not depend
    on it. A model converted for bfloat16 runs in float32 where the processor lacks that. What is
    compiled may be kept in ``compiled_folder`` for the next process.

    Raises ModelError where OpenVINO cannot load it.
    """
    fast = identity.runtime.endswith(BFLOAT16) and has_bfloat16()
    try:
        precision = BFLOAT16 if fast else FLOAT32
        infer = compiled(folder / MODEL, precision, threads, compiled_folder)
    except RuntimeError as error:
        raise ModelError(
            f"OpenVINO cannot load {folder / MODEL} ({str(error).strip().splitlines()[-1]}); run "
            "`brief-rag index` to convert the model again"
        ) from error
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    pad = int((tokenizer.padding or {})["pad_id"])
    tokenizer.no_padding()
    run = _Run(infer, tokenizer, pad, identity)
    return Embedder(identity, tokenizer, run, [folder / name for name in FILES])


class _Run:
    """``rag.models.embedder.Run`` by OpenVINO; questions that threads wait with share a pass."""

    def __init__(
        self, infer: Infer, tokenizer: Tokenizer, pad: int, identity: EmbedderIdentity
    ) -> None:
        self._infer = infer
        self._tokenizer = tokenizer
        self._pad = pad
        self._prompts = {"query": identity.query_prompt, "document": identity.document_prompt}
        self._questions = Shared(self._run_questions)

    def __call__(self, texts: Sequence[str], role: Role) -> list[ModelOutput]:
        prompted = [self._prompts[role] + text for text in texts]
        # Documents come many at a time; nobody must wait for them with one question.
        return self._questions(prompted) if role == "query" else self._outputs(prompted)

    def _run_questions(self, groups: Sequence[Sequence[str]]) -> list[list[ModelOutput]]:
        outputs = iter(self._outputs([text for group in groups for text in group]))
        return [[next(outputs) for _ in group] for group in groups]

    def _outputs(self, texts: Sequence[str]) -> list[ModelOutput]:
        ids = [e.ids for e in self._tokenizer.encode_batch(list(texts))]
        outputs: dict[int, ModelOutput] = {}
        for places, length in _batches([len(each) for each in ids]):
            batch = self._batch([ids[place] for place in places], length)
            outputs.update(zip(places, batch, strict=True))
        return [outputs[place] for place in range(len(texts))]

    def _batch(self, texts: Sequence[Sequence[int]], length: int) -> list[ModelOutput]:
        ids = np.full((len(texts), length), self._pad, np.int64)
        mask = np.zeros((len(texts), length), np.int64)
        for row, text in enumerate(texts):
            ids[row, : len(text)] = text
            mask[row, : len(text)] = 1
        tokens, *pooled = self._infer(ids, mask)
        vectors = pooled[0] if pooled else [None] * len(texts)
        rows = zip(ids, mask.astype(bool), tokens, vectors, strict=True)
        return [ModelOutput(*row) for row in rows]


def _batches(lengths: Sequence[int]) -> Iterator[tuple[Sequence[int], int]]:
    """Places of texts to run together, and the length that they are padded to."""
    by_length: dict[int, list[int]] = {}
    for place, length in enumerate(lengths):
        by_length.setdefault(ceil(length / _MULTIPLE) * _MULTIPLE, []).append(place)
    for length, places in by_length.items():
        size = max(1, _BATCH_TOKENS // length)
        for start in range(0, len(places), size):
            yield places[start : start + size], length
