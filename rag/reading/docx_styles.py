"""What a DOCX's styles say of a paragraph: how deep a heading it is, how it is numbered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rag.reading.docx_package import attribute, is_on, name_of, number, value
from rag.reading.xml_tree import Element

_MOST_PARENTS = 50  # of styles, which may say that they are based on each other
_BODY = 9  # the outline level of text
TITLE_LEVEL = 0
"""The level of a title, which stands over all headings."""


class Role(StrEnum):
    """What the name of a style says that its paragraphs are."""

    TEXT = "text"
    TITLE = "title"
    QUOTATION = "quotation"
    CAPTION = "caption"
    CODE = "code"
    CONTENTS = "table of contents"


_ROLES = {
    "title": Role.TITLE,
    "quote": Role.QUOTATION,
    "intense quote": Role.QUOTATION,
    "block text": Role.QUOTATION,
    "quotations": Role.QUOTATION,
    "caption": Role.CAPTION,
    "html preformatted": Role.CODE,
    "preformatted text": Role.CODE,
    "source code": Role.CODE,
    "code": Role.CODE,
    "toc heading": Role.CONTENTS,
    "contents heading": Role.CONTENTS,
    "table of figures": Role.CONTENTS,
    **{f"toc {level}": Role.CONTENTS for level in range(1, 10)},
    **{f"contents {level}": Role.CONTENTS for level in range(1, 11)},
}


@dataclass(frozen=True, slots=True)
class Style:
    """What a style, with those that it is based on, says; None is left open.

    ``depth`` is how deep Word's own styles for bullets stand, each with a list of one level.
    """

    role: Role = Role.TEXT
    outline: int | None = None
    numbering: int | None = None
    level: int | None = None
    depth: int = 0
    hidden: bool = False
    bold: bool = False
    raised: bool = False
    heads_rows: bool = False


class Styles:
    """The styles of a document, by id."""

    def __init__(self, root: Element | None) -> None:
        self._elements: dict[str, Element] = {}
        self._styles: dict[str, Style] = {}
        self._default = ""
        for each in root if root is not None else ():
            if name_of(each) == "w:style":
                self._elements.setdefault(attribute(each, "w:styleId"), each)
                if attribute(each, "w:type") == "paragraph" and attribute(each, "w:default") == "1":
                    self._default = attribute(each, "w:styleId")

    def of(self, id: str) -> Style:
        """The style of an id; the default one without."""
        name = id or self._default
        if name not in self._styles:
            self._styles[name] = self._resolved(name)
        return self._styles[name]

    def of_run(self, id: str) -> Style:
        """The style of a run, which says nothing without one."""
        return self.of(id) if id else Style()

    def _resolved(self, name: str) -> Style:
        chain: list[Element] = []
        while (element := self._elements.get(name)) is not None and len(chain) < _MOST_PARENTS:
            if element in chain:
                break
            chain.append(element)
            name = value(element, "w:basedOn")
        outlines = [value(each, "w:pPr", "w:outlineLvl") for each in chain]
        outline = next((number(each, _BODY) for each in outlines if each), None)
        ids = [value(each, "w:pPr", "w:numPr", "w:numId") for each in chain]
        levels = [value(each, "w:pPr", "w:numPr", "w:ilvl") for each in chain]
        roles = (_ROLES.get(value(each, "w:name").casefold()) for each in chain)
        return Style(
            role=next(filter(None, roles), Role.TEXT),
            outline=_named_level(chain, "heading") if outline is None else outline,
            numbering=next((number(each) for each in ids if each), None),
            level=next((number(each) for each in levels if each), None),
            depth=_named_level(chain, "list bullet") or 0,
            hidden=any(is_on(each, "w:rPr", "w:vanish") for each in chain),
            bold=any(is_on(each, "w:rPr", "w:b") for each in chain),
            raised=any(value(each, "w:rPr", "w:vertAlign") == "superscript" for each in chain),
            heads_rows=any(_heads_rows(each) for each in chain),
        )


def _named_level(chain: list[Element], of: str) -> int | None:
    """The level that the name of a style says, counted from 0: "heading 2", "List Bullet 3"."""
    for each in chain:
        name, _, level = value(each, "w:name").casefold().rpartition(" ")
        if name == of and level.isdecimal() and len(level) == 1:
            return number(level) - 1
    return None


def _heads_rows(style: Element) -> bool:
    """Whether a table's style prints the first row otherwise than the rest."""
    return any(
        attribute(each, "w:type") == "firstRow" and len(each) > 0
        for each in style
        if name_of(each) == "w:tblStylePr"
    )


def outline_level(properties: Element | None, style: Style) -> int | None:
    """How deep a heading stands, from 1 on; None for text."""
    if style.role is Role.TITLE:
        return TITLE_LEVEL
    said = value(properties, "w:outlineLvl")
    outline = number(said, _BODY) if said else style.outline
    return outline + 1 if outline is not None and 0 <= outline < _BODY else None
