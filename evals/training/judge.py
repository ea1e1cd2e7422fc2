"""How well the reader tells answered from unanswered on rows that it was not trained on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch

from evals.refusal_metrics import auroc
from evals.training.losses import HIDDEN, tensors
from evals.training.windows import Example
from rag.models.reader_network import ReaderNetwork

Figures = dict[str, float]

_BATCH = 64


def judge(
    network: ReaderNetwork, sets: Mapping[str, Sequence[Example]], device: str, bfloat16: bool
) -> Figures:
    """AUROC of each set by name, and the share of its answered examples with the right span.

    A span is right where its start and its end are.
    """
    figures: Figures = {}
    for name, examples in sets.items():
        if not examples:
            continue
        scores, exact = _scores(network, examples, device, bfloat16)
        answered = [bool(example.starts) for example in examples]
        figures[f"{name} AUROC"] = round(auroc(answered, scores) or 0.0, 4)
        figures[f"{name} span"] = round(
            float(np.mean([e for e, a in zip(exact, answered, strict=True) if a])), 4
        )
    return figures


def _scores(
    network: ReaderNetwork, examples: Sequence[Example], device: str, bfloat16: bool
) -> tuple[list[float], list[bool]]:
    network.eval()
    scores = np.zeros(len(examples))
    exact = np.zeros(len(examples), bool)
    order = sorted(range(len(examples)), key=lambda n: len(examples[n].ids))
    for at in range(0, len(order), _BATCH):
        part = order[at : at + _BATCH]
        batch = tensors([examples[n] for n in part], device)
        with torch.no_grad(), torch.autocast(device, torch.bfloat16, enabled=bfloat16):
            start, end, answers = network(batch["ids"], batch["mask"], batch["types"])
        inside = batch["types"].bool() & batch["mask"].bool()
        first = start.float().masked_fill(~inside, HIDDEN).argmax(1)
        last = end.float().masked_fill(~inside, HIDDEN).argmax(1)
        rows = torch.arange(len(part))
        right = batch["starts"][rows, first] & batch["ends"][rows, last]
        scores[part] = answers.float().cpu().numpy()
        exact[part] = right.cpu().numpy()
    return scores.tolist(), exact.tolist()
