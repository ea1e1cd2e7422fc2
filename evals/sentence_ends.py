"""How well the ends of sentences are found, on paragraphs whose sentences are labelled.

What counts is an end inside a paragraph: the last one is no choice.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field
from rich.console import Console
from rich.table import Table

from evals.datasets import DatasetError
from evals.rows import Row, read_rows
from rag.document.model import Span
from rag.reading.sentences import split_sentences

KIND = "sentences"
"""How ``brief-rag eval --dataset KIND:FILE.jsonl`` names such a set."""

_WRITTEN_WITHOUT_SPACES = ("zh", "ja")


class _CaseRow(Row):
    language: str = Field(min_length=2)
    kind: str = Field(min_length=1)
    sentences: tuple[str, ...] = Field(min_length=2)
    text: str | None = None
    held_out: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """A paragraph and where sentences end inside it, as offsets behind their last characters.

    No rule of the splitter may be made from a case that is ``held_out``.
    """

    language: str
    kind: str
    text: str
    ends: frozenset[int]
    held_out: bool


Splitter = Callable[[Case], Iterable[int]]
"""Where the sentences of a case's text end; the end of the text may be among them."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A case and the ends that were found in it."""

    case: Case
    found: frozenset[int]

    @property
    def whole(self) -> bool:
        """Whether all sentences of the case were found, and nothing else."""
        return self.found == self.case.ends


def read_cases(path: Path) -> list[Case]:
    """The labelled paragraphs of a JSONL file.

    ``text`` defaults to the sentences joined with a space, in Chinese and Japanese with nothing.

    Raises DatasetAbsent for a missing file, and DatasetError for a wrong field or a text that is
    not made of its sentences.
    """
    return [_case(row, f"{path}, line {number}") for number, row in read_rows(path, _CaseRow)]


def _case(row: _CaseRow, where: str) -> Case:
    gap = "" if row.language in _WRITTEN_WITHOUT_SPACES else " "
    text = gap.join(row.sentences) if row.text is None else row.text
    ends, place = [], 0
    for sentence in row.sentences:
        start = text.find(sentence, place)
        if not sentence.strip() or start < 0 or text[place:start].strip():
            raise DatasetError(f"{where}: {sentence!r} does not follow in the text {text!r}")
        place = start + len(sentence)
        ends.append(place)
    if text[place:].strip():
        raise DatasetError(f"{where}: {text[place:]!r} is in no sentence")
    return Case(row.language, row.kind, text, frozenset(ends[:-1]), row.held_out)


def product(case: Case) -> list[int]:
    """What the product finds; it is not told the language."""
    return [span.end for span in split_sentences(case.text, Span(0, len(case.text)))]


def ends_of_pieces(text: str, pieces: Sequence[str]) -> list[int]:
    """Where the pieces end that another segmenter cut a text into, without the space behind them.

    Raises ValueError where the pieces do not follow each other in the text.
    """
    ends, place = [], 0
    for piece in filter(str.strip, pieces):
        place = text.index(piece.strip(), place) + len(piece.strip())
        ends.append(place)
    return ends


def judge(cases: Iterable[Case], splitter: Splitter) -> list[Judged]:
    """Let a splitter find the ends of all cases."""
    return [
        Judged(case, frozenset(end for end in splitter(case) if end < len(case.text.rstrip())))
        for case in cases
    ]


def f1(judged: Sequence[Judged]) -> float:
    """F1 of the ends of all cases together; 1 where none is labelled and none found."""
    right = sum(len(each.found & each.case.ends) for each in judged)
    both = sum(len(each.found) + len(each.case.ends) for each in judged)
    return 2 * right / both if both else 1.0


def figures(judged: Sequence[Judged]) -> dict[str, float]:
    """F1 over all, held out and in each language, and the share of cases wholly right."""
    held_out = [each for each in judged if each.case.held_out]
    return {
        "f1": f1(judged),
        **({"f1_held_out": f1(held_out)} if held_out else {}),
        **{f"f1_{name}": f1(part) for name, part in by_language(judged).items()},
        "whole": sum(each.whole for each in judged) / len(judged),
    }


def by_language(judged: Iterable[Judged]) -> dict[str, list[Judged]]:
    """The cases of each language, in order of first appearance."""
    parts: dict[str, list[Judged]] = {}
    for each in judged:
        parts.setdefault(each.case.language, []).append(each)
    return parts


def print_judged(name: str, judged: Sequence[Judged], console: Console) -> None:
    """Print F1 and the share of cases wholly right, by language and over all."""
    table = Table("language", title=f"{name}: sentence ends of {len(judged)} paragraphs")
    for column in ("n", "F1", "F1 held out", "wholly right"):
        table.add_column(column, justify="right")
    for language, part in (*by_language(judged).items(), ("all", judged)):
        held_out = [each for each in part if each.case.held_out]
        whole = sum(each.whole for each in part) / len(part)
        cells = [f"{f1(part):.3f}", f"{f1(held_out):.3f}" if held_out else "", f"{whole:.3f}"]
        table.add_row(language, str(len(part)), *cells)
    console.print(table)


def write_judged(path: Path, name: str, judged: Sequence[Judged]) -> None:
    """Write the figures, and every case that is not wholly right with what was found in it."""
    report = {
        "dataset": name,
        "cases": len(judged),
        "summary": figures(judged),
        "wrong": [_wrong(each) for each in judged if not each.whole],
    }
    path.write_text(json.dumps(report, ensure_ascii=False, indent=1), "utf-8")


def _wrong(judged: Judged) -> dict[str, object]:
    text = judged.case.text
    cuts = sorted(judged.found)
    pieces = [text[a:b].strip() for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    return {
        "language": judged.case.language,
        "kind": judged.case.kind,
        "held_out": judged.case.held_out,
        "found": pieces,
        "missed": sorted(judged.case.ends - judged.found),
        "false": sorted(judged.found - judged.case.ends),
    }
