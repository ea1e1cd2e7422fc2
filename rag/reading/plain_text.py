"""The blocks of a plain text, and which of them are headings.

A block is found in a run of lines without a blank one between. The rules know typography only,
never the words of one brief.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rag.document.model import BlockKind, Span
from rag.reading.blocks import Block, Heading, Reading, Style, with_lead_ins
from rag.reading.note_marks import IN_BRACKETS, NOTE_MARK
from rag.reading.sentences import MARKER

MAX_HEADING_CHARACTERS = 120
MAX_HEADING_WORDS = 16
MAX_HEADING_IDEOGRAPHS = 40
# Lines longer than this were not wrapped by hand, so each is a paragraph of its own.
LONGEST_WRAPPED_LINE = 200

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_FENCE = re.compile(r"\s{0,3}(?:```|~~~)")
_ATX = re.compile(r"\s{0,3}(?P<marks>#{1,6})[ \t]+(?P<title>.*)")
_SETEXT = re.compile(r"\s{0,3}(?P<mark>=|-)(?P=mark){2,}\s*")
_WIKI = re.compile(r"\s*+(?P<marks>=(?: ?=){0,5}+)\s(?P<title>[^=]++)(?<=\s)(?P=marks)\s*+")
_NUMBERED = re.compile(r"\s*(?P<number>\d{1,2}(?:\.\d{1,2}){0,4})\.?[ \t\u3000]+(?P<title>\S.*)")
_NOTE = re.compile(rf"\s*+{NOTE_MARK}")
_POINTER = re.compile(IN_BRACKETS)  # what points to a note is prose
_SENTENCE_END_INSIDE = re.compile(r"[a-z0-9)”\"][.!?][”\"’]? +[^\W\da-z_]")
_INNER_GAP = re.compile(r"\S {3,}\S")  # columns, as in a page's header or footer
_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_CLOSERS = "\"'”’»)]）」』*_ \t⁰¹²³⁴⁵⁶⁷⁸⁹"
_FORMULA = re.compile(r"[=|<>{}\\*]|://")  # of grammars, code and addresses
_LABELLED = re.compile(r"[^\W\d][\w.-]*:\s")
# "Two examples of its use are": what comes next is no section of that name.
_GOES_ON = re.compile(r" (?:is|are|was|were|an?|the|of|and|or|to|for|with|by|in|as|that)$")
_FEW_WORDS = 6  # more than so many without capitals are rather a sentence than a title


@dataclass(frozen=True, slots=True)
class _Lines:
    """Lines without a blank one between; ``gap`` counts the blank lines before them.

    ``heading`` is set where they are a heading, and then nothing else.
    """

    lines: tuple[Span, ...]
    gap: int
    heading: Heading | None = None

    @property
    def span(self) -> Span:
        return Span(self.lines[0].start, self.lines[-1].end)


def read_plain_text(text: str) -> Reading:
    """A text as it is, and its blocks."""
    blocks = (block for lines in _read_lines(text) for block in _blocks(text, lines))
    return Reading(text, with_lead_ins(text, blocks))


def _blocks(text: str, lines: _Lines) -> Iterator[Block]:
    """The heading that the lines are, or the paragraphs, list items and notes in them."""
    if lines.heading:
        yield Block(BlockKind.HEADING, lines.span, lines.gap, lines.heading)
        return
    for number, span in enumerate(_paragraph_spans(text, lines)):
        is_note = _NOTE.match(text, span.start) is not None
        is_item = MARKER.match(text, span.start, span.end) is not None
        kind = BlockKind.NOTE if is_note else BlockKind.ITEM if is_item else BlockKind.PARAGRAPH
        yield Block(kind, span, 0 if number else lines.gap)


def _read_lines(text: str) -> list[_Lines]:
    """The blocks of the text in order, headings apart from what they head."""
    blocks = [
        piece for block in _raw_blocks(text) for piece in _without_marked_headings(text, block)
    ]
    indent = _usual_indent(text, blocks)
    candidates: list[Heading | None] = []
    for block in blocks:
        heading = block.heading or _unmarked_heading(text, block)
        plain = heading is not None and heading.style is Style.PLAIN
        if plain and _indent(text, block) > indent:  # set off from the text, as an example is
            heading = None
        elif plain and not all(candidates) and _LABELLED.match(block.lines[0].of(text)):
            heading = None  # "Presenter: Ines Moor"; at the head of a document it is a masthead
        candidates.append(heading)
    candidates = _without_lists(candidates)
    headed: list[_Lines] = []
    for index, (block, heading) in enumerate(zip(blocks, candidates, strict=True)):
        followed = index + 1 < len(blocks)
        if heading and heading.style is not Style.MARKED and not followed and len(block.lines) == 1:
            heading = None  # what heads nothing is a paragraph
        if heading is None or len(block.lines) == 1 or block.heading:
            headed.append(replace(block, heading=heading))
        else:
            headed.append(_Lines(block.lines[:1], block.gap, heading))
            headed.append(_Lines(block.lines[1:], 0))
    return headed


def _indent(text: str, block: _Lines) -> int:
    """How many characters of white space stand before the first line."""
    start = block.lines[0].start
    line = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    return start - line


def _usual_indent(text: str, blocks: list[_Lines]) -> int:
    """The indent that most blocks have."""
    found = Counter(_indent(text, block) for block in blocks)
    return max(found, key=lambda indent: (found[indent], indent), default=0)


def _paragraph_spans(text: str, block: _Lines) -> list[Span]:
    """The paragraphs in a block: its bullets, its long lines, or the whole of it."""
    marked = [bool(MARKER.match(line.of(text))) for line in block.lines]
    if marked[0] or sum(marked) > 1:
        starts = [i for i, is_marked in enumerate(marked) if is_marked or i == 0]
    elif any(len(line) > LONGEST_WRAPPED_LINE for line in block.lines):
        starts = list(range(len(block.lines)))
    else:
        starts = [0]
    ends = [*starts[1:], len(block.lines)]
    return [
        Span(block.lines[a].start, block.lines[b - 1].end)
        for a, b in zip(starts, ends, strict=True)
    ]


def _raw_blocks(text: str) -> list[_Lines]:
    blocks: list[_Lines] = []
    lines: list[Span] = []
    gap = 0
    for match in _LINE.finditer(text):
        content = match[0].strip()
        if content:
            start = match.start() + len(match[0]) - len(match[0].lstrip())
            lines.append(Span(start, start + len(content)))
        elif match[0] or match.start() == len(text):
            if lines:
                blocks.append(_Lines(tuple(lines), gap))
                lines, gap = [], 0
            gap += 1
    if lines:
        blocks.append(_Lines(tuple(lines), gap))
    return blocks


def _without_marked_headings(text: str, block: _Lines) -> list[_Lines]:
    """Split a block at the headings that carry marks: Markdown ``#``, setext, wiki ``=``."""
    pieces: list[_Lines] = []
    body: list[Span] = []
    gap = block.gap
    fenced = False

    def flush() -> None:
        nonlocal gap
        if body:
            pieces.append(_Lines(tuple(body), gap))
            body.clear()
            gap = 0

    for line in block.lines:
        words = line.of(text)
        fenced ^= bool(_FENCE.match(words))
        marked = None if fenced else _ATX.fullmatch(words) or _WIKI.fullmatch(words)
        if marked and marked["title"].strip():
            flush()
            level = len(marked["marks"].replace(" ", ""))
            title = marked["title"].strip().rstrip("#").rstrip() or marked["title"].strip()
            pieces.append(_Lines((line,), gap, Heading(title, Style.MARKED, level)))
            gap = 0
        elif (rule := _SETEXT.fullmatch(words)) and len(body) == 1 and not fenced:
            level = 1 if rule["mark"] == "=" else 2
            heading = Heading(body[0].of(text), Style.MARKED, level)
            pieces.append(_Lines((body[0], line), gap, heading))
            body.clear()
            gap = 0
        else:
            body.append(line)
    flush()
    return pieces


