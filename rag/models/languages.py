"""Which models know the language of a text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rag.models.embedder import MULTILINGUAL_MODEL, EmbedderIdentity
from rag.models.reader import ReaderIdentity
from rag.settings import DEFAULT_MODEL

# Models trained on English alone, by the last part of their name. Others are taken at their
# user's word.
_ENGLISH_ONLY = re.compile(
    rf"{DEFAULT_MODEL}|all-MiniLM-L12-v2|all-mpnet-base-v2|all-distilroberta-v1"
    r"|multi-qa-(?:MiniLM|mpnet|distilbert).*|bge-(?:small|base|large)-en.*|e5-\w+(?:-v2)?"
    r"|gte-(?:small|base|large)|LateOn|answerai-colbert-small-v1"
)


def covers(model: EmbedderIdentity, language: str | None) -> bool:
    """Whether the model was trained on a language, as ``script_language`` names it.

    As far as the script tells: None, the Latin alphabet, is taken for English.
    """
    return language is None or not _ENGLISH_ONLY.fullmatch(model.name.rsplit("/", 1)[-1])


def reader_for(
    readers: Iterable[ReaderIdentity], embedder: str, is_english: bool
) -> ReaderIdentity | None:
    """Which of the readers judges what the embedder of that name found; None without any.

    A question in English is read by the reader that was made of the embedder itself, one in another
    language by the multilingual one, whichever model found the sentences; another reader stands in
    for one that is missing.
    """
    wanted = embedder if is_english else MULTILINGUAL_MODEL
    return max(readers, key=lambda reader: reader.base == wanted, default=None)
