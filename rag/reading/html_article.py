"""What of a web page is no part of its article: navigation, notices, scripts, what is hidden.

Told from what the page itself says: elements, roles, what is hidden, and the words of its classes.
Where the page says which part is its article, all else is left out, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rag.reading.html_tree import COMMENT, Element

_BY_TAG = {
    COMMENT: "comment",
    "script": "script",
    "style": "script",
    "template": "script",
    "noscript": "script",
    "object": "embedded",
    "embed": "embedded",
    "iframe": "embedded",
    "audio": "embedded",
    "video": "embedded",
    "canvas": "embedded",
    "svg": "embedded",
    "button": "form",
    "select": "form",
    "textarea": "form",
    "datalist": "form",
    "progress": "form",
    "meter": "form",
    "dialog": "notice",
    "title": "page title",
    "rt": "reading",
    "rp": "reading",
}
_BY_ROLE = {
    "navigation": "navigation",
    "menu": "navigation",
    "menubar": "navigation",
    "search": "form",
    "complementary": "aside",
    "dialog": "notice",
    "alertdialog": "notice",
}
_AROUND = {"header": "page head", "footer": "page foot"}
_PARTS = frozenset({"blockquote", "figure", "details", "fieldset", "td", "th"})
_AROUND_ROLES = {"banner": "page head", "contentinfo": "page foot"}
_LINKED_WORDS = {
    "navigation": "nav navbar navbox navheader navfooter navigation menu breadcrumb breadcrumbs "
    "pagination pager skip editsection jumplink toc sidebar noprint portlet catlinks",
    "related": "related recommended recommendations",
}
"""Words of classes of what is left out where most of it is links."""
_NOTICE_WORDS = {
    "notice": "cookie cookies consent gdpr popup modal newsletter subscribe signup paywall",
    "sharing": "share sharing social addtoany",
    "advertisement": "ad ads advert advertisement sponsor sponsored promo",
}
_LINKED = {word: kind for kind, words in _LINKED_WORDS.items() for word in words.split()}
_NOTICES = {word: kind for kind, words in _NOTICE_WORDS.items() for word in words.split()}
_WORD = re.compile(r"[A-Z]?[a-z]+")
_CONTAINERS = frozenset("div section aside ul ol dl span table form footer header".split())
_ROOTS = frozenset({"html", "head", "body", "link", "meta"})
_MENUS = frozenset("ul ol div table center".split())
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MOST_OF_PAGE = 0.3
"""What holds more of a page's words than this is not told by the words of its classes."""
_LEAST_OF_ARTICLE = 0.25
"""What holds less of a page's words than this is not its article, whatever it is called."""
_MOSTLY = 0.5
_ALL = 0.9
_LONGEST_LINK = 60  # characters, of a menu
_SHORTEST_PROSE = 80  # characters


def left_out_of(root: Element, keep: Iterable[Element] = ()) -> dict[Element, str]:
    """The outermost elements of a page that are left out, with the kind of each.

    ``keep`` are elements that stay wherever they stand, such as notes.
    """
    page = _Page.of(root)
    article = page.article()
    title = page.title()
    stay: set[Element] = set()
    for each in [*keep, *title]:
        for over in page.over(each):
            if over in stay:
                break
            stay.add(over)
    near = {*page.over(article), *article.elements()} if article is not None else None
    found: dict[Element, str] = {}
    begun = False  # whether the page's own words have
    pending = [(root, False)]
    while pending:
        element, of_part = pending.pop()
        begun = begun or element.tag == "h1" or page.is_prose(element)
        kind = _own_kind(element)
        if element not in stay:
            inside = near is not None and element in near
            kind = kind or _kind_by_class(page, element)
            if kind is None and not inside and element.tag not in _ROOTS:
                kind = "beside the article" if near is not None else _kind_around(element, of_part)
            if kind is None and near is None and not begun and page.is_menu(element):
                kind = "navigation"
        if kind:
            found[element] = kind
        else:
            of_part = of_part or element.tag in _PARTS
            below = (c for c in reversed(element.children) if isinstance(c, Element))
            pending += [(child, of_part) for child in below]
    return found


def unread_in(root: Element) -> dict[Element, str]:
    """The outermost elements that say nothing in a book either: scripts, forms, what is hidden."""
    found: dict[Element, str] = {}
    pending = [root]
    while pending:
        element = pending.pop()
        if kind := _own_kind(element):
            found[element] = kind
        else:
            pending += [c for c in element.children if isinstance(c, Element)]
    return found


