"""Questions that are a question word and no more: "Why?", "By whom?", "Since when?"."""

from __future__ import annotations

import re
from enum import StrEnum


class Bare(StrEnum):
    """What such a question asks of the statement made before it.

    DOING is what the one spoken of does, or is.
    """

    TIME = "time"
    DURATION = "duration"
    AMOUNT = "amount"
    PLACE = "place"
    AGENT = "agent"
    PERSON = "person"
    REASON = "reason"
    MANNER = "manner"
    DOING = "doing"


_OPENER = r"(?:(?:and|but|so|ok(?:ay)?|then|und|aber)[ ,]{1,2}){0,2}"
_REST = (
    r"(?: (?:exactly|precisely|not|then|so|that|this|it|was|is|were|are|did|does|do|has|been|"
    r"happen(?:ed)?|come|he|she|they|from|to|for|with|go|er|sie|genau|denn|das|war|ist)){0,4}"
)
_WORDS = (
    (
        Bare.DOING,
        r"what (?:does|did|do|is|was|were) (?:he|she|they)(?: do| doing| be)?"
        r"(?: there| before(?: that)?| after(?: that)?| now| for a living)?"
        r"|who (?:is|was|are|were) (?:he|she|they|that)|was macht (?:er|sie)(?: dort| beruflich)?"
        r"|wer (?:ist|war) (?:er|sie|das)",
    ),
    (
        Bare.TIME,
        r"(?:(?:since|until|till|from|by|up to) )?when|(?:in )?(?:what|which) (?:year|day)",
    ),
    (Bare.DURATION, r"(?:for )?how long"),
    (Bare.AMOUNT, r"(?:(?:for|by|to|at) )?how (?:much|many)|(?:for|at) what price"),
    (Bare.PLACE, r"(?:from |to )?where(?: from| to)?"),
    (Bare.AGENT, r"by (?:whom|who|what)|who by"),
    (Bare.PERSON, r"(?:(?:to|for|with|from|on|about|against) )?whom?(?: to| for| with| from)?"),
    (Bare.REASON, r"why|how come|what for|for what reason"),
    (Bare.MANNER, r"how"),
    (Bare.TIME, r"(?:seit |ab |bis )?wann"),
    (Bare.DURATION, r"wie lange"),
    (Bare.AMOUNT, r"(?:für )?wie ?viele?"),
    (Bare.PLACE, r"wo|woher|wohin"),
    (Bare.AGENT, r"von wem"),
    (Bare.PERSON, r"wer|wen|(?:mit |für |an )?wem"),
    (Bare.REASON, r"warum|wieso|weshalb"),
    (Bare.MANNER, r"wie"),
)
_PATTERNS = tuple(
    (form, re.compile(rf"{_OPENER}(?:{words}){_REST}", re.IGNORECASE)) for form, words in _WORDS
)
_CHINESE = (
    (Bare.TIME, "什么时候 何时 哪年 哪一年"),
    (Bare.DURATION, "多久 多长时间"),
    (Bare.AMOUNT, "多少 多少钱"),
    (Bare.PLACE, "在哪 在哪里 哪里"),
    (Bare.AGENT, "被谁 由谁"),
    (Bare.PERSON, "谁 是谁"),
    (Bare.REASON, "为什么 为何 怎么会"),
    (Bare.MANNER, "怎么 如何"),
)
_CHINESE_FORMS = {word: form for form, words in _CHINESE for word in words.split()}
_LONGEST = 60  # characters
_MEASURED = re.compile(r"\bhow long (?:is|was|are|were) (?:it|they|he|she|this)\Z", re.IGNORECASE)
"""What may ask for a length, and not for a time."""


def bare(question: str) -> Bare | None:
    """What a question asks that says nothing but how it asks; None for other questions."""
    if len(question) > _LONGEST:
        return None
    asked = " ".join(question.strip(" ?!.？。").split())
    if _MEASURED.search(asked):
        return None
    for form, pattern in _PATTERNS:
        if pattern.fullmatch(asked):
            return form
    return _CHINESE_FORMS.get(asked.strip("那呢"))
