"""Passages: whole sentences of one section, measured in the model's tokens, without overlap.

The splitting is langchain-text-splitters'. Its ``start_index`` is found by searching for the chunk
again and is wrong for repeated or stripped text, so it is not used: the splitter is made to keep
every character, its chunks laid end to end are compared with what went in, and a chunk's offset
is the sum of the lengths before it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from math import ceil

from rag.document.model import Document, Paragraph, Passage, Section, Span
from rag.errors import ChunkingError

CountTokens = Callable[[str], int]

# How much longer than its even share a part may be: sentences do not divide evenly.
EVEN_SLACK = 1.1
_LENGTHS_KEPT = 2**16
# Surrogates, which no text that was read from a file holds, so a split there is ours.
_PARAGRAPH, _SENTENCE = "\ud800", "\ud801"
# Where a sentence that is itself too long may be cut, best first; then anywhere.
_INSIDE_A_SENTENCE = ["; ", "；", ", ", "，", "、", " ", ""]


def chunk_document(
    document: Document, count_tokens: CountTokens, limit: int, max_characters: int = 10**9
) -> list[Passage]:
    """Cut a document into passages of at most ``limit`` tokens and ``max_characters``.

    Short paragraphs of a section are packed together, long ones cut at the ends of sentences, and
    a sentence only where it is longer than the limit. Every character of a section that is
    neither heading nor white space, nor left out as a running head is, lies in exactly one passage.

    Raises ValueError for a limit below 8 tokens, ChunkingError if the splitter alters the text.
    """
    if limit < 8:
        raise ValueError(f"a passage of {limit} tokens holds no sentence; allow at least 8")

    def measure(text: str) -> int:
        """Tokens, or the share of the characters allowed where that is the greater share."""
        return max(count_tokens(text), ceil(len(text) * limit / max_characters))

    passages: list[Passage] = []
    for number, section in enumerate(document.sections):
        sentences = [s for paragraph in section.paragraphs for s in paragraph.sentences]
        for span in _section_spans(document.text, section, measure, limit):
            name = f"{document.id}/{span.start}-{span.end}"
            first = bisect_right(section.paragraphs, span.start, key=lambda p: p.span.end)
            paragraph = section.paragraphs[first].number
            inside = _sentences_in(sentences, span) or (span,)  # pointers to notes, or markers
            passages.append(Passage(name, document.id, number, paragraph, span, inside))
    return passages


def _sentences_in(sentences: list[Span], span: Span) -> tuple[Span, ...]:
    """The sentences that the span touches, each as far as it does; they are in order."""
    first = bisect_right(sentences, span.start, key=lambda s: s.end)
    last = bisect_left(sentences, span.end, key=lambda s: s.start)
    return tuple(
        Span(max(s.start, span.start), min(s.end, span.end)) for s in sentences[first:last]
    )


def _section_spans(
    text: str, section: Section, count_tokens: CountTokens, limit: int
) -> Iterator[Span]:
    for run in _unbroken(text, section.paragraphs):
        body = Span(run[0].span.start, run[-1].span.end)
        paragraphs = [p.span.start for p in run[1:]]
        sentences = [s.start for p in run for s in p.sentences[1:]]
        for piece in split_exactly(text, body, paragraphs, sentences, count_tokens, limit):
            words = piece.of(text)
            if stripped := words.strip():
                start = piece.start + len(words) - len(words.lstrip())
                yield Span(start, start + len(stripped))


def _unbroken(text: str, paragraphs: Sequence[Paragraph]) -> Iterator[list[Paragraph]]:
    """Runs of paragraphs without words between them: a running head belongs to no passage."""
    run: list[Paragraph] = []
    for paragraph in paragraphs:
        if run and any(map(str.isalnum, text[run[-1].span.end : paragraph.span.start])):
            yield run
            run = []
        run.append(paragraph)
    if run:
        yield run


def split_exactly(
    text: str,
    body: Span,
    paragraph_starts: list[int],
    sentence_starts: list[int],
    count_tokens: CountTokens,
    limit: int,
) -> list[Span]:
    """Spans of at most ``limit`` tokens that cover ``body`` end to end.

    Offsets are of ``text``. Boundaries between paragraphs are preferred to those between
    sentences, and those to any other.

    Raises ChunkingError if the splitter alters the text, or the text is not Unicode's.
    """
    words = body.of(text)
    if _PARAGRAPH in words or _SENTENCE in words:
        raise ChunkingError("the text holds surrogates that stand alone, so it is no Unicode text")
    marks = dict.fromkeys(sentence_starts, _SENTENCE)
    marks.update(dict.fromkeys(paragraph_starts, _PARAGRAPH))
    cuts = [body.start, *sorted(p for p in marks if body.start < p < body.end), body.end]
    marked = "".join(marks.get(a, "") * (a > body.start) + text[a:b] for a, b in pairwise(cuts))

    # The splitter asks for the length of the same piece several times, one after the other.
    @lru_cache(maxsize=_LENGTHS_KEPT)
    def length(piece: str) -> int:
        # White space has no tokens, and what has no length the splitter repeats as an overlap.
        return max(1, count_tokens(_without_marks(piece))) if piece else 0

    spans: list[Span] = []
    start = body.start
    separators = [_PARAGRAPH, _SENTENCE, *_INSIDE_A_SENTENCE]
    for chunk in map(_without_marks, _split(marked, separators, length, limit)):
        end = start + len(chunk)
        if chunk != text[start:end]:
            raise ChunkingError(f"the splitter altered the text at {start}: {chunk[:80]!r}")
        spans.append(Span(start, end))
        start = end
    if start != body.end:
        raise ChunkingError(f"the splitter lost the text from {start} to {body.end}")
    return spans


def _without_marks(piece: str) -> str:
    return piece.replace(_PARAGRAPH, "").replace(_SENTENCE, "")


def _split(
    marked: str, separators: list[str], length: Callable[[str], int], limit: int
) -> Iterator[str]:
    """Chunks that lose nothing: whole paragraphs first, then even parts of what is too long.

    The splitter fills each chunk before it opens the next, which leaves short tails; so it is
    given the size at which the parts come out even. It also adds up the lengths of parts, which
    in some vocabularies is less than the length of the whole; what is still too long is cut again.
    """
    for whole in _run_splitter(marked, separators[:1], length, limit):
        pending, shrink = [whole], 1.0
        while pending:
            chunk = pending.pop()
            total = length(chunk)
            if total <= limit or shrink < 0.01:  # one character spelt with many tokens
                yield chunk
                continue
            even = int(total / ceil(total / limit) * EVEN_SLACK)
            longest = max(length(sentence) for sentence in chunk.split(separators[1]))
            size = int(min(limit, max(even, longest + 1)) * shrink)
            pieces = _run_splitter(chunk, separators[1:], length, max(1, size))
            shrink = shrink if len(pieces) > 1 else shrink * 0.75
            pending += reversed(pieces)


def _run_splitter(
    text: str, separators: list[str], length: Callable[[str], int], size: int
) -> list[str]:
    # Here, since nothing else needs the many modules that come with it, questions least of all.
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        separators=separators,
        keep_separator="start",
        chunk_size=size,
        chunk_overlap=0,
        length_function=length,
        strip_whitespace=False,
    )
    return splitter.split_text(text)
