"""What is open while a page is read: its elements, and what the words are part of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rag.document.model import BlockKind
from rag.reading.drafts import Draft
from rag.reading.html_tree import Element
from rag.reading.selectors import Selector

Leave = Callable[[], None]
"""What the end of an element means."""


@dataclass(slots=True)
class Frame:
    """An element that is being read, its selector, what of it is still to be read, and what its end
    means."""

    element: Element
    selector: Selector
    pending: Iterator[Element | str]
    leave: Leave | None
    elements: int = 0


@dataclass(slots=True)
class Context:
    """What the words are part of; ``marker`` and ``gap`` are those of its first block, ``term`` is
    what its blocks are read with. ``whole`` is one block, whatever stands in it."""

    kind: BlockKind
    marker: str = ""
    gap: int = 1
    level: int = 0
    term: Draft | None = None
    whole: bool = False
