"""From a sentence-transformers model to one that runs without PyTorch, and the proof that it
agrees.

The whole chain of the model's modules is traced, whatever its pooling and normalisation, so that
one pass gives the token vectors and the pooled vector.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from tokenizers import Tokenizer

from rag.errors import ConversionError, ModelError
from rag.models.embedder import Embedder, EmbedderIdentity, Encoding
from rag.models.inference import BFLOAT16, FLOAT32, has_bfloat16
from rag.models.light_openvino import converter, openvino
from rag.models.runtime import MODEL, TOKENIZER, load_runtime, runtime_name

if TYPE_CHECKING:
    from rag.models.pytorch import Model

LEAST_COSINE = 0.999
"""How near a converted model's vectors must come to those of sentence-transformers."""

_TEXTS = (
    "Who?",
    "Which newspaper is cited for Clinton’s remark about nailing Jell-O to a wall?",
    "方滨兴是谁?",
    "谁被称为中国防火长城的“设计师”,他在哪一年提出了网络主权的概念?",
    "The term cyber sovereignty (网络主权) was first used in a white paper (State Council "
    "Information Office, June 8, 2010), and has since been written into law [2].",
    "PRC regulators issued interim measures on July 10, 2023; they took effect on August 15. "
    "They ask that generative AI “adhere to core socialist values,” that training data be lawful, "
    "and that services be registered. Two months later, draft requirements named 31 risks, and "
    "told providers to test a sample of 4,000 items of every corpus and to drop it where more "
    "than 5 percent of the sample is unlawful or harmful.",
    "中华人民共和国主张各国平等参与国际网络空间治理,尊重网络主权,反对网络霸权,不干涉他国内政。"
    "人工智能的发展应当坚持以人为本、智能向善,并由联合国发挥主渠道作用。",
)
"""What is compared: short and long, in both scripts, and in both at once."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """The least cosine with sentence-transformers, of pooled vectors and of any one token's."""

    pooled: float
    token: float

    @property
    def holds(self) -> bool:
        return min(self.pooled, self.token) >= LEAST_COSINE


def convert(model: Model, reference: Embedder, folder: Path) -> tuple[EmbedderIdentity, Agreement]:
    """Write the model into a folder, in the fastest arithmetic in which it agrees.

    ``reference`` is the same model as sentence-transformers runs it. The files are the same to
    the byte for the same model and versions.

    Raises ConversionError for a model that cannot be converted or reads its input in another way
    than as the tokens of prompt and text, ModelError for one that was, but does not agree, and
    OSError where the folder cannot be written.
    """
    _save(model, folder)
    _save_tokenizer(model, reference, folder)
    expected = _encodings(reference)
    # bfloat16 is nearly twice as fast, where the processor has it.
    for precision in [BFLOAT16, FLOAT32] if has_bfloat16() else [FLOAT32]:
        identity = replace(reference.identity, runtime=runtime_name(precision))
        agreement = agree(expected, _encodings(load_runtime(folder, identity)))
        if agreement.holds:
            return identity, agreement
    raise ModelError(
        f"converted, the model {reference.identity.name!r} gives other vectors than "
        f"sentence-transformers (cosine {agreement.pooled:.4f}, of a token {agreement.token:.4f}; "
        f"{LEAST_COSINE} is asked); set BRIEF_RAG_RUNTIME=pytorch to run it as it is"
    )


def agree(expected: Sequence[Encoding], found: Sequence[Encoding]) -> Agreement:
    """How near two models' encodings of the same texts are.

    Raises ConversionError where they hold other tokens.
    """
    for one, other in zip(expected, found, strict=True):
        if not np.array_equal(one.spans, other.spans):
            raise ConversionError("the model adds tokens of its own to a text")
    pairs = list(zip(expected, found, strict=True))
    return Agreement(
        pooled=min(float(one.pooled @ other.pooled) for one, other in pairs),
        token=min(float((one.tokens * other.tokens).sum(axis=1).min()) for one, other in pairs),
    )


def _encodings(embedder: Embedder) -> list[Encoding]:
    return embedder.encode_passages(_TEXTS) + embedder.encode_questions(_TEXTS)


def _save(model: Model, folder: Path) -> None:
    import torch

    class OnePass(torch.nn.Module):
        """Token vectors, and the pooled vector where the model has one."""

        def __init__(self, modules: Any) -> None:
            super().__init__()
            self.chain = modules

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> Any:
            features = {"input_ids": input_ids, "attention_mask": attention_mask}
            for module in self.chain:
                features = module(features)
            tokens = features["token_embeddings"]
            pooled = features.get("sentence_embedding")
            return tokens if pooled is None else (tokens, pooled)

    # Two rows, one padded: a trace of one row alone would take its shape for a constant.
    ids = torch.arange(14).reshape(2, 7)
    mask = torch.ones_like(ids)
    mask[1, 5:] = 0
    save_traced(OnePass(model).eval(), {"input_ids": ids, "attention_mask": mask}, folder / MODEL)


def save_traced(module: Any, example: Mapping[str, Any], path: Path) -> None:
    """Trace a PyTorch module with an example of its inputs, and save it for OpenVINO.

    Raises ConversionError for a module that the tracer does not know, and OSError where the file
    cannot be written.
    """
    import torch

    try:
        with torch.no_grad(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the tracer, on branches that the check covers
            converted = converter()(module, example_input=dict(example))
        _rename(converted)
    except Exception as error:  # whatever a tracer meets in a model that it does not know
        raise ConversionError(_reason(error)) from error
    try:
        openvino().save_model(converted, path, compress_to_fp16=True)
    except RuntimeError as error:  # of a disk that is full, it says no more than "iostream error"
        raise OSError(f"OpenVINO cannot save {path}: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[-1]


def _rename(converted: Any) -> None:
    """Name the parts by their place: the names given count all that the process has converted."""
    converted.set_friendly_name("encoder")
    for number, part in enumerate(converted.get_ordered_ops()):
        if part.get_type_name() != "Parameter":
            part.set_friendly_name(f"{part.get_type_name()}_{number}")


def _save_tokenizer(model: Model, reference: Embedder, folder: Path) -> None:
    """The tokenizer, which remembers what the model takes for padding."""
    pad: Any = model.tokenizer
    if pad.pad_token_id is None:
        raise ConversionError("the model's tokenizer has no token to pad with")
    save_tokenizer(reference.tokenizer, pad.pad_token_id, pad.pad_token, folder)


def save_tokenizer(tokenizer: Tokenizer, pad_id: int, pad_token: str, folder: Path) -> None:
    """Write a copy of a tokenizer that remembers what is padded with."""
    copy = type(tokenizer).from_str(tokenizer.to_str())
    copy.enable_padding(pad_id=pad_id, pad_token=pad_token)
    (folder / TOKENIZER).write_bytes(copy.to_str(pretty=True).encode())
