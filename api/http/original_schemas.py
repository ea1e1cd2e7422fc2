"""The pages of an original, and a place in it, over HTTP, version 1."""

from __future__ import annotations

from pydantic import BaseModel

from api.http.schemas import AnchorModel
from rag.pages.process import Pages


class PageModel(BaseModel):
    """A page: its number in the file, from 1; what is printed as its number, else that number; and
    its width and height as displayed, in points, as the boxes of anchors are. A damaged page has 0.
    """

    number: int
    label: str
    width: float
    height: float


class PageList(BaseModel):
    pages: list[PageModel]

    @classmethod
    def of(cls, found: Pages) -> PageList:
        return cls(
            pages=[
                PageModel(number=number, label=page.label, width=page.width, height=page.height)
                for number, page in enumerate(found.pages, 1)
            ]
        )


class Place(BaseModel):
    """Where a span of the text stands in the original; null for a format whose places are lines.

    ``chapter`` is the heading of the EPUB's chapter, else null.
    """

    anchor: AnchorModel | None
    chapter: str | None
