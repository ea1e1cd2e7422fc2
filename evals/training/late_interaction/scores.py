"""The product's late interaction in PyTorch: MaxSim as a weighted mean over a question's tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from evals.training.late_interaction.network import TokenNetwork
from evals.training.late_interaction.passages import AskedPassage, AskedQuestion
from rag.settings import Weights


@dataclass(frozen=True, slots=True)
class Encoded:
    """Texts as a network sees them: ``tokens`` [n, t, d] and ``pooled`` [n, d] of unit length,
    ``mask`` [n, t] for which tokens there are."""

    tokens: Tensor
    pooled: Tensor
    mask: Tensor


@dataclass(frozen=True, slots=True)
class Scores:
    """MaxSim of q questions with s sentences of p passages, which lie one after the other.

    ``sentences`` [s, q] and ``passages`` [p, q], the latter as the product ranks passages;
    ``firsts`` [p + 1] are where the passages' sentences start.
    """

    sentences: Tensor
    passages: Tensor
    firsts: list[int]


def encode(network: TokenNetwork, texts: Sequence[Sequence[int]], device: str) -> Encoded:
    """The vectors of texts that are given as token ids, computed in bfloat16."""
    length = max(map(len, texts))
    ids = torch.zeros(len(texts), length, dtype=torch.long)
    mask = torch.zeros_like(ids)
    for n, text in enumerate(texts):
        ids[n, : len(text)] = torch.tensor(text)
        mask[n, : len(text)] = 1
    ids, mask = ids.to(device), mask.to(device)
    with torch.autocast(device, torch.bfloat16):
        tokens, pooled = network(ids, mask)
    return Encoded(tokens, pooled, mask)


def scores_of(
    questions: Sequence[AskedQuestion],
    asked: Encoded,
    passages: Sequence[AskedPassage],
    shown: Encoded,
) -> Scores:
    """The scores of questions with passages, of which both are encoded."""
    device = asked.tokens.device
    rows = [(n, t, w) for n, q in enumerate(questions) for t, w in enumerate(q.weights) if w]
    weights = torch.zeros(len(rows), len(questions))
    for row, (n, _, weight) in enumerate(rows):
        weights[row, n] = weight
    weights = weights.to(device)
    ask = asked.tokens[[n for n, _, _ in rows], [t for _, t, _ in rows]]
    own = [(n, t) for n, p in enumerate(passages) for t, s in enumerate(p.sentences) if s >= 0]
    tokens = shown.tokens[[n for n, _ in own], [t for _, t in own]]
    lengths = [torch.bincount(torch.tensor([s for s in p.sentences if s >= 0])) for p in passages]
    counts = torch.tensor([len(each) for each in lengths], device=device)
    best = _greatest(tokens @ ask.T, torch.cat(lengths).to(device))
    sentences = best @ weights
    passages_whole = _greatest(best, counts) @ weights
    best_sentences = _greatest(sentences, counts)
    return Scores(
        sentences,
        Weights().sentence * best_sentences + Weights().passage * passages_whole,
        [0, *counts.cumsum(0).tolist()],
    )


def _greatest(values: Tensor, lengths: Tensor) -> Tensor:
    """The greatest of each run of rows: [sum of lengths, c] to [runs, c]."""
    return torch.segment_reduce(values, "max", lengths=lengths, axis=0)
