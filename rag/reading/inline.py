"""The words of one block, before it is written down: what in them was a line, a label, a link."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Inline:
    """Words on one or more lines of the file.

    ``line_starts`` are pairs of an offset in the text and how many lines after the first the text
    from there on stood; ``lines_before`` is how many lines stood before the text. ``label`` is the
    end of an emphasised label at the start; ``links`` are the places of linked words with their
    addresses; ``left_out`` is what is no text, with its kind.
    """

    text: str
    line_starts: tuple[tuple[int, int], ...] = ()
    lines_before: int = 0
    label: int | None = None
    opens_with_image: bool = False
    links: tuple[tuple[int, int, str], ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of_lines(cls, words: str) -> Inline:
        """Words whose lines are those of the file."""
        starts = [match.end() for match in _LINE_END.finditer(words)]
        return cls(words, tuple((start, number) for number, start in enumerate(starts, 1)))

    @classmethod
    def joined(cls, parts: Sequence[Inline], by: str) -> Inline:
        """Parts of one line, such as the cells of a row."""
        left_out = tuple(each for part in parts for each in part.left_out)
        return cls(by.join(" ".join(part.text.split()) for part in parts), left_out=left_out)

    def cut_at(self, offsets: Sequence[int]) -> Iterator[Inline]:
        """The parts between offsets, in order; what is left out goes with the first."""
        for start, end in pairwise([0, *offsets, len(self.text)]):
            before = [number for at, number in self.line_starts if at <= start]
            starts = ((at - start, n) for at, n in self.line_starts if start < at < end)
            part = replace(
                self,
                text=self.text[start:end],
                line_starts=tuple(starts),
                lines_before=max(before, default=self.lines_before),
            )
            links = ((a - start, b - start, url) for a, b, url in self.links if start <= a < end)
            part = replace(part, links=tuple(links))
            yield part if start == 0 else replace(part, label=None, left_out=())

    def stripped(self) -> Inline:
        """The same without white space around it, and without blank lines at its start."""
        text = self.text.strip()
        start = self.text.find(text) if text else 0
        before = [number for at, number in self.line_starts if at <= start]
        starts = ((at - start, n) for at, n in self.line_starts if start < at < start + len(text))
        label = self.label - start if self.label else None
        links = ((a - start, min(b - start, len(text)), url) for a, b, url in self.links)
        return replace(
            self,
            text=text,
            line_starts=tuple(starts),
            lines_before=max(before, default=self.lines_before),
            links=tuple((a, b, url) for a, b, url in links if 0 <= a < b),
            label=label if label and label > 0 else None,
        )
