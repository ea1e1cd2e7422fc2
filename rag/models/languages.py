"""The language of a text, as far as its script tells, and which models know it."""

from __future__ import annotations

import re
import unicodedata

from rag.models.embedder import EmbedderIdentity
from rag.settings import DEFAULT_MODEL

# Models trained on English alone, by the last part of their name. Others are taken at their
# user's word.
_ENGLISH_ONLY = re.compile(
    rf"{DEFAULT_MODEL}|all-MiniLM-L12-v2|all-mpnet-base-v2|all-distilroberta-v1"
    r"|multi-qa-(?:MiniLM|mpnet|distilbert).*|bge-(?:small|base|large)-en.*|e5-\w+(?:-v2)?"
    r"|gte-(?:small|base|large)|LateOn|answerai-colbert-small-v1"
)
_SCRIPTS = {
    "CJK": "Chinese",
    "HIRAGANA": "Japanese",
    "KATAKANA": "Japanese",
    "HANGUL": "Korean",
    "CYRILLIC": "Cyrillic script",
    "ARABIC": "Arabic script",
    "HEBREW": "Hebrew",
    "DEVANAGARI": "Devanagari script",
    "THAI": "Thai",
    "GREEK": "Greek",
}


def script_language(text: str) -> str | None:
    """The language, or script, that most letters outside the Latin alphabet are of.

    None where Latin letters are the most, names in another script among them notwithstanding. A
    character of a script without an alphabet counts for two letters, since it says about as much.
    """
    counts: dict[str | None, int] = {}
    for letter in filter(str.isalpha, text):
        script = unicodedata.name(letter, "").split(" ")[0].split("-")[0]
        language = _SCRIPTS.get(script)
        counts[language] = counts.get(language, 0) + (2 if script == "CJK" else 1)
    if "Japanese" in counts:  # Japanese writes Chinese characters too
        counts["Japanese"] += counts.pop("Chinese", 0)
    return max(counts, key=lambda language: counts[language], default=None)


def covers(model: EmbedderIdentity, language: str | None) -> bool:
    """Whether the model was trained on a language, as ``script_language`` names it.

    As far as the script tells: None, the Latin alphabet, is taken for English.
    """
    return language is None or not _ENGLISH_ONLY.fullmatch(model.name.rsplit("/", 1)[-1])
