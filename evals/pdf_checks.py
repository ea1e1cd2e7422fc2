"""Checks of olmOCR-bench on the text that is read from PDFs, beside other readers.

A check says that a text is present or absent, that one comes before another, or which cells of a
table stand beside, over and under a cell. Half of the files, by the hash of their names, are held
out: nobody looks at what fails in them.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from evals.readers_elsewhere import ReadElsewhere, installed, python_of, read_elsewhere
from rag.document.model import BlockKind
from rag.errors import BriefRagError
from rag.reading.apart import ReaderProcess
from rag.reading.blocks import Reading
from rag.reading.formats import Format
from rag.reading.markdown import read_markdown

KINDS = ("present", "absent", "order", "table")

_SIGNS = str.maketrans("‘’‚“”„–—‑‒−", "'''\"\"\"-----", "\u00ad")
_WORDS = re.compile(r"\w+")
_POINTER = re.compile(r"\[(\d{1,3})\]")
_CELL_END = re.compile(r" ?\|(?: |$)")  # an empty cell at the end of a row has no space behind it


@dataclass(frozen=True, slots=True)
class Extract:
    """What a reader makes of a file: its text, and the rows of its tables, an empty one between."""

    text: str
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """One check of one file and whether a reader passes it."""

    reader: str
    file: str
    kind: str
    held_out: bool
    passed: bool
    check: Mapping[str, Any]


def read_checks(folder: Path) -> list[Mapping[str, Any]]:
    """The checks in ``dataset.jsonl`` of olmOCR-bench that a reader of text can pass."""
    lines = (folder / "dataset.jsonl").read_text("utf-8").splitlines()
    checks = [json.loads(line) for line in lines if line.strip()]
    return [check for check in checks if check["type"] in KINDS]


def is_held_out(name: str) -> bool:
    """Whether a file is one of the half that nothing is fitted to."""
    return hashlib.sha256(Path(name).name.encode()).digest()[0] % 2 == 1


def run_checks(folder: Path, readers: Mapping[str, Callable[[Path], Extract]]) -> Iterator[Result]:
    """Every check on what every reader makes of its file."""
    checks = read_checks(folder)
    files = sorted({check["pdf"] for check in checks})
    for name, read in readers.items():
        extracts = {file: read(folder / "pdfs" / file) for file in files}
        for check in checks:
            file = check["pdf"]
            passed = passes(check, extracts[file])
            yield Result(name, file, check["type"], is_held_out(file), passed, check)


def passes(check: Mapping[str, Any], extract: Extract) -> bool:
    """Whether a text passes a check."""
    match check["type"]:
        case "present":
            return _is_in(check, check["text"], extract.text)
        case "absent":
            read = bool(extract.text.strip())  # what is not read has nothing in it
            return read and not _is_in(check, check["text"], extract.text)
        case "order":
            first, second = (_place(check, check[key], extract.text) for key in ("before", "after"))
            return first is not None and second is not None and first < second
    return _has_cell(check, extract.rows)


def _folded(text: str) -> str:
    text = unicodedata.normalize("NFC", text).translate(_SIGNS)
    return " ".join(_POINTER.sub(r"\1", text).split())


def _is_in(check: Mapping[str, Any], wanted: str, text: str) -> bool:
    text = _folded(text)
    if first := check.get("first_n"):
        text = text[:first]
    if last := check.get("last_n"):
        text = text[-last:]
    return _place(check, wanted, text) is not None


def _place(check: Mapping[str, Any], wanted: str, text: str) -> int | None:
    """Where a text stands in another but for as many characters as the check allows."""
    wanted, text = _folded(wanted), _folded(text)
    if not check.get("case_sensitive", True):
        wanted, text = wanted.casefold(), text.casefold()
    exact = text.find(wanted)
    if exact >= 0 or not text:
        return exact if exact >= 0 else None
    least = 100 * (1 - check.get("max_diffs", 0) / max(len(wanted), 1))
    best = fuzz.partial_ratio_alignment(wanted, text)
    return best.dest_start if best and best.score >= least and best.score > 0 else None


def _has_cell(check: Mapping[str, Any], rows: Sequence[Sequence[str]]) -> bool:
    """Whether a cell has the neighbours and headings that the check names."""
    grid = [[_folded(cell) for cell in row] for row in rows]
    for y, row in enumerate(grid):
        for x, cell in enumerate(row):
            if _alike(check["cell"], cell) and all(
                _alike(check[side], found)
                for side, found in _around(grid, x, y).items()
                if check.get(side)
            ):
                return True
    return False


def _around(grid: Sequence[Sequence[str]], x: int, y: int) -> dict[str, str]:
    def at(row: int, column: int) -> str:
        inside = 0 <= row < len(grid) and 0 <= column < len(grid[row])
        return grid[row][column] if inside else ""

    top = next((row + 1 for row in reversed(range(y)) if not grid[row]), 0)
    heading = next((at(row, x) for row in range(top, y) if at(row, x)), "")
    left = next((at(y, column) for column in range(x) if at(y, column)), "")
    return {
        "up": at(y - 1, x), "down": at(y + 1, x), "left": at(y, x - 1), "right": at(y, x + 1),
        "top_heading": heading, "left_heading": left,
    }  # fmt: skip


def _alike(wanted: str, found: str) -> bool:
    return fuzz.ratio(_folded(wanted), found) >= 90 if found else False


def ours(process: ReaderProcess) -> Callable[[Path], Extract]:
    """The reader of this project, in a process of its own."""

    def read(path: Path) -> Extract:
        try:
            _, reading = process.read(Format.PDF, path.read_bytes(), path)
        except BriefRagError:
            return Extract("")
        return _extract_of(reading)

    return read


def _extract_of(reading: Reading) -> Extract:
    rows: list[tuple[str, ...]] = []
    for block in reading.blocks:
        if block.kind is BlockKind.ROW:
            rows += [()] if block.gap else []
            rows.append(tuple(_CELL_END.split(block.span.of(reading.text))))
    return Extract(reading.text, tuple(rows))


def with_pdfium(path: Path) -> Extract:
    """pdfium's own text, which is what the reader begins with."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as file:
        return Extract("\n".join(page.get_textpage().get_text_bounded() for page in file))


