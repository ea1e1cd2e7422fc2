"""A process as ``rag.pages.drawing``, which fails at some widths."""

from __future__ import annotations

import os
import time

from rag.pages import drawing
from rag.reading.pdf.file import PdfFile

_draw = drawing.drawn_page


def drawn_page(file: PdfFile, index: int, width: int) -> bytes:
    """Hang, die, fill the memory, or draw the page, as the width says."""
    match width:
        case 113:
            time.sleep(3600)
        case 114:
            os._exit(7)
        case 115:
            raise MemoryError
    return _draw(file, index, width)


if __name__ == "__main__":
    drawing.drawn_page = drawn_page
    drawing.main()
