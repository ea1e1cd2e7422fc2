"""The addresses that a PDF's words lead to."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pypdfium2.raw as pdfium

from rag.reading.pdf.frames import Frame
from rag.reading.pdf.words import Box, Word

_MOST_LINKS = 2_000  # of a page
_MOST_COMPARED = 4_000_000  # words with links
_LONGEST = 2_000  # bytes of an address; what is longer is data
_WEB = ("http://", "https://")


PageLink = tuple[Box, str]
"""The box of a link as displayed, and its address."""


def with_links(words: Sequence[Word], links: Sequence[PageLink]) -> list[Word]:
    """The words of a page, those with their address that lead to one on the web."""
    if not links or len(links) * len(words) > _MOST_COMPARED:
        return list(words)
    return [_with_link(word, links) for word in words]


def _with_link(word: Word, links: Sequence[PageLink]) -> Word:
    x, y = (word.box[0] + word.box[2]) / 2, (word.box[1] + word.box[3]) / 2
    for box, address in links:
        if box[0] <= x <= box[2] and box[1] <= y <= box[3]:
            return replace(word, link=address)
    return word


def page_links(
    document: pdfium.FPDF_DOCUMENT, page: pdfium.FPDF_PAGE, frame: Frame
) -> Iterator[PageLink]:
    """The links of a page to the web."""
    place, link = ctypes.c_int(0), pdfium.FPDF_LINK()
    for _ in range(_MOST_LINKS):
        if not pdfium.FPDFLink_Enumerate(page, place, link):
            return
        box = pdfium.FS_RECTF()
        address = _address(document, link)
        if address.startswith(_WEB) and pdfium.FPDFLink_GetAnnotRect(link, box):
            edges = sorted((box.left, box.right)), sorted((box.bottom, box.top))
            yield frame.shown_box(edges[0][0], edges[1][0], edges[0][1], edges[1][1]), address


def _address(document: pdfium.FPDF_DOCUMENT, link: pdfium.FPDF_LINK) -> str:
    action = pdfium.FPDFLink_GetAction(link)
    if not action or pdfium.FPDFAction_GetType(action) != pdfium.PDFACTION_URI:
        return ""
    length = pdfium.FPDFAction_GetURIPath(document, action, None, 0)
    if not 1 < length <= _LONGEST:
        return ""
    found = ctypes.create_string_buffer(length)
    pdfium.FPDFAction_GetURIPath(document, action, found, length)
    words = found.value.decode("utf-8", "replace")
    return words if words.isprintable() else ""
