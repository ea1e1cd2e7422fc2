"""What a job is: one change of the index that was asked for, and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

MOST_FILES = 100
"""Of one upload."""


class Kind(StrEnum):
    ADD = "add"
    REMOVE = "remove"


class Status(StrEnum):
    WAITING = "waiting"
    READING = "reading"
    EMBEDDING = "embedding"
    DONE = "done"
    FAILED = "failed"


class Outcome(StrEnum):
    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REMOVED = "removed"
    LEFT_OUT = "left out"


OPEN = frozenset({Status.WAITING, Status.READING, Status.EMBEDDING})


@dataclass(frozen=True, slots=True)
class JobFile:
    """A file of a job, or the document that it removes.

    ``name`` is the client's, never a path; ``document`` the id, None where there can be none;
    ``stored`` the file's name in the job's folder; ``outcome`` None as long as it is not known,
    ``reason`` why it is left out. ``is_file_name`` is false for a name that is an id's, in which
    a dot begins no ending.
    """

    name: str
    document: str | None
    stored: str | None = None
    outcome: Outcome | None = None
    reason: str = ""
    is_file_name: bool = True

    def left_out(self, reason: str) -> JobFile:
        return replace(self, outcome=Outcome.LEFT_OUT, reason=reason)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a job failed: ``kind`` ends the problem's type, ``detail`` is for people."""

    kind: str
    detail: str


@dataclass(frozen=True, slots=True)
class Job:
    """``done`` of ``total`` files are read, or texts embedded, as ``status`` says.

    ``note`` says what it waits for; ``generation`` names the one that holds what it made;
    ``asked`` and ``ended`` are in UTC.
    """

    id: str
    kind: Kind
    files: tuple[JobFile, ...]
    asked: datetime
    status: Status = Status.WAITING
    done: int = 0
    total: int = 0
    note: str = ""
    failure: Failure | None = None
    generation: str | None = None
    ended: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    def failed(self, kind: str, detail: str) -> Job:
        return replace(
            self, status=Status.FAILED, failure=Failure(kind, detail), note="", ended=now()
        )

    def with_files(self, change: Callable[[JobFile], JobFile]) -> Job:
        return replace(self, files=tuple(map(change, self.files)))


def now() -> datetime:
    return datetime.now(UTC)
