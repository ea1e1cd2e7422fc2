"""The routes that give a document's original: its pages, places in it, and the file itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from io import BufferedReader
from pathlib import Path
from typing import Annotated, Any, TypeVar

import anyio.to_thread
from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response, StreamingResponse

from api.http.below_documents import BelowADocument
from api.http.documents import document_named
from api.http.etags import is_known
from api.http.original_files import GUARDED, FileKind, attachment, file_name, kind_of
from api.http.original_schemas import PageList, Place
from api.http.problems import ProblemError, problems
from api.http.schemas import AnchorModel
from api.http.service import EngineDependency, Service, ServiceDependency
from index.originals import open_original
from rag.document.anchors import Original
from rag.document.model import Span
from rag.engine import Engine
from rag.errors import OriginalMissing
from rag.pages.bounds import LEAST_WIDTH, MOST_WIDTH, USUAL_WIDTH
from rag.pages.process import Pages
from rag.reading.formats import Format

MOST_CHARACTERS = 20_000
"""Of a span whose place is asked for."""

_CHUNK = 65_536  # bytes
_NUMBER = 2**53  # offsets and page numbers beyond are none

Result = TypeVar("Result")

router = APIRouter(tags=["originals"], route_class=BelowADocument)

IMAGE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}},
    304: {"description": "The image is the one that the client has."},
}
FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}},
    304: {"description": "The file is the one that the client has."},
}


@router.get(
    "/v1/documents/{id:document}/pages", response_model=PageList, responses=problems(404, 503)
)
async def pages(id: str, engine: EngineDependency, service: ServiceDependency) -> Response:
    """The pages of a document that is a PDF, with their sizes in the unit of anchors' boxes."""
    found = await _pages(service, await _off_the_loop(_pdf, engine, id))
    # There may be thousands, which would keep the event loop busy.
    content = await anyio.to_thread.run_sync(lambda: PageList.of(found).model_dump_json())
    return Response(content, media_type="application/json")


@router.get(
    "/v1/documents/{id:document}/pages/{number}",
    response_class=Response,
    responses=problems(404, 422, 503) | IMAGE,
)
async def page_image(
    request: Request,
    id: str,
    number: int,
    engine: EngineDependency,
    service: ServiceDependency,
    width: Annotated[int, Query(ge=LEAST_WIDTH, le=MOST_WIDTH)] = USUAL_WIDTH,
) -> Response:
    """A page of a PDF as it is displayed, as a PNG of this width in pixels.

    A page so long that it would have too many pixels is drawn narrower.
    """
    original = await _off_the_loop(_pdf, engine, id)
    found = await _pages(service, original)
    if not 1 <= number <= len(found.pages):
        count = len(found.pages)
        raise HTTPException(404, f"The document {id!r} has no page {number}; it has {count}.")
    tag = f'"{original.sha256[:32]}-{number}-{width}-{found.drawn_by.replace(" ", "-")}"'
    headers = {**GUARDED, "ETag": tag}
    if is_known(request, tag):
        return Response(status_code=304, headers=headers)
    image = await _or_not_kept(service.page_images.image(original.sha256, number, width))
    return Response(image, media_type="image/png", headers=headers)


@router.get("/v1/documents/{id:document}/anchor", responses=problems(404, 422, 503))
def anchor(
    id: str,
    engine: EngineDependency,
    start: Annotated[int, Query(ge=0, le=_NUMBER)],
    end: Annotated[int, Query(ge=1, le=_NUMBER)],
) -> Place:
    """Where a span of the text stands in the original, as the anchors of citations say it."""
    document = document_named(engine, id)
    if not 0 < end - start <= MOST_CHARACTERS:
        detail = f"end: should be 1 to {MOST_CHARACTERS} characters behind start"
        raise ProblemError(422, "invalid-request", detail)
    if end > len(document.text):
        raise HTTPException(404, f"The text of {id!r} ends at {len(document.text)}.")
    span = Span(start, end)
    found = AnchorModel.of(document.anchor_of(span))
    return Place(anchor=found, chapter=document.chapter_of(span))


@router.get(
    "/v1/documents/{id:document}/original",
    response_class=Response,
    responses=problems(403, 404, 503) | FILE,
)
async def original_file(
    request: Request, id: str, engine: EngineDependency, service: ServiceDependency
) -> Response:
    """The file that a document was read from, to be saved, where the service is set to give it."""
    original = await _off_the_loop(_original, engine, id)
    if not service.serve_originals:
        detail = "This service gives no originals; BRIEF_RAG_SERVE_ORIGINALS=true has it do so."
        raise ProblemError(403, "originals-not-served", detail)
    tag = f'"{original.sha256}"'
    headers = {**GUARDED, "ETag": tag}
    if is_known(request, tag):
        return Response(status_code=304, headers=headers)
    opened = partial(_opened, service.index_dir, original)
    handle, kind = await _or_not_kept(
        anyio.to_thread.run_sync(opened, limiter=service.verifying_originals)
    )
    headers |= {
        "Content-Type": kind.media_type,
        "Content-Disposition": attachment(file_name(id, kind.suffix)),
        "Content-Length": str(handle.seek(0, 2)),
    }
    handle.seek(0)
    return StreamingResponse(_chunks(handle), headers=headers)


def _opened(index_dir: Path, original: Original) -> tuple[BufferedReader, FileKind]:
    handle = open_original(index_dir, original.sha256)
    return handle, kind_of(original.format, handle)


async def _off_the_loop(
    find: Callable[[Engine, str], Original], engine: Engine, id: str
) -> Original:
    """Find a document's original in a thread: all of the document is read for it."""
    return await anyio.to_thread.run_sync(find, engine, id)


def _original(engine: Engine, id: str) -> Original:
    original = document_named(engine, id).original
    if original is None:
        raise HTTPException(404, f"The document {id!r} was read from no file.")
    return original


def _pdf(engine: Engine, id: str) -> Original:
    original = _original(engine, id)
    if original.format != Format.PDF:
        detail = f"The document {id!r} is no PDF, and has no pages; it is {original.format}."
        raise HTTPException(404, detail)
    return original


async def _pages(service: Service, original: Original) -> Pages:
    return await _or_not_kept(service.page_images.pages(original.sha256))


async def _or_not_kept(work: Awaitable[Result]) -> Result:
    """What comes of the work; raises ProblemError (404) where it finds no original."""
    try:
        return await work
    except OriginalMissing as error:
        raise ProblemError(404, "original-not-kept", str(error)) from None


def _chunks(handle: BufferedReader) -> Iterator[bytes]:
    with handle:
        while chunk := handle.read(_CHUNK):
            yield chunk
