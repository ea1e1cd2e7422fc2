"""Lines to the text of one block: hyphens at line ends undone, each line's place kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import Stemmer

from rag.reading.pdf.signs import is_ideograph
from rag.reading.pdf.text_lines import Link, TextLine, joined_links

_WORD = re.compile(r"[^\W\d_]+(?:[-‑][^\W\d_]+)*")
_BROKEN = re.compile(r"([^\W\d_]+)[-\u00ad\u2010]\Z")
_BEGUN = re.compile(r"[^\W\d_]+")
_DASH = re.compile(r"(?:\w[–-]|[^\s—]—)\Z")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S*\Z", re.IGNORECASE)
_IN_ADDRESS = re.compile(r"[\w/.?=&#%~-]+")

_SEEN = 200  # characters at the end of a line
_AROUND = "()[]“”\"'.,;:"
_MARK = 8  # characters of a mark that opens a note, at most
_HYPHENATED = 0.02  # of the lines, that end with a hyphen where words are broken


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """How often each word stands within a line of the document, hyphens included, in small letters;
    how often a word of each stem; and whether lines break words."""

    words: Counter[str]
    stems: Counter[str]
    hyphenates: bool


@dataclass(frozen=True, slots=True)
class Joined:
    """A text, for each of its lines the offset that it starts at, and the links in it."""

    text: str
    starts: tuple[tuple[int, TextLine], ...]
    links: tuple[Link, ...] = ()


def vocabulary(lines: Iterable[TextLine]) -> Vocabulary:
    """The words of lines, and the parts of those with hyphens.

    What a hyphen ends a line with is none, nor what the next line begins with then.
    """
    found: Counter[str] = Counter()
    counted = broken_lines = 0
    broken = False
    for line in lines:
        words = [match[0].casefold() for match in _WORD.finditer(line.text)]
        ends = _BROKEN.search(line.text[-_SEEN:]) is not None
        found.update(words[int(broken) : len(words) - int(ends)])
        found.update(part for word in words[1:-1] if "-" in word for part in word.split("-"))
        broken, counted, broken_lines = ends, counted + 1, broken_lines + ends
    stems: Counter[str] = Counter()
    for word, count in found.items():
        stems[_stem(word)] += count
    return Vocabulary(found, stems, broken_lines >= _HYPHENATED * counted)


def joined(lines: Sequence[TextLine], words: Vocabulary, texts: Sequence[str]) -> Joined:
    """The text of lines, which ``texts`` are the texts of."""
    parts: list[str] = []
    starts: list[tuple[int, TextLine]] = []
    links: list[Link] = []
    length = 0
    for number, (line, text) in enumerate(zip(lines, texts, strict=True)):
        if number:
            before, between = _between(parts[-1], text, words)
            length += len(before) - len(parts[-1]) + len(between)
            parts[-1] = before + between
        starts.append((length, line))
        # A soft hyphen that breaks no line shows nothing.
        text = text[:-1].replace("\u00ad", "") + text[-1:]
        links += ((length + a, length + b, url) for a, b, url in _links(line, text))
        parts.append(text)
        length += len(text)
    whole = "".join(parts)
    return Joined(whole, tuple(starts), tuple(_bare(whole, link) for link in joined_links(links)))


def _bare(text: str, link: Link) -> Link:
    """A link without the brackets and stops around its words, which no one means to link."""
    start, end, address = link
    while start < end and text[start] in _AROUND:
        start += 1
    while start < end and text[end - 1] in _AROUND:
        end -= 1
    return start, end, address


def _links(line: TextLine, text: str) -> Iterator[Link]:
    """The links of a line, where its text has other signs for raised marks, or none."""
    for start, end, address in line.links:
        words = line.text[start:end]
        at = text.find(words, max(start - _MARK, 0))
        if at >= 0:
            yield at, at + len(words), address


def _between(before: str, after: str, words: Vocabulary) -> tuple[str, str]:
    """The end of a line as it stands in the text, and what parts it from the next."""
    end = before[-_SEEN:]
    if (address := _ADDRESS.search(end)) and _IN_ADDRESS.match(after):
        goes_on = address[0][-1] in "/-_=&?#" or after[0] in "/?&#"
        return before, "" if goes_on else " "
    broken, begun = _BROKEN.search(end), _BEGUN.match(after)
    if broken and begun:
        soft = before[-1] in "\u00ad\u2010"
        if soft or _is_hyphenation(broken[1], begun[0], words):
            return before[:-1], ""
        return before, ""
    if _DASH.search(end) or (after[0] == "—" and after[1:2] != " "):
        return before, ""
    unspaced = is_ideograph(before[-1]) and is_ideograph(after[0])
    return before, "" if unspaced else " "


def _is_hyphenation(first: str, second: str, known: Vocabulary) -> bool:
    """Whether a hyphen only breaks a word, as the words of the document and its letters show."""
    if not second[0].islower() or first[-1].isupper():
        return False
    whole, compound = f"{first}{second}".casefold(), f"{first}-{second}".casefold()
    if known.words[whole] != known.words[compound]:
        return known.words[whole] > known.words[compound]
    if known.stems[_stem(whole)]:
        return True
    # Of a compound both parts are words by themselves; of a broken word seldom.
    parts = min(len(first), len(second)) > 2 and known.stems[_stem(first)]
    return known.hyphenates and not (parts and known.stems[_stem(second)])


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    stem: str = _stemmer().stemWord(word.casefold()[:_SEEN])
    return stem


@cache
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")  # of other languages' words it cuts off what is alike, too
