"""Routes below a document's path, told from documents whose id ends as such a path does."""

from __future__ import annotations

from urllib.parse import unquote

from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Scope

from api.http.service import Service


class BelowADocument(APIRoute):
    """A route such as ``/v1/documents/{id}/pages/{number}``.

    An id may have slashes: ``a/pages/3`` may be a document, too. Its slashes written as ``%2F``
    always mean the document. Written as they are they mean it where there is no document ``a``.
    """

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        match, child = super().matches(scope)
        if match is Match.NONE:
            return match, child
        tail = self.path.split("}", 1)[1].count("/")
        path = scope["path"]
        raw = scope.get("raw_path", path.encode()).decode("latin-1").split("/")
        as_it_is = "/".join(unquote(part) for part in raw[-tail:])
        if not path.endswith(f"/{as_it_is}") or as_it_is.count("/") != tail - 1:
            return Match.NONE, {}
        whole = path.removeprefix("/v1/documents/")
        shorter = child["path_params"]["id"]
        if not _is_document(scope, shorter) and _is_document(scope, whole):
            return Match.NONE, {}
        return match, child


def _is_document(scope: Scope, id: str) -> bool:
    service = scope["app"].state.service
    assert isinstance(service, Service)
    return service.engine is not None and service.engine.store.holds(id)
