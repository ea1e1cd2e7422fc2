"""One job, done: files read and added to the index, or documents removed from it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

from api.changes.jobs import Job, JobFile, Kind, Outcome, Status, now
from api.changes.queue import end, jobs_dir, save
from index.builder import SETTING, Models
from index.changing import Change
from index.libraries import add_documents, remove_documents
from index.shelf import Shelf
from index.sources import Sources, open_sources
from rag.errors import (
    BriefRagError,
    EmptyIndex,
    IndexMissing,
    OtherSettings,
    UnknownDocument,
    UnreadableDocument,
    printable,
)
from rag.reading.folders import DocumentFile, refuse_other_endings
from rag.reading.library import read_files
from rag.settings import Settings

_SECONDS_BETWEEN_SAVES = 0.2
_NOTHING = "holds nothing to answer from"
_NONE_TAKEN = "None of the files could be taken; each says why."
_KINDS: dict[type[BriefRagError], str] = {
    EmptyIndex: "last-document",
    UnknownDocument: "not-found",
    OtherSettings: "other-settings",
    IndexMissing: "no-index",
}

logger = logging.getLogger(__name__)


def do(job: Job, settings: Settings, models: Callable[[], Models]) -> None:
    """Do a job and say what became of it; whatever goes wrong ends this job alone.

    ``models`` opens what documents are encoded with, when it is first needed.
    """
    told = _Told(settings.index_dir, job)
    try:
        if job.kind is Kind.REMOVE:
            told.job = _removed(told, settings)
        else:
            told.job = _added(told, settings, models)
    except BriefRagError as error:
        told.job = told.job.failed(_KINDS.get(type(error), "unavailable"), str(error))
    except ImportError as error:
        detail = f"This installation only answers ({error}); install brief-rag whole to add to it."
        told.job = told.job.failed("only-answers", detail)
    except Exception as error:
        logger.error("a change of the index failed", exc_info=error)
        told.job = told.job.failed(
            "internal-error", "The change failed; the server's log says why."
        )
    end(settings.index_dir, told.job)


class _Told:
    """A job, and what is said of it while it is done: at most some times a second.

    A disk that is too full for that fails no change: what becomes of it is said in the end.
    """

    def __init__(self, index_dir: Path, job: Job) -> None:
        self.job = job
        self._index_dir = index_dir
        self._saved = 0.0

    def say(self, job: Job) -> None:
        self.job = job
        self._saved = time.monotonic()
        with suppress(OSError):
            save(self._index_dir, job)

    def progress(self, done: int, total: int) -> None:
        self.job = replace(self.job, done=done, total=total, note="")
        if time.monotonic() - self._saved >= _SECONDS_BETWEEN_SAVES:
            self.say(self.job)

    def note(self, message: str) -> None:
        self.say(replace(self.job, note=message))


def _removed(told: _Told, settings: Settings) -> Job:
    told.say(replace(told.job, status=Status.READING))
    ids = [file.document for file in told.job.files if file.document is not None]
    change = remove_documents(settings, ids, told.note)
    return _done(told.job.with_files(lambda f: replace(f, outcome=Outcome.REMOVED)), change)


def _added(told: _Told, settings: Settings, models: Callable[[], Models]) -> Job:
    count = sum(file.outcome is None for file in told.job.files)
    told.say(replace(told.job, status=Status.READING, total=count))
    index_dir = settings.index_dir
    with open_sources(index_dir, told.note) as sources, closing(Shelf(index_dir, SETTING)) as shelf:
        _read(told, settings, sources, shelf)
        if not len(shelf):
            return told.job.failed("nothing-added", _NONE_TAKEN)
        told.say(replace(told.job, status=Status.EMBEDDING, done=0, total=0))
        change = add_documents(
            settings,
            shelf,
            models(),
            progress=told.progress,
            tell=told.note,
            sources=sources,
        )
    outcomes = _outcomes(change)
    return _done(told.job.with_files(lambda f: f if f.outcome else outcomes(f)), change)


def _read(told: _Told, settings: Settings, sources: Sources, shelf: Shelf) -> None:
    """Put the documents that can be read on a shelf; of the others the job says why not."""
    folder = jobs_dir(settings.index_dir) / told.job.id / "files"

    def looked_at(file: JobFile) -> JobFile:
        try:
            if file.stored and file.is_file_name:
                refuse_other_endings(folder / file.stored, Path(file.name))
        except UnreadableDocument as error:
            return file.left_out(error.reason)
        return file

    told.job = told.job.with_files(looked_at)
    files = [
        DocumentFile(folder / file.stored, file.document)
        for file in told.job.files
        if file.stored and file.document and file.outcome is None
    ]
    library = read_files(files, told.progress, sources, shelf)
    unread = dict(zip(library.unread, library.left_out, strict=True))
    told.job = told.job.with_files(
        lambda f: f.left_out(unread[f.document].reason) if f.document in unread else f
    )


def _outcomes(change: Change) -> Callable[[JobFile], JobFile]:
    """A function that says what became of a file that was read."""
    reasons = {error.path: error.reason for error in change.left_out}

    def told(file: JobFile) -> JobFile:
        name = file.document or ""
        if name in change.added:
            return replace(file, outcome=Outcome.ADDED)
        if name in change.updated:
            return replace(file, outcome=Outcome.UPDATED)
        if reason := reasons.get(printable(name)):
            return file.left_out(reason)
        if name in change.unchanged_ids:
            return replace(file, outcome=Outcome.UNCHANGED)
        return file.left_out(_NOTHING)

    return told


def _done(job: Job, change: Change) -> Job:
    return replace(job, status=Status.DONE, note="", generation=change.name, ended=now())
