"""What a file is read as, whatever its format: a text, and the blocks that it consists of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from rag.document.model import BlockKind, LeftOut, Metadata, Span

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
    ascending, where the text is not the file's own. ``links`` are linked words with their address;
    ``left_out`` is what of the file is no text.
    """

    text: str
    blocks: Sequence[Block]
    metadata: Metadata = NO_METADATA
    lines: tuple[tuple[int, int], ...] = ()
    links: tuple[tuple[Span, str], ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def typical_gap(blocks: Sequence[Block]) -> int:
    """How many blank lines most often stand between two blocks of the text."""
    gaps = Counter(block.gap for block in blocks[1:] if block.gap)
    most = max(gaps.values(), default=0)
    return min((gap for gap in gaps if gaps[gap] == most), default=1)


def with_lead_ins(text: str, blocks: Iterable[Block]) -> list[Block]:
    """The blocks; list items, and code, have the paragraph that leads in to them with a colon."""
    found: list[Block] = []
    lead_in: Span | None = None
    for block in blocks:
        if block.kind in (BlockKind.ITEM, BlockKind.CODE):
            found.append(replace(block, context=block.context or lead_in))
            continue
        leads = block.kind is BlockKind.PARAGRAPH and text[block.span.end - 1] in ":："
        lead_in = block.span if leads else None
        found.append(block)
    return found
