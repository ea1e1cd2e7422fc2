"""Questions of all that a table or list holds: all of them, how many, the most, more than N.

Only the form of the question is read here. Whether a table or list of a document has what it asks
for, ``rag.answer`` tells. Every word of the question that carries matter is kept: what is computed
must account for each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rag.document.languages import question_language
from rag.question.bounds import Bound, find_bound
from rag.question.extremes import Extreme, find_comparative, find_extreme
from rag.question.quantities import NUMBER_WORDS
from rag.question.ranked import NOT_RANKED, Ranked, ranked
from rag.question.restrictions import TURNED, small_comparing_words
from rag.question.terms import STOP_WORDS, fold

LANGUAGES = ("en", "de", "zh", "ja")
"""Whose words are known here: "alle" is "all" in German, and "to the" in Italian."""

_LONGEST = 300  # characters of a question that is looked at
_OPENING = 8  # characters in which "when" asks, and opens no clause


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the question, folded; ``is_light`` where it may be left unaccounted for."""

    text: str
    is_light: bool


@dataclass(frozen=True, slots=True)
class RecordQuestion:
    """What a question asks of the records of a table or list.

    ``counts`` asks how many; ``lists`` asks for all, in so many words where ``says_all``.
    ``extreme`` and ``bound`` say which records; ``of_two`` that the extreme is a comparative, which
    asks for one of two. ``asks_who`` asks for a person, ``asks_value`` for the value itself: "What
    is the highest price?", ``asks_when`` for a date. ``words`` are what is left of the question,
    in order, and ``target`` are those of them that name what is asked for, where a question word
    stands before them. ``ranked`` says which stand next to the superlative, or to the bound.
    ``comparing`` are small words, such as "after", that belong to neither.
    """

    counts: bool
    lists: bool
    says_all: bool
    extreme: Extreme | None
    of_two: bool
    bound: Bound | None
    asks_who: bool
    asks_value: bool
    asks_when: bool
    words: tuple[Word, ...]
    target: tuple[str, ...]
    is_german: bool
    ranked: Ranked = NOT_RANKED
    comparing: tuple[str, ...] = ()