def _own_kind(element: Element) -> str | None:
    """The kind of what says nothing, wherever it stands."""
    if kind := _BY_TAG.get(element.tag):
        return kind
    hidden = "hidden" in element.attributes or element.get("aria-hidden") == "true"
    return "hidden" if hidden or _HIDDEN_STYLE.search(element.get("style")) else None


def _kind_around(element: Element, of_part: bool) -> str | None:
    """The kind of a head or foot, unless it is one of a part: a quotation's foot says whose.

    LibreOffice names those of the pages in the title of a ``div``.
    """
    by_tag = None if of_part else _AROUND.get(element.tag)
    by_office = _AROUND.get(element.get("title")) if element.tag == "div" else None
    return by_tag or _AROUND_ROLES.get(element.get("role")) or by_office


def _kind_by_class(page: _Page, element: Element) -> str | None:
    """The kind that an element's role or tag says, or the words of its classes."""
    if element.tag == "nav" or element.get("role") in _BY_ROLE:
        return _BY_ROLE.get(element.get("role"), "navigation")
    if element.tag not in _CONTAINERS or page.share(element) > _MOST_OF_PAGE:
        return None
    words = [w.lower() for w in _WORD.findall(f"{element.get('class')} {element.get('id')}"[:500])]
    notice = next((_NOTICES[word] for word in words if word in _NOTICES), None)
    linked = next((_LINKED[word] for word in words if word in _LINKED), None)
    return notice or (linked if page.leads_on(element) else None)


@dataclass(frozen=True, slots=True)
class _Page:
    """A page, and of each element how many characters it prints, how many of them in links, how
    many links it has, and what it stands in."""

    root: Element
    printed: dict[Element, int]
    in_links: dict[Element, int]
    links: dict[Element, int]
    parents: dict[Element, Element]

    @classmethod
    def of(cls, root: Element) -> _Page:
        order = list(root.elements())
        parents = {c: e for e in order for c in e.children if isinstance(c, Element)}
        page = cls(root, {}, {}, {}, parents)
        for element in reversed(order):  # children before what holds them
            unread = _own_kind(element) is not None
            below = [c for c in element.children if isinstance(c, Element)]
            words = (len(" ".join(c.split())) for c in element.children if isinstance(c, str))
            printed = 0 if unread else sum(words) + sum(page.printed[c] for c in below)
            link = element.tag == "a"
            page.printed[element] = printed
            page.in_links[element] = printed if link else sum(page.in_links[c] for c in below)
            page.links[element] = link + sum(page.links[c] for c in below)
        return page

    def over(self, element: Element) -> Iterator[Element]:
        """The element, and what it stands in, the innermost first."""
        at: Element | None = element
        while at is not None:
            yield at
            at = self.parents.get(at)

    def share(self, element: Element) -> float:
        """How much of what the page prints the element does."""
        return self.printed[element] / max(1, self.printed[self.root])

    def linked(self, element: Element) -> float:
        """How much of what the element prints is in links; all where it prints nothing."""
        printed = self.printed[element]
        return self.in_links[element] / printed if printed else 1.0

    def leads_on(self, element: Element) -> bool:
        """Whether most of what an element prints is links, or it prints little and has some."""
        few = (
            self.printed[element] <= _LONGEST_LINK * self.links[element] and self.links[element] > 1
        )
        return self.linked(element) >= _MOSTLY or few

    def is_prose(self, element: Element) -> bool:
        own = self.printed[element] - self.in_links[element]
        return element.tag == "p" and own >= _SHORTEST_PROSE

    def is_menu(self, element: Element) -> bool:
        """Whether an element is nothing but short links."""
        links = self.links[element]
        return (
            element.tag in _MENUS
            and links >= 3
            and self.linked(element) >= _ALL
            and self.in_links[element] <= links * _LONGEST_LINK
            and self.share(element) <= _MOST_OF_PAGE
        )

    def article(self) -> Element | None:
        """The part that the page says is its own: one article, or its main part."""
        mains = [e for e in self.printed if e.tag == "main" or e.get("role") == "main"]
        main = max(mains, key=self.printed.__getitem__, default=None)
        if main is not None and self.share(main) < _LEAST_OF_ARTICLE:
            main = None
        articles = [e for e in (main or self.root).elements() if e.tag == "article"]
        if len(articles) == 1:
            of = self.printed[main] if main is not None else self.printed[self.root]
            least = _MOSTLY if main is not None else _LEAST_OF_ARTICLE
            if self.printed[articles[0]] >= least * of:
                return articles[0]
        return main

    def title(self) -> list[Element]:
        """The page's one h1, which may stand over its article."""
        found = [e for e in self.printed if e.tag == "h1" and self.printed[e]]
        return found if len(found) == 1 else []
