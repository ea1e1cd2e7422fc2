"""Whether sentences that are read of a PDF stand inside the boxes that are told of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from evals.made.scoring import Score
from rag.document.model import Metadata
from rag.reading.blocks import Reading
from rag.reading.structure import document_of

# What pdfium gives for the ligatures of LaTeX's fonts, which say no characters.
_LIGATURES = {"\x1b": "ff", "\x1c": "fi", "\x1d": "fl", "\x1e": "ffi", "\x1f": "ffl"}


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
