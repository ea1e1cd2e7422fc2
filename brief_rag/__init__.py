"""Questions of a long, densely cited text, answered with its own sentences.

    from brief_rag import open_engine

    answer = open_engine().ask("Who is Fang Bingxing?")
    print(answer.text)

``open_engine`` opens the index that ``brief-rag index`` has built. Each name is loaded when it is
first used.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.opening import open_engine
    from rag.answer.answer import Answer, AnswerSentence
    from rag.document.citations import Citation
    from rag.document.filters import Filters
    from rag.engine import Engine, SearchResult
    from rag.errors import BriefRagError
    from rag.question.conversation import Turn
    from rag.search.ranking import Hit
    from rag.settings import Settings

__version__ = version("brief-rag")

_HOMES = {
    "Answer": "rag.answer.answer",
    "AnswerSentence": "rag.answer.answer",
    "BriefRagError": "rag.errors",
    "Citation": "rag.document.citations",
    "Engine": "rag.engine",
    "Filters": "rag.document.filters",
    "Hit": "rag.search.ranking",
    "SearchResult": "rag.engine",
    "Settings": "rag.settings",
    "Turn": "rag.question.conversation",
    "open_engine": "index.opening",
}

__all__ = [
    "Answer",
    "AnswerSentence",
    "BriefRagError",
    "Citation",
    "Engine",
    "Filters",
    "Hit",
    "SearchResult",
    "Settings",
    "Turn",
    "__version__",
    "open_engine",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
