"""The form of what a follow-up asks for: a time, an amount, a reason, by whom.

A sentence that was shown answers "Why?" or "By whom?" only if it holds something of that form.
"""

from __future__ import annotations

import re

from rag.question.bare import Bare

_COUNT = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|"
    r"fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty|"
    r"seventy|eighty|ninety)(?:[- ]\w{1,20})?|hundreds?|thousands?|many|several|some|few|half an?|"
    r"zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|zwölf|achtzehn)"
)
_NUMBER = rf"(?:\d[\d.,]{{0,20}}|an?|{_COUNT})"
_TIME_UNIT = (
    r"(?:seconds?|minutes?|hours?|days?|nights?|weeks?|fortnights?|months?|quarters?|years?|"
    r"decades?|centur(?:y|ies)|generations?|Minuten?|Stunden?|Tage?n?|Wochen?|Monate?n?|Jahre?n?)"
)
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember)"
)
_DAY = (
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?|(?:Mon|Diens|Donners|Frei|Sams|Sonn)tag|"
    r"Mittwoch|Easter|Christmas|Ostern|Weihnachten|today|yesterday|tomorrow)"
)
_TIME = (
    rf"\b(?:1\d{{3}}|20\d\d)s?\b|\b{_MONTH}\b|\b{_DAY}\b|\b\d{{1,2}}[.:]\d\d\b|\b(?:noon|midnight)\b"
    r"|\b\d{1,2}(?::\d\d)? ?(?:[ap]\.?m\b|o[’']clock|Uhr)|\bhalf past\b"
    r"|\b(?:in|during|since|until|by|last|this|next|every) (?:the )?(?:(?:early|late|same|"
    r"following|previous) )?(?:spring|summer|autumn|fall|winter|morning|afternoon|evening|night|"
    r"day|week|month|year|decade|century|past|war)\b|\b(?:ago|recently|soon|at once|immediately)\b"
    r"|\d{4} ?年|\d{1,2} ?月"
)
_AMOUNT = rf"\b(?!(?:an?|one)\b){_NUMBER}\b|[$€£¥]\s?\d|\b(?:sum|free|price|fee|half|third)\b"
_DETERMINER = r"(?:the|a|an|his|her|its|their|our|my|some|all|every|each|both|two|three|members?)"
_PATTERNS = {
    Bare.TIME: _TIME,
    Bare.DURATION: rf"\b{_NUMBER} (?:\w{{1,20}} )?{_TIME_UNIT}\b"
    rf"|\bfor (?:another|a further) {_COUNT}\b"
    r"|\b(?:since|until|from|till) \w",
    Bare.AMOUNT: _AMOUNT,
    Bare.PLACE: (
        r"\b(?:in|at|near|from|to|on|off|outside|inside|behind|beside|under|over|across|"
        rf"along|around|into) (?:{_DETERMINER} (?!same\b|end\b)[a-z]|(?!{_MONTH}\b|{_DAY}\b)[A-Z])"
    ),
    Bare.AGENT: rf"\bby (?!{_NUMBER}\b|{_MONTH}\b|{_DAY}\b|\d)\w|\bfrom [A-Z]|^(?:\w+ )?\w+, [A-Z]",
    Bare.PERSON: rf"\b(?:to|for|with|by|from|of|against) (?:{_DETERMINER} \w|[A-Z])",
    Bare.REASON: (
        r"\b(?:because|since (?:he|she|it|they|we|there|nobody|no)|so that|in order|due to"
        r"|owing to|thanks to|therefore|reasons?|caused?|for fear|too \w+"
        r"|as (?:he|she|it|they|the|too|not)|(?<!, )when|in view of|on account|for lack|weil|denn"
        r"|damit|wegen|aufgrund)\b|\bto (?!the\b|a\b|an\b|his\b|her\b|its\b|their\b|our\b"
        r"|my\b|some\b|all\b|this\b|that\b|these\b|those\b|be\b|have\b)[a-z]{3,}"
        r"|因为|由于|为了"
    ),
    Bare.DOING: r", (?:an?|the) [a-z]|\b[A-Z]\w+, [a-z]+(?: [a-z]+)? (?:\(|from|of|at|in)\b",
    Bare.MANNER: (
        r"\b(?:by|with|through|using|without|via|along|like|mit|durch|indem) \w|\w{3}ly\b|通过"
    ),
}
_FORMS = {form: re.compile(pattern, re.MULTILINE) for form, pattern in _PATTERNS.items()}

_HOW_OLD = re.compile(r"\bhow old\b|\bwie alt\b|多大", re.IGNORECASE)
_AGE = re.compile(
    rf"\baged?\b|\b{_NUMBER}[- ]years?[- ]olds?\b|\bborn\b|\bof \d\d\b"
    rf"|\bat (?:the age|{_COUNT})\b(?! (?:o[’']clock|in the))"
    r"|\b(?:opened|built|founded|dates)\b|\bJahre alt\b|geboren|岁",
    re.IGNORECASE,
)
_HOW_LONG = re.compile(r"\bhow long\b|\bwie lange?\b|多久|多长", re.IGNORECASE)
_LENGTH = re.compile(
    rf"{_PATTERNS[Bare.DURATION]}|\b(?:metres?|meters?|kilomet(?:res?|ers?)|km|cm|miles?|feet|foot|"
    r"pages?|words?|Metern?)\b|\bfor (?:life|ever)\b",
    re.IGNORECASE,
)
_HOW_MUCH = re.compile(
    r"\bhow much\b|\bwhat (?:\w+ )?(?:price|cost|fee)\b|\bwie ?viel\b|多少", re.IGNORECASE
)
_HOW_MANY = re.compile(r"\bhow many\b|\bwie ?viele\b|几个", re.IGNORECASE)
_SOME_COUNT = re.compile(rf"\d|\b(?!half\b){_COUNT}\b|\b(?:none|no)\b", re.IGNORECASE)
_SOME_NUMBER = re.compile(rf"\d|\b{_COUNT}\b|{_AMOUNT}|\b(?:none|no|all|most)\b", re.IGNORECASE)
_WHERE = re.compile(r"\bwhere\b|\bwo(?:her|hin)?\b|哪里|哪儿|在哪", re.IGNORECASE)
_NEEDS = (
    (_HOW_OLD, _AGE),
    (_HOW_LONG, _LENGTH),
    (_HOW_MUCH, _SOME_NUMBER),
    (_HOW_MANY, _SOME_COUNT),
)


def holds_form(form: Bare, sentence: str) -> bool:
    """Whether a sentence holds something of the form that a bare question word asks for."""
    return _FORMS[form].search(sentence) is not None


def lacks_form(question: str, sentence: str) -> bool:
    """Whether a question asks how old, how long or how much, and the sentence says no such thing.

    Sentences that give another kind of number seem to answer.
    """
    return any(asks.search(question) and not told.search(sentence) for asks, told in _NEEDS)


def tells_where(question: str, sentence: str) -> bool:
    """Whether a question asks where, and the sentence names a place."""
    return bool(_WHERE.search(question)) and holds_form(Bare.PLACE, sentence)
