"""HTML as a tree of elements and words, parsed by lexbor as browsers do, whatever it holds."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from rag.errors import UnreadableDocument
from rag.reading.files import as_utf8, decode, told_encoding
from rag.reading.formats import HEAD_BYTES, NotReadable

DEEPEST = 5_000
"""How many elements may stand inside one another; the parser takes the square of it."""

_XML = re.compile(r"\s*<\?xml\b[^>]{0,200}>")
_EMPTY_TAG = re.compile(r"<([A-Za-z][\w:.-]{0,60})((?:[^<>\"'/]|/(?!>)|\"[^\"<]*\"|'[^'<]*')*+)/>")
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)(?:[^<>]*(/)>)?")
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
# Elements that never hold others, or end by themselves where the next one begins.
_NOT_NESTED = _VOID | frozenset(
    "p li dt dd option optgroup tr td th thead tbody tfoot colgroup rp rt html head body".split()
)
_RAW = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})
"""Elements whose content is no mark-up."""
_FOREIGN = frozenset({"svg", "math"})
# What ends such content; all else in it may close itself, as nothing in HTML may.
_NEVER_FOREIGN = frozenset(
    "b big blockquote center code dd div dl em font h1 h2 h3 h4 h5 h6 i menu nobr ol p pre ruby s "
    "small span strong strike sub sup table tt u ul var".split()
)
_TAG_BYTES = re.compile(rb"<[^<>]*>")
_TEMPLATE = re.compile(r"<(/?)template\b([^<>]{0,500})>", re.IGNORECASE)
_SHADOW = "shadowrootmode"
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([\w:.-]{1,40})""", re.IGNORECASE)
_XML_DECLARED = re.compile(rb"""<\?xml[^>]{0,100}encoding\s*=\s*["']([\w:.-]{1,40})""")
# What browsers take these to mean.
_WIDER = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
# What Python decodes besides, and no page is written in.
_NO_CHARACTER_SETS = frozenset(
    "utf-7 idna punycode unicode-escape raw-unicode-escape undefined".split()
)


COMMENT = "#comment"
"""The tag of what stands for a comment."""
BLOCKS = frozenset(
    "html head body address article aside blockquote caption center col colgroup dd details dialog "
    "dir div dl dt fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup "
    "hr legend li listing main marquee menu nav noframes ol optgroup option p plaintext pre search "
    "section summary table tbody td tfoot th thead tr ul xmp".split()
)
"""The tags of what browsers print apart; words go on across all others, known and unknown."""
_APART = BLOCKS | frozenset("br button rp rt script select style text textarea title".split())
"""The tags of what says words of its own, wherever it is printed."""


