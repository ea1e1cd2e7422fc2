"""Lines as text, without the words that they were made of: what a whole document is kept as."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.reading.pdf.lines import Line
from rag.reading.pdf.words import Box, Tag

_MARKS = re.compile(r"\d{1,3}(?:[,–-]\d{1,3}){0,5}|[*†‡§¶‖]{1,3}")


Link = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of a page; ``left`` to ``baseline`` are in the frame of reading, ``box`` as displayed.

    ``raised`` are the spans in the text of what is raised and may point to a note;
    ``end_sizes`` those of the first and the last word. ``uneven`` says that its words are of many
    sizes. ``links`` are the spans of linked words with their address.
    """

    text: str
    page: int
    box: Box
    left: float
    right: float
    baseline: float
    size: float
    bold: bool = False
    italic: bool = False
    leftwards: bool = False
    tag: Tag | None = None
    raised: tuple[tuple[int, int], ...] = ()
    starts_bold: bool = False
    end_sizes: tuple[float, float] = (0.0, 0.0)
    uneven: bool = False
    links: tuple[Link, ...] = ()


def text_line(line: Line, page: int) -> TextLine:
    """A line as text, with the places of raised marks."""
    parts: list[str] = []
    raised: list[tuple[int, int]] = []
    links: list[Link] = []
    length = 0
    for before, word in line.pairs():
        part = f" {word.text}" if line.is_spaced(before, word) else word.text
        if line.is_raised(word) and _MARKS.fullmatch(word.text):
            start = length + len(part) - len(word.text)
            raised.append((start, length + len(part)))
        if word.link:
            links.append((length + len(part) - len(word.text), length + len(part), word.link))
        parts.append(part)
        length += len(part)
    return TextLine(
        text="".join(parts),
        page=page,
        box=line.box,
        left=line.left,
        right=line.right,
        baseline=line.baseline,
        size=line.size,
        bold=line.bold,
        italic=line.italic,
        leftwards=line.leftwards,
        tag=line.tag,
        raised=tuple(_joined(raised)),
        starts_bold=line.words[0].bold,
        end_sizes=(line.words[0].size, line.words[-1].size),
        uneven=line.uneven,
        links=tuple(joined_links(links)),
    )


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that touch as one: a number whose digits are apart in the file."""
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if found and found[-1][1] == start:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def joined_links(links: list[Link]) -> list[Link]:
    """Links in order, those as one that lead to one address and stand side by side."""
    found: list[Link] = []
    for start, end, address in links:
        if found and found[-1][2] == address and start - found[-1][1] <= 1:
            found[-1] = (found[-1][0], end, address)
        else:
            found.append((start, end, address))
    return found