_WHO = re.compile(r"\b(?:who|whom|which (?:person|people)|wer|wem|wen)\b|谁|哪位|哪些人|哪个人")
_COUNT = re.compile(
    r"\bhow many\b(?! more\b(?! than)| times| percent| per cent| of\b)|\bhow many of(?: the)?\b"
    r"|\b(?:the )?(?:number|count) of\b|\bcount (?:all |the )+|\bwie ?viele?\b"
    r"|\banzahl (?:der|von)\b"
    r"|多少(?:个|家|座|位|名|条|人|种)|有几(?:个|家|座|位|名|条|种)|几(?:个|家|座|位|名|条|种)"
)
_IMPERATIVE = re.compile(
    r"^\W{0,8}(?:please |can you |could you |bitte )?"
    r"(?P<verb>list|name|enumerate|show|give|tell|nenne|liste|zeige|gib)\b"
    r"(?: (?:me|us|mir|uns)\b)?(?: (?:a|the|eine)\b)?(?: (?:full|complete|vollstandige)\b)?"
    r"(?: (?:list|liste) (?:of|von|der)\b)?(?P<all>(?: (?:all|every|each|alle|jede[nrs]?)\b)?)"
    r"(?: of\b)?(?: (?:the|die|der)\b)?|^\W{0,8}(?:请)?(?:列出|列举)(?P<cjk>所有|全部)?的?"
)
_ALL = re.compile(r"\b(?:all|alle|allen|samtliche)\b(?: of\b)?(?: (?:the|die)\b)?|所有|全部|一切")
_WHICH = re.compile(
    r"\b(?:which|what|welche[nrsm]?)\b(?: of\b)?(?: the\b)?"
    r"|哪些|哪个|哪一?(?:家|座|条|[年月天])|什么"
)
_PLURAL_VERB = re.compile(r"\b(?:are|were|do|did|have|sind|waren|gibt|haben|hatten)\b|有哪些")
_ON_THE = re.compile(
    r"^\W{0,8}(?:who|wer) (?:all )?(?:is|are|was|were|ist|sind|sitzt) (?:on|in|im) "
)
_TOKEN = re.compile(r"[\u3400-\u9fff]+|[^\W_]+(?:[.,]\d+)*(?:['’][^\W_]+)?|[%€$£¥]")
# 人 is a small word where it stands by itself, as in 的人, and none in 人口 or 工人.
_CJK_FUNCTION = re.compile(
    r"[的了是在有和与吗呢被都共]|多少|哪些?|一共|总共|什么|这[个条座些]?|该|其中?|请问?"
    r"|(?:(?<=[的了是在有和与被都共些])|(?<![\u3400-\u9fff]))人"
    r"(?:(?=[的了是在有和与吗呢被都共])|(?![\u3400-\u9fff]))"
)
_CJK = re.compile(r"[\u3400-\u9fff]")
_NUMBER_OF = re.compile(r" (?:number|amount|quantity|total) of\b")
_CLAUSE = re.compile(r"\b(?:that|because|if|whether|when|dass|weil|ob)\b")
_LIGHT = frozenset(
    "have has had get gets got receive receives received take takes took taken make makes made "
    "come comes came work works worked run runs serve serves use uses need needs contain contains "
    "include includes included including list lists listed mention mentioned show shown shows call "
    "called go goes went give given total altogether entry entries row rows table register "
    "document text record records item items one ones among office post win wins won exist exists "
    "find found stand stands hold "
    "haben hat arbeitet arbeiten stehen steht gibt tabelle liste dokument "
    "表 表格 文档 文件".split()
)
_FUNCTION = STOP_WORDS | frozenset(
    "please whose name named amongst within us am "
    "der die das den dem des ein eine einen einem einer ist sind war waren wird wurde wurden "
    "werden hat haben hatte von vom im in am an zu zum zur es als und oder fur mit aus auf bei "
    "dass welche welcher welches welchen welchem was wie viele viel alle aller allen nenne liste "
    "bitte uber mir wann "
    "mehr weniger pro je less fewer".split()
)
_GERMAN = re.compile(
    r"\b(?:wer|wem|wann|wie|welche[rsnm]?|ist|sind|wurden?|nenne|liste|alle|gibt|hat|haben|meisten)\b"
)
# What asks for what no record is.
_ASIDE = re.compile(
    r"\b(?:why|where|how (?!many\b|much\b|\w+ (?:is|was|are|were)\b)|warum|wo)\b|为什么|哪里"
)
_VALUE = re.compile(r"\bhow (?:much|\w+ (?:is|was|are|were))\b")
_WHEN = re.compile(r"\bwhen\b|\b(?:what|which) (?:year|date|day)\b|\bwann\b|什么时候|哪一?年|何时")
_BLANK = "\x00"


def is_german(folded: str) -> bool:
    """Whether a folded question is German, as far as its small words tell."""
    return _GERMAN.search(folded) is not None


