"""What a question asks of the sources and notes of a document.

"What does note 5 say?" names a note. "What does the brief take from the Global Times of June 29,
2023?" and "Which claims rest on Xinhua?" name an outlet. "Which source is cited for the claim that
…?" names neither, but wants one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rag.question.terms import terms
from rag.reading.references import find_dates

_NUMBERS = "one two three four five six seven eight nine ten eleven twelve".split()
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
)
_NOTE_ZH = r"(?:脚注|尾注|注释|附注|注)"
_NOTE = re.compile(
    r"\b(?:foot|end)?-?note (?:number |no\.? ?|# ?)?\[?(?:\d{1,4}|"
    + "|".join(_NUMBERS)
    + r")\b\]?|\b(?:"
    + "|".join(_ORDINALS)
    + r"|\d{1,3}(?:st|nd|rd|th)) (?:foot|end)?-?note\b"
    + rf"|{_NOTE_ZH}第? ?\d{{1,3}}|第 ?\d{{1,3}} ?[条个]?{_NOTE_ZH}",
    re.IGNORECASE,
)
_POINTS_TO_NOTE = re.compile(
    r"\b(?:points?|refers?|referr?ed|linked|attached|belongs?|leads?|marked|carr(?:y|ies))\b.*note"
    r"|\bwhere (?:is|does)\b.*note|\bnote\b.*\b(?:point(?:s|ed)? to|referr?ed to|attached)\b",
    re.IGNORECASE,
)
# Words that say only that something is asked of a note or a source.
_FRAME = frozenset(
    terms(
        "say says said state states content contents read reads text tell mention explain give "
        "quote show brief document article note footnote endnote source cite cites cited citing "
        "claim claims statement point fact conclusion piece page report story publication date "
        "dated take takes taken rest rests base based support supported supports back draw list "
        "use used refer reference information attribute according paper news post print source "
        "sentence passage part number come comes rely relies draft everything "
        "说了什么 写了什么 内容是什么"
    )
)
_SOURCE_NOUN = (
    r"(?:sources?|newspapers?|papers?|agency|agencies|journals?|outlets?|institutions?|"
    r"publications?|magazines?|media|websites?|think[- ]tanks?|organi[sz]ations?|reports?|"
    r"articles?|references?|citations?|evidence|news|broadcasters?|studies|study|universit(?:y|ies))"
)
_WHICH_SOURCE = re.compile(
    rf"\b(?:which|what|whose)\b(?: [\w’'-]+){{0,3}}? {_SOURCE_NOUN}\b.*?\b(?:cite[ds]?|citing|"
    r"quoted|sourced?|referenced|given|named|supports?|backs?|credited|used)\b"
    r"|\bwhat (?:is|are|was|were) the (?:sources?|citations?|references?|evidence)\b"
    r"|\b(?:what|which|who) (?:is|are|was|were) .*\bsources? (?:for|on|of|behind)\b"
    r"|\bwhere does (?:the|this|that) (?:claim|statement|information|figure|quot\w+)\b"
    r".*\bcome from\b"
    r"|\b(?:who|what) is (?:cited|credited|given as the source) for\b"
    r"|\bon (?:what|which) (?:\w+ )?(?:source|evidence|authority)\b"
    r"|哪[个家些份].*(?:来源|媒体|报纸|期刊)|来源是什么|出处",
    re.IGNORECASE,
)
_FROM = (
    r"\b(?:according to|rest(?:s|ing)? on|based on|rel(?:y|ies|ying) on|drawn? (?:from|on)"
    r"|cit(?:e|es|ed|ing)(?: from)?|attributed to|credited to|sourced (?:from|to)"
    r"|(?:supported|backed|reported|published) by"
    r"|(?:take|takes|taken|took|come|comes|came|derived?|claims?|information|sentences?)"
    r" (?:\w+ ){0,3}?from)"
)
_PIECE = (
    r"(?:source|piece|article|page|report|story|publication|post|study|paper|citation|reference)s?"
)
_SAYS = r"(?:cited|quoted|referenced|given as|sa(?:y|id)|report(?:ed)?|write|wrote)"
_ANY_DATE = (
    r"(?:\d{4}|\d{1,2} [A-Z][a-z]+"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d)"
)
_CLAIM_NOUN = (
    r"(?:claims?|statements?|points?|assertions?|ideas?|facts?|findings?|remarks?|views?|"
    r"arguments?|conclusions?|information|figures?)"
)
_CLAIM = re.compile(
    rf"\b(?:for|of|supports?|backs?(?: up)?|behind|does|that) (?:the |this |a )?(?:{_CLAIM_NOUN} )?"
    r"(?:that )?(?P<claim>.+?)(?: (?:rests?|relies|is based|comes? from).*)?[?.!]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class NoteQuestion:
    """A question about note ``number``: what it says, or which sentences point to it.

    ``rest`` is the question without the note; ``has_topic`` says whether that asks for something.
    """

    number: int
    asks_what_points: bool
    rest: str
    has_topic: bool


@dataclass(frozen=True, slots=True)
class OutletQuestion:
    """A question about what is taken from ``outlets``, of one of ``dates`` where there are any.

    Dates are ISO 8601, as precise as asked. ``has_topic`` says whether it asks for something
    beside the outlet.
    """

    outlets: tuple[str, ...]
    dates: tuple[str, ...]
    has_topic: bool


def note_question(question: str) -> NoteQuestion | None:
    """What is asked of a note; None where the question names none."""
    found = _NOTE.search(question)
    if found is None:
        return None
    rest = question[: found.start()] + " " + question[found.end() :]
    points = _POINTS_TO_NOTE.search(question) is not None
    return NoteQuestion(_note_number(found[0]), points, rest.strip(), bool(_topic(rest)))


def wants_source(question: str) -> bool:
    """Whether the question asks which source is cited."""
    return _WHICH_SOURCE.search(question) is not None


def claim_of(question: str) -> str | None:
    """The claim whose source is asked for; None where it cannot be told from the rest."""
    found = _CLAIM.search(question)
    if found is None or len(terms(found["claim"])) < 2:
        return None
    return found["claim"]


def outlet_question(question: str, named: Iterable[tuple[str, str]]) -> OutletQuestion | None:
    """What is asked of outlets; None where none of those ``named`` is meant as a source.

    ``named`` are pairs of the words that name an outlet in the question, and the outlet.
    """
    rest = question
    outlets = []
    for mention, outlet in named:
        if _stands_as_source(question, mention):
            outlets.append(outlet)
            rest = rest.replace(mention, " ")
    if not outlets:
        return None
    return OutletQuestion(tuple(outlets), tuple(find_dates(question)), bool(_topic(rest)))


def _note_number(named: str) -> int:
    if digits := re.search(r"\d+", named):
        return int(digits[0])
    words = named.lower().replace("-", " ").split()
    return next(
        names.index(word) + 1 for names in (_NUMBERS, _ORDINALS) for word in words if word in names
    )


def _stands_as_source(question: str, outlet: str) -> bool:
    """Whether the outlet, as the question names it, is a source there and not an actor."""
    name = re.escape(outlet)
    pattern = (
        rf"{_FROM} (?:the |an? )?{name}"
        rf"|{name}(?: \w+)? {_PIECE}\b"
        rf"|{name},? (?:of|from|dated|published)? ?(?:on |in )?{_ANY_DATE}"
        rf"|{name} (?:{_PIECE} )?(?:is |are |was |were )?(?:being )?{_SAYS}\b"
        rf"|\b(?:is|are|was|were|does|do) (?:the )?{name} .*\b(?:cited|quoted|referenced|support)"
        rf"|(?:引用|援引|根据|来自)[^？?]*{name}|{name}[^？?]*(?:来源|引用)"
    )
    return re.search(pattern, question, re.IGNORECASE) is not None


def _topic(rest: str) -> list[str]:
    """What is asked beside the note or outlet: its terms, dates left out."""
    return [t for t in terms(rest) if t not in _FRAME and not t[0].isdigit() and t not in _MONTHS]


_MONTHS = frozenset(
    terms(
        "January February March April May June July August September October November December "
        "Jan Feb Mar Apr Jun Jul Aug Sept Oct Nov Dec"
    )
)
