"""How a question shows that it follows on those before it: by its opening, or by what it lacks."""

from __future__ import annotations

import re

from rag.question.bare import bare
from rag.question.terms import terms

_OPENER = re.compile(
    r"(?:and|but|or|so|also|then|what about|how about|and what about|what else|who else|"
    r"where else|anything else|und was ist mit|was ist mit|wie ist es mit|und|aber|oder|"
    r"那么?|还有|以及)\b[\s,]*",
    re.IGNORECASE,
)
_CORRECTION = re.compile(
    r"(?:(?:no|nope|not that|sorry|wait|actually|nein|entschuldigung)\b[ ,.!–—-]{1,3})?"
    r"(?:(?:i|we)(?: was| am|[’']m)? (?:mean|meant|asking about|asked about|talking about)"
    r"|ich (?:meine|meinte)|我是说|我的意思是|我问的是)\b[\s,:]*"
    r"|(?:no|nope|nein)\b, (?=(?:the|not) )",
    re.IGNORECASE,
)
_NOT_THAT = re.compile(r"not [^,;.]{1,60}[,;.] (?:but )?", re.IGNORECASE)
_FRAGMENT = re.compile(
    r"(?:in|at|for|on|by|to|from|with|of|under|about|since|until|through) "
    r"(?:which|what|how many|how much|whose) [\w-]{1,40}(?: [\w-]{1,40})?[?. ]{0,3}",
    re.IGNORECASE,
)
_ELSE = re.compile(r"\b(?:else|other(?:s| ones)?|another(?: one)?|more)\b|还有", re.IGNORECASE)
_QUESTION_WORD = re.compile(
    r"\b(?:who|whom|whose|what|which|when|where|why|how)\b|谁|什么|哪|何|多少|怎", re.IGNORECASE
)
# Words that stand for something named before; "there is" and "it is true that" stand for nothing.
_ANAPHOR = re.compile(
    r"\b(?:he|him|his|she|her|hers|they|them|their|theirs|its"
    r"|it(?! (?:is|was) (?:\w+ )?(?:that|to)\b)(?! (?:takes?|rains?|true|clear|possible)\b)"
    r"|these|those|this|the (?:same|former|latter)|(?:there|then|so)(?=\s*[?.!,]|$)"
    r"|that(?=\s*[?.!,]|$)|that (?:was|is|has|happen\w*|means?)\b"
    r"|(?:about|after|at|before|behind|by|did|does|during|for|from|in|is|of|on|to|was|with) that"
    r"|er|sie|ihn|ihm|davon|dafür|dagegen|daran|darauf|darüber|damit|dabei|danach|dort)\b"
    r"|那|此|这|他们?|她们?|它们?|其",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(?:it|he|she|they|him|them|one|this|that)\b", re.IGNORECASE)
_DEFINITE = re.compile(r"\b(?:the|others?|another|such)\b|该", re.IGNORECASE)
_FEW_WORDS = 4  # that a question may hold and still need the turn before
_NAME = re.compile(r"(?<=[\s(“\"])(?:[A-Z][\w’'-]+|[A-Z]{2,})")
_SURE = re.compile(
    r"^\W{0,3}(?:(?:bist du|sind sie) (?:dir |sich )?(?:da )?(?:ganz )?sicher"
    r"|ist das (?:wirklich )?wahr|stimmt das)\b|^(?:你确定|确定|真的|是真的)吗",
    re.IGNORECASE,
)
_OF_SPEAKER = re.compile(
    r"\b(?:he|she|they) (?:say|said|tell|told|know|knew|claim|claimed|mean|meant|state|stated)\b"
    r"(?! (?:so|that|this)\b)",
    re.IGNORECASE,
)
_OWNED = re.compile(r"(?:his|her|its|their)\Z", re.IGNORECASE)
_AGAIN = frozenset(
    terms(
        "say says said tell told so true exactly really sure certain claim claims mean means know "
        "source cite cited newspaper journal agency paper outlet publication definition statement "
        "support supported evidence according sicher wirklich wahr"
    )
)


def own_words(question: str) -> list[str]:
    """The terms that say something of their own."""
    return [term for term in terms(question) if term not in _AGAIN]


def asks_again(question: str) -> bool:
    """Whether it asks of the answer itself: "Who says so?", "Are you sure?"."""
    if _SURE.search(question):
        return True
    if asks_for_more(question) or _OF_SPEAKER.search(question):  # "What did he say?"
        return False
    return bool(terms(question)) and not own_words(question)


def opened(question: str) -> tuple[str, str]:
    """The words that tie a question to the one before, such as "and what about", and the rest."""
    question = question.lstrip()
    end = opener.end() if (opener := _OPENER.match(question)) else 0
    return question[:end], question[end:]


def corrected(question: str) -> str | None:
    """What is meant instead: "No, I mean the protocol". None where nothing is corrected."""
    question = question.lstrip()
    found = _CORRECTION.match(question)
    if found is None:
        return None
    rest = question[found.end() :]
    if denied := _NOT_THAT.match(rest):
        rest = rest[denied.end() :]
    return rest if any(c.isalnum() for c in rest) else None


def depends(question: str) -> bool:
    """Whether the question says too little by itself."""
    opener, rest = opened(question)
    if bare(question) or not own_words(question) or (opener and len(terms(rest)) <= 3):
        return True
    if _FRAGMENT.fullmatch(question.strip()):  # "In which areas?" lacks its verb
        return True
    anaphor = _ANAPHOR.search(question)
    if anaphor is None:
        return False
    before = question[: anaphor.start()]
    # "How does the ministry pay its staff?" says itself whose it is.
    if _OWNED.match(anaphor[0]) and len(own_words(before)) > 1:
        return False
    # "What did Xi say when he visited?" names him itself.
    return not _NAME.search(before)


def may_depend(question: str) -> bool:
    """Whether "the paper" or "the two groups" may be those spoken of: no name tells which."""
    return is_short(question) and bool(_DEFINITE.search(question))


def is_short(question: str) -> bool:
    """Whether it says little and names nothing, so that what was spoken of may be meant."""
    return len(own_words(question)) <= _FEW_WORDS and not _NAME.search(question)


def asks_for_more(question: str) -> bool:
    """Whether it asks for what else there is, or for others of the kind."""
    return _ELSE.search(question) is not None


def replaces(question: str) -> str | None:
    """What the question before is asked of instead: "juniors" of "And juniors?"."""
    opener, rest = opened(question)
    if not opener or _ELSE.search(opener) or _QUESTION_WORD.search(rest) or _ANAPHOR.search(rest):
        return None
    return rest.strip(" ?.") or None


def points_back(question: str) -> bool:
    """Whether a word in it stands for something named before."""
    return _ANAPHOR.search(question) is not None


def resolved(question: str, named: str) -> str:
    """The question with what is named in the place of "it", "he" or "them"."""
    return _PRONOUN.sub(lambda _: named, question, count=1) if named else question
