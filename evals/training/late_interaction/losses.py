"""What is wrong of a batch: the passage, the sentence, and how far the vectors have gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import torch
from torch import Tensor
from torch.nn import functional

from evals.training.late_interaction.neighbours import answers
from evals.training.late_interaction.network import TokenNetwork
from evals.training.late_interaction.passages import AskedPassage, AskedQuestion
from evals.training.late_interaction.recipe import Recipe
from evals.training.late_interaction.scores import Scores, encode, scores_of

_HIDDEN = -1e4


@dataclass(frozen=True, slots=True)
class Batch:
    """Passages, questions on them, and the place of each question's passage."""

    passages: Sequence[AskedPassage]
    questions: Sequence[AskedQuestion]
    right: Sequence[int]


def batch_of(passages: Sequence[AskedPassage], most: int, rng: Random) -> Batch:
    """A batch with at most so many questions of each passage."""
    drawn = [rng.sample(p.questions, min(most, len(p.questions))) for p in passages]
    return Batch(
        passages,
        [question for questions in drawn for question in questions],
        [n for n, questions in enumerate(drawn) for _ in questions],
    )


def loss_of(
    network: TokenNetwork, base: TokenNetwork, batch: Batch, recipe: Recipe, device: str
) -> Tensor:
    """The loss of a batch; ``base`` is what the vectors of every second text are pulled to."""
    asked = [question.ids for question in batch.questions]
    shown = [passage.ids for passage in batch.passages]
    questions, passages = encode(network, asked, device), encode(network, shown, device)
    with torch.no_grad():
        before = encode(base, asked[::2], device), encode(base, shown[::2], device)
    scores = scores_of(batch.questions, questions, batch.passages, passages)
    loss = _of_passages(scores, batch, recipe)
    loss = loss + recipe.sentence * _of_sentences(scores, batch, recipe)
    for now, then in zip((questions, passages), before, strict=True):
        length = then.mask.shape[1]
        apart = 1 - (now.tokens[::2, :length] * then.tokens).sum(-1)
        loss = loss + recipe.pull_tokens / 2 * (apart * then.mask).sum() / then.mask.sum()
        loss = loss + recipe.pull_pooled / 2 * (1 - (now.pooled[::2] * then.pooled).sum(-1)).mean()
    return loss


def _of_passages(scores: Scores, batch: Batch, recipe: Recipe) -> Tensor:
    """Which passage is right, by the product's score; others that hold the answer do not count."""
    device = scores.passages.device
    hidden = [
        [n != right and answers(question.answers, p) for n, p in enumerate(batch.passages)]
        for question, right in zip(batch.questions, batch.right, strict=True)
    ]
    logits = scores.passages.T / recipe.temperature
    logits = logits.masked_fill(torch.tensor(hidden, device=device), _HIDDEN)
    return functional.cross_entropy(logits, torch.tensor(batch.right, device=device))


def _of_sentences(scores: Scores, batch: Batch, recipe: Recipe) -> Tensor:
    """Which sentence of the right passage is best, of all right ones together."""
    losses = []
    for n, (question, right) in enumerate(zip(batch.questions, batch.right, strict=True)):
        own = scores.sentences[scores.firsts[right] : scores.firsts[right + 1], n]
        logits = own / recipe.temperature
        chosen = logits[list(question.sentences)]
        losses.append(torch.logsumexp(logits, 0) - torch.logsumexp(chosen, 0))
    return torch.stack(losses).mean()
