"""Questions about sources and notes, which the brief's structure answers.

"What does note 5 say?", "What does the brief take from the Global Times of June 29, 2023?", "Which
claims rest on Xinhua?" name a note or an outlet: the sentences are known without any search.
"Which source is cited for the claim that …?" is searched by the claim, and answered by a sentence
that cites one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rag.document.model import Document, Note, SourceReference, Span
from rag.question.outlets import outlets_named
from rag.question.terms import terms
from rag.reading.references import find_dates

_NUMBERS = "one two three four five six seven eight nine ten eleven twelve".split()
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
)
_NOTE_ZH = r"(?:脚注|尾注|注释|附注|注)"
_NOTE = re.compile(
    r"\b(?:foot|end)?-?note (?:number |no\.? ?|# ?)?\[?(?:\d{1,4}|"
    + "|".join(_NUMBERS)
    + r")\b\]?|\b(?:"
    + "|".join(_ORDINALS)
    + r"|\d{1,3}(?:st|nd|rd|th)) (?:foot|end)?-?note\b"
    + rf"|{_NOTE_ZH}第? ?\d{{1,3}}|第 ?\d{{1,3}} ?[条个]?{_NOTE_ZH}",
    re.IGNORECASE,
)
_POINTS_TO_NOTE = re.compile(
    r"\b(?:points?|refers?|referr?ed|linked|attached|belongs?|leads?|marked|carr(?:y|ies))\b.*note"
    r"|\bwhere (?:is|does)\b.*note|\bnote\b.*\b(?:point(?:s|ed)? to|referr?ed to|attached)\b",
    re.IGNORECASE,
)
# Words that say only that something is asked of a note or a source.
_FRAME = frozenset(
    terms(
        "say says said state states content contents read reads text tell mention explain give "
        "quote show brief document article note footnote endnote source cite cites cited citing "
        "claim claims statement point fact conclusion piece page report story publication date "
        "dated take takes taken rest rests base based support supported supports back draw list "
        "use used refer reference information attribute according paper news post print source "
        "sentence passage part number come comes rely relies draft everything "
        "说了什么 写了什么 内容是什么"
    )
)
_SOURCE_NOUN = (
    r"(?:sources?|newspapers?|papers?|agency|agencies|journals?|outlets?|institutions?|"
    r"publications?|magazines?|media|websites?|think[- ]tanks?|organi[sz]ations?|reports?|"
    r"articles?|references?|citations?|evidence|news|broadcasters?|studies|study|universit(?:y|ies))"
)
_WHICH_SOURCE = re.compile(
    rf"\b(?:which|what|whose)\b(?: [\w’'-]+){{0,3}}? {_SOURCE_NOUN}\b.*?\b(?:cite[ds]?|citing|"
    r"quoted|sourced?|referenced|given|named|supports?|backs?|credited|used)\b"
    r"|\bwhat (?:is|are|was|were) the (?:sources?|citations?|references?|evidence)\b"
    r"|\b(?:what|which|who) (?:is|are|was|were) .*\bsources? (?:for|on|of|behind)\b"
    r"|\bwhere does (?:the|this|that) (?:claim|statement|information|figure|quot\w+)\b"
    r".*\bcome from\b"
    r"|\b(?:who|what) is (?:cited|credited|given as the source) for\b"
    r"|\bon (?:what|which) (?:\w+ )?(?:source|evidence|authority)\b"
    r"|哪[个家些份].*(?:来源|媒体|报纸|期刊)|来源是什么|出处",
    re.IGNORECASE,
)
_FROM = (
    r"\b(?:according to|rest(?:s|ing)? on|based on|rel(?:y|ies|ying) on|drawn? (?:from|on)"
    r"|cit(?:e|es|ed|ing)(?: from)?|attributed to|credited to|sourced (?:from|to)"
    r"|(?:supported|backed|reported|published) by"
    r"|(?:take|takes|taken|took|come|comes|came|derived?|claims?|information|sentences?)"
    r" (?:\w+ ){0,3}?from)"
)
_PIECE = (
    r"(?:source|piece|article|page|report|story|publication|post|study|paper|citation|reference)s?"
)
_SAYS = r"(?:cited|quoted|referenced|given as|sa(?:y|id)|report(?:ed)?|write|wrote)"
_ANY_DATE = (
    r"(?:\d{4}|\d{1,2} [A-Z][a-z]+"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d)"
)
_CLAIM_NOUN = (
    r"(?:claims?|statements?|points?|assertions?|ideas?|facts?|findings?|remarks?|views?|"
    r"arguments?|conclusions?|information|figures?)"
)
_CLAIM = re.compile(
    rf"\b(?:for|of|supports?|backs?(?: up)?|behind|does|that) (?:the |this |a )?(?:{_CLAIM_NOUN} )?"
    r"(?:that )?(?P<claim>.+?)(?: (?:rests?|relies|is based|comes? from).*)?[?.!]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Structure:
    """What the structure says of a question.

    ``sentences`` are those that may answer, None for any; ``complete`` says that all of them are
    the answer, otherwise the best are. ``cites`` wants a sentence that cites a source. ``query``
    replaces the question in the search; ``warning`` says why there is nothing.
    """

    sentences: tuple[tuple[str, Span], ...] | None
    complete: bool
    cites: bool = False
    query: str | None = None
    warning: str | None = None


def read_structure(question: str, documents: Sequence[Document]) -> Structure | None:
    """What the brief's notes and source references say of a question; None for other questions."""
    if note := _NOTE.search(question):
        return _about_note(question, note, documents)
    if _WHICH_SOURCE.search(question):
        return Structure(None, False, cites=True, query=_claim(question))
    return _about_outlet(question, documents)


