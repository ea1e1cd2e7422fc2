"""Where a span stands in the original file, for formats whose text is not the file's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

Box = tuple[int, float, float, float, float]
"""A page, and left, top, right and bottom on it in points from the page's top left."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place in the original; what its format does not have is None.

    ``page`` counts the pages of the file from 1, ``page_label`` is the number as printed, ``boxes``
    are those of the lines. ``element`` is a CSS selector of an HTML element, ``chapter`` the name
    of an EPUB's file that holds it, ``paragraph`` counts the paragraphs of a DOCX from 1.
    """

    page: int | None = None
    page_label: str | None = None
    boxes: tuple[Box, ...] = ()
    element: str | None = None
    chapter: str | None = None
    paragraph: int | None = None


@dataclass(frozen=True, slots=True)
class Original:
    """The file that a document was read from: its format, the SHA-256 of its bytes, and the reader
    with its version, which give the same text every time."""

    format: str
    reader: str
    sha256: str


def joined(anchors: Sequence[Anchor]) -> Anchor | None:
    """The place that anchors in reading order make: where the first stands, with all boxes."""
    if not anchors:
        return None
    return replace(anchors[0], boxes=tuple(box for each in anchors for box in each.boxes))
