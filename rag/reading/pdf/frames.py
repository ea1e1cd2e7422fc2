"""How points of a PDF's page are turned: as it is displayed, and so that its text runs level."""

from __future__ import annotations

from dataclasses import dataclass

from rag.reading.pdf.words import Box


@dataclass(frozen=True, slots=True)
class Frame:
    """A page's visible part in the file's own points, and how often it is turned by 90 degrees.

    ``turned`` counts clockwise turns of the page for display, ``reading`` in how many clockwise
    turns from the left its text then runs: 3 where it runs upwards.
    """

    left: float
    bottom: float
    right: float
    top: float
    turned: int
    reading: int = 0

    @property
    def displayed(self) -> tuple[float, float]:
        """Width and height as displayed."""
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.turned % 2 else (width, height)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in the frame of reading."""
        width, height = self.displayed
        return (height, width) if self.reading % 2 else (width, height)

    def shown(self, x: float, y: float) -> tuple[float, float]:
        """A point of the file on the page as displayed."""
        match self.turned:
            case 1:
                return y - self.bottom, x - self.left
            case 2:
                return self.right - x, y - self.bottom
            case 3:
                return self.top - y, self.right - x
        return x - self.left, self.top - y

    def read(self, x: float, y: float) -> tuple[float, float]:
        """A point of the page as displayed in the frame of reading."""
        width, height = self.displayed
        match self.reading:
            case 1:
                return y, width - x
            case 2:
                return width - x, height - y
            case 3:
                return height - y, x
        return x, y

    def shown_box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A box of the file on the page as displayed."""
        return _ordered(*self.shown(left, bottom), *self.shown(right, top))

    def read_box(self, box: Box) -> Box:
        """A box of the page as displayed in the frame of reading."""
        return _ordered(*self.read(box[0], box[1]), *self.read(box[2], box[3]))


def _ordered(x: float, y: float, other_x: float, other_y: float) -> Box:
    return min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y)
