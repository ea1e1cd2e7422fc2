"""HTML that stands in a Markdown text, reduced to what a person reads of it, block by block."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.document.model import BlockKind
from rag.reading.html_text import INLINE, Token, attribute, html_tokens, unescaped
from rag.reading.inline import Inline
from rag.reading.markdown_inline import superscript

_UNREAD = frozenset({"script", "style", "template", "noscript"})
_CELLS = frozenset({"td", "th"})
_ROW_ENDS = frozenset({"tr", "thead", "tbody", "tfoot", "table"})
_LISTS = frozenset({"ul", "ol", "menu"})
_LEVELS = {f"h{level}": level for level in range(1, 7)}
_SEEN_BEFORE = 8  # characters before a superscript
_MOST_DIGITS = 8


@dataclass(frozen=True, slots=True)
class HtmlBlock:
    """Words that stand together, from a line on that is counted from 0.

    ``kind`` is None for a paragraph. ``table`` counts the tables up to a row of several cells, 0
    for what is no such row; ``heads`` says that the row is a header. ``level`` is that of a
    heading, ``marker`` what stands before an item.
    """

    words: Inline
    line: int
    kind: BlockKind | None = None
    table: int = 0
    heads: bool = False
    level: int = 0
    marker: str = ""


def html_blocks(source: str) -> tuple[list[HtmlBlock], list[tuple[str, str, int]]]:
    """The blocks of text, and what is left out with its kind, each with its line from 0 on."""
    tokens = list(html_tokens(source))
    reader = _Reader(_rows_of_cells(tokens))
    for number, token in enumerate(tokens):
        reader.take(number, token)
    reader.end_block()
    return reader.blocks, reader.left_out


def _rows_of_cells(tokens: Sequence[Token]) -> set[int]:
    """Which of the tags open a row of several cells, none of which holds a table.

    What stands in such a row is one block, whatever its cells hold; a table of one column only
    lays out a page.
    """
    found: set[int] = set()
    rows: list[list[int]] = [[-1, 0]]  # that are open: its tag, -1 for a table, and its cells

    def close(number: int) -> None:
        if number >= 0 and rows[-1][0] == number:
            tag, cells = rows.pop()
            found.update({tag} if cells > 1 else ())

    for number, token in enumerate(tokens):
        match token.kind, token.text:
            case "open", "table":
                rows[-1][1] = -len(tokens)
                rows.append([-1, 0])
            case "close", "table":
                close(rows[-1][0])
                if len(rows) > 1:
                    rows.pop()
            case "open", "tr":
                close(rows[-1][0])
                rows.append([number, 0])
            case "close", "tr":
                close(rows[-1][0])
            case "open", "td" | "th":
                rows[-1][1] += 1
    close(rows[-1][0])
    return found


class _Reader:
    def __init__(self, rows: set[int]) -> None:
        self.blocks: list[HtmlBlock] = []
        self.left_out: list[tuple[str, str, int]] = []
        self._rows = rows
        self._in_row = False  # of several cells
        self._words: list[tuple[str, int]] = []  # each with its line
        self._length = 0  # of all of them
        self._links: list[tuple[int, int, str]] = []
        self._link: tuple[int, str] | None = None  # that is open
        self._above: tuple[int, int] | None = None  # where a superscript opens
        self._unread: str | None = None
        self._tables = 0
        self._cells: set[str] = set()  # the kinds of the cells since the last block
        self._lists: list[int | None] = []  # that are open: the last number, None without numbers
        self._marker = ""
        self._level = 0
        self._quotations = 0
        self._verbatim = False

    def end_block(self, tag: str = "") -> None:
        """End the block that the words so far make, at a tag."""
        self._close_link()
        text = "".join(words for words, _ in self._words)
        if self._verbatim and text.strip():
            code = Inline.of_lines(text)
            self.blocks.append(HtmlBlock(code, self._words[0][1], BlockKind.CODE))
        elif text.strip(" |\n\t\r"):
            self._add(text, tag)
        self._words, self._links, self._length = [], [], 0
        self._above, self._verbatim = None, False
        self._cells.clear()
        if self._link:
            self._link = 0, self._link[1]

    def _add(self, text: str, tag: str) -> None:
        words = _words_and_lines(text, self._words)
        if self._cells:  # bars stand between cells alone
            bare = [place for place, word in enumerate(words) if word.text != "|"]
            words = words[bare[0] : bare[-1] + 1]
        inline = _inline(words, self._links)
        line = words[0].line
        if self._cells and tag in _ROW_ENDS and any(word.text == "|" for word in words):
            heads = self._cells == {"th"}
            table = max(1, self._tables)
            self.blocks.append(HtmlBlock(inline, line, BlockKind.ROW, table, heads))
        elif self._level and not self._lists:
            self.blocks.append(HtmlBlock(inline, line, BlockKind.HEADING, level=self._level))
        elif self._lists or self._marker:
            marker, self._marker = self._marker, ""
            self.blocks.append(HtmlBlock(inline, line, BlockKind.ITEM, marker=marker))
        else:
            kind = BlockKind.QUOTATION if self._quotations else None
            self.blocks.append(HtmlBlock(inline, line, kind))

    def take(self, number: int, token: Token) -> None:
        """Read the next piece of the source."""
        match token.kind:
            case "comment":
                self.left_out.append(("comment", token.text, token.line))
            case "open" if token.text in _UNREAD:
                self._unread = token.text
            case "close" if token.text == self._unread:
                self._unread = None
            case "open" | "close" if self._unread:
                return
            case "open" if token.text in INLINE:
                self._open_within(token)
            case "close" if token.text in INLINE:
                self._close_within(token)
            case "open":
                self._open(number, token)
            case "close":
                self._close(token)
            case _:
                words = unescaped(token.text) if token.kind == "words" else token.text
                if self._unread:
                    self.left_out.append((self._unread, words, token.line))
                else:
                    self._say(words, token.line)

    def _open_within(self, token: Token) -> None:
        match token.text:
            case "img":
                self._say(attribute(token.rest, "alt"), token.line)
            case "a":
                self._close_link()
                url = attribute(token.rest, "href")
                self._link = (self._length, url) if url else None
            case "sup" if not self._verbatim:
                self._above = self._above or (len(self._words), self._length)

    def _close_within(self, token: Token) -> None:
        if token.text == "a":
            self._close_link()
            self._link = None
        elif token.text == "sup" and self._above:
            first, start = self._above
            above = "".join(words for words, _ in self._words[first:])
            del self._words[first:]
            self._above, self._length = None, start
            while self._links and self._links[-1][1] > start:
                self._links.pop()
            self._say(superscript(above, self._last_words()), token.line)

    def _close_link(self) -> None:
        """Note the words of the link that is open, which may go on in the next block."""
        if self._link and self._link[0] < self._length:
            self._links.append((self._link[0], self._length, self._link[1]))

    def _open(self, number: int, token: Token) -> None:
        tag = token.text
        if tag == "br":
            self._say("\n" if self._verbatim else " ", token.line)
        elif tag in _CELLS:
            self._say(" | ", token.line)
            self._cells.add(tag)
        elif self._in_row and tag not in _ROW_ENDS:
            self._say(" ", token.line)
        else:
            self.end_block(tag)
            self._tables += tag == "table"
            self._in_row = number in self._rows
            self._quotations += tag == "blockquote"
            self._level = _LEVELS.get(tag, 0)
            self._verbatim = tag == "pre"
            if tag in _LISTS:
                start = attribute(token.rest, "start")
                first = int(start) if start.isdecimal() and len(start) <= _MOST_DIGITS else 1
                self._lists.append(first - 1 if tag == "ol" else None)
            elif tag == "li":
                self._marker = self._next_marker()

    def _next_marker(self) -> str:
        last = self._lists[-1] if self._lists else None
        if last is None:
            return "• "
        self._lists[-1] = last + 1
        return f"{last + 1}. "

    def _close(self, token: Token) -> None:
        tag = token.text
        if tag in _CELLS:
            return
        if self._in_row and tag not in _ROW_ENDS:
            self._say(" ", token.line)
            return
        self.end_block(tag)
        self._level, self._in_row = 0, False
        self._quotations -= tag == "blockquote" and self._quotations > 0
        if tag in _LISTS and self._lists:
            self._lists.pop()
        if tag in _LISTS or tag == "li":
            self._marker = ""

    def _say(self, words: str, line: int) -> None:
        if words:
            self._words.append((words, line))
            self._length += len(words)

    def _last_words(self) -> str:
        """The last few characters before a superscript."""
        found = ""
        for words, _ in reversed(self._words):
            found = words[-_SEEN_BEFORE:] + found
            if len(found) >= _SEEN_BEFORE:
                break
        return found


@dataclass(frozen=True, slots=True)
class _Word:
    """A word, its line, and where it stands among the pieces that it is of."""

    text: str
    line: int
    start: int


def _words_and_lines(text: str, pieces: Iterable[tuple[str, int]]) -> list[_Word]:
    """The words that the pieces make; a piece says where its first line is."""
    starts: list[tuple[int, int]] = []
    length = 0
    for piece, line in pieces:
        starts.append((length, line))
        ends = (match.end() for match in re.finditer("\n", piece))
        starts += ((length + end, line + number) for number, end in enumerate(ends, 1))
        length += len(piece)
    found: list[_Word] = []
    for match in re.finditer(r"\S+", text):
        at = bisect_right(starts, match.start(), key=lambda pair: pair[0]) - 1
        found.append(_Word(match[0], starts[at][1], match.start()))
    return found


def _inline(words: Sequence[_Word], links: Iterable[tuple[int, int, str]]) -> Inline:
    """Words with a space between, where their lines begin, and which are linked."""
    places: list[int] = []
    lines: list[tuple[int, int]] = []
    first = last = words[0].line
    length = 0
    for word in words:
        places.append(length)
        if word.line != last:
            lines.append((length, word.line - first))
            last = word.line
        length += len(word.text) + 1

    def moved(offset: int) -> int:
        at = bisect_right(words, offset, key=lambda word: word.start) - 1
        return places[at] + min(offset - words[at].start, len(words[at].text)) if at >= 0 else 0

    linked = ((moved(start), moved(end), url) for start, end, url in links)
    text = " ".join(word.text for word in words)
    return Inline(text, tuple(lines), links=tuple((a, b, url) for a, b, url in linked if a < b))
