"""Notes of a page or a book: which links point to them, which elements they are, their numbers.

A pointer is a link from a number or sign to a place of the same book that stands behind it. What
such links lead to is a note, unless it is a heading or holds one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from rag.reading.html_tree import Element
from rag.reading.inline import Inline

Chapter = tuple[str, Element]
"""A file of a book by its name, and its tree; a page has an empty name."""

_MARK = re.compile(
    r"[\[(（]?\s?(?:(?:note|nb|n)\.? )?(\d{1,5}|[^\W\d_]{1,2}|[ivxlc]{1,6}|[*†‡§¶#]{1,4})"
    r"\s?[\])）]?[.:]?"
)
_SAYS_NOTE = re.compile(r"note|(?:^|[\s_#-])(?:fn|ftn|ref|cite|bib)|citation", re.IGNORECASE)
_POINTING = frozenset({"doc-noteref", "noteref", "doc-biblioref", "biblioref"})
_BACK = frozenset({"doc-backlink", "backlink", "referrer"})
_BLOCKS = frozenset("li p dd div aside section blockquote tr footer".split())
_AROUND = frozenset("li div aside section".split())
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_NO_NOTES = _HEADINGS | {"body", "html", "main", "article", "nav", "table", "ol", "ul"}
_BEFORE_MARK = re.compile(r"[\s↑↩⏎^\ufe0e]*(?:\[\s*\]|\(\s*\))?[\s.:]*")
_LONGEST_NOTE = 20_000  # characters
_LONGEST_MARK = 12  # characters
_NEAR = 4  # elements between a pointer and what a link back leads to


@dataclass(slots=True)
class NoteLinks:
    """Of a book, by element: the numbers of notes and of the pointers to them, the marks that notes
    are printed with, and the links from notes back to their pointers."""

    notes: dict[Element, int] = field(default_factory=dict)
    pointers: dict[Element, int] = field(default_factory=dict)
    marks: dict[Element, str] = field(default_factory=dict)
    back: set[Element] = field(default_factory=set)


def find_note_links(chapters: Sequence[Chapter]) -> NoteLinks:
    """The notes of all chapters, numbered as printed, or in order where numbers come twice."""
    book = _Book.of(chapters)
    blocks: dict[Element, Element | None] = {}
    pointers: dict[Element, Element] = {}
    marks: dict[Element, list[str]] = {}
    for link, target, mark in _pointers(book):
        if target not in blocks:
            blocks[target] = _note_block(book, target)
        note = blocks[target]
        if note is not None and note not in book.over(link):
            pointers[link] = note
            marks.setdefault(note, []).append(mark)
    whole = _whole_notes(book, marks)
    pointers = {link: whole.get(note, note) for link, note in pointers.items()}
    notes = _only_notes(book, {whole.get(note, note): found for note, found in marks.items()})
    numbers = _numbers(sorted(notes, key=book.order.__getitem__), notes)
    found = NoteLinks(numbers, marks={note: mark for note, mark in notes.items() if mark})
    found.pointers = {a: numbers[note] for a, note in pointers.items() if note in numbers}
    found.back = set(_links_back(book, found))
    return found


def _pointers(book: _Book) -> Iterator[tuple[Element, Element, str]]:
    """The links that may point to notes, with what they lead to and their mark, which may be empty
    where the page says that the link is one."""
    for chapter, link in book.links:
        target = book.target(chapter, link)
        if target is None:
            continue
        mark = _mark(book, link)
        if _roles(link) & _POINTING or (mark and book.order[target] > book.order[link]):
            yield link, target, mark or ""


@dataclass(slots=True)
class _Book:
    """Where elements stand in reading order, what they stand in, and what links lead to."""

    order: dict[Element, int] = field(default_factory=dict)
    parents: dict[Element, Element] = field(default_factory=dict)
    ids: dict[tuple[str, str], Element] = field(default_factory=dict)
    links: list[tuple[str, Element]] = field(default_factory=list)

    @classmethod
    def of(cls, chapters: Sequence[Chapter]) -> _Book:
        book = cls()
        for name, root in chapters:
            for element in root.elements():
                book.order[element] = len(book.order)
                for child in element.children:
                    if isinstance(child, Element):
                        book.parents[child] = element
                named = element.get("name") if element.tag == "a" else ""
                for place in filter(None, (element.get("id"), named)):
                    book.ids.setdefault((name, place), element)
                if element.tag == "a" and "#" in element.get("href"):
                    book.links.append((name, element))
        return book

    def target(self, chapter: str, link: Element) -> Element | None:
        """What a link within the book leads to."""
        file, _, place = link.get("href").partition("#")
        if file:
            chapter = normpath(join(dirname(chapter), unquote(file)))
        return self.ids.get((chapter, place)) or self.ids.get((chapter, unquote(place)))

    def over(self, element: Element, most: int = 1_000_000) -> Iterator[Element]:
        """What an element stands in, the innermost first."""
        while most and (parent := self.parents.get(element)) is not None:
            yield parent
            element, most = parent, most - 1


def _roles(element: Element) -> set[str]:
    return {*element.get("role").split(), *element.get("epub:type").split()}


def _mark(book: _Book, link: Element) -> str | None:
    """The number or sign that a link is on, if it may point to a note."""
    text = link.text()
    found = _MARK.fullmatch(text) if len(text) <= _LONGEST_MARK else None
    if found is None:
        return None
    raised = any(e.tag == "sup" for e in link.elements()) or any(
        e.tag == "sup" for e in book.over(link, _NEAR)
    )
    named = _SAYS_NOTE.search(f"{link.get('class')} {link.get('href').rpartition('#')[2]}")
    says = named or _roles(link) & _POINTING
    return found[1] if raised or text[0] in "[(（" or says else None


def _note_block(book: _Book, target: Element) -> Element | None:
    """The block that a link to a note leads to, None where that is no note."""
    for block in (target, *book.over(target)):
        if block.tag in _NO_NOTES:
            return None
        if block.tag in _BLOCKS:
            break
    else:
        return None
    return block if _may_be_a_note(block) else None


def _may_be_a_note(block: Element) -> bool:
    length = 0
    for element in block.elements():
        length += sum(len(child) for child in element.children if isinstance(child, str))
        if length > _LONGEST_NOTE or element.tag in _HEADINGS or element.tag == "table":
            return False
    return length > 0


def _whole_notes(book: _Book, notes: Iterable[Element]) -> dict[Element, Element]:
    """Of blocks that open a note, what holds all of it: the row of a table, or what says that it is
    a note, where no other stands in it."""
    around = {note: found for note in notes if (found := _around(book, note)) is not None}
    held = Counter(around.values())
    return {note: over for note, over in around.items() if held[over] == 1 and _may_be_a_note(over)}


def _around(book: _Book, note: Element) -> Element | None:
    row = next((each for each in book.over(note, _NEAR) if each.tag == "tr"), None)
    if row is not None or note not in book.parents:
        return row
    parent = book.parents[note]
    says = _SAYS_NOTE.search(f"{parent.get('id')} {parent.get('class')}")
    return parent if parent.tag in _AROUND and says else None


def _only_notes(book: _Book, marks: Mapping[Element, Sequence[str]]) -> dict[Element, str]:
    """The blocks that are notes, with their marks: none has two numbers or stands in another."""
    single = {note: found[0] for note, found in marks.items() if len(_decimal(found)) < 2}
    return {n: mark for n, mark in single.items() if not any(o in single for o in book.over(n))}


def _decimal(marks: Sequence[str]) -> set[str]:
    return {mark for mark in marks if mark.isdecimal()}


def _numbers(notes: Sequence[Element], marks: Mapping[Element, str]) -> dict[Element, int]:
    """The number of each note: as printed, signs and letters behind the numbers."""
    printed = [int(marks[note]) for note in notes if marks[note].isdecimal()]
    if len(set(printed)) < len(printed):
        return {note: place for place, note in enumerate(notes, 1)}
    numbers: dict[Element, int] = {}
    following = max(printed, default=0) + 1
    for note in notes:
        if marks[note].isdecimal():
            numbers[note] = int(marks[note])
        else:
            numbers[note], following = following, following + 1
    return numbers


def _links_back(book: _Book, found: NoteLinks) -> Iterator[Element]:
    """The links in notes that lead to a pointer, or close around one."""
    around = {each for pointer in found.pointers for each in (pointer, *book.over(pointer, _NEAR))}
    for chapter, link in book.links:
        if link in found.pointers or not any(e in found.notes for e in (link, *book.over(link))):
            continue
        if _roles(link) & _BACK or (
            book.target(chapter, link) in around and len(link.text()) <= _LONGEST_MARK
        ):
            yield link


def without_mark(inline: Inline, mark: str) -> Inline:
    """A note without the mark that it is printed with; its number stands before it anyway."""
    before = _BEFORE_MARK.match(inline.text)
    start = before.end() if before else 0
    own = re.compile(rf"[\[(（]?{re.escape(mark)}[\])）]?[.:]?(?=\s|$)\s*")
    if mark and (found := own.match(inline.text, start)):
        start = found.end()
    *_, rest = inline.cut_at([start])
    return replace(rest, left_out=inline.left_out)
