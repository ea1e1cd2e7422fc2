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
from rag.hashing import file_sha256
from rag.models.embedder import Embedder, EmbedderIdentity, ModelOutput, Role
from rag.models.inference import BFLOAT16, FLOAT32, Infer, Kept, compiled, has_bfloat16
from rag.models.light_openvino import openvino

MODEL, TOKENIZER = "model.xml", "tokenizer.json"
FILES = (MODEL, "model.bin", TOKENIZER)

MULTIPLE = 8
"""Texts are padded to a multiple of so many tokens: OpenVINO prepares each length once."""


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
    infer = load_compiled(folder, identity.runtime, identity.sha256, threads, compiled_folder)
    tokenizer, pad = load_tokenizer(folder / TOKENIZER)
    run = _Run(infer, tokenizer, pad, identity)
    return Embedder(identity, tokenizer, run, [folder / name for name in FILES])


def load_compiled(
    folder: Path, runtime: str, weights: str, threads: int | None, compiled_folder: Path | None
) -> Infer:
    """The graph in a folder, ready to run in the arithmetic that ``runtime`` names.

    ``weights`` tells them from those of other models. What was converted for bfloat16 runs in
    float32 where the processor lacks that.

    Raises ModelError where OpenVINO cannot load it.
    """
    fast = runtime.endswith(BFLOAT16) and has_bfloat16()
    kept = Kept(compiled_folder, _made_of(folder, weights)) if compiled_folder else None
    try:
        return compiled(folder / MODEL, BFLOAT16 if fast else FLOAT32, threads, kept)
    except RuntimeError as error:
        raise ModelError(
            f"OpenVINO cannot load {folder / MODEL} ({str(error).strip().splitlines()[-1]}); run "
            "`brief-rag index` to convert the model again"
        ) from error


def load_tokenizer(path: Path) -> tuple[Tokenizer, int]:
    """The tokenizer, which neither cuts nor pads, and the token that it would pad with.

    Raises ModelError where the file is none.
    """
    try:
        tokenizer = Tokenizer.from_buffer(path.read_bytes())  # whatever the path is called
        pad = int((tokenizer.padding or {})["pad_id"])
    except Exception as error:  # the library raises no class of its own
        raise ModelError(
            f"{path} is no tokenizer ({error}); run `brief-rag index` to convert the model again"
        ) from error
    tokenizer.no_padding()
    return tokenizer, pad


def _made_of(folder: Path, weights: str) -> str:
    """What tells a converted model from others: its graph's hash, and one that its weights have."""
    return f"{file_sha256(folder / MODEL)} {weights}"


class _Run:
    """``rag.models.embedder.Run`` by OpenVINO, one text a pass.

    In a batch the last bits of a vector depend on the batch's size (from six texts on, here): the
    same text must have the same vectors, whatever its company.
    """

    def __init__(
        self, infer: Infer, tokenizer: Tokenizer, pad: int, identity: EmbedderIdentity
    ) -> None:
        self._infer = infer
        self._tokenizer = tokenizer
        self._pad = pad
        self._prompts = {"query": identity.query_prompt, "document": identity.document_prompt}

    def __call__(self, texts: Sequence[str], role: Role) -> Iterator[ModelOutput]:
        prompted = [self._prompts[role] + text for text in texts]
        return map(self._output, (e.ids for e in self._tokenizer.encode_batch(prompted)))

    def _output(self, tokens: Sequence[int]) -> ModelOutput:
        length = ceil(len(tokens) / MULTIPLE) * MULTIPLE
        ids = np.full((1, length), self._pad, np.int64)
        mask = np.zeros((1, length), np.int64)
        ids[0, : len(tokens)] = tokens
        mask[0, : len(tokens)] = 1
        vectors, *pooled = self._infer(ids, mask)
        return ModelOutput(
            ids[0], mask[0].astype(bool), vectors[0], pooled[0][0] if pooled else None
        )
