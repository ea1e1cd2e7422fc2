"""The routes that give the documents."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.http.document_paths import DOCUMENT, no_document
from api.http.document_schemas import (
    DocumentList,
    DocumentResponse,
    DocumentSummary,
    Uploads,
)
from api.http.etags import entity_tag, headers_of, is_known, not_modified
from api.http.problems import problems
from api.http.service import EngineDependency, ServiceDependency
from rag.document.model import Document
from rag.engine import Engine

MOST_LISTED = 1000
_MOST_SEARCH = 200  # characters
_FURTHEST = 10_000_000
_KNOWN: dict[int | str, dict[str, Any]] = {304: {"description": "The client has it already."}}

router = APIRouter(tags=["documents"])


@router.get("/v1/documents", response_model=DocumentList, responses=_KNOWN | problems(422, 503))
def documents(
    request: Request,
    response: Response,
    engine: EngineDependency,
    service: ServiceDependency,
    start: Annotated[int, Query(ge=0, le=_FURTHEST)] = 0,
    count: Annotated[int, Query(ge=1, le=MOST_LISTED)] = MOST_LISTED,
    search: Annotated[str, Query(max_length=_MOST_SEARCH)] = "",
) -> Any:
    """The documents that the index holds, by id: `count` of them from place `start` on.

    With `search`, those whose title or id holds it, whatever its case.
    """
    store = engine.store
    uploads = Uploads.of(service.changes.most_bytes) if service.changes else None
    tag = entity_tag(request, store.name, DocumentList.form(), str(uploads))
    if is_known(request, tag):
        return not_modified(tag)
    response.headers.update(headers_of(tag))
    return DocumentList(
        documents=[DocumentSummary.listed(e) for e in store.listed(search, start, count)],
        start=start,
        total=store.count_listed(search),
        generation=store.name,
        uploads=uploads,
    )


@router.get(
    DOCUMENT,
    response_model=DocumentResponse,
    responses=_KNOWN | problems(404, 503),
)
def document(
    id: str,
    request: Request,
    response: Response,
    engine: EngineDependency,
    service: ServiceDependency,
) -> Any:
    """One document: its text, sections, notes and source references.

    The ``id`` of a document from a folder has slashes, which may stand as they are.
    """
    tag = entity_tag(
        request, engine.store.name, DocumentResponse.form(), str(service.serve_originals)
    )
    if is_known(request, tag) and engine.store.holds(id):
        return not_modified(tag)
    found = DocumentResponse.of(document_named(engine, id), service.serve_originals)
    response.headers.update(headers_of(tag))
    return found


def document_named(engine: Engine, id: str) -> Document:
    """The document of an id; raises HTTPException (404) where there is none."""
    try:
        return engine.store.document(id)
    except KeyError:
        raise no_document(id) from None
