"""What stands under a title: who wrote the text, when, and in which volume it appeared."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.document.model import Metadata
from rag.reading.blocks import NO_METADATA, Block, Heading, Style
from rag.reading.dates import read_date
from rag.reading.lines import Lines
from rag.reading.metadata import filled, read_mapping
from rag.reading.personal_names import persons

_MOST_BLOCKS = 6  # under the title
_LONGEST = 200  # characters of a block
_LONGEST_TITLE = 120
_APART = 3 * " "
_PARTS = re.compile(r"[\r\n]+|\s+[|·•—–]\s+|\t+")
_BY = re.compile(
    r"(?:written by|by|von|par|por|di|door|text von)[ \t]+"
    r"|(?:by|authors?|written by|verfasser(?:in)?|autor(?:in|en|es)?|auteurs?|作者)[ \t]?[:：]\s*",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"(?:(?:first )?published|posted|date|dated|issued|released|veröffentlicht|erschienen"
    r"|stand|vom|publié|fecha|publicado|pubblicato|gepubliceerd|data|datum|дата|опубликовано"
    r"|日期|发布日期|發布日期)(?:[ \t]?[:：]|[ \t]+(?:on|am|le|el|il|op|em)\b)?\s*",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun|mon|diens|donners|frei|sams|sonn)"
    r"(?:day|tag)?\.?,? +|mittwoch,? +",
    re.IGNORECASE,
)
_VOLUME = re.compile(
    r"\b(?:volume|vol\.?|band|bd\.|jahrgang|jg\.)[:：]?[ \t]*(\d{1,4}|[IVXLC]+)\b", re.I
)
_ISSUE = re.compile(
    r"\b(?:issue|no\.?|number|nr\.|heft|ausgabe)[:：]?[ \t]*(\d{1,4})\b", re.IGNORECASE
)
_PUBLICATION = re.compile(
    r"publication[:：]\s*(\S.*?)(?=\s+(?:volume|vol\.|issue)\b|$)", re.IGNORECASE
)
_BEFORE_DATE = re.compile(r"[,;]?\s+(?=(?:[^\W\d_]+\.?\s+)?\d)")
_ENDS = re.compile(r"[.!?,;:。！？，；：]\Z")
_BRACKETS = "()[]*_ "


@dataclass(frozen=True, slots=True)
class Masthead:
    """What the blocks under the title say, and the numbers of those that say nothing else."""

    metadata: Metadata = NO_METADATA
    blocks: frozenset[int] = frozenset()


def read_masthead(text: str, blocks: Sequence[Block]) -> Masthead:
    """The masthead under the title; nothing where the text has no title.

    What comes again as a heading is none: "By Sea" and "By Land", the days of a diary.
    """
    if not blocks or blocks[0].heading is None:
        return Masthead()
    titles = [block.heading.title for block in blocks if block.heading]
    several_by = sum(_BY.match(title) is not None for title in titles) > 1
    several_days = sum(_dated(title).date is not None for title in titles) > 1
    found, lines = Metadata(), set()
    for number, block in enumerate(blocks[1 : 1 + _MOST_BLOCKS], 1):
        marked = block.heading is not None and block.heading.style is not Style.PLAIN
        if marked or len(block.span) > _LONGEST:
            break
        parts = list(map(_said, _parts(block.span.of(text))))
        said = [each for each in parts if each and not (each.authors and several_by)]
        said = [each for each in said if not (each.date and several_days)]
        for each in said:
            found = filled(found, each)
        if len(said) == len(parts):
            lines.add(number)
    return Masthead(found, frozenset(lines))


def with_masthead(text: str, runs: Sequence[Lines]) -> list[Lines]:
    """The runs; where the first is a title with its masthead, each line of that is a heading."""
    if not runs:
        return []
    title, *under = runs[0].lines
    others = [line for line in under if not _is_masthead(line.of(text))]
    # A subtitle may stand between: one line, which is no sentence.
    if others and (others != under[:1] or under == others or _ENDS.search(others[0].of(text))):
        return list(runs)
    first = [replace(runs[0], lines=(title,)), *(Lines((line,), 1) for line in under)]
    apart = [*first, *_line_by_line(text, runs[1:2]), *runs[2:]]
    for number, run in enumerate(apart[1:], 1):
        words = run.lines[0].of(text)
        if len(run.lines) > 1 or not (_is_masthead(words) or run.lines[0] in others):
            break
        apart[number] = replace(run, heading=Heading(words, Style.PLAIN, 1))
        if number == 1 and len(apart[0].lines) == 1 and _may_be_title(title.of(text)):
            apart[0] = replace(apart[0], heading=Heading(title.of(text), Style.PLAIN, 1))
    return apart


def _line_by_line(text: str, runs: Sequence[Lines]) -> list[Lines]:
    """Runs, one of several lines of a masthead and nothing else as one run each."""
    found: list[Lines] = []
    for run in runs:
        if len(run.lines) > 1 and all(_is_masthead(line.of(text)) for line in run.lines):
            found += [replace(run, lines=run.lines[:1])]
            found += [Lines((line,), 1) for line in run.lines[1:]]
        else:
            found.append(run)
    return found


def _may_be_title(line: str) -> bool:
    """Whether a line with a masthead under it is a title, though it asks, exclaims, or has few
    capitals, as most titles have in French. One with words apart from one another is the head of a
    page."""
    is_apart = _APART in line.strip()
    return len(line) <= _LONGEST_TITLE and not is_apart and not _ENDS.search(line.rstrip("?!？！"))


def _is_masthead(words: str) -> bool:
    """Whether every part of a line says who wrote the text, when, or in which volume it is."""
    return len(words) <= _LONGEST and all(map(_said, _parts(words)))


def _parts(words: str) -> Iterator[str]:
    return (part.strip() for part in _PARTS.split(words) if part.strip())


def _said(part: str) -> Metadata | None:
    """What a part of a masthead says, None where it is none."""
    if by := _BY.match(part):
        names, *rest = _BEFORE_DATE.split(part[by.end() :], maxsplit=1)
        authors = persons(names)
        said = Metadata(authors=authors)
        return filled(said, _dated(rest[0]) if rest else Metadata()) if authors else None
    volume, issue, publication = _VOLUME.search(part), _ISSUE.search(part), _PUBLICATION.match(part)
    if (volume and (issue or volume.start() == 0)) or publication:
        return Metadata(
            volume=volume[1] if volume else None,
            issue=issue[1] if issue else None,
            publication=publication[1] if publication else None,
        )
    said = _dated(part)
    return said if said.date else None


def _dated(part: str) -> Metadata:
    """The date that a part is, and nothing else; a year alone is one behind "Published"."""
    label = _DATED.match(part)
    words = part[label.end() :] if label else part
    words = _WEEKDAY.sub("", words.strip(_BRACKETS), count=1)
    date = read_date(words, None)
    if date is None or date.iso.startswith("-") or (date.is_year and not label):
        return Metadata()
    return read_mapping({"date": date.iso})
