"""Where the sentences of a paragraph are.

What cited prose adds to the ends of sentences is known here: a source in parentheses that stands
behind the full stop belongs to the sentence before it, and a pointer to a note (``[2]``) to none.
The time that all of it takes grows no faster than the paragraph.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from rag.document.model import Span
from rag.reading.boundaries import rules_language, sentence_ends
from rag.reading.names import is_connector
from rag.reading.note_marks import IN_BRACKETS, NOTE_MARK, SUPERSCRIPT
from rag.reading.short_forms import AFTER_ORDINALS, ENGLISH_MONTHS, MONTHS_BEHIND_ORDINALS

# The months of English, German and the Nordic languages, which print "14. March" with a full stop.
_MONTHS = sorted((ENGLISH_MONTHS - {"march", "may"}) | MONTHS_BEHIND_ORDINALS | {"mai"})
# These are other words as well: "1. May I leave?", "2. Mars has moons", "3. Jan Smit".
_MAY_BE_MONTHS = "may march mars jan feb mar mär apr jun jul aug sep sept oct okt nov dec dez des"
# Behind the number of what may be an item, but is a day, a century or an edition: "14. März".
_ORDINAL = (
    rf"(?:0?[1-9]|[12]\d|3[01])\.[ \t]+(?i:(?:{'|'.join(_MONTHS)})\b"
    rf"|(?:{'|'.join(_MAY_BE_MONTHS.split())})\b\.?,?[ \t](?=(?:1\d|20)\d\d\b)|(?-i:mars)\b)"
    rf"|\d{{1,3}}\.[ \t]+(?i:(?:{'|'.join(sorted(AFTER_ORDINALS.difference(_MONTHS)))})\b)"
)
_BULLETS = "•‣◦▪●·*+–—✓∙■○►➢⁃-"
# A bullet, or the number of a note or of a list item, at the head of a paragraph.
MARKER = re.compile(
    rf"\s*+(?:[{_BULLETS}][ \t\u00a0\u3000]+"
    rf"|{NOTE_MARK}:?[ \t]*"
    rf"|(?:\(\d{{1,3}}\)|(?!{_ORDINAL})\d{{1,3}}[.)]|\d{{1,2}}[°º](?![ \t]*[CFK]\b))[ \t]+)"
)
_ROMAN_ITEM = re.compile(r"\(?[IVX]{1,6}[.)]\s*+")
_POINTERS = re.compile(rf"(?:\s*+{NOTE_MARK})++\s*+")
# Behind a word a superscript may be a power: "5 km²".
_LAST_POINTER = re.compile(rf"(?:{IN_BRACKETS}|(?<=[.!?…。！？”\"’)\]]){SUPERSCRIPT})\Z")
_LONGEST_POINTER = 11  # characters
# Brackets that hold a comma, and a digit somewhere behind their first one.
_SOURCE_AFTERTHOUGHT = re.compile(
    r"\s*+[(（][^()（）,，:：]*+[,，:：][^()（）\d]*+\d[^()（）]*+[)）][.。]?\s*+"
)
_NO_LETTER = re.compile(r"[\W_]*")
# A reference has full stops of its own: "see: Creemers, R. (2020). “China’s conception.” 107-142."
# Without a colon, a title or an author must follow: "cf. Fig. 3" and "See Roe v. Wade" end at once.
_SEE = r"(?:^|[,;] ?|\b(?=[Cc]f))(?:[Ss]ee(?: also)?|[Cc]f\.) "
_OPENS_REFERENCE = re.compile(rf"\b[Ss]ee(?: also)?:|{_SEE}(?=[A-Z][\w’-]{{1,30}}, [A-Z])")
# What is quoted may be a title, or a part of this very text: "See “Methods” below."
_MAY_OPEN_REFERENCE = re.compile(rf"{_SEE}(?=[“\"])")
# Pages, a year in brackets, a volume, a place and who publishes there, an address.
_BIBLIOGRAPHIC = re.compile(
    r"\s*+\d{1,5}[-–]\d{1,5}\b|\((?:1[5-9]|20)\d\d[a-z]?\)|\b(?:pp?|[Vv]ol|[Nn]o|eds?)\. ?\d"
    r"|\s*+[A-Z][\w’-]{1,30}(?:, [A-Z][\w.]{0,15})?: [A-Z]|https?://|\bdoi\b"
)
_AUTHOR_AND_YEAR = re.compile(r"(?:[^\W\d_][^\s.]*,? ){1,6}?(?:[A-Z]\.[ -]?)+,? ?\(\d{4}[a-z]?\)\.")
_BRACKET = re.compile(r"([()])")
_BRACKETS = re.compile(r"[()（）]")
_LONGEST_OPENING = 48  # characters, more than what opens a reference and what is looked at there
_SENTENCE_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|would|can|could|may|might|must|should|did|does"
    r"|do|led|that|which|who)\b"
)
_LONGEST_REFERENCE_PART = 25  # words
# "Creemers, R., Webster, G. (2020).": longer lists of authors are not looked for.
_LONGEST_AUTHORS = 300  # characters


def split_sentences(text: str, paragraph: Span, language: str | None = None) -> tuple[Span, ...]:
    """The sentences of a paragraph, in order, without surrounding white space.

    Between them, and around them, lies nothing but white space, the paragraph's leading marker
    and pointers to notes. A paragraph that holds anything else has at least one sentence.
    ``language`` is a code such as ``de``; without one, the paragraph's words tell.
    """
    marker = MARKER.match(text, paragraph.start, paragraph.end)
    start = marker.end() if marker else paragraph.start
    if not text[start : paragraph.end].strip():
        start = paragraph.start
    pieces = _joined(text, _pieces(text, start, paragraph.end, language), _pairs(text, paragraph))
    spans = (_without_pointers(text, piece) for piece in pieces)
    return tuple(span for span in spans if len(span))


def _pieces(text: str, start: int, end: int, language: str | None) -> list[Span]:
    """The sentences of ``[start, end)``, laid end to end so that they cover it."""
    # One letter in, one letter out: a line break inside a hard-wrapped sentence is no boundary.
    block = text[start:end].replace("\n", " ").replace("\r", " ")
    ends = sentence_ends(block, language or rules_language(block))
    if ends and _ROMAN_ITEM.fullmatch(block, 0, ends[0]):
        ends = ends[1:]
    return [Span(start + a, start + b) for a, b in pairwise([0, *ends, len(block)])]


class _Sentence:
    """A sentence in the making, with what is asked of it before a piece is joined to it.

    Every character is looked at once, however many pieces there are.
    """

    def __init__(self, text: str, piece: Span, pairs: Sequence[Span]) -> None:
        self.span = Span(piece.start, piece.start)
        self._text = text
        self._pairs = pairs
        self._closed_at = 0  # where the last of the brackets that open in it is closed
        # What a reference may open in is the text outside brackets; an inner pair is left out
        # once it is closed, so what stands before the last open bracket is kept beside it.
        self._read_to = piece.end - len(piece.of(text).lstrip())
        self._outside = _Opening()
        self._inside: _Opening | None = None
        self.add(piece)

    def add(self, piece: Span) -> None:
        """Take in the piece that follows."""
        first = bisect_left(self._pairs, piece.start, key=lambda pair: pair.start)
        for pair in islice(self._pairs, first, None):
            if pair.start >= piece.end:
                break
            self._closed_at = max(self._closed_at, pair.end)
        self.span = Span(self.span.start, piece.end)

    @property
    def is_open(self) -> bool:
        """Whether a round bracket opened in the sentence is closed behind its end.

        One that nothing closes is no bracket: it was forgotten, or is a sign such as ":(".
        """
        return self._closed_at > self.span.end

    def goes_on_with(self, words: str) -> bool:
        """Whether a bibliographic reference that opened goes on: a title, a publisher, pages."""
        opening = self._opening()
        if not opening.certain and not self._is_author_and_year():
            return opening.possible and _is_bibliographic(words)
        quoted = words.lstrip().startswith(("“", '"', "‘"))
        return quoted or _is_short_of_a_sentence(words)

    def _opening(self) -> _Opening:
        """What of a reference opens in the sentence so far."""
        for part in _BRACKET.split(self._text[self._read_to : self.span.end]):
            if part == "(":
                self._outside = self._inside or self._outside
                self._inside = self._outside.read(part)
            elif part == ")" and self._inside:
                self._inside = None
            elif self._inside:
                self._inside = self._inside.read(part)
            else:
                self._outside = self._outside.read(part)
        self._read_to = self.span.end
        return self._inside or self._outside

    def _is_author_and_year(self) -> bool:
        if len(self.span) > _LONGEST_AUTHORS:
            return False
        return _AUTHOR_AND_YEAR.fullmatch(self.span.of(self._text).strip()) is not None


@dataclass(frozen=True, slots=True)
class _Opening:
    """Whether a reference opens in a text that is read part by part; ``tail`` is its end.

    It is certain with a colon or an author, possible where something is quoted.
    """

    certain: bool = False
    possible: bool = False
    tail: str = ""

    def read(self, part: str) -> _Opening:
        """The same for the text with one more part."""
        if self.certain:
            return self
        seen = self.tail + part
        # The tail's first character is the text's first only where the tail is all of the text.
        first = int(len(self.tail) == _LONGEST_OPENING)
        certain = _OPENS_REFERENCE.search(seen, first) is not None
        possible = self.possible or _MAY_OPEN_REFERENCE.search(seen, first) is not None
        return _Opening(certain, possible, seen[-_LONGEST_OPENING:])


def _is_short_of_a_sentence(words: str) -> bool:
    return len(words.split()) <= _LONGEST_REFERENCE_PART and not _SENTENCE_VERB.search(words)


def _is_bibliographic(words: str) -> bool:
    """Whether a piece can hardly be anything but a part of a reference.

    It has pages or the like, or nothing but names: "Oxford University Press, 2019."
    """
    if not _is_short_of_a_sentence(words):
        return False
    small = (word for word in words.split() if word[0].islower())
    return _BIBLIOGRAPHIC.search(words) is not None or all(map(is_connector, small))


def _pairs(text: str, paragraph: Span) -> list[Span]:
    """The round brackets of a paragraph that are closed, each with what stands in it."""
    opened: list[int] = []
    pairs: list[Span] = []
    for found in _BRACKETS.finditer(text, paragraph.start, paragraph.end):
        if found[0] in "(（":
            opened.append(found.start())
        elif opened:
            pairs.append(Span(opened.pop(), found.end()))
    return sorted(pairs, key=lambda pair: pair.start)


def _joined(text: str, pieces: list[Span], pairs: Sequence[Span]) -> list[Span]:
    """Join the pieces that are no sentence of their own to the one before."""
    sentences: list[_Sentence] = []
    for piece in pieces:
        words = piece.of(text)
        belongs_to_previous = _SOURCE_AFTERTHOUGHT.fullmatch(words) or _NO_LETTER.fullmatch(words)
        if sentences and (
            belongs_to_previous or sentences[-1].is_open or sentences[-1].goes_on_with(words)
        ):
            sentences[-1].add(piece)
        else:
            sentences.append(_Sentence(text, piece, pairs))
    return [sentence.span for sentence in sentences]


def _without_pointers(text: str, piece: Span) -> Span:
    """Trim white space and the note pointers at either end."""
    leading = _POINTERS.match(text, piece.start, piece.end)
    start = leading.end() if leading else piece.start
    end = _without_space(text, start, piece.end)
    while pointer := _LAST_POINTER.search(text, max(start, end - _LONGEST_POINTER), end):
        end = _without_space(text, start, pointer.start())
    words = text[start:end]
    return Span(end - len(words.lstrip()), end)


def _without_space(text: str, start: int, end: int) -> int:
    """Where the words of ``[start, end)`` end; slices would copy them once for each pointer."""
    while end > start and text[end - 1].isspace():
        end -= 1
    return end
