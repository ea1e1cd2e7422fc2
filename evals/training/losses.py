"""Batches as the network takes them, and what is wrong of what it says of them."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

from evals.training.windows import Example
from rag.models.reader_network import ReaderNetwork

HIDDEN = -1e4
"""A logit that counts for nothing."""


def tensors(batch: Sequence[Example], device: str) -> dict[str, Tensor]:
    """A batch, padded ([batch, t]), with the tokens that begin and end what is right of each."""
    length = max(len(example.ids) for example in batch)
    ids = torch.zeros(len(batch), length, dtype=torch.long)
    mask, types = torch.zeros_like(ids), torch.zeros_like(ids)
    starts = torch.zeros(len(batch), length, dtype=torch.bool)
    ends = torch.zeros_like(starts)
    for n, example in enumerate(batch):
        ids[n, : len(example.ids)] = torch.tensor(example.ids)
        mask[n, : len(example.ids)] = 1
        types[n, example.window : len(example.ids)] = 1
        starts[n, list(example.starts) or [0]] = True
        ends[n, list(example.ends) or [0]] = True
    named = {"ids": ids, "mask": mask, "types": types, "starts": starts, "ends": ends}
    return {name: tensor.to(device) for name, tensor in named.items()}


def losses(
    network: ReaderNetwork, batch: dict[str, Tensor], device: str, bfloat16: bool
) -> tuple[Tensor, Tensor]:
    """The mean loss of the span, of all right ones together, and of whether the window answers."""
    with torch.autocast(device, torch.bfloat16, enabled=bfloat16):
        start, end, answers = network(batch["ids"], batch["mask"], batch["types"])
    allowed = batch["types"].bool() & batch["mask"].bool()
    allowed[:, 0] = True
    span = _span_loss(start.float(), allowed, batch["starts"])
    span = span + _span_loss(end.float(), allowed, batch["ends"])
    right = (~batch["starts"][:, 0]).float()
    return span.mean() / 2, functional.binary_cross_entropy_with_logits(answers.float(), right)


def _span_loss(logits: Tensor, allowed: Tensor, right: Tensor) -> Tensor:
    every = logits.masked_fill(~allowed, HIDDEN)
    return torch.logsumexp(every, 1) - torch.logsumexp(logits.masked_fill(~right, HIDDEN), 1)
