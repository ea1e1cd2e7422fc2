"""Whether a system knows what it cannot answer, and whether its confidence can be believed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from sklearn.metrics import precision_score, recall_score, roc_auc_score


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions of similar confidence: how many, their mean confidence, and how many came true."""

    count: int
    confidence: float
    share: float


def auroc(answerable: ArrayLike, confidence: ArrayLike) -> float | None:
    """How often an answerable question gets a higher confidence than an unanswerable one.

    The area under the ROC curve; 0.5 is chance. None where only one kind was asked.
    """
    truth = np.asarray(answerable, dtype=bool)
    if truth.all() or not truth.any():
        return None
    return float(roc_auc_score(truth, np.asarray(confidence, dtype=float)))


def refused_at(answerable: ArrayLike, confidence: ArrayLike, refused: float = 0.05) -> float | None:
    """The share of the unanswerable refused, at the threshold that refuses so many answerable ones.

    None where only one kind was asked.
    """
    truth, sure = np.asarray(answerable, dtype=bool), np.asarray(confidence, dtype=float)
    if truth.all() or not truth.any():
        return None
    threshold = np.quantile(sure[truth], refused)
    return float((sure[~truth] < threshold).mean())


def refusal_scores(answerable: Sequence[bool], answered: Sequence[bool]) -> dict[str, float]:
    """Precision and recall of refusing, at the threshold that the system ships with.

    Precision: the share of refusals that were right to refuse; recall: the share of unanswerable
    questions that were refused. Left out where nothing was refused, or nothing unanswerable asked.
    """
    should, did = ~np.asarray(answerable, dtype=bool), ~np.asarray(answered, dtype=bool)
    scores = {}
    if did.any():
        scores["refusal_precision"] = float(precision_score(should, did))
    if should.any():
        scores["refusal_recall"] = float(recall_score(should, did))
    return scores


def reliability(truth: ArrayLike, confidence: ArrayLike, bins: int = 10) -> list[Bin]:
    """Bins of equal width over [0, 1], without the empty ones (Murphy and Winkler 1977)."""
    hits, sure = np.asarray(truth, dtype=float), np.asarray(confidence, dtype=float)
    index = np.clip((sure * bins).astype(int), 0, bins - 1)
    chosen = [index == i for i in range(bins) if (index == i).any()]
    return [Bin(int(m.sum()), float(sure[m].mean()), float(hits[m].mean())) for m in chosen]


def calibration_error(bins: Sequence[Bin]) -> float:
    """Expected calibration error: mean gap of confidence and truth (Naeini et al. 2015), 0 to 1."""
    total = sum(b.count for b in bins)
    return sum(b.count * abs(b.confidence - b.share) for b in bins) / total if total else 0.0


def calibration_error_at(
    share: float, answerable: ArrayLike, confidence: ArrayLike, bins: int = 10
) -> float | None:
    """The calibration error if that share of the questions were answerable.

    None where only one kind was asked.
    """
    truth, sure = np.asarray(answerable, dtype=bool), np.asarray(confidence, dtype=float)
    if truth.all() or not truth.any():
        return None
    times = np.where(truth, share / truth.mean(), (1 - share) / (1 - truth.mean()))
    index = np.clip((sure * bins).astype(int), 0, bins - 1)
    gaps = [abs(float((times * (sure - truth))[index == i].sum())) for i in range(bins)]
    return sum(gaps) / float(times.sum())
