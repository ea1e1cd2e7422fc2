"""How long a document is, how many of its parts there are, and which sources it cites."""

from __future__ import annotations

import re
from collections import Counter

from rag.answer.sections import outermost
from rag.answer.told import Scope, Told
from rag.document.interviews import asks
from rag.document.model import SourceReference, Span
from rag.question.whole import Counted, WholeQuestion

_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
_WORD = re.compile(r"\S*\w\S*")
_MOST_SOURCES = 20  # that are named
_MOST_CITED = 5


def length(scope: Scope) -> Told:
    """How many words, or characters of a script without spaces, the text has."""
    document = scope.document
    parts = [Span(0, len(document.text))]
    if not scope.is_whole:
        parts = [passage.span for passage in scope.passages]
    text = " ".join(part.of(document.text) for part in parts)
    ideographs = len(_IDEOGRAPH.findall(text))
    words = len(_WORD.findall(_IDEOGRAPH.sub(" ", text)))
    counted = _number(words, "word")
    if ideographs > words:
        counted = f"{_number(ideographs, 'character')} and {counted}"
    paragraphs = _number(len(scope.paragraphs), "paragraph")
    return Told(f"has about {counted}, in {paragraphs}")


def count(scope: Scope, asked: WholeQuestion) -> Told:
    """How many of something the document has."""
    if asked.counted is Counted.SECTIONS:
        return _sections(scope)
    if asked.counted is Counted.PARAGRAPHS:
        return Told(f"has {_number(len(scope.paragraphs), 'paragraph')}")
    if asked.counted is Counted.QUESTIONS:
        return _questions(scope)
    if asked.counted is Counted.NOTES:
        notes = [note for note in scope.document.notes if scope.holds(note.span)]
        return Told(f"has {_number(len(notes), 'note')}")
    return _count_of_sources(scope)


def sources(scope: Scope, most: bool) -> Told:
    """Which sources the document cites, those cited most first; or these alone."""
    unknown = "cites no source"
    cited = Counter(r.outlet for r in scope.references if r.outlet)
    if not cited:
        return Told(unknown=unknown)
    named = cited.most_common(_MOST_CITED if most else _MOST_SOURCES)
    words = [f"{outlet} ({_times(n)})" for outlet, n in named]
    rest = len(cited) - len(named)
    more = f" and {rest} more" if rest else ""
    first: dict[str | None, SourceReference] = {}
    for reference in scope.references:
        first.setdefault(reference.outlet, reference)
    quotes = dict.fromkeys(s for outlet, _ in named for s in _citing(scope, first[outlet]))
    cites = "cites most often" if most else "cites"
    return Told(f"{cites} {', '.join(words)}{more}", tuple(sorted(quotes)), unknown)


def _sections(scope: Scope) -> Told:
    """All sections with a heading, and those that are part of no other."""
    sections = scope.sections
    held = {section.span for section in sections}
    outer = [section for section in outermost(scope.document) if section.span in held]
    said = f"has {_number(len(sections), 'section')} with a heading"
    if len(outer) < len(sections):
        said += f", of which {len(outer)} are part of no other"
    return Told(said)


def _questions(scope: Scope) -> Told:
    """The questions that are headings, as in a list of answers, or else those in the text."""
    text = scope.document.text
    headings = [s.title for s in scope.sections]
    asked = [title for title in headings if asks(title)]
    if not asked:
        sentences = (sentence.of(text) for sentence in scope.sentences)
        asked = [sentence for sentence in sentences if asks(sentence)]
    return Told(f"has {_number(len(asked), 'question')}")


def _count_of_sources(scope: Scope) -> Told:
    works = {(r.outlet, r.date) for r in scope.references}
    outlets = {outlet for outlet, _ in works if outlet}
    if not works:
        return Told("cites no source")
    return Told(
        f"cites {_number(len(works), 'source')} of {_number(len(outlets), 'outlet')} or authors, "
        f"{_times(len(scope.references))} in all"
    )


def _citing(scope: Scope, reference: SourceReference) -> list[Span]:
    """The sentence that cites a source, where it may be quoted."""
    document = scope.document
    found = document.sentences_in(reference.span) or tuple(
        filter(None, [document.sentence_of_pointer(reference.span)])
    )
    return [sentence for sentence in found if scope.holds(sentence)][:1]


def _number(count: int, noun: str) -> str:
    """ "1 note", "3,363 words"; none is "no note"."""
    if not count:
        return f"no {noun}"
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count:,} times"
