"""What of a page or a book says nothing, wherever it stands: scripts, forms, what is hidden."""

from __future__ import annotations

import re
from collections.abc import Collection

from rag.reading.html_inline import heading_level
from rag.reading.html_tree import COMMENT, Element, parents_in

_BY_TAG = {
    COMMENT: "comment",
    "script": "script",
    "style": "script",
    "template": "script",
    "noscript": "script",
    "object": "embedded",
    "embed": "embedded",
    "iframe": "embedded",
    "audio": "embedded",
    "video": "embedded",
    "canvas": "embedded",
    "svg": "embedded",
    "button": "form",
    "select": "form",
    "textarea": "form",
    "datalist": "form",
    "progress": "form",
    "meter": "form",
    "dialog": "notice",
    "title": "page title",
    "rt": "reading",
    "rp": "reading",
}
_HIDDEN_STYLE = re.compile(
    r"(?<![\w-])(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE
)


def unread_in(root: Element, notes: Collection[Element] = ()) -> dict[Element, str]:
    """The outermost elements that say nothing, with the kind of each.

    Notes are read though they are hidden: a page shows them where a pointer leads to them. Of a
    hidden part with notes in it nothing else is read.
    """
    over_notes = _over(root, notes)
    found: dict[Element, str] = {}
    pending = [(root, False, False)]
    while pending:
        element, in_heading, hidden = pending.pop()
        in_heading = in_heading or heading_level(element) is not None
        hidden = element not in notes and (hidden or _is_hidden(element))
        kind = _kind_by_tag(element, in_heading)
        if hidden and element not in over_notes:
            kind = kind or "hidden"
        if kind:
            found[element] = kind
        else:
            # What opens and closes a part holds the heading of that, or stands in it.
            in_heading = in_heading or element.tag == "button"
            below = (c for c in element.children if isinstance(c, Element))
            pending += [(child, in_heading, hidden) for child in below]
    return found


def _over(root: Element, notes: Collection[Element]) -> set[Element]:
    """What those of the notes stand in that stand below the root."""
    parents = parents_in(root) if notes else {}
    over: set[Element] = set()
    for note in parents:
        at = parents.get(note) if note in notes else None
        while at is not None and at not in over:
            over.add(at)
            at = parents.get(at)
    return over


def _kind_by_tag(element: Element, in_heading: bool) -> str | None:
    if element.tag == "button" and (in_heading or _holds_heading(element)):
        return None
    return _BY_TAG.get(element.tag)


def _holds_heading(element: Element) -> bool:
    return any(heading_level(each) is not None for each in element.elements())


def _is_hidden(element: Element) -> bool:
    if "hidden" in element.attributes or element.get("aria-hidden") == "true":
        return True
    return _HIDDEN_STYLE.search(element.get("style")) is not None
