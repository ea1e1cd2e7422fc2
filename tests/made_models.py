"""Models of random weights, which are converted in a fraction of the default model's time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
from transformers import AutoTokenizer, BertConfig, BertModel, RobertaConfig, RobertaModel

from rag.models.pytorch import model_path
from rag.settings import DEFAULT_MODEL

WIDTH = 32
"""How many numbers the vectors have."""


def bert() -> Any:
    return BertModel(BertConfig(hidden_size=WIDTH, num_hidden_layers=2, num_attention_heads=2))


def roberta() -> Any:
    config = RobertaConfig(
        vocab_size=30522,
        pad_token_id=0,
        hidden_size=WIDTH,
        num_hidden_layers=2,
        num_attention_heads=2,
    )
    return RobertaModel(config)


def saved(folder: Path, transformer: Any, *modules: Any) -> str:
    """A model of random weights, with the default model's tokenizer; its path."""
    torch.manual_seed(0)
    transformer.save_pretrained(folder / "transformer")
    tokenizer = AutoTokenizer.from_pretrained(model_path(DEFAULT_MODEL))
    tokenizer.save_pretrained(folder / "transformer")
    first = Transformer(str(folder / "transformer"), max_seq_length=64)
    SentenceTransformer(modules=[first, *modules]).save_pretrained(str(folder / "model"))
    return str(folder / "model")


def small_model(folder: Path) -> str:
    return saved(folder, bert(), Pooling(WIDTH))
