"""What the structure of a tagged PDF calls the marked contents of a page."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field, replace

import pypdfium2.raw as pdfium

from rag.reading.pdf.words import Tag

_MOST_ELEMENTS = 50_000  # of a page
_DEEPEST = 40
_BLOCKS = frozenset(
    "H H1 H2 H3 H4 H5 H6 Title P L LI Lbl LBody Table TR TH TD Caption Note FENote Figure Formula "
    "BlockQuote TOC TOCI BibEntry Code Aside".split()
)
"""Types that say what a block is; others, such as Span and Link, are part of what they stand in."""


@dataclass(slots=True)
class PageTags:
    """The tags of a page: by the number of each marked content, the innermost block around it; by
    each table, its cells row by row."""

    contents: dict[int, Tag] = field(default_factory=dict)
    cells: dict[int, list[list[int]]] = field(default_factory=dict)


def page_tags(page: pdfium.FPDF_PAGE) -> PageTags:
    """The tags of a page, none where it has none; of more than ``_MOST_ELEMENTS`` the first."""
    tree = pdfium.FPDF_StructTree_GetForPage(page)
    if not tree:
        return PageTags()
    try:
        return _tags_in(tree)
    finally:
        pdfium.FPDF_StructTree_Close(tree)


def _tags_in(tree: pdfium.FPDF_STRUCTTREE) -> PageTags:
    tags = PageTags()
    roots = min(max(pdfium.FPDF_StructTree_CountChildren(tree), 0), _MOST_ELEMENTS)
    pending: list[tuple[pdfium.FPDF_STRUCTELEMENT, Tag | None, int]] = [
        (pdfium.FPDF_StructTree_GetChildAtIndex(tree, n), None, 0) for n in reversed(range(roots))
    ]
    seen, left = 0, _MOST_ELEMENTS
    while pending and left > 0:
        element, over, depth = pending.pop()
        if not element:
            continue
        seen += 1
        tag = _tag(_role(element), seen, over, tags)
        children = min(max(pdfium.FPDF_StructElement_CountChildren(element), 0), left)
        left -= children + 1
        for index in range(children):
            content = pdfium.FPDF_StructElement_GetChildMarkedContentID(element, index)
            if content >= 0 and tag:
                tags.contents.setdefault(content, tag)
        if depth < _DEEPEST:
            for index in reversed(range(children)):
                child = pdfium.FPDF_StructElement_GetChildAtIndex(element, index)
                pending.append((child, tag, depth + 1))
    return tags


def _tag(role: str, number: int, over: Tag | None, tags: PageTags) -> Tag | None:
    """The tag of an element within another; what is no block is part of what is over it."""
    if role not in _BLOCKS:
        return over
    tag = replace(over, role=role, element=number) if over else Tag(role, number)
    match role:
        case "LI":
            return replace(tag, item=number)
        case "Table":
            tags.cells[number] = []
            return replace(tag, table=number, row=0, cell=0)
        case "TR" if tag.table:
            tags.cells[tag.table].append([])
            return replace(tag, row=number, cell=0)
        case "TH" | "TD" if tag.row:
            tags.cells[tag.table][-1].append(number)
            return replace(tag, cell=number, heads=role == "TH")
    return tag


def _role(element: pdfium.FPDF_STRUCTELEMENT) -> str:
    name = (ctypes.c_ushort * 32)()
    length = pdfium.FPDF_StructElement_GetType(element, name, ctypes.sizeof(name))
    return (
        bytes(name)[: min(length, ctypes.sizeof(name))].decode("utf-16-le", "replace").rstrip("\0")
    )
