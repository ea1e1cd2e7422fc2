"""The models of confidence and their thresholds, fitted on questions and judged on others.

Two logistic models are fitted for each embedding model (see ``rag.answer.confidence``): ``topic``
on questions that the text does or does not speak of, ``specific`` on those written to be answerable
or not within the topic; and for each reader of what that model finds a third one, ``read``, on what
it says of those that the first two leave in doubt. Each set counts the same, however many questions
it has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from evals.calibration_material import (
    BRIEF,
    ELSEWHERE,
    FOLDS,
    FOREIGN,
    HELD,
    LANGUAGES,
    LIBRARY,
    NEAR,
    OTHER,
    OWN,
    REAL,
    WITHIN,
    Example,
)
from rag.answer.confidence import (
    READ,
    SPECIFIC,
    TOPIC,
    WORDS_ONLY_SPECIFIC,
    WORDS_ONLY_TOPIC,
    Calibration,
    Logistic,
    ReadCalibration,
    log_odds,
)

# The weight of each set and class in either model.
TOPIC_SETS = {
    (BRIEF, True): 1.0,
    (FOREIGN, False): 1.0,
    (OWN, True): 1.0,
    (OTHER, False): 1.0,
    (WITHIN, True): 0.5,
    (LIBRARY, True): 1.0,
}
# People ask of a brief what it may well answer: three in four, not SQuAD 2.0's one in two.
ANSWERABLE = 0.75
SPECIFIC_SETS = {
    (BRIEF, True): 0.3,
    (BRIEF, False): 0.1,
    (WITHIN, True): 1.5,
    (WITHIN, False): 0.5,
    (LIBRARY, True): 1.0,
    (LIBRARY, False): 1.0,
}
READ_SETS = {
    (BRIEF, True): 1.5,
    (BRIEF, False): 0.5,
    (OWN, True): 1.5,
    **{(name, False): 0.25 for name in (OTHER, FOREIGN, ELSEWHERE)},
    **{(name, True): 1.5 for name in (WITHIN, LIBRARY, NEAR, REAL, LANGUAGES, HELD)},
    **{(name, False): 0.5 for name in (WITHIN, LIBRARY, NEAR, REAL, LANGUAGES, HELD)},
}
# What the thresholds look at, with its weight, where there are enough questions of it: without a
# reader, and with one, which tells more of what is near the topic.
THRESHOLD_SETS = {
    (BRIEF, True): 1.0,
    (OWN, True): 1.0,
    (FOREIGN, False): 2.0,
    (OTHER, False): 2.0,
    (WITHIN, True): 0.5,
    (WITHIN, False): 0.5,
    (LIBRARY, True): 1.0,
    (LIBRARY, False): 0.5,
}
READ_THRESHOLD_SETS = {
    (BRIEF, True): 1.0,
    (OWN, True): 1.0,
    (FOREIGN, False): 2.0,
    (OTHER, False): 2.0,
    # In the same proportions to those that are answered, of which there are two sets, not six.
    (ELSEWHERE, False): 1.0,
    **{(name, False): 0.15 for name in (LANGUAGES, HELD)},
    (WITHIN, True): 0.5,
    **{(name, True): 1.0 for name in (LIBRARY, NEAR, REAL, LANGUAGES, HELD)},
    **{(name, False): 0.25 for name in (WITHIN, LIBRARY, NEAR, REAL)},
}
MIN_QUESTIONS = 20
ABOUT_LEAST = 1.05
LEAST_SPECIFIC = 200  # questions
# Above which first confidence the reader is asked. Near the topic no first judgement is beyond
# doubt: not to ask it above 0.95 cost 0.03 of AUROC.
DOUBT_FROM = 0.01


def fit(
    examples: Sequence[Example],
    names: Sequence[str],
    sets: Mapping[tuple[str, bool], float],
    penalty: float,
) -> Logistic:
    """A logistic model in the features' own units; each set and class weighs what ``sets`` says."""
    used = [e for e in examples if (e.set, e.answerable) in sets]
    x = np.asarray([[e.features[name] for name in names] for e in used])
    y = np.asarray([e.answerable for e in used])
    groups = [(e.set, e.answerable) for e in used]
    weights = np.asarray([sets[g] / groups.count(g) for g in groups]) * len(used)
    scaler = StandardScaler().fit(x)
    model = LogisticRegression(C=1 / penalty, max_iter=5000)
    model.fit(scaler.transform(x), y, sample_weight=weights)
    slopes = model.coef_[0] / scaler.scale_
    intercept = float(model.intercept_[0] - slopes @ scaler.mean_)
    return Logistic(
        round(intercept, 4), {n: round(float(w), 4) for n, w in zip(names, slopes, strict=True)}
    )