def record_question(question: str) -> RecordQuestion | None:
    """What the question may ask of records; None where its form asks for nothing of the kind."""
    if len(question) > _LONGEST or question_language(question) not in LANGUAGES:
        return None
    folded = fold(question).replace(_BLANK, " ")
    german = is_german(folded)
    counted = _COUNT.search(folded)
    imperative = _IMPERATIVE.search(folded)
    bound = _bound_as_typed(question, folded, german)
    rest = _blanked(folded, bound[1]) if bound else folded
    if TURNED.search(rest) or _ASIDE.search(rest):
        return None
    extreme = _extreme_asked_for(rest, bound is not None)
    if extreme and counted and counted[0].endswith("of"):
        counted = None  # "the highest number of trains"
    comparative = None if extreme or bound else find_comparative(rest)
    every = _ALL.search(folded)
    which = _WHICH.search(folded)
    who = _WHO.search(folded)
    says_all = bool(every or (imperative and _says_list(imperative)))
    weak = bool((which and _PLURAL_VERB.search(folded)) or _ON_THE.search(folded))
    lists = says_all or bool(imperative) or (weak and not (extreme or bound or counted))
    if not (counted or lists or extreme or comparative or (bound and (which or who))):
        return None
    opener = counted or (imperative if imperative else None) or which or every
    taken = [m.span() for m in (counted, imperative, every, which, who) if m]
    taken += [each[1] for each in (bound, extreme, comparative) if each]
    words = list(_words(_blanked(folded, *taken)))
    compared = extreme or comparative or bound
    wanted = (extreme or comparative or (None,))[0]
    # "The first zero-emission bus" asks for no number of buses.
    if wanted and (several := [each for each in words if NUMBER_WORDS.get(each[1])]):
        words.remove(several[0])
        wanted = replace(wanted, count=NUMBER_WORDS[several[0][1]])
    target = tuple(_target(folded, words, opener.end())) if opener else ()
    return RecordQuestion(
        counts=counted is not None,
        lists=lists,
        says_all=says_all,
        extreme=wanted,
        of_two=comparative is not None,
        bound=bound[0] if bound else None,
        asks_who=who is not None,
        asks_value=_VALUE.search(folded) is not None
        or bool(extreme and words and words[0][0] > extreme[1][0] and not who),
        asks_when=_WHEN.search(folded) is not None,
        words=tuple(Word(text, text in _LIGHT) for _, text in words),
        target=target,
        is_german=german,
        ranked=ranked(folded, compared[1], words, target) if compared else NOT_RANKED,
        comparing=tuple(small_comparing_words(_blanked(folded, *taken))),
    )


def _bound_as_typed(
    question: str, folded: str, german: bool
) -> tuple[Bound, tuple[int, int]] | None:
    """The bound of a question and where it stands; it is printed as it was typed: "1 April"."""
    found = find_bound(folded, german)
    if found is None or len(folded) != len(question):
        return found
    bound, place = found
    start = folded.find(bound.printed, place[0])
    if start < 0:
        return found
    return replace(bound, printed=question[start : start + len(bound.printed)]), place


def _extreme_asked_for(rest: str, bounded: bool) -> tuple[Extreme, tuple[int, int]] | None:
    """The superlative that a question asks by and where it stands, with "number of" behind it;
    ``rest`` is the folded question without its bound."""
    found = find_extreme(rest)
    if found is None:
        return None
    extreme, (start, end) = found
    if bounded and rest[start:end] in ("first", "last"):  # "first climbed before 1900"
        return None
    if _CLAUSE.search(rest, _OPENING, start):  # "Who found that most of them …?"
        return None
    number = _NUMBER_OF.match(rest, end)
    return extreme, (start, number.end() if number else end)


def _says_list(imperative: re.Match[str]) -> bool:
    """Whether "name" or "give" asks for all: "list" does by itself."""
    named = imperative["all"] or imperative["cjk"]
    return bool(named or imperative["verb"] in ("list", "enumerate", "liste", None))


def _blanked(text: str, *spans: tuple[int, int]) -> str:
    signs = list(text)
    for start, end in spans:
        signs[start:end] = _BLANK * (end - start)
    return "".join(signs)


def _words(text: str) -> Iterator[tuple[int, str]]:
    """The words that carry matter, each with its place; a run of Chinese is cut at small words."""
    for match in _TOKEN.finditer(text):
        if not _CJK.match(match[0]):
            word = re.sub(r"['’]s?$|['’]", "", match[0])
            if word not in _FUNCTION:
                yield match.start(), word
            continue
        at = match.start()
        for part in _CJK_FUNCTION.split(match[0]):
            found = text.find(part, at, match.end()) if part else -1
            if found >= 0:
                yield found, part
                at = found + len(part)


def _target(folded: str, words: list[tuple[int, str]], at: int) -> Iterator[str]:
    """The words that follow a question word with nothing but small ones before them."""
    for place, word in words:
        if place < at:
            continue
        between = _TOKEN.findall(folded[at:place])
        if any(each not in _SKIPPED and each not in NUMBER_WORDS for each in between):
            return
        yield word
        at = place + len(word)


_SKIPPED = frozenset("the of all a an der die das den".split())
