"""Paragraphs that a column, page or picture cuts in two, made one again."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from rag.reading.pdf.layout import Row
from rag.reading.pdf.paragraphs import (
    INDENT,
    SHORT,
    Piece,
    first_word_width,
    opens_item,
    room_behind,
    same_size,
)

_ENDS = re.compile(r"[.!?…:;。！？：；؟۔][\"'”’»)\]」』*†‡\d]*\Z")
_MOST_LINES = 1_000  # of a paragraph
_MOST_BETWEEN = 12  # captions and rows between the halves


def continued(
    parts: Sequence[Piece | Row], fixed: Collection[int]
) -> list[tuple[int, Piece | Row]]:
    """The parts with their places; what goes on a paragraph is part of that, not of its own.

    ``fixed`` are the places of headings and captions, over which a paragraph may go on.
    """
    found: list[tuple[int, Piece | Row]] = []
    open_at: int | None = None  # in what is found, the last paragraph
    between = 0
    for place, part in enumerate(parts):
        if isinstance(part, Piece) and place not in fixed:
            last = found[open_at][1] if open_at is not None else None
            if open_at is not None and isinstance(last, Piece) and _goes_on(last, part, between):
                found[open_at] = found[open_at][0], _joined(last, part)
                continue
            open_at, between = len(found), 0
        else:
            above = found[-1][1] if found else None
            if isinstance(part, Row) and isinstance(above, Row) and _is_rest_of_row(above, part):
                cells = zip(above.cells, part.cells, strict=True)
                found[-1] = found[-1][0], replace(above, cells=tuple(a + b for a, b in cells))
                continue
            between += 1
            if between > _MOST_BETWEEN:
                open_at = None
        found.append((place, part))
    return found


def _is_rest_of_row(last: Row, row: Row) -> bool:
    """Whether a row is the rest of the one that a column ends with: few of its cells hold words,
    which go on in the middle of a sentence."""
    if last.flow == row.flow or len(last.cells) != len(row.cells) or row.heads or row.cells[0]:
        return False
    rest = [(a, b) for a, b in zip(last.cells, row.cells, strict=True) if b]
    few = 0 < len(rest) <= len(row.cells) / 2
    return few and all(a and not _ENDS.search(a[-1].text) for a, _ in rest)


def _joined(last: Piece, piece: Piece) -> Piece:
    """Both as one, whose last line stands in the column of the second."""
    lines = last.lines + piece.lines
    return replace(last, lines=lines, flow=piece.flow, left=piece.left, right=piece.right)


def _goes_on(last: Piece, piece: Piece, between: int) -> bool:
    """Whether a piece is the rest of the paragraph that a column ends with."""
    line, first = last.lines[-1], piece.lines[0]
    if last.flow == piece.flow or piece.page - line.page > 1 or len(last.lines) > _MOST_LINES:
        return False
    if not same_size(line, first) and not (last.noisy or piece.noisy):
        return False
    if line.bold != first.bold or opens_item(first.text):
        return False
    if line.text.endswith(("-", "\u00ad")) and first.text[0].islower():
        return True
    if _ENDS.search(line.text):
        return False
    if first.text[0].islower():
        return True
    if between or len(last.lines) == 1 or _is_indented(piece):
        return False
    free = room_behind(line, last.left, last.right)
    return free <= max(first_word_width(first), SHORT * (last.right - last.left))


def _is_indented(piece: Piece) -> bool:
    """Whether the first line stands farther in than the others."""
    first, *others = piece.lines
    if not others or first.leftwards:
        return False
    return first.left - min(line.left for line in others) >= INDENT * first.size
