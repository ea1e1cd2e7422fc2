"""Fit the confidence of answers, judge it by cross-validation, and write ``calibration.json``.

Run as ``make calibrate``. Two logistic models are fitted for each embedding model (see
``rag.answer.confidence``): ``topic`` on questions that the text does or does not speak of,
``specific`` on those written to be answerable or not within the topic; and where the model has a
reader, a third one, ``read``, on what it says of those that the first two leave in doubt. Each set
counts the same, however many questions it has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from evals.calibration_material import (
    BRIEF,
    FOLDS,
    FOREIGN,
    LANGUAGES,
    LIBRARY,
    NEAR,
    OTHER,
    OWN,
    REAL,
    WITHIN,
    Example,
    collect,
)
from evals.refusal_metrics import auroc
from rag.answer.confidence import (
    ANY_MODEL,
    CALIBRATION,
    CALIBRATIONS,
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
from rag.models.opening import open_embedders
from rag.models.reader_conversion import about_reader
from rag.settings import Settings

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
    (OTHER, False): 0.25,
    (FOREIGN, False): 0.25,
    **{(name, True): 1.5 for name in (WITHIN, LIBRARY, NEAR, REAL)},
    **{(name, False): 0.5 for name in (WITHIN, LIBRARY, NEAR, REAL)},
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
    (WITHIN, True): 0.5,
    **{(name, True): 1.0 for name in (LIBRARY, NEAR, REAL)},
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


def fit_all(examples: Sequence[Example], words_only: bool) -> Calibration:
    """All models, and the threshold that costs least on the same questions."""
    topic = fit(examples, WORDS_ONLY_TOPIC if words_only else TOPIC, TOPIC_SETS, 1.0)
    names = WORDS_ONLY_SPECIFIC if words_only else SPECIFIC
    tells = sum((e.set, e.answerable) in SPECIFIC_SETS for e in examples) >= LEAST_SPECIFIC
    # Without material, all that is known is how many questions on the topic are answered.
    base_rate = Logistic(round(log_odds(ANSWERABLE), 4), {})
    specific = fit(examples, names, SPECIFIC_SETS, 10.0) if tells else base_rate
    calibration = Calibration(topic, specific, 0.0)
    if not words_only and any(example.read for example in examples):
        read = fit(_doubted(examples, calibration), READ, READ_SETS, 1.0)
        judge = ReadCalibration(read, 0.0, DOUBT_FROM, about_reader().sha256)
        calibration = replace(calibration, reader=judge)
    return with_thresholds(
        calibration, examples, predict_unread(examples, calibration), predict(examples, calibration)
    )


def with_thresholds(
    calibration: Calibration,
    examples: Sequence[Example],
    unread: NDArray[np.float64],
    read: NDArray[np.float64],
) -> Calibration:
    """The calibration with the thresholds that cost least, without its reader and with it."""
    judge = calibration.reader
    return replace(
        calibration,
        answer_from=threshold(examples, unread, THRESHOLD_SETS),
        reader=judge and replace(judge, answer_from=threshold(examples, read, READ_THRESHOLD_SETS)),
    )


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


def predict(examples: Sequence[Example], calibration: Calibration) -> NDArray[np.float64]:
    """The confidence of each example ([n]), as the product has it."""
    judge = calibration.reader
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


def cross_validate(
    examples: Sequence[Example], words_only: bool
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """Each example's confidence without a reader and as it is, and whether it is answered.

    All fitted without its fold ([n] each).
    """
    unread, confidence = np.zeros(len(examples)), np.zeros(len(examples))
    answered = np.zeros(len(examples), bool)
    folds = np.asarray([e.fold for e in examples])
    for fold in range(FOLDS):
        calibration = fit_all([e for e in examples if e.fold != fold], words_only)
        inside = np.flatnonzero(folds == fold)
        of_fold = [examples[i] for i in inside.tolist()]
        unread[inside] = predict_unread(of_fold, calibration)
        confidence[inside] = predict(of_fold, calibration)
        answer_from = (calibration.reader or calibration).answer_from
        answered[inside] = confidence[inside] >= answer_from
    return unread, confidence, answered


def main(
    data: Annotated[Path, typer.Argument(help="The folder of the data sets.")],
    out: Annotated[Path, typer.Option(help="The file to write.")] = CALIBRATION,
    limit: Annotated[
        int | None, typer.Option(min=1, help="A trial: so many questions of each set.")
    ] = None,
) -> None:
    """Fit the confidence of answers and judge it by cross-validation."""
    console, settings = Console(), Settings()
    english = collect(settings, data, "en", limit)
    names = [embedder.identity.name for embedder in open_embedders(settings)]
    fitted: dict[str, Calibration] = {}
    jobs = [(names[0], english, False), (ANY_MODEL, english, True)]
    if len(names) > 1:
        jobs.append((names[1], collect(settings, data, "zh", limit), False))
    for name, examples, words_only in jobs:
        unread, confidence, answered = cross_validate(examples, words_only)
        print_figures(console, name, examples, confidence, answered)
        all_of_it = fit_all(examples, words_only)
        fitted[name] = with_thresholds(all_of_it, examples, unread, confidence)
    out.write_bytes(CALIBRATIONS.dump_json(fitted, indent=1) + b"\n")
    console.print(f"written: {out.name}")


def print_figures(
    console: Console,
    name: str,
    examples: Sequence[Example],
    confidence: NDArray[np.float64],
    answered: NDArray[np.bool_],
) -> None:
    table = Table(
        "asked of", "AUROC", "answerable refused", "unanswerable refused", title=f"{name}, held out"
    )
    for label, sets in (
        ("the brief, its questions", [BRIEF]),
        ("the brief, XQuAD's", [BRIEF, FOREIGN]),
        ("XQuAD, own or other article", [OWN, OTHER]),
        ("SQuAD 2.0, own article", [WITHIN]),
        ("the library, own document", [LIBRARY]),
        ("near topic, own document", [NEAR]),
        ("near topic, real documents", [REAL]),
        ("near topic, other languages", [LANGUAGES]),
    ):
        chosen = [
            i
            for i, e in enumerate(examples)
            if e.set in sets and (len(sets) == 1 or e.set != BRIEF or e.answerable)
        ]
        if not chosen:
            continue
        truth = np.asarray([examples[i].answerable for i in chosen])
        did = answered[chosen]
        area = auroc(truth, confidence[chosen])
        table.add_row(
            label,
            "" if area is None else f"{area:.4f}",
            *(
                f"{np.mean(~did[truth == kind]):.4f}" if (truth == kind).any() else ""
                for kind in (True, False)
            ),
        )
    console.print(table)


if __name__ == "__main__":
    typer.run(main)
