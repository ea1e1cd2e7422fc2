"""What kind of thing a question asks for, and where a sentence holds one.

Kinds are told by the question's own words ("when", "how many", "which two companies"); what can
stand for an answer by its form alone: a date, a quantity, a name, an enumeration. Where a sentence
offers several that fit and none stands out, none is marked: a wrong mark misleads, a missing one
does not.
"""

from __future__ import annotations

import re
from enum import StrEnum

from rag.document.model import Span
from rag.question.terms import STOP_WORDS, fold, terms
from rag.reading.references import find_references


class Kind(StrEnum):
    """What is asked for; OTHER is all that has no form of its own."""

    DATE = "date"
    QUANTITY = "quantity"
    PERSON = "person"
    LIST = "list"
    NAME = "name"
    OTHER = "other"


_COUNT = r"(?:two|three|four|five|six|seven|eight|nine|ten|\d{1,2})"
_NAMED = (
    r"(?:country|nation|state|city|town|capital|company|firm|university|college|institution|"
    r"institute|academy|agency|ministry|department|organi[sz]ation|group|party|newspaper|journal|"
    r"magazine|book|database|law|treaty|pact|declaration|river|sea|mountain|island|church|school|"
    r"team|club|album|song|film|award|prize|language|region|province|court|bank|ally|neighbou?r|"
    r"policy|programme?|initiative|conference|forum|war|battle|dynasty|empire)"
)
_PEOPLE = (
    r"(?:person|people|man|woman|scholar|academic|researcher|scientist|leader|president|minister|"
    r"official|executive|ceo|boss|director|ambassador|author|writer|king|queen|emperor|pope|"
    r"philosopher|inventor|player|coach|actor|singer|general|member|figure|premier|chairman)s?"
)
# Between "which" and its noun stands no verb: "which university is the researcher at".
_MODIFIER = (
    r"(?!(?:is|are|was|were|did|does|do|has|have|had|will|can|could|the|of|in|for)\b)[\w’'-]+ "
)
_KINDS = (
    (
        Kind.DATE,
        r"\bwhen\b(?! (?:it|he|she|they|you|we|the)\b.*,)|\b(?:what|which) (?:\w+ )?"
        r"(?:years?|dates?|days?|months?|decades?|centur(?:y|ies))\b"
        r"|哪一?年|何时|什么时候|哪一天|几月",
    ),
    (
        Kind.QUANTITY,
        r"\bhow (?:many|much|long|far|often|old|large|big|tall|high|deep|wide|fast)\b"
        r"|\bwhat (?:\w+ ){0,2}(?:share|percent(?:age)?|proportion|fraction|number|amount|"
        r"population|price|cost|size|area|rate|temperature)\b|多少|几个|多长|多久",
    ),
    (
        Kind.LIST,
        rf"\b(?:which|what|whose) {_COUNT}\b|\bof (?:which|what) {_COUNT}\b"
        r"|\b(?:which|what) (?:\w+ ){0,2}?(?:countries|nations|states|cities|companies|firms|areas|"
        r"universities|institutions|agencies|groups|languages|fields|sectors)\b|哪些",
    ),
    (
        Kind.PERSON,
        r"(?:^\W*|[,;] |\b(?:and|but|to|of|by|for|from|with) )whom?\b"
        rf"|\b(?:which|what) (?:{_MODIFIER}){{0,4}}?{_PEOPLE}\b|谁|哪位",
    ),
    (Kind.NAME, rf"\b(?:which|what) (?:{_MODIFIER}){{0,3}}?(?P<noun>{_NAMED})\b|哪个|哪家|哪所"),
)
_KIND_PATTERNS = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _KINDS}

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.?|Feb\.?|Mar\.?|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)"
)
_YEAR = r"(?:1\d{3}|20\d{2})"
DATE = re.compile(
    rf"\b(?:[Bb]etween |from )?{_YEAR}(?:[-–]| (?:and|to) ){_YEAR}\b"
    rf"|\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? {_YEAR})?\b"
    rf"|\b\d{{1,2}} {_MONTH},? ?(?:{_YEAR})?\b"
    rf"|\b{_MONTH},? {_YEAR}\b|\b(?:(?:early|late|mid)[- ])?{_YEAR}s?\b"
    r"|\b\d{1,2}(?:st|nd|rd|th) century\b|\d{4} ?年(?: ?\d{1,2} ?月)?(?: ?\d{1,2} ?[日号])?"
    rf"|\b(?:last|this|next|early|late|in|since|until|by) {_MONTH}\b",
)
_NUMBER_WORD = (
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    r"sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    r"hundreds?|thousands?|millions?|billions?|trillions?|dozens?|half|a third|two[- ]thirds|"
    r"a quarter|three[- ]quarters)"
)
_UNIT = r"(?: ?%| percent| per cent| million| billion| trillion|[- ]?(?:km|kg|m|miles|years?))?"
_QUANTITY = re.compile(
    r"(?:\b(?:at least|at most|about|around|nearly|almost|more than|less than|over|under|some|"
    r"approximately|up to|roughly) )?"
    rf"(?:[$€£¥]\s?\d[\d,.]*\d{_UNIT}|[$€£¥]\d{_UNIT}|(?<![\w.])\d+(?:[.,]\d+)*{_UNIT}(?![\w])"
    rf"|\b{_NUMBER_WORD}(?:[- ]{_NUMBER_WORD})*\b)"
    r"|\b(?:the )?(?:past|last|next) (?:few )?(?:decades?|years?|months?|century|centuries)\b",
    re.IGNORECASE,
)
_WORD = r"[A-Z][\w’'.-]*[\w]|[A-Z]"
_NAME = re.compile(
    rf"(?:{_WORD})(?: (?:(?:of|de|van|von|bin|al|the|and the|for)(?: the)? )?(?:{_WORD}))*"
    r"(?: \([\u3400-\u9fff]+\))?"
)
_ITEM = rf"(?:the )?(?:{_WORD})(?: (?:{_WORD}))*"
_LIST = re.compile(
    rf"{_ITEM}(?:, {_ITEM})*,? and {_ITEM}"
    r"|\b(?!(?:with|by|from|of|in|on|to|for|and|the) )"
    r"[\w-]+(?: [\w-]+)?(?:, [\w-]+(?: [\w-]+)?)+,? and [\w-]+(?: [\w-]+)?\b"
)
_LETTERS = re.compile(r"[^\W_]+")
_ADJECTIVE = re.compile(r"^\w+(?:ian|ean|ese|ish|ic)$")
_OPENERS = STOP_WORDS | frozenset(
    "within when although however meanwhile similarly according since despite among unlike".split()
)
_NEAR = 40  # characters at which a word counts half
# How much nearer than the next one: names stand close together, dates seldom do. Chosen on XQuAD,
# where what is marked is then right in nine of ten dates and quantities, three of four persons.
_CLEARLY = {Kind.DATE: 1.15, Kind.QUANTITY: 1.3, Kind.PERSON: 2.0, Kind.NAME: 2.0}
_FINDERS = {
    Kind.DATE: DATE,
    Kind.QUANTITY: _QUANTITY,
    Kind.PERSON: _NAME,
    Kind.LIST: _LIST,
    Kind.NAME: _NAME,
}


