"""Jobs over HTTP, version 1: changes of the index that were asked for, and what became of them."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from api.changes.jobs import Failure, Job, JobFile, Kind, Outcome, Status
from api.http.problems import problem_of
from api.http.schemas import Problem

_STATUSES = {
    "not-found": 404,
    "last-document": 409,
    "other-settings": 409,
    "nothing-added": 422,
    "internal-error": 500,
    "only-answers": 501,
}
"""Of a failure's kind, where it is not 503."""


class JobFileModel(BaseModel):
    """A file that was sent, or a document that is removed.

    ``document`` is its id, null where it can have none; ``outcome`` is null until it is known;
    ``reason`` says why a file was left out, and is empty otherwise.
    """

    name: str
    document: str | None
    outcome: Outcome | None
    reason: str

    @classmethod
    def of(cls, file: JobFile) -> JobFileModel:
        return cls(name=file.name, document=file.document, outcome=file.outcome, reason=file.reason)


class JobModel(BaseModel):
    """A change of the index that was asked for.

    ``done`` of ``total`` files are read while ``status`` is "reading", and of ``total`` texts
    embedded while it is "embedding"; a total of 0 is not known yet. ``note`` says what it waits
    for, empty where for nothing. ``generation`` names the state of the index that holds the change,
    once it is done; ``problem`` says why it failed.
    """

    id: str
    kind: Kind
    status: Status
    done: int
    total: int
    note: str
    files: list[JobFileModel]
    problem: Problem | None
    generation: str | None
    asked: datetime
    ended: datetime | None

    @classmethod
    def of(cls, job: Job) -> JobModel:
        return cls(
            id=job.id,
            kind=job.kind,
            status=job.status,
            done=job.done,
            total=job.total,
            note=job.note,
            files=[JobFileModel.of(file) for file in job.files],
            problem=_problem(job.failure) if job.failure else None,
            generation=job.generation,
            asked=job.asked,
            ended=job.ended,
        )


def _problem(failure: Failure) -> Problem:
    return problem_of(_STATUSES.get(failure.kind, 503), failure.kind, failure.detail)
