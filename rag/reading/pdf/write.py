"""The pieces and rows of a document to text, blocks and anchors."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.document.anchors import Anchor, Box
from rag.document.model import BlockKind, Span
from rag.reading.blocks import Heading, Style
from rag.reading.inline import Inline
from rag.reading.note_marks import opens_note
from rag.reading.pdf.footnotes import FootNotes, note_lines
from rag.reading.pdf.joining import Joined, Vocabulary, joined
from rag.reading.pdf.layout import Row
from rag.reading.pdf.paragraphs import BULLET, Piece
from rag.reading.pdf.text_lines import Link, TextLine
from rag.reading.sentences import MARKER
from rag.reading.writer import Writer

_CAPTION = re.compile(
    r"(?:fig(?:ure|\.)?|table|abb(?:ildung|\.)?|tab(?:elle|\.)?|tableau|chart|plate|box|exhibit"
    r"|图|圖|表|شکل|рис\.|таблица)\s?\d{1,3}(?:[.-]\d{1,2})?(?:[.:—–|]|\s*\Z|\s(?=[A-Z]))",
    re.IGNORECASE,
)
# How an item is marked that no other pattern knows: "a. ", "(iv) ", "1.2. ".
_LETTER = re.compile(r"\(?(?:[^\W\d_]|[ivxIVX]{2,6}|\d{1,3}(?:\.\d{1,3}){1,3})[.)][ \t]")
_BAR = " | "
_CLEAR = re.compile(r"[.:—–|]|\Z")


@dataclass(frozen=True, slots=True)
class Said:
    """What is known of a document's pieces when they are written."""

    levels: Mapping[int, int]
    notes: FootNotes
    words: Vocabulary
    labels: Mapping[int, str]


class Scribe:
    """Writes down pieces, rows and notes, each line with its place on its page."""

    def __init__(self, said: Said) -> None:
        self.writer = Writer()
        self._said = said
        self._header: tuple[int, Span | None] = (0, None)
        self._header_text = ""
        self._in_table = self._columns = 0
        self._item_of = (0, 0)
        self._last: BlockKind | None = None

    def piece(self, place: int, piece: Piece) -> Span | None:
        """Write a heading, caption, note, item or paragraph."""
        text = self._joined(piece.lines)
        level = self._said.levels.get(place)
        if level:
            title = " ".join(text.text.split())
            return self._add(BlockKind.HEADING, text, heading=Heading(title, Style.MARKED, level))
        if is_caption(piece):
            return self._add(BlockKind.CAPTION, text)
        if opens_note(text.text):
            return self._add(BlockKind.NOTE, text)
        if bullet := BULLET.match(text.text):
            text = _without(text, bullet.end())
            return self._item(text, "• ")
        if MARKER.match(text.text):
            return self._item(text, "")
        tag = piece.lines[0].tag
        if tag and tag.item:
            first = self._item_of != (piece.page, tag.item)
            self._item_of = piece.page, tag.item
            drawn = first and not _LETTER.match(text.text)  # its bullet is, and is no text
            return self._item(text, "• " if drawn else "")
        return self._add(BlockKind.PARAGRAPH, text)

    def row(self, row: Row) -> None:
        """Write a row of a table, its cells apart by bars."""
        parts = [self._joined(cell) if cell else Joined("", ()) for cell in row.cells]
        if not any(part.text for part in parts):
            return
        starts: list[tuple[int, TextLine]] = []
        links: list[Link] = []
        at = 0
        for part in parts:
            starts += [(at + offset, line) for offset, line in part.starts]
            links += [(at + a, at + b, url) for a, b, url in part.links]
            at += len(part.text) + len(_BAR)
        text = Joined(_BAR.join(part.text for part in parts), tuple(starts), tuple(links))
        if row.heads and self._is_printed_again(row, text.text):
            self._in_table, self._header = row.flow, (row.flow, self._header[1])
            self.leave_out("header printed again", row.page, text.text)
            return
        goes_on = self._goes_on(row)
        header = self._header[1] if goes_on else None
        gap = int(self._in_table != row.flow and not (goes_on and header))
        span = self._add(BlockKind.ROW, text, gap=gap, context=header)
        self._in_table = row.flow
        if row.heads:
            self._header, self._header_text = (row.flow, span), text.text
        elif goes_on:
            self._header = row.flow, header
        self._columns = len(row.cells)

    def _is_printed_again(self, row: Row, text: str) -> bool:
        """Whether a row is the header of the table right before it, which goes on on a new page."""
        flow = self._header[0]
        follows = self._last is BlockKind.ROW and self._in_table == flow != row.flow
        return follows and text == self._header_text

    def _goes_on(self, row: Row) -> bool:
        """Whether a row is one of the table before it, which a column or page may have cut."""
        if self._header[0] == row.flow:
            return True
        alike = self._columns == len(row.cells) and not row.heads
        return alike and self._last is BlockKind.ROW and self._in_table != row.flow

    def footnotes(self) -> int | None:
        """Write the notes; returns the number of their first block, None without any."""
        first = len(self.writer.blocks)
        for number, note in self._said.notes.notes:
            texts = list(note_lines(note, self._said.notes))
            text = joined(note.lines, self._said.words, texts)
            self._add(BlockKind.NOTE, text, marker=f"[{number}] ")
        return first if len(self.writer.blocks) > first else None

    def endnote(self, piece: Piece, number: int | None, begins: int) -> None:
        """Write a note of a section of notes, or a further paragraph of one."""
        text = self._joined(piece.lines)
        if number is None:
            self._add(BlockKind.NOTE, text)
        else:
            self._add(BlockKind.NOTE, _without(text, begins), marker=f"[{number}] ")

    def leave_out(self, kind: str, page: int, words: str) -> None:
        self.writer.leave_out(kind, Anchor(page, self._said.labels.get(page)), words)

    def _item(self, text: Joined, marker: str) -> Span | None:
        gap = 0 if self._last is BlockKind.ITEM else 1
        return self._add(BlockKind.ITEM, text, marker=marker, gap=gap)

    def _joined(self, lines: Sequence[TextLine]) -> Joined:
        texts = [self._said.notes.pointed(line) for line in lines]
        return joined(lines, self._said.words, texts)

    def _add(
        self,
        kind: BlockKind,
        text: Joined,
        marker: str = "",
        gap: int = 1,
        heading: Heading | None = None,
        context: Span | None = None,
    ) -> Span | None:
        if not text.starts:
            return None
        (_, first), *others = text.starts
        inline = Inline(text.text, links=text.links)
        span = self.writer.add(kind, inline, self._anchor(first), marker, gap, heading, context)
        if span:
            start = span.start + len(marker)
            self.writer.anchors += [(start + at, self._anchor(line)) for at, line in others]
            self._last = kind
        return span

    def _anchor(self, line: TextLine) -> Anchor:
        left, top, right, bottom = (round(edge, 1) for edge in line.box)
        box: Box = (line.page, left, top, right, bottom)
        return Anchor(line.page, self._said.labels.get(line.page), (box,))


def is_caption(piece: Piece) -> bool:
    """Whether a piece is the caption of a figure or table: "Figure 3. The dyke"."""
    found = _CAPTION.match(piece.text)
    if not found:
        return False
    clear = _CLEAR.match(piece.text, found.end() - 1) is not None
    return clear or piece.lines[0].starts_bold


def _without(text: Joined, start: int) -> Joined:
    """The text behind an offset in its first line."""
    starts = tuple((max(at - start, 0), line) for at, line in text.starts)
    links = tuple((a - start, b - start, url) for a, b, url in text.links if a >= start)
    return Joined(text.text[start:], starts, links)
