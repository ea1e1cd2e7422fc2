"""A text in the making: blocks laid end to end, and the places in the file that they came from."""

from __future__ import annotations

from dataclasses import replace

from rag.document.anchors import Anchor
from rag.document.model import BlockKind, LeftOut, Span
from rag.reading.blocks import Block, Heading
from rag.reading.inline import Inline


class Writer:
    """Takes blocks in reading order, for a format whose text is not the file's own.

    The place of a block is the line that it began at, or an anchor where the format has no lines.
    Between two blocks stand a blank line, or a line end between items and rows. A block of nothing
    but white space is none.
    """

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.lines: list[tuple[int, int]] = []
        self.anchors: list[tuple[int, Anchor]] = []
        self.links: list[tuple[Span, str]] = []
        self.left_out: list[LeftOut] = []
        self._parts: list[str] = []
        self._length = 0

    @property
    def text(self) -> str:
        """What has been written."""
        return "".join(self._parts)

    def add(
        self,
        kind: BlockKind,
        inline: Inline,
        place: int | Anchor,
        marker: str = "",
        gap: int = 1,
        heading: Heading | None = None,
        context: Span | None = None,
    ) -> Span | None:
        """Write a block that stands at a place of the file.

        Returns its span in the text, None for an empty one.
        """
        for what, words in inline.left_out:
            self.leave_out(what, place, words)
        inline = inline.stripped()
        if not inline.text:
            return None
        if self.blocks:
            self._write("\n\n" if gap else "\n")
        start = self._length
        self._write(marker)
        first = self._length
        self._write(inline.text)
        if isinstance(place, Anchor):
            self.anchors.append((start, place))
        else:
            self.lines.append((start, place + inline.lines_before))
            self.lines += [(first + at, place + number) for at, number in inline.line_starts]
        self.links += [(Span(first + a, first + b), url) for a, b, url in inline.links]
        span = Span(start, self._length)
        label = first + inline.label if inline.label else None
        self.blocks.append(Block(kind, span, gap, heading, context, label))
        return span

    def leave_out(self, kind: str, place: int | Anchor, words: str) -> None:
        """Note what of the file is no text."""
        if isinstance(place, Anchor):
            self.left_out.append(LeftOut(kind, None, words.strip(), place))
        else:
            self.left_out.append(LeftOut(kind, place, words.strip()))

    def give_context(self, first: int, context: Span | None) -> None:
        """Say what the blocks from number ``first`` on must be read with."""
        self.blocks[first:] = [replace(block, context=context) for block in self.blocks[first:]]

    def make_notes(self, first: int) -> None:
        """Make the prose from block number ``first`` on part of a note."""
        prose = {BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.QUOTATION, BlockKind.CAPTION}
        self.blocks[first:] = [
            replace(block, kind=BlockKind.NOTE) if block.kind in prose else block
            for block in self.blocks[first:]
        ]

    def _write(self, words: str) -> None:
        self._parts.append(words)
        self._length += len(words)
