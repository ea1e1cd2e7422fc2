"""What stands over a set of records, and whether it says that they are what a word names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.answer.measured_fields import akin
from rag.answer.records import RecordSet
from rag.answer.sections import without_number
from rag.question.terms import fold, terms

_BESIDE = re.compile(r"\b(?:and|und)\b|[&,:;/–—()|]")
# What stands behind is no name of the records: "Requirements for pupils" lists no pupils.
_OF = re.compile(r"\b(?:with|by|for|per|of|in|on|at|to|from|mit|von|fur|im|der|des|zu)\b")
_LISTED = re.compile(
    r"\b(?:following|these|folgenden?|diese|list(?:s|ed|ing)? (?:of|all|every|each))\b"
    r"(?: (?:the|of))?(?P<rest>(?: [\w’'-]+){1,2})"
)
_LOOKED_AT = 300  # characters of a lead-in


def heading_score(records: RecordSet, words: Sequence[str], some: bool = False) -> int:
    """2 where the heading, or a part of it such as "Staff" of "Staff and pay", is the words.

    One word may be its last: "School buses". 1 where only the document's title is so, 0 where
    neither is. A singular heads what belongs to one thing: a "Committee" is not many, but has
    members; ``some`` takes it too, and what the heading is of.
    """
    wanted = terms(" ".join(words))
    for score, heading in _headings(records):
        named = _OF.split(heading) if some else _OF.split(heading)[:1]
        for part in (each for name in named for each in _BESIDE.split(name)):
            printed = re.findall(r"[^\W\d_]+", part)
            plural = printed and (printed[-1].endswith("s") or printed[-1] in words)
            same = frozenset(terms(part)) == frozenset(wanted) or terms(part)[-1:] == wanted
            if wanted and same and (some or plural):
                return score
    return 0


def stands_over(records: RecordSet) -> frozenset[str]:
    """The terms of the heading and of what leads in, without those of what is further up."""
    section = records.section
    title = section.title if section.heading else records.document.title
    return frozenset(terms(f"{title} {records.lead_in}"))


def opens_heading(records: RecordSet, word: str) -> bool:
    """Whether a heading opens with a word, as "Employee directory" does."""
    parts = (part for _, heading in _headings(records) for part in _BESIDE.split(heading))
    return any(terms(part)[:1] == terms(word) for part in parts)


def is_led_in(records: RecordSet, word: str, is_german: bool) -> bool:
    """Whether what leads in to the records says that they are these: "every station of"."""
    lead_in = fold(records.lead_in[-_LOOKED_AT:])
    listed = (frozenset(terms(match["rest"])) for match in _LISTED.finditer(lead_in))
    return any(akin(word, named, is_german) for named in listed)


def _headings(records: RecordSet) -> Iterator[tuple[int, str]]:
    """The heading, then the title, folded, each with its score."""
    section, whole = records.section, records.document.title
    for score, title in ((2, section.title if section.heading else whole), (1, whole)):
        yield score, without_number(title)
