"""What may be asked of a whole document, and the cues that ask for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from enum import StrEnum

from rag.question.whole_cues import Cue


class Part(StrEnum):
    """What may be asked of a whole document."""

    ABOUT = "about"
    SUMMARY = "summary"
    POINTS = "points"
    OUTLINE = "outline"
    TITLE = "title"
    AUTHORS = "authors"
    DATE = "date"
    PUBLICATION = "publication"
    LANGUAGE = "language"
    LENGTH = "length"
    COUNT = "count"
    SOURCES = "sources"
    QUOTED = "quoted"
    SECTION = "section"


_Needs = tuple[frozenset[Cue], ...]


def _any(*alternatives: str) -> _Needs:
    """Sets of cues, written with commas: each set is enough."""
    return tuple(map(_cues, alternatives))


def _cues(names: str) -> frozenset[Cue]:
    return frozenset(map(Cue, names.split(", ")))


_ASKED: Mapping[Part, _Needs] = {
    Part.SUMMARY: _any("summary", "sum, up", "sum, summary", "in, short"),
    Part.POINTS: _any("main, point", "finding", "argue, document"),
    Part.OUTLINE: _any(
        "headings",
        "sections",
        "structure, document",
        "structure, pointing",
        "structure, genre",
        "topics, treat",
        "topics, say",
    ),
    Part.TITLE: _any("title", "name, document", "name, pointing", "name, genre"),
    Part.LANGUAGE: _any("language", "tongue, write", "tongue, document", "tongue, pointing, in"),
    Part.LENGTH: _any(
        "how, long", "length", "many, words", "number, words", "long, document", "big, document"
    ),
    Part.AUTHORS: _any(
        "who, write",
        "who, by",
        "who, from, pointing",
        "who, from, document",
        "who, from, genre",
        "who, create, document",
        "whose, document",
        "person, write",
        "author",
    ),
    Part.PUBLICATION: _any(
        "series", "publication", "where, publish", "who, publish", "paper, from"
    ),
    Part.DATE: _any(
        "date",
        "when, publish",
        "when, write",
        "when, out",
        "when, from",
        "when, held",
        "when, force",
        "how, old, pointing",
        "how, old, document",
        "how, old, genre",
        "recent, pointing",
        "recent, document",
        "recent, genre",
        "recent, information",
    ),
    Part.SOURCES: _any(
        "source",
        "cite",
        "outlet, most",
        "source, most",
        "outlet, use",
        "information, use, document",
        "information, use, genre",
        "information, use, pointing",
        "where, from, information",
    ),
    Part.QUOTED: _any("who, quote", "person, quote"),
    Part.ABOUT: _any("about", "treat, document", "treat, matter, pointing"),
}
"""The cues that ask for a part, any of the sets."""
_HELPING: Mapping[Part, frozenset[Cue]] = {
    Part.SUMMARY: _cues("short, in, finding, main, point, say, figure, read, information, about"),
    Part.POINTS: _cues("main, short, figure, most, argue, author, say, in, read"),
    Part.OUTLINE: _cues(
        "topics, treat, say, in, about, section, sections, title, main, structure, matter"
    ),
    Part.TITLE: _cues("bear, say, out, publish, under"),
    Part.LANGUAGE: _cues("write, publish, in"),
    Part.LENGTH: _cues("number, read, say, held"),
    Part.AUTHORS: _cues("who, write, by, bear, person, from, publish, name"),
    Part.PUBLICATION: _cues("number, publish, from, where, who, paper, date, out, in, bear"),
    Part.DATE: _cues("publish, write, out, from, held, old, publication, when, bear, force"),
    Part.SOURCES: _cues(
        "most, outlet, who, say, number, use, by, where, from, information, author, different"
    ),
    Part.QUOTED: _cues("cite, from, say, in, person, by"),
    Part.ABOUT: _cues("who, main, say, treat, read, information, topics, short"),
    Part.COUNT: _cues(
        "many, number, question, section, paragraph, note, source, cite, outlet, say, sections, "
        "structure, different, in, use, headings"
    ),
    Part.SECTION: _cues("say, in, under, about, section, paragraph, write, read, treat"),
}
"""What else belongs to the words of a part, and names nothing."""
_OVERRULES: Mapping[Part, Set[Part]] = {
    Part.COUNT: {Part.SOURCES, Part.PUBLICATION, Part.ABOUT, Part.OUTLINE, Part.AUTHORS},
    Part.SOURCES: {Part.AUTHORS, Part.PUBLICATION, Part.ABOUT, Part.DATE},
    Part.QUOTED: {Part.SOURCES, Part.AUTHORS, Part.PUBLICATION},
    Part.LENGTH: {Part.SUMMARY},
    Part.SUMMARY: {Part.ABOUT, Part.POINTS, Part.OUTLINE},
    Part.POINTS: {Part.ABOUT, Part.AUTHORS},
    Part.OUTLINE: {Part.ABOUT, Part.TITLE, Part.AUTHORS},
}
"""Parts whose words may also be used to ask for another."""


def asked_parts(cues: Set[Cue], counts: bool) -> list[Part]:
    """What is asked for, those left out that another part's words only seem to ask for.

    ``counts`` says that the question asks how many.
    """
    found = {part for part, needs in _ASKED.items() if any(each <= cues for each in needs)}
    if counts and not found & {Part.LENGTH, Part.PUBLICATION, Part.DATE}:
        found.add(Part.COUNT)
    if Part.DATE in found and Cue.SERIES not in cues:
        found.discard(Part.PUBLICATION)
    if {Cue.MATTER, Cue.TREAT} <= cues:  # "issue" of a journal, or one that is addressed
        found.discard(Part.PUBLICATION)
    if Cue.CREATE in cues:  # "Who created the document?"
        found.discard(Part.PUBLICATION)
    if len(found) > 1 and Cue.TITLE not in cues:  # "Name the author"
        found.discard(Part.TITLE)
    if Cue.MOST in cues:
        found.discard(Part.QUOTED)
    for part, overruled in _OVERRULES.items():
        if part in found:
            found -= overruled
    if len(found) > 1:  # "What language is the title in?" is rare; "about" is everywhere
        found.discard(Part.ABOUT)
        if Cue.LANGUAGE not in cues:  # "the English title"
            found.discard(Part.LANGUAGE)
    return [part for part in Part if part in found]


def vocabulary(parts: Iterable[Part]) -> frozenset[Cue]:
    """The cues of words that name these parts, or help to."""
    parts = tuple(parts)
    named = {cue for part in parts for each in _ASKED.get(part, ()) for cue in each}
    helping = {cue for part in parts for cue in _HELPING[part]}
    return frozenset(named | helping) - {Cue.GENRE, Cue.MATTER}
