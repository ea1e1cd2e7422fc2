"""A book to the text that a person reads: its chapters in order, its notes last."""

from __future__ import annotations

from rag.document.anchors import Anchor
from rag.document.model import LeftOut
from rag.reading.blocks import Reading
from rag.reading.drafts import reading_of
from rag.reading.epub_package import open_book
from rag.reading.formats import NotReadable
from rag.reading.html import PARSER
from rag.reading.html_flow import Flow
from rag.reading.html_notes import find_note_links
from rag.reading.html_tree import Element, decode_html, parse_html
from rag.reading.html_unread import unread_in

VERSION = f"4, {PARSER}"
"""Changes where the same book gives another text."""

_NAVIGATION = frozenset({"toc", "landmarks", "page-list", "lot", "loi", "index"})


def read(raw: bytes) -> Reading:
    """What a book says, and what of it is no text.

    Raises NotReadable for a file that is damaged, protected, hostile, or without text.
    """
    book = open_book(raw)
    trees = [
        (file.name, parse_html(decode_html(file.raw), xml=True), file.navigates)
        for file in book.files
    ]
    chapters = [(name, root) for name, root, navigates in trees if not navigates]
    links = find_note_links(chapters)
    flow = Flow(links)
    for name, root, navigates in trees:
        if not navigates:
            flow.read(root, unread_in(root, links.notes) | _navigation(root), name)
        elif words := " ".join(each.text() for each in root.elements() if each.tag == "body"):
            flow.left_out.append(LeftOut("navigation", None, words, Anchor(chapter=name)))
    for kind, name in book.unread:
        flow.left_out.append(LeftOut(kind, None, name, Anchor(chapter=name)))
    if not any(draft.note is None for draft in flow.drafts):
        raise NotReadable(
            "holds no text, only pictures; print it to a PDF and run `ocrmypdf` on it"
        )
    return reading_of(flow.drafts, flow.notes, flow.left_out, book.metadata)


def _navigation(root: Element) -> dict[Element, str]:
    """The lists of chapters, pages and pictures that a chapter holds."""
    return {
        each: "navigation"
        for each in root.elements()
        if each.tag == "nav" or (_NAVIGATION & set(each.get("epub:type").split()))
    }
