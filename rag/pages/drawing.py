"""The process that draws pages of PDFs, within bounds of time, memory and pixels.

The line of a request is ``sizes`` or ``page``, the hash of the file, and for a page its place, from
0, and the width in pixels. The file comes with it where the process does not hold it; it holds the
last one. A reply opens with a line that says what it is: ``sizes`` with JSON, ``image`` with a PNG,
or ``refused`` with the reason.
"""

from __future__ import annotations

import ctypes
import json
import math

import pypdfium2.raw as pdfium
from pypdfium2.version import PDFIUM_INFO

from rag.pages.bounds import MOST_MEMORY, MOST_SECONDS, image_size
from rag.pages.png import rgb_png
from rag.processes import serve
from rag.reading.formats import NotReadable
from rag.reading.pdf.file import PdfFile

_WHITE = 0xFFFFFFFF
_CHANNELS = 3
_NO_SIZE = "the page is damaged: it has no size"
_NOT_DRAWN = "the page is damaged, and is not drawn"


def page_sizes(file: PdfFile) -> list[tuple[str, float, float]]:
    """Of each page what is printed as its number, and its width and height as displayed, in points;
    0 for a page that is damaged."""
    size = pdfium.FS_SIZEF()
    found = []
    for index in range(file.pages_count):
        known = pdfium.FPDF_GetPageSizeByIndexF(file.handle, index, size)
        fits = known and 0 < size.width < math.inf and 0 < size.height < math.inf
        wide, high = (size.width, size.height) if fits else (0.0, 0.0)
        found.append((file.label(index), wide, high))
    return found


def drawn_page(file: PdfFile, index: int, asked: int) -> bytes:
    """A page as it is displayed, as a PNG that is ``asked`` pixels wide where the bounds allow it.

    Raises NotReadable for a page that is damaged.
    """
    page = pdfium.FPDF_LoadPage(file.handle, index)
    if not page:
        raise NotReadable(_NOT_DRAWN)
    try:
        width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
        if not (0 < width < math.inf and 0 < height < math.inf):
            raise NotReadable(_NO_SIZE)
        return _drawn(page, *image_size(width, height, asked))
    finally:
        pdfium.FPDF_ClosePage(page)


def _drawn(page: pdfium.FPDF_PAGE, width: int, height: int) -> bytes:
    stride = _CHANNELS * width
    pixels = (ctypes.c_ubyte * (stride * height))()
    bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_BGR, pixels, stride)
    if not bitmap:
        raise NotReadable(_NOT_DRAWN)
    try:
        flags = pdfium.FPDF_ANNOT | pdfium.FPDF_REVERSE_BYTE_ORDER
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, _WHITE)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, flags)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    return rgb_png(memoryview(pixels).cast("B"), width, height, stride)


class Drawer:
    """What answers requests; it holds the file that it drew last."""

    def __init__(self) -> None:
        self._held: tuple[str, PdfFile] | None = None

    def reply_to(self, words: list[str], content: bytes) -> bytes:
        try:
            return self._answer(words, content)
        except NotReadable as error:
            return b"refused\n" + str(error).encode()
        except MemoryError:
            return b"refused\nit takes too much memory to draw"

    def _answer(self, words: list[str], content: bytes) -> bytes:
        kind, sha256, *numbers = words
        file = self._file(sha256, content)
        if kind == "sizes":
            told = {"drawn_by": f"pdfium {PDFIUM_INFO.build}", "pages": page_sizes(file)}
            return b"sizes\n" + json.dumps(told, allow_nan=False).encode()
        return b"image\n" + drawn_page(file, int(numbers[0]), int(numbers[1]))

    def _file(self, sha256: str, content: bytes) -> PdfFile:
        if self._held and self._held[0] == sha256:
            return self._held[1]
        if self._held:
            self._held[1].close()
            self._held = None
        self._held = sha256, PdfFile(content)
        return self._held[1]


def main() -> None:
    """Draw what is asked for on standard input."""
    serve(Drawer().reply_to, MOST_SECONDS, MOST_MEMORY)


if __name__ == "__main__":
    main()
