"""What a question asks of a whole document: what it is about, who wrote it, what a section says.

A question is about the whole document if nothing is left of it once these are taken out: function
words, words that name the document ("brief", "article", "it"), and words that name what is asked
for. "What is the report about?" leaves nothing, "What is the report of the committee about?" leaves
the committee. What is left may still be the name of a section, or the document's own title, which
whoever knows the document can tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum

from rag.question.section_numbers import SectionNumber, section_number
from rag.question.terms import fold, terms
from rag.question.whole_cues import Cue
from rag.question.whole_look_alikes import only_looks_whole
from rag.question.whole_parts import Part, asked_parts, vocabulary
from rag.question.whole_words import cued_words

__all__ = ["Counted", "Part", "WholeQuestion", "whole_question"]

_LONGEST = 200  # characters of a question that may be about a whole document
_DOTTED = re.compile(r"\d\.\d")


class Counted(StrEnum):
    """What a document may be asked to have how many of."""

    SECTIONS = "sections"
    PARAGRAPHS = "paragraphs"
    NOTES = "notes"
    QUESTIONS = "questions"
    SOURCES = "sources"


@dataclass(frozen=True, slots=True)
class WholeQuestion:
    """What is asked of the whole document.

    ``parts`` are what is asked for. ``rest`` are the terms that are left, which may be those of the
    document's title; ``genre`` are those that name a kind of text, such as "letter", which the
    document must be. ``heading`` are the terms that may name a section instead; ``names_section``
    says that the question speaks of one, so that some words of its heading are enough. ``number``
    is a section named by number, ``kind`` one named by what it is for, such as the conclusion.
    ``most`` asks for the sources cited most. ``stands_alone`` is false where nothing names a
    document or a part of one: "By whom?". ``names_document`` is false where it may ask of something
    else than a text: "What is the volume?". ``text_may_tell`` says that a sentence may answer, and
    is to be looked for first: "When does the agreement come into force?", "Who signed it?".
    """

    parts: tuple[Part, ...]
    rest: tuple[str, ...] = ()
    genre: tuple[str, ...] = ()
    heading: tuple[str, ...] = ()
    names_section: bool = False
    number: SectionNumber | None = None
    kind: Cue | None = None
    counted: Counted | None = None
    most: bool = False
    stands_alone: bool = True
    names_document: bool = True
    text_may_tell: bool = False


_COUNTED = {
    Cue.NOTE: Counted.NOTES,
    Cue.SOURCE: Counted.SOURCES,
    Cue.CITE: Counted.SOURCES,
    Cue.SECTION: Counted.SECTIONS,
    Cue.PARAGRAPH: Counted.PARAGRAPHS,
    Cue.QUESTION: Counted.QUESTIONS,
}
_ASKS_BESIDE = frozenset({Cue.WHO, Cue.WHEN, Cue.WHERE, Cue.WHY, Cue.MANY, Cue.LONG})
"""Question words that ask for something of their own, unless a part takes them up."""
_NAMES_NOTHING = frozenset({Cue.FUNCTION, Cue.DOCUMENT, Cue.POINTING, Cue.HOW})
_NAMING = frozenset({Cue.DOCUMENT, Cue.GENRE, Cue.POINTING})
_NOUNS = frozenset(
    map(
        Cue,
        "summary point finding title author date series publication language source headings "
        "structure topics".split(),
    )
)
_TOLD_BY_SECTIONS = {Part.ABOUT, Part.SUMMARY, Part.POINTS, Part.OUTLINE}
_KINDS = (Cue.CONCLUSION, Cue.INTRODUCTION)


def whole_question(question: str) -> WholeQuestion | None:
    """What the question may ask of a whole document; None where it asks for something else.

    Where ``rest`` or ``heading`` is not empty, it does so only if that names the document, or one
    of its sections.
    """
    if len(question) > _LONGEST:
        return None
    folded = fold(question)
    if only_looks_whole(folded):
        return None
    number = section_number(folded)
    if number:
        folded = folded[: number.span.start] + " " + folded[number.span.end :]
    elif _DOTTED.search(folded):  # "What is in version 2.1?"
        return None
    words = list(cued_words(folded))
    cues: set[Cue] = set().union(*(found for _, found in words))
    kind = next((cue for cue in _KINDS if cue in cues), None)
    if number or (kind and not {Cue.MAIN, Cue.POINT} <= cues):
        return _of_known_section(number, kind, words, cues)
    return _of_document(words, cues)


def _of_known_section(
    number: SectionNumber | None, kind: Cue | None, words: _Words, cues: Set[Cue]
) -> WholeQuestion | None:
    """What is asked of a section that is named by number or by what it is for."""
    known = (vocabulary([Part.SECTION, Part.SUMMARY]) | set(_KINDS)) - {Cue.FIGURE}
    rest, genre = _left(words, known, cues)
    if rest or _asks_beside(cues):
        return None
    # "What did the inquiry conclude?" may be told by a sentence.
    names = number is not None or not any(word.startswith("conclud") for word, _ in words)
    return WholeQuestion(
        (Part.SECTION,), genre=genre, number=number, kind=kind, names_document=names
    )


def _of_document(words: _Words, cues: Set[Cue]) -> WholeQuestion | None:
    """What is asked of the document itself, or of a section that its heading names."""
    parts = asked_parts(cues, _counted(cues) is not None)
    known = vocabulary(parts)
    if _asks_beside(cues, known):
        return None
    heading, beside = _named_heading(words, cues) if set(parts) <= _TOLD_BY_SECTIONS else ((), ())
    names_section = bool(cues & {Cue.SECTION, Cue.PARAGRAPH, Cue.UNDER})
    if not parts and heading:
        return WholeQuestion((Part.SECTION,), heading, beside, heading, names_section)
    rest, genre = _left(words, known, cues)
    # "What do the authors recommend?" may ask for the section "Recommendations".
    is_deed = len(rest) == 1 and Cue.DOCUMENT in cues and Cue.WHO not in cues
    if is_deed and set(parts) <= {Part.AUTHORS}:
        return WholeQuestion((Part.SECTION,), rest, genre, rest)
    if not parts:
        return _of_unnamed_part(words, cues)
    counted = _counted(cues) if Part.COUNT in parts else None
    # "Which newspaper is cited for that?" is about a claim, where one was made before.
    alone = Cue.NAMED_BEFORE not in cues and bool(
        cues & (_NOUNS | {Cue.DOCUMENT, Cue.POINTING} | set(_COUNTED))
    )
    return WholeQuestion(
        tuple(parts),
        rest,
        genre,
        heading,
        names_section,
        counted=counted,
        most=Cue.MOST in cues,
        stands_alone=alone,
        names_document=bool(cues & _NAMING),
        text_may_tell=_may_be_told(parts, cues),
    )


def _may_be_told(parts: Sequence[Part], cues: Set[Cue]) -> bool:
    """Whether a sentence may say it: when it comes into force, or when and by whom it is signed."""
    return (parts == [Part.DATE] and Cue.FORCE in cues) or (
        parts in ([Part.DATE], [Part.AUTHORS]) and Cue.SIGN in cues
    )


def _of_unnamed_part(words: _Words, cues: Set[Cue]) -> WholeQuestion | None:
    """ "What is this document?", "What does it say?": no word says which part."""
    rest, genre = _left(words, vocabulary([Part.SECTION]), cues)
    named = Cue.DOCUMENT in cues or genre or (Cue.POINTING in cues and cues & {Cue.SAY, Cue.GENRE})
    if not named or rest or Cue.HOW in cues:
        return None
    return WholeQuestion((Part.ABOUT,), (), genre)


def _named_heading(words: _Words, cues: Set[Cue]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The terms that name a section by its heading, where the question may ask for one.

    And those of them that may name the document instead: "What do the terms say about refunds?"
    """
    asks = {Cue.SECTION, Cue.PARAGRAPH, Cue.UNDER, Cue.SAY, Cue.IN}
    if not cues & asks or _asks_beside(cues):
        return (), ()
    known = vocabulary([Part.SECTION, Part.SUMMARY])
    rest, genre = _left(words, known, cues)
    return rest + genre, genre if rest else ()


