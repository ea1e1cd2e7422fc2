"""What the confidence is fitted on: questions of many sets, and what is found for each.

The labelled questions on the bundled brief; those on the documents of ``evals/library``,
``evals/near_topic``, ``evals/near_topic_languages`` and ``evals/near_topic_real``, each asked of
its own document, but for those that the latter three hold out; SQuAD 2.0's questions,
each asked of its own article; XQuAD's questions, each asked of its own article, of another, and of
the brief, neither of which answers it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from evals.cli import BUNDLED, NEAR_TOPIC, NEAR_TOPIC_LANGUAGES
from evals.cli import LIBRARY as LIBRARY_SET
from evals.dataset_kinds import read_dataset
from evals.datasets import Dataset, Question
from evals.held_rows import read_held_rows
from evals.product import build_product
from rag.answer.confidence import features
from rag.answer.finding import ModelProfile
from rag.answer.readings import read_units, reading_features, reranked
from rag.answer.sentence_ranking import rank_sentences
from rag.document.filters import Filters
from rag.document.languages import is_english
from rag.document.model import Document
from rag.engine import Engine
from rag.models.opening import open_embedders, open_readers
from rag.question.query import Query
from rag.reading.library import load_documents
from rag.search.ranking import rank
from rag.settings import Settings

FOLDS = 5
_FEWEST_ASKED = 5  # questions of a set in a tongue: for fewer its documents are not indexed
_OTHER_ARTICLE = 7  # articles further on: far enough to be about something else

BRIEF, FOREIGN, OWN, OTHER, WITHIN = "brief", "foreign", "own", "other", "within"
LIBRARY, NEAR, REAL = "library", "near topic", "near topic, real documents"
LANGUAGES, HELD = "near topic, other languages", "near topic, short texts"
ELSEWHERE = "other short texts"
NEAR_SETS = {
    NEAR: NEAR_TOPIC,
    LANGUAGES: NEAR_TOPIC_LANGUAGES,
    REAL: f"library:{Path(__file__).parent / 'near_topic_real'}@{{data}}/real",
}


@dataclass(frozen=True, slots=True)
class Example:
    """One question asked of one text: where it comes from, its features, whether it is answered.

    ``fold`` is by article where the set has articles, otherwise by question; ``read`` are the
    features of what the reader says, None without one.
    """

    set: str
    fold: int
    answerable: bool
    features: Mapping[str, float]
    read: Mapping[str, float] | None = None
    language: str = "en"


class Tongue(StrEnum):
    """Which questions: in English, or in another language."""

    ENGLISH = "english"
    OTHER = "other"

    @classmethod
    def of(cls, question: str) -> Tongue:
        return cls.ENGLISH if is_english(question) else cls.OTHER


def examine(
    engine: Engine, name: str, asked: Iterable[tuple[Question, str | None, int]]
) -> list[Example]:
    """The features of questions, each asked of a document (None: of all)."""
    examples = []
    for question, document, fold in asked:
        profile = _profile(engine, question.text)
        filters = Filters(document=(document,) if document else ())
        query = Query.of(question.text)
        ranking = rank(engine.store, profile.embedder, query, profile.weights, filters)
        sentences = rank_sentences(engine.store, ranking, profile.weights)
        values = features(ranking, sentences)
        read = None
        if profile.reader:
            readings = read_units(profile.reader, query.whole, sentences)
            ranked = reranked(sentences, readings, profile.weights.answer_reader)
            read = reading_features(ranked, readings)
        language = question.language
        examples.append(Example(name, fold, question.answerable, values, read, language))
    return examples


def _profile(engine: Engine, question: str) -> ModelProfile:
    """The engine's profile, its reader one that the confidence may yet have to be fitted for."""
    profile = engine.profile(question)
    made_of = profile.embedder.identity.name
    reader = next((r for r in engine.readers if r.identity.base == made_of), None)
    return replace(profile, reader=reader)


