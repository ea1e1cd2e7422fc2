"""CSS selectors of the elements of a page, as short as they can be and no longer than a bound."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.reading.html_tree import Element

_MOST_STEPS = 40
"""What stands deeper is told by what it stands in."""
_PLAIN_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_PLAIN_TAG = re.compile(r"[a-z][a-z0-9-]*")
_LONGEST_ID = 200  # characters


@dataclass(frozen=True, slots=True)
class Selector:
    """The selector of an element, and how many steps it takes."""

    text: str = ""
    steps: int = 0

    def child(self, element: Element, place: int, unique: frozenset[str]) -> Selector:
        """The selector of an element in this one, the ``place``-th of them from 1 on; ``unique``
        are the ids that one element of the page has. What is too deep is told by this one."""
        if (name := element.get("id")) in unique:
            return Selector(_by_id(name), 1)
        if self.steps >= _MOST_STEPS:
            return self
        tag = element.tag if _PLAIN_TAG.fullmatch(element.tag) else ""
        step = tag if tag in ("html", "body") else f"{tag}:nth-child({place})"
        return Selector(f"{self.text} > {step}" if self.text else step, self.steps + 1)


def _by_id(id: str) -> str:
    if _PLAIN_ID.fullmatch(id):
        return f"#{id}"
    escaped = id.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\a ")
    return f'[id="{escaped}"]'


def unique_ids(root: Element) -> frozenset[str]:
    """The ids that one element of a tree has, and no other."""
    seen: set[str] = set()
    twice: set[str] = set()
    for element in root.elements():
        name = element.get("id")
        if name and len(name) <= _LONGEST_ID:
            (twice if name in seen else seen).add(name)
    return frozenset(seen - twice)
