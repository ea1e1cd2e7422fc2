"""The routes that change what the index holds, where the service is editable, and those of jobs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError

from api.changes.jobs import MOST_FILES, Job, JobFile, Kind
from api.changes.names import job_files, suffix_of_type, why_no_id
from api.changes.queue import TooManyJobs, jobs_dir, put_in, read_job, receiving
from api.http.document_paths import DOCUMENT, no_document
from api.http.job_schemas import JobModel
from api.http.problems import ProblemError, problems
from api.http.same_site import SameSite
from api.http.service import Changes, EngineDependency, ServiceDependency
from api.http.uploads import FIELD, receive_file, receive_form
from rag.errors import NotWritten, printable

Result = TypeVar("Result")
_RETRY_AFTER = {"Retry-After": "5"}
_NOT_EDITABLE = (
    "This service changes no documents. Whoever runs it switches that on with "
    "BRIEF_RAG_EDITABLE=true."
)
_FORM_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        FIELD: {
                            "type": "array",
                            "minItems": 1,
                            "maxItems": MOST_FILES,
                            "items": {"type": "string", "format": "binary"},
                        }
                    },
                    "required": [FIELD],
                    "additionalProperties": False,
                }
            }
        },
    }
}
_FILE_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}

_LOCATION = {"description": "Where the job is asked about.", "schema": {"type": "string"}}
_ACCEPTED: dict[int | str, dict[str, Any]] = {
    202: {"description": "The change waits for its turn.", "headers": {"Location": _LOCATION}}
}

router = APIRouter(tags=["changes"])


async def _changes(service: ServiceDependency) -> Changes:
    if service.changes is None:
        raise ProblemError(403, "not-editable", _NOT_EDITABLE)
    return service.changes


ChangesDependency = Annotated[Changes, Depends(_changes)]


@router.post(
    "/v1/documents",
    status_code=202,
    responses=_ACCEPTED | problems(403, 413, 415, 422, 503),
    dependencies=[SameSite],
    openapi_extra=_FORM_BODY,
)
async def add(request: Request, response: Response, changes: ChangesDependency) -> JobModel:
    """Add files, each of which becomes a document; one whose id is there takes the other's place.

    The files are sent as `multipart/form-data`, each in a field `files`. What became of each the
    job says.
    """
    async with _receiving(changes) as folder:
        with _told(changes.index_dir):
            sent = await receive_form(request, folder / "files", changes.most_bytes)
        put = partial(put_in, changes.index_dir, Kind.ADD, job_files(sent), folder)
        return await _taken_in(put, request, response, changes)


@router.put(
    DOCUMENT,
    status_code=202,
    responses=_ACCEPTED | problems(403, 413, 422, 503),
    dependencies=[SameSite],
    openapi_extra=_FILE_BODY,
)
async def replace(
    id: str, request: Request, response: Response, changes: ChangesDependency
) -> JobModel:
    """Make a file the document of that id, whether there is one or not.

    The body is the file. Its format is told by what it holds; `Content-Type` says whether a text is
    `text/markdown`, `text/html` or `text/plain`.
    """
    if reason := why_no_id(id):
        raise RequestValidationError([{"type": "id", "loc": ("id",), "msg": reason}])
    stored = f"0{suffix_of_type(request.headers.get('content-type', ''))}"
    async with _receiving(changes) as folder:
        with _told(changes.index_dir):
            await receive_file(request, folder / "files" / stored, changes.most_bytes)
        files = [JobFile(id.rsplit("/", 1)[-1], id, stored, is_file_name=False)]
        put = partial(put_in, changes.index_dir, Kind.ADD, files, folder)
        return await _taken_in(put, request, response, changes)


@router.delete(
    DOCUMENT,
    status_code=202,
    responses=_ACCEPTED | problems(403, 404, 409, 503),
    dependencies=[SameSite],
)
async def remove(
    id: str,
    request: Request,
    response: Response,
    changes: ChangesDependency,
    engine: EngineDependency,
) -> JobModel:
    """Remove a document. The last one cannot be removed."""
    if not engine.store.holds(id):
        raise no_document(id)
    if engine.store.document_count == 1:
        detail = f"{id!r} is the last document, and an index holds at least one; add another first."
        raise ProblemError(409, "last-document", detail)
    put = partial(put_in, changes.index_dir, Kind.REMOVE, [JobFile(id, id)])
    return await _taken_in(put, request, response, changes)


@router.get("/v1/jobs/{id}", responses=problems(404, 503))
def job(id: str, service: ServiceDependency) -> JobModel:
    """How far a change is, and what became of each file."""
    found = read_job(service.changes.index_dir, id) if service.changes else None
    if found is None:
        raise HTTPException(404, f"There is no job {id!r}, or it ended long ago.")
    return JobModel.of(found)


@asynccontextmanager
async def _receiving(changes: Changes) -> AsyncIterator[Path]:
    """A folder for what arrives, removed in the end unless it was put in."""
    context = receiving(changes.index_dir)
    folder = await _in_thread(context.__enter__, changes)
    try:
        yield folder
    finally:
        await asyncio.to_thread(context.__exit__, None, None, None)


async def _taken_in(
    put: Callable[[], Job], request: Request, response: Response, changes: Changes
) -> JobModel:
    made = await _in_thread(put, changes)
    changes.process.wake()
    response.headers["Location"] = f"{request.scope.get('root_path', '')}/v1/jobs/{made.id}"
    return JobModel.of(made)


async def _in_thread(work: Callable[[], Result], changes: Changes) -> Result:
    """Do what waits for the disk off the event loop, its errors told as problems."""
    with _told(changes.index_dir):
        return await asyncio.to_thread(work)


@contextmanager
def _told(index_dir: Path) -> Iterator[None]:
    """Raise ProblemError (503) where too many changes wait, and NotWritten for what the system
    refuses to write: it fails this change alone, and the index is as it was."""
    try:
        yield
    except OSError as error:
        place = printable(error.filename2 or error.filename or jobs_dir(index_dir))
        raise NotWritten(
            f"{place} cannot be written ({error.strerror or error}), and the change is not taken "
            "in; whoever runs the service frees some space there or makes it writable, or has "
            "BRIEF_RAG_INDEX_DIR name another folder; then ask for the change again"
        ) from error
    except TooManyJobs as error:
        detail = f"{error}; ask again later."
        raise ProblemError(503, "too-many-changes", detail, _RETRY_AFTER) from None
