"""Which pieces are headings, and how deep: by tags, the outline, size, weight and numbers."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from rag.reading.pdf.front import says_who_or_when
from rag.reading.pdf.layout import Row, lines_in
from rag.reading.pdf.paragraphs import BULLET, Piece
from rag.reading.pdf.text_lines import TextLine
from rag.reading.pdf.words import Bookmark

_TEXT = 0.15  # of the characters, that are not in tables
_LARGE = 1.12  # of the text's size
_LARGER, _NEARLY = 1.06, 0.97
_MOST_LINES, _MOST_CHARACTERS = 4, 240
_BOLD_CHARACTERS = 120
_MOST_OF_TEXT = 0.3  # of the characters: what more are printed as is no heading
_APART = 1.15  # of the usual distance, that a heading of the text's size has above it
_MASTHEAD = 5  # pieces under the title, that may say who wrote it and when
_DEEPEST = 6
_ENDS = re.compile(r"[.;,:。；，：…-][\"”’)\]]*\Z")
_NUMBER = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]{3}|[\u3040-\u9fff\uac00-\ud7af]{2}")
_NOT_WORDS = re.compile(r"[\W_]+")
_TAGS = {"Title": 1, "H": 2, **{f"H{n}": n for n in range(1, 7)}}

_Print = tuple[float, bool, bool, int]
"""How a heading is printed: size, bold, capitals, and the parts of its number."""


def body_size(pieces: Sequence[Piece], parts: Sequence[Piece | Row]) -> float:
    """The size that most characters of the text are printed in.

    Of a document that is hardly more than tables, such as an invoice, it is the size of all parts.
    """
    lines = list(chain.from_iterable(piece.lines for piece in pieces))
    every = list(lines_in(parts))
    if _length(lines) < _TEXT * _length(every):
        lines = every
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 4) / 4] += len(line.text)
    return max(sizes, key=lambda size: sizes[size], default=10.0)


def _length(lines: Iterable[TextLine]) -> int:
    return sum(len(line.text) for line in lines)


def heading_levels(
    pieces: Sequence[Piece], body: float, bookmarks: Sequence[Bookmark], rows_follow: bool = False
) -> dict[int, int]:
    """The level of each piece that is a heading, by its place; 1 is the outermost.

    ``rows_follow`` says that rows of a table stand behind the last piece.
    """
    depths = _outline(bookmarks)
    known: dict[int, int] = {}
    printed: dict[int, _Print] = {}
    heads = pieces if rows_follow else pieces[:-1]  # what heads nothing is no heading
    for place, piece in enumerate(heads):
        text = " ".join(line.text for line in piece.lines)
        if not _may_be_one(piece, text):
            continue
        tag = piece.lines[0].tag
        depth = depths.get((piece.page, _folded(text))) or depths.get((piece.page, _bare(text)))
        if tag and tag.role in _TAGS:
            known[place] = _TAGS[tag.role]
        elif depth:
            known[place] = depth
        elif (
            not piece.noisy
            and _WORD.search(text)
            and _is_printed_as_one(piece, text, _local(pieces, place, body), body)
        ):
            printed[place] = _print(piece, text)
    return _levels(pieces, known, _rare(pieces, _without_masthead(pieces, printed)))


def _outline(bookmarks: Sequence[Bookmark]) -> dict[tuple[int, str], int]:
    found: dict[tuple[int, str], int] = {}
    for bookmark in bookmarks:
        if bookmark.page and (words := _folded(bookmark.title)):
            found.setdefault((bookmark.page, words), bookmark.depth)
    return found


def _folded(text: str) -> str:
    return _NOT_WORDS.sub("", text.casefold())


def _bare(text: str) -> str:
    """A heading folded, without its number."""
    number = _NUMBER.match(text)
    return _folded(text[number.end("number") :]) if number else _folded(text)


def _may_be_one(piece: Piece, text: str) -> bool:
    if len(piece.lines) > _MOST_LINES or len(text) > _MOST_CHARACTERS or BULLET.match(text):
        return False
    return any(map(str.isalnum, text))


def _local(pieces: Sequence[Piece], place: int, body: float) -> float:
    """The size of the text below a piece, where that is smaller than most."""
    below = pieces[place + 1] if place + 1 < len(pieces) else pieces[place]
    return min(body, below.size)


def _is_printed_as_one(piece: Piece, text: str, local: float, body: float) -> bool:
    size = piece.size
    if size >= _LARGE * body:
        return not (_ENDS.search(text) and size < 1.3 * body and len(piece.lines) > 1)
    alone = len(piece.lines) == 1 and piece.gap >= _APART
    if size >= _LARGER * body and alone and len(text) <= _BOLD_CHARACTERS:
        return not _ENDS.search(text)
    if size < _NEARLY * local or len(text) > _BOLD_CHARACTERS or _ENDS.search(text):
        return False
    if all(line.bold for line in piece.lines):
        return len(piece.lines) < 4
    if alone and _NUMBER.match(text) and piece.lines[0].italic:
        return True
    return alone and _in_capitals(text)


def _in_capitals(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 3 and all(c.isupper() for c in letters)


def _print(piece: Piece, text: str) -> _Print:
    number = _NUMBER.match(text)
    parts = number["number"].count(".") + 1 if number else 0
    bold = all(line.bold for line in piece.lines)
    return round(piece.size * 2) / 2, bold, _in_capitals(text), parts


def _without_masthead(pieces: Sequence[Piece], printed: Mapping[int, _Print]) -> dict[int, _Print]:
    """Those printed as headings, but the names and dates that stand under the title."""
    first = min(printed, default=0)
    under = range(first + 1, first + 1 + _MASTHEAD)
    return {
        place: found
        for place, found in printed.items()
        if place not in under
        or found[1]
        or pieces[place].page != pieces[first].page
        or not says_who_or_when(" ".join(line.text for line in pieces[place].lines))
    }


def _rare(pieces: Sequence[Piece], printed: Mapping[int, _Print]) -> dict[int, _Print]:
    """Those whose print the document does not use for much of its text."""
    lengths: dict[tuple[float, bool], int] = defaultdict(int)
    for piece in pieces:
        bold = all(line.bold for line in piece.lines)
        lengths[round(piece.size * 2) / 2, bold] += piece.length
    most = _MOST_OF_TEXT * sum(lengths.values())
    return {
        place: found
        for place, found in printed.items()
        if lengths[found[0], found[1]] <= most or found[2] or len(pieces) < 8
    }


def _levels(
    pieces: Sequence[Piece], known: Mapping[int, int], printed: Mapping[int, _Print]
) -> dict[int, int]:
    """The levels that are known, and those by rank of print."""
    order = sorted(set(printed.values()), key=lambda p: (-p[0], not p[1], not p[2], p[3]))
    ranks = {found: rank for rank, found in enumerate(order)}
    # What tags or outline do not know stands below what they know, but the title of the first page.
    base, first = max(known.values(), default=0), min(printed, default=0)
    levels = dict(known)
    for place, found in printed.items():
        title = place == first and ranks[found] == 0 and pieces[place].page == 1
        level = min(base + ranks[found] + 1, _DEEPEST)
        levels[place] = min(known.values()) if title and known else level
    return levels
