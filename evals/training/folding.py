"""From a fully trained encoder to an adapter of low rank."""

from __future__ import annotations

import torch

from rag.models.reader_network import LowRank, ReaderNetwork


def folded(full: ReaderNetwork, low: ReaderNetwork) -> ReaderNetwork:
    """``low``, over a fresh encoder, with the adapter that comes nearest to the full change.

    Each layer's change is cut to its first singular directions; biases, norms and heads are kept.
    """
    trained = dict(full.named_parameters())
    with torch.no_grad():
        for name, module in low.named_modules():
            if isinstance(module, LowRank):
                change = trained[f"{name}.weight"] - module.layer.weight
                u, s, v = torch.linalg.svd(change, full_matrices=False)
                rank, root = module.down.shape[0], s.sqrt()
                module.up.copy_(u[:, :rank] * root[:rank])
                module.down.copy_(root[:rank, None] * v[:rank])
                module.layer.bias.copy_(trained[f"{name}.bias"])
        for name, parameter in low.named_parameters():
            if name in trained and low.in_adapter(name):
                parameter.copy_(trained[name])
    return low
