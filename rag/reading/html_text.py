"""HTML that stands in a Markdown text, reduced to what a person reads of it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

from rag.reading.inline import Inline

_UNREAD = frozenset({"script", "style", "template", "noscript"})
INLINE = frozenset(
    "a abbr b bdi bdo big cite code data del dfn em font i img ins kbd label mark q s samp small "
    "span strike strong sub sup time tt u var wbr".split()
)
"""Tags that words go on across; any other parts them."""
_CELLS = frozenset({"td", "th"})
_ROW_ENDS = frozenset({"tr", "thead", "tbody", "tfoot", "table"})


@dataclass(frozen=True, slots=True)
class HtmlBlock:
    """Words that stand together, from a line on that is counted from 0.

    ``table`` counts the tables up to a row of several cells, 0 for what is no such row; ``heads``
    says that the row is a header.
    """

    words: Inline
    line: int
    table: int = 0
    heads: bool = False


def html_blocks(source: str) -> tuple[list[HtmlBlock], list[tuple[str, str, int]]]:
    """The blocks of text, and what is left out with its kind, each with its line from 0 on."""
    reader = _Reader()
    # A comment without an end is one to the end; the parser would look for that from every "<!--".
    unended = source.find("<!--", max(0, source.rfind("-->")))
    reader.feed(source if unended < 0 else source[:unended])
    reader.close()
    reader.end_block()
    if unended >= 0:
        line = source.count("\n", 0, unended)
        reader.left_out.append(("comment", source[unended + 4 :], line))
    return reader.blocks, reader.left_out


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[HtmlBlock] = []
        self.left_out: list[tuple[str, str, int]] = []
        self._words: list[tuple[str, int]] = []  # each with its line
        self._unread: str | None = None
        self._tables = 0
        self._cells: set[str] = set()  # the kinds of the cells since the last block

    def end_block(self, tag: str = "") -> None:
        """End the block that the words so far make, at a tag."""
        words = _words_and_lines(self._words)
        if self._cells:  # bars stand between cells alone
            bare = [place for place, (word, _) in enumerate(words) if word != "|"]
            words = words[bare[0] : bare[-1] + 1] if bare else []
        if words:
            is_row = bool(self._cells) and tag in _ROW_ENDS and any(w == "|" for w, _ in words)
            table = max(1, self._tables) if is_row else 0
            heads = is_row and self._cells == {"th"}
            self.blocks.append(HtmlBlock(_inline(words), words[0][1], table, heads))
        self._words.clear()
        self._cells.clear()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._words.append((" ", 0))
        elif tag in _CELLS:
            self._words.append((" | ", self.getpos()[0] - 1))
            self._cells.add(tag)
        elif tag in _UNREAD:
            self._unread = tag
        elif tag not in INLINE:
            self.end_block(tag)
            self._tables += tag == "table"
        alternative = dict(attrs).get("alt") if tag == "img" else None
        if alternative:
            self.handle_data(alternative)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._unread:
            self._unread = None
        elif tag not in INLINE | _CELLS:
            self.end_block(tag)

    def handle_data(self, data: str) -> None:
        line = self.getpos()[0] - 1
        if self._unread:
            self.left_out.append((self._unread, data, line))
            return
        self._words.append((data, line))

    def handle_comment(self, data: str) -> None:
        self.left_out.append(("comment", data, self.getpos()[0] - 1))


def _words_and_lines(pieces: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """The words that the pieces make, each with its line; a piece says where its first line is."""
    starts: list[tuple[int, int]] = []
    length = 0
    for piece, line in pieces:
        starts.append((length, line))
        ends = (match.end() for match in re.finditer("\n", piece))
        starts += ((length + end, line + number) for number, end in enumerate(ends, 1))
        length += len(piece)
    text = "".join(piece for piece, _ in pieces)
    return [
        (match[0], starts[bisect_right(starts, match.start(), key=lambda pair: pair[0]) - 1][1])
        for match in re.finditer(r"\S+", text)
    ]


def _inline(words: Sequence[tuple[str, int]]) -> Inline:
    """Words with a space between, and where their lines begin."""
    starts: list[tuple[int, int]] = []
    first = last = words[0][1]
    length = 0
    for word, line in words:
        if line != last:
            starts.append((length, line - first))
            last = line
        length += len(word) + 1
    return Inline(" ".join(word for word, _ in words), tuple(starts))
