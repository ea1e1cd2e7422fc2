"""Damaged files: seeded, so that a file that fails can be made again."""

from __future__ import annotations

import io
import random
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from rag.document.model import Metadata
from rag.errors import UnreadableDocument
from rag.reading.apart import ReaderProcess
from rag.reading.formats import Format
from rag.reading.structure import document_of

_LARGEST = 300_000  # bytes of a file that is damaged, so that a run stays short


def damaged(wholes: Sequence[bytes], count: int, seed: int) -> Iterator[bytes]:
    """Files with bytes changed, lost, doubled or taken from another; archives also part by part.

    File number n is the same for every count.
    """
    small = [whole for whole in wholes if len(whole) <= _LARGEST]
    for number in range(count):
        chance = random.Random(f"{seed} {number}")
        whole, other = chance.choice(small), chance.choice(small)
        archive = zipfile.is_zipfile(io.BytesIO(whole))
        if archive and chance.random() < 0.7:
            yield _with_damaged_part(whole, other, chance)
        else:
            yield _harmed(whole, other, chance)


def _harmed(raw: bytes, other: bytes, chance: random.Random) -> bytes:
    found = bytearray(raw)
    for _ in range(chance.choice((1, 2, 5, 20, 60))):
        at = chance.randrange(len(found) + 1)
        length = chance.choice((1, 2, 8, 100, 1000))
        match chance.randrange(5):
            case 0:
                found[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del found[at : at + length]
            case 2:
                found[at:at] = found[at : at + length]
            case 3:
                start = chance.randrange(len(other) + 1)
                found[at : at + length] = other[start : start + length]
            case _:
                found[at : at + length] = found[at : at + length][::-1]
    if chance.random() < 0.1:
        del found[chance.randrange(len(found) + 1) :]
    return bytes(found)


def _with_damaged_part(raw: bytes, other: bytes, chance: random.Random) -> bytes:
    """The archive, whole as such, with damage in one of its parts, or without that part."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(buffer, "w") as target:
        names = source.namelist()
        chosen = chance.choice(names)
        lost = chance.random() < 0.05
        for name in names:
            part = source.read(name)
            if name == chosen and not lost:
                part = _harmed(part, other, chance)
            if name != chosen or not lost:
                target.writestr(zipfile.ZipInfo(name), part)
    return buffer.getvalue()


def read_all(kind: Format, files: Iterator[bytes]) -> Counter[str]:
    """How many files are read, and how many refused; each in the process that reads them.

    Raises AssertionError for one that ends the reader, that is refused for a fault of the reader,
    or whose spans do not lie in its text, with its number.
    """
    outcomes: Counter[str] = Counter()
    with ReaderProcess() as process:
        for number, raw in enumerate(files):
            try:
                _, reading = process.read(kind, raw, Path(f"{number}.{kind}"))
            except UnreadableDocument as error:
                told = "(" not in error.reason or "damaged part (" in error.reason
                assert told, f"file {number}: {error.reason}"
                outcomes["refused"] += 1
                continue
            document = document_of(reading, "a", Metadata())
            paragraphs = [paragraph.span for _, paragraph in document.paragraphs()]
            within = all(span.end <= len(document.text) for span in paragraphs)
            apart = all(one.end <= other.start for one, other in pairwise(paragraphs))
            assert within and apart, f"file {number}: spans"
            outcomes["read"] += 1
    return outcomes
