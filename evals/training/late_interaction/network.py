"""The default model's encoder with an adapter, giving token vectors and the text vector."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from rag.models.reader_network import LowRank, linear_layers


class TokenNetwork(nn.Module):
    """An encoder whose layers from ``first_layer`` on are changed by low-rank products.

    ``rank`` None leaves it as it is. The encoder's own weights are frozen.
    """

    def __init__(self, encoder: Any, rank: int | None = None, first_layer: int = 0) -> None:
        super().__init__()
        encoder.requires_grad_(False)
        self.encoder = encoder
        if rank:
            for name, layer in list(linear_layers(encoder, first_layer)):
                parent, _, last = name.rpartition(".")
                setattr(encoder.get_submodule(parent), last, LowRank(layer, rank))

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Token vectors [batch, t, d] and the text vector [batch, d], all of unit length."""
        tokens = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state.float()
        shares = mask.unsqueeze(-1).float()
        pooled = (tokens * shares).sum(1) / shares.sum(1)
        return functional.normalize(tokens, dim=-1), functional.normalize(pooled, dim=-1)

    def adapter(self) -> dict[str, Tensor]:
        """The low-rank changes by name."""
        return {n: p.data for n, p in self.named_parameters() if n.endswith((".up", ".down"))}

    def load_adapter(self, tensors: Mapping[str, Tensor], strength: float = 1.0) -> None:
        """Take an adapter over, with a share of its change."""
        with torch.no_grad():
            for name, parameter in self.adapter().items():
                parameter.copy_(tensors[name].float() * (strength if name.endswith(".up") else 1))

    def merge(self) -> None:
        """Put the changes into the layers' weights."""
        for name, module in list(self.encoder.named_modules()):
            if isinstance(module, LowRank):
                parent, _, last = name.rpartition(".")
                setattr(self.encoder.get_submodule(parent), last, module.merged())
