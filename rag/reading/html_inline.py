"""What the elements of HTML mean: links, superscripts, emphasis, formulas, headings, pages."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from rag.reading.html_tree import BLOCKS, Element
from rag.reading.inline_builder import InlineBuilder

_EMPHASIS = frozenset({"b", "strong", "em", "i"})
_LEVELS = {f"h{level}": level for level in range(1, 7)}
_ARIA_LEVELS = frozenset("123456")
_LONGEST_SIGN = 2  # characters

Words = Callable[[], InlineBuilder]
"""Gives what takes the words of the block that is being read."""


def open_within(
    element: Element, words: Words, host: str | None = None
) -> Callable[[], None] | None:
    """Take what an element means for its line; returns what its end means.

    Links to other sites than ``host`` are kept.
    """
    match element.tag:
        case "a":
            if url := _source(element.get("href"), host):
                words().open_link(url)
                return lambda: words().close_link()
        case "sup":
            words().open_superscript()
            return lambda: words().close_superscript()
        case "q":
            words().add("“")
            return lambda: words().add("”")
        case tag if tag in _EMPHASIS:
            words().open_emphasis()
            return lambda: words().close_emphasis()
    return None


def formula(element: Element) -> str:
    """What stands for a formula: its source in TeX where that is given, else its signs."""
    if said := element.get("alttext"):
        return said
    for each in element.elements():
        if each.tag == "annotation" and "tex" in each.get("encoding").lower():
            return each.text()
    return element.text()


def _source(href: str, host: str | None) -> str | None:
    """The address of another site that a link leads to."""
    href = href.strip()
    address = f"https:{href}" if href.startswith("//") else href
    try:
        whole = urlsplit(address)
        other = whole.scheme in ("http", "https") and whole.hostname != host
    except ValueError:
        return None
    return address if other else None


def heading_level(element: Element) -> int | None:
    """How deep a heading stands, from 1 on; None for what is none."""
    if element.tag in _LEVELS:
        return _LEVELS[element.tag]
    if element.get("role") != "heading":
        return None
    level = element.get("aria-level")
    return int(level) if level in _ARIA_LEVELS else 2


def is_within_lines(element: Element) -> bool:
    """Whether words go on across an element, as in browsers across all that is no block."""
    return element.tag not in BLOCKS and heading_level(element) is None


def is_page_break(element: Element) -> bool:
    """Whether an element says that a page of the printed book begins."""
    kinds = f"{element.get('epub:type')} {element.get('role')}".split()
    return "pagebreak" in kinds or "doc-pagebreak" in kinds


def leads_to_itself(element: Element) -> bool:
    """Whether an element is the sign behind a heading that only gives its address: "#", "¶"."""
    if element.tag != "a" or not element.get("href").startswith("#"):
        return False
    words = element.text()
    return 0 < len(words) <= _LONGEST_SIGN and not any(sign.isalnum() for sign in words)
