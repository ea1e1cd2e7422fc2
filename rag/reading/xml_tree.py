"""XML as a tree, without entities of its own, so that none grows and nothing is fetched."""

from __future__ import annotations

from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from rag.reading.formats import NotReadable

DEEPEST = 400
"""How many elements may stand inside one another; people's documents have some dozens."""

__all__ = ["Element", "parse_xml"]


_ENTITY = b"<!ENTITY"


class _Typed(TreeBuilder):
    """Builds a tree; ``entities`` says whether the text may define entities."""

    def __init__(self, entities: bool) -> None:
        super().__init__()
        self._entities = entities

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        """Refuse a document type that defines entities: they may fill the memory."""
        if self._entities:
            raise NotReadable("defines entities of its own, as hostile files do; save it anew")


def parse_xml(raw: bytes) -> Element:
    """The root of an XML text.

    Raises NotReadable for what is none, is nested too deeply, or defines entities.
    """
    # In UTF-16 every other byte of this is null.
    parser = XMLParser(target=_Typed(_ENTITY in raw.replace(b"\0", b"")))
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
