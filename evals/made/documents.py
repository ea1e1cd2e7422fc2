"""Documents whose structure is known, made of the paragraphs of public articles.

The plain ones have headings, notes behind a paragraph, lists and narrow tables. The varied ones
have headings of three levels, notes inside paragraphs, some of them long, numbered lists,
quotations, captions, and tables whose cells take several lines.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_LEAST, _MOST = 8, 14  # paragraphs
_PRINTABLE = re.compile(r"[\x20-\x7e\u00c0-\u00ff–—‘’“”]+")  # by the fonts of every program
_SENTENCE = re.compile(r"(?<=[a-z]{3}\.) (?=[A-Z])")
_WORDS_ALONE = re.compile(r"[A-Za-z0-9 ,.]+")


@dataclass(frozen=True, slots=True)
class Part:
    """A heading of a level, a paragraph or quotation with its notes, a list, a table or a caption.

    ``notes`` are pairs of an offset in the text, which the mark stands at, and the note.
    """

    kind: str
    text: str = ""
    level: int = 0
    notes: tuple[tuple[int, str], ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    def pieces(self) -> Iterator[tuple[str, str | None]]:
        """The text in pieces, each with the note that its end points to."""
        at = 0
        for place, note in self.notes:
            yield self.text[at:place], note
            at = place
        if at < len(self.text):
            yield self.text[at:], None


@dataclass(frozen=True, slots=True)
class Made:
    """A document as it was written."""

    title: str
    author: str
    parts: tuple[Part, ...]

    @property
    def notes(self) -> list[str]:
        """The notes in the order of their marks."""
        return [note for part in self.parts for _, note in part.notes]


def made_documents(squad: Path) -> Iterator[Made]:
    """Plain documents, one of each article that is long enough."""
    for number, (title, texts) in enumerate(_articles(squad)):
        texts = [text for text in texts if text.isascii()][:_MOST]
        if len(texts) >= _LEAST:
            yield _plain(title, texts, number)


def varied_documents(squad: Path, most: int) -> Iterator[Made]:
    """Varied documents, one of every two articles; no more than ``most``."""
    articles = [
        (title, [text for text in texts if _PRINTABLE.fullmatch(text)])
        for title, texts in _articles(squad)
    ]
    found = 0
    for (title, texts), (_, more) in zip(articles[::2], articles[1::2], strict=False):
        if len(texts) + len(more) >= _LEAST and found < most:
            yield _varied(title, [*texts, *more][:_MOST], found)
            found += 1


def _articles(squad: Path) -> Iterator[tuple[str, list[str]]]:
    """Title and paragraphs of the articles of a set of questions as SQuAD writes them."""
    for article in json.loads(squad.read_text("utf-8"))["data"]:
        texts = [" ".join(paragraph["context"].split()) for paragraph in article["paragraphs"]]
        yield article["title"].replace("_", " "), texts


def _plain(title: str, texts: Sequence[str], number: int) -> Made:
    parts: list[Part] = []
    for place, text in enumerate(texts):
        if place % 4 == 0:
            parts.append(Part("heading", f"Part {'ABCDEF'[place // 4]} of {title}", 1))
        elif place % 2 == 0:
            parts.append(Part("heading", f"On matter {place} and what follows", 2))
        note = f"See the {title} papers, volume {place}, page {place * 7}."
        notes = ((len(text), note),) if place % 3 == 1 else ()
        parts.append(Part("paragraph", text, notes=notes))
        if place == 2:
            parts.append(Part("list", rows=_items(texts[0], 4)))
        if place in (3, 6):
            parts.append(Part("table", rows=_trees(number + place)))
    return Made(title, "Ines Moor", tuple(parts))


def _varied(title: str, texts: Sequence[str], number: int) -> Made:
    parts: list[Part] = []
    remarks = _remarks(texts)
    for place, text in enumerate(texts):
        level = (1, 2, 3, 2, 3)[place % 5]
        words = ("The case of {}", "What the sources say", "Doubts", "Later years", "A second look")
        heading = words[place % 5].format(title if place < 5 else "its neighbours")
        parts.append(Part("heading", f"{heading} ({place})" if place % 5 else heading, level))
        kind = "quotation" if place % 6 == 4 else "paragraph"
        ends = [end.start() for end in _SENTENCE.finditer(text)]
        places = [*ends[:1], len(text)] if place % 2 else ends[1:2]
        notes = tuple((at, remarks.pop(0)) for at in places if remarks)
        parts.append(Part(kind, text, notes=notes))
        if place == 1:
            parts.append(Part("numbered", rows=_items(texts[-1], 3)))
        if place in (2, 5):
            parts.append(Part("caption", f"Table {1 + (place == 5)}. Trees of the estate."))
            parts.append(Part("table", rows=_remarked(number + place, texts[3])))
    return Made(title, "Ines Moor", tuple(parts))


def _items(text: str, most: int) -> tuple[tuple[str, ...], ...]:
    items = [sentence.strip() for sentence in text.split(". ")][:most]
    return tuple((item.rstrip(".") + ".",) for item in items)


def _remarks(texts: Sequence[str]) -> list[str]:
    """Notes of one sentence or two, some of which take several lines."""
    sentences = [each for text in texts for each in _SENTENCE.split(text)]
    plain = [each for each in sentences if _WORDS_ALONE.fullmatch(each) and each.endswith(".")]
    alone = [f"Compare this with the report: {each}" for each in plain]
    return [alone[n] if n % 2 else f"{alone[n]} It is doubted." for n in range(len(alone))]


def _trees(seed: int) -> tuple[tuple[str, ...], ...]:
    names = ("Alder", "Birch", "Cedar", "Elm tree", "Fir", "Hazel")
    rows = [
        (name, str(1900 + (seed * 7 + i * 13) % 99), f"{(seed + i) * 3 % 40}.{i} m")
        for i, name in enumerate(names)
    ]
    return (("Tree", "Planted", "Height"), *rows)


def _remarked(seed: int, text: str) -> tuple[tuple[str, ...], ...]:
    """A table with a column of remarks of three to fourteen words."""
    words = [word for word in text.split() if word.isalpha()]
    rows = []
    for place, row in enumerate(_trees(seed)[1:]):
        first = (place * 5) % max(len(words) - 14, 1)
        rows.append((*row, " ".join(words[first : first + 3 + (place * 7) % 12])))
    return (("Tree", "Planted", "Height", "Remark"), *rows)