def _unmarked_heading(text: str, block: _Lines) -> Heading | None:
    """The heading that the block is, or that its first line is: numbered, capitals, or short."""
    line = block.lines[0].of(text)
    alone = len(block.lines) == 1
    if len(line) > MAX_HEADING_CHARACTERS or len(line.split()) > MAX_HEADING_WORDS:
        return None
    if numbered := _NUMBERED.fullmatch(line):
        level = numbered["number"].count(".") + 1
        title = numbered["title"]
        if (alone or level > 1) and _reads_as_title(title if level == 1 else f"A {title}"):
            return Heading(line, Style.NUMBERED, level)
        return None
    if MARKER.match(line) or _NOTE.match(line):
        return None
    letters = [c for c in line if c.isalpha()]
    capitals = len(letters) > 3 and all(c.isupper() for c in letters)
    if _FORMULA.search(line.strip("*_")):
        return None
    if capitals and not line.endswith((".", ",", ";")):
        return Heading(line.rstrip(": "), Style.CAPITALS, 1)
    if alone and _reads_as_title(line) and not _reads_as_sentence(line):
        return Heading(line.rstrip(":： "), Style.PLAIN, 1)
    return None


def _reads_as_title(line: str) -> bool:
    """Short, opening like a title, and without the punctuation that ends a sentence."""
    if _POINTER.search(line) or _SENTENCE_END_INSIDE.search(line) or _INNER_GAP.search(line):
        return False
    bare = line.rstrip(_CLOSERS)
    first = next((c for c in line if c.isalpha()), "")
    if not first or first.islower() or not bare or bare[-1] in ".!?…;,。！？；，、—–-":
        return False
    if _GOES_ON.search(bare):
        return False
    if len(_IDEOGRAPH.findall(line)) > MAX_HEADING_IDEOGRAPHS:
        return False
    if bare[-1] in ":：":  # "Executive Summary:" heads a section, "He signed three:" a list
        words = [word for word in bare.split() if len(word) > 3]
        return len(bare.split()) <= 6 and all(not word[0].islower() for word in words)
    return True


def _reads_as_sentence(line: str) -> bool:
    """Whether a line without a full stop may be a sentence: its long words are not capitalised."""
    words = line.split()
    long = [word.strip(_CLOSERS + "“‘(「") for word in words]
    long = [word for word in long if len(word) > 3 and word[0].isalpha()]
    capitals = sum(not word[0].islower() for word in long)
    return len(words) > _FEW_WORDS and 2 * capitals < len(long)


def _without_lists(candidates: list[Heading | None]) -> list[Heading | None]:
    """Drop the candidates that stand in a row as list items do.

    A title may stand over a heading, and a heading over a smaller one; three short lines one
    after another, or two numbered alike, are a list, except at the head of the document.
    """
    kept = list(candidates)
    index = 0
    while index < len(candidates):
        end = index
        while end < len(candidates) and _alike(candidates[index], candidates[end]):
            end += 1
        heading = candidates[index]
        limit = 2 if heading and heading.style is Style.NUMBERED else 3
        if heading and end - index >= limit and (index > 0 or heading.style is Style.NUMBERED):
            kept[index:end] = [None] * (end - index)
        index = max(end, index + 1)
    return kept


def _alike(first: Heading | None, other: Heading | None) -> bool:
    if first is None or other is None or first.style is Style.MARKED:
        return False
    return first.style is other.style and first.level == other.level
