"""The parts of an EPUB: its chapters in order, and what the book says of itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from rag.document.model import Metadata
from rag.reading.archives import Archive
from rag.reading.formats import NotReadable
from rag.reading.html_tree import Element as HtmlElement
from rag.reading.html_tree import parse_html
from rag.reading.metadata import read_mapping
from rag.reading.xml_tree import Element, parse_xml

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_PAGES = frozenset({"application/xhtml+xml", "text/html", "application/x-dtbook+xml"})
_NO_AUTHORS = frozenset({"trl", "ill", "edt", "bkp", "art", "nrt", "cov", "pbl"})


@dataclass(frozen=True, slots=True)
class File:
    """One file of a book that is read in its turn; ``navigates`` says that it lists the others."""

    name: str
    raw: bytes
    navigates: bool


@dataclass(frozen=True, slots=True)
class Book:
    """The files in order; ``unread`` are those of its spine that are missing, or no pages, each
    with its kind."""

    files: tuple[File, ...]
    unread: tuple[tuple[str, str], ...]
    metadata: Metadata


def open_book(raw: bytes) -> Book:
    """The files of a book in the order of its spine, each once.

    Raises NotReadable for a book that is damaged, protected, or has no chapters.
    """
    archive = Archive(raw)
    name = _package_name(archive)
    package = parse_xml(archive.read(name))
    unread: list[tuple[str, str]] = []
    files = tuple(_files(archive, name, package, unread))
    if not files:
        raise NotReadable("holds no chapters; save or fetch it anew")
    protected = _protected(archive)
    if any(file.name in protected for file in files):
        raise NotReadable("is protected against copying; a copy without protection can be read")
    return Book(files, tuple(unread), _metadata(package))


def _package_name(archive: Archive) -> str:
    """The name of the part that lists the others."""
    raw = archive.read(_CONTAINER)
    roots = (e for e in parse_xml(raw).iter() if _local(e) == "rootfile") if raw else iter(())
    name = normpath(next((each.get("full-path", "") for each in roots), "") or ".")
    if name not in archive.names:
        found = sorted(each for each in archive.names if each.lower().endswith(".opf"))
        if not found:
            raise NotReadable("does not say what its chapters are; save or fetch it anew")
        name = found[0]
    return name


def _files(
    archive: Archive, package_name: str, package: Element, unread: list[tuple[str, str]]
) -> Iterator[File]:
    folder = dirname(package_name)

    def path(href: str) -> str:
        return normpath(join(folder, unquote(href.partition("#")[0])))

    items = {each.get("id", ""): each for each in package.iter() if _local(each) == "item"}
    listed = (e.get("idref", "") for e in package.iter() if _local(e) == "itemref")
    guided = {
        path(each.get("href", ""))
        for each in package.iter()
        if _local(each) == "reference" and each.get("type") == "toc"
    }
    seen: set[str] = set()
    for key in dict.fromkeys(listed):
        item = _page(items, key)
        name = path(item.get("href", "")) if item is not None else key
        if item is None or name not in archive.names:
            unread.append(("missing chapter", name))
        elif item.get("media-type") not in _PAGES:
            unread.append(("chapter that is no page", name))
        elif name not in seen:
            seen.add(name)
            navigates = "nav" in item.get("properties", "").split() or name in guided
            yield File(name, archive.read(name), navigates)


def _page(items: Mapping[str, Element], key: str) -> Element | None:
    """The item of an id; of one that is no page, what stands in for it, if that is one."""
    item = items.get(key)
    seen: set[str] = set()
    other, fallback = item, key
    while other is not None and fallback not in seen:
        if other.get("media-type") in _PAGES:
            return other
        seen.add(fallback)
        fallback = other.get("fallback", "")
        other = items.get(fallback)
    return item


def _protected(archive: Archive) -> set[str]:
    """The names of the parts that are encrypted."""
    raw = archive.read(_ENCRYPTION)
    if not raw:
        return set()
    references = (e for e in parse_xml(raw).iter() if _local(e) == "CipherReference")
    return {normpath(unquote(each.get("URI", ""))) for each in references}


def _metadata(package: Element) -> Metadata:
    said: dict[str, list[Element]] = {}
    for each in package.iter():
        if "purl.org/dc/" in str(each.tag) and (each.text or "").strip():
            said.setdefault(_local(each), []).append(each)
    roles = {
        each.get("refines", "").removeprefix("#"): (each.text or "").strip()
        for each in package.iter()
        if _local(each) == "meta" and each.get("property") == "role"
    }
    texts = {name: [(each.text or "").strip() for each in said[name]] for name in said}
    authors = [
        (each.text or "").strip()
        for each in said.get("creator", [])
        if (_attribute(each, "role") or roles.get(each.get("id", ""), "aut")) not in _NO_AUTHORS
    ]
    description = next(iter(texts.get("description", [])), None)
    return read_mapping(
        {
            "title": next(iter(texts.get("title", [])), None),
            "authors": authors or None,
            "date": _date(said.get("date", [])),
            "publication": next(iter(texts.get("publisher", [])), None),
            "language": next(iter(texts.get("language", [])), None),
            "description": _text_of(description) if description else None,
        }
    )


def _date(dates: list[Element]) -> str | None:
    """The day of publication, which may be among others."""
    published = [each for each in dates if _attribute(each, "event") in ("", "publication")]
    return next(((each.text or "").strip() for each in published), None)


def _text_of(description: str) -> str:
    """A description without the tags that it may have."""
    root: HtmlElement = parse_html(description)
    return root.text()


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _attribute(element: Element, name: str) -> str:
    return next((v for key, v in element.items() if key.rpartition("}")[2] == name), "")
