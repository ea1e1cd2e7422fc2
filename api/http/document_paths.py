"""The path of one document, whatever its id, and what is told where there is none."""

from __future__ import annotations

from fastapi import HTTPException
from starlette.convertors import PathConvertor, register_url_convertor


class _Id(PathConvertor):
    """An id in a path: slashes, and the line breaks that the name of a file may hold."""

    regex = "(?s:.*)"


register_url_convertor("document", _Id())
DOCUMENT = "/v1/documents/{id:document}"


def no_document(id: str) -> HTTPException:
    return HTTPException(404, f"There is no document {id!r}; GET /v1/documents lists them.")
