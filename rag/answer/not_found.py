"""What of a question nothing was found on, where one word or name decides that it is refused."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.question_words import Word, question_words
from rag.answer.sentence_ranking import Sentence
from rag.question.terms import terms
from rag.search.store import EncodedQuery

_SAID = 0.55  # cosine from which on some sentence may say a word in other words


def not_found(query: EncodedQuery, sentences: Sequence[Sentence]) -> tuple[str, ...]:
    """The one word or name of the question that no sentence found says, in the asker's spelling.

    Empty where all are said, or several are not: then the text does not speak of the matter at all.
    """
    held = frozenset(term for sentence in sentences for term in sentence.terms)
    content = [word for word in question_words(query) if word.is_content]
    absent = [word for word in content if not _is_said(word, held, sentences)]
    names = _names(absent, query.query.text)
    return tuple(names) if len(names) == 1 and len(absent) < len(content) else ()


def _is_said(word: Word, held: frozenset[str], sentences: Sequence[Sentence]) -> bool:
    asked = terms(word.text)
    if any(term in held for term in asked):
        return True
    return max((word.match(s.matches) for s in sentences), default=0.0) >= _SAID


def _names(words: Sequence[Word], question: str) -> list[str]:
    """The words, names that stand side by side as one."""
    spans: list[tuple[int, int]] = []
    named = False
    for word in words:
        end = word.start + len(word.text)
        if named and word.is_name and not question[spans[-1][1] : word.start].strip():
            spans[-1] = spans[-1][0], end
        else:
            spans.append((word.start, end))
        named = word.is_name
    return [question[start:end] for start, end in spans]
