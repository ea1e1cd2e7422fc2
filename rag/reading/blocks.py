"""What a file is read as, whatever its format: a text, and the blocks that it consists of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from rag.document.anchors import Anchor
from rag.document.model import BlockKind, LeftOut, Metadata, Span
from rag.reading.list_items import OpenLists

NO_METADATA = Metadata()


class Style(StrEnum):
    """How a heading is told from text: headings of different styles are not compared."""

    MARKED = "marked"  # Markdown or wiki marks
    NUMBERED = "numbered"
    CAPITALS = "capitals"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Heading:
    title: str
    style: Style
    level: int


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph, list item, table row or the like.

    ``gap`` counts the blank lines before it, 0 for the next item of a list. ``context`` is what it
    must be read with: the lead-in of its list, the header of its table. ``label`` is the end of an
    emphasised label that it opens with, which is no sentence of its own.
    """

    kind: BlockKind
    span: Span
    gap: int = 1
    heading: Heading | None = None
    context: Span | None = None
    label: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as text and blocks, in reading order.

    ``lines`` are pairs of an offset in the text and the line of the file that it came from,
    ascending, where the text is not the file's own; ``anchors`` are the same with places in the
    original, for a format without lines. ``links`` are linked words with their address;
    ``left_out`` is what of the file is no text. ``notes_from`` is the place of the first block of
    the notes, where the format says which they are. ``plain`` is the text as sentences and notes
    are looked for in it, of the same length: without the marks of quotations, and with superscripts
    for the plain digits that point to notes.
    """

    text: str
    blocks: Sequence[Block]
    metadata: Metadata = NO_METADATA
    lines: tuple[tuple[int, int], ...] = ()
    links: tuple[tuple[Span, str], ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    notes_from: int | None = None
    plain: str | None = None
    anchors: tuple[tuple[int, Anchor], ...] = ()


def overwritten(text: str, edits: Iterable[tuple[int, str]]) -> str:
    """The text with other signs at some offsets, which ascend; its length stays."""
    parts: list[str] = []
    at = 0
    for offset, signs in edits:
        parts += [text[at:offset], signs]
        at = offset + len(signs)
    return "".join([*parts, text[at:]])


def typical_gap(blocks: Sequence[Block]) -> int:
    """How many blank lines most often stand between two blocks of the text."""
    gaps = Counter(block.gap for block in blocks[1:] if block.gap)
    most = max(gaps.values(), default=0)
    return min((gap for gap in gaps if gaps[gap] == most), default=1)


def with_lead_ins(text: str, blocks: Iterable[Block]) -> list[Block]:
    """The blocks; items, code and quotations have what leads in to them with a colon.

    That is a paragraph, to the items of a quotation one of its own, and to a list in a list the
    item over it, where the two are marked otherwise. Code in a list does not end it; a list behind
    code that was led in to, or a quotation behind either, is another matter.
    """
    found: list[Block] = []
    lead_in: Span | None = None
    inside: Span | None = None  # a quotation
    lists = OpenLists()
    listed = quoting = False  # whether an item, or a quotation, stands behind the lead-in
    for block in blocks:
        behind = found[-1].kind if found else None
        leads = block.span if text[block.span.end - 1] in ":：" else None
        if block.kind in (BlockKind.ITEM, BlockKind.CODE):
            item = block.kind is BlockKind.ITEM
            if item and not listed and behind is BlockKind.CODE:
                lead_in = None
            listed = listed or item
            context = inside or lead_in
            if item:
                context = lists.lead_in_of(text, block.span, context)
            found.append(replace(block, context=block.context or context))
            continue
        listed, lists = False, OpenLists()
        if block.kind is BlockKind.QUOTATION:
            if behind in (BlockKind.ITEM, BlockKind.CODE) and not quoting:
                lead_in = None
            quoting = True
            found.append(replace(block, context=block.context or lead_in))
            inside = leads
        else:
            lead_in = leads if block.kind is BlockKind.PARAGRAPH else None
            inside, quoting = None, False
            found.append(block)
    return found
