"""From blocks to document: front matter, sections, paragraphs, sentences, notes, references."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.document.model import (
    BlockKind,
    Document,
    Metadata,
    Paragraph,
    Section,
    SectionKind,
    Span,
)
from rag.reading.blocks import Block, Heading, Reading, Style, typical_gap
from rag.reading.headings import heads_summary
from rag.reading.mail_heads import mail_metadata
from rag.reading.mastheads import Masthead, read_masthead
from rag.reading.metadata import filled
from rag.reading.note_marks import heads_notes
from rag.reading.notes import find_notes
from rag.reading.outline import depths, says_its_place
from rag.reading.plain_text import read_plain_text
from rag.reading.references import find_references
from rag.reading.sentences import split_sentences

_MASTHEAD = re.compile(
    r"(?:by|von|par|por)\s|(?:authors?|date|published|publication|source|volume|issue|doi|url"
    r"|作者|日期|来源)\s*[:：]",
    re.IGNORECASE,
)
_WHOLE = {BlockKind.ROW, BlockKind.CAPTION, BlockKind.CODE}


@dataclass(frozen=True, slots=True)
class _Part:
    """A section in the making."""

    title: str
    kind: SectionKind
    heading: Block | None
    blocks: list[Block]


def parse_document(text: str, id: str, metadata: Metadata | None = None) -> Document:
    """The document that a plain text is, which is kept as it is."""
    return document_of(read_plain_text(text), id, metadata or Metadata())


def document_of(reading: Reading, id: str, metadata: Metadata) -> Document:
    """Find the structure in the blocks of what was read.

    A heading opens a section. So does a gap wider than usual, without a title: before the first
    heading it is the Introduction, after the last the Conclusion. Numbered notes at the end are
    the Notes. ``metadata`` counts for more than what the file says of itself.
    """
    text, blocks = reading.text, reading.blocks
    metadata = filled(metadata, reading.metadata)
    masthead = read_masthead(text, blocks)
    metadata = filled(filled(metadata, mail_metadata(text, blocks)), masthead.metadata)
    front = _front_matter_length(text, blocks, metadata, masthead)
    title = metadata.title or _title(text, blocks[:front]) or id
    plain = reading.plain or text
    body, known = blocks[front:], reading.notes_from
    notes_start = _notes_start(body) if known is None else known - front
    sections = _sections(plain, _parts(body, notes_start))
    return Document(
        id=id,
        title=title,
        text=text,
        metadata=metadata,
        front_matter=tuple(block.span for block in blocks[:front]),
        sections=sections,
        references=find_references(
            text, metadata.year, reading.links, _marked_headings(body, sections)
        ),
        notes=find_notes(plain, sections),
        lines=reading.lines,
        left_out=reading.left_out,
        anchors=reading.anchors,
    )


def _title(text: str, front: Sequence[Block]) -> str | None:
    for block in front:
        return block.heading.title if block.heading else block.span.of(text)
    return None


def _front_matter_length(
    text: str, blocks: Sequence[Block], metadata: Metadata, masthead: Masthead
) -> int:
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
        says = length in masthead.blocks or _MASTHEAD.match(blocks[length].span.of(text))
        last = length == run - 1
        if heading is None or heading.style is not Style.PLAIN or (last and not says):
            break
        if says_its_place(heading) and not says:
            break
        length += 1
    if length == run:
        # A paragraph that says nothing but who wrote it, when and where: not in every format do
        # short lines under a title count as headings.
        while blocks[length].kind is BlockKind.PARAGRAPH and length in masthead.blocks:
            length += 1
            if length == len(blocks):  # then it is all that is said
                return run
    return length


def _is_title(text: str, blocks: Sequence[Block], metadata: Metadata, run: int) -> bool:
    """Whether the first heading titles the whole document, not its first section."""
    first = blocks[0].heading
    if first is None or first.style is Style.NUMBERED:
        return False
    if first.style is Style.PLAIN or run > 1 or first.title == metadata.title:
        return True
    return not any(_same_rank(first, block.heading) for block in blocks[1:])


def _same_rank(first: Heading, other: Heading | None) -> bool:
    return other is not None and (first.style, first.level) == (other.style, other.level)


def _parts(blocks: Sequence[Block], notes_start: int) -> list[_Part]:
    wide = max(2, typical_gap(blocks) + 1)
    over_notes = {i for i in range(len(blocks)) if _heads_notes(blocks, i, notes_start)}
    # A heading over the notes ends no prose, and what comes behind the last ones does not either.
    ends = max(over_notes, default=max(notes_start - 1, 0))
    before = (i for i in range(ends) if blocks[i].heading and i not in over_notes)
    last_heading = max(before, default=-1)
    parts: list[_Part] = []
    bulleted = True  # whether the first part holds nothing but bullets
    for index, block in enumerate(blocks):
        if block.heading:
            kind = SectionKind.NOTES if index in over_notes else SectionKind.BODY
            parts.append(_Part(block.heading.title, kind, block, []))
            continue
        label = None
        if index == notes_start and not (parts and parts[-1].kind is SectionKind.NOTES):
            label = SectionKind.NOTES
        elif not parts or (
            block.gap >= wide and len(parts) == 1 and _is_summary(parts[0], bulleted)
        ):
            label = SectionKind.INTRODUCTION
        elif (
            block.gap >= wide
            and last_heading < index <= ends
            and parts[-1].kind is SectionKind.BODY
            and parts[-1].blocks  # a heading is set apart from what it heads, too
        ):
            label = SectionKind.CONCLUSION
        if label:
            parts.append(_Part(label.capitalize(), label, None, []))
        parts[-1].blocks.append(block)
        if len(parts) == 1:
            bulleted = bulleted and block.kind is BlockKind.ITEM
    # Where other sections hold nothing but items as well, the first is one of them.
    bulleted = bulleted and not any(map(_holds_items_alone, parts[1:]))
    if parts and parts[0].kind is SectionKind.BODY and _is_summary(parts[0], bulleted):
        parts[0] = replace(parts[0], kind=SectionKind.SUMMARY)
    return parts


def _heads_notes(blocks: Sequence[Block], index: int, notes_start: int) -> bool:
    """Whether a block is the heading over notes: the first of all, or those of a chapter."""
    heading = blocks[index].heading
    if heading is None or index + 1 == len(blocks):
        return False
    noted = blocks[index + 1].kind is BlockKind.NOTE and heads_notes(heading.title)
    return noted or index + 1 == notes_start


def _holds_items_alone(part: _Part) -> bool:
    return bool(part.blocks) and all(block.kind is BlockKind.ITEM for block in part.blocks)


def _is_summary(part: _Part, bulleted: bool) -> bool:
    if part.heading is None or not part.blocks:
        return False
    return bulleted or heads_summary(part.title)


def _notes_start(blocks: Sequence[Block]) -> int:
    """Index of the first of the end notes, ``len(blocks)`` where there are none.

    A numbered block right under a heading opens them, where no numbered block stands before; else
    the run of blocks does of which most are numbered.
    """
    notes_left = sum(b.kind is BlockKind.NOTE for b in blocks)
    left = sum(b.heading is None for b in blocks)
    for index, block in enumerate(blocks):
        if block.heading is not None:
            continue
        if block.kind is BlockKind.NOTE:
            headed = index > 0 and blocks[index - 1].heading is not None
            if headed or notes_left * 2 > left:
                return index
            notes_left -= 1
        left -= 1
    return len(blocks)


def _sections(text: str, parts: Sequence[_Part]) -> tuple[Section, ...]:
    found = depths(
        [part.heading.heading for part in parts if part.heading and part.heading.heading]
    )
    deep = iter(found)
    return tuple(_section(text, part, next(deep) if part.heading else 1) for part in parts)


def _section(text: str, part: _Part, depth: int) -> Section:
    paragraphs: list[Paragraph] = []
    last_sentences: dict[Span, Span] = {}
    for number, block in enumerate(part.blocks, 1):
        sentences = _sentences(text, block)
        last_sentences[block.span] = sentences[-1] if sentences else block.span
        context = last_sentences.get(block.context) if block.context else None
        paragraphs.append(Paragraph(number, block.span, sentences, block.kind, context))
    heading = part.heading.span if part.heading else None
    start = heading.start if heading else paragraphs[0].span.start
    end = paragraphs[-1].span.end if paragraphs else heading.end if heading else start
    return Section(part.title, part.kind, heading, Span(start, end), tuple(paragraphs), depth)


def _marked_headings(
    blocks: Sequence[Block], sections: Sequence[Section]
) -> list[tuple[Span, int]]:
    """The headings that the file marks as such, with their depth.

    The others are told by typography, by which an entry of a list may look like one.
    """
    marked = {b.span for b in blocks if b.heading and b.heading.style is Style.MARKED}
    return [(each.heading, each.depth) for each in sections if each.heading in marked]


def _sentences(text: str, block: Block) -> tuple[Span, ...]:
    """The sentences of a block; a table row, a caption and a piece of code are one each."""
    if block.kind in _WHOLE:
        return (block.span,)
    found = split_sentences(text, block.span)
    first = 1
    while block.label and first < len(found) and found[first - 1].end <= block.label:
        first += 1
    return (Span(found[0].start, found[first - 1].end), *found[first:]) if found else ()
