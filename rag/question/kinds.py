"""What kind of thing a question asks for, told by its own words: "when", "how many", "who"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from rag.document.months import GERMAN_MONTHS, MONTHS
from rag.question.terms import fold, terms


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
        r"\bwhen\b(?! (?:it|he|she|they|you|we|the)\b[^,]{0,200},)|\b(?:what|which) (?:\w+ )?"
        r"(?:years?|dates?|days?|months?|decades?|centur(?:y|ies))\b"
        r"|\bwann\b|哪一?年|何时|什么时候|哪一天|几月",
    ),
    (
        Kind.QUANTITY,
        r"\bhow (?:many|much|long|far|old|large|big|tall|high|deep|wide|fast)\b"
        r"|\bwhat (?:\w+ ){0,2}(?:share|percent(?:age)?|proportion|fraction|number|amount|"
        r"population|price|cost|size|area|rate|temperature)\b"
        r"|\bwie (?:viele?|lange?|weit|oft|alt|hoch|gro[sß]+|schwer|teuer|tief|breit)\b"
        r"|多少|几个|多长|多久",
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
        rf"|\b(?:which|what) (?:{_MODIFIER}){{0,4}}?{_PEOPLE}\b|\bwe[rmn]\b|谁|哪位",
    ),
    (Kind.NAME, rf"\b(?:which|what) (?:{_MODIFIER}){{0,3}}?(?P<noun>{_NAMED})\b|哪个|哪家|哪所"),
)
_KIND_PATTERNS = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _KINDS}

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.?|Feb\.?|Mar\.?|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)"
)
_YEAR = r"(?:1\d{3}|20\d{2})"
# In German, French and so on: "1. Mai 2019", "1er mai", "5 de noviembre de 2019", "im Mai".
_OTHER_MONTH = rf"(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))})"
_OTHER_DATE = (
    rf"\b\d{{1,2}}(?:\.|er|º)? (?:de )?{_OTHER_MONTH}\b(?: (?:de )?{_YEAR}\b)?"
    rf"|\b{_OTHER_MONTH} (?:de )?{_YEAR}\b"
    rf"|\b(?:im|seit|bis|ab|Anfang|Mitte|Ende) (?:{'|'.join(GERMAN_MONTHS)})\b"
)
DATE = re.compile(
    rf"\b(?:[Bb]etween |from |[Zz]wischen |von )?{_YEAR}(?:[-–]| (?:and|to|und|bis) ){_YEAR}\b"
    rf"|\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? {_YEAR})?\b"
    rf"|\b\d{{1,2}} {_MONTH},? ?(?:{_YEAR})?\b"
    rf"|{_OTHER_DATE}"
    rf"|\b{_MONTH},? {_YEAR}\b|\b(?:(?:early|late|mid)[- ])?{_YEAR}s?\b"
    r"|\b\d{1,2}(?:st|nd|rd|th) century\b|\d{4} ?年(?: ?\d{1,2} ?月)?(?: ?\d{1,2} ?[日号])?"
    r"|\d{1,2} ?月(?: ?\d{1,2} ?[日号])?"
    rf"|\b(?:last|this|next|early|late|in|since|until|by) {_MONTH}\b(?!,? ?\d{{4}})",
)


@dataclass(frozen=True, slots=True)
class AskedFor:
    """What a question asks for, and what it names itself.

    ``noun`` are the terms of the noun that says what is to be named ("which university");
    ``terms`` are those of the whole question, ``folded`` is its text without case and accents.
    """

    kind: Kind
    noun: frozenset[str]
    terms: frozenset[str]
    folded: str


def asked_for(question: str) -> AskedFor:
    """What the question asks for."""
    found = [
        (match.start(), -match.end(), kind, match)
        for kind, pattern in _KIND_PATTERNS.items()
        if (match := pattern.search(question))
    ]
    # The question word that comes first asks, and of its nouns the last one names the kind.
    _, _, kind, match = min(found, key=lambda f: f[:3], default=(0, 0, Kind.OTHER, None))
    noun = (match["noun"] or "") if match and kind is Kind.NAME else ""
    return AskedFor(kind, frozenset(terms(noun)), frozenset(terms(question)), fold(question))
