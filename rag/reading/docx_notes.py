"""The footnotes and endnotes of a Word document: their numbers, by what points to them."""

from __future__ import annotations

from dataclasses import dataclass, field

from rag.reading.docx_package import Part, attribute, name_of
from rag.reading.xml_tree import Element

_POINTERS = {"w:footnoteReference": "w:footnote", "w:endnoteReference": "w:endnote"}
_DELETED = frozenset({"w:del", "w:moveFrom", "mc:Fallback"})


@dataclass(slots=True)
class WordNotes:
    """``pointers`` are the numbers of notes by the kind and id of what points to them; ``parts``
    give each note's element and the part that it stands in, by number; ``unread`` are notes that
    nothing points to, which Word does not print."""

    pointers: dict[tuple[str, str], int] = field(default_factory=dict)
    parts: dict[int, tuple[Element, Part]] = field(default_factory=dict)
    unread: list[Element] = field(default_factory=list)


def find_word_notes(document: Element, footnotes: Part | None, endnotes: Part | None) -> WordNotes:
    """Number the notes in the order of their pointers: footnotes as printed, endnotes behind."""
    found = WordNotes()
    order = list(_references(document))
    for kind, part in (("w:footnoteReference", footnotes), ("w:endnoteReference", endnotes)):
        if part is None:
            continue
        notes = {
            attribute(each, "w:id"): each
            for each in part.root
            if name_of(each) == _POINTERS[kind] and attribute(each, "w:type") in ("", "normal")
        }
        for key in dict.fromkeys(key for of, key in order if of == kind and key in notes):
            number = len(found.parts) + 1
            found.pointers[kind, key] = number
            found.parts[number] = notes[key], part
        found.unread += [each for key, each in notes.items() if (kind, key) not in found.pointers]
    return found


def _references(root: Element) -> list[tuple[str, str]]:
    """What points to notes in the document, in reading order: the kind and the id."""
    found: list[tuple[str, str]] = []
    pending = [root]
    while pending:
        element = pending.pop()
        name = name_of(element)
        if name in _POINTERS:
            found.append((name, attribute(element, "w:id")))
        if name not in _DELETED:
            pending += reversed(list(element))
    return found
