"""Passages: whole sentences of one section, measured in the model's tokens, without overlap.

The splitting is langchain-text-splitters'. Its ``start_index`` is found by searching for the chunk
again and is wrong for repeated or stripped text, so it is not used: the splitter is made to keep
every character, its chunks laid end to end are compared with what went in, and a chunk's offset
is the sum of the lengths before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice, pairwise
from math import ceil

from rag.document.model import Document, Passage, Section, Span
from rag.errors import ChunkingError

CountTokens = Callable[[str], int]

# Where a sentence that is itself too long may be cut, best first; then anywhere.
# How much longer than its even share a part may be: sentences do not divide evenly.
EVEN_SLACK = 1.1
_INSIDE_A_SENTENCE = ["; ", "；", ", ", "，", "、", " ", ""]


def chunk_document(
    document: Document, count_tokens: CountTokens, limit: int, max_characters: int = 10**9
) -> list[Passage]:
    """Cut a document into passages of at most ``limit`` tokens and ``max_characters``.

    Short paragraphs of a section are packed together, long ones cut at the ends of sentences, and
    a sentence only where it is longer than the limit. Every character of a section that is
    neither heading nor white space lies in exactly one passage.

    Raises ValueError for a limit below 8 tokens, ChunkingError if the splitter alters the text.
    """
    if limit < 8:
        raise ValueError(f"a passage of {limit} tokens holds no sentence; allow at least 8")

    def measure(text: str) -> int:
        """Tokens, or the share of the characters allowed where that is the greater share."""
        return max(count_tokens(text), ceil(len(text) * limit / max_characters))

    passages: list[Passage] = []
    for number, section in enumerate(document.sections):
        for span in _section_spans(document.text, section, measure, limit):
            passages.append(_passage(document, number, section, span))
    return passages


def _passage(document: Document, number: int, section: Section, span: Span) -> Passage:
    paragraph = next(p for p in section.paragraphs if p.span.overlaps(span))
    sentences = tuple(
        Span(max(s.start, span.start), min(s.end, span.end))
        for p in section.paragraphs
        for s in p.sentences
        if s.overlaps(span)
    )
    name = f"{document.id}/{span.start}-{span.end}"
    return Passage(name, document.id, number, paragraph.number, span, sentences)


def _section_spans(
    text: str, section: Section, count_tokens: CountTokens, limit: int
) -> Iterator[Span]:
    if not section.paragraphs:
        return
    body = Span(section.paragraphs[0].span.start, section.paragraphs[-1].span.end)
    paragraphs = [p.span.start for p in section.paragraphs[1:]]
    sentences = [s.start for p in section.paragraphs for s in p.sentences[1:]]
    for piece in split_exactly(text, body, paragraphs, sentences, count_tokens, limit):
        words = piece.of(text)
        if stripped := words.strip():
            start = piece.start + words.index(stripped)
            yield Span(start, start + len(stripped))


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
    """
    paragraph_mark, sentence_mark = _unused_characters(text)
    marks = dict.fromkeys(sentence_starts, sentence_mark)
    marks.update(dict.fromkeys(paragraph_starts, paragraph_mark))
    cuts = [body.start, *sorted(p for p in marks if body.start < p < body.end), body.end]
    marked = "".join(marks.get(a, "") * (a > body.start) + text[a:b] for a, b in pairwise(cuts))

    def without_marks(piece: str) -> str:
        return piece.replace(paragraph_mark, "").replace(sentence_mark, "")

    def length(piece: str) -> int:
        # White space has no tokens, and what has no length the splitter repeats as an overlap.
        return max(1, count_tokens(without_marks(piece))) if piece else 0

    spans: list[Span] = []
    start = body.start
    separators = [paragraph_mark, sentence_mark, *_INSIDE_A_SENTENCE]
    for chunk in _split(marked, separators, length, limit):
        end = start + len(without_marks(chunk))
        if without_marks(chunk) != text[start:end]:
            raise ChunkingError(f"the splitter altered the text at {start}: {chunk[:80]!r}")
        spans.append(Span(start, end))
        start = end
    if start != body.end:
        raise ChunkingError(f"the splitter lost the text from {start} to {body.end}")
    return spans


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
            chunk = pending.pop(0)
            total = length(chunk)
            if total <= limit or shrink < 0.01:  # one character spelt with many tokens
                yield chunk
                continue
            even = int(total / ceil(total / limit) * EVEN_SLACK)
            longest = max(length(sentence) for sentence in chunk.split(separators[1]))
            size = int(min(limit, max(even, longest + 1)) * shrink)
            pieces = _run_splitter(chunk, separators[1:], length, max(1, size))
            shrink = shrink if len(pieces) > 1 else shrink * 0.75
            pending = pieces + pending


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


def _unused_characters(text: str) -> tuple[str, str]:
    """Two of Unicode's noncharacters, which no text is meant to hold, that this one does not."""
    unused = (chr(code) for code in range(0xFDD0, 0xFDF0) if chr(code) not in text)
    found = tuple(islice(unused, 2))
    if len(found) < 2:
        raise ChunkingError("the text holds all of Unicode's noncharacters, so it is no text")
    return found[0], found[1]
