"""Whether a question is one for yes or no."""

from __future__ import annotations

import re

from rag.question.coordination import AUXILIARIES, OR, words_of
from rag.question.frame import without_frame
from rag.question.terms import STOP_WORDS

_GERMAN = frozenset(
    "ist sind war waren hat haben hatte hatten darf dürfen durfte kann können konnte muss müssen"
    " musste soll sollen sollte gibt gab wird werden wurde wurden".split()
)
_OPENER = re.compile(r"^(?:(?:and|but|so|or|und|aber)\b,? )?(?:is it true that )?", re.IGNORECASE)
_TOLD_TO = re.compile(
    r"^(?:can|could|would|will|do) (?:you|we|i) (?:please )?(?:tell|show|explain|list|give|name"
    r"|describe|summari[sz]e|know|compare)\b",
    re.IGNORECASE,
)
FORM_WORDS = _GERMAN | frozenset(
    "anybody anyone anything anywhere ever yet still really actually already also even true may"
    " might must does shall will would der die das des dem den ein eine einen einem einer es man"
    " im in auf zu bei am an und nicht kein keine mit von für".split()
)
"""Words of such a question that a sentence which decides need not say."""


def is_polar(question: str) -> bool:
    """Whether yes or no would answer; "A or B?" asks which, "Can you tell me …?" for more."""
    bare = _OPENER.sub("", without_frame(question))
    if _TOLD_TO.match(bare):
        return False
    words = words_of(bare)
    folded = [word.folded for word in words]
    if len(words) < 2 or OR & set(folded):
        return False
    if folded[0] == "was" and not (words[1].is_name or STOP_WORDS & set(folded[1:])):
        return False  # "Was kostet der Eintritt?"
    says_so = bare != without_frame(question) and "that" in question.casefold()
    return folded[0] in AUXILIARIES | _GERMAN or says_so
