"""Fit the confidence of answers, judge it by cross-validation, and write ``calibration.json``.

Run as ``make calibrate``. The material: the labelled questions on the bundled brief; those on the
documents of ``evals/library``, each asked of its own document; SQuAD 2.0's questions, each asked of
its own article; XQuAD's questions, each asked of its own article, of another, and of the brief,
neither of which answers it. Two logistic models are fitted for each
embedding model (see ``rag.answer.confidence``): ``topic`` on questions that the text does or does
not speak of, ``specific`` on those written to be answerable or not within the topic. Each set
counts the same, however many questions it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from evals.cli import BUNDLED
from evals.cli import LIBRARY as LIBRARY_SET
from evals.dataset_kinds import read_dataset
from evals.datasets import Dataset, Question
from evals.product import build_product
from evals.refusal_metrics import auroc
from rag.answer.confidence import (
    ANY_MODEL,
    CALIBRATION,
    CALIBRATIONS,
    SPECIFIC,
    TOPIC,
    WORDS_ONLY_SPECIFIC,
    WORDS_ONLY_TOPIC,
    Calibration,
    Logistic,
    features,
)
from rag.answer.sentence_ranking import rank_sentences
from rag.document.filters import Filters
from rag.document.languages import script_language
from rag.engine import Engine
from rag.models.opening import open_embedders
from rag.question.query import Query
from rag.reading.library import load_documents
from rag.search.ranking import rank
from rag.settings import Settings

FOLDS = 5
_OTHER_ARTICLE = 7  # articles further on: far enough to be about something else

BRIEF, FOREIGN, OWN, OTHER, WITHIN = "brief", "foreign", "own", "other", "within"
LIBRARY = "library"
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
SPECIFIC_SETS = {
    (BRIEF, True): 0.3,
    (BRIEF, False): 0.1,
    (WITHIN, True): 1.5,
    (WITHIN, False): 0.5,
    (LIBRARY, True): 1.0,
    (LIBRARY, False): 1.0,
}
# What the threshold looks at, with its weight, where there are enough questions of it.
THRESHOLD_SETS = (
    (BRIEF, True, 1.0),
    (OWN, True, 1.0),
    (FOREIGN, False, 2.0),
    (OTHER, False, 2.0),
    (WITHIN, True, 0.5),
    (WITHIN, False, 0.5),
    (LIBRARY, True, 1.0),
    (LIBRARY, False, 0.5),
)
MIN_QUESTIONS = 20


@dataclass(frozen=True, slots=True)
class Example:
    """One question asked of one text: where it comes from, its features, whether it is answered.

    ``fold`` is by article where the set has articles, otherwise by question.
    """

    set: str
    fold: int
    answerable: bool
    features: Mapping[str, float]


def examine(
    engine: Engine, name: str, asked: Iterable[tuple[Question, str | None, int]]
) -> list[Example]:
    """The features of questions, each asked of a document (None: of all)."""
    examples = []
    for question, document, fold in asked:
        profile = engine.profile(script_language(question.text))
        filters = Filters(document=(document,) if document else ())
        query = Query.of(question.text)
        ranking = rank(engine.store, profile.embedder, query, profile.weights, filters)
        sentences = rank_sentences(engine.store, ranking, profile.weights)
        values = features(ranking, sentences)
        examples.append(Example(name, fold, question.answerable, values))
    return examples


def collect(
    settings: Settings, data: Path, language: str, limit: int | None = None
) -> list[Example]:
    """The examples of all sets in one language, ``en`` or ``zh``; ``limit`` of each."""
    corpus = load_documents([settings.corpus])
    # The second model reads no question in English.
    embedders = open_embedders(settings)[: 1 if language == "en" else None]

    def engine(dataset: Dataset) -> Engine:
        return build_product(dataset, settings, embedders).engine

    bundled = read_dataset(BUNDLED, corpus).spread(limit)
    of_brief = engine(bundled)
    own = [q for q in bundled.questions if q.language == language]
    examples = examine(of_brief, BRIEF, ((q, None, i % FOLDS) for i, q in enumerate(own)))
    english = f"{data}/xquad/xquad.en.json"
    asked = english if language == "en" else f"{data}/xquad/xquad.{language}.json@{english}"
    kind = "squad" if language == "en" else "cross"
    xquad = read_dataset(f"{kind}:{asked}", corpus).spread(limit)
    foreign = [replace(q, answerable=False) for q in xquad.questions]
    examples += examine(of_brief, FOREIGN, ((q, None, i % FOLDS) for i, q in enumerate(foreign)))
    of_xquad = engine(xquad)
    articles = [document.id for document in xquad.documents]
    place = {article: i for i, article in enumerate(articles)}
    examples += examine(
        of_xquad, OWN, ((q, q.document, place[str(q.document)] % FOLDS) for q in xquad.questions)
    )
    elsewhere = (
        (q, articles[(place[str(q.document)] + _OTHER_ARTICLE) % len(articles)], q.document)
        for q in foreign
    )
    examples += examine(
        of_xquad, OTHER, ((q, to, place[str(at)] % FOLDS) for q, to, at in elsewhere)
    )
    library = read_dataset(LIBRARY_SET, corpus).spread(limit)
    asked_here = [q for q in library.questions if q.language == language]
    if asked_here:
        examples += examine(engine(library), LIBRARY, _within(library, asked_here))
    if language == "en":
        squad = read_dataset(f"squad:{data}/squad2/dev.json", corpus).spread(limit)
        examples += examine(engine(squad), WITHIN, _within(squad, squad.questions))
    return examples


def _within(
    dataset: Dataset, questions: Iterable[Question]
) -> Iterable[tuple[Question, str | None, int]]:
    """Questions asked of their own document, with a fold by document."""
    places = {document.id: i for i, document in enumerate(dataset.documents)}
    return ((q, q.document, places[str(q.document)] % FOLDS) for q in questions)


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


def fit_both(examples: Sequence[Example], words_only: bool, has_within: bool) -> Calibration:
    """Both models, and the threshold that costs least on the same questions."""
    topic = fit(examples, WORDS_ONLY_TOPIC if words_only else TOPIC, TOPIC_SETS, 1.0)
    specific = (
        fit(examples, WORDS_ONLY_SPECIFIC if words_only else SPECIFIC, SPECIFIC_SETS, 10.0)
        if has_within
        else None
    )
    calibration = Calibration(topic, specific, 0.0)
    return replace(calibration, answer_from=threshold(examples, predict(examples, calibration)))


def predict(examples: Sequence[Example], calibration: Calibration) -> NDArray[np.float64]:
    return np.asarray([calibration.confidence(e.features) for e in examples])


def threshold(examples: Sequence[Example], confidence: NDArray[np.float64]) -> float:
    """The confidence at which the shares of wrong refusals and wrong answers cost least.

    An answer to a question that the text does not speak of costs twice a wrong refusal.
    """
    steps = np.round(np.arange(0.01, 1.0, 0.01), 2)
    cost = np.zeros(len(steps))
    for name, answerable, weight in THRESHOLD_SETS:
        of_set = [i for i, e in enumerate(examples) if (e.set, e.answerable) == (name, answerable)]
        if len(of_set) >= MIN_QUESTIONS:
            answered = confidence[of_set][:, None] >= steps
            cost += weight * (answered != answerable).mean(axis=0)
    return float(steps[int(cost.argmin())])


def cross_validate(
    examples: Sequence[Example], words_only: bool, has_within: bool
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Each example's confidence and whether it is answered, fitted without its fold."""
    confidence = np.zeros(len(examples))
    answered = np.zeros(len(examples), bool)
    folds = np.asarray([e.fold for e in examples])
    for fold in range(FOLDS):
        calibration = fit_both([e for e in examples if e.fold != fold], words_only, has_within)
        inside = np.flatnonzero(folds == fold)
        confidence[inside] = predict([examples[i] for i in inside.tolist()], calibration)
        answered[inside] = confidence[inside] >= calibration.answer_from
    return confidence, answered


def main(
    data: Annotated[Path, typer.Argument(help="The folder of the data sets.")],
    out: Annotated[Path, typer.Option(help="The file to write.")] = CALIBRATION,
    limit: Annotated[int | None, typer.Option(min=1, help="Questions of each set.")] = None,
) -> None:
    """Fit the confidence of answers and judge it by cross-validation."""
    console, settings = Console(), Settings()
    english = collect(settings, data, "en", limit)
    names = [embedder.identity.name for embedder in open_embedders(settings)]
    fitted: dict[str, Calibration] = {}
    jobs = [(names[0], english, False, True), (ANY_MODEL, english, True, True)]
    if len(names) > 1:
        jobs.append((names[1], collect(settings, data, "zh", limit), False, False))
    for name, examples, words_only, has_within in jobs:
        confidence, answered = cross_validate(examples, words_only, has_within)
        print_figures(console, name, examples, confidence, answered)
        both = fit_both(examples, words_only, has_within)
        fitted[name] = replace(both, answer_from=threshold(examples, confidence))
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
