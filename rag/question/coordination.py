"""What a question names side by side: "A and B", "A, B and C", "A with B"."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass

# A quotation is one word: "and" within it joins nothing. Its length has a bound.
_TOKEN = re.compile(
    r"[“„«\"「][^“”„«»\"「」]{1,200}[”“»\"」](?:['’]s)?|[^\s,;:?!，；：？！]+|[,;:?!，；：？！]"
)
AND = frozenset({"and", "&", "und", "sowie"})
OR = frozenset({"or", "oder"})
AGAINST = frozenset({"with", "versus", "vs", "vs.", "against", "mit", "gegenüber"})
_COMMAS = frozenset({",", "，", ";", "；"})
ARTICLES = frozenset({"the", "a", "an", "der", "die", "das", "den", "dem", "des"})
PREPOSITIONS = frozenset(
    "in on at by for with from under during before after of to near im in am auf bei vor nach für"
    " mit von".split()
)
_POSSESSIVE = re.compile(r"^.+(?:['’]s|s['’])$")
AUXILIARIES = frozenset(
    "is are was were do does did has have had can could will would shall should may might must"
    " isn't aren't wasn't weren't don't doesn't didn't hasn't haven't hadn't can't couldn't won't"
    " wouldn't shouldn't mustn't isn’t aren’t wasn’t weren’t don’t doesn’t didn’t hasn’t haven’t"
    " hadn’t can’t couldn’t won’t wouldn’t shouldn’t mustn’t".split()
)
_OF = frozenset({"of", "for", "von"})
_POINTING = frozenset({"that", "those"})


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a question, a quotation or a mark of punctuation, and where it stands."""

    text: str
    start: int
    end: int

    @property
    def folded(self) -> str:
        return self.text.casefold()

    @property
    def is_name(self) -> bool:
        """Whether it is capitalised, a number or quoted."""
        return not self.text[0].islower()


def words_of(question: str) -> list[Word]:
    """The words of a question, without the marks that end it."""
    words = [Word(m[0], m.start(), m.end()) for m in _TOKEN.finditer(question)]
    while words and words[-1].text in "?!？！":
        words.pop()
    if words and words[-1].text.endswith((".", "。")) and words[-1].folded != "vs.":
        last = words.pop()
        if bare := last.text.rstrip(".。"):
            words.append(Word(bare, last.start, last.start + len(bare)))
    return words


def written(words: Sequence[Word]) -> str:
    """The words as one text."""
    text = " ".join(word.text for word in words)
    return re.sub(r" ([,;:?!])", r"\1", text)


def joined(words: Sequence[Word], by: Container[str]) -> list[Sequence[Word]]:
    """The runs of words that stand side by side; one, where nothing joins them.

    With commas before the last join there are as many as commas and one more; without, the last
    join counts: "Trinidad and Tobago and Jamaica" are two.
    """
    at = next((i for i in reversed(range(len(words))) if words[i].folded in by), None)
    if at is None or at in (0, len(words) - 1):
        return [words]
    before, last = list(words[:at]), words[at + 1 :]
    if before[-1].text in _COMMAS:
        before.pop()
    runs: list[Sequence[Word]] = []
    run: list[Word] = []
    for word in before:
        if word.text in _COMMAS:
            runs.append(run)
            run = []
        else:
            run.append(word)
    found = [*runs, run, last]
    return found if all(found) else [words]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the things named side by side, and what all of them share: "the pay" of each."""

    name: str
    shared: str = ""


def shared_out(runs: Sequence[Sequence[Word]]) -> list[Side]:
    """The sides, each with the words that only one of them prints: "the pay of Ann and Ben"."""
    first, last = runs[0], runs[-1]
    if head := _head(first, runs[1:]):
        return [Side(written(run), written(first[:head])) for run in (first[head:], *runs[1:])]
    if tail := _tail(runs):
        owned = last[: len(last) - tail]
        return [Side(written(run), written(last[-tail:])) for run in (*runs[:-1], owned)]
    named = [_resolved(run, first) for run in runs]
    return [Side(written(run)) for run in named]


def _head(first: Sequence[Word], others: Sequence[Sequence[Word]]) -> int:
    """How many words of the first run belong to the others too.

    "The pay of Ann and Ben", "the hours in summer and in winter"; but the University of Leeds is a
    name, and "the king of France and the queen" are two persons.
    """
    opens = others[0][0].folded
    for at in range(1, len(first) - 1):
        word = first[at].folded
        if opens in PREPOSITIONS and word == opens:
            return at
        if word in _OF and not any(w.is_name for w in first[:at] if w.folded not in ARTICLES):
            return at + 1 if _is_shared(first, at, others) else 0
    return 0


def _is_shared(first: Sequence[Word], of: int, others: Sequence[Sequence[Word]]) -> bool:
    """Whether what stands before "of" is said of the others too."""
    if any(w.folded in _OF or w.folded in _POINTING for run in others for w in run):
        return False
    articles = [run[0].folded in ARTICLES for run in (first[of + 1 :], *others)]
    if any(articles) and not articles[0]:
        return False
    return first[0].folded in ARTICLES or all(run[0].is_name for run in others)


def _tail(runs: Sequence[Sequence[Word]]) -> int:
    """How many words of the last run belong to the others: "Ann's and Ben's view of art"."""
    if not all(_POSSESSIVE.match(run[-1].text) for run in runs[:-1]):
        return 0
    owner = next((i for i, w in enumerate(runs[-1][:-1]) if _POSSESSIVE.match(w.text)), None)
    return 0 if owner is None else len(runs[-1]) - owner - 1


def _resolved(run: Sequence[Word], first: Sequence[Word]) -> Sequence[Word]:
    """ "Her pay and that of the men": the pay of the men."""
    if run[0].folded not in _POINTING or len(run) < 3 or run is first:
        return run
    ends = _OF | PREPOSITIONS
    at = next((i for i, word in enumerate(first) if word.folded in ends), len(first))
    return [first[at - 1], *run[1:]] if at else run
