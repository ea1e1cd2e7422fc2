"""The reader in PyTorch: an encoder that reads a question with a window of text, and three heads.

The encoder is that of an embedding model, changed by a small adapter. One head gives every token a
logit for beginning the answer, one for ending it; [CLS] stands there for "not in this window". The
third gives [CLS] a logit for "the window answers the question". Heads and null answer follow
Devlin et al. 2019 (BERT on SQuAD 2.0), the adapter Hu et al. 2021 (LoRA).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

_LAYER = re.compile(r"encoder\.encoder\.layer\.(\d+)\.")


class LowRank(nn.Module):
    """A linear layer whose weights are changed by a product of two thin matrices."""

    def __init__(self, layer: nn.Linear, rank: int) -> None:
        super().__init__()
        self.layer = layer
        self.down = nn.Parameter(torch.randn(rank, layer.in_features) / layer.in_features**0.5)
        self.up = nn.Parameter(torch.zeros(layer.out_features, rank))

    def forward(self, x: Tensor) -> Tensor:
        changed = functional.linear(functional.linear(x, self.down), self.up)
        whole: Tensor = changed + self.layer(x)
        return whole

    def merged(self) -> nn.Linear:
        """The linear layer with the change in its weights."""
        with torch.no_grad():
            self.layer.weight += self.up @ self.down
        return self.layer


class ReaderNetwork(nn.Module):
    """The encoder with its heads; ``rank`` is the adapter's, None for none or a merged one.

    Layers below ``first_layer`` stay the encoder's own.
    """

    def __init__(self, encoder: Any, rank: int | None = None, first_layer: int = 0) -> None:
        super().__init__()
        self.encoder = encoder
        self.first_layer = first_layer
        width = encoder.config.hidden_size
        self.span = nn.Linear(width, 2)
        self.answers = nn.Linear(width, 1)
        if rank:
            for name, layer in list(linear_layers(encoder, first_layer)):
                parent, _, last = name.rpartition(".")
                setattr(encoder.get_submodule(parent), last, LowRank(layer, rank))

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Logits of beginning and of ending the answer ([batch, t]), and of answering ([batch])."""
        hidden = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        start, end = self.span(hidden).unbind(-1)
        return start, end, self.answers(hidden[:, 0]).squeeze(-1)

    def merge(self) -> None:
        """Put the adapter's changes into the layers' weights."""
        for name, module in list(self.encoder.named_modules()):
            if isinstance(module, LowRank):
                parent, _, last = name.rpartition(".")
                setattr(self.encoder.get_submodule(parent), last, module.merged())

    def adapter(self) -> dict[str, Tensor]:
        """What an adapter holds, by name: low-rank changes, biases, norms and heads."""
        return {
            name: parameter.data
            for name, parameter in self.named_parameters()
            if self.in_adapter(name)
        }

    def in_adapter(self, name: str) -> bool:
        """Whether a parameter belongs to the adapter; the rest is the encoder's own."""
        if not self.is_changed(name):
            return False
        is_head = not name.startswith("encoder.")
        return is_head or name.endswith((".up", ".down", ".bias")) or "LayerNorm" in name

    def is_changed(self, name: str) -> bool:
        """Whether a parameter is of a head, or of a layer that training may change."""
        layer = _LAYER.match(name)
        return int(layer[1]) >= self.first_layer if layer else not name.startswith("encoder.")

    def load_adapter(self, tensors: Mapping[str, Tensor]) -> None:
        """Take an adapter's tensors over.

        Raises ValueError where they are not those of this network.
        """
        expected = {name: tensor.shape for name, tensor in self.adapter().items()}
        if {name: tensor.shape for name, tensor in tensors.items()} != expected:
            raise ValueError("the adapter's tensors do not fit the model")
        self.load_state_dict({n: t.float() for n, t in tensors.items()}, strict=False)


def linear_layers(encoder: nn.Module, first_layer: int = 0) -> Iterator[tuple[str, nn.Linear]]:
    """The linear layers of an encoder from a layer on, by name."""
    for name, module in encoder.named_modules():
        layer = _LAYER.match(f"encoder.{name}")
        if isinstance(module, nn.Linear) and layer and int(layer[1]) >= first_layer:
            yield name, module
