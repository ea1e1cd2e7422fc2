"""Paragraphs by the number that is printed before them: "section 12", "clause 8.2", "step 5".

By-laws, contracts and judgments number their paragraphs and refer to these as sections or clauses;
no heading holds such a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.answer.sections import numbered_sections
from rag.document.model import BlockKind, Document, Paragraph, Section, Span
from rag.question.section_numbers import SectionNumber, heading_number
from rag.question.terms import fold

_LONGEST_MARK = 24  # characters from the start of a line to where its number is over
_NUMBER = re.compile(
    r"[^\w§(]{0,3}(?:§ ?)?(?P<number>\d{1,4}(?:\.\d{1,3}){0,4}[a-z]?)(?P<sign>[.):]?)(?=\s|\Z)"
)
_BODY = (BlockKind.PARAGRAPH, BlockKind.ITEM)
_ITEMS = ("step", "item")  # nouns that may mean an item of a list


@dataclass(frozen=True, slots=True)
class _Clause:
    """A paragraph that opens with a number, and its place in its section."""

    number: str
    section: Section
    place: int


def numbered_parts(document: Document, named: SectionNumber) -> list[Section] | None:
    """The sections that a number means, or the paragraph that bears it, as a part of its section.

    What ``numbered_sections`` finds, unless its heading calls it otherwise and a paragraph has the
    number: "section 5" is no "Part V" where the fifth paragraph is headed "5.".
    """
    sections = numbered_sections(document, named)
    if not named.may_be_paragraph or (sections and _is_called(sections[0], named)):
        return sections
    if named.may_be_any and "." not in (named.number or "") and _has_numbered_headings(document):
        return sections
    clause = _clause(document, named.number or "")
    if clause and clause.paragraphs[0].context and named.noun not in _ITEMS:
        return sections  # an item of a list that a sentence leads in to is no section
    return [clause] if clause else sections


def _is_called(section: Section, named: SectionNumber) -> bool:
    """Whether a heading bears the number, with no other noun than the question's."""
    title = fold(section.title)
    found = heading_number(title)
    if found is None or found[1] != named.number:
        return False
    if found[0] in (None, "§") or (found[0] == named.noun and not named.may_be_any):
        return True
    return title.lstrip(" \"'*").startswith(named.printed.split()[0][:3])


def _has_numbered_headings(document: Document) -> bool:
    """Whether bare numbers are those of headings, so that a list's are none of sections."""
    headed = (heading_number(fold(s.title)) for s in document.sections if s.heading)
    return any(found is not None and found[0] is None for found in headed)


def _clause(document: Document, number: str) -> Section | None:
    """The one paragraph of a number that counts on from another, with what belongs to it."""
    clauses = list(_clauses(document))
    found = [each for each in clauses if each.number == number]
    numbers = {each.number for each in clauses}
    if len(found) != 1 or numbers.isdisjoint(_beside(number)):
        return None
    (clause,) = found
    section = clause.section
    parts = [section.paragraphs[clause.place]]
    for paragraph in section.paragraphs[clause.place + 1 :]:
        if not _belongs(document.text, paragraph, parts, number):
            break
        parts.append(paragraph)
    span = Span(parts[0].span.start, parts[-1].span.end)
    return replace(section, heading=None, span=span, paragraphs=tuple(parts))


def _clauses(document: Document) -> Iterator[_Clause]:
    """The paragraphs that open with a number, one that stands in front of them or in them."""
    for section in document.sections:
        for place, paragraph in enumerate(section.paragraphs):
            number = _number_of(document.text, paragraph)
            if number:
                yield _Clause(number, section, place)


def _number_of(text: str, paragraph: Paragraph) -> str | None:
    """The number of a paragraph: with a sign behind it, or of several parts, as "12.", "8.2"."""
    match = _NUMBER.match(_opening(text, paragraph))
    if paragraph.kind not in _BODY or match is None:
        return None
    return match["number"] if match["sign"] or "." in match["number"] else None


def _opening(text: str, paragraph: Paragraph) -> str:
    """How the line opens on which a paragraph begins."""
    start = paragraph.span.start
    line = text.rfind("\n", max(0, start - _LONGEST_MARK), start) + 1
    return text[line or start : start + _LONGEST_MARK]


def _beside(number: str) -> set[str]:
    """The numbers before and behind one."""
    *outer, last = number.rstrip("abcdefghijklmnopqrstuvwxyz").split(".")
    return {".".join([*outer, str(int(last) + step)]) for step in (-1, 1)}


def _belongs(text: str, paragraph: Paragraph, parts: Sequence[Paragraph], number: str) -> bool:
    """Whether a paragraph is a part of the clause before it: "(2)", "8.2.1", an item led in to."""
    own = _number_of(text, paragraph)
    if own:
        return own.startswith(f"{number}.")
    led_in = any(paragraph.context in part.sentences for part in parts if paragraph.context)
    return led_in or (paragraph.kind is BlockKind.ITEM and _opening(text, paragraph)[:1] == "(")