def counts(results: Sequence[Result]) -> dict[str, dict[str, tuple[int, int]]]:
    """Of each reader and kind of check: how many pass, of how many."""
    passed: Counter[tuple[str, str]] = Counter()
    every: Counter[tuple[str, str]] = Counter()
    for result in results:
        every[result.reader, result.kind] += 1
        passed[result.reader, result.kind] += result.passed
    readers = dict.fromkeys(result.reader for result in results)
    return {
        reader: {kind: (passed[reader, kind], every[reader, kind]) for kind in KINDS}
        for reader in readers
    }


def in_text_layer(check: Mapping[str, Any], layer: str) -> bool:
    """Whether a file's own text has the words that are looked for: what is absent always passes."""
    wanted = [check[key] for key in ("text", "before", "after", "cell") if key in check]
    if check["type"] == "absent":
        return bool(layer.strip())
    held = set(_WORDS.findall(_folded(layer).casefold()))
    return all(word in held for each in wanted for word in _WORDS.findall(_folded(each).casefold()))


def lacks_letters(check: Mapping[str, Any], layer: str) -> bool:
    """Whether a file's own text lacks a mark or a word of what must be found, as it is printed.

    That proves that no order of its words passes the check, which allows no difference. Words may
    be broken at line ends there, and accents stand beside their letters.
    """
    if check["type"] not in ("present", "order") or check.get("max_diffs"):
        return False
    held, letters = set(_folded(layer)), _letters(layer)
    wanted = [_folded(str(check[key])) for key in ("text", "before", "after") if key in check]
    marks = {sign for each in wanted for sign in each if sign in "+,.;:&%"}
    words = (word for each in wanted for word in _WORDS.findall(each))
    return bool(marks - held) or any(_letters(word) not in letters for word in words)


def _letters(text: str) -> str:
    """The letters and digits of a text, without accents."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if sign.isalnum())


def available(
    process: ReaderProcess, python: str, paths: Sequence[Path]
) -> dict[str, Callable[[Path], Extract]]:
    """The readers by name: this project's, pdfium's own text, and what ``python`` has installed."""
    readers = {"brief-rag": ours(process), "pdfium": with_pdfium}
    for name, said in installed(python, Format.PDF).items():
        found = map(_extract, read_elsewhere(python, name, paths))
        readers[f"{name} {said}"] = dict(zip(paths, found, strict=True)).__getitem__
    return readers


def _extract(read: ReadElsewhere) -> Extract:
    if read.rows is not None:
        return Extract(read.text, read.rows)
    return _extract_of(read_markdown(read.text))


def main() -> None:
    """Print how many checks each reader passes, and which of those to develop with fail.

    The argument is the folder of olmOCR-bench; checks whose words the file's own text does not hold
    are left out, since no reader of text can pass them.
    """
    shared = Path(__file__).resolve().parents[2] / "shared" / "data" / "files" / "olmocr-bench"
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else shared
    files = sorted({str(check["pdf"]) for check in read_checks(folder)})
    layers = {file: with_pdfium(folder / "pdfs" / file).text for file in files}
    with ReaderProcess() as process:
        paths = [folder / "pdfs" / file for file in files]
        every = list(run_checks(folder, available(process, python_of(sys.argv), paths)))
    results = [each for each in every if in_text_layer(each.check, layers[each.file])]
    for title, held_out in (("files to develop with", False), ("held out", True)):
        print(title)
        for reader, kinds in counts([r for r in results if r.held_out is held_out]).items():
            row = "  ".join(f"{kind} {passed}/{every}" for kind, (passed, every) in kinds.items())
            print(f"  {reader:20} {row}")
    for result in results:
        if result.reader == "brief-rag" and not result.passed and not result.held_out:
            words = result.check.get("text") or result.check.get("before") or result.check
            print(f"failed: {result.file} {result.kind}: {words}")
    lacking = [c for c in read_checks(folder) if lacks_letters(c, layers[str(c["pdf"])])]
    for check in lacking:
        words = check.get("text") or check.get("before")
        print(f"in no text layer, so that no reader of text passes it: {check['pdf']}: {words}")


if __name__ == "__main__":
    main()