def fit_all(
    examples: Sequence[Example], words_only: bool = False, adapter: str | None = None
) -> Calibration:
    """All models, and the thresholds that cost least on the same questions.

    ``adapter`` is that of the reader which has read the examples.
    """
    topic = fit(examples, WORDS_ONLY_TOPIC if words_only else TOPIC, TOPIC_SETS, 1.0)
    names = WORDS_ONLY_SPECIFIC if words_only else SPECIFIC
    tells = sum((e.set, e.answerable) in SPECIFIC_SETS for e in examples) >= LEAST_SPECIFIC
    # Without material, all that is known is how many questions on the topic are answered.
    base_rate = Logistic(round(log_odds(ANSWERABLE), 4), {})
    specific = fit(examples, names, SPECIFIC_SETS, 10.0) if tells else base_rate
    calibration = Calibration(topic, specific, 0.0)
    answer_from = threshold(examples, predict_unread(examples, calibration), THRESHOLD_SETS)
    calibration = replace(calibration, answer_from=answer_from)
    return fit_reader(calibration, examples, adapter, READ) if adapter else calibration


def fit_reader(
    calibration: Calibration, examples: Sequence[Example], adapter: str, names: Sequence[str]
) -> Calibration:
    """The calibration with the model of what a reader says, beside those of other readers."""
    read = fit(_doubted(examples, calibration), names, READ_SETS, 1.0)
    judge = ReadCalibration(read, 0.0, DOUBT_FROM, adapter)
    confidence = predict(examples, calibration, judge)
    judge = replace(judge, answer_from=threshold(examples, confidence, READ_THRESHOLD_SETS))
    others = [other for other in calibration.readers if other.adapter != adapter]
    return replace(calibration, readers=(*others, judge))


def _doubted(examples: Sequence[Example], calibration: Calibration) -> list[Example]:
    """The examples that the first judgement leaves in doubt, with what the reader says of them."""
    found = []
    for example in examples:
        confidence = calibration.confidence(example.features)
        if example.read and confidence > DOUBT_FROM:
            judged = {**example.read, "judged": log_odds(confidence)}
            found.append(replace(example, features=judged))
    return found


def predict_unread(examples: Sequence[Example], calibration: Calibration) -> NDArray[np.float64]:
    """The confidence of each example ([n]) where no reader is asked."""
    return np.asarray([calibration.confidence(e.features) for e in examples])


def predict(
    examples: Sequence[Example], calibration: Calibration, judge: ReadCalibration | None
) -> NDArray[np.float64]:
    """The confidence of each example ([n]), as the product has it, ``judge`` its reader's."""
    return np.asarray(
        [
            judge.confidence(unread, example.read)
            if judge and example.read and unread > judge.doubt_from
            else unread
            for example, unread in zip(examples, predict_unread(examples, calibration), strict=True)
        ]
    )


def threshold(
    examples: Sequence[Example],
    confidence: NDArray[np.float64],
    sets: Mapping[tuple[str, bool], float],
) -> float:
    """The confidence at which the shares of wrong refusals and wrong answers cost least.

    An answer to a question that the text does not speak of costs twice a wrong refusal.
    """
    steps = np.round(np.arange(0.01, 1.0, 0.01), 2)
    cost = np.zeros(len(steps))
    for (name, answerable), weight in sets.items():
        of_set = [i for i, e in enumerate(examples) if (e.set, e.answerable) == (name, answerable)]
        if len(of_set) >= MIN_QUESTIONS:
            answered = confidence[of_set][:, None] >= steps
            cost += weight * (answered != answerable).mean(axis=0)
    # The curve is flat at its foot: of what costs about the least, what refuses least is taken.
    return float(steps[int((cost <= ABOUT_LEAST * cost.min()).argmax())])


@dataclass(frozen=True, slots=True)
class Judged:
    """Each example's confidence without a reader and as it is, and whether it is answered ([n])."""

    unread: NDArray[np.float64]
    confidence: NDArray[np.float64]
    answered: NDArray[np.bool_]


Fit = Callable[[Sequence[Example]], Calibration]


def cross_validate(examples: Sequence[Example], fitted: Fit, adapter: str | None) -> Judged:
    """How the examples are judged by what is fitted without their fold."""
    unread, confidence = np.zeros(len(examples)), np.zeros(len(examples))
    answered = np.zeros(len(examples), bool)
    folds = np.asarray([e.fold for e in examples])
    for fold in range(FOLDS):
        calibration = fitted([e for e in examples if e.fold != fold])
        judge = next((j for j in calibration.readers if j.adapter == adapter), None)
        inside = np.flatnonzero(folds == fold)
        of_fold = [examples[i] for i in inside.tolist()]
        unread[inside] = predict_unread(of_fold, calibration)
        confidence[inside] = predict(of_fold, calibration, judge)
        answered[inside] = confidence[inside] >= (judge or calibration).answer_from
    return Judged(unread, confidence, answered)


def with_read_threshold(
    calibration: Calibration, examples: Sequence[Example], judged: Judged, adapter: str
) -> Calibration:
    """The calibration with the threshold of a reader that costs least on examples judged without
    their fold."""
    answer_from = threshold(examples, judged.confidence, READ_THRESHOLD_SETS)
    readers = tuple(
        replace(judge, answer_from=answer_from) if judge.adapter == adapter else judge
        for judge in calibration.readers
    )
    return replace(calibration, readers=readers)


def with_first_threshold(
    calibration: Calibration, examples: Sequence[Example], judged: Judged
) -> Calibration:
    """Likewise with the threshold of the first judgement."""
    return replace(calibration, answer_from=threshold(examples, judged.unread, THRESHOLD_SETS))
