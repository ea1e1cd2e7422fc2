"""What the inline parts of Markdown say: text without marks, and where its lines began."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from markdown_it.tree import SyntaxTreeNode

_LINE_END = re.compile(r"\r\n|\r|\n")
# Attributes as kramdown and pandoc write them: "{: .from}", "{#scope}".
_ATTRIBUTES = re.compile(r"\{(?::[^{}\n]*|[#.][\w.#: -]*)\}")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_SUPERSCRIPT = re.compile(r"<(/?)sup>", re.IGNORECASE)
# Words, whether a line of the file ends with them, and the address that they are linked to.
_Piece = tuple[str, bool, str | None]
_NOTE_DIGITS = re.compile(r"\s*\[?(\d{1,4})\]?\s*")


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


def read_inline(nodes: Sequence[SyntaxTreeNode], numbers: Mapping[str, int]) -> Inline:
    """What inline nodes say; ``numbers`` are those of the footnotes, by label."""
    pieces: list[str] = []
    starts: list[tuple[int, int]] = []
    left_out: list[tuple[str, str]] = []
    length = 0
    links: list[tuple[int, int, str]] = []
    for words, breaks, url in _words(nodes, numbers, left_out):
        pieces.append(words)
        if url:
            goes_on = links and links[-1][1:] == (length, url)
            first = links.pop()[0] if goes_on else length
            links.append((first, length + len(words), url))
        length += len(words)
        if breaks:
            starts.append((length, len(starts) + 1))
    opens_with_image = bool(nodes) and nodes[0].type == "image"
    return Inline(
        text="".join(pieces),
        line_starts=tuple(starts),
        label=_label(nodes, numbers),
        opens_with_image=opens_with_image,
        links=tuple(links),
        left_out=tuple(left_out),
    )


def _label(nodes: Sequence[SyntaxTreeNode], numbers: Mapping[str, int]) -> int | None:
    """The end of an emphasised label that the text opens with: "*Prompt.* Charts go out …"."""
    first = next((node for node in nodes if node.type != "text" or node.content.strip()), None)
    if first is None or first.type not in ("em", "strong"):
        return None
    words = "".join(words for words, _, _ in _words(first.children, numbers, []))
    return len(words) if words.rstrip().endswith((".", ":", "!", "?", "。", "：")) else None


def _words(
    nodes: Sequence[SyntaxTreeNode],
    numbers: Mapping[str, int],
    left_out: list[tuple[str, str]],
) -> Iterator[_Piece]:
    """The words of each node, in pieces."""
    superscript: list[str] | None = None
    for node in nodes:
        if node.type == "html_inline" and (sup := _SUPERSCRIPT.fullmatch(node.content)):
            if superscript is not None:
                yield _superscript("".join(superscript)), False, None
            superscript = None if sup[1] else []
            continue
        for words, breaks, url in _node_words(node, numbers, left_out):
            if superscript is None or breaks:
                yield words, breaks, url
            else:
                superscript.append(words)
    if superscript is not None:
        yield "".join(superscript), False, None


def _superscript(words: str) -> str:
    """A superscript number points to a note; other superscripts are text."""
    digits = _NOTE_DIGITS.fullmatch(words)
    return f"[{digits[1]}]" if digits else words


def _node_words(
    node: SyntaxTreeNode, numbers: Mapping[str, int], left_out: list[tuple[str, str]]
) -> Iterator[_Piece]:
    match node.type:
        case "text":
            left_out += [("attributes", found[0]) for found in _ATTRIBUTES.finditer(node.content)]
            yield _ATTRIBUTES.sub("", node.content), False, None
        case "code_inline":
            yield node.content, False, None
        case "softbreak":
            yield " ", True, None
        case "hardbreak":
            yield "\n", True, None
        case "footnote_ref":
            yield f"[{numbers[node.meta['label']]}]", False, None
        case "html_inline":
            if _BREAK.fullmatch(node.content):
                yield "\n", False, None
            elif node.content.startswith("<!--"):
                left_out.append(("comment", node.content[4:-3]))
        case "link":
            url = str(node.attrs["href"])
            for words, breaks, _ in _words(node.children, numbers, left_out):
                yield words, breaks, url
        case _:  # images and emphasis hold words of their own
            yield from _words(node.children, numbers, left_out)
