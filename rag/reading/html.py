"""A web page to the text that a person reads: its article, with its notes last."""

from __future__ import annotations

from importlib.metadata import version
from urllib.parse import urlsplit

from rag.reading.blocks import Reading
from rag.reading.drafts import reading_of
from rag.reading.formats import NotReadable
from rag.reading.html_article import left_out_of
from rag.reading.html_flow import Flow
from rag.reading.html_metadata import read_html_metadata
from rag.reading.html_notes import find_note_links
from rag.reading.html_tree import Element, decode_html, parse_html
from rag.reading.html_unread import unread_in

PARSER = f"selectolax {version('selectolax')}"
VERSION = f"4, {PARSER}"
"""Changes where the same page gives another text."""


def read(raw: bytes) -> Reading:
    """What a page says, and what of it is no text.

    Raises NotReadable for a page in no encoding, nested too deeply, or without text.
    """
    root = parse_html(decode_html(raw))
    links = find_note_links([("", root)])
    metadata = read_html_metadata(root)
    host = urlsplit(metadata.address).hostname if metadata.address else None
    for unread in (left_out_of(root, links.notes), unread_in(root, links.notes)):
        flow = Flow(links, host)
        flow.read(root, unread)
        if any(draft.note is None for draft in flow.drafts):
            return reading_of(flow.drafts, flow.notes, flow.left_out, metadata)
    raise NotReadable(_no_text(root))


def _no_text(root: Element) -> str:
    if any(element.tag == "script" for element in root.elements()):
        return "holds no text: its scripts make the page; print it to a PDF from a browser"
    return "holds no text; a brief needs at least one sentence"
