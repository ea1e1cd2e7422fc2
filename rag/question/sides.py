"""What is asked of several at once: "What do X and Y say?", "When were A and B built?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.question.clauses import asking
from rag.question.comparisons import Comparison
from rag.question.coordination import (
    AND,
    ARTICLES,
    AUXILIARIES,
    Side,
    Word,
    joined,
    shared_out,
    words_of,
    written,
)
from rag.question.sub_questions import Parts, SubQuestion, Topic, bounded
from rag.question.terms import terms

_SAY = frozenset(
    "say think write claim argue warn blame propose recommend report tell state believe suggest"
    " answer explain advise criticise criticize predict expect demand want ask mention remark"
    " complain announce sagen schreiben meinen fordern".split()
)
_SAY_DE = frozenset("sagen schreiben meinen fordern".split())
_SAID = frozenset(
    "said thought written claimed argued warned blamed proposed recommended reported told stated"
    " believed suggested answered explained advised criticised criticized predicted expected"
    " demanded wanted asked mentioned remarked complained announced".split()
)
_SINGULAR = frozenset({"does", "has", "is", "was", "doesn't", "doesn’t"})
_DO = frozenset("do does did can could will would should".split())
_HAVE = frozenset("have has had".split())
_ABOUT = frozenset("about on of regarding concerning for against to with über zu".split())
_OF_EACH = frozenset("when where how why wann wo wie".split())
_DOCUMENTS = re.compile(
    r"^(?:they|both|sie|(?:both|all|each of)?(?: ?(?:the|die))?(?: (?:two|three|beiden))?"
    r" ?(?:documents|texts|briefs|reports|articles|papers|sources|dokumente|texte))$",
    re.IGNORECASE,
)
_MOST_TOPIC_TERMS = 3
_YEARS = re.compile(
    r"(?<![\w-])(?P<in>in |In |im Jahre? )?(?P<first>(?:1\d|20)\d\d)"
    r"(?P<others>(?:, (?:in )?(?:1\d|20)\d\d){0,8}),? (?:and|und) (?:in |im Jahre? )?"
    r"(?P<last>(?:1\d|20)\d\d)(?![\w-])"
)
_YEAR = re.compile(r"(?:1\d|20)\d\d")
_FROM_YEAR = re.compile(
    r"\b(?:between|from|zwischen)(?: the| den)?(?: years?| jahren)? ?\Z", re.IGNORECASE
)


def of_topic(topic: str) -> Parts | None:
    if not 0 < len(set(terms(topic))) <= _MOST_TOPIC_TERMS:
        return None
    runs = joined(words_of(topic), AND)
    if len(runs) > 1:
        sides = [_side(side, "") for side in shared_out(runs)]
        return bounded(sides, False)
    return Parts((SubQuestion("", topic, Topic(topic)),))


def compared(found: Comparison) -> Parts | None:
    """A part for each side; where the sides have no name, what they are compared in."""
    if not found.sides:
        return Parts((SubQuestion("", found.about, Topic(found.about)),)) if found.about else None
    sides = [_side(side, found.about, found.by) for side in found.sides]
    parts = bounded(sides, True)
    return replace(parts, compares=True) if parts else None


def _side(side: Side, about: str, by: str = "") -> SubQuestion:
    shared = side.shared.removesuffix(" of").removesuffix(" for").removesuffix(" von")
    said = " ".join(filter(None, (shared, about)))
    text = " ".join(filter(None, (by, said, side.name)))
    return SubQuestion(side.name, text, Topic(side.name, said))


def speakers(words: Sequence[Word], question: str) -> Parts | None:
    """ "What do X and Y say about Z?": a part for each who says something."""
    found = _said_by(words)
    if found is None:
        return None
    subject, about, auxiliary = found
    if _DOCUMENTS.match(written(subject)):
        topic = written(about)
        sub = SubQuestion("", topic, Topic(topic))
        return Parts((sub,), of_documents=True) if topic else None
    runs = joined(subject, AND)
    if len(runs) < 2 or auxiliary in _SINGULAR:
        return None
    return bounded([_side(Side(written(run)), written(about)) for run in runs], True)


def _said_by(words: Sequence[Word]) -> tuple[Sequence[Word], Sequence[Word], str] | None:
    """Who says, what about, and the auxiliary: "What do X and Y say about Z?"."""
    folded = [word.folded for word in words]
    if folded[0] not in {"what", "how", "why", "was", "wie"} or len(words) < 4:
        return None
    if folded[0] in {"was", "wie"} and folded[1] in _SAY_DE:  # "Was sagen X und Y über Z?"
        at = next((i for i in range(2, len(words)) if folded[i] in _ABOUT), len(words))
        return words[2:at], words[at + 1 :], folded[1]
    says = {"do": _SAY, "have": _SAID}.get(_auxiliary(folded[1]), frozenset())
    for at in range(3, len(words)):
        if folded[at] in says or (says and _does_about(words, at)):
            behind = words[at + 1 :]
            about_at = 1 if behind and behind[0].folded in _ABOUT else 0
            return words[2:at], behind[about_at:], folded[1]
    return None


def _auxiliary(word: str) -> str:
    return "do" if word in _DO else "have" if word in _HAVE else ""


def _does_about(words: Sequence[Word], at: int) -> bool:
    behind = words[at + 1].folded if at + 1 < len(words) else ""
    return words[at].folded == "do" and behind in {"about", "with", "against"}


def named_subjects(words: Sequence[Word], question: str) -> Parts | None:
    """ "When were A and B founded?", "How much do A and B cost?": in doubt, one question.

    "Who are A and B?" is not in doubt.
    """
    asked = asking(words)
    if asked is None or len(words) < asked.length + 4:
        return None
    at = asked.length
    auxiliary = words[at].folded
    names_alone = words[0].folded in {"who", "wer"}  # "Who are A and B?"
    asks_each = words[0].folded in _OF_EACH or names_alone
    if not asks_each or auxiliary in _SINGULAR or auxiliary not in AUXILIARIES:
        return None
    runs, end = _named_together(words[at + 1 :])
    before, behind = words[: at + 1], words[at + 1 + end :]
    if len(runs) < 2 or names_alone == bool(behind):
        return None
    return bounded(
        [
            SubQuestion(
                written(run),
                f"{written([*before, *run, *behind])}?",
                Topic(written(run), written(behind)),
            )
            for run in runs
        ],
        names_alone,
    )


def _named_together(words: Sequence[Word]) -> tuple[Sequence[Sequence[Word]], int]:
    """The names, or nouns with their articles, that the words open with, and where they end."""
    at = next((i for i, word in enumerate(words[:12]) if word.folded in AND), 0)
    if 0 < at < len(words) - 1:
        if all(word.is_name for word in words[:at]):
            end = at + 1
            while end < len(words) and words[end].is_name and words[end].text[0].isalnum():
                end += 1
            return joined(words[:end], AND), end
        if {words[0].folded, words[at + 1].folded} <= ARTICLES:
            return (words[:at], words[at + 1 : 2 * at + 1]), 2 * at + 1
    return (), 0


def attributes(words: Sequence[Word], question: str) -> Parts | None:
    """ "What are the length and width of the boat?": in doubt, one question."""
    folded = [word.folded for word in words]
    of = folded.index("of") if "of" in folded else 0
    if not 5 < of < 10 or folded[0] != "what" or folded[1] not in AUXILIARIES:
        return None
    runs = joined([word for word in words[2:of] if word.folded not in ARTICLES], AND)
    if len(runs) < 2 or max(map(len, runs)) > 2:
        return None
    return bounded(
        [
            SubQuestion(written(run), f"What is the {written(run)} {written(words[of:])}?")
            for run in runs
        ],
        False,
    )


def of_years(question: str) -> Parts | None:
    """ "How many were there in 1998 and in 2015?": a part for each year."""
    match = _YEARS.search(question)
    if match is None or _FROM_YEAR.search(question[: match.start()]):
        return None
    years = _YEAR.findall(match[0])
    tie = match["in"] or ""
    before, behind = question[: match.start()], question[match.end() :]
    return bounded(
        [
            SubQuestion(
                f"{tie}{year}".strip(),
                f"{before}{tie}{year}{behind}",
                Topic(year, f"{before} {behind}".strip(" ?")),
            )
            for year in years
        ],
        True,
    )