def _asks_beside(cues: Set[Cue], known: Set[Cue] = frozenset()) -> bool:
    """Whether a question word asks for something that no part takes up."""
    return bool((cues & _ASKS_BESIDE) - known)


_Words = list[tuple[str, frozenset[Cue]]]


def _counted(cues: Set[Cue]) -> Counted | None:
    unit = next((unit for cue, unit in _COUNTED.items() if cue in cues), None)
    return unit if cues & {Cue.MANY, Cue.NUMBER} else None


def _left(
    words: _Words, known: Set[Cue], cues: Set[Cue]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The terms that are neither known nor name the document, and those that name a genre.

    "This letter" names the document, "the letter" does if the document is one.
    """
    named = _NAMES_NOTHING | known
    if Cue.POINTING in cues:
        named = named | {Cue.GENRE}
    if Cue.ASKER in cues:  # "I need a summary", and not "What does the author need?"
        named = named | {Cue.WISH}
    if Cue.TREAT in cues:  # "What problem does it treat?", and not "What is the problem about?"
        named = named | {Cue.MATTER}
    left = [(word, found) for word, found in words if not found & named]
    rest = (word for word, found in left if Cue.GENRE not in found)
    genre = (word for word, found in left if Cue.GENRE in found)
    return _terms(rest), _terms(genre)


def _terms(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(terms(" ".join(words))))
