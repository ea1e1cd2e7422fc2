"""From rows to what the model reads: a question and a window of the text, in tokens.

A window is a run of whole sentences around the one that answers, as the product gives them to the
reader. Windows are drawn anew in every pass over the data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from tokenizers import Encoding, Tokenizer

from evals.training.rows import TrainingRow
from rag.document.model import Span
from rag.models.reader import QUESTION_TOKENS
from rag.models.reader import WINDOW_TOKENS as LONGEST_WINDOW
from rag.reading.sentences import split_sentences

SHORTEST_WINDOW = 24
_LONGEST_CONTEXT = 4_000  # characters
_AROUND = 1_500  # characters kept around an answer of a longer context


@dataclass(frozen=True, slots=True)
class TokenizedRow:
    """A row in tokens: the context's, the sentences as ranges of them, the answers likewise.

    ``answers`` are inclusive token ranges ([first, last]). ``overlap`` is, for each sentence, how
    many of its tokens stand in the question. ``special`` are the tokens that open and close what
    the model reads.
    """

    special: tuple[int, int]
    question: tuple[int, ...]
    context: tuple[int, ...]
    sentences: tuple[tuple[int, int], ...]
    answers: tuple[tuple[int, int], ...]
    overlap: tuple[int, ...]
    answerable: bool
    source: str


@dataclass(frozen=True, slots=True)
class Example:
    """What the model reads at once, [CLS] question [SEP] window [SEP], and what is right of it.

    ``window`` is where the window begins; ``starts`` and ``ends`` are the tokens that begin and end
    an answer, none where the window does not answer.
    """

    ids: tuple[int, ...]
    window: int
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def tokenize(
    row: TrainingRow, tokenizer: Tokenizer, question: str | None = None
) -> TokenizedRow | None:
    """A row in tokens; ``question`` stands in place of its own, which the context then leaves
    unanswered. None where no sentence holds a token."""
    low, high = _kept(row)
    text = row.context[low:high]
    encoding = tokenizer.encode(text, add_special_tokens=False)
    asked = tokenizer.encode(question or row.question, add_special_tokens=False).ids
    whole = Span(0, len(text))
    sentences = _token_ranges(encoding, split_sentences(text, whole, row.language))
    if not sentences:
        return None
    spans = (
        [] if question else [Span(a - low, b - low) for a, b in row.spans if a >= low and b <= high]
    )
    known = set(asked)
    opens, closes = tokenizer.encode("").ids
    return TokenizedRow(
        (opens, closes),
        tuple(asked[-QUESTION_TOKENS:]),
        tuple(encoding.ids),
        tuple(sentences),
        tuple((first, last - 1) for first, last in _token_ranges(encoding, spans)),
        tuple(len(known & set(encoding.ids[first:last])) for first, last in sentences),
        row.answerable and question is None,
        row.source,
    )


def answering(row: TokenizedRow, rng: Random) -> Example | None:
    """A window that answers, or, of an unanswerable row, the likeliest one."""
    if row.answerable and not row.answers:  # the context answers as a whole
        last = min(len(row.context), LONGEST_WINDOW)
        return _example(row, 0, last, [(0, last - 1)], every=True)
    if row.answerable:
        at = rng.choice(row.answers)[0]
        core = next((n for n, (a, b) in enumerate(row.sentences) if a <= at < b), None)
        if core is None:
            return None
    else:
        core = max(range(len(row.sentences)), key=lambda n: (row.overlap[n], rng.random()))
    return _example(row, *_grown(row, core, rng), row.answers)


def silent(row: TokenizedRow, rng: Random) -> Example | None:
    """A window of an answerable row that does not hold its answer, near the topic; None without."""
    texts = {row.context[first : last + 1] for first, last in row.answers}
    free = [
        n
        for n, (a, b) in enumerate(row.sentences)
        if not any(first < b and last >= a for first, last in row.answers)
        and not any(_holds(row.context[a:b], answer) for answer in texts)
    ]
    if not free or not row.answers:
        return None
    core = max(free, key=lambda n: (row.overlap[n], rng.random()))
    first, last = row.sentences[core]
    for n in (core - 1, core + 1):
        if n in free and rng.random() < 0.5:
            a, b = min(first, row.sentences[n][0]), max(last, row.sentences[n][1])
            if b - a <= LONGEST_WINDOW:
                first, last = a, b
    return _example(row, first, min(last, first + LONGEST_WINDOW), [])


def _kept(row: TrainingRow) -> tuple[int, int]:
    """The part of a long context that is looked at."""
    if len(row.context) <= _LONGEST_CONTEXT:
        return 0, len(row.context)
    if not row.spans:
        return 0, _LONGEST_CONTEXT
    start, end = row.spans[0]
    return max(0, start - _AROUND), min(len(row.context), end + _AROUND)


def _token_ranges(encoding: Encoding, spans: Sequence[Span]) -> list[tuple[int, int]]:
    """The tokens that lie in each span, [first, last); spans without tokens are left out."""
    ranges = []
    for span in spans:
        inside = [n for n, (a, b) in enumerate(encoding.offsets) if a < span.end and b > span.start]
        if inside:
            ranges.append((inside[0], inside[-1] + 1))
    return ranges


def _grown(row: TokenizedRow, core: int, rng: Random) -> tuple[int, int]:
    """The sentence with some of its neighbours, within a length that is drawn too."""
    first, last = row.sentences[core]
    most = LONGEST_WINDOW if rng.random() < 0.6 else rng.randint(SHORTEST_WINDOW, LONGEST_WINDOW)
    before, behind = core - 1, core + 1
    while True:
        fits = []
        if before >= 0 and last - row.sentences[before][0] <= most:
            fits.append("before")
        if behind < len(row.sentences) and row.sentences[behind][1] - first <= most:
            fits.append("behind")
        if not fits:
            return _cut(row, first, last)
        if rng.choice(fits) == "before":
            first, before = row.sentences[before][0], before - 1
        else:
            last, behind = row.sentences[behind][1], behind + 1


def _cut(row: TokenizedRow, first: int, last: int) -> tuple[int, int]:
    """Of a sentence longer than a window, the part around the answer."""
    if last - first <= LONGEST_WINDOW:
        return first, last
    at = next((a for a, _ in row.answers if first <= a < last), first)
    first = max(first, min(at - LONGEST_WINDOW // 2, last - LONGEST_WINDOW))
    return first, first + LONGEST_WINDOW


def _holds(tokens: Sequence[int], part: Sequence[int]) -> bool:
    return any(
        tuple(tokens[n : n + len(part)]) == tuple(part) for n in range(len(tokens) - len(part) + 1)
    )


def _example(
    row: TokenizedRow,
    first: int,
    last: int,
    answers: Sequence[tuple[int, int]],
    every: bool = False,
) -> Example | None:
    window = len(row.question) + 2
    inside = [
        (a - first + window, b - first + window) for a, b in answers if first <= a and b < last
    ]
    if answers and not inside:
        return None
    starts = {a for a, _ in inside}
    ends = {b for _, b in inside}
    if every:  # any token may be the right one
        starts = ends = set(range(window, window + last - first))
    opens, closes = row.special
    ids = (opens, *row.question, closes, *row.context[first:last], closes)
    return Example(ids, window, tuple(sorted(starts)), tuple(sorted(ends)))
