"""What a build keeps of the files that it reads: themselves, and what was read of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from index import originals
from index.generation import originals_needed
from index.originals import OriginalsBeingRead
from index.reading_cache import FILE, ReadingCache
from rag.document.model import Document
from rag.errors import IndexDamaged, printable
from rag.reading.loading import Source
from rag.writing import writing

_SETTING = "BRIEF_RAG_INDEX_DIR"


@contextmanager
def open_sources(index_dir: Path, tell: Callable[[str], None]) -> Iterator[Sources]:
    """What is kept in an index's folder; nothing is written there before a file has been read."""
    with (
        closing(ReadingCache(index_dir / FILE, tell)) as cache,
        closing(OriginalsBeingRead(index_dir)) as being_read,
    ):
        yield Sources(index_dir, cache, being_read, tell)


class Sources:
    """``rag.reading.library.Keeper`` for one build, from its first file to what it publishes.

    Raises NotWritten where a file cannot be kept.
    """

    def __init__(
        self,
        index_dir: Path,
        cache: ReadingCache,
        being_read: OriginalsBeingRead,
        tell: Callable[[str], None],
    ) -> None:
        self._index_dir = index_dir
        self._cache, self._being_read = cache, being_read

    def known(self, source: Source) -> Document | None:
        return self._cache.find(source)

    def keep(self, source: Source, document: Document) -> None:
        self._cache.put(source, document)
        with writing(self._index_dir, _SETTING):
            self._being_read.keep(source.sha256, source.raw)

    def settle(self, originals: Iterable[str]) -> None:
        """Keep the files of the documents that are indexed, by their hashes, before these are
        published."""
        self._being_read.settle(originals)


def keep_only_needed(
    index_dir: Path, tell: Callable[[str], None], also: Collection[str] = ()
) -> None:
    """Drop the files, and what was read of them, that no generation on disk needs, nor a library
    elsewhere, whose files are named by hash in ``also``.

    The caller holds the build's lock.
    """
    try:
        needed = originals_needed(index_dir) | set(also)
    except IndexDamaged:
        return  # the generation that cannot be read may need any
    try:
        originals.keep_only(index_dir, needed)
    except OSError as error:
        folder = printable(index_dir / originals.FOLDER)
        tell(f"{folder} was not tidied up ({error.strerror})")
    # Where it cannot be used, whoever reads is told.
    with closing(ReadingCache(index_dir / FILE, lambda _: None)) as cache:
        cache.keep_only(needed)
