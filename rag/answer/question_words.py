"""The words of a question, and the tokens of the query that they are read as."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from rag.models.embedder import Vectors
from rag.question.terms import STOP_WORDS, terms
from rag.search.store import EncodedQuery

_CONTRACTED = re.compile(r"[^\W\d_]['’]\Z")
_CLITICS = frozenset("t re ll ve d m".split())
QUESTION_WORDS = frozenset("who whom whose what which when where why how many much year".split())


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the question as printed, and the rows of its tokens.

    ``named_by`` are the tokens of the part of its name that a sentence uses for the whole.
    """

    text: str
    start: int
    tokens: tuple[int, ...]
    named_by: tuple[int, ...] = ()

    @property
    def is_content(self) -> bool:
        folded = self.text.casefold()
        return any(c.isalnum() for c in folded) and folded not in STOP_WORDS and not self.asks

    @property
    def is_name(self) -> bool:
        """Whether it is a number, or capitalised though it does not open the question."""
        return self.text[0].isdigit() or (self.text[0].isupper() and self.start > 0)

    @property
    def asks(self) -> bool:
        """Whether it is a question word."""
        return self.text.casefold() in QUESTION_WORDS

    def match(self, matches: Vectors) -> float:
        """How well a sentence matches it, given the cosines of the query's tokens with it [q]."""
        return float(matches[list(self.named_by or self.tokens)].mean())


def question_words(query: EncodedQuery) -> list[Word]:
    """The words of the question, the background left out; pieces of a word are put together."""
    return [word for word in query_words(query) if word.start + len(word.text) > 0]


def query_words(query: EncodedQuery) -> list[Word]:
    """The words of the background and of the question, which starts at 0."""
    whole = query.query.whole
    asked_from = len(whole) - len(query.query.text)
    words: list[Word] = []
    for row, (start, end) in enumerate(query.encoding.spans.tolist()):
        start += len(whole[start:end]) - len(whole[start:end].lstrip())
        if start >= end:
            continue
        last = words[-1] if words else None
        glued = last and last.start + len(last.text) == start - asked_from
        behind = glued and _CONTRACTED.search(whole[max(0, start - 2) : start])
        if behind and whole[start:end].casefold() in _CLITICS:
            continue  # "can't", "they're": no word of its own
        if last and glued and last.text[-1].isalnum() and whole[start].isalnum():
            words[-1] = Word(last.text + whole[start:end], last.start, (*last.tokens, row))
        else:
            words.append(Word(whole[start:end], start - asked_from, (row,)))
    return words


def named_in_part(words: Sequence[Word], question: str, held: Set[str], text: str) -> list[Word]:
    """The words, those of a full name answered by its part where the document gives it in full.

    A text that introduces "Jiang Zemin" goes on with "Jiang".
    """
    found = list(words)
    for run in _name_runs(words):
        first, last = words[run[0]], words[run[-1]]
        name = question[first.start : last.start + len(last.text)]
        parts = [i for i in run if any(term in held for term in terms(words[i].text))]
        if len(run) > 1 and parts and name in text:
            for i in run:
                if i not in parts:
                    found[i] = replace(words[i], named_by=words[parts[0]].tokens)
    return found


def _name_runs(words: Sequence[Word]) -> list[list[int]]:
    """The places of capitalised words that stand next to each other."""
    runs: list[list[int]] = []
    for i, word in enumerate(words):
        if not word.text[0].isupper():
            continue
        follows = runs and runs[-1][-1] == i - 1
        if follows:
            runs[-1].append(i)
        else:
            runs.append([i])
    return runs
