"""The parts of a DOCX file: which are there, and what they are to one another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from posixpath import join, normpath

from rag.reading.archives import Archive
from rag.reading.formats import NotReadable
from rag.reading.xml_tree import Element, parse_xml

# The names of namespaces, in Word's own form and in ISO's strict one.
_PREFIXES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp",
    "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": "wp",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://schemas.openxmlformats.org/package/2006/relationships": "rel",
}
_ON = frozenset({"", "1", "true", "on"})


@cache
def _name(tag: str) -> str:
    uri, _, local = tag.rpartition("}")
    prefix = _PREFIXES.get(uri[1:], "")
    return f"{prefix}:{local}" if prefix else local


def name_of(element: Element) -> str:
    """The name of an element, with its usual prefix where it has one that matters: "w:p"."""
    return _name(element.tag) if isinstance(element.tag, str) else ""


def attribute(element: Element | None, name: str) -> str:
    """The value of an attribute by its name with prefix, empty without one."""
    if element is None:
        return ""
    return next((value for key, value in element.items() if _name(key) == name), "")


def child(element: Element | None, *names: str) -> Element | None:
    """What is found by going down from an element, each time to the first child of a name."""
    for name in names:
        if element is None:
            return None
        element = next((each for each in element if name_of(each) == name), None)
    return element


def value(element: Element | None, *names: str) -> str:
    """The ``w:val`` of what ``child`` finds."""
    return attribute(child(element, *names), "w:val")


def is_on(element: Element | None, *names: str) -> bool:
    """Whether a property that ``child`` finds is there and not switched off."""
    found = child(element, *names)
    return found is not None and attribute(found, "w:val") in _ON


def number(text: str, otherwise: int = 0) -> int:
    """A whole number of a few digits."""
    digits = text.removeprefix("-")
    usual = digits.isascii() and digits.isdecimal() and len(digits) < 8
    return int(text) if usual else otherwise


@dataclass(slots=True)
class Part:
    """One part: its root, and what its relationships lead to, by id."""

    root: Element
    targets: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Package:
    """The document and the parts that it is printed with; those that are missing are None."""

    document: Part
    styles: Element | None
    numbering: Element | None
    footnotes: Part | None
    endnotes: Part | None
    comments: Part | None
    around: list[tuple[str, Part]]
    core: Element | None


_AROUND = {"header": "page head", "footer": "page foot"}


def open_package(raw: bytes) -> Package:
    """The parts of a DOCX file; raises NotReadable for what is none."""
    archive = Archive(raw)
    _, top = _relationships(archive, "")
    main = top.get("officeDocument", ["word/document.xml"])[0]
    if main not in archive.names:
        raise NotReadable("holds no document; save it anew as .docx")
    _, related = _relationships(archive, main)

    def part(kind: str) -> Part | None:
        name = next((name for name in related.get(kind, []) if name in archive.names), None)
        return _part(archive, name) if name else None

    def root(name: str | None) -> Element | None:
        return parse_xml(archive.read(name)) if name in archive.names and name else None

    around = [
        (kind, _part(archive, name))
        for relation, kind in _AROUND.items()
        for name in sorted(related.get(relation, []))
        if name in archive.names
    ]
    return Package(
        document=_part(archive, main),
        styles=root(next(iter(related.get("styles", [])), None)),
        numbering=root(next(iter(related.get("numbering", [])), None)),
        footnotes=part("footnotes"),
        endnotes=part("endnotes"),
        comments=part("comments"),
        around=around,
        core=root(next(iter(top.get("core-properties", [])), None)),
    )


def _part(archive: Archive, name: str) -> Part:
    targets, _ = _relationships(archive, name)
    return Part(parse_xml(archive.read(name)), targets)


def _relationships(archive: Archive, name: str) -> tuple[dict[str, str], dict[str, list[str]]]:
    """What a part is related to: links by the id of the relationship, parts by its kind."""
    folder, _, file = name.rpartition("/")
    listed = join(folder, "_rels", f"{file}.rels")
    links: dict[str, str] = {}
    parts: dict[str, list[str]] = {}
    for each in _listed(archive, listed):
        target, kind = each.get("Target", ""), each.get("Type", "").rpartition("/")[2]
        if each.get("TargetMode") == "External":
            links[each.get("Id", "")] = target
        else:
            path = target.removeprefix("/") if target.startswith("/") else join(folder, target)
            parts.setdefault(kind, []).append(normpath(path))
    return links, parts


def _listed(archive: Archive, name: str) -> Iterator[Element]:
    raw = archive.read(name)
    if raw:
        yield from (each for each in parse_xml(raw) if name_of(each) == "rel:Relationship")
