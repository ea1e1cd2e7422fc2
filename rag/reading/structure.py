"""From text to document: front matter, sections, paragraphs, sentences, notes, references."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from rag.document.model import Document, Metadata, Note, Paragraph, Section, SectionKind, Span
from rag.reading.blocks import (
    Block,
    Heading,
    Style,
    is_bulleted,
    is_note,
    paragraph_spans,
    read_blocks,
    typical_gap,
)
from rag.reading.files import read_metadata, read_text
from rag.reading.references import find_references
from rag.reading.sentences import split_sentences

_MASTHEAD = re.compile(
    r"(?:by|von|par|por)\s|(?:authors?|date|published|publication|source|volume|issue|doi|url"
    r"|作者|日期|来源)\s*[:：]",
    re.IGNORECASE,
)
_SUMMARY = re.compile(
    r"(?:executive |plain |short )?summary|abstract|overview|key (?:points|takeaways|findings)"
    r"|highlights|摘要|要点|概要",
    re.IGNORECASE,
)
# More digits are no number of a note, and int() refuses some thousands of them.
_NOTE_MARKER = re.compile(r"\[\^?(\d{1,8})\]:?\s*")
_POINTER = re.compile(r"\[\^?(\d{1,8})\]")


@dataclass(frozen=True, slots=True)
class _Part:
    """A section in the making."""

    title: str
    kind: SectionKind
    heading: Block | None
    blocks: list[Block]


def load_document(path: Path, id: str | None = None) -> Document:
    """Read a brief and the metadata beside it; errors are those of ``rag.reading.files``.

    Without an ``id`` it is the file's name without its ending.
    """
    return parse_document(read_text(path), id or path.stem, read_metadata(path))


def parse_document(text: str, id: str, metadata: Metadata | None = None) -> Document:
    """Find the structure of a text, which is kept as it is.

    A heading opens a section. So does a gap wider than usual, without a title: before the first
    heading it is the Introduction, after the last the Conclusion. Numbered notes at the end are
    the Notes.
    """
    metadata = metadata or Metadata()
    blocks = read_blocks(text)
    front = _front_matter_length(text, blocks, metadata)
    title = metadata.title or _title(text, blocks[:front]) or id
    sections = tuple(_section(text, part) for part in _parts(text, blocks[front:]))
    return Document(
        id=id,
        title=title,
        text=text,
        metadata=metadata,
        front_matter=tuple(block.span for block in blocks[:front]),
        sections=sections,
        references=find_references(text, metadata.year),
        notes=_notes(text, sections),
    )


def _title(text: str, front: list[Block]) -> str | None:
    for block in front:
        return block.heading.title if block.heading else block.span.of(text)
    return None


def _front_matter_length(text: str, blocks: list[Block], metadata: Metadata) -> int:
    """How many leading blocks are the title and masthead."""
    run = 0
    while run < len(blocks) and blocks[run].heading:
        run += 1
    if run == len(blocks):  # nothing but short lines: a list, not a masthead
        run = 0
    if run == 0 or not _is_title(text, blocks, metadata, run):
        return 0
    length = 1
    while length < run:
        heading = blocks[length].heading
        masthead = _MASTHEAD.match(blocks[length].span.of(text))
        last = length == run - 1
        if heading is None or heading.style is not Style.PLAIN or (last and not masthead):
            break
        length += 1
    return length


def _is_title(text: str, blocks: list[Block], metadata: Metadata, run: int) -> bool:
    """Whether the first heading titles the whole document, not its first section."""
    first = blocks[0].heading
    if first is None or first.style is Style.NUMBERED:
        return False
    if first.style is Style.PLAIN or run > 1 or first.title == metadata.title:
        return True
    return not any(_same_rank(first, block.heading) for block in blocks[1:])


def _same_rank(first: Heading, other: Heading | None) -> bool:
    return other is not None and (first.style, first.level) == (other.style, other.level)


def _parts(text: str, blocks: list[Block]) -> list[_Part]:
    wide = max(2, typical_gap(blocks) + 1)
    notes_start = _notes_start(text, blocks)
    last_heading = max((i for i, block in enumerate(blocks) if block.heading), default=-1)
    if last_heading >= notes_start - 1:  # a heading over the notes ends no prose
        before = [i for i, b in enumerate(blocks[: max(notes_start - 1, 0)]) if b.heading]
        last_heading = max(before, default=-1)
    parts: list[_Part] = []
    bulleted = True  # whether the first part holds nothing but bullets
    for index, block in enumerate(blocks):
        if block.heading:
            kind = SectionKind.NOTES if index + 1 == notes_start else SectionKind.BODY
            parts.append(_Part(block.heading.title, kind, block, []))
            continue
        label = None
        if index == notes_start and not (parts and parts[-1].kind is SectionKind.NOTES):
            label = SectionKind.NOTES
        elif not parts or (
            block.gap >= wide and len(parts) == 1 and _is_summary(parts[0], bulleted)
        ):
            label = SectionKind.INTRODUCTION
        elif block.gap >= wide and index > last_heading and parts[-1].kind is SectionKind.BODY:
            label = SectionKind.CONCLUSION
        if label:
            parts.append(_Part(label.capitalize(), label, None, []))
        parts[-1].blocks.append(block)
        if len(parts) == 1:
            bulleted = bulleted and is_bulleted(text, block)
    if parts and parts[0].kind is SectionKind.BODY and _is_summary(parts[0], bulleted):
        parts[0] = replace(parts[0], kind=SectionKind.SUMMARY)
    return parts


def _is_summary(part: _Part, bulleted: bool) -> bool:
    if part.heading is None or not part.blocks:
        return False
    return bulleted or _SUMMARY.fullmatch(part.title) is not None


def _notes_start(text: str, blocks: list[Block]) -> int:
    """Index of the first of the end notes, ``len(blocks)`` where there are none.

    A numbered block right under a heading opens them, where no numbered block stands before; else
    the run of blocks does of which most are numbered.
    """
    notes_left = sum(b.heading is None and is_note(text, b) for b in blocks)
    left = sum(b.heading is None for b in blocks)
    for index, block in enumerate(blocks):
        if block.heading is not None:
            continue
        if is_note(text, block):
            headed = index > 0 and blocks[index - 1].heading is not None
            if headed or notes_left * 2 > left:
                return index
            notes_left -= 1
        left -= 1
    return len(blocks)


def _section(text: str, part: _Part) -> Section:
    spans = [span for block in part.blocks for span in paragraph_spans(text, block)]
    paragraphs = tuple(
        Paragraph(number, span, split_sentences(text, span)) for number, span in enumerate(spans, 1)
    )
    heading = part.heading.span if part.heading else None
    start = heading.start if heading else spans[0].start
    end = spans[-1].end if spans else part.heading.span.end if part.heading else start
    return Section(part.title, part.kind, heading, Span(start, end), paragraphs)


def _notes(text: str, sections: tuple[Section, ...]) -> tuple[Note, ...]:
    """The numbered notes, each with what points to it outside the notes' own markers."""
    notes: dict[int, Span] = {}
    markers: set[int] = set()
    last: int | None = None
    for section in sections:
        if section.kind is not SectionKind.NOTES:
            continue
        for paragraph in section.paragraphs:
            span = paragraph.span
            if marker := _NOTE_MARKER.match(text, span.start, span.end):
                markers.add(span.start)
                # Where numbering starts again, the first note keeps the number.
                last = int(marker[1]) if int(marker[1]) not in notes else None
                if last is not None:
                    notes[last] = Span(marker.end(), span.end)
            elif last is not None:  # a note of several paragraphs
                notes[last] = Span(notes[last].start, span.end)
    pointers: dict[int, list[Span]] = {number: [] for number in notes}
    for match in _POINTER.finditer(text):
        if match.start() not in markers and int(match[1]) in pointers:
            pointers[int(match[1])].append(Span(match.start(), match.end()))
    return tuple(Note(n, notes[n], tuple(pointers[n])) for n in sorted(notes))
