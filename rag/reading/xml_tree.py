"""XML as a tree, without document types, so that no entity grows and nothing is fetched."""

from __future__ import annotations

from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from rag.reading.formats import NotReadable

DEEPEST = 400
"""How many elements may stand inside one another; people's documents have some dozens."""

__all__ = ["Element", "parse_xml"]


class _WithoutDoctype(TreeBuilder):
    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        """Refuse a document type: it may define entities that fill the memory."""
        raise NotReadable("defines entities of its own, as hostile files do; save it anew")


def parse_xml(raw: bytes) -> Element:
    """The root of an XML text; raises NotReadable for what is none, nested too deeply, or typed."""
    parser = XMLParser(target=_WithoutDoctype())
    try:
        parser.feed(raw)
        root: Element = parser.close()
    except (ParseError, ValueError, LookupError) as error:
        raise NotReadable(f"has a damaged part ({error}); save or fetch it anew") from error
    pending = [(root, 1)]
    while pending:
        element, depth = pending.pop()
        if depth > DEEPEST:
            raise NotReadable(f"nests more than {DEEPEST} elements in one another; save it as text")
        pending += [(child, depth + 1) for child in element]
    return root
