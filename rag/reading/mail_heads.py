"""The head of a memorandum or a mail: From, To, Subject, Date, as lines, lists or rows.

It stays in the text, each field a paragraph of its own, and says who wrote the text, when and what
about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from rag.document.model import BlockKind, Metadata, Span
from rag.reading.blocks import Block
from rag.reading.lines import Lines
from rag.reading.metadata import read_mapping
from rag.reading.personal_names import persons
from rag.reading.sentences import MARKER

_NAMES = {
    "from": "from von de absender expéditeur 发件人 發件人 寄件者",
    "to": "to cc bcc an kopie à para through via 收件人 抄送",
    "subject": "subject re betreff betrifft betr objet asunto oggetto 主题 主旨",
    "date": "date sent datum gesendet envoyé fecha 日期 发送时间",
}
_FIELDS = {name: kind for kind, names in _NAMES.items() for name in names.split()}
_LABEL = re.compile(
    r"[*_]{0,3}(?P<label>[^\W\d_][\w.-]{0,24})[ \t]?[*_]{0,3}(?:：|:(?=[*_\s]|$))[*_]{0,3}[ \t|]*"
)
_LINE_ENDS = re.compile(r"(?<![,;&])[\r\n]+")  # behind which an office stands, not more names
_BEFORE_HEAD = 3  # titles, and the name of who sends it
_MOST_LINES = 60
_LONGEST_CONTINUED = 80  # characters of a line that a value goes on in
_REPLY = re.compile(r"(?:(?:re|fwd?|aw|wg|tr|sv|vs|回复|转发)[:：]\s*){1,9}", re.IGNORECASE)
_KIND_OF_TEXT = re.compile(
    r"(?:interoffice |internal |inter-office )?(?:memorandum|memo|note|e-?mail|letter|message|fax"
    r"|vermerk|aktennotiz|mitteilung|note de service|备忘录)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Field:
    """One field: its kind, None where its name says nothing here, and the lines of its value."""

    kind: str | None
    values: list[str] = field(default_factory=list)


def field_of(line: str) -> str | None:
    """The kind of field that a line opens; "other" for a name that says nothing here."""
    label = _LABEL.match(line)
    return _FIELDS.get(label["label"].lower().rstrip("."), "other") if label else None


def opens_known_field(line: str) -> bool:
    """Whether a line opens with From, To, Subject, Date or the like."""
    return field_of(line) not in (None, "other")


def mail_metadata(text: str, blocks: Sequence[Block]) -> Metadata:
    """What the head of a mail or memorandum says, where the blocks open with one.

    Its subject is the title where no other stands over it.
    """
    first = next((i for i, b in enumerate(blocks[: _BEFORE_HEAD + 1]) if _opens(text, b)), None)
    if first is None:
        return Metadata()
    fields = _fields(text, blocks[first : first + _MOST_LINES])
    if not _is_head([each.kind for each in fields]):
        return Metadata()
    said = {kind: [each for each in fields if each.kind == kind] for kind in _NAMES}
    titles = [b.heading.title for b in blocks[:first] if b.heading]
    own_title = any(not _KIND_OF_TEXT.fullmatch(title) for title in titles)
    subject = None if own_title else _REPLY.sub("", _joined(said["subject"]), count=1)
    date = read_mapping({"date": _joined(said["date"])[:100]})
    return replace(date, title=subject or None, authors=_authors(said["from"], said["subject"]))


def _opens(text: str, block: Block) -> bool:
    return opens_known_field(text[block.span.start : min(block.span.end, block.span.start + 40)])


def _fields(text: str, blocks: Sequence[Block]) -> list[_Field]:
    fields: list[_Field] = []
    for block in blocks:
        lines = block.span.of(text).splitlines()
        if block.kind is BlockKind.ITEM and fields:
            marker = MARKER.match(lines[0])
            fields[-1].values.append(lines[0][marker.end() if marker else 0 :])
            continue
        if block.heading or not _LABEL.match(lines[0]) or len(lines) > _MOST_LINES:
            break
        for line in lines:
            label = _LABEL.match(line)
            if label:
                fields.append(_Field(field_of(line)))
            value = line[label.end() if label else 0 :].strip(" |\t*_")
            if not label and fields[-1].values:  # a value goes on: an office, or more names
                fields[-1].values[-1] += f"\n{value}"
            elif value:
                fields[-1].values.append(value)
    return fields


def _joined(fields: Sequence[_Field]) -> str:
    return " ".join(" ".join(" ".join(each.values).split()) for each in fields[:1])


def _authors(senders: Sequence[_Field], subjects: Sequence[_Field]) -> tuple[str, ...]:
    """Who sent it; "From: New York" without a subject or an address is a journey."""
    values = [value for each in senders[:1] for value in each.values]
    if not subjects and not any("@" in value for value in values):
        return ()
    items = [persons(_LINE_ENDS.split(value)[0]) for value in values]
    return tuple(dict.fromkeys(name for item in items for name in item))


def _is_head(kinds: Sequence[str | None]) -> bool:
    """Whether fields make a head: two of those known, one of which is more than a date."""
    known = {kind for kind in kinds if kind in _NAMES}
    return len(known) > 1


def with_mail_head(text: str, runs: Sequence[Lines]) -> list[Lines]:
    """The runs of lines; a mail's head among the first is read, each field as a paragraph."""
    first = next(
        (i for i, run in enumerate(runs[: _BEFORE_HEAD + 1]) if _run_opens(text, run)), None
    )
    if first is None or any(len(run.lines) > 1 for run in runs[:first]):
        return list(runs)
    head: list[list[Span]] = []
    at, rest = first, None
    while at < len(runs) and rest is None and sum(map(len, head)) < _MOST_LINES:
        run = runs[at]
        if at > first and not _goes_on(text, run, head):
            break
        length = _take(text, run, head)
        rest = Lines(run.lines[length:], 0) if length < len(run.lines) else None
        at += 1
    kinds = [field_of(lines[0].of(text)) for lines in head]
    if not _is_head(kinds):
        return list(runs)
    gaps = {run.lines[0].start: run.gap for run in runs[first:at]}
    read = [
        Lines(tuple(lines), gaps.get(lines[0].start, 0), read=tuple(_read(text, lines, gaps)))
        for lines in head
    ]
    return [*runs[:first], *read, *([rest] if rest else []), *runs[at:]]


