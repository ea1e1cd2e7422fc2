"""What stands over a set of records, and whether it says that they are what a word names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.answer.measured_fields import akin
from rag.answer.records import RecordSet
from rag.answer.sections import without_number
from rag.question.terms import fold, terms

_PARTS = re.compile(r"\b(?:and|und|with|by|for|mit|per|of)\b|[&,:;/–—()|]")
_LISTED = re.compile(
    r"\b(?:following|these|all|every|each|several|various|lists?|list of|folgenden?|diese|alle|"
    r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d+)\b(?P<rest>(?: [\w’'-]+){1,4})"
)
_LOOKED_AT = 300  # characters of a lead-in


def heading_score(records: RecordSet, words: Sequence[str], some: bool = False) -> int:
    """2 where the heading, or a part of it such as "Staff" of "Staff and pay", is the words.

    1 where only the document's title is, 0 where neither is. A singular heads what belongs to one
    thing: a "Committee" is not many, but has members; ``some`` takes it too.
    """
    wanted = frozenset(terms(" ".join(words)))
    for score, part in _headings(records):
        printed = re.findall(r"[^\W\d_]+", part)
        plural = printed and (printed[-1].endswith("s") or printed[-1] in words)
        if wanted and frozenset(terms(part)) == wanted and (some or plural):
            return score
    return 0


def stands_over(records: RecordSet) -> frozenset[str]:
    """The terms of the heading and of what leads in, without those of what is further up."""
    section = records.section
    title = section.title if section.heading else records.document.title
    return frozenset(terms(f"{title} {records.lead_in}"))


def opens_heading(records: RecordSet, word: str) -> bool:
    """Whether a heading opens with a word, as "Employee directory" does."""
    return any(terms(part)[:1] == terms(word) for _, part in _headings(records))


def is_led_in(records: RecordSet, word: str, is_german: bool) -> bool:
    """Whether what leads in to the records says that they are these: "every station of"."""
    lead_in = fold(records.lead_in[-_LOOKED_AT:])
    listed = (frozenset(terms(match["rest"])) for match in _LISTED.finditer(lead_in))
    return any(akin(word, named, is_german) for named in listed)


def _headings(records: RecordSet) -> Iterator[tuple[int, str]]:
    """The parts of the heading, then those of the title, folded, each with its score."""
    section, whole = records.section, records.document.title
    for score, title in ((2, section.title if section.heading else whole), (1, whole)):
        yield from ((score, part) for part in _PARTS.split(without_number(title)))
