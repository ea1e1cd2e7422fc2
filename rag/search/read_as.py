"""A question read with its misspelt words as the documents spell them.

A word is taken for misspelt where the documents hold it nowhere, the model's tokenizer, which has
the common words of its language whole, has it in pieces only, and one slip behind its first letter
makes it of a word that the documents print: a letter left out, put in, taken for another, or two
exchanged (the candidates of Norvig, 2007, "How to Write a Spelling Corrector"). "County" is so not
read as "country", nor "Prouse" as "prose".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import ascii_lowercase

from rag.document.filters import Filters
from rag.document.languages import is_english
from rag.models.embedder import Embedder
from rag.question.query import MAX_QUESTION, Query
from rag.question.small_talk import small_talk
from rag.question.terms import STOP_WORDS, fold, stem
from rag.search.foreign import are_foreign
from rag.search.signals import encode_query
from rag.search.store import Store
from rag.settings import Weights

_WORD = re.compile(r"[^\W_]+")
_SHORTEST, _LONGEST = 5, 25  # letters of a word that may be misspelt
_MOST = 8  # words of a question that are looked at, the first
_MOST_TERMS, _MOST_PASSAGES = 3, 5  # that are looked at for how passages print a word


@dataclass(frozen=True, slots=True)
class ReadAs:
    """A question as it is read; ``spellings`` are its misspelt words, each with the documents'."""

    text: str
    spellings: Mapping[str, str]

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the asker must know of it."""
        return tuple(
            f"No document holds “{typed}”; it was read as “{held}”."
            for typed, held in self.spellings.items()
        )


def read_as_spelt(store: Store, embedder: Embedder, question: str, filters: Filters) -> ReadAs:
    """A question in English with its words as the passages spell them that the filters allow; any
    other as it is, and one that would become too long."""
    words = [word for word in dict.fromkeys(_WORD.findall(question)) if _may_be_misspelt(word)]
    known = store.holding([stem(fold(word)) for word in words])
    unknown = [w for w in words if stem(fold(w)) not in known and not _is_common(w, embedder)]
    if not unknown or not is_english(question) or small_talk(question):
        return ReadAs(question, {})
    if are_foreign(store, filters):
        return ReadAs(question, {})
    spellings: dict[str, str] = {}
    for word in unknown[:_MOST]:
        is_name = word[0].isupper() and not question.startswith(word)
        near = _nearest(store, embedder, fold(word), is_name, filters)
        if near:
            spellings[word] = near.capitalize() if word[0].isupper() else near
    text = _WORD.sub(lambda word: spellings.get(word[0], word[0]), question)
    return ReadAs(text, spellings) if len(text) <= MAX_QUESTION else ReadAs(question, {})


def _may_be_misspelt(word: str) -> bool:
    """Whether it is a word of some length and no acronym."""
    folded = fold(word)
    is_word = folded.isascii() and folded.isalpha() and word[1:].islower()
    return is_word and _SHORTEST <= len(folded) <= _LONGEST and folded not in STOP_WORDS


def _is_common(word: str, embedder: Embedder) -> bool:
    """Whether the tokenizer has it whole, or what it is a form of: "pagers" is of "pager"."""
    folded = fold(word)
    forms = {folded, *(each for each in [stem(folded)] if len(each) >= _SHORTEST - 1)}
    return any(embedder.count_tokens(form) == 1 for form in forms)


def _nearest(
    store: Store, embedder: Embedder, typed: str, is_name: bool, filters: Filters
) -> str | None:
    """The word one slip away that most passages hold, None where there is none.

    Passages print it, or the tokenizer has it whole: not all that has the stem of a word is one.
    Of a name, they print it with a capital.
    """
    near = {word: stem(word) for word in _one_slip_away(typed)}
    holding = store.holding(near.values())
    held = {word: term for word, term in near.items() if term in holding}
    by_term = {
        term: [word for word in held if held[word] == term]
        for term in sorted(set(held.values()), key=lambda term: (-holding[term], term))
    }
    for words in list(by_term.values())[:_MOST_TERMS]:
        printed = Counter(
            fold(word)
            for word in _words_found(store, embedder, words[0], filters)
            if word[0].isupper() or not is_name
        )
        known = [
            word
            for word in words
            if printed[word] or (not is_name and embedder.count_tokens(word) == 1)
        ]
        if known:
            return min(known, key=lambda word: (-printed[word], word))
    return None


def _words_found(store: Store, embedder: Embedder, word: str, filters: Filters) -> Iterator[str]:
    """The words of passages that are found by a word, as they print them."""
    query = encode_query(Query.of(word), embedder, Weights().form_word)
    for passage in store.search(query, filters, _MOST_PASSAGES).passages:
        yield from _WORD.findall(passage.span.of(store.document(passage.document).text))


def _one_slip_away(word: str) -> Iterator[str]:
    """What makes a word by one slip behind its first letter, 53 for each letter at most."""
    for at in range(1, len(word) + 1):
        before, behind = word[:at], word[at:]
        yield from (before + letter + behind for letter in ascii_lowercase)
        if behind:
            yield before + behind[1:]
            yield from (before + letter + behind[1:] for letter in ascii_lowercase)
        if len(behind) > 1:
            yield before + behind[1] + behind[0] + behind[2:]
