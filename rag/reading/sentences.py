"""Where the sentences of a paragraph are.

sentencex finds the boundaries; what it cannot know about cited prose is mended here: a source in
parentheses that stands behind the full stop belongs to the sentence before it, and a pointer to a
note (``[2]``) to none.
"""

from __future__ import annotations

import re
from itertools import accumulate, pairwise

import sentencex

from rag.document.model import Span

# A bullet, or the number of a note or of a list item, at the head of a paragraph.
MARKER = re.compile(
    r"\s*(?:[•‣◦▪●·*+–—-][ \t\u00a0\u3000]+|\[\^?\d+\]:?[ \t]*|\(?\d{1,3}[.)][ \t]+)"
)
_POINTERS = re.compile(r"(?:\s*\[\^?\d+\])+\s*")
_LAST_POINTER = re.compile(r"\[\^?\d{1,8}\]\Z")
_SOURCE_AFTERTHOUGHT = re.compile(r"\s*[(（][^()（）]*[,，:：][^()（）]*\d[^()（）]*[)）][.。]?\s*")
_NO_LETTER = re.compile(r"[\W_]*")
# A reference has full stops of its own: "see: Creemers, R. (2020). “China’s conception.” 107-142."
_OPENS_REFERENCE = re.compile(
    r"\b[Ss]ee(?: also)?:|\b(?:[Ss]ee also|[Cc]f\.)|(?:^|[,;] ?)[Ss]ee (?=[“\"A-Z])"
)
_AUTHOR_AND_YEAR = re.compile(r"(?:[^\W\d_][^\s.]*,? ){1,6}?(?:[A-Z]\.[ -]?)+,? ?\(\d{4}[a-z]?\)\.")
_BRACKETED = re.compile(r"\([^()]*\)")
_SENTENCE_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|would|can|could|may|might|must|should|did|does"
    r"|do|led|that|which|who)\b"
)
_LONGEST_REFERENCE_PART = 25  # words
# What cannot open a sentence: the boundary before it was none ("see Fig." / "3 and").
_CONTINUES = re.compile(r"\s*[a-z,;:)\]）；，、]")
# sentencex takes one closing quote behind a full stop, not two.
_AFTER_NESTED_QUOTE = re.compile(r"[.!?][’”\"']{2,}\s+(?=[^\W\da-z_]|[“‘(])")


def split_sentences(text: str, paragraph: Span) -> tuple[Span, ...]:
    """The sentences of a paragraph, in order, without surrounding white space.

    Between them, and around them, lies nothing but white space, the paragraph's leading marker
    and pointers to notes. A paragraph that holds anything else has at least one sentence.
    """
    marker = MARKER.match(text, paragraph.start, paragraph.end)
    start = marker.end() if marker else paragraph.start
    if not text[start : paragraph.end].strip():
        start = paragraph.start
    pieces = _joined(text, _boundaries(text, start, paragraph.end))
    spans = (_without_pointers(text, piece) for piece in pieces)
    return tuple(span for span in spans if len(span))


def _boundaries(text: str, start: int, end: int) -> list[Span]:
    """sentencex's sentences, laid end to end so that they cover ``[start, end)``."""
    block = text[start:end]
    # One letter in, one letter out: a line break inside a hard-wrapped sentence is no boundary.
    unwrapped = block.replace("\n", " ").replace("\r", " ")
    sentences = list(sentencex.segment("en", unwrapped))
    if "".join(sentences) != unwrapped:  # lengths would lie: keep the paragraph whole
        return [Span(start, end)]
    cuts = {0, *accumulate(map(len, sentences))}
    cuts |= {m.end() for m in _AFTER_NESTED_QUOTE.finditer(block)}
    return [Span(start + a, start + b) for a, b in pairwise(sorted(cuts))]


def _joined(text: str, pieces: list[Span]) -> list[Span]:
    """Join the pieces that are no sentence of their own to the one before."""
    joined: list[Span] = []
    for piece in pieces:
        words = piece.of(text)
        belongs_to_previous = (
            _SOURCE_AFTERTHOUGHT.fullmatch(words)
            or _NO_LETTER.fullmatch(words)
            or _CONTINUES.match(words)
        )
        if joined and (
            belongs_to_previous
            or _is_open(joined[-1].of(text))
            or _continues_reference(joined[-1].of(text), words)
        ):
            joined[-1] = Span(joined[-1].start, piece.end)
        else:
            joined.append(piece)
    return joined


def _continues_reference(before: str, words: str) -> bool:
    """Whether a bibliographic reference that opened before goes on: a title, a publisher, pages."""
    before = before.strip()
    opened = _OPENS_REFERENCE.search(_BRACKETED.sub("", before))
    if not opened and not _AUTHOR_AND_YEAR.fullmatch(before):
        return False
    quoted = words.lstrip().startswith(("“", '"', "‘"))
    short = len(words.split()) <= _LONGEST_REFERENCE_PART and not _SENTENCE_VERB.search(words)
    return quoted or short


def _is_open(sentence: str) -> bool:
    """Whether a round bracket opened in the sentence is still open at its end."""
    return sentence.count("(") > sentence.count(")") or sentence.count("（") > sentence.count("）")


def _without_pointers(text: str, piece: Span) -> Span:
    """Trim white space and the note pointers at either end."""
    start, end = piece.start, piece.end
    if leading := _POINTERS.match(text, start, end):
        start = leading.end()
    words = text[start:end]
    bare = words.rstrip()
    while pointer := _LAST_POINTER.search(bare, max(0, len(bare) - 12)):
        bare = bare[: pointer.start()].rstrip()
    words = bare or words
    stripped = words.strip()
    start += len(words) - len(words.lstrip())
    return Span(start, start + len(stripped))
