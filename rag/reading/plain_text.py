"""The blocks of a plain text, and which of them are headings.

A block is found in a run of lines without a blank one between. The rules know typography only,
never the words of one brief.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from rag.document.model import BlockKind, Span
from rag.reading.blocks import Block, Heading, Reading, Style, overwritten, with_lead_ins
from rag.reading.fenced_code import with_code
from rag.reading.headings import (
    long_heading,
    over_its_text,
    unmarked_heading,
    without_lists,
)
from rag.reading.lines import Lines, runs_of_lines
from rag.reading.list_items import clause_lines, item_lines, lettered, round_bullets
from rag.reading.mail_heads import with_mail_head
from rag.reading.mastheads import with_masthead
from rag.reading.note_marks import NOTE_MARK
from rag.reading.pages import page_marks
from rag.reading.plain_notes import with_notes
from rag.reading.quoted_mail import blank_marks, with_quotations
from rag.reading.sentences import split_sentences
from rag.reading.text_tables import with_tables
from rag.reading.transcripts import with_speakers

# Lines longer than this were not wrapped by hand, so each is a paragraph of its own.
LONGEST_WRAPPED_LINE = 200

_ATX = re.compile(r"\s{0,3}(?P<marks>#{1,6})[ \t]+(?P<title>.*)")
_UNDERLINES = "=-~^"
_SETEXT = re.compile(r"\s{0,3}(?P<mark>[=~^-])(?P=mark){2,}\s*")
_WIKI = re.compile(r"\s*+(?P<marks>=(?: ?=){0,5}+)\s(?P<title>[^=]++)(?<=\s)(?P=marks)\s*+")
_SECTION = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3})\.?[ \t]+\S")
_NOTE = re.compile(rf"\s*+{NOTE_MARK}")
# A field of a form: "Presenter: Ines Moor", "Hearing date: 11 November 2019", "Release: May 2".
_LABELLED = re.compile(
    r"[^\W\d](?:[\w.-]*:\s|[^\W\d](?:[^\W\d]|[ ./-]){0,40}:\s+(?:[$€£]|[^\W\d]{3,9}\.? )?\d)"
)


def read_plain_text(text: str) -> Reading:
    """A text as it is, and its blocks."""
    marks = page_marks(text)
    runs = with_mail_head(text, with_masthead(text, runs_of_lines(text, marks)))
    runs = list(with_tables(text, list(with_code(text, runs))))
    runs = list(with_quotations(text, runs))
    runs, edits = with_notes(text, list(with_speakers(text, runs)))
    shown = overwritten(text, edits)
    blocks: list[Block] = []
    runs = _read_lines(shown, runs)
    spread = frozenset(_spread_items(shown, runs))
    for lines in runs:
        found = list(_blocks(shown, lines, spread))
        if lines.goes_on and blocks and not lines.heading:
            found[:1] = _rest_of_sentence(shown, found[0], blocks[-1].span)
        blocks += found
    quoted = (edit for block in blocks for edit in blank_marks(text, block))
    return Reading(
        text,
        with_lead_ins(text, blocks),
        left_out=tuple(marks.values()),
        plain=overwritten(shown, quoted),
    )


def _rest_of_sentence(text: str, block: Block, begun: Span) -> Iterator[Block]:
    """A block that opens inside a sentence, which the marks of a page interrupt.

    Paragraphs and sentences are spans, so one over a page break would hold the running head too.
    Hence the break ends the paragraph. The rest of the sentence is a paragraph of its own, whose
    context is what begins the sentence: each is shown with the other.
    """
    sentences = split_sentences(text, block.span)
    end = sentences[1].start if len(sentences) > 1 else block.span.end
    first = Span(block.span.start, block.span.start + len(text[block.span.start : end].rstrip()))
    yield replace(block, span=first, context=begun)
    if end < block.span.end:
        yield replace(block, span=Span(end, block.span.end), gap=0)


def _spread_items(text: str, runs: Iterable[Lines]) -> Iterator[int]:
    """Where items open that have letters or round bullets, and blank lines between them, under one
    heading."""
    firsts: list[Span] = []
    for run in (*runs, None):
        if run is None or run.heading:
            words = [first.of(text) for first in firsts]
            marked = (*lettered(words), *round_bullets(words))
            yield from (firsts[number].start for number in marked)
            firsts = []
        elif not run.read:
            firsts.append(run.lines[0])


def _blocks(text: str, lines: Lines, spread: Collection[int]) -> Iterator[Block]:
    """The heading that the lines are, or the paragraphs, list items and notes in them.

    ``spread`` are the places of items with blank lines between them.
    """
    if lines.read:
        yield from lines.read
        return
    if lines.heading:
        yield Block(BlockKind.HEADING, lines.span, lines.gap, lines.heading)
        return
    items = item_lines(text, lines.lines)
    items[0] = items[0] or lines.lines[0].start in spread
    clauses = clause_lines(text, lines.lines)
    starts = {line.start for line, is_item in zip(lines.lines, items, strict=True) if is_item}
    marked = [item or clause for item, clause in zip(items, clauses, strict=True)]
    for number, span in enumerate(_paragraph_spans(lines, marked)):
        is_note = _NOTE.match(text, span.start) is not None
        is_item = span.start in starts
        kind = BlockKind.NOTE if is_note else BlockKind.ITEM if is_item else BlockKind.PARAGRAPH
        yield Block(kind, span, 0 if number else lines.gap)


def _read_lines(text: str, runs: Sequence[Lines]) -> list[Lines]:
    """The runs of lines in order, headings apart from what they head."""
    blocks = [
        piece
        for run in runs
        for part in _over_its_first_clause(text, run)
        for piece in ([part] if part.read or part.heading else _without_marked_headings(text, part))
    ]
    indent = _usual_indent(text, blocks)
    candidates: list[Heading | None] = []
    at_head = True  # whether nothing but headings stands before
    for block, following in zip_longest(blocks, blocks[1:]):
        is_text = block.read or block.goes_on or (following is not None and following.goes_on)
        if not is_text and (titled := long_heading(text, block)):
            block = blocks[len(candidates)] = replace(block, heading=titled)
        heading = block.heading or (None if is_text else unmarked_heading(text, block))
        plain = heading is not None and heading.style is Style.PLAIN
        if plain and _indent(text, block) > indent:  # set off from the text, as an example is
            heading = None
        elif plain and not at_head and _LABELLED.match(block.lines[0].of(text)):
            heading = None  # "Presenter: Ines Moor"; at the head of a document it is a masthead
        candidates.append(heading)
        at_head = at_head and heading is not None
    candidates = without_lists(candidates, [over_its_text(text, block) for block in blocks])
    headed: list[Lines] = []
    for index, (block, heading) in enumerate(zip(blocks, candidates, strict=True)):
        followed = index + 1 < len(blocks)
        if heading and heading.style is not Style.MARKED and not followed and len(block.lines) == 1:
            heading = None  # what heads nothing is a paragraph
        if heading is None or len(block.lines) == 1 or block.heading:
            headed.append(replace(block, heading=heading))
        else:
            headed.append(Lines(block.lines[:1], block.gap, heading))
            headed.append(Lines(block.lines[1:], 0))
    return headed


def _over_its_first_clause(text: str, run: Lines) -> list[Lines]:
    """The run, its first line apart where that is numbered 2 and the next one 2.1.

    Several such lines that end no sentence are a table of contents.
    """
    if run.read or run.heading or len(run.lines) < 2:
        return [run]
    over, first, *others = (_SECTION.match(line.of(text)) for line in run.lines)
    contents = any(others) and not first.string.endswith((".", ";", ":")) if first else False
    if over and first and first[1] == f"{over[1]}.1" and not contents:
        return [replace(run, lines=run.lines[:1]), Lines(run.lines[1:], 0)]
    return [run]


def _indent(text: str, block: Lines) -> int:
    """How many characters of white space stand before the first line."""
    start = block.lines[0].start
    line = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    return len(text[line:start].rpartition("\f")[2])


def _usual_indent(text: str, blocks: list[Lines]) -> int:
    """The indent that most blocks have."""
    found = Counter(_indent(text, block) for block in blocks)
    return max(found, key=lambda indent: (found[indent], indent), default=0)


def _paragraph_spans(block: Lines, marked: Sequence[bool]) -> list[Span]:
    """The paragraphs in a block: its items, its long lines, or the whole of it."""
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


def _without_marked_headings(text: str, block: Lines) -> list[Lines]:
    """Split a block at the headings that carry marks: Markdown ``#``, setext, wiki ``=``."""
    pieces: list[Lines] = []
    body: list[Span] = []
    gap = block.gap

    def flush() -> None:
        nonlocal gap
        if body:
            goes_on = block.goes_on and not pieces
            pieces.append(Lines(tuple(body), gap, goes_on=goes_on))
            body.clear()
            gap = 0

    for line in block.lines:
        words = line.of(text)
        marked = _ATX.fullmatch(words) or _WIKI.fullmatch(words)
        if marked and marked["title"].strip():
            flush()
            level = len(marked["marks"].replace(" ", ""))
            title = marked["title"].strip().rstrip("#").rstrip() or marked["title"].strip()
            pieces.append(Lines((line,), gap, Heading(title, Style.MARKED, level)))
            gap = 0
        elif (rule := _SETEXT.fullmatch(words)) and _is_underlined(text, body, rule):
            level = _UNDERLINES.index(rule["mark"]) + 1
            heading = Heading(body[-1].of(text), Style.MARKED, level)
            pieces.append(Lines((*body, line), gap, heading))
            body.clear()
            gap = 0
        else:
            body.append(line)
    flush()
    return pieces


def _is_underlined(text: str, above: Sequence[Span], rule: re.Match[str]) -> bool:
    """Whether what stands above a rule is one line, or one between two rules that are alike."""
    if len(above) == 2:
        over = _SETEXT.fullmatch(above[0].of(text))
        return over is not None and over["mark"] == rule["mark"]
    return len(above) == 1 and not _SETEXT.fullmatch(above[0].of(text))