def collect(
    settings: Settings, data: Path, tongue: Tongue, with_xquad: bool, limit: int | None = None
) -> list[Example]:
    """The examples of all sets in one tongue.

    ``limit`` is for a trial: so many questions of each set, and no document but theirs.
    ``with_xquad`` adds what only a first judgement needs: the brief and XQuAD.
    """
    corpus = load_documents([settings.corpus])
    # The second model reads no question in English.
    embedders = open_embedders(settings)[: 1 if tongue is Tongue.ENGLISH else None]
    readers = open_readers(embedders, settings)

    def engine(dataset: Dataset) -> Engine:
        return build_product(dataset, settings, embedders, readers=readers).engine

    def asked_in(dataset: Dataset) -> list[Question]:
        return [q for q in dataset.questions if Tongue.of(q.text) is tongue]

    examples: list[Example] = []
    if with_xquad:
        examples = _of_brief_and_xquad(engine, corpus, data, tongue, limit)
    sets = {LIBRARY: _few(read_dataset(LIBRARY_SET, corpus), limit)}
    for name, kind in NEAR_SETS.items():
        looked_at = read_dataset(kind.format(data=data), corpus).halves()["looked_at"]
        sets[name] = _few(looked_at, limit)
    if tongue is not Tongue.ENGLISH:
        sets[HELD] = _few(read_held_rows(data), limit)
    for name, dataset in sets.items():
        if len(asked_here := asked_in(dataset)) < _FEWEST_ASKED:
            continue
        asked = engine(dataset)
        examples += examine(asked, name, _within(dataset, asked_here))
        if name == HELD:
            examples += examine(asked, ELSEWHERE, _elsewhere(dataset, asked_here))
    if tongue is Tongue.ENGLISH:
        squad = _few(read_dataset(f"squad:{data}/squad2/dev.json", corpus), limit)
        examples += examine(engine(squad), WITHIN, _within(squad, squad.questions))
    return examples


def _of_brief_and_xquad(
    engine: Callable[[Dataset], Engine],
    corpus: Sequence[Document],
    data: Path,
    tongue: Tongue,
    limit: int | None,
) -> list[Example]:
    """The examples of the bundled brief, and of XQuAD, which is there in English and Chinese."""
    bundled = read_dataset(BUNDLED, corpus).spread(limit)
    of_brief = engine(bundled)
    own = [q for q in bundled.questions if Tongue.of(q.text) is tongue]
    examples = examine(of_brief, BRIEF, ((q, None, i % FOLDS) for i, q in enumerate(own)))
    english = f"{data}/xquad/xquad.en.json"
    asked = f"squad:{english}"
    if tongue is not Tongue.ENGLISH:
        asked = f"cross:{data}/xquad/xquad.zh.json@{english}"
    xquad = _few(read_dataset(asked, corpus), limit)
    foreign = [replace(q, answerable=False) for q in xquad.questions]
    examples += examine(of_brief, FOREIGN, ((q, None, i % FOLDS) for i, q in enumerate(foreign)))
    of_xquad = engine(xquad)
    articles = [document.id for document in xquad.documents]
    place = {article: i for i, article in enumerate(articles)}
    examples += examine(
        of_xquad, OWN, ((q, q.document, place[str(q.document)] % FOLDS) for q in xquad.questions)
    )
    further = min(_OTHER_ARTICLE, len(articles) - 1)
    elsewhere = (
        (q, articles[(place[str(q.document)] + further) % len(articles)], q.document)
        for q in foreign
    )
    examples += examine(
        of_xquad, OTHER, ((q, to, place[str(at)] % FOLDS) for q, to, at in elsewhere)
    )
    return examples


def _few(dataset: Dataset, limit: int | None) -> Dataset:
    """``limit`` questions from all over a data set, and the documents they are asked of alone."""
    if limit is None:
        return dataset
    few = dataset.spread(limit)
    asked = {question.document for question in few.questions}
    return replace(
        few,
        documents=tuple(d for d in few.documents if d.id in asked),
        passages=few.passages and tuple(p for p in few.passages if p.document in asked),
    )


def _within(
    dataset: Dataset, questions: Iterable[Question]
) -> Iterable[tuple[Question, str | None, int]]:
    """Questions asked of their own document, with a fold by document."""
    places = {document.id: i for i, document in enumerate(dataset.documents)}
    return ((q, q.document, places[str(q.document)] % FOLDS) for q in questions)


def _elsewhere(
    dataset: Dataset, questions: Sequence[Question]
) -> Iterable[tuple[Question, str | None, int]]:
    """One question in three asked of the next document, which does not answer it."""
    documents = [document.id for document in dataset.documents]
    for question in questions[::3]:
        place = documents.index(str(question.document))
        other = documents[(place + 1) % len(documents)]
        yield replace(question, answerable=False), other, place % FOLDS
