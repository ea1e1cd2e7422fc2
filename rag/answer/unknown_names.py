"""Whether a question names somebody or something that the document which may answer does not."""

from __future__ import annotations

from rag.answer.question_words import Word, question_words
from rag.document.model import Document
from rag.question.terms import fold, stem
from rag.search.store import EncodedQuery

_MOST = 16  # names of a question that are looked for, the first


def names_unknown(query: EncodedQuery, document: Document) -> bool:
    """Whether the document holds a name or number of the question nowhere, in whatever case.

    "When did Mao tour the coast?" has no answer in a text that never speaks of Mao, however much it
    tells of tours of the coast. A part of a word counts as held, for names have many forms.
    """
    names = [word for word in question_words(query) if word.is_name and word.is_content]
    missing = [name for name in names[:_MOST] if name.text not in document.text]
    if not missing:
        return False
    text = f"{document.title}\n{document.text}".casefold()
    return not all(_is_held(name, text) for name in missing)


def _is_held(name: Word, text: str) -> bool:
    return stem(fold(name.text)) in text or name.text.casefold() in text
