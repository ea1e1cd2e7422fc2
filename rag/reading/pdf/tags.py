"""What the structure of a tagged PDF calls the marked contents of a page."""

from __future__ import annotations

import ctypes

import pypdfium2.raw as pdfium

from rag.reading.pdf.words import Tag

_MOST_ELEMENTS = 50_000  # of a page
_DEEPEST = 40
_BLOCKS = frozenset(
    "H H1 H2 H3 H4 H5 H6 Title P L LI Lbl LBody Table TR TH TD Caption Note FENote Figure Formula "
    "BlockQuote TOC TOCI BibEntry Code Aside".split()
)
"""Types that say what a block is; others, such as Span and Link, are part of what they stand in."""


def page_tags(page: pdfium.FPDF_PAGE) -> dict[int, Tag]:
    """The innermost block element around each marked content, by number; none if untagged."""
    tree = pdfium.FPDF_StructTree_GetForPage(page)
    if not tree:
        return {}
    try:
        return _tags_in(tree)
    finally:
        pdfium.FPDF_StructTree_Close(tree)


def _tags_in(tree: pdfium.FPDF_STRUCTTREE) -> dict[int, Tag]:
    tags: dict[int, Tag] = {}
    roots = range(max(pdfium.FPDF_StructTree_CountChildren(tree), 0))
    pending: list[tuple[pdfium.FPDF_STRUCTELEMENT, Tag | None, int]] = [
        (pdfium.FPDF_StructTree_GetChildAtIndex(tree, n), None, 0) for n in roots
    ]
    pending.reverse()
    seen = 0
    while pending and seen < _MOST_ELEMENTS:
        element, over, depth = pending.pop()
        if not element:
            continue
        seen += 1
        role = _role(element)
        item = seen if role == "LI" else over.item if over else 0
        tag = Tag(role, seen, item) if role in _BLOCKS else over
        children = max(pdfium.FPDF_StructElement_CountChildren(element), 0)
        for index in range(min(children, _MOST_ELEMENTS)):
            content = pdfium.FPDF_StructElement_GetChildMarkedContentID(element, index)
            if content >= 0 and tag:
                tags.setdefault(content, tag)
        if depth < _DEEPEST:
            for index in reversed(range(min(children, _MOST_ELEMENTS - seen))):
                child = pdfium.FPDF_StructElement_GetChildAtIndex(element, index)
                pending.append((child, tag, depth + 1))
    return tags


def _role(element: pdfium.FPDF_STRUCTELEMENT) -> str:
    name = (ctypes.c_ushort * 32)()
    length = pdfium.FPDF_StructElement_GetType(element, name, ctypes.sizeof(name))
    return (
        bytes(name)[: min(length, ctypes.sizeof(name))].decode("utf-16-le", "replace").rstrip("\0")
    )
