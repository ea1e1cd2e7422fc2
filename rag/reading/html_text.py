"""HTML that stands in a Markdown text, reduced to what a person reads of it."""

from __future__ import annotations

from html.parser import HTMLParser

_UNREAD = frozenset({"script", "style", "template", "noscript"})
_INLINE = frozenset(
    "a abbr b bdi bdo big cite code data del dfn em font i img ins kbd label mark q s samp small "
    "span strike strong sub sup time tt u var wbr".split()
)
_CELLS = frozenset({"td", "th"})


def html_blocks(source: str) -> tuple[list[tuple[str, int]], list[tuple[str, str, int]]]:
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
        self.blocks: list[tuple[str, int]] = []
        self.left_out: list[tuple[str, str, int]] = []
        self._words: list[str] = []
        self._line = 0
        self._unread: str | None = None

    def end_block(self) -> None:
        """End the block that the words so far make."""
        words = " ".join("".join(self._words).split())
        if words.strip(" |"):
            self.blocks.append((words.strip(" |") if "|" in words else words, self._line))
        self._words.clear()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._words.append(" ")
        elif tag in _CELLS:
            self._words.append(" | ")
        elif tag in _UNREAD:
            self._unread = tag
        elif tag not in _INLINE:
            self.end_block()
        alternative = dict(attrs).get("alt") if tag == "img" else None
        if alternative:
            self.handle_data(alternative)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._unread:
            self._unread = None
        elif tag not in _INLINE | _CELLS:
            self.end_block()

    def handle_data(self, data: str) -> None:
        line = self.getpos()[0] - 1
        if self._unread:
            self.left_out.append((self._unread, data, line))
            return
        if not "".join(self._words).strip():
            self._line = line
        self._words.append(data)

    def handle_comment(self, data: str) -> None:
        self.left_out.append(("comment", data, self.getpos()[0] - 1))
