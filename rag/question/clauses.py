"""Several questions in one sentence: "When was it built and by whom?", "When and where …?"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from rag.question.comparisons import comparison
from rag.question.coordination import AND, AUXILIARIES, Word, words_of, written
from rag.question.sub_questions import Parts, SubQuestion, bounded

_WH = frozenset(
    "who whom whose what which when where why how wer wen wem wessen welche welcher welches"
    " wann wo warum wieso wie woher wohin".split()
)
_BEFORE_WH = frozenset(
    "by with from for to in at on of about under through since until against after von mit für aus"
    " zu bei seit bis in".split()
)
_COUNTS = frozenset({"many", "much", "long", "old", "often", "far", "viele", "viel", "lange"})
_POLITE = re.compile(
    r"^(?:(?:and|but|so|please|also)\b,? )?(?:(?:can|could|would|will) you (?:please )?|please |"
    r"i (?:want|would like|need) to know |do you know )?(?:(?:tell|show|explain to) me )?",
    re.IGNORECASE,
)
_PRONOUNS = frozenset("it he she they there you we one".split())


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """A phrase that asks, such as "by whom" or "how many people", and how many words it has."""

    length: int
    core: int


def asking(words: Sequence[Word]) -> QuestionWords | None:
    """The question words that a run of words opens with."""
    folded = [word.folded for word in words[:6]]
    at = 1 if folded and folded[0] in _BEFORE_WH else 0
    if at >= len(folded) or folded[at] not in _WH:
        return None
    core = at + 1
    if folded[at] == "how" and core < len(folded) and folded[core] in _COUNTS:
        core += 1
    return QuestionWords(core, core)


def asks(words: Sequence[Word]) -> bool:
    """Whether these words ask something, and more than "Really?"."""
    folded = [word.folded for word in words]
    opens = folded[1:] if folded and folded[0] in {"and", "but", "or", "so", "also"} else folded
    if not opens or re.search(r"[\u4e00-\u9fff]", written(words)):
        return bool(opens)
    return (
        opens[0] in _WH
        or (opens[0] in AUXILIARIES and len(opens) > 1)
        or (opens[0] in _BEFORE_WH and len(opens) > 1 and opens[1] in _WH)
        or bool(comparison(words))
    )


def inheriting(sentence: str, before: str) -> str:
    """The sentence, with what "Why?" leaves to the one before it."""
    words, first = words_of(sentence), words_of(before)
    asked = asking(words)
    bare = asked is not None and asked.length == len(words) and bool(first)
    return f"{_whole_clause(words, first, asking(first))}?" if bare else sentence


def clauses(words: Sequence[Word], question: str) -> Parts | None:
    """ "When was it built and by whom?", "What does it cost and how long does it take?" """
    polite = _POLITE.match(question)
    words = [word for word in words if not polite or word.start >= polite.end()]
    first = asking(words)
    opens = words[0].folded if words else ""
    if first is None and opens not in AUXILIARIES:
        return None
    starts = list(_clause_starts(words))
    if not starts or _has_relative(words[: starts[0][0]], first):
        return None
    ends = [at for at, _ in starts[1:]] + [len(words)]
    first_words = words[: starts[0][0]]
    found = [SubQuestion(written(first_words), f"{written(first_words)}?")]
    for (_, begin), end in zip(starts, ends, strict=True):
        clause = words[begin:end]
        text = _whole_clause(clause, first_words, first)
        if text is None:
            return None
        found.append(SubQuestion(written(clause), f"{text}?"))
    return bounded(found, True)


def _clause_starts(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Where "and when", ", and by whom" begins, and the place of its first question word."""
    for i in range(2, len(words) - 1):
        if words[i].folded in AND or words[i].text in {",", ";"}:
            begin = i + 1
            if words[i].text in {",", ";"} and words[begin].folded in AND:
                continue
            comma = words[i - 1].text in {",", ";"}
            joins = words[i].folded in AND or words[i].text == ";"
            if (joins or _closes_a_list(words, i)) and _opens_clause(words[begin:]):
                yield (i - 1 if comma else i), begin


def _opens_clause(words: Sequence[Word]) -> bool:
    """Whether a question begins here: "by whom", "is it open"."""
    polar = len(words) > 2 and words[1].folded in _PRONOUNS and words[0].folded in AUXILIARIES
    return polar or asking(words) is not None


def _closes_a_list(words: Sequence[Word], comma: int) -> bool:
    """Whether the comma stands before one of several: "when, by whom and why"."""
    behind = words[comma + 1 :]
    until = next((i for i, word in enumerate(behind) if word.folded in AND), None)
    asked = asking(behind)
    if until is None or asked is None or until > asked.length or until + 1 >= len(behind):
        return False
    return asking(behind[until + 1 :]) is not None


def _has_relative(words: Sequence[Word], first: QuestionWords | None) -> bool:
    """Whether a question word stands within the first question: "the man who built it"."""
    begin = first.length if first else 0
    return any(word.folded in _WH for word in words[begin:])


def _whole_clause(
    clause: Sequence[Word], first: Sequence[Word], asked: QuestionWords | None
) -> str | None:
    """A later clause with what it leaves to the first one; None where it is no question."""
    own = asking(clause)
    if own is None:
        return written(clause)
    rest = clause[own.length :]
    if not rest and clause[own.core - 1].folded in _WH | _COUNTS:
        inherited = first[asked.core :] if asked else first
        return f"{written(clause)} {written(inherited)}"
    if len(rest) <= 2 and clause[0].folded in _BEFORE_WH and not _has_verb(rest):
        inherited = first[asked.core :] if asked else first
        return f"{written(clause)} {written(inherited)}"
    if len(rest) < 2 and clause[0].folded not in {"who", "wer", "what"}:
        return None
    # "Which treaty and which group show …?" asks one thing of two.
    names_two = asked and clause[0].folded == first[0].folded and not _has_verb(first)
    if names_two and clause[0].folded in {"which", "what", "how", "welche", "welcher", "welches"}:
        return None
    return written(_resolved(clause, first))


def _resolved(clause: Sequence[Word], first: Sequence[Word]) -> Sequence[Word]:
    """The clause, "he" replaced by the name that the first one has as its subject."""
    at = next((i for i, word in enumerate(first[:6]) if word.folded in AUXILIARIES), len(first))
    name = list(takewhile(lambda word: word.is_name and word.text[0].isalpha(), first[at + 1 :]))
    stands = next((i for i, w in enumerate(clause) if w.folded in {"he", "she", "it"}), 0)
    return [*clause[:stands], *name, *clause[stands + 1 :]] if name and stands else clause


def _has_verb(words: Sequence[Word]) -> bool:
    return any(word.folded in AUXILIARIES for word in words)


def coordinated_question_words(words: Sequence[Word], question: str) -> Parts | None:
    """ "When and where was it built?", "When, where and by whom was it built?" """
    asked: list[Sequence[Word]] = []
    at = 0
    while found := asking(words[at:]):
        asked.append(words[at : at + found.length])
        at += found.length
        joins = 0
        while at < len(words) and (words[at].text == "," or words[at].folded in AND):
            at, joins = at + 1, joins + 1
        if not joins:
            break
    if len(asked) < 2 or at >= len(words):
        return None
    rest = written(words[at:])
    return bounded([SubQuestion(written(a), f"{written(a)} {rest}?") for a in asked], True)
