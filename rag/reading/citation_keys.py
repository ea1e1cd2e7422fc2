"""Pandoc's citations: ``[@smith2019, p. 3; see @lee2020]`` and ``@smith2019 says``.

Name and year are those of the key's entry where the text holds it (BibTeX, CSL YAML, or a line
``[@key]: …``), else they are read from the key: ``smith2019``, ``smith_title_2019``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rag.document.model import Span
from rag.reading.dates import UNDATED, Date
from rag.reading.links import date_in
from rag.reading.names import UPPER, is_capital
from rag.reading.reference_list import MAX_ENTRY, Entry, cited_as, read_entry

_KEY = r"@(?:\{(?P<braced>[^{}\s]{1,300})\}|(?P<key>\w[\w:.#$%&+?<>~/-]{0,200}))"
_CITED = re.compile(rf"(?<![\w.@]){_KEY}")
_BRACKET = re.compile(r"(?<!\!)\[[^\[\]\n]*+(?:\n[^\[\]\n]+)?\](?![:(])")
_NARRATIVE = re.compile(rf"(?<![\w.@/\[;-]){_KEY}(?!\{{)")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_LETTERS = re.compile(rf"[^\W\d_]+(?:-[{UPPER}][^\W\d_]+)*")
_FIGURE = re.compile(r"(?:fig|tbl|tab|eq|sec|lst|thm|chap|ch|note|tip)[:-]", re.IGNORECASE)
_PREFIX = re.compile(r"(?:tag|url|doi|pmid|pmcid|arxiv|isbn|wikidata)(?=:)", re.IGNORECASE)
_RESOLVERS = {"doi": "https://doi.org/", "arxiv": "https://arxiv.org/abs/"}
_BIBTEX = re.compile(r"^@\w+\{(?P<key>[^,\s{}]+),", re.MULTILINE)
_YAML = re.compile(r"^[ \t]*- id: *[\"']?(?P<key>[^\s\"']+)", re.MULTILINE)
_LINE = re.compile(r"^[ \t]*\[@(?P<key>[^\s\[\]]+)\]:[ \t]+(?P<entry>\S.*)", re.MULTILINE)
_BIBTEX_AUTHOR = re.compile(r"\bauthor\s*=\s*[{\"]+(?P<names>[^}\"]+)", re.IGNORECASE)
_FAMILY = re.compile(r"\bfamily: *[\"']?(?P<name>[^\"'\n,}]+)")
_DATED = re.compile(r"\b(?:year|issued|date|date-parts)\b.{0,60}?((?:1[5-9]|20)\d\d)", re.DOTALL)
MAX_CITATION = 1000  # characters between brackets


@dataclass(frozen=True, slots=True)
class KeyCitation:
    """One cited key, and the whole citation that it stands in."""

    span: Span
    name: str
    date: Date
    link: str | None


def read_keys(text: str) -> Iterator[KeyCitation]:
    """The citations, those in brackets first.

    A key in running text counts if it has a year or an entry, or is cited in brackets too.
    """
    if "@" not in text:
        return
    entries = _entries(text)
    bracketed: set[str] = set()
    for bracket in _BRACKET.finditer(text):
        if "@" not in bracket[0] or len(bracket[0]) > MAX_CITATION:
            continue
        keys = [_key(found) for found in _CITED.finditer(bracket[0])]
        for key in keys:
            if not _FIGURE.match(key):
                bracketed.add(key)
                yield _citation(key, Span(*bracket.span()), entries)
    for found in _NARRATIVE.finditer(text):
        key = _key(found)
        meant = key in bracketed or key in entries or _YEAR.search(key)
        if meant and not _FIGURE.match(key):
            end = found.start() + 1 + len(key) if found["key"] else found.end()
            yield _citation(key, Span(found.start(), end), entries)


def _key(found: re.Match[str]) -> str:
    return found["braced"] or found["key"].rstrip(".,:;?#$%&+<>~/-")


def _citation(key: str, span: Span, entries: Mapping[str, Entry]) -> KeyCitation:
    if entry := entries.get(key):
        return KeyCitation(span, entry.name, Date(entry.year), entry.link)
    prefix = _PREFIX.match(key)
    kind = prefix[0].lower() if prefix else ""
    rest = key[prefix.end() + 1 :] if prefix else key
    if kind == "url" or key.startswith("http"):
        url = rest if "://" in rest else f"https://{rest}"
        host = url.split("/")[2].removeprefix("www.")
        return KeyCitation(span, host, date_in(url), url)
    if kind in _RESOLVERS:
        url = _RESOLVERS[kind] + rest
        return KeyCitation(span, url.split("/")[2], UNDATED, url)
    letters = _LETTERS.search(rest)
    if letters is None or kind not in ("", "tag"):
        return KeyCitation(span, key, UNDATED, None)
    name = letters[0] if is_capital(letters[0]) else letters[0].capitalize()
    year = _YEAR.search(rest)
    return KeyCitation(span, name, Date(year[0]) if year else UNDATED, None)


def _entries(text: str) -> dict[str, Entry]:
    """The entries that the text holds, by key."""
    found: dict[str, Entry] = {}
    for pattern in (_BIBTEX, _YAML):
        for match in pattern.finditer(text):
            chunk = text[match.end() : match.end() + MAX_ENTRY]
            following = pattern.search(chunk)
            if entry := _structured(chunk[: following.start()] if following else chunk):
                found.setdefault(match["key"], entry)
    for match in _LINE.finditer(text):
        if entry := read_entry(match["entry"]):
            found.setdefault(match["key"], entry)
    return found


def _structured(chunk: str) -> Entry | None:
    families = [match["name"].strip() for match in _FAMILY.finditer(chunk)]
    if not families and (authors := _BIBTEX_AUTHOR.search(chunk)):
        for one in re.split(r"\s+and\s+", authors["names"].strip()):
            families.append(one.split(",")[0].strip() if "," in one else one.split()[-1])
    year = _DATED.search(chunk)
    if not families:
        return None
    others = len(families) > 1 and families[-1] == "others"
    return Entry(
        cited_as(families[:-1] if others else families, others), year[1] if year else "", None
    )
