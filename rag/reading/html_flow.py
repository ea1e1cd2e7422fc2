"""The tree of a page to blocks: headings, paragraphs, items, rows, quotations, code, notes.

The tree is gone through in reading order without recursion, so that no depth is too much. Words
gather until a block begins or ends; what they are then follows from what they stand in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from rag.document.anchors import Anchor
from rag.document.model import BlockKind, LeftOut
from rag.reading.blocks import Heading, Style
from rag.reading.drafts import Draft
from rag.reading.html_frames import Context, Frame, Leave
from rag.reading.html_inline import (
    formula,
    heading_level,
    is_page_break,
    is_within_lines,
    leads_to_itself,
    open_within,
)
from rag.reading.html_lists import OpenList, open_list
from rag.reading.html_notes import NoteLinks, without_mark
from rag.reading.html_tables import OpenTable, is_layout
from rag.reading.html_tree import COMMENT, Element
from rag.reading.inline import Inline
from rag.reading.inline_builder import InlineBuilder
from rag.reading.note_marks import opens_note
from rag.reading.selectors import Selector, unique_ids

_LISTS = frozenset({"ul", "ol", "menu", "dir", "dl"})
_ITEMS = frozenset({"li", "dt", "dd"})
_CAPTIONS = frozenset({"figcaption", "caption", "legend"})
_CODE = frozenset({"pre", "listing", "xmp", "plaintext"})
_LONGEST_CODE = 300
"""How many characters are kept of a script that is left out."""


class Flow:
    """Goes through pages and writes down what they say.

    ``drafts`` are the blocks in reading order, ``notes`` those of each note, by number;
    ``left_out`` is what is no text. Links to ``host``, the pages' own, lead to no source.
    """

    def __init__(self, links: NoteLinks, host: str | None = None) -> None:
        self.drafts: list[Draft] = []
        self.notes: dict[int, list[Draft]] = {}
        self.left_out: list[LeftOut] = []
        self._links = links
        self._host = host

    def read(
        self, root: Element, unread: Mapping[Element, str], chapter: str | None = None
    ) -> None:
        """Write down a page, or a chapter of a book; ``unread`` is what of it is left out."""
        self._unread, self._chapter = unread, chapter
        self._unique = unique_ids(root)
        self._words = InlineBuilder()
        self._contexts = [Context(BlockKind.PARAGRAPH)]
        self._frames: list[Frame] = []
        self._lists: list[OpenList] = []
        self._tables: list[OpenTable] = []
        self._note: int | None = None
        self._page: str | None = None  # as printed, where the chapter marks its pages
        self._captioned = 0
        self._push(root, 1)
        while self._frames:
            frame = self._frames[-1]
            child = next(frame.pending, None)
            if child is None:
                if frame.leave:
                    frame.leave()
                self._frames.pop()
            elif isinstance(child, str):
                self._words.add(child)
            else:
                frame.elements += 1
                self._enter(child, frame.elements)
        self._break()

    def _push(self, element: Element, place: int, leave: Leave | None = None) -> None:
        selector = self._selector_of(element, place)
        self._frames.append(Frame(element, selector, iter(element.children), leave))

    def _selector_of(self, element: Element, place: int) -> Selector:
        """The selector of a child of the innermost element that is open."""
        around = self._frames[-1].selector if self._frames else Selector()
        return around.child(element, place, self._unique)

    def _enter(self, element: Element, place: int) -> None:
        links = self._links
        if kind := self._unread.get(element):
            self._leave_out(kind, element, place)
        elif element in links.back:
            return
        elif element in links.pointers:
            self._words.pointer(links.pointers[element])
        elif element in links.notes and not self._contexts[-1].whole:
            self._open_note(element, place)
        elif leads_to_itself(element):
            self._leave_out("permalink", element, place)
        elif is_page_break(element):
            self._page = element.get("title") or element.get("aria-label") or element.text() or None
        elif is_within_lines(element):
            self._enter_within(element, place)
        else:
            self._enter_block(element, place)

    def _enter_within(self, element: Element, place: int) -> None:
        match element.tag:
            case "br":
                self._line_break()
            case "img":
                self._image(element.get("alt"))
            case "math":
                self._words.add(formula(element))
            case _:
                leave = open_within(element, lambda: self._words, self._host)
                self._push(element, place, leave)

    def _enter_block(self, element: Element, place: int) -> None:
        self._break()
        open_block = partial(self._open, element, place)
        level = heading_level(element)
        match element.tag:
            case _ if level and self._contexts[-1].kind is BlockKind.PARAGRAPH:
                open_block(Context(BlockKind.HEADING, level=level, whole=True))
            case "blockquote":
                open_block(Context(BlockKind.QUOTATION))
            case tag if tag in _CODE and not self._contexts[-1].whole:
                self._open_code(element, place)
            case tag if tag in _CAPTIONS:
                open_block(Context(BlockKind.CAPTION))
            case tag if tag in _LISTS:
                self._lists.append(open_list(element))
                self._push(element, place, self._end_list)
            case tag if tag in _ITEMS:
                self._open_item(element, place)
            case "figure":
                captioned = any(
                    isinstance(c, Element) and c.tag == "figcaption" for c in element.children
                )
                self._captioned += captioned
                self._push(element, place, partial(self._end_figure, captioned))
            case "table" if not self._contexts[-1].whole and not is_layout(element):
                self._tables.append(OpenTable())
                self._push(element, place, self._end_table)
            case "tr" if self._tables and not self._contexts[-1].whole:
                self._tables[-1].begin_row()
                self._push(element, place, self._end_row)
            case "td" | "th" if self._in_row():
                self._open_cell(element, place)
            case _:
                self._push(element, place, self._break)

    def _in_row(self) -> bool:
        open_row = bool(self._tables) and self._tables[-1].in_row
        return open_row and not self._contexts[-1].whole

    def _open(self, element: Element, place: int, context: Context) -> None:
        """Read an element in a context of its own, which in a whole one is that."""
        if self._contexts[-1].whole:
            self._push(element, place, self._break)
            return
        self._contexts.append(context)

        def leave() -> None:
            self._break(ends=True)
            self._contexts.pop()

        self._push(element, place, leave)

    def _open_code(self, element: Element, place: int) -> None:
        self._contexts.append(Context(BlockKind.CODE, whole=True))
        self._words.verbatim = True

        def leave() -> None:
            self._break(ends=True)
            self._words.verbatim = False
            self._contexts.pop()

        self._push(element, place, leave)

    def _open_item(self, element: Element, place: int) -> None:
        own = self._lists[-1] if self._lists else open_list(Element("ul"))
        nested = len(self._lists) > 1
        gap = int(not own.items and not nested)
        marker = own.marker(element)
        if self._contexts[-1].whole:
            self._words.add(marker)
            self._push(element, place, self._break)
            return
        term = own.term if element.tag == "dd" else None
        self._contexts.append(Context(BlockKind.ITEM, marker, gap, term=term))
        before = len(self._blocks)

        def leave() -> None:
            self._break()
            self._contexts.pop()
            if element.tag == "dt" and len(self._blocks) > before:
                own.term = self._blocks[-1]

        self._push(element, place, leave)

    def _open_cell(self, element: Element, place: int) -> None:
        self._contexts.append(Context(BlockKind.ROW, whole=True))

        def leave() -> None:
            self._tables[-1].add(element, self._taken())
            self._contexts.pop()

        self._push(element, place, leave)

    def _open_note(self, element: Element, place: int) -> None:
        self._break()
        number = self._links.notes[element]
        outer, self._note = self._note, number
        self.notes.setdefault(number, [])
        if outer is None:
            self.drafts.append(Draft(BlockKind.NOTE, Inline(""), self._anchor(), note=number))
        self._contexts.append(Context(BlockKind.NOTE))

        def leave() -> None:
            self._break()
            self._contexts.pop()
            self._note = outer
            blocks = self.notes[number]
            if blocks:
                inline = without_mark(blocks[0].inline, self._links.marks.get(element, ""))
                blocks[0] = replace(blocks[0], inline=inline)
            if len(blocks) > 1 and not inline.text.strip():  # the mark stood by itself
                blocks[:2] = [replace(blocks[1], gap=blocks[0].gap)]

        self._push(element, place, leave)

    def _end_list(self) -> None:
        self._break()
        self._lists.pop()

    def _end_figure(self, captioned: bool) -> None:
        self._break()
        self._captioned -= captioned

    def _end_row(self) -> None:
        self._tables[-1].end_row(self._anchor())
        self._words = self._words.following()  # what stands between cells

    def _end_table(self) -> None:
        self._break()
        self._blocks.extend(self._tables.pop().drafts())

    def _line_break(self) -> None:
        if self._contexts[-1].whole and not self._words.verbatim:
            self._words.add(" ")
        elif not self._words.line_break():  # the second in a row
            self._break()

    def _image(self, alternative: str) -> None:
        if not alternative.strip():
            return
        if self._captioned:
            self._words.leave_out("alternative text", alternative)
        else:
            self._words.image(alternative)

    @property
    def _blocks(self) -> list[Draft]:
        """Where blocks are written: among those of the text, or of the note that is read."""
        return self.drafts if self._note is None else self.notes[self._note]

    def _taken(self) -> Inline:
        """The words since the last block."""
        inline = self._words.finished()
        self._words = self._words.following()
        return inline

    def _break(self, ends: bool = False) -> None:
        """End the block that the words so far make; in what is one block that ends, or in none."""
        context = self._contexts[-1]
        if context.whole and not ends:
            self._words.add("\n" if self._words.verbatim else " ")
            return
        inline = self._taken()
        if not inline.text.strip():
            for kind, words in inline.left_out:
                self.left_out.append(LeftOut(kind, None, words, self._anchor()))
            return
        kind, heading = context.kind, None
        if kind is BlockKind.HEADING:
            heading = Heading(" ".join(inline.text.split()), Style.MARKED, context.level)
        elif kind is BlockKind.PARAGRAPH and inline.opens_with_image:
            kind = BlockKind.CAPTION
        elif kind is BlockKind.PARAGRAPH and opens_note(inline.text):
            kind = BlockKind.NOTE
        elif kind is BlockKind.CODE:
            inline = replace(inline, text=inline.text.strip("\n"), links=())
        self._blocks.append(
            Draft(kind, inline, self._anchor(), context.marker, context.gap, heading, context.term)
        )
        context.marker, context.gap = "", 1

    def _anchor(self) -> Anchor:
        """The place of the innermost block that is being read."""
        within = reversed(self._frames)
        frame = next((f for f in within if not is_within_lines(f.element)), self._frames[0])
        return Anchor(page_label=self._page, element=frame.selector.text, chapter=self._chapter)

    def _leave_out(self, kind: str, element: Element, place: int) -> None:
        """Note what is no text; nothing is no loss."""
        words = element.text()
        if not words:
            return
        if kind == "script" and len(words) > _LONGEST_CODE:
            words = f"{words[:_LONGEST_CODE]} … ({len(words):,} characters)"
        anchor = Anchor(element=self._selector_of(element, place).text, chapter=self._chapter)
        if element.tag == COMMENT:
            anchor = self._anchor()
        self.left_out.append(LeftOut(kind, None, words, anchor))
