"""How well the right passage and sentence are found among passages that nothing was trained on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from evals.training.late_interaction.network import TokenNetwork
from evals.training.late_interaction.passages import AskedPassage
from evals.training.late_interaction.scores import Encoded, encode, scores_of

Figures = dict[str, float]

_PASSAGES, _QUESTIONS = 16, 32
_DEPTH = 5


def judge(
    network: TokenNetwork, sets: Mapping[str, Sequence[AskedPassage]], device: str
) -> Figures:
    """Of each set by name, its questions asked of the passages of all sets together:

    MRR@5 by late interaction and by text vectors, and the share whose best sentence of the right
    passage holds the answer.
    """
    network.eval()
    passages = [passage for each in sets.values() for passage in each]
    parts = [passages[at : at + _PASSAGES] for at in range(0, len(passages), _PASSAGES)]
    figures: Figures = {}
    with torch.no_grad():
        shown = [(part, encode(network, [p.ids for p in part], device)) for part in parts]
        first = 0
        for name, each in sets.items():
            of_set = _of_set(network, each, first, shown, device)
            figures |= {f"{name} {metric}": value for metric, value in of_set.items()}
            first += len(each)
    return figures


def _of_set(
    network: TokenNetwork,
    own: Sequence[AskedPassage],
    first: int,
    shown: Sequence[tuple[Sequence[AskedPassage], Encoded]],
    device: str,
) -> Figures:
    """``first`` is the place of the set's first passage among all that are ``shown``."""
    questions = [(q, first + n) for n, passage in enumerate(own) for q in passage.questions]
    pooled = torch.cat([encoded.pooled for _, encoded in shown])
    late, dense, sentences = 0.0, 0.0, 0
    for at in range(0, len(questions), _QUESTIONS):
        part, right = zip(*questions[at : at + _QUESTIONS], strict=True)
        asked = encode(network, [question.ids for question in part], device)
        scores = [scores_of(part, asked, passages, encoded) for passages, encoded in shown]
        for n, question in enumerate(part):
            of_part, place = scores[right[n] // _PASSAGES], right[n] % _PASSAGES
            inside = of_part.sentences[of_part.firsts[place] : of_part.firsts[place + 1], n]
            sentences += int(inside.argmax()) in question.sentences
        late += _reciprocal_ranks(torch.cat([each.passages for each in scores]).T, right)
        dense += _reciprocal_ranks(asked.pooled @ pooled.T, right)
    count = len(questions)
    return {
        "MRR@5": round(late / count, 4),
        "dense MRR@5": round(dense / count, 4),
        "sentence first": round(sentences / count, 4),
    }


def _reciprocal_ranks(scores: Tensor, right: Sequence[int]) -> float:
    """The sum of 1 / rank of what is right in each row of ``scores``, 0 beyond the depth."""
    own = scores[torch.arange(len(right)), torch.tensor(right)]
    ranks = (scores > own[:, None]).sum(1) + 1
    return float((1 / ranks.float())[ranks <= _DEPTH].sum())
