"""What the reader reads of a candidate: the sentence with what makes it whole, in few tokens.

A window begins with what the sentence must be read with, and takes in neighbours in its section
while they fit. Source references and pointers to notes are left out: they say nothing that answers,
and the reader has not learnt to read over them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass

from rag.answer.sentence_ranking import Sentence
from rag.document.model import Document, Span
from rag.models.reader import LONGEST_WINDOW, QUESTION_TOKENS, WINDOW_TOKENS

MOST_WINDOWS = 4
MOST_TOKENS = 320
"""What is read for one question, the question itself counted with every window."""

_SPECIAL_TOKENS = 3
_LONGEST_PART = 1000  # characters; what is longer is more than a window, and not counted
_LONGEST_CLAUSE = 120  # characters
_CLAUSE_END = re.compile(r"[,;:—–][\s]|[，；：、]|\s")
_POINTER = re.compile(r"\[\^?\d{1,8}\]")

CountTokens = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class UnitWindow:
    """A text for the reader, made of pieces of a document.

    ``pieces`` are, in order, where each piece begins in ``text`` and its span in the document; one
    space stands between two. ``core`` is the sentence that it was made for, ``sentences`` are those
    that it holds, the core among them.
    """

    document: Document
    text: str
    pieces: tuple[tuple[int, Span], ...]
    core: Span
    sentences: tuple[Span, ...]

    def in_document(self, span: Span) -> Span | None:
        """Where a span of the text stands in the document; None where it is of two pieces."""
        for begins, piece in self.pieces:
            if begins <= span.start and span.end <= begins + len(piece):
                offset = piece.start - begins
                return Span(span.start + offset, span.end + offset)
        return None


def unit_windows(
    sentences: Sequence[Sentence], question: str, count_tokens: CountTokens
) -> list[UnitWindow]:
    """The windows that are read for a question, of the best of the ranked sentences.

    A sentence that stands in a better one's window gets none of its own; one that is longer than a
    window is read in parts. Of what stands around a sentence only ``sentences`` are read: what may
    not answer must not speak for it.
    """
    asked = min(count_tokens(question), QUESTION_TOKENS) + _SPECIAL_TOKENS
    may_answer = {(s.document.id, s.span) for s in sentences}
    room = MOST_TOKENS
    windows: list[UnitWindow] = []
    read: set[tuple[str, Span]] = set()
    for sentence in sentences:
        if (sentence.document.id, sentence.span) in read:
            continue
        for window in _windows(sentence, may_answer, count_tokens):
            room -= asked + min(count_tokens(window.text), LONGEST_WINDOW)
            if room < 0 or len(windows) == MOST_WINDOWS:
                return windows
            windows.append(window)
            read.update((window.document.id, span) for span in window.sentences)
    return windows


def _windows(
    sentence: Sentence, may_answer: Set[tuple[str, Span]], count_tokens: CountTokens
) -> list[UnitWindow]:
    """The sentence's window: what it is read with, itself, then neighbours from both sides.

    What it must be read with may make the window longer; a longer sentence is cut.
    """
    document = sentence.document
    said = list(_said(document, sentence.span))
    used = _length(document, said, count_tokens)
    if used > LONGEST_WINDOW:
        parts = _cut(document, said, count_tokens)
        return [_joined(document, sentence.span, [sentence.span], part) for part in parts]
    chosen = {sentence.span: said}
    heading = document.sections[sentence.passage.section].heading
    needed = [each.sentence for each in sentence.read_with]
    if heading and sentence.named_above:
        needed.insert(0, heading)
    around = [s for s in _outwards(sentence) if (document.id, s) in may_answer]
    full = {True: False, False: False}  # on either side, what does not fit ends the growth
    for span in [*needed, *around]:
        is_needed, is_behind = span in needed, span.start > sentence.span.start
        if span in chosen or len(span) > _LONGEST_PART or (full[is_behind] and not is_needed):
            continue
        pieces = list(_said(document, span))
        length = _length(document, pieces, count_tokens)
        if used + length <= (LONGEST_WINDOW if is_needed else WINDOW_TOKENS):
            chosen[span] = pieces
            used += length
        elif not is_needed:
            full[is_behind] = True
    pieces = [piece for span in sorted(chosen) for piece in chosen[span]]
    return [_joined(document, sentence.span, sorted(chosen), pieces)]


def _cut(document: Document, said: Sequence[Span], count_tokens: CountTokens) -> list[list[Span]]:
    """A long sentence in parts of about a window, cut behind its clauses or, without, its words."""
    text = document.text
    parts: list[list[Span]] = [[]]
    used = 0
    for piece in said:
        for clause in _clauses(text, piece):
            length = count_tokens(clause.of(text))
            if length > LONGEST_WINDOW:  # one word, or a script without spaces
                parts += [[part] for part in _sliced(clause)]
                used = WINDOW_TOKENS
                continue
            if used and used + length > WINDOW_TOKENS:
                parts.append([])
                used = 0
            used += length
            before = parts[-1][-1:]
            if before and text[before[0].end : clause.start].isspace():
                parts[-1][-1] = Span(before[0].start, clause.end)
            else:
                parts[-1].append(clause)
    return [part for part in parts if part]


def _sliced(clause: Span) -> Iterator[Span]:
    """A clause without a place to cut, in slices of as many characters as a window has tokens."""
    for start in range(clause.start, clause.end, WINDOW_TOKENS):
        yield Span(start, min(start + WINDOW_TOKENS, clause.end))


def _clauses(text: str, piece: Span) -> Iterator[Span]:
    """The clauses of a piece, each with the mark that ends it, cut at words where one is long."""
    start = piece.start
    for match in _CLAUSE_END.finditer(text, piece.start, piece.end):
        is_long = match.end() - start >= _LONGEST_CLAUSE
        if is_long or match[0][0] in ",;:—–，；：、":
            if text[start : match.end()].strip():
                yield _trimmed(text, Span(start, match.end()))
            start = match.end()
    if text[start : piece.end].strip():
        yield _trimmed(text, Span(start, piece.end))


def _outwards(sentence: Sentence) -> Iterator[Span]:
    """The other sentences of the passage, the nearest first, those behind before those before."""
    spans = sentence.passage.sentences
    at = spans.index(sentence.span)
    for distance in range(1, len(spans)):
        if at + distance < len(spans):
            yield spans[at + distance]
        if at - distance >= 0:
            yield spans[at - distance]


def _said(document: Document, sentence: Span) -> Iterator[Span]:
    """The pieces of a sentence between its source references and pointers to notes."""
    text = document.text
    left_out = [r.span for r in document.references_in(sentence)]
    left_out += [Span(*m.span()) for m in _POINTER.finditer(text, sentence.start, sentence.end)]
    start = sentence.start
    pieces = []
    for span in sorted(left_out):
        pieces.append(_trimmed(text, Span(start, max(start, span.start))))
        start = max(start, span.end)
    pieces.append(_trimmed(text, Span(start, max(start, sentence.end))))
    said = [piece for piece in pieces if any(map(str.isalnum, piece.of(text)))]
    return iter(said or [sentence])


def _trimmed(text: str, span: Span) -> Span:
    words = span.of(text)
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, max(start, span.start + len(words.rstrip())))


def _length(document: Document, pieces: Sequence[Span], count_tokens: CountTokens) -> int:
    return sum(count_tokens(piece.of(document.text)) for piece in pieces)


def _joined(
    document: Document, core: Span, sentences: Sequence[Span], pieces: Sequence[Span]
) -> UnitWindow:
    begins = 0
    placed = []
    for piece in pieces:
        placed.append((begins, piece))
        begins += len(piece) + 1
    text = " ".join(piece.of(document.text) for piece in pieces)
    return UnitWindow(document, text, tuple(placed), core, tuple(sentences))