@dataclass(slots=True, eq=False)
class Element:
    """One element: its tag in small letters, its attributes, and what stands in it in order."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    def get(self, name: str) -> str:
        """The value of an attribute, empty without one."""
        return self.attributes.get(name, "")

    def elements(self) -> Iterator[Element]:
        """This element and all in it, in reading order."""
        pending: list[Element] = [self]
        while pending:
            element = pending.pop()
            yield element
            pending += [c for c in reversed(element.children) if isinstance(c, Element)]

    def words(self) -> Iterator[str]:
        """All words in it, in reading order, those of scripts too and those of comments in it not;
        a blank where a block begins or ends."""
        pending: list[Element | str] = [self]
        while pending:
            each = pending.pop()
            if isinstance(each, str):
                yield each
            elif each.tag == COMMENT and each is not self:
                continue
            elif each.tag in _APART:
                pending += [" ", *reversed(each.children), " "]
            else:
                pending += reversed(each.children)

    def text(self) -> str:
        """All words in it, with single spaces."""
        return " ".join("".join(self.words()).split())


def parents_in(root: Element) -> dict[Element, Element]:
    """What each element below the root stands in."""
    return {c: e for e in root.elements() for c in e.children if isinstance(c, Element)}


def parse_html(source: str, xml: bool = False) -> Element:
    """The tree of a page, its root ``html``.

    In XML, ``<a/>`` is an element without content and CDATA is text; HTML knows neither. A page is
    taken for XML where it says so, or ``xml`` does.

    Raises NotReadable where elements are nested too deeply.
    """
    if xml or _XML.match(source):
        source = _EMPTY_TAG.sub(_closed, "".join(_with_cdata(source)))
    if _depth(source) > DEEPEST:
        raise NotReadable(f"nests more than {DEEPEST:,} elements in one another; save it as text")
    root = LexborHTMLParser("".join(_with_shadows(source))).root
    return _copied(root) if root else Element("html")


def decode_html(raw: bytes) -> str:
    """The text of a page, in the encoding that it declares, or that can be told.

    What is UTF-8, but for a few bytes, is taken for that, whatever is declared.

    Raises NotReadable for what is in no encoding.
    """
    if raw.startswith(_MARKS):
        return _told(raw)
    declared = _declared(raw[:HEAD_BYTES])
    text = None if raw.isascii() else as_utf8(raw, declared=declared == "utf-8")
    if text is not None:
        return text
    try:
        return raw.decode(declared) if declared else _told(raw)
    except (LookupError, ValueError):  # an encoding that is not this one, or of no text
        return _told(raw)


def _declared(head: bytes) -> str | None:
    """The encoding that the beginning of a page declares, if there is one of that name."""
    found = _XML_DECLARED.search(head) or _DECLARED.search(head)
    try:
        name = codecs.lookup(found[1].decode("ascii")).name if found else None
    except (LookupError, ValueError):
        return None
    return None if name is None or name in _NO_CHARACTER_SETS else _WIDER.get(name, name)


def _closed(tag: re.Match[str]) -> str:
    """An element without content as HTML writes one; of some HTML knows no end."""
    return f"<{tag[1]}{tag[2]}>" + ("" if tag[1] in _VOID else f"</{tag[1]}>")


def _with_cdata(source: str) -> Iterator[str]:
    """The parts of the source, what CDATA says written as text."""
    first, *rest = source.split("<![CDATA[")
    yield first
    for part in rest:
        said, ends, behind = part.partition("]]>")
        yield escape(said) + behind if ends else part


def _with_shadows(source: str) -> Iterator[str]:
    """The parts of the source, with an element for each shadow root that is declared in it.

    A browser shows these, as pages that were saved with all they showed have them; other templates
    say nothing.
    """
    shown: list[bool] = []  # of the templates that are open
    at = 0
    for tag in _TEMPLATE.finditer(source) if _SHADOW in source.casefold() else ():
        if tag[1]:
            is_shown = bool(shown) and shown.pop()
        else:
            is_shown = _SHADOW in tag[2].casefold()
            shown.append(is_shown)
        if is_shown:
            yield source[at : tag.start()]
            yield f"<{tag[1]}shadow-root>"
            at = tag.end()
    yield source[at:]


def _told(raw: bytes) -> str:
    """The text in an encoding that its byte order mark says, or that its words tell."""
    # Signs that no text holds, of which a page may have some.
    signs = bytes(byte for byte in range(32) if chr(byte) not in "\t\n\r\f")
    try:
        if raw.startswith(_MARKS):
            return decode(raw, Path())
        raw = raw.translate(None, signs)
        return raw.decode(told_encoding(_TAG_BYTES.sub(b" ", raw), Path()), "replace")
    except UnreadableDocument as error:
        raise NotReadable(error.reason) from error


def _depth(source: str) -> int:
    """About how deeply the source nests elements, taken from its tags alone."""
    depth = deepest = at = 0
    foreign = False
    while found := _TAG.search(source, at):
        at = found.end()
        closes, name, closes_itself = found[1], found[2].lower(), found[3]
        if name in _RAW and not closes:
            at = source.find(f"</{found[2]}", at)
            if at < 0:
                break
        elif name in _FOREIGN:
            foreign = not closes
        elif name in _NEVER_FOREIGN:
            foreign = False
        if name in _NOT_NESTED or (foreign and closes_itself):
            continue
        depth = max(0, depth - 1) if closes else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _copied(root: LexborNode) -> Element:
    """The parser's tree as elements of our own."""
    top = Element("#top")
    parents = [top]
    node: LexborNode | None = root
    while node is not None:
        here = _child(node)
        if here is not None:
            parents[-1].children.append(here)
        below = node.first_child if isinstance(here, Element) and here.tag != COMMENT else None
        if below is not None and isinstance(here, Element):
            parents.append(here)
            node = below
            continue
        while node is not None and node.next is None and len(parents) > 1:
            node = node.parent
            parents.pop()
        node = node.next if node is not None and len(parents) > 1 else None
    html = next((c for c in top.children if isinstance(c, Element) and c.tag == "html"), None)
    return html or top


def _child(node: LexborNode) -> Element | str | None:
    if node.is_text_node:
        return node.text_content or ""
    if node.is_comment_node:
        return Element(COMMENT, children=[node.comment_content or ""])
    if not node.is_element_node or node.tag is None:
        return None
    attributes = {name: value or "" for name, value in node.attributes.items()}
    return Element(node.tag, attributes)
