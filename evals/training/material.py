"""What is read in one pass over the data: which rows, and which windows of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from tokenizers import Tokenizer

from evals.training.recipe import Phase
from evals.training.rows import TrainingRow
from evals.training.swapped import swapped, vocabulary_of
from evals.training.windows import Example, TokenizedRow, answering, silent, tokenize

# How many rows of a source, by the beginning of its name, are in a pass; of the rest all.
_DRAWN = {"qamr": 4_000, "policyqa": 1_500, "squad1-train-sentence": 4_000, "altered:": 8_000}
_SILENT = 0.35  # the share of answerable rows whose text is also read where it does not answer
_SWAPPED = 0.15  # the share that is also asked with one word changed


@dataclass(frozen=True)
class Material:
    """Tokenised rows, by source; ``changed`` are answerable rows with one word of the question
    changed, ``languages`` our own in other languages. ``validation`` are examples by the name of
    their set."""

    public: Mapping[str, Sequence[TokenizedRow]]
    changed: Sequence[TokenizedRow]
    own: Sequence[TokenizedRow]
    languages: Sequence[TokenizedRow]
    validation: Mapping[str, Sequence[Example]]

    def examples(self, rng: Random, phase: Phase) -> list[Example]:
        """The examples of one pass, in random order."""
        share = phase.public
        rows = [
            row for source, rows in self.public.items() for row in _drawn(source, rows, share, rng)
        ]
        found = [_windows(row, rng) for row in rows]
        changed = rng.sample(self.changed, int(len(self.changed) * _SWAPPED * share))
        found += [[answering(row, rng)] for row in changed]
        for ours, times in ((self.own, phase.own), (self.languages, phase.languages)):
            found += [[answering(row, rng)] for row in ours for _ in range(int(times))]
            drawn = rng.sample(ours, int(len(ours) * (times % 1)))
            found += [[answering(row, rng)] for row in drawn]
        examples = [example for windows in found for example in windows if example]
        rng.shuffle(examples)
        return examples


def material_of(
    training: Sequence[TrainingRow],
    validation: Mapping[str, Sequence[TrainingRow]],
    own: Sequence[TrainingRow],
    tokenizer: Tokenizer,
    seed: int,
    languages: Sequence[TrainingRow] = (),
) -> Material:
    """Tokenise all rows once; validation examples are drawn once."""
    rng = Random(seed)
    public: dict[str, list[TokenizedRow]] = {}
    for row in training:
        if tokenized := tokenize(row, tokenizer):
            public.setdefault(_family(row.source), []).append(tokenized)
    vocabulary = vocabulary_of(training)
    asked = ((row, swapped(row, vocabulary, rng)) for row in training if row.answerable)
    changed = [tokenize(row, tokenizer, question) for row, question in asked if question]
    return Material(
        public,
        [row for row in changed if row],
        [row for row in (tokenize(row, tokenizer) for row in own) if row],
        [row for row in (tokenize(row, tokenizer) for row in languages) if row],
        {name: _examples(rows, tokenizer, rng) for name, rows in validation.items()},
    )


def _examples(rows: Sequence[TrainingRow], tokenizer: Tokenizer, rng: Random) -> list[Example]:
    tokenized = (tokenize(row, tokenizer) for row in rows)
    windows = (answering(row, rng) for row in tokenized if row)
    return [window for window in windows if window]


def _family(source: str) -> str:
    return next((start for start in _DRAWN if source.startswith(start)), source)


def _drawn(
    source: str, rows: Sequence[TokenizedRow], share: float, rng: Random
) -> Sequence[TokenizedRow]:
    return rng.sample(rows, int(share * min(_DRAWN.get(source, len(rows)), len(rows))))


def _windows(row: TokenizedRow, rng: Random) -> list[Example | None]:
    found = [answering(row, rng)]
    if row.answerable and rng.random() < _SILENT:
        found.append(silent(row, rng))
    return found
