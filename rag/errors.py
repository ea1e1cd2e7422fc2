"""The errors that a user can mend: each message says what happened and names the remedy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

_NEAREST = 5


class BriefRagError(Exception):
    """The base of them all: whoever catches it can show its message as it is."""


class UnreadableDocument(BriefRagError):
    """A file that is no brief; the message names the file and the reason."""

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(f"{printable(path)}: {reason}")
        self.path, self.reason = printable(path), reason


class UnreadableFolder(UnreadableDocument):
    """A folder that cannot be looked into, so that it is not known which documents it holds."""


def printable(path: Path | str) -> str:
    """A path on one line, whatever bytes its name is made of."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in str(path))


class ChunkingError(BriefRagError):
    """The splitter lost or altered characters, so that its offsets cannot be trusted."""


class UnfitQuestion(BriefRagError):
    """A question that cannot be asked; the message says why."""


class UnknownFilter(BriefRagError):
    """A filter names what the index does not hold: ``field`` is "document" or "section"."""

    def __init__(self, field: str, value: str) -> None:
        self.field = field
        super().__init__(f"the index holds no {field} {value!r}")


class UnknownDocument(BriefRagError):
    """The index holds no document of that id; the message names the nearest ids that it holds."""

    def __init__(self, id: str, nearest: Sequence[str]) -> None:
        named = ", ".join(map(printable, nearest))
        super().__init__(f"the index holds no document {id!r}; the nearest are {named}")

    @classmethod
    def among(cls, id: str, ids: Iterable[str]) -> UnknownDocument:
        """The error for an id that is none of ``ids``, with those that are spelt most like it."""
        from rapidfuzz import process  # slow to import

        near = process.extract(id, list(ids), limit=_NEAREST)
        return cls(id, [match for match, *_ in near])


class ModelError(BriefRagError):
    """The embedding model cannot be used; the message says why and what mends it."""


class ConversionError(BriefRagError):
    """The model cannot be converted; the message says why."""


class IndexMissing(BriefRagError):
    """There is no index yet; the message names the command that builds one."""


class IndexDamaged(BriefRagError):
    """A generation is not what its manifest says; the message names the file and the command."""


class OriginalMissing(BriefRagError):
    """The file that a document was read from is not kept, or was altered; the message says which
    and names the command that keeps it."""


class NotWritten(BriefRagError):
    """A file cannot be written; the message names it, the reason and what mends it."""


class EmptyIndex(BriefRagError):
    """The documents hold no passage, so that there is nothing to index."""


class CacheError(BriefRagError):
    """The cache of encodings cannot be used; the message names the file and what mends it."""


class OtherSettings(BriefRagError):
    """The index was built with other settings; the message says which command mends it."""


class NoGeneration(BriefRagError):
    """There is no earlier generation of the index to go back to."""


class IncompleteShards(BriefRagError):
    """An index that is built in parts lacks one, or a part is named that is none."""


class WrongStore(BriefRagError):
    """The setting ``BRIEF_RAG_STORE`` names no store that can be used; the message says why."""


class StoreUnavailable(BriefRagError):
    """The server that holds the library does not answer now; it may later, without a restart."""


class LibraryChanged(BriefRagError):
    """The library was changed under way in a manner that the question cannot go on with."""