def _run_opens(text: str, run: Lines) -> bool:
    return opens_known_field(run.lines[0].of(text))


def _goes_on(text: str, run: Lines, head: Sequence[Sequence[Span]]) -> bool:
    """Whether a run behind a blank line is of the head: a field, or the list that is a value."""
    words = run.lines[0].of(text)
    if opens_known_field(words):
        return True
    last = head[-1][-1].of(text)
    is_item = MARKER.match(words) is not None
    return is_item and (last.endswith((":", "：")) or MARKER.match(last) is not None)


def _take(text: str, run: Lines, head: list[list[Span]]) -> int:
    """Take the fields at the start of a run into the head; returns how many lines they are."""
    for number, line in enumerate(run.lines):
        words = line.of(text)
        if field_of(words):
            head.append([line])
        elif MARKER.match(words) or _continues(text, line, head[-1]):
            head[-1].append(line)
        else:
            return number
    return len(run.lines)


def _continues(text: str, line: Span, value: Sequence[Span]) -> bool:
    last = value[-1].of(text)
    indented = text[line.start - 1 : line.start] in (" ", "\t")
    return indented or last.endswith((":", "：", ",", ";")) or len(line) <= _LONGEST_CONTINUED


def _read(text: str, lines: Sequence[Span], gaps: dict[int, int]) -> Iterator[Block]:
    """A field as a paragraph, and the items of a list in it."""
    starts = [i for i, line in enumerate(lines) if i == 0 or MARKER.match(line.of(text))]
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(lines)], strict=True)):
        span = Span(lines[start].start, lines[end - 1].end)
        kind = BlockKind.ITEM if number else BlockKind.PARAGRAPH
        yield Block(kind, span, gaps.get(span.start, 0))
