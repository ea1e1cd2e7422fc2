"""How much is read from PDFs that are printed from documents whose structure is known.

The words that are lost, added or misplaced are counted, headings, notes and cells compared, and it
is asked whether each sentence stands inside its boxes.
"""

from __future__ import annotations

import difflib
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evals.printing import PRINTS, Made, made_documents
from rag.document.model import BlockKind, Document, Metadata
from rag.reading.apart import ReaderProcess
from rag.reading.blocks import Reading
from rag.reading.formats import Format
from rag.reading.structure import document_of

_POINTER = re.compile(r"\[(\d{1,3})\]")
_DROPPED = str.maketrans("•", " ", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# What pdfium gives for the ligatures of LaTeX's fonts, which say no characters.
_LIGATURES = {"\x1b": "ff", "\x1c": "fi", "\x1d": "fl", "\x1e": "ffi", "\x1f": "ffl"}


@dataclass(slots=True)
class Score:
    """What was read from one print of a document."""

    name: str
    words: int = 0
    wrong: int = 0
    headings: int = 0
    found: int = 0
    right: int = 0
    sentences: int = 0
    inside: int = 0
    notes: int = 0
    joined: int = 0
    cells: int = 0
    cells_right: int = 0
    differences: list[str] = field(default_factory=list)


def score(name: str, made: Made, reading: Reading) -> Score:
    """How much of a document was read from a print of it."""
    found = Score(name)
    latex = name.startswith("latex")
    document = document_of(reading, "made", Metadata())
    _score_words(found, made, reading, latex)
    _score_headings(found, made, reading, latex)
    _score_notes(found, made, document)
    _score_cells(found, made, reading)
    return found


def _score_words(found: Score, made: Made, reading: Reading, latex: bool) -> None:
    """Compare the words of paragraphs and items in order; headings, notes and rows apart."""
    wanted = " ".join(
        part.text if part.kind == "paragraph" else " ".join(row[0] for row in part.rows)
        for part in made.parts
        if part.kind in ("paragraph", "list")
    )
    wanted = f"{made.author} May 9, 2024 {wanted}" if latex else f"By {made.author} {wanted}"
    kinds = {BlockKind.PARAGRAPH, BlockKind.ITEM}
    got = " ".join(b.span.of(reading.text) for b in reading.blocks if b.kind in kinds)
    one, other = _words(wanted, latex), _words(got, latex)
    found.words = len(one)
    for kind, i, j, k, m in difflib.SequenceMatcher(None, one, other, False).get_opcodes():
        if kind != "equal":
            found.wrong += max(j - i, m - k)
            found.differences.append(f"{' '.join(one[i:j])!r} read as {' '.join(other[k:m])!r}")


def _words(text: str, latex: bool) -> list[str]:
    text = _POINTER.sub("", text).translate(_DROPPED)
    for fancy, plain in (("“", '"'), ("”", '"'), ("’", "'"), ("‘", "'"), ("''", '"'), ("``", '"')):
        text = text.replace(fancy, plain)
    if latex:
        text = text.replace("–", "--")
    return text.split()


def _score_headings(found: Score, made: Made, reading: Reading, latex: bool) -> None:
    wanted = [made.title, *_numbered(made, latex)]
    got = [block.heading.title for block in reading.blocks if block.heading]
    if not latex:
        got = [title for title in got if title != "Notes"]
    matcher = difflib.SequenceMatcher(None, wanted, got, False)
    found.headings, found.found = len(wanted), len(got)
    found.right = sum(block.size for block in matcher.get_matching_blocks())
    missed = [title for title in wanted if title not in got]
    more = [title for title in got if title not in wanted]
    found.differences += [f"heading missed: {t!r}" for t in missed]
    found.differences += [f"no heading: {t!r}" for t in more]


def _numbered(made: Made, latex: bool) -> Iterator[str]:
    chapter = section = 0
    for part in made.parts:
        if part.kind != "heading":
            continue
        chapter, section = (chapter + 1, 0) if part.level == 1 else (chapter, section + 1)
        number = f"{chapter} " if part.level == 1 else f"{chapter}.{section} "
        yield (number if latex else "") + part.text


def _score_notes(found: Score, made: Made, document: Document) -> None:
    wanted = [note for part in made.parts for note in part.notes]
    found.notes = len(wanted)
    by_number = {note.number: note for note in document.notes}
    for number, text in enumerate(wanted, 1):
        note = by_number.get(number)
        found.joined += note is not None and (
            note.span.of(document.text) == text and len(note.pointers) == 1
        )


def _score_cells(found: Score, made: Made, reading: Reading) -> None:
    wanted = [row for part in made.parts if part.kind == "table" for row in part.rows]
    rows = [b.span.of(reading.text) for b in reading.blocks if b.kind is BlockKind.ROW]
    got = [tuple(cell.strip() for cell in row.split("|")) for row in rows]
    found.cells = sum(map(len, wanted))
    matcher = difflib.SequenceMatcher(None, wanted, got, False)
    found.cells_right = sum(
        len(wanted[block.a + n])
        for block in matcher.get_matching_blocks()
        for n in range(block.size)
    )


def sentences_inside(found: Score, raw: bytes, reading: Reading) -> None:
    """Whether each sentence's letters are those that pdfium finds in its boxes, and where."""
    import pypdfium2

    document = document_of(reading, "made", Metadata())
    with pypdfium2.PdfDocument(raw) as file:
        places = [list(_places(file[number])) for number in range(len(file))]
    for _, paragraph in document.paragraphs():
        for sentence in paragraph.sentences:
            anchor = document.anchor_of(sentence)
            boxes = anchor.boxes if anchor else ()
            printed = "".join(_in_box(places[page - 1], *edges) for page, *edges in boxes)
            found.sentences += 1
            inside = _letters(sentence.of(document.text)) in _letters(printed)
            found.inside += inside
            if not inside:
                found.differences.append(f"outside: {sentence.of(document.text)!r}")


def _places(page: Any) -> Iterator[tuple[float, float, str]]:
    """Each character of a page with the middle of its box, from the top left."""
    text, height = page.get_textpage(), page.get_height()
    for index in range(text.count_chars()):
        left, bottom, right, top = text.get_charbox(index)
        sign = text.get_text_range(index, 1)
        yield (left + right) / 2, height - (bottom + top) / 2, _LIGATURES.get(sign, sign)


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalpha())


