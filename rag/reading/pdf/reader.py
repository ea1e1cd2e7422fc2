"""A PDF to text and blocks."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.document.model import Metadata
from rag.reading.blocks import Reading, with_lead_ins
from rag.reading.formats import NotReadable
from rag.reading.note_marks import heads_notes
from rag.reading.pdf.continued import continued
from rag.reading.pdf.file import UNREAD_PAGES, PdfFile
from rag.reading.pdf.footnotes import numbered, opening_mark, take_footnotes
from rag.reading.pdf.front import file_metadata, first_page_metadata
from rag.reading.pdf.furniture import without_furniture
from rag.reading.pdf.headings import body_size, heading_levels
from rag.reading.pdf.joining import vocabulary
from rag.reading.pdf.layout import LaidOut, Row, laid_out, lines_in
from rag.reading.pdf.line_numbers import without_line_numbers
from rag.reading.pdf.paragraphs import Piece
from rag.reading.pdf.words import Bookmark
from rag.reading.pdf.write import Said, Scribe, is_caption

MOST_CHARACTERS = 16_000_000
"""Of a file: the Bible has four million."""

_HEADING_STEP, _HEADING_LINES = 1.9, 8  # sizes between the lines of one heading; their number
_NUMBERED = re.compile(r"\d{1,2}(?:\.\d{1,2})*[.)\s]|[A-Z][.)]\s")

_SCANNED = "page {} shows a picture and no text; `ocrmypdf IN.pdf OUT.pdf` adds the text"
_ALL_SCANNED = "holds pictures of pages and no text; `ocrmypdf IN.pdf OUT.pdf` adds the text"


def read_pdf(raw: bytes) -> Reading:
    """What a PDF says, page after page, and what of it is no text.

    Raises NotReadable for one that is damaged, encrypted, too large, or without any text.
    """
    file = PdfFile(raw)
    try:
        numbered = map(without_line_numbers, file.pages())
        pages = list(_bounded(laid_out(without_furniture(numbered))))
        if not any(page.parts for page in pages):  # what is alike on all pages may be all there is
            pages = list(_bounded(laid_out(file.pages())))
        metadata = file_metadata(file.information(), file.language())
        bookmarks = file.bookmarks()
    finally:
        file.close()
    if not any(page.parts for page in pages):
        raise NotReadable(_why_without_text(pages))
    return _reading(pages, metadata, bookmarks)


def _why_without_text(pages: Sequence[LaidOut]) -> str:
    unread = [words for page in pages for kind, words in page.unseen if kind in UNREAD_PAGES]
    if unread:
        return f"has no page that can be read ({unread[0]}); print it anew, or convert it to text"
    return _ALL_SCANNED if any(page.drawn for page in pages) else "has no text on its pages"


def _bounded(pages: Iterator[LaidOut]) -> Iterator[LaidOut]:
    length = 0
    for page in pages:
        length += sum(len(line.text) for line in lines_in(page.parts))
        if length > MOST_CHARACTERS:
            raise NotReadable(f"holds more than {MOST_CHARACTERS} characters; split it")
        yield page


def _reading(pages: list[LaidOut], metadata: Metadata, bookmarks: Sequence[Bookmark]) -> Reading:
    """The pages as a text. They are taken out of the list, so that a line that has been written
    is held no longer."""
    parts = [part for page in pages for part in page.parts]
    sheets = [(replace(page, parts=()), bool(page.parts)) for page in pages]
    pages.clear()
    pieces = [part for part in parts if isinstance(part, Piece)]
    body = body_size(pieces, parts)
    parts, notes = take_footnotes(parts, body)
    levels = _levels(parts, body, bookmarks)
    parts, levels = _with_whole_headings(parts, levels)
    fixed = {
        place
        for place, part in enumerate(parts)
        if place in levels or (isinstance(part, Piece) and is_caption(part))
    }
    said = Said(
        levels, numbered(notes), vocabulary(lines_in(parts)), {p.number: p.label for p, _ in sheets}
    )
    scribe = Scribe(said)
    waiting = deque(continued(parts, fixed))
    del parts, pieces
    _write(scribe, waiting, levels)
    notes_from = scribe.footnotes()
    for page, has_text in sheets:
        for kind, words in page.unseen:
            scribe.leave_out(kind, page.number, words)
        if page.drawn and not has_text:
            scribe.leave_out("page without text", page.number, _SCANNED.format(page.number))
    written = scribe.writer
    reading = Reading(
        text=written.text,
        blocks=with_lead_ins(written.text, written.blocks),
        anchors=tuple(written.anchors),
        links=tuple(written.links),
        left_out=tuple(written.left_out),
        notes_from=notes_from,
    )
    return replace(reading, metadata=_metadata(reading, metadata))


def _levels(
    parts: Sequence[Piece | Row], body: float, bookmarks: Sequence[Bookmark]
) -> dict[int, int]:
    """The levels of the headings, by their place among all parts."""
    places = [place for place, part in enumerate(parts) if isinstance(part, Piece)]
    pieces = [part for part in parts if isinstance(part, Piece)]
    rows_follow = bool(places) and places[-1] + 1 < len(parts)
    levels = heading_levels(pieces, body, bookmarks, rows_follow)
    return {places[place]: level for place, level in levels.items()}


def _with_whole_headings(
    parts: Sequence[Piece | Row], levels: dict[int, int]
) -> tuple[list[Piece | Row], dict[int, int]]:
    """The parts, headings that go on in a second piece of the same print as one."""
    found: list[Piece | Row] = []
    renumbered: dict[int, int] = {}
    for place, part in enumerate(parts):
        last = found[-1] if found else None
        if (
            place in levels
            and len(found) - 1 in renumbered
            and isinstance(part, Piece)
            and isinstance(last, Piece)
            and renumbered[len(found) - 1] == levels[place]
            and _is_one_heading(last, part)
        ):
            found[-1] = replace(last, lines=last.lines + part.lines)
            continue
        found.append(part)
        if place in levels:
            renumbered[len(found) - 1] = levels[place]
    return found, renumbered


def _is_one_heading(last: Piece, piece: Piece) -> bool:
    """Whether a heading goes on on the next line: close below, in the same print."""
    line, first = last.lines[-1], piece.lines[0]
    same = last.flow == piece.flow and abs(line.size - first.size) < 0.3 and line.bold == first.bold
    close = first.baseline - line.baseline < _HEADING_STEP * line.size
    short = len(last.lines) < _HEADING_LINES
    return same and close and short and not _NUMBERED.match(piece.text)


def _write(scribe: Scribe, parts: deque[tuple[int, Piece | Row]], levels: dict[int, int]) -> None:
    last_note: int | None = None  # the number of the note before, 0 right under their heading
    while parts:
        place, part = parts.popleft()
        if isinstance(part, Row):
            scribe.row(part)
            continue
        if place in levels:
            last_note = 0 if heads_notes(part.text) else None
        elif last_note is not None:
            mark = opening_mark(part)
            number = int(mark[0]) if mark and mark[0].isdecimal() else None
            if mark and number and (number == last_note + 1 or not last_note):
                scribe.endnote(part, number, mark[1])
                last_note = number
                continue
            if last_note:
                scribe.endnote(part, None, 0)
                continue
            last_note = None
        scribe.piece(place, part)


def _metadata(reading: Reading, metadata: Metadata) -> Metadata:
    """The metadata, title and authors as the first page prints them."""
    blocks = reading.blocks
    first = next((n for n, block in enumerate(blocks) if block.heading), None)
    if first is None or first > 3:
        return metadata
    heading = blocks[first].heading
    below = blocks[first + 1 : first + 5]
    under = [block.span.of(reading.text) for block in below if block.heading is None]
    return first_page_metadata(heading.title if heading else None, under, metadata)
