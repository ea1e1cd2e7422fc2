"""What a web page says of itself: its meta elements, JSON-LD, and the elements that date it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from rag.document.model import Metadata
from rag.reading.html_tree import Element
from rag.reading.metadata import read_mapping

# The names of meta elements that say each field, the surest first.
_NAMES = {
    "title": ("citation_title", "dc.title", "dcterms.title", "og:title"),
    "authors": ("citation_author", "dc.creator", "dcterms.creator", "author", "article:author"),
    "date": (
        "citation_publication_date",
        "citation_date",
        "article:published_time",
        "dc.date",
        "dcterms.date",
        "dcterms.created",
        "date",
        "pubdate",
    ),
    "publication": ("citation_journal_title", "og:site_name", "dc.publisher"),
    "volume": ("citation_volume",),
    "issue": ("citation_issue",),
    "description": ("description", "og:description", "dc.description"),
}
_ARTICLES = frozenset(
    "Article NewsArticle BlogPosting Report ScholarlyArticle TechArticle WebPage".split()
)
_LONGEST_JSON = 200_000  # characters
_MOST_VALUES = 100


def read_html_metadata(root: Element) -> Metadata:
    """The metadata of a page; its title is the h1 where the page's own title repeats that."""
    values: dict[str, Any] = {}
    metas = _metas(root)
    for field, names in _NAMES.items():
        found = next((metas[name] for name in names if name in metas), [])
        if field == "authors":
            found = [each for each in found if "://" not in each]
        if found:
            values[field] = found if field == "authors" else found[0]
    for said in _linked_data(root):
        values = {**said, **values}
    values["title"] = _title(root, values.get("title"))
    values.setdefault("date", _time(root))
    values["language"] = root.get("lang") or root.get("xml:lang") or None
    values["address"] = _address(root, metas)
    return read_mapping(values)


def _metas(root: Element) -> dict[str, list[str]]:
    """What the meta elements say, by name in small letters."""
    found: dict[str, list[str]] = {}
    for element in root.elements():
        if element.tag == "meta":
            name = (element.get("name") or element.get("property")).strip().lower()
            content = " ".join(element.get("content").split())
            if name and content:
                found.setdefault(name, []).append(content)
    return found


def _title(root: Element, said: object) -> str | None:
    """The title: the page's one h1 where what is said of the title holds that, as with a site."""
    titles = [e.text() for e in root.elements() if e.tag == "title" and e.text()]
    heads = [e.text() for e in root.elements() if e.tag == "h1" and e.text()]
    title = said if isinstance(said, str) and said else next(iter(titles), None)
    if len(heads) == 1 and (title is None or heads[0].casefold() in title.casefold()):
        return heads[0]
    return title


def _time(root: Element) -> str | None:
    """The day that a time element says is the page's: one that says so, or the only one."""
    times = [e for e in root.elements() if e.tag == "time" and e.get("datetime")]
    said = [e for e in times if "pubdate" in e.attributes or e.get("itemprop") == "datePublished"]
    chosen = said[:1] or (times if len(times) == 1 else [])
    return chosen[0].get("datetime") if chosen else None


def _address(root: Element, metas: Mapping[str, list[str]]) -> str | None:
    links = (e for e in root.elements() if e.tag == "link" and e.get("rel").lower() == "canonical")
    address = next((e.get("href") for e in links), "") or next(iter(metas.get("og:url", [])), "")
    try:
        whole = urlsplit(address)
        return address if whole.scheme in ("http", "https") and whole.hostname else None
    except ValueError:
        return None


def _linked_data(root: Element) -> Iterator[dict[str, Any]]:
    """What JSON-LD says of the article."""
    for element in root.elements():
        if element.tag != "script" or element.get("type").strip() != "application/ld+json":
            continue
        source = "".join(element.words())
        if len(source) > _LONGEST_JSON:
            continue
        try:
            values = json.loads(source)
        except (ValueError, RecursionError):
            continue
        for each in _things(values):
            kinds = each.get("@type")
            listed = kinds if isinstance(kinds, list) else [kinds]
            if any(isinstance(kind, str) and kind in _ARTICLES for kind in listed):
                yield {name: value for name, value in _of_thing(each) if value}


def _things(values: object) -> list[dict[str, Any]]:
    """The things that JSON-LD describes, at its top or in its graph."""
    listed = values if isinstance(values, list) else [values]
    things = [each for each in listed[:_MOST_VALUES] if isinstance(each, dict)]
    for each in list(things):
        graph = each.get("@graph")
        if isinstance(graph, list):
            things += [every for every in graph[:_MOST_VALUES] if isinstance(every, dict)]
    return things


def _of_thing(thing: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    authors = thing.get("author")
    listed = authors if isinstance(authors, list) else [authors]
    names = [each.get("name") if isinstance(each, dict) else each for each in listed[:_MOST_VALUES]]
    publisher = thing.get("publisher")
    yield "title", thing.get("headline")
    yield "authors", [name for name in names if isinstance(name, str) and "://" not in name]
    yield "date", thing.get("datePublished")
    yield "publication", publisher.get("name") if isinstance(publisher, dict) else publisher
    yield "description", thing.get("description")
