"""What a slip of the keyboard costs: questions asked as they are, and with words misspelt.

``python -m evals.misspelt KIND:PATH ...`` asks each data set's questions in English as they are,
then with one of their words misspelt, then with two. A slip leaves a letter out, puts one in, takes
one for another or exchanges two. It prints how many answerable questions are refused, how many
answers hold the gold answer, and how many that have no answer are refused; and which words of
questions as they are were taken for misspelt.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from string import ascii_lowercase
from typing import Annotated

import typer

from evals.answer_metrics import holds_answer
from evals.cli import BUNDLED, LIBRARY, NEAR_TOPIC
from evals.dataset_kinds import read_dataset
from evals.datasets import Dataset, Question
from evals.product import Product, build_product
from rag.document.filters import NO_FILTERS
from rag.models.opening import open_embedders, open_readers
from rag.question.terms import STOP_WORDS
from rag.reading.library import load_documents
from rag.search.read_as import read_as_spelt
from rag.settings import Settings

_WORD = re.compile(r"[A-Za-z][a-z]{4,}")


@dataclass(frozen=True, slots=True)
class Asked:
    """Shares of a set's questions: answerable ones ``refused``, answers that hold the gold answer
    (``held``), and questions without an answer that are refused (``absent_refused``)."""

    refused: float
    held: float
    absent_refused: float


def misspelt(question: str, words: int, chance: random.Random) -> str:
    """A question with so many of its words misspelt, or as many as it has of five letters."""
    places = [m.span() for m in _WORD.finditer(question) if m[0].lower() not in STOP_WORDS]
    for start, end in sorted(chance.sample(places, min(words, len(places))), reverse=True):
        question = question[:start] + _slip(question[start:end], chance) + question[end:]
    return question


def _slip(word: str, chance: random.Random) -> str:
    """A word with one slip, behind its first letter."""
    at = chance.randrange(1, len(word))
    letter = chance.choice(ascii_lowercase)
    swapped = word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :] if at > 1 else word
    slips = (word[:at] + word[at + 1 :], word[:at] + letter + word[at:], swapped)
    return chance.choice((*slips, word[:at] + letter + word[at + 1 :]))


def asked(product: Product, dataset: Dataset, words: int) -> Asked:
    """What the product makes of the questions in English with so many words misspelt."""
    chance = random.Random(words)
    questions = [q for q in dataset.questions if q.language == "en" and not q.before]
    asked = [replace(q, text=misspelt(q.text, words, chance)) for q in questions]
    records = [(question, product.answer(question)) for question in asked]
    answerable = [(q, record) for q, record in records if q.answerable]
    absent = [record.answerable for q, record in records if not q.answerable]
    with_answer = [(q, record) for q, record in answerable if q.answers]
    return Asked(
        _share([not record.answerable for _, record in answerable]),
        _share([record.answerable and holds_answer(q, record.text) for q, record in with_answer]),
        _share([not answered for answered in absent]),
    )


def read_otherwise(product: Product, dataset: Dataset) -> Iterator[tuple[Question, str]]:
    """The questions as they are of which a word is taken for misspelt, and how they are read."""
    engine = product.engine
    for question in dataset.questions:
        read = read_as_spelt(engine.store, engine.embedder, question.text, NO_FILTERS)
        if read.spellings:
            yield question, read.text


def _share(of: list[bool]) -> float:
    return sum(of) / len(of) if of else float("nan")


def main(
    sets: Annotated[list[str] | None, typer.Argument(help="KIND:PATH of data sets")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="questions of each set")] = None,
) -> None:
    """Ask questions with words misspelt."""
    settings = Settings()
    corpus = load_documents([settings.corpus])
    embedders = open_embedders(settings)
    readers = open_readers(embedders, settings)
    print("| set | misspelt | refused | gold held | absent refused |\n|---|---|---:|---:|---:|")
    for name in sets or [BUNDLED, LIBRARY, NEAR_TOPIC]:
        dataset = read_dataset(name, corpus).spread(limit)
        product = build_product(dataset, settings, embedders, readers=readers)
        for words in (0, 1, 2):
            figures = asked(product, dataset, words)
            print(
                f"| {dataset.name} | {words} | {figures.refused:.3f} | {figures.held:.3f} "
                f"| {figures.absent_refused:.3f} |",
                flush=True,
            )
        for question, read in read_otherwise(product, dataset):
            print(f"  {question.id}: {question.text!r} read as {read!r}")


if __name__ == "__main__":
    typer.run(main)
