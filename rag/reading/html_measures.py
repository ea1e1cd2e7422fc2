"""How much each element of a page prints, how much of it is links, and what it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rag.reading.html_inline import heading_level
from rag.reading.html_tree import Element, parents_in

MOST_OF_PAGE = 0.3
"""What holds more of a page's words than this is not told by the words of its classes."""
_LEAST_OF_ARTICLE = 0.25
"""What holds less of a page's words than this is not its article, whatever it is called."""
_MOSTLY = 0.5
_ALL = 0.9
_LONGEST_LINK = 60  # characters, of a menu
_SHORTEST_PROSE = 80  # characters
_SHORTEST_SENTENCE = 40  # characters
_SENTENCES = frozenset({"p", "li", "dd"})
_MENUS = frozenset("ul ol div table center".split())
_CONTROLS = frozenset({"button", "input", "select", "textarea"})
_NO_CONTROLS = frozenset({"checkbox", "radio", "hidden"})  # the marks of a list of tasks


@dataclass(slots=True)
class _Measures:
    """Of one element: how many characters it prints, how many of them in links, and how many
    links, paragraphs and items with a sentence, headings and controls it holds."""

    printed: int = 0
    in_links: int = 0
    links: int = 0
    sentences: int = 0
    headings: int = 0
    controls: int = 0

    def add(self, other: _Measures) -> None:
        self.printed += other.printed
        self.in_links += other.in_links
        self.links += other.links
        self.sentences += other.sentences
        self.headings += other.headings
        self.controls += other.controls


@dataclass(frozen=True, slots=True)
class Page:
    """A page, the measures of each element, and what it stands in."""

    root: Element
    of: dict[Element, _Measures]
    parents: dict[Element, Element]

    @classmethod
    def measured(cls, root: Element, unread: Mapping[Element, str]) -> Page:
        """A page of which some elements say nothing."""
        page = cls(root, {}, parents_in(root))
        for element in reversed(list(root.elements())):  # children before what holds them
            page.of[element] = page._measure(element, element in unread)
        return page

    def _measure(self, element: Element, unread: bool) -> _Measures:
        found = _Measures()
        for child in element.children:
            if isinstance(child, Element):
                found.add(self.of[child])
            else:
                found.printed += len(" ".join(child.split()))
        if unread:
            found.printed = found.in_links = found.sentences = found.headings = 0
        if element.tag == "a":
            found.in_links = found.printed
            found.links += 1
        own = found.printed - found.in_links
        if element.tag in _SENTENCES and own >= _SHORTEST_SENTENCE:
            found.sentences = max(1, found.sentences)  # an item may hold its paragraph
        found.headings += heading_level(element) is not None and found.printed > 0
        # One that is read is the heading of a part.
        asks = element.tag in _CONTROLS and (unread or element.tag == "input")
        found.controls += asks and element.get("type") not in _NO_CONTROLS
        return found

    def over(self, element: Element) -> Iterator[Element]:
        """The element, and what it stands in, the innermost first."""
        at: Element | None = element
        while at is not None:
            yield at
            at = self.parents.get(at)

    def share(self, element: Element) -> float:
        """How much of what the page prints the element does."""
        return self.of[element].printed / max(1, self.of[self.root].printed)

    def leads_on(self, element: Element) -> bool:
        """Whether most of what an element prints is links, or it prints little and has some."""
        measures = self.of[element]
        few = measures.printed <= _LONGEST_LINK * measures.links and measures.links > 1
        return self._linked(element) >= _MOSTLY or few

    def is_prose(self, element: Element) -> bool:
        own = self.of[element].printed - self.of[element].in_links
        return element.tag == "p" and own >= _SHORTEST_PROSE

    def is_menu(self, element: Element) -> bool:
        """Whether an element is nothing but short links."""
        measures = self.of[element]
        return (
            element.tag in _MENUS
            and measures.links >= 3
            and self._linked(element) >= _ALL
            and measures.in_links <= measures.links * _LONGEST_LINK
            and self.share(element) <= MOST_OF_PAGE
        )

    def _linked(self, element: Element) -> float:
        """How much of what the element prints is in links; all where it prints nothing."""
        measures = self.of[element]
        return measures.in_links / measures.printed if measures.printed else 1.0

    def article(self) -> Element | None:
        """The part that the page says is its own: one article, or its main part."""
        mains = [e for e in self.of if e.tag == "main" or e.get("role") == "main"]
        main = max(mains, key=lambda each: self.of[each].printed, default=None)
        if main is not None and self.share(main) < _LEAST_OF_ARTICLE:
            main = None
        articles = [e for e in (main or self.root).elements() if e.tag == "article"]
        if len(articles) == 1:
            of = self.of[main if main is not None else self.root].printed
            least = _MOSTLY if main is not None else _LEAST_OF_ARTICLE
            if self.of[articles[0]].printed >= least * of:
                return articles[0]
        return main

    def title(self) -> list[Element]:
        """The page's one h1, which may stand over its article."""
        found = [e for e in self.of if e.tag == "h1" and self.of[e].printed]
        return found if len(found) == 1 else []

    def headings(self) -> Iterator[Element]:
        """The headings that hold no other."""
        return (e for e in self.of if heading_level(e) is not None and self.of[e].headings == 1)
