"""Who speaks in minutes, transcripts and records of hearings: each line of a speaker is text.

Labels are told from other words before a colon by how they come again, and by what stands behind
them: speech, not the values of a form.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from rag.document.model import BlockKind, Span
from rag.reading.blocks import Block
from rag.reading.lines import Lines
from rag.reading.names import UPPER

_DAY = r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?[ \t\u202f]{1,3}"  # as chats print it before the time
_TIME = (
    rf"[\[(]?(?:{_DAY})?\d{{1,2}}:\d\d(?::\d\d)?(?:[.,]\d{{1,3}})?"
    r"(?:[ \u202f]?[AaPp]\.?[Mm]\.?)?[\])]?"
)
_WORD = rf"(?:[{UPPER}][\w.’'/&-]{{0,30}}|[\u3400-\u9fff]{{1,6}}|(?:van|von|de|der|du|la|le|of))"
_COLON = r"(?:：|:(?=[*_\s]|$))[*_]{0,3}"
_LABEL = re.compile(
    rf"(?P<time>{_TIME}[ \t–-]*)?[*_]{{0,3}}(?P<name>{_WORD}(?: {_WORD}){{0,4}})"
    rf"(?: ?\([^()]{{1,40}}\))?[ \t]?[*_]{{0,3}}(?P<time_behind> ?{_TIME})?{_COLON}"
)
_QUESTION_OR_REPLY = re.compile(r"(?P<name>[QA])[.:](?=\s)")
_SPEECH = re.compile(r"[.?!…。？！\"”’)\]—–-]\Z")
_LEAST_WORDS = 4  # of speech that ends without a mark
_LONGEST_WRAPPED_LINE = 200


def with_speakers(text: str, runs: Sequence[Lines]) -> Iterator[Lines]:
    """The runs of lines, those of a transcript apart wherever another speaks."""
    opened = [_labels(text, run) for run in runs]
    spoken = [pair for run in opened for pair in run if pair]
    speakers = _speakers(spoken)
    for run, labels in zip(runs, opened, strict=True):
        starts = [n for n, pair in enumerate(labels) if pair and pair[0] in speakers]
        if not starts and len(labels) > 1 and all(labels):
            starts = list(range(len(labels))) if _is_speech([p for p in labels if p], 1) else []
        if starts:
            yield from _apart(run, starts)
        else:
            yield run


def _labels(text: str, run: Lines) -> list[tuple[str, str] | None]:
    """For each line the speaker that it may open with, and what is said in it."""
    if run.read or run.heading:
        return []
    found: list[tuple[str, str] | None] = []
    for line in run.lines:
        words = line.of(text)
        label = _QUESTION_OR_REPLY.match(words) or _LABEL.match(words)
        found.append((_name(label), words[label.end() :].strip()) if label else None)
    return found


def _name(label: re.Match[str]) -> str:
    timed = label.re is _LABEL and (label["time"] or label["time_behind"])
    return ("@" if timed else "") + label["name"]


def _speakers(spoken: Sequence[tuple[str, str]]) -> set[str]:
    """The names that speakers go by; a time before a name says that it is one."""
    if not _is_speech(spoken, 2):
        return set()
    counts = Counter(name for name, _ in spoken)
    return set(counts) if len(counts) > 1 else set()


def _is_speech(spoken: Sequence[tuple[str, str]], often: int) -> bool:
    """Whether several speak, one of them so often, and most of what they say are sentences."""
    counts = Counter(name for name, _ in spoken)
    timed = any(name[0] == "@" for name in counts)
    asked = counts["Q"] and counts["A"]
    if len(counts) < 2 or not (timed or asked or max(counts.values()) >= often):
        return False
    if 3 * sum(name[0] == "@" for name, _ in spoken) >= 2 * len(spoken):
        return True  # a chat, in which "ok" is all that one says
    sentences = [
        not words or _SPEECH.search(words) or len(words.split()) >= _LEAST_WORDS
        for _, words in spoken
    ]
    return 3 * sum(map(bool, sentences)) >= 2 * len(sentences)


def _apart(run: Lines, starts: Sequence[int]) -> Iterator[Lines]:
    if starts[0] > 0:
        yield Lines(run.lines[: starts[0]], run.gap, goes_on=run.goes_on)
    for start, end in zip(starts, [*starts[1:], len(run.lines)], strict=True):
        lines = run.lines[start:end]
        gap = 0 if start else run.gap
        yield Lines(lines, gap, read=tuple(_paragraphs(lines, gap)))


def _paragraphs(lines: Sequence[Span], gap: int) -> Iterator[Block]:
    """What one says: one paragraph, or each line one where they were not wrapped by hand."""
    if all(len(line) <= _LONGEST_WRAPPED_LINE for line in lines):
        yield Block(BlockKind.PARAGRAPH, Span(lines[0].start, lines[-1].end), gap)
        return
    for number, line in enumerate(lines):
        yield Block(BlockKind.PARAGRAPH, line, 0 if number else gap)
