"""A PDF file, opened by pdfium: its pages, its outline, and what it says of itself."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

import pypdfium2
import pypdfium2.raw as pdfium

from rag.reading.formats import NotReadable
from rag.reading.pdf.annotations import PageLink, page_links, with_links
from rag.reading.pdf.drawings import drawings
from rag.reading.pdf.fields import with_fields
from rag.reading.pdf.frames import Frame
from rag.reading.pdf.glyphs import MOST_CHARACTERS, main_turns, page_text
from rag.reading.pdf.tags import page_tags
from rag.reading.pdf.words import Bookmark, Page

MOST_PAGES = 20_000
"""Of a file; a file of some hundred bytes may say that it has a million."""

_DAMAGED, _TOO_FULL = "damaged page", "page that is too full"
UNREAD_PAGES = frozenset({_DAMAGED, _TOO_FULL})
"""The kinds of what is said of pages that are not read."""

_PAGES_AT_ONCE, _MOST_OPENINGS = 50, 50
_MOST_BOOKMARKS = 20_000
_DEEPEST_BOOKMARK = 15
_LABEL = 64  # characters


class PdfFile:
    """A PDF in memory; ``close`` frees what pdfium holds of it."""

    def __init__(self, raw: bytes) -> None:
        """Open a PDF.

        Raises NotReadable for one that is damaged, encrypted, without pages or with more than
        MOST_PAGES.
        """
        self._raw = raw
        try:
            self._file = pypdfium2.PdfDocument(raw)
        except pypdfium2.PdfiumError as error:
            raise NotReadable(_why_not(raw, error)) from error
        self.pages_count = len(self._file)
        if not self.pages_count:
            self._file.close()
            raise NotReadable("is a PDF without pages; save or print it anew")
        if self.pages_count > MOST_PAGES:
            self._file.close()
            reason = f"has {self.pages_count} pages; at most {MOST_PAGES} are read: split it"
            raise NotReadable(reason)

    def close(self) -> None:
        self._file.close()

    @property
    def handle(self) -> pdfium.FPDF_DOCUMENT:
        """The file as pdfium's own functions take it."""
        return self._file.raw

    def information(self) -> dict[str, str]:
        """Title, Author, CreationDate and the like, as the file gives them."""
        found: dict[str, str] = self._file.get_metadata_dict(skip_empty=True)
        return found

    def language(self) -> str | None:
        """The language that the file says it is in."""
        found = (ctypes.c_ushort * _LABEL)()
        length = pdfium.FPDFCatalog_GetLanguage(self._file.raw, found, ctypes.sizeof(found))
        return _words(found, length) or None

    def bookmarks(self) -> list[Bookmark]:
        """The outline, at most ``_MOST_BOOKMARKS`` entries of it."""
        found: list[Bookmark] = []
        with suppress(pypdfium2.PdfiumError, RecursionError, ValueError):
            for entry in self._file.get_toc(max_depth=_DEEPEST_BOOKMARK):
                target = entry.get_dest()
                index = target.get_index() if target else None
                title = " ".join(entry.get_title().split())
                found.append(Bookmark(title, entry.level + 1, None if index is None else index + 1))
                if len(found) == _MOST_BOOKMARKS:
                    break
        return found

    def pages(self) -> Iterator[Page]:
        """The pages in order. One that is damaged or too full has no words, and says so."""
        at_once = max(_PAGES_AT_ONCE, self.pages_count // _MOST_OPENINGS)
        for index in range(self.pages_count):
            if index and index % at_once == 0:
                self._open_anew()
            page = pdfium.FPDF_LoadPage(self._file.raw, index)
            number, label = index + 1, self.label(index)
            if not page:
                yield Page(number, label, 0, 0, unseen=((_DAMAGED, f"page {number}"),))
                continue
            try:
                links = list(page_links(self._file.raw, page, _frame(page)))
                with with_fields(self._file.raw, page, index) as filled:
                    read = _read(filled, number, label, links)
                yield read
            finally:
                pdfium.FPDF_ClosePage(page)

    def _open_anew(self) -> None:
        """Give back what pdfium keeps of the pages it has read: fonts and all that they name.

        It keeps that until the file is closed, some 120 kB for a printed page. A file of many pages
        is opened no more than ``_MOST_OPENINGS`` times, since each reads its table of objects.
        """
        self._file.close()
        self._file = pypdfium2.PdfDocument(self._raw)

    def label(self, index: int) -> str:
        """What the file says is printed on a page as its number, else its place from 1."""
        found = (ctypes.c_ushort * _LABEL)()
        length = pdfium.FPDF_GetPageLabel(self._file.raw, index, found, ctypes.sizeof(found))
        return _words(found, length) or str(index + 1)


def _why_not(raw: bytes, error: pypdfium2.PdfiumError) -> str:
    locked = error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
    if locked and b"/Encrypt" in raw:  # pdfium says so of some files without pages, too
        return (
            "is encrypted, and only its password opens it; take that off with "
            "`qpdf --decrypt --password=PASSWORD IN.pdf OUT.pdf`"
        )
    return "is damaged, or no PDF; `qpdf IN.pdf OUT.pdf` mends some"


def _read(page: pdfium.FPDF_PAGE, number: int, label: str, links: Sequence[PageLink]) -> Page:
    frame = _frame(page)
    tags = page_tags(page)
    text = page_text(page, frame, tags.contents)
    if text is None:
        too_full = f"page {number} holds more than {MOST_CHARACTERS} characters"
        return Page(number, label, *frame.size, unseen=((_TOO_FULL, too_full),))
    turns = main_turns(text)
    frame = replace(frame, reading=turns)
    rules, has_picture = drawings(page, frame)
    return Page(
        number=number,
        label=label,
        width=frame.size[0],
        height=frame.size[1],
        words=tuple(with_links(text.words.pop(turns, []), links)),
        rules=rules,
        apart=tuple(map(tuple, text.words.values())),
        unseen=tuple(text.unseen),
        drawn=has_picture or bool(rules),
        cells=tags.cells,
    )


def _frame(page: pdfium.FPDF_PAGE) -> Frame:
    box = pdfium.FS_RECTF()
    if not pdfium.FPDF_GetPageBoundingBox(page, box):
        box.left, box.bottom = 0, 0
        box.right, box.top = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    turned = max(pdfium.FPDFPage_GetRotation(page), 0) % 4
    return Frame(box.left, box.bottom, box.right, box.top, turned)


def _words(found: ctypes.Array[ctypes.c_ushort], length: int) -> str:
    """What pdfium wrote into a buffer, on one line."""
    written = bytes(found)[: min(length, ctypes.sizeof(found))].decode("utf-16-le", "replace")
    return " ".join(written.replace("\0", " ").split())
