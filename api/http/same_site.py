"""Changes that a page of another site would have a user's browser ask for are refused.

A browser says where a request comes from, and no page can alter that: in ``Sec-Fetch-Site``, to
hosts that it trusts, and in ``Origin`` with every request that may change something. What is no
browser sends neither, and is no other site's page.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Depends, Request

from api.http.problems import ProblemError

_OWN = ("same-origin", "none")
_USUAL_PORTS = (":80", ":443")


def comes_from_elsewhere(request: Request) -> bool:
    """Whether a page of another origin made the browser send a request."""
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in _OWN:
        return True
    origin = request.headers.get("origin")
    if origin is None:
        return False
    try:
        sent_by = urlsplit(origin).netloc
    except ValueError:
        return True
    return not sent_by or _without_usual_port(sent_by) != _without_usual_port(
        request.headers.get("host", "")
    )


def _without_usual_port(host: str) -> str:
    for port in _USUAL_PORTS:
        host = host.removesuffix(port)
    return host.casefold()


async def _same_site(request: Request) -> None:
    if comes_from_elsewhere(request):
        detail = (
            "A page of another site may change nothing here: Origin and Sec-Fetch-Site must be "
            "those of this host."
        )
        raise ProblemError(403, "foreign-site", detail)


SameSite = Depends(_same_site)