def _in_box(
    places: Sequence[tuple[float, float, str]],
    left: float, top: float, right: float, bottom: float,
) -> str:  # fmt: skip
    return "".join(c for x, y, c in places if left <= x <= right and top <= y <= bottom)


def scores(squad: Path, folder: Path) -> Iterator[Score]:
    """Print the documents in every way that the machine can, and read them."""
    with ReaderProcess() as process:
        for number, made in enumerate(made_documents(squad)):
            for name, printed in PRINTS.items():
                target = folder / f"{number}-{re.sub('[^a-z]+', '-', name)}.pdf"
                if not printed(made, target):
                    continue
                raw = target.read_bytes()
                _, reading = process.read(Format.PDF, raw, target)
                found = score(name, made, reading)
                sentences_inside(found, raw, reading)
                yield found


def main() -> None:
    """Print the figures of each print, and what was read wrong.

    The argument is a set of questions as SQuAD 2.0 writes them, whose articles are printed.
    """
    shared = Path(__file__).resolve().parents[2] / "shared" / "data" / "squad2" / "dev.json"
    squad = Path(sys.argv[1]) if len(sys.argv) > 1 else shared
    with tempfile.TemporaryDirectory() as folder:
        for found in scores(squad, Path(folder)):
            f1 = 2 * found.right / max(found.headings + found.found, 1)
            print(
                f"{found.name:22} words wrong {found.wrong / max(found.words, 1):.4f}, headings "
                f"{f1:.2f}, notes {found.joined}/{found.notes}, cells {found.cells_right}/"
                f"{found.cells}, in boxes {found.inside}/{found.sentences}"
            )
            for each in found.differences[:12]:
                print("   ", each[:200])


if __name__ == "__main__":
    main()
