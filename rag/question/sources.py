"""What a question asks of the sources and notes of a document.

"What does note 5 say?" names a note. "What does the brief take from the Global Times of June 29,
2023?" and "Which claims rest on Xinhua?" name an outlet. "Which source is cited for the claim that
…?" names neither, but wants one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.document.model import Span
from rag.question.terms import terms
from rag.reading.dates import find_dates

_NUMBERS = "one two three four five six seven eight nine ten eleven twelve".split()
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
)
_NOTE_ZH = r"(?:脚注|尾注|注释|附注|注)"
_NOTE = re.compile(
    r"\b(?:foot|end)?-?note (?:number |no\.? ?|# ?)?\[?(?:\d{1,4}|"
    + "|".join(_NUMBERS)
    # "They signed the note 3 days later."
    + r")\b(?! (?:minute|hour|day|week|month|year|time)s?\b)\]?|\b(?:"
    + "|".join(_ORDINALS)
    + r"|\d{1,3}(?:st|nd|rd|th)) (?:foot|end)?-?note\b"
    + rf"|{_NOTE_ZH}第? ?\d{{1,3}}|第 ?\d{{1,3}} ?[条个]?{_NOTE_ZH}",
    re.IGNORECASE,
)
_ENDS_NAME = re.compile(r" [A-Z]\w{1,30} \Z")
"""What stands before a note that is part of a name: "the Galaxy Note 10"."""
_Pair = tuple[re.Pattern[str], re.Pattern[str]]


def _pair(first: str, second: str) -> _Pair:
    return re.compile(first, re.IGNORECASE), re.compile(second, re.IGNORECASE)


_POINTS_TO_NOTE = (
    _pair(
        r"\b(?:points?|refers?|referr?ed|linked|attached|belongs?|leads?|marked|carr(?:y|ies))\b"
        r"|\bwhere (?:is|does)\b",
        r"note",
    ),
    _pair(r"\bnote\b", r"\b(?:point(?:s|ed)? to|referr?ed to|attached)\b"),
)
# Words that say only that something is asked of a note or a source.
_FRAME = frozenset(
    terms(
        "say says said state states content contents read reads text tell mention explain give "
        "quote show brief document article note footnote endnote source cite cites cited citing "
        "claim claims statement point fact conclusion piece page report story publication date "
        "dated take takes taken rest rests base based support supported supports back draw list "
        "use used refer reference information attribute according paper news post print source "
        "sentence passage part number come comes rely relies draft everything author there "
        "welche welcher welchen was wird werden der die das des dem den von aus im in text artikel "
        "bericht berichte beitrag beitrage quelle quellen zitiert zitieren stammt es er autor "
        "说了什么 写了什么 内容是什么"
    )
)
_FRAME_ZH = re.compile(
    "|".join(
        "引用了 引用 援引 文章 文献 报道 来源 作者 本文 全文 简报 根据 来自 出自 哪些 哪个 哪几 "
        "列出 所有 "
        "什么 内容 请 了 的 是 有 被 中 里 说 写 从 这 该 它 篇 份 个 处 由 于 和".split()
    )
)
_SOURCE_NOUN = (
    r"(?:sources?|newspapers?|papers?|agency|agencies|journals?|outlets?|institutions?|"
    r"publications?|magazines?|media|websites?|think[- ]tanks?|organi[sz]ations?|reports?|"
    r"articles?|references?|citations?|evidence|news|broadcasters?|studies|study|universit(?:y|ies))"
)
_CLAIM_NOUN = (
    r"(?:claims?|statements?|points?|assertions?|ideas?|facts?|findings?|remarks?|views?|"
    r"arguments?|conclusions?|information|figures?)"
)
_CLAIM = rf"(?:(?:the|this|that|these|those|its|his|her) )?{_CLAIM_NOUN}\b"
_ASKS_FOR_SOURCE = re.compile(
    r"\bwhat (?:is|are|was|were) the (?:sources?|citations?|references?|evidence)"
    rf"(?: (?:for|on|behind|given|cited|that)\b| of (?:{_CLAIM}|(?:this|that|it)\b)|[ ?.!]*$)"
    r"|\b(?:who|what) is (?:cited|credited|given as the source) for\b"
    r"|\bon (?:what|which) (?:\w+ )?(?:source|evidence|authority)\b"
    r"|来源是什么|出处",
    re.IGNORECASE,
)
_WHICH_SOURCE = (
    _pair(
        rf"\b(?:which|what|whose)\b(?: [\w’'-]+){{0,3}}? {_SOURCE_NOUN}\b",
        # "Which organization supports refugees?" asks for no source of a claim.
        r"\b(?:cite[ds]?|citing|quoted|sourced?|referenced|credited)\b"
        rf"|\b(?:given|named|used) (?:as (?:an? |the )?(?:source|evidence|support)|for {_CLAIM})"
        rf"|\b(?:supports?|backs?)(?: up)? (?:that\b|(?:this|it)\b(?! \w)|{_CLAIM})",
    ),
    _pair(
        r"\b(?:what|which|who) (?:is|are|was|were) ",
        rf"\bsources? (?:for|on|behind)\b|\bsources? of (?:{_CLAIM}|(?:this|that|it)\b)",
    ),
    _pair(
        r"\bwhere does (?:the|this|that) (?:claim|statement|information|figure|quot\w+)\b",
        r"\bcome from\b",
    ),
    _pair(r"哪[个家些份]", r"来源|媒体|报纸|期刊"),
)
_FROM = (
    r"\b(?:according to|rest(?:s|ing)? on|based on|rel(?:y|ies|ying) on|drawn? (?:from|on)"
    r"|cit(?:e|es|ed|ing)(?: from)?|attributed to|credited to|sourced (?:from|to)"
    r"|(?:supported|backed|reported|published) by"
    r"|(?:take|takes|taken|took|come|comes|came|derived?|claims?|information|sentences?)"
    r" (?:\w+ ){0,3}?from)"
)
_PIECE = (
    r"(?:(?:source|piece|article|page|report|publication|post|paper|citation|reference|bericht)s?"
    r"|stor(?:y|ies)|stud(?:y|ies)|artikel|berichte|beitr[aä]ge?|quellen?)"
)
_SAYS = r"(?:cited|quoted|referenced|given as|sa(?:y|id)|report(?:ed)?|write|wrote)"
_ANY_DATE = (
    r"(?:\d{4}|\d{1,2} [A-Z][a-z]+"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d)"
)
_CLAIM_OPENS = re.compile(
    rf"\b(?:for|of|supports?|backs?(?: up)?|behind|does|that) (?:the |this |a )?(?:{_CLAIM_NOUN} )?"
    r"(?:that )?(?=.)",
    re.IGNORECASE,
)
_CLAIM_ENDS = re.compile(r" (?:rests?|relies|is based|comes? from)\b", re.IGNORECASE)
_NAMED = "\ue000"
"""Stands for an outlet in the patterns that tell whether a question means it as a source."""
_AS_SOURCE = re.compile(
    rf"{_FROM} (?:the |an? )?{_NAMED}"
    rf"|{_NAMED}(?=(?: (?:\w+|{_NAMED}))? {_PIECE}\b)"
    rf"|\b{_PIECE} (?:by|from|of|in|der|des|von|aus) (?:the |der |dem )?{_NAMED}"
    rf"|{_NAMED}(?=,? (?:of|from|dated|published)? ?(?:on |in )?{_ANY_DATE})"
    rf"|{_NAMED}(?= (?:{_PIECE} )?(?:is |are |was |were )?(?:being )?{_SAYS}\b)",
    re.IGNORECASE,
)
_IS_NAMED = re.compile(rf"\b(?:is|are|was|were|does|do) (?:the )?{_NAMED} ", re.IGNORECASE)
_CITED = re.compile(r"\b(?:cited|quoted|referenced|support)", re.IGNORECASE)
_CLAUSE_ZH = re.compile(r"[^？?]+")
_BEFORE_SOURCE_ZH = re.compile(r"引用|援引|根据|来自")
_BEHIND_SOURCE_ZH = re.compile(r"来源|引用")


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
    if found[0][0] == "N" and _ENDS_NAME.search(question[: found.start()]):
        return None
    rest = question[: found.start()] + " " + question[found.end() :]
    points = _any_in_turn(_POINTS_TO_NOTE, question)
    return NoteQuestion(_note_number(found[0]), points, rest.strip(), bool(_topic(rest)))


def wants_source(question: str) -> bool:
    """Whether the question asks which source is cited."""
    asks = _ASKS_FOR_SOURCE.search(question) is not None
    return asks or _any_in_turn(_WHICH_SOURCE, question)


def claim_of(question: str) -> str | None:
    """The claim whose source is asked for; None where it cannot be told from the rest."""
    opening = _CLAIM_OPENS.search(question)
    if opening is None:
        return None
    ending = _CLAIM_ENDS.search(question, opening.end() + 1)
    claim = question[opening.end() : ending.start() if ending else None].rstrip("?.!")
    return claim if len(terms(claim)) >= 2 else None


def outlet_question(question: str, named: Iterable[tuple[Span, str]]) -> OutletQuestion | None:
    """What is asked of outlets; None where none of those ``named`` is meant as a source.

    ``named`` are the places in the question that name an outlet, and the outlet; no two overlap.
    """
    outlets: dict[Span, list[str]] = {}
    for span, outlet in named:
        outlets.setdefault(span, []).append(outlet)
    sources = _meant_as_sources(question, sorted(outlets))
    if not sources:
        return None
    rest = _replaced(question, sources, " ")
    meant = tuple(dict.fromkeys(outlet for span in sources for outlet in outlets[span]))
    return OutletQuestion(meant, tuple(find_dates(question)), bool(_topic(rest)))


def _any_in_turn(pairs: Iterable[_Pair], question: str) -> bool:
    """Whether what the first pattern of a pair finds is followed by what the second finds.

    One pattern with ".*" between them would look to the end of the question from every start.
    """
    openings = ((first.search(question), second) for first, second in pairs)
    return any(found and second.search(question, found.end()) for found, second in openings)


def _note_number(named: str) -> int:
    if digits := re.search(r"\d+", named):
        return int(digits[0])
    words = named.lower().replace("-", " ").split()
    return next(
        names.index(word) + 1 for names in (_NUMBERS, _ORDINALS) for word in words if word in names
    )


def _meant_as_sources(question: str, named: Sequence[Span]) -> list[Span]:
    """Those of the places in the question that name a source there, and not an actor."""
    text = _replaced(question.replace(_NAMED, " "), named, _NAMED)
    places = [place for place, character in enumerate(text) if character == _NAMED]
    found = {match.end() - 1 for match in _AS_SOURCE.finditer(text)}
    last_cited = max((match.start() for match in _CITED.finditer(text)), default=0)
    asked = (match.end() for match in _IS_NAMED.finditer(text))
    found.update(end - 2 for end in asked if end <= last_cited)
    for clause in _CLAUSE_ZH.finditer(text):
        first = _BEFORE_SOURCE_ZH.search(clause[0])
        last = max((match.start() for match in _BEHIND_SOURCE_ZH.finditer(clause[0])), default=0)
        for named_here in re.finditer(_NAMED, clause[0]):
            at = named_here.start()
            if (first and at >= first.end()) or at < last:
                found.add(clause.start() + at)
    return [span for span, place in zip(named, places, strict=True) if place in found]


def _replaced(question: str, spans: Sequence[Span], by: str) -> str:
    """The question with other text in place of the spans, which stand in order."""
    ends = [0, *(span.end for span in spans)]
    starts = [*(span.start for span in spans), len(question)]
    return by.join(question[end:start] for end, start in zip(ends, starts, strict=True))


def _topic(rest: str) -> list[str]:
    """What is asked beside the note or outlet: its terms, dates left out."""
    rest = _FRAME_ZH.sub(" ", rest)
    return [t for t in terms(rest) if t not in _FRAME and not t[0].isdigit() and t not in _MONTHS]


_MONTHS = frozenset(
    terms(
        "January February March April May June July August September October November December "
        "Jan Feb Mar Apr Jun Jul Aug Sept Oct Nov Dec"
    )
)
