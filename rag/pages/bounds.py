"""What an image of a page may cost, whatever the file says."""

from __future__ import annotations

import math

MOST_SECONDS = 20
"""How long one page may take: one of text takes a hundredth of a second."""
MOST_MEMORY = 2_000_000_000
"""How many bytes of address space the process may have, where the system can bound it."""
MOST_PIXELS = 12_000_000
"""Of an image: a page of A4 in 350 dots an inch."""
MOST_SIDE = 16_000
"""Pixels of an image's longer side."""
MOST_REPLY = 60_000_000
"""Bytes of an image: one of MOST_PIXELS, each of another colour, takes 36 million."""
LEAST_WIDTH, USUAL_WIDTH, MOST_WIDTH = 16, 1000, 3000
"""Pixels that may be asked for."""


def image_size(width: float, height: float, asked: int) -> tuple[int, int]:
    """The width and height in pixels of a page of this size, ``asked`` pixels wide where the
    bounds allow it; only a page that is all length is drawn in other proportions."""
    scale = min(asked / width, math.sqrt(MOST_PIXELS) / math.sqrt(width) / math.sqrt(height))
    wide, high = (max(1, round(min(MOST_SIDE, side * scale))) for side in (width, height))
    return wide, min(high, MOST_PIXELS // wide)
