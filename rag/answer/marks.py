"""What in a sentence answers a question, by its form: a date, a quantity, a name, an enumeration.

Where a sentence offers several that fit and none stands out, none is marked: a wrong mark misleads,
a missing one does not.
"""

from __future__ import annotations

import re

from rag.document.model import Span
from rag.question.kinds import DATE, AskedFor, Kind
from rag.question.terms import STOP_WORDS, fold, terms
from rag.reading.references import find_references

_NUMBER_WORD = (
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    r"sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    r"hundreds?|thousands?|millions?|billions?|trillions?|dozens?|half|a third|two[- ]thirds|"
    r"a quarter|three[- ]quarters)"
)
_UNIT = (
    r"(?: ?[%万亿]| percent| per cent| million(?:en)?| billion| trillion| milliarden?| prozent"
    r"|[- ]?(?:km|kg|m|miles|years?))?"
)
# Chinese has no space before a number or behind it.
_CJK = r"\u3040-\u30ff\u3400-\u9fff"
_NO_WORD_BEFORE = rf"(?<![^\W{_CJK}])(?<!\.)"
_NO_WORD_BEHIND = rf"(?![^\W{_CJK}])"
_QUANTITY = re.compile(
    r"(?:\b(?:at least|at most|about|around|nearly|almost|more than|less than|over|under|some|"
    r"approximately|up to|roughly) )?"
    rf"(?:[$€£¥]\s?\d[\d,.]*\d{_UNIT}|[$€£¥]\d{_UNIT}"
    rf"|{_NO_WORD_BEFORE}\d+(?:[.,]\d+)*{_UNIT}{_NO_WORD_BEHIND}"
    rf"|\b{_NUMBER_WORD}(?:[- ]{_NUMBER_WORD})*\b)"
    r"|\b(?:the )?(?:past|last|next) (?:few )?(?:decades?|years?|months?|century|centuries)\b",
    re.IGNORECASE,
)
# Words and lists have a bound: a pattern that finds none would look to the end from every start.
_CAPITAL = f"[A-ZА-Я{''.join(filter(str.isupper, map(chr, range(0xC0, 0x250))))}]"
_WORD = rf"(?:[dl][’'])?{_CAPITAL}[\w’'.-]{{0,60}}\w|{_CAPITAL}"
_NAME = re.compile(
    rf"(?:{_WORD})(?: (?:(?:of|de|van|von|bin|al|the|and the|for)(?: the)? )?(?:{_WORD}))*"
    r"(?: \([\u3400-\u9fff]+\))?"
)
_ITEM = rf"(?:the )?(?:{_WORD})(?: (?:{_WORD})){{0,8}}"
_SMALL_ITEM = r"[\w-]{1,60}(?: [\w-]{1,60})?"
_ITEMS = rf"{_ITEM}(?:, {_ITEM}){{0,40}},? and {_ITEM}"
_LIST = re.compile(
    rf"{_ITEMS}"
    r"|\b(?!(?:with|by|from|of|in|on|to|for|and|the) )"
    rf"{_SMALL_ITEM}(?:, {_SMALL_ITEM}){{1,40}},? and {_SMALL_ITEM}\b"
)
_LISTED_NAMES = re.compile(_ITEMS)
_MEASURED = re.compile(
    r"[ -]?(?:%|(?:second|minute|hour|day|night|week|fortnight|month|year|decade|generation"
    r"|met(?:re|er)|kilomet(?:re|er)|mile|yard|inch|page|word)s?\b|centur(?:y|ies)\b|feet\b|foot\b"
    r"|k?m\b|cm\b|(?:minuten?|stunden?|tagen?|wochen?|monaten?|jahren?|metern?)\b)",
    re.IGNORECASE,
)
_ASKS_A_MEASURE = re.compile(r"\bhow (?:long|far)\b|\bwie (?:lange?|weit)\b")
_LETTERS = re.compile(r"[^\W_]+")
_ADJECTIVE = re.compile(r"^\w+(?:ian|ean|ese|ish|ic)$")
_OPENERS = STOP_WORDS | frozenset(
    "within when although however meanwhile similarly according since despite among unlike"
    " der die das den dem ein eine einen einer im am bei nach für seit mit".split()
)
_ASKS_IN_GERMAN = re.compile(
    r"\W{0,9}(?:(?:an|bei|durch|fur|gegen|mit|nach|uber|um|von|vor|zu) )?we[rmn]\b"
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


def holds_kind(asked: AskedFor, sentence: str) -> bool:
    """Whether the sentence holds something of the kind that the question does not name itself."""
    return bool(_offered(asked, sentence))


def answer_spans(asked: AskedFor, sentence: str) -> tuple[Span, ...]:
    """Where in the sentence the answer stands, in its offsets; empty where that cannot be told."""
    offered = _offered(asked, sentence)
    if asked.kind is Kind.NAME:
        # "Which university …?": a name that says so itself.
        offered = [s for s in offered if not asked.noun.isdisjoint(terms(s.of(sentence)))]
    if asked.kind is Kind.PERSON:
        in_full = [s for s in offered if " " in s.of(sentence)]
        # In German every noun has a capital.
        offered = in_full if _ASKS_IN_GERMAN.match(asked.folded) else in_full or offered
    if asked.kind is Kind.LIST:
        # What is asked for are names, where there is a list of some: "Which companies …?".
        of_names = [s for s in offered if _LISTED_NAMES.fullmatch(s.of(sentence))]
        offered = _of_most_items(sentence, of_names or offered)
    if len(offered) > 1:
        offered = _nearest(asked, sentence, offered, _CLEARLY[asked.kind])
    return tuple(offered)


def _of_most_items(sentence: str, lists: list[Span]) -> list[Span]:
    """The one list with more items than any other: "Belt and Road" is a name, and has two."""
    items = [span.of(sentence).count(",") for span in lists]
    longest = [span for span, count in zip(lists, items, strict=True) if count == max(items)]
    return longest if len(longest) == 1 else []


def _nearest(asked: AskedFor, sentence: str, offered: list[Span], clearly: float) -> list[Span]:
    """The one that stands clearly nearest to the question's own words, if one does."""
    words = _LETTERS.finditer(sentence)
    places = [m.start() for m in words if not asked.terms.isdisjoint(terms(m[0]))]
    near = [sum(_NEAR / (_NEAR + abs(p - s.start)) for p in places) for s in offered]
    ranked = sorted(zip(near, offered, strict=True), key=lambda pair: pair[0], reverse=True)
    (first, best), (second, _) = ranked[0], ranked[1]
    return [best] if first > clearly * second else []


def _offered(asked: AskedFor, sentence: str) -> list[Span]:
    """What of a kind a sentence holds, its source references and the question's words aside."""
    kind = asked.kind
    finder = _FINDERS.get(kind)
    if finder is None:
        return []
    taken = bytearray(len(sentence))  # 1 for every character of a source reference or date
    for reference in find_references(sentence):
        _take(taken, reference.span)
    for match in DATE.finditer(sentence) if kind is Kind.QUANTITY else ():
        _take(taken, Span(*match.span()))
    found = []
    for match in finder.finditer(sentence):
        span = _trimmed(sentence, Span(*match.span())) if finder is _NAME else Span(*match.span())
        words = span.of(sentence)
        if not words or any(taken[span.start : span.end]):
            continue
        if finder is _NAME:
            if not _is_name(words, kind) or asked.terms.issuperset(terms(words)):
                continue
        elif fold(words) in asked.folded:
            continue
        found.append(span)
    if kind is Kind.QUANTITY and _ASKS_A_MEASURE.search(asked.folded):
        return [span for span in found if _is_measured(sentence, span)]
    return found


def _is_measured(sentence: str, number: Span) -> bool:
    """Whether a number is of a unit that something is long or far in."""
    said = number.of(sentence)
    return bool(_MEASURED.match(sentence, number.end) or _MEASURED.search(f" {said}"))


def _take(taken: bytearray, span: Span) -> None:
    taken[span.start : span.end] = b"\1" * len(span)


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
