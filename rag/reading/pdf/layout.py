"""Pages to the pieces of a document in reading order: paragraphs, and the rows of tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from rag.reading.pdf.beside import Flow, Item, Part
from rag.reading.pdf.counting import columns_down
from rag.reading.pdf.order import arranged
from rag.reading.pdf.paragraphs import Piece, pieces_of
from rag.reading.pdf.ruled import ruled_tables
from rag.reading.pdf.tagged import tagged_tables
from rag.reading.pdf.text_lines import TextLine, text_line
from rag.reading.pdf.words import Box, Page, Word, union

_BAR = 0.3  # of the page's width: a level line so long parts what is above and below
_MARGIN = 0.15  # of the page's text: so little that runs another way stands in the margin
_TAGGED = 0.8  # of the lines, that a tagged page has tags on


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: the lines of each cell; ``flow`` numbers the tables and columns of the
    document."""

    cells: tuple[tuple[TextLine, ...], ...]
    flow: int
    heads: bool
    page: int


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A page as pieces and rows in reading order, and what of it is not to be read."""

    number: int
    label: str
    parts: tuple[Piece | Row, ...]
    unseen: tuple[tuple[str, str], ...]
    drawn: bool


def laid_out(pages: Iterable[Page]) -> Iterator[LaidOut]:
    """The pages, one after another; flows and tables are numbered through the document."""
    counted = 0
    for page in pages:
        parts: list[Piece | Row] = []
        unseen = list(page.unseen)
        tagged = _is_tagged(page.words)
        for words in (page.words, *_beside(page, unseen)):
            for part in columns_down(list(arranged(_items(page, words)))):
                counted += 1
                parts += _read(part, page.number, counted, tagged)
        together = tuple(_together(unseen))
        yield LaidOut(page.number, page.label, tuple(parts), together, page.drawn)


def _together(unseen: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """What is not read, each kind in one: it may have been found word by word."""
    for kind, group in groupby(unseen, key=lambda each: each[0]):
        yield kind, " ".join(words for _, words in group)


def _items(page: Page, words: Sequence[Word]) -> list[Item]:
    """What takes room on a page: words, tables, and long level lines."""
    if words is not page.words:
        return list(words)
    tagged, words = tagged_tables(words, page.cells)
    ruled = ruled_tables(words, page.rules)
    bars = [rule for rule in ruled.rules if rule.right - rule.left > _BAR * page.width]
    held: list[Item] = [*ruled.words, *ruled.tables, *tagged]
    return [*held, *bars] if held else []


def _beside(page: Page, unseen: list[tuple[str, str]]) -> Iterator[Sequence[Word]]:
    """The words that run another way than most; notes in the margin, or a few, are left out."""
    most = _MARGIN * sum(len(word.text) for word in page.words)
    edges = union([word.box for word in page.words]) if page.words else None
    for words in page.apart:
        inside = [word for word in words if edges is None or _overlap(word.box, edges)]
        if sum(len(word.text) for word in inside) <= most:
            inside = []
        kept = set(inside)
        if outside := " ".join(word.text for word in words if word not in kept):
            unseen.append(("margin", outside))
        if inside:
            yield inside


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _read(part: Part, page: int, number: int, tagged: bool) -> list[Piece | Row]:
    if isinstance(part, Flow):
        lines = [text_line(line, page) for line in part.lines]
        return [*pieces_of(lines, number, part.left, part.right, tagged)]
    rows: list[Piece | Row] = []
    for place, row in enumerate(part.rows):
        cells = tuple(tuple(text_line(line, page) for line in cell.lines) for cell in row)
        rows.append(Row(cells, number, place == part.header, page))
    return rows


def _is_tagged(words: Sequence[Word]) -> bool:
    """Whether the tags of a page part it into paragraphs: most words have one, of several."""
    tags = [word.tag for word in words if word.tag]
    elements = {tag.element for tag in tags}
    return len(tags) >= _TAGGED * len(words) and 1 < len(elements) < len(words) / 3


def lines_in(parts: Iterable[Piece | Row]) -> Iterator[TextLine]:
    """The lines of paragraphs and cells, in reading order."""
    for part in parts:
        if isinstance(part, Piece):
            yield from part.lines
        else:
            yield from (line for cell in part.cells for line in cell)
