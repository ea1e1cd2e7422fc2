"""A Word document's paragraphs, tables, boxes and notes to blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from rag.document.anchors import Anchor
from rag.document.model import BlockKind, LeftOut
from rag.reading.blocks import Heading
from rag.reading.blocks import Style as HeadingStyle
from rag.reading.docx_inline import Fields, Runs
from rag.reading.docx_notes import WordNotes
from rag.reading.docx_numbering import Numbering
from rag.reading.docx_package import child, name_of, number, value
from rag.reading.docx_styles import TITLE_LEVEL, Role, Style, Styles, outline_level
from rag.reading.docx_tables import ReadCell, cells_of, is_deleted, rows_of, table_drafts
from rag.reading.drafts import Draft
from rag.reading.inline import Inline
from rag.reading.inline_builder import InlineBuilder
from rag.reading.note_marks import opens_note
from rag.reading.xml_tree import Element

_KINDS = {
    Role.QUOTATION: BlockKind.QUOTATION,
    Role.CAPTION: BlockKind.CAPTION,
    Role.CODE: BlockKind.CODE,
}
_AROUND = frozenset("w:sdtContent w:ins w:moveTo w:customXml w:smartTag w:body mc:Choice".split())
_DELETED = {"w:del": "deleted", "w:moveFrom": "moved away", "w:altChunk": "embedded"}
_GALLERIES = frozenset({"table of contents", "table of figures", "table of authorities"})
_CONTENTS = "table of contents"
_LONGEST_HEADING = 300  # characters; what is longer is text, whatever its style


class Body:
    """Goes through a document and writes down what it says.

    ``drafts`` are its blocks in reading order, ``notes`` those of each note by number; ``left_out``
    is what is no text. ``title`` is what stands in the style for titles; ``met`` are the paragraphs
    that point to notes and comments.
    """

    def __init__(
        self, styles: Styles, numbering: Numbering, notes: WordNotes, links: Mapping[str, str]
    ) -> None:
        self.drafts: list[Draft] = []
        self.notes: dict[int, list[Draft]] = {}
        self.left_out: list[LeftOut] = []
        self.title: str | None = None
        self.met: dict[tuple[str, str], Anchor] = {}
        self._styles = styles
        self._numbering = numbering
        self._pointers = notes.pointers
        self._blocks = self.drafts
        self._place = Anchor(paragraph=0)
        self._fixed = False  # whether the place is that of what points to a note
        self._merged: Anchor | None = None  # of a paragraph whose end is deleted
        self._in_cell = False
        self._boxes: list[Element] = []
        self._runs = self._runs_with(links)

    def read(self, root: Element) -> None:
        """Write down the blocks of the document."""
        body = child(root, "w:body")
        if body is not None:
            self._read(body)
            self._flush(Style(), None)
            self.drafts[:] = _with_code_joined(self.drafts)

    def read_note(self, number: int, element: Element, links: Mapping[str, str]) -> None:
        """Write down a note, which is at the place of the first that points to it."""
        key = next(key for key, each in self._pointers.items() if each == number)
        self._blocks = self.notes[number] = []
        self._place, self._fixed = self.met.get(key, Anchor()), True
        self._runs = self._runs_with(links)
        self._read(element)
        self._flush(Style(), None)
        self.notes[number] = _with_code_joined(self._blocks)
        self.drafts.append(Draft(BlockKind.NOTE, Inline(""), self._place, note=number))

    def _runs_with(self, links: Mapping[str, str]) -> Runs:
        return Runs(self._styles, Fields(), links, self._pointers, self._boxes.append)

    def _read(self, element: Element) -> None:
        """Read the paragraphs and tables that stand in an element."""
        pending = list(reversed(list(element)))
        while pending:
            each = pending.pop()
            match name_of(each):
                case "w:p":
                    self._read_paragraph(each)
                case "w:tbl":
                    self._read_table(each)
                case "w:sdt":
                    gallery = value(each, "w:sdtPr", "w:docPartObj", "w:docPartGallery")
                    if gallery.casefold() in _GALLERIES:
                        self._leave_out(_CONTENTS, each)
                    else:
                        pending += reversed(list(each))
                case "mc:AlternateContent":
                    pending += list(each)[:1]
                case name if name in _AROUND:
                    pending += reversed(list(each))
                case name if name in _DELETED:
                    self._leave_out(_DELETED[name], each)

    def _read_paragraph(self, paragraph: Element) -> None:
        self._count(1)
        properties = child(paragraph, "w:pPr")
        name = value(properties, "w:pStyle")
        style = self._styles.of(name)
        # A paragraph whose end is deleted goes on as the next one, which alone is counted.
        merges = any(child(properties, "w:rPr", n) is not None for n in ("w:del", "w:moveFrom"))
        marker = None if merges else self._marker(properties, name, style)
        if self._in_cell:
            words = self._runs.words
            words.add(" " if not words.is_empty else "")
            words.add(marker or "")
        self._runs.words.verbatim = style.role is Role.CODE and not self._in_cell
        self._runs.read(paragraph)
        for key in self._runs.met:
            self.met.setdefault(key, self._place)
        self._runs.met.clear()
        if self._in_cell:
            self._read_boxes()
        elif merges:
            self._merged = self._merged or self._place
        else:
            self._flush(style, marker, outline_level(properties, style))
            self._read_boxes()

    def _read_boxes(self) -> None:
        """Read the text boxes of the paragraph."""
        boxes = list(self._boxes)
        self._boxes.clear()
        for box in boxes:
            self._read(box)

    def _marker(self, properties: Element | None, name: str, style: Style) -> str | None:
        """The number or bullet that is printed before a paragraph; None for one without."""
        said = value(properties, "w:numPr", "w:numId")
        own = number(said) if said else style.numbering
        if not own:
            return None
        level = value(properties, "w:numPr", "w:ilvl")
        of_style = self._numbering.level_of_style(own, name)
        known = style.level if of_style is None else of_style
        return self._numbering.next(own, number(level) if level else known or 0, style.depth)

    def _flush(self, style: Style, marker: str | None, level: int | None = None) -> None:
        """Write the block that the words since the last one make."""
        inline = self._runs.words.finished()
        self._runs.words = self._runs.words.following()
        place, self._merged = self._merged or self._place, None
        if style.role is Role.CONTENTS or style.hidden:
            kind = _CONTENTS if style.role is Role.CONTENTS else "hidden"
            inline = Inline("", left_out=(*inline.left_out, (kind, inline.text)))
        if not inline.text.strip():
            self.left_out += [
                LeftOut(kind, None, words.strip(), place)
                for kind, words in inline.left_out
                if words.strip()
            ]
            return
        kind = _KINDS.get(style.role, BlockKind.PARAGRAPH if marker is None else BlockKind.ITEM)
        heading = None
        if level is not None and self._blocks is self.drafts and _may_head(inline):
            title = " ".join(f"{marker or ''}{inline.text}".split())
            kind, heading = BlockKind.HEADING, Heading(title, HeadingStyle.MARKED, level)
            self.title = self.title or (title if level == TITLE_LEVEL else None)
        elif kind is BlockKind.PARAGRAPH and inline.opens_with_image:
            kind = BlockKind.CAPTION
        elif kind is BlockKind.PARAGRAPH and opens_note(inline.text):
            kind = BlockKind.NOTE
        last = self._blocks[-1] if self._blocks else None
        gap = int(not (kind is BlockKind.ITEM and last and last.kind is BlockKind.ITEM))
        self._blocks.append(Draft(kind, inline, place, marker or "", gap, heading))

    def _read_table(self, table: Element) -> None:
        if not self._in_cell:  # what would go on as a table ends before it
            self._flush(Style(), None)
        if not self._in_cell and not self._is_layout(table):
            drafts = table_drafts(table, self._styles, self._read_cell, self._leave_out)
            self._blocks += list(drafts)
            return
        for row in rows_of(table):
            if is_deleted(row):
                self._leave_out("deleted", row)
                continue
            for cell in cells_of(row):
                self._read(cell)

    def _read_cell(self, cell: Element) -> ReadCell:
        self._runs.words, self._in_cell = InlineBuilder(), True
        before = self._place
        self._read(cell)
        words = self._runs.words
        self._runs.words, self._in_cell = words.following(), False
        paragraph = before.paragraph
        first = before if self._fixed or paragraph is None else Anchor(paragraph=paragraph + 1)
        return ReadCell(words.finished(), first, words.is_emphasised)

    def _is_layout(self, table: Element) -> bool:
        """Whether a table only lays out a page: it has one column, or headings stand in it."""
        if all(sum(1 for _ in cells_of(row)) < 2 for row in rows_of(table)):
            return True
        for each in table.iter():
            if name_of(each) == "w:p":
                properties = child(each, "w:pPr")
                style = self._styles.of(value(properties, "w:pStyle"))
                if outline_level(properties, style) is not None:
                    return True
        return False

    def _leave_out(self, kind: str, element: Element) -> None:
        """Note what is no text, and count its paragraphs."""
        if words := words_of(element):
            self.left_out.append(LeftOut(kind, None, words, self._place))
        self._count(sum(name_of(each) == "w:p" for each in element.iter()))

    def _count(self, paragraphs: int) -> None:
        if not self._fixed:
            self._place = Anchor(paragraph=(self._place.paragraph or 0) + paragraphs)


def _with_code_joined(drafts: Sequence[Draft]) -> list[Draft]:
    """The blocks, each piece of code in one: Word's have a paragraph for each line."""
    joined: list[Draft] = []
    for is_code, group in groupby(drafts, lambda draft: draft.kind is BlockKind.CODE):
        if not is_code:
            joined += group
            continue
        first, *more = group
        text = "\n".join(draft.inline.text for draft in (first, *more))
        left_out = tuple(each for draft in (first, *more) for each in draft.inline.left_out)
        joined.append(replace(first, inline=Inline(text, left_out=left_out)))
    return joined


def _may_head(inline: Inline) -> bool:
    return len(inline.text) <= _LONGEST_HEADING


def words_of(element: Element) -> str:
    """All words in an element, those that are deleted too."""
    said: list[str] = []
    for each in element.iter():
        if name_of(each) in ("w:t", "w:delText"):
            said.append(each.text or "")
        elif name_of(each) in ("w:p", "w:tab", "w:br"):
            said.append(" ")
    return " ".join("".join(said).split())