def kind_asked(question: str) -> Kind:
    """The kind of thing that the question asks for."""
    found = [
        (match.start(), -match.end(), kind)
        for kind, pattern in _KIND_PATTERNS.items()
        if (match := pattern.search(question))
    ]
    # The question word that comes first asks, and of its nouns the last one names the kind.
    return min(found)[2] if found else Kind.OTHER


def holds_kind(question: str, kind: Kind, sentence: str) -> bool:
    """Whether the sentence holds something of the kind that the question does not name itself."""
    return bool(_offered(question, kind, sentence))


def answer_spans(question: str, sentence: str) -> tuple[Span, ...]:
    """Where in the sentence the answer stands, in its offsets; empty where that cannot be told."""
    kind = kind_asked(question)
    offered = _offered(question, kind, sentence)
    if kind is Kind.NAME:
        # "Which university …?": a name that says so itself.
        asked = _KIND_PATTERNS[Kind.NAME].search(question)
        noun = set(terms(asked["noun"] or "")) if asked else set()
        offered = [s for s in offered if noun & set(terms(s.of(sentence)))]
    if kind is Kind.PERSON:
        offered = [s for s in offered if " " in s.of(sentence)] or offered
    if kind is Kind.LIST:
        offered = sorted(offered, key=len, reverse=True)[:1]
    if len(offered) > 1:
        offered = _nearest(question, sentence, offered, _CLEARLY[kind])
    return tuple(offered)


def _nearest(question: str, sentence: str, offered: list[Span], clearly: float) -> list[Span]:
    """The one that stands clearly nearest to the question's own words, if one does."""
    wanted = set(terms(question))
    places = [m.start() for m in _LETTERS.finditer(sentence) if wanted & set(terms(m[0]))]
    near = [sum(_NEAR / (_NEAR + abs(p - s.start)) for p in places) for s in offered]
    ranked = sorted(zip(near, offered, strict=True), key=lambda pair: pair[0], reverse=True)
    (first, best), (second, _) = ranked[0], ranked[1]
    return [best] if first > clearly * second else []


def _offered(question: str, kind: Kind, sentence: str) -> list[Span]:
    """What of a kind a sentence holds, its source references and the question's words aside."""
    finder = _FINDERS.get(kind)
    if finder is None:
        return []
    cited = [reference.span for reference in find_references(sentence)]
    dates = [Span(*m.span()) for m in DATE.finditer(sentence)] if kind is Kind.QUANTITY else []
    known, wanted = fold(question), set(terms(question))
    found = []
    for match in finder.finditer(sentence):
        span = _trimmed(sentence, Span(*match.span())) if finder is _NAME else Span(*match.span())
        words = span.of(sentence)
        if not words or any(span.overlaps(other) for other in (*cited, *dates)):
            continue
        if finder is _NAME:
            if not _is_name(words, kind) or set(terms(words)) <= wanted:
                continue
        elif fold(words) in known:
            continue
        found.append(span)
    return found


def _trimmed(sentence: str, name: Span) -> Span:
    """The name without a small word that is capitalised because it opens the sentence."""
    words = name.of(sentence)
    first = words.split()[0]
    if name.start == 0 and (first.casefold() in _OPENERS or " " not in words):
        return Span(name.start + min(len(first) + 1, len(words)), name.end)
    return name


def _is_name(words: str, kind: Kind) -> bool:
    """Whether it names something by itself: "China’s" and "Aristotelian" only modify."""
    if len(words) < 3 or words.endswith(("’s", "'s")):
        return False
    return kind is not Kind.PERSON or not (words.isupper() or _ADJECTIVE.search(words))
