"""Passages as the product cuts them, with the questions that they answer, in tokens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from tokenizers import Tokenizer

from evals.training.rows import TrainingRow
from rag.document.model import Span
from rag.models.embedder import Encoding
from rag.question.query import Query
from rag.reading.sentences import split_sentences
from rag.search.signals import token_weights
from rag.settings import Settings, Weights

_LONGEST = int(Settings.model_fields["passage_characters"].default)
_MOST_TOKENS = 128  # of a passage; what is beyond is left out of training
_QUESTION_TOKENS = 64


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question in tokens, special ones included; ``weights`` [t] are 0 for these, 1 in all.

    ``sentences`` are those of its passage that hold the answer; ``answers`` are lower case.
    """

    text: str
    ids: tuple[int, ...]
    weights: tuple[float, ...]
    sentences: tuple[int, ...]
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AskedPassage:
    """A passage in tokens; ``sentences`` [t] tells each token's sentence, -1 of special ones."""

    group: str
    text: str
    ids: tuple[int, ...]
    sentences: tuple[int, ...]
    questions: tuple[AskedQuestion, ...]


def asked_passages(rows: Sequence[TrainingRow], tokenizer: Tokenizer) -> list[AskedPassage]:
    """The passages of the rows' contexts that answer a question, in the rows' order.

    Rows that are not answered, or at no place, are left out.
    """
    by_context: dict[str, list[TrainingRow]] = defaultdict(list)
    for row in rows:
        if row.answerable and row.spans:
            by_context[row.context].append(row)
    return [
        passage
        for context, asked in by_context.items()
        for sentences in _cut(context, asked[0].language)
        if (passage := _passage(context, sentences, asked, tokenizer))
    ]


def _cut(context: str, language: str | None) -> Iterator[list[Span]]:
    """Runs of whole sentences, as long as a passage may be."""
    run: list[Span] = []
    for sentence in split_sentences(context, Span(0, len(context)), language):
        if run and sentence.end - run[0].start > _LONGEST:
            yield run
            run = []
        run.append(sentence)
    if run:
        yield run


def _passage(
    context: str, sentences: list[Span], asked: Sequence[TrainingRow], tokenizer: Tokenizer
) -> AskedPassage | None:
    first, last = sentences[0].start, sentences[-1].end
    here = [row for row in asked if any(first <= a and b <= last for a, b in row.spans)]
    if not here:
        return None
    encoding = tokenizer.encode(context[first:last])
    ids, offsets = encoding.ids[:_MOST_TOKENS], np.asarray(encoding.offsets)[:_MOST_TOKENS]
    ends = [sentence.end - first for sentence in sentences]
    places = np.searchsorted(ends, offsets[:, 1])
    places[offsets[:, 1] == 0] = -1  # the tokens that open and close
    numbers = {place: n for n, place in enumerate(sorted({*places.tolist()} - {-1}))}
    questions = []
    for row in here:
        holding = {
            int(np.searchsorted(ends, b - first)) for a, b in row.spans if first <= a and b <= last
        }
        if held := sorted(numbers[place] for place in holding if place in numbers):
            questions.append(_question(row, tuple(held), tokenizer))
    if not questions:
        return None
    own = tuple(numbers.get(place, -1) for place in places.tolist())
    return AskedPassage(asked[0].group, context[first:last], tuple(ids), own, tuple(questions))


def _question(row: TrainingRow, sentences: tuple[int, ...], tokenizer: Tokenizer) -> AskedQuestion:
    encoding = tokenizer.encode(row.question)
    spans = np.asarray(encoding.offsets, np.int32)
    inner = spans[:, 1] > spans[:, 0]
    none = np.zeros((0, 0), np.float32)
    weights = np.zeros(len(spans), np.float32)
    seen = Encoding(none, none, spans[inner])
    weights[inner] = token_weights(Query(row.question), seen, Weights().form_word)
    answers = {row.context[a:b].lower() for a, b in row.spans}
    return AskedQuestion(
        row.question,
        tuple(encoding.ids[:_QUESTION_TOKENS]),
        tuple(weights[:_QUESTION_TOKENS].tolist()),
        sentences,
        tuple(sorted(answers)),
    )
