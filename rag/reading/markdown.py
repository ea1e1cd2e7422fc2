"""Markdown to the text that a person reads: CommonMark, GitHub's tables, footnotes, front matter.

markdown-it-py parses. What it gives is written down block by block, without marks: headings,
paragraphs, list items behind a bullet or their number, table rows with "|" between the cells, code
as it is. Footnotes come last, each behind its number in brackets, as do the pointers to it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from markdown_it.rules_block.table import escapedSplit
from markdown_it.tree import SyntaxTreeNode

from rag.document.model import BlockKind, Metadata, Span
from rag.reading.blocks import Heading, Reading, Style, with_lead_ins
from rag.reading.front_matter import read_front_matter, read_toml, without_toml
from rag.reading.inline import Inline
from rag.reading.mail_heads import opens_known_field
from rag.reading.markdown_html import HtmlBlock, html_blocks
from rag.reading.markdown_inline import read_inline
from rag.reading.markdown_parser import MOST_NESTED, parser
from rag.reading.plain_text import read_plain_text
from rag.reading.writer import Writer

_NOTE = re.compile(r"\s*+\[\d{1,8}\]")
_ONLY_DIGITS = 8  # digits that the number of a note may have
# A block of YAML opens with a key or a remark; a text between two rules does not.
_FRONT_MATTER = re.compile(r"---[ \t]*(?:\r\n|\r|\n)(?:#|[\"']?[^\W_][\w .-]{0,63}[\"']?:(?:\s|$))")
_LINE_END = re.compile(r"\r\n|\r|\n")
_ALERT = re.compile(r"\[![A-Za-z]{1,20}\][+-]?")  # what GitHub prints as a word and a sign
_BLOCK_MARK = "mark of a block"


def read_markdown(source: str) -> Reading:
    """What a Markdown text says, block by block, and what of it is no text.

    The parser drops what is nested more than ``MOST_NESTED`` deep. A file that holds such is read
    as plain text, so that nothing of it is lost.
    """
    body, toml = without_toml(source)
    tokens = parser(_FRONT_MATTER.match(body) is not None).parse(body)
    if any(token.level >= MOST_NESTED - 1 for token in tokens):
        return read_plain_text(source)
    tree = SyntaxTreeNode(tokens)
    numbers = _note_numbers(tree)
    walk = _Walk(numbers, _LINE_END.split(body))
    if toml is not None:
        walk.metadata = read_toml(toml)
        walk.writer.leave_out("front matter", 1, toml)
    walk.blocks(tree.children)
    notes_from = len(walk.writer.blocks) if walk.notes else None
    for note in walk.notes:
        walk.note(note)
    written = walk.writer
    return Reading(
        text=written.text,
        blocks=with_lead_ins(written.text, written.blocks),
        metadata=walk.metadata,
        lines=tuple(written.lines),
        links=tuple(written.links),
        left_out=tuple(written.left_out),
        notes_from=notes_from,
    )


def _note_numbers(tree: SyntaxTreeNode) -> dict[str, int]:
    """The number of each footnote: its own, or where one has a name, that of its place."""
    pointed_to = (n.meta["label"] for n in tree.walk() if n.type == "footnote_ref")
    defined = (n.meta["label"] for n in tree.walk() if n.type == "footnote_reference")
    labels = list(dict.fromkeys([*pointed_to, *defined]))
    if all(label.isdecimal() and len(label) <= _ONLY_DIGITS for label in labels):
        return {label: int(label) for label in labels}
    return {label: place for place, label in enumerate(labels, 1)}


class _Walk:
    """Goes through the blocks of the tree and writes down what they say."""

    def __init__(self, numbers: Mapping[str, int], lines: Sequence[str]) -> None:
        self.writer = Writer()
        self.notes: list[SyntaxTreeNode] = []
        self.metadata = Metadata()
        self._numbers = numbers
        self._lines = lines

    def blocks(
        self, nodes: Sequence[SyntaxTreeNode], kind: BlockKind = BlockKind.PARAGRAPH
    ) -> None:
        """Write what the nodes hold; paragraphs among them are of ``kind``."""
        for node in nodes:
            self._block(node, kind)

    def note(self, node: SyntaxTreeNode) -> None:
        """Write a footnote: its number in brackets, then its blocks."""
        marker = f"[{self._numbers[node.meta['label']]}] "
        parts = node.children
        if parts and parts[0].type == "paragraph":
            self._paragraph(parts[0], BlockKind.NOTE, marker)
            parts = parts[1:]
        else:
            self.writer.add(BlockKind.NOTE, Inline(marker), _line(node))
        before = len(self.writer.blocks)
        self.blocks(parts, BlockKind.NOTE)
        self.writer.make_notes(before)

    def _block(self, node: SyntaxTreeNode, kind: BlockKind) -> None:
        match node.type:
            case "heading":
                self._heading(node, kind)
            case "paragraph":
                self._paragraph(node, kind)
            case "bullet_list" | "ordered_list":
                self._list(node)
            case "blockquote":
                self._quotation(node)
            case "admonition":
                self.writer.leave_out(_BLOCK_MARK, _line(node), node.markup + node.info)
                self.blocks(node.children, kind)
            case "container_named":
                self._set_off(node, kind)
            case "admonition_title":
                self._paragraph(node, kind)
            case "fence" | "code_block":
                first = _line(node) + (node.type == "fence")
                self.writer.add(BlockKind.CODE, Inline.of_lines(node.content), first)
            case "table":
                self._table(node)
            case "dl":
                self._definitions(node)
            case "html_block":
                self._html(node, kind)
            case "footnote_reference":
                self.notes.append(node)
            case "front_matter":
                self.metadata = read_front_matter(node.content)
                self.writer.leave_out("front matter", _line(node), node.content)
            case _:  # a rule between paragraphs
                self.blocks(node.children, kind)

    def _set_off(self, node: SyntaxTreeNode, kind: BlockKind) -> None:
        """Write what stands between ":::", and its title: "::: warning Mind the step"."""
        self.writer.leave_out(_BLOCK_MARK, _line(node), node.markup + node.info)
        title = node.info.strip().partition(" ")[2]
        if title and not node.info.lstrip().startswith("{"):
            self.writer.add(kind, self._inline_of(title), _line(node))
        self.blocks(node.children, kind)

    def _quotation(self, node: SyntaxTreeNode) -> None:
        """Write a quotation, or what GitHub prints as a note: its first line is "[!NOTE]", behind
        which others print a title."""
        quoted = node.children
        if quoted and quoted[0].type == "paragraph":
            inline, line = self._inline(quoted[0].children[0]), _line(quoted[0])
            if mark := _ALERT.match(inline.text):
                self.writer.leave_out(_BLOCK_MARK, line, mark[0])
                below = [at for at, _ in inline.line_starts[:1] if at > mark.end()]
                for part in list(inline.cut_at([mark.end(), *below]))[1:]:
                    self.writer.add(BlockKind.QUOTATION, part, line)
                quoted = quoted[1:]
        self.blocks(quoted, BlockKind.QUOTATION)

    def _inline(self, node: SyntaxTreeNode) -> Inline:
        return read_inline(node.children, self._numbers)

    def _heading(self, node: SyntaxTreeNode, kind: BlockKind) -> None:
        inline = self._inline(node.children[0])
        if kind is not BlockKind.PARAGRAPH:  # in a list, a quotation or a note it heads no section
            self.writer.add(kind, inline, _line(node))
            return
        title = " ".join(inline.text.split())
        heading = Heading(title, Style.MARKED, int(node.tag[1]))
        self.writer.add(BlockKind.HEADING, inline, _line(node), heading=heading)

    def _paragraph(
        self, node: SyntaxTreeNode, kind: BlockKind, marker: str = "", gap: int = 1
    ) -> None:
        inline = self._inline(node.children[0])
        if kind is BlockKind.PARAGRAPH and inline.opens_with_image:
            kind = BlockKind.CAPTION
        if kind is BlockKind.PARAGRAPH and opens_known_field(inline.text):
            self._fields(inline, _line(node))
            return
        if kind is not BlockKind.PARAGRAPH or not _NOTE.match(inline.text):
            self.writer.add(kind, inline, _line(node), marker, gap)
            return
        # Notes that are written as text, one a line: "[3] See …".
        notes = [at for at, _ in inline.line_starts if _NOTE.match(inline.text, at)]
        for number, part in enumerate(inline.cut_at(notes)):
            self.writer.add(BlockKind.NOTE, part, _line(node), gap=int(number == 0))

    def _fields(self, inline: Inline, line: int) -> None:
        """Write the fields of a mail's head, which may be the lines of one paragraph."""
        starts = [
            at for at, _ in inline.line_starts if opens_known_field(inline.text[at : at + 40])
        ]
        for number, part in enumerate(inline.cut_at(starts)):
            self.writer.add(BlockKind.PARAGRAPH, part, line, gap=int(number == 0))

    def _list(self, node: SyntaxTreeNode) -> None:
        numbers = _item_numbers(node)
        for number, item in enumerate(node.children):
            marker = f"{numbers[number]}{item.markup} " if numbers else "• "
            for place, child in enumerate(item.children):
                if child.type == "paragraph":
                    gap = 0 if place == 0 and number else 1
                    self._paragraph(child, BlockKind.ITEM, "" if place else marker, gap)
                else:
                    self._block(child, BlockKind.ITEM)

    def _table(self, node: SyntaxTreeNode) -> None:
        header: Span | None = None
        rows = [row for part in node.children for row in part.children]
        for number, row in enumerate(rows):
            cells = [self._inline(child) for cell in row.children for child in cell.children[:1]]
            cells += [Inline("")] * (len(row.children) - len(cells))
            cells += self._cells_beyond(row)
            inline = Inline.joined(cells, " | ")
            if any(cell.text.strip() for cell in cells):
                at = self.writer.add(
                    BlockKind.ROW, inline, _line(row), gap=int(number == 0), context=header
                )
                header = header or at

    def _cells_beyond(self, row: SyntaxTreeNode) -> list[Inline]:
        """The cells of a row that its table has no column for, which the parser drops."""
        line = self._lines[_line(row) - 1].strip(" \t>").removeprefix("|").removesuffix("|")
        beyond = escapedSplit(line)[len(row.children) :]
        return [self._inline_of(cell.strip()) for cell in beyond]

    def _inline_of(self, words: str) -> Inline:
        """What the parser reads in words by themselves."""
        return self._inline(SyntaxTreeNode(parser().parseInline(words)).children[0])

    def _definitions(self, node: SyntaxTreeNode) -> None:
        term: Span | None = None
        for child in node.children:
            if child.type == "dt":
                inline = self._inline(child.children[0])
                term = self.writer.add(BlockKind.ITEM, inline, _line(child))
                continue
            before = len(self.writer.blocks)
            self.blocks(child.children, BlockKind.ITEM)
            self.writer.give_context(before, term)

    def _html(self, node: SyntaxTreeNode, kind: BlockKind) -> None:
        found, left_out = html_blocks(node.content)
        tables: dict[int, Span | None] = {}  # each with its header
        last: HtmlBlock | None = None
        for block in found:
            line = _line(node) + block.line
            if block.table:
                header, gap = tables.get(block.table), int(block.table not in tables)
                row = self.writer.add(BlockKind.ROW, block.words, line, gap=gap, context=header)
                tables[block.table] = header or (row if block.heads else None)
            elif block.level and kind is BlockKind.PARAGRAPH:
                heading = Heading(block.words.text, Style.MARKED, block.level)
                self.writer.add(BlockKind.HEADING, block.words, line, heading=heading)
            else:
                gap = int(not (last and last.kind is block.kind is BlockKind.ITEM))
                own = block.kind if block.kind is not BlockKind.HEADING else None
                self.writer.add(own or kind, block.words, line, block.marker, gap)
            last = block
        for what, words, line in left_out:
            self.writer.leave_out(what, _line(node) + line, words)


def _item_numbers(node: SyntaxTreeNode) -> list[str]:
    """The numbers of a list's items; none of one with bullets.

    Where some are printed alike, as in "1. 1. 1.", they are counted from the first on, as in
    browsers. Others are the writer's own, who may leave some out: "14. März", "20. April".
    """
    if node.type != "ordered_list":
        return []
    printed = [item.info for item in node.children]
    if len(set(printed)) == len(printed):
        return printed
    return [str(int(printed[0]) + number) for number in range(len(printed))]


def _line(node: SyntaxTreeNode) -> int:
    """The first line of the file that a node was read from, counted from 1."""
    return node.map[0] + 1 if node.map else 1
