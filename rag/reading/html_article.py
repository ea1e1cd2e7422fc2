"""What of a web page is no part of its article: navigation, notices, scripts, what is hidden.

Told from what the page itself says: elements, roles, what is hidden, and the words of its classes
and ids, unless these are the names of topics.
Where the page says which part is its article, all else is left out, too.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from rag.reading.html_measures import MOST_OF_PAGE, Page
from rag.reading.html_tree import Element
from rag.reading.html_unread import unread_in

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
_PARTS = frozenset("article section blockquote figure details fieldset td th".split())
"""Elements whose heads and feet are their own, not the page's."""
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
_LONGEST_NAMES = 500  # characters, of all classes and the id
_OF_PAGES = frozenset(
    "this page post article entry story site media network networks policy notice banner settings "
    "signup list link links item items button buttons icon icons form email mail follow facebook "
    "twitter google slot unit zone area region section block blocks container content contents "
    "wrap wrapper group holder placeholder widget module component plugin embed panel card cards "
    "tile teaser tool tools toolbar overlay dialog window message label title text info image "
    "header footer sidebar side left right center middle bottom inner outer main inline sticky "
    "fixed floating mobile desktop large small wide leaderboard skyscraper rectangle native "
    "count close open show enabled active default column grid home".split()
) | set(_NOTICES)
"""Words of classes that say what a part of a page is for, or where it stands."""
_FEW_SENTENCES = 2
_SHORTEST_TOPIC = 4  # letters: shorter ones are of those who made the page
_LEAST_TEXT = 15  # characters


def left_out_of(root: Element, notes: Collection[Element] = ()) -> dict[Element, str]:
    """The outermost elements of a page that are left out, with the kind of each.

    ``notes`` stay wherever they stand.
    """
    unread = unread_in(root, notes)
    page = Page.measured(root, unread)
    names = {_letters(each.text()) for each in page.headings()}
    article = page.article()
    title = page.title()
    stay: set[Element] = set()
    for each in [*notes, *title]:
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
        kind = unread.get(element)
        if element not in stay:
            inside = near is not None and element in near
            kind = kind or _kind_by_class(page, element, names)
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


def _kind_around(element: Element, of_part: bool) -> str | None:
    """The kind of a head or foot, unless it is one of a part: a quotation's foot says whose.

    LibreOffice names those of the pages in the title of a ``div``.
    """
    by_tag = None if of_part else _AROUND.get(element.tag)
    by_office = _AROUND.get(element.get("title")) if element.tag == "div" else None
    return by_tag or _AROUND_ROLES.get(element.get("role")) or by_office


def _kind_by_class(page: Page, element: Element, headings: Collection[str]) -> str | None:
    """The kind that an element's role or tag says, or the words of its classes and id.

    ``headings`` are the letters of the page's headings.
    """
    if element.tag == "nav" or element.get("role") in _BY_ROLE:
        return _BY_ROLE.get(element.get("role"), "navigation")
    if element.tag not in _CONTAINERS or page.share(element) > MOST_OF_PAGE:
        return None
    names = f"{element.get('class')} {element.get('id')}"[:_LONGEST_NAMES].split()
    words = [word for name in names for word in _words_of(name)]
    linked = next((_LINKED[word] for word in words if word in _LINKED), None)
    return _kind_of_notice(page, element, names, headings) or (
        linked if page.leads_on(element) else None
    )


def _kind_of_notice(
    page: Page, element: Element, names: Sequence[str], headings: Collection[str]
) -> str | None:
    """The kind of notice that the names of an element say, unless it looks like text.

    Text has a heading and asks for nothing, or has several sentences. A name that is that of a
    heading, as Sphinx and pandoc make ids, says nothing; nor does that of a topic over text.
    """
    measures = page.of[element]
    if measures.sentences > _FEW_SENTENCES or (measures.headings and not measures.controls):
        return None
    asks = measures.controls > 0 or page.leads_on(element)
    says = not asks and measures.printed >= _LEAST_TEXT
    for name in names:
        words = _words_of(name)
        kind = next((_NOTICES[word] for word in words if word in _NOTICES), None)
        if kind is None or _letters(name) in headings or (says and _names_topic(words)):
            continue
        return kind
    return None


def _names_topic(words: Sequence[str]) -> bool:
    """Whether a name says more than what parts of pages are called: "share-capital"."""
    return any(len(word) >= _SHORTEST_TOPIC and word not in _OF_PAGES for word in words)


def _words_of(name: str) -> list[str]:
    """The words that a class or id is made of: "cookieBanner", "ad-slot"."""
    return [word.lower() for word in _WORD.findall(name)]


def _letters(name: str) -> str:
    """What a heading has in common with the id that is made of it."""
    return "".join(filter(str.isalpha, name)).lower()
