"""The words of one block, put together as a parser gives them: white space, links, superscripts."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from itertools import pairwise

from rag.reading.inline import Inline

_SPACES = re.compile(r"[ \t\n\r\f\v\xa0\u2028\u2029]+")
# What is not printed: signs that say where a word may be parted, and control characters.
_UNPRINTED = {
    ord(sign): None for sign in "\xad\u200b\u2060\ufeff\ufffe\uffff" + "".join(map(chr, range(32)))
}
_KEPT = {ord(sign) for sign in "\t\n\r\f\v"}
_DROPPED = {code: to for code, to in _UNPRINTED.items() if code not in _KEPT}
_RAISED = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_RAISABLE = re.compile(r"[0-9+\-−=()ni]{1,8}")
_TWICE = re.compile(r"\[\[\d{1,6}\](?:[ ,;–-]{0,3}\[\d{1,6}\])*+\]")
_LABEL_ENDS = (".", ":", "!", "?", "。", "：")
_SEEN_BEFORE = 12  # characters


def raised(words: str) -> str | None:
    """The words in small signs above the line, where there are such."""
    words = words.strip()
    return words.translate(_RAISED) if _RAISABLE.fullmatch(words) else None


def _with_single_brackets(inline: Inline) -> Inline:
    """The words without the brackets that are printed around pointers, which have their own."""
    text = inline.text
    cuts = [at for found in _TWICE.finditer(text) for at in (found.start(), found.end() - 1)]

    def moved(offset: int) -> int:
        return offset - bisect_left(cuts, offset)

    return replace(
        inline,
        text="".join(text[a + 1 : b] for a, b in pairwise([-1, *cuts, len(text)])),
        label=moved(inline.label) if inline.label else None,
        links=tuple((moved(a), moved(b), url) for a, b, url in inline.links),
    )


class InlineBuilder:
    """Takes the words of a block, and gives them as ``Inline`` when it ends.

    White space is one blank, as it is printed, unless ``verbatim`` is set, as for code.
    """

    def __init__(self) -> None:
        self.verbatim = False
        self._parts: list[str] = []
        self._length = 0
        self._tail = ""
        self._links: list[tuple[int, int, str]] = []
        self._open_link: tuple[int, str] | None = None
        self._above: list[str] | None = None  # of a superscript
        self._points = False  # whether the superscript holds a pointer
        self._has_pointers = False
        self._emphasis = 0  # how many emphases are open
        self._from_start = False  # whether all before them is emphasised
        self._emphasised = 0  # up to where all is
        self._label: int | None = None
        self._image_characters = 0
        self._left_out: list[tuple[str, str]] = []

    @property
    def is_empty(self) -> bool:
        """Whether nothing is printed yet."""
        return self._length == 0

    def add(self, words: str) -> None:
        """Words, and the white space between."""
        words = words.translate(_DROPPED)
        if not self.verbatim:
            words = _SPACES.sub(" ", words)
        if self._above is not None:
            self._above.append(words)
        else:
            self._write(words)

    def pointer(self, number: int) -> None:
        """A pointer to a note."""
        self._has_pointers = True
        if self._above is not None:
            self._points = True
            self._above.append(f"[{number}]")
        else:
            self._write(f"[{number}]")

    def image(self, alternative: str) -> None:
        """What stands for a picture."""
        before = self._length
        self.add(f" {alternative} ")
        self._image_characters += self._length - before

    def line_break(self) -> bool:
        """The end of a printed line; returns false where one has just ended."""
        if self._tail.endswith("\n"):
            return False
        if self._length:
            self._write("\n")
        return True

    def leave_out(self, kind: str, words: str, goes_on: bool = False) -> None:
        """Note what is no text; it may go on what has been left out before."""
        if goes_on and self._left_out and self._left_out[-1][0] == kind:
            words = self._left_out.pop()[1] + words
        self._left_out.append((kind, words))

    def open_link(self, url: str) -> None:
        """What follows is linked to an address."""
        self._open_link = self._length, url

    def close_link(self) -> None:
        if self._open_link and self._length > self._open_link[0]:
            start, url = self._open_link
            self._links.append((start, self._length, url))
        self._open_link = None

    def open_superscript(self) -> None:
        if self._above is None:
            self._above, self._points = [], False

    def close_superscript(self) -> None:
        above, self._above = self._above, None
        if above is not None:
            words = "".join(above)
            self._write(words if self._points else raised(words) or words)

    def open_emphasis(self) -> None:
        """What follows is emphasised; at the start of a block it may be a label."""
        if not self._emphasis:
            self._from_start = self._emphasised == self._length
        self._emphasis += 1

    def close_emphasis(self) -> None:
        self._emphasis = max(0, self._emphasis - 1)
        if not self._emphasis and self._from_start:
            self._emphasised = self._length
            if self._tail.rstrip().endswith(_LABEL_ENDS):
                self._label = self._length

    @property
    def is_emphasised(self) -> bool:
        """Whether there are words, and all of them are emphasised."""
        return 0 < self._length == self._emphasised

    def finished(self) -> Inline:
        """What has been added."""
        self.close_superscript()
        text = "".join(self._parts)
        links = list(self._links)
        if self._open_link and self._length > self._open_link[0]:
            links.append((self._open_link[0], self._length, self._open_link[1]))
        inline = Inline(
            text=text,
            label=self._label if self._label and text[self._label :].strip() else None,
            opens_with_image=0 < len(text.strip()) <= self._image_characters,
            links=tuple(links),
            left_out=tuple(self._left_out),
        )
        return _with_single_brackets(inline) if self._has_pointers else inline

    def following(self) -> InlineBuilder:
        """What takes the words of the next block, in which an open link goes on."""
        builder = InlineBuilder()
        builder.verbatim = self.verbatim
        if self._open_link:
            builder.open_link(self._open_link[1])
        return builder

    def _write(self, words: str) -> None:
        at_blank = not self._length or self._tail.endswith((" ", "\n"))
        if at_blank and words.startswith(" ") and not self.verbatim:
            words = words[1:]
        if not words:
            return
        self._parts.append(words)
        self._length += len(words)
        self._tail = (self._tail + words[-_SEEN_BEFORE:])[-_SEEN_BEFORE:]
