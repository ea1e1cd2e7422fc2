"""A Word document to the text that a person reads: changes as accepted, notes last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rag.document.anchors import Anchor
from rag.document.model import LeftOut, Metadata
from rag.reading.blocks import Reading
from rag.reading.docx_body import Body, words_of
from rag.reading.docx_notes import WordNotes, find_word_notes
from rag.reading.docx_numbering import Numbering
from rag.reading.docx_package import Package, attribute, name_of, open_package
from rag.reading.docx_styles import Styles
from rag.reading.drafts import reading_of
from rag.reading.formats import NotReadable
from rag.reading.metadata import read_mapping
from rag.reading.xml_tree import Element

VERSION = "4"
"""Counts up where the same file gives another text."""

_CORE = {"dc:title": "title", "dc:creator": "authors"}
# What programs write where no person is known.
_NOBODY = frozenset({"python-docx", "docx4j", "apache poi", "microsoft office user", "un-named"})


def read(raw: bytes) -> Reading:
    """What a DOCX file says, and what of it is no text.

    Raises NotReadable for a file that is damaged, encrypted, hostile, or without text.
    """
    package = open_package(raw)
    notes = find_word_notes(package.document.root, package.footnotes, package.endnotes)
    body = Body(
        Styles(package.styles), Numbering(package.numbering), notes, package.document.targets
    )
    body.read(package.document.root)
    for number, (element, part) in notes.parts.items():
        body.read_note(number, element, part.targets)
    if not any(draft.note is None for draft in body.drafts):
        raise NotReadable("holds no text; a brief needs at least one sentence")
    left_out = [*body.left_out, *_beside(package, notes, body.met)]
    return reading_of(body.drafts, body.notes, left_out, _metadata(package, body.title))


def _beside(
    package: Package, notes: WordNotes, met: Mapping[tuple[str, str], Anchor]
) -> Iterator[LeftOut]:
    """What stands beside the text: comments, the heads and feet of pages, notes without pointer."""
    for each in package.comments.root if package.comments else ():
        if name_of(each) == "w:comment" and (words := words_of(each)):
            place = met.get(("w:commentReference", attribute(each, "w:id")))
            yield LeftOut("comment", None, words, place)
    seen: set[tuple[str, str]] = set()
    for kind, part in package.around:
        words = words_of(part.root)
        if words and (kind, words) not in seen:
            seen.add((kind, words))
            yield LeftOut(kind, None, words)
    for note in notes.unread:
        if words := words_of(note):
            yield LeftOut("note without a pointer", None, words)


def _metadata(package: Package, title: str | None) -> Metadata:
    """What the file says of itself; its own title counts for more than its properties."""
    values: dict[str, object] = {}
    for each in _properties(package.core):
        field, said = _CORE.get(name_of(each)), " ".join((each.text or "").split())
        if field and said and said.casefold() not in _NOBODY:
            values[field] = said
    if title:
        values["title"] = title
    return read_mapping(values)


def _properties(core: Element | None) -> list[Element]:
    return list(core) if core is not None else []
