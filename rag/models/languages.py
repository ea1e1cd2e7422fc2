"""Which models know the language of a text."""

from __future__ import annotations

import re

from rag.models.embedder import EmbedderIdentity
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
