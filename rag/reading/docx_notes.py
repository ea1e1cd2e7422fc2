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
    """Number the notes in the order of their pointers: footnotes as printed, endnotes behind.

    Those that a mark such as "*" points to have no number in print; they come last.
    """
    found = WordNotes()
    notes: dict[tuple[str, str], tuple[Element, Part]] = {}
    for kind, part in (("w:footnoteReference", footnotes), ("w:endnoteReference", endnotes)):
        if part is None:
            continue
        for each in part.root:
            if name_of(each) == _POINTERS[kind] and attribute(each, "w:type") in ("", "normal"):
                notes[kind, attribute(each, "w:id")] = each, part
    pointers = [(key, own) for key, own in _references(document) if key in notes]
    pointers.sort(key=lambda each: (each[1], each[0][0] == "w:endnoteReference"))
    for key in dict.fromkeys(key for key, _ in pointers):
        number = len(found.parts) + 1
        found.pointers[key] = number
        found.parts[number] = notes[key]
    found.unread = [each for key, (each, _) in notes.items() if key not in found.pointers]
    return found


def has_own_mark(element: Element) -> bool:
    """Whether an element points to a note by the mark that follows it, not by a number."""
    own = attribute(element, "w:customMarkFollows") if name_of(element) in _POINTERS else ""
    return own in ("1", "true", "on")


def _references(root: Element) -> list[tuple[tuple[str, str], bool]]:
    """What points to notes in the document, in reading order: the kind and the id, and whether it
    has a mark of its own."""
    found: list[tuple[tuple[str, str], bool]] = []
    pending = [root]
    while pending:
        element = pending.pop()
        name = name_of(element)
        if name in _POINTERS:
            found.append(((name, attribute(element, "w:id")), has_own_mark(element)))
        if name not in _DELETED:
            pending += reversed(list(element))
    return found