def _about_note(question: str, found: re.Match[str], documents: Sequence[Document]) -> Structure:
    number = _note_number(found[0])
    notes = [(d, note) for d in documents for note in d.notes if note.number == number]
    if not notes:
        numbers = [str(note.number) for document in documents for note in document.notes]
        held = f"its notes are {', '.join(dict.fromkeys(numbers))}" if numbers else "it has none"
        return Structure((), True, warning=f"The brief has no note {number}; {held}.")
    if _POINTS_TO_NOTE.search(question):
        return Structure(tuple(s for d, note in notes for s in _pointing(d, note)), True)
    sentences = tuple((d.id, span) for d, note in notes for span in _sentences_in(d, note.span))
    rest = question[: found.start()] + " " + question[found.end() :]
    return Structure(sentences, not _topic(rest), query=rest.strip())


def _note_number(named: str) -> int:
    if digits := re.search(r"\d+", named):
        return int(digits[0])
    words = named.lower().replace("-", " ").split()
    return next(
        names.index(word) + 1 for names in (_NUMBERS, _ORDINALS) for word in words if word in names
    )


def _about_outlet(question: str, documents: Sequence[Document]) -> Structure | None:
    outlets = {r.outlet for d in documents for r in d.references if r.outlet}
    rest = question
    named = []
    for mention, outlet in outlets_named(question, outlets):
        if _stands_as_source(question, mention):
            named.append(outlet)
            rest = rest.replace(mention, " ")
    if not named:
        return None
    dates = find_dates(question)
    references = [
        (d, r)
        for d in documents
        for r in d.references
        if r.outlet in named and (not dates or any(_same_date(r, date) for date in dates))
    ]
    if not references:
        exact = any(len(date) > 4 for date in dates)
        references = [(d, r) for d in documents for r in d.references if r.outlet in named]
        if exact:
            known = ", ".join(dict.fromkeys(f"{r.outlet}, {r.date}" for _, r in references))
            warning = f"The brief cites no such date; what it cites is {known}."
            return Structure((), True, warning=warning)
    sentences = tuple(
        dict.fromkeys((d.id, span) for d, r in references for span in _sentences_in(d, r.span))
    )
    return Structure(sentences, not _topic(rest) or (len(sentences) == 1 and bool(dates)))


def _stands_as_source(question: str, outlet: str) -> bool:
    """Whether the outlet, as the question names it, is a source there and not an actor."""
    name = re.escape(outlet)
    pattern = (
        rf"{_FROM} (?:the |an? )?{name}"
        rf"|{name}(?: \w+)? {_PIECE}\b"
        rf"|{name},? (?:of|from|dated|published)? ?(?:on |in )?{_ANY_DATE}"
        rf"|{name} (?:{_PIECE} )?(?:is |are |was |were )?(?:being )?{_SAYS}\b"
        rf"|\b(?:is|are|was|were|does|do) (?:the )?{name} .*\b(?:cited|quoted|referenced|support)"
        rf"|(?:引用|援引|根据|来自)[^？?]*{name}|{name}[^？?]*(?:来源|引用)"
    )
    return re.search(pattern, question, re.IGNORECASE) is not None


def _same_date(reference: SourceReference, date: str) -> bool:
    if date.startswith("-"):  # a day of any year
        return reference.date[4:].startswith(date[1:])
    return reference.date.startswith(date) or date.startswith(reference.date)


def _topic(rest: str) -> list[str]:
    """What is asked beside the note or outlet: its terms, dates left out."""
    return [t for t in terms(rest) if t not in _FRAME and not t[0].isdigit() and t not in _MONTHS]


_MONTHS = frozenset(
    terms(
        "January February March April May June July August September October November December "
        "Jan Feb Mar Apr Jun Jul Aug Sept Oct Nov Dec"
    )
)


def _claim(question: str) -> str | None:
    """The claim whose source is asked for; None where it cannot be told from the rest."""
    found = _CLAIM.search(question)
    if found is None or len(terms(found["claim"])) < 2:
        return None
    return found["claim"]


def _pointing(document: Document, note: Note) -> Iterator[tuple[str, Span]]:
    """The sentences that a note's pointers stand in or behind."""
    for pointer in note.pointers:
        for _, paragraph in document.paragraphs():
            if paragraph.span.contains(pointer):
                before = [s for s in paragraph.sentences if s.start <= pointer.start]
                yield from ((document.id, span) for span in before[-1:])


def _sentences_in(document: Document, span: Span) -> Iterable[Span]:
    """The sentences that overlap a span, in reading order."""
    return [
        sentence
        for _, paragraph in document.paragraphs()
        for sentence in paragraph.sentences
        if sentence.overlaps(span)
    ]
