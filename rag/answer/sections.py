"""Which sections of a document a question means, and what they say."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence, Set
from functools import lru_cache

from rag.document.model import Document, Section, SectionKind, Span
from rag.question.section_numbers import SectionNumber, heading_number
from rag.question.terms import fold, terms
from rag.question.whole_cues import Cue
from rag.question.whole_words import cued_words

_KINDS = {
    Cue.CONCLUSION: SectionKind.CONCLUSION,
    Cue.INTRODUCTION: SectionKind.INTRODUCTION,
    Cue.SUMMARY: SectionKind.SUMMARY,
}
_NUMBERED = re.compile(
    r"^(?:(?:(?:section|chapter|part|article|abschnitt|kapitel|teil|artikel|unterabschnitt) |§ ?)?"
    r"(?:\d[\d.]*[a-z]?[.):]?|[IVXLC]+[.):]) ?[-–—]?|[A-Z]\.[\d.]+|[a-z]\.)\s+",
    re.IGNORECASE,
)
_MOST_LIKE = 3  # sections whose headings are equally like what is named


def numbered_sections(document: Document, named: SectionNumber) -> list[Section] | None:
    """The section of a number, with those below it; None where no section can have one so, and
    where a bare number is that of none.

    The list is empty where the document numbers its sections and has none of this number. Where it
    numbers none, the third that it has is its section 3.
    """
    printed = [(s, heading_number(fold(s.title))) for s in document.sections if s.heading]
    numbers = [(s, noun, number) for s, found in printed if found for noun, number in [found]]
    if named.place is None and named.number is not None:
        of_noun = [(s, number) for s, noun, number in numbers if noun == named.noun]
        bare = [(s, number) for s, noun, number in numbers if noun is None]
        known = of_noun or (bare if named.may_be_any else [])
        for section, number in known:
            if number == named.number:
                return with_those_below(document, section)
        if named.is_bare:
            return None
        if known or not named.may_be_counted:
            return [] if known or named.may_be_any else None
    outer = outermost(document)
    place = named.place or int(named.number or 0)
    place = place - 1 if place > 0 else len(outer) + place
    return with_those_below(document, outer[place]) if 0 <= place < len(outer) else []


def sections_headed(
    document: Document, named: Sequence[str], some_are_enough: bool
) -> list[Section]:
    """The sections whose heading holds all terms that are named, the closest to them.

    Where ``some_are_enough`` is false, the heading holds nothing else.
    """
    wanted = frozenset(named)
    beginnings = [term[:3] for term in wanted]
    found: list[tuple[int, Section]] = []
    for section in document.sections:
        folded = fold(section.title) if wanted else ""
        if not all(beginning in folded for beginning in beginnings):
            continue
        held = _heading_terms(section.title)
        if wanted == held or (some_are_enough and wanted < held):
            found.append((len(held - wanted), section))
    if not found and some_are_enough and len(wanted) > 1:
        return _sharing_most(document, wanted)
    nearest = min((extra for extra, _ in found), default=0)
    return [section for extra, section in found if extra == nearest][:_MOST_LIKE]


def _sharing_most(document: Document, wanted: Set[str]) -> list[Section]:
    """The one section whose heading holds at least half of the terms, and more than any other."""
    shared = [(len(wanted & _heading_terms(s.title)), s) for s in document.sections]
    most = max((count for count, _ in shared), default=0)
    best = [section for count, section in shared if count == most]
    return best if 2 * most >= len(wanted) and len(best) == 1 else []


def sections_of_kind(document: Document, kind: Cue) -> list[Section]:
    """The sections that are, or whose heading says that they are, a conclusion or the like."""
    of_kind = [s for s in document.sections if s.kind is _KINDS[kind]]
    if titled := [s for s in of_kind if s.heading]:
        return titled
    named = [s for s in document.sections if s.heading and is_named(s.title, kind)]
    return named[:1] or of_kind


def with_those_below(document: Document, section: Section) -> list[Section]:
    """A section and those that are parts of it."""
    at = bisect_left(document.sections, section.span.start, key=lambda each: each.span.start)
    below = [section]
    for other in document.sections[at + 1 :]:
        if other.depth <= section.depth:
            break
        below.append(other)
    return below


def outermost(document: Document) -> list[Section]:
    """The sections with a heading that are part of no other; of notes there are none.

    Where one section holds all others, as a title may, those right below it count.
    """
    titled = [s for s in document.sections if s.heading and s.kind is not SectionKind.NOTES]
    for depth in sorted({section.depth for section in titled}):
        found = [section for section in titled if section.depth == depth]
        if len(found) > 1:
            return found
    return titled


def sentences_of(sections: Sequence[Section]) -> Iterator[Span]:
    """The sentences of sections, in order."""
    for section in sections:
        for paragraph in section.paragraphs:
            yield from paragraph.sentences


def bare_title(title: str) -> str:
    """A heading without its number: "3.2 Distance", "§ 7 Bäume", "A.1 Scope"."""
    return _NUMBERED.sub("", title).strip() or title


@lru_cache(maxsize=4096)
def _heading_terms(title: str) -> Set[str]:
    """The terms of a heading without its number."""
    return frozenset(terms(without_number(title))) or frozenset(terms(title))


def without_number(title: str) -> str:
    """A heading, folded, without its number."""
    folded = fold(title)
    if heading_number(folded):
        folded = re.sub(r"^\W*(?:\w+\.? )?[\d.]+[a-z]?(?=[\s.):：、])", "", folded, count=1)
    return folded


def is_named(title: str, kind: Cue) -> bool:
    """Whether a heading holds nothing but words for a kind of section."""
    words = [cues for word, cues in cued_words(title) if not word[0].isdigit()]
    named = any(kind in cues for cues in words)
    return named and all(cues & {kind, Cue.FUNCTION, Cue.MAIN, Cue.POINT} for cues in words)
