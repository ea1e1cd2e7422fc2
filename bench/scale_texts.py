"""Documents of any number, seeded and streamed, whose words are as frequent as a real text's.

The first words follow Zipf's law, those beyond fall off faster, as in large corpora (Ferrer i
Cancho and Solé, 2001). New words then come by Heaps' law, and lists of passages are as long as real
ones.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.document.model import Document
from rag.reading.structure import parse_document
from rag.settings import BUNDLED_CORPUS

LIBRARY = Path(__file__).resolve().parents[1] / "evals" / "library" / "documents"
HEAD = 8_000  # ranks that follow Zipf's law
TAIL = 2.0  # the exponent beyond: distinct words grow as the square root of all words
WORDS = 100  # of a passage
OUTLETS = ("Xinhua", "Reuters", "Caixin", "The Economist", "Le Monde", "Nikkei", "BBC", "PLA Daily")
MONTHS = (
    "January February March April May June July August September October November December".split()
)
_CONSONANTS, _VOWELS = "bdfgklmnprstvz", "aeiou"


def real_texts() -> list[str]:
    """The texts that come with the project: the bundled brief and the library's documents."""
    files = [*sorted(BUNDLED_CORPUS.glob("*.txt")), *sorted(LIBRARY.iterdir())]
    return [file.read_text("utf-8") for file in files]


@dataclass(frozen=True)
class Vocabulary:
    """Words by rank: the real ones first, then made ones without end."""

    real: tuple[str, ...]
    shares: NDArray[np.float64]

    @classmethod
    def of(cls, texts: list[str]) -> Vocabulary:
        counts = Counter(
            word for text in texts for word in re.findall(r"[a-z]{2,12}", text.lower())
        )
        head = 1 / (np.arange(HEAD) + 1.7)  # the commonest word is one in 18
        tail = head[-1] * HEAD / (TAIL - 1)
        cumulated = np.cumsum([*head, tail])
        return cls(tuple(w for w, _ in counts.most_common(HEAD)), cumulated / cumulated[-1])

    def draw(self, random: np.random.Generator, count: int) -> list[str]:
        ranks = np.searchsorted(self.shares, random.random(count), side="right")
        beyond = HEAD * random.random(count) ** (-1 / (TAIL - 1))
        ranks = np.where(ranks < HEAD, ranks, np.minimum(beyond, 1e15).astype(np.int64))
        return [self.word(rank) for rank in ranks.tolist()]

    def word(self, rank: int) -> str:
        if rank < len(self.real):
            return self.real[rank]
        made = ""
        while rank:
            rank, consonant = divmod(rank, len(_CONSONANTS))
            rank, vowel = divmod(rank, len(_VOWELS))
            made += _CONSONANTS[consonant] + _VOWELS[vowel]
        return made + "n"


def documents(passages: int, seed: int = 0) -> Iterator[Document]:
    """Documents of 20 to 200 paragraphs, ``passages`` of these together, one at a time."""
    vocabulary = Vocabulary.of(real_texts())
    random = np.random.default_rng(seed)
    number = 0
    while passages:
        count = min(passages, int(random.integers(20, 201)))
        yield document(f"made-{seed}-{number:06}", vocabulary, random, count)
        passages -= count
        number += 1


def document(
    id: str, vocabulary: Vocabulary, random: np.random.Generator, paragraphs: int
) -> Document:
    """A title, sections of 3 to 10 paragraphs under headings, and cited sources."""
    parts = [_heading(vocabulary, random), ""]
    until_heading = 0
    for _ in range(paragraphs):
        if not until_heading:
            parts += [_heading(vocabulary, random), ""]
            until_heading = int(random.integers(3, 11))
        parts += [_paragraph(vocabulary, random), ""]
        until_heading -= 1
    return parse_document("\n".join(parts), id)


def _heading(vocabulary: Vocabulary, random: np.random.Generator) -> str:
    return " ".join(vocabulary.draw(random, int(random.integers(2, 6)))).title()


def _paragraph(vocabulary: Vocabulary, random: np.random.Generator) -> str:
    words = vocabulary.draw(random, int(random.integers(WORDS - 30, WORDS + 31)))
    sentences = []
    while words:
        length = int(random.integers(12, 26))
        some, words = words[:length], words[length:]
        source = f" ({_source(random)})" if random.random() < 0.2 else ""
        sentences.append(" ".join(some).capitalize() + source + ".")
    return " ".join(sentences)


def _source(random: np.random.Generator) -> str:
    outlet = OUTLETS[int(random.integers(len(OUTLETS)))]
    month, day, year = (int(random.integers(*b)) for b in ((0, 12), (1, 29), (1998, 2025)))
    return f"{outlet}, {MONTHS[month]} {day}, {year}"
