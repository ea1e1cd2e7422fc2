"""ETags, by which a client need not read again what it has."""

from __future__ import annotations

import hashlib

from fastapi import Request, Response


def entity_tag(request: Request, *decides: str) -> str:
    """The tag of a response that the request's address and ``decides`` decide."""
    asked = (request.scope["raw_path"], request.scope["query_string"], *map(str.encode, decides))
    digest = hashlib.sha256(b"\0".join(asked)).hexdigest()
    return f'"{digest[:32]}"'


def is_known(request: Request, tag: str) -> bool:
    """Whether the client says that it has the response of that tag."""
    known = request.headers.get("if-none-match", "")
    return known.strip() == "*" or tag in (
        each.strip().removeprefix("W/") for each in known.split(",")
    )


def headers_of(tag: str) -> dict[str, str]:
    """Kept by whoever likes, and asked for anew each time, which costs a 304."""
    return {"ETag": tag, "Cache-Control": "no-cache"}


def not_modified(tag: str) -> Response:
    return Response(status_code=304, headers=headers_of(tag))
