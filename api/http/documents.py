"""The routes that give the documents."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException
from starlette.convertors import PathConvertor, register_url_convertor

from api.http.document_schemas import DocumentList, DocumentResponse, DocumentSummary
from api.http.problems import problems
from api.http.service import EngineDependency, ServiceDependency
from rag.document.model import Document
from rag.engine import Engine


class _Id(PathConvertor):
    """An id in a path: slashes, and the line breaks that the name of a file may hold."""

    regex = "(?s:.*)"


register_url_convertor("document", _Id())
router = APIRouter(tags=["documents"])


@router.get("/v1/documents", responses=problems(503))
def documents(engine: EngineDependency) -> DocumentList:
    """The documents that the index holds."""
    return DocumentList(documents=[DocumentSummary.of(d) for d in engine.store.documents()])


@router.get("/v1/documents/{id:document}", responses=problems(404, 503))
def document(id: str, engine: EngineDependency, service: ServiceDependency) -> DocumentResponse:
    """One document: its text, sections, notes and source references.

    The ``id`` of a document from a folder has slashes, which may stand as they are.
    """
    return DocumentResponse.of(document_named(engine, id), service.serve_originals)


def document_named(engine: Engine, id: str) -> Document:
    """The document of an id; raises HTTPException (404) where there is none."""
    try:
        return engine.store.document(id)
    except KeyError:
        detail = f"There is no document {id!r}; GET /v1/documents lists them."
        raise HTTPException(404, detail) from None
