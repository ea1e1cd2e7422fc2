"""What is filled in on a page: the fields of a form, and text that was typed on it afterwards.

A PDF keeps these apart from the page. pdfium finds words of the page alone, so they are made part
of it, as they are shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2.raw as pdfium

_MOST_LOOKED_AT = 2_000  # annotations of a page
_FILLED_IN = frozenset({pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT})


@contextmanager
def with_fields(
    document: pdfium.FPDF_DOCUMENT, page: pdfium.FPDF_PAGE, index: int
) -> Iterator[pdfium.FPDF_PAGE]:
    """The page with what is filled in on it; it has no annotations then."""
    if not _is_filled_in(page):
        yield page
        return
    if pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY) != pdfium.FLATTEN_SUCCESS:
        yield page
        return
    filled = pdfium.FPDF_LoadPage(document, index)
    try:
        yield filled or page
    finally:
        if filled:
            pdfium.FPDF_ClosePage(filled)


def _is_filled_in(page: pdfium.FPDF_PAGE) -> bool:
    count = min(pdfium.FPDFPage_GetAnnotCount(page), _MOST_LOOKED_AT)
    return any(_subtype(page, index) in _FILLED_IN for index in range(count))


def _subtype(page: pdfium.FPDF_PAGE, index: int) -> int:
    annotation = pdfium.FPDFPage_GetAnnot(page, index)
    if not annotation:
        return int(pdfium.FPDF_ANNOT_UNKNOWN)
    try:
        return int(pdfium.FPDFAnnot_GetSubtype(annotation))
    finally:
        pdfium.FPDFPage_CloseAnnot(annotation)
