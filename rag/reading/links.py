"""Links as source references: the host is the outlet, a date is read where the address has one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from rag.document.model import Span
from rag.reading.dates import UNDATED, Date
from rag.reading.names import IDEOGRAPH

MAX_LINK = 2000  # characters; what is longer is data
_NESTED = r"\([^\s()<>\"]{0,200}\)"
_URL = rf"https?://(?:[^\s()<>\[\]{{}}|`\"“”‘’（）【】「」，。；、]|{_NESTED})++"
_PLACE = re.compile(
    # Of Markdown's link what stands in the parenthesis; else the address and what encloses it.
    rf"\]\(<?(?P<target>{_URL})>?(?:\s+\"[^\"\n]{{0,300}}\")?\s*\)"
    rf"|<(?P<angled>{_URL})>|\((?P<enclosed>{_URL})\)|(?P<bare>{_URL})"
)
_IMAGE = re.compile(r"!\[[^\[\]\n]{0,300}+\]$")
_DEFINITION = re.compile(r"^[ \t]{0,3}\[[^\[\]\n]{1,100}\]:[ \t]*<?$")
_LABEL = re.compile(r"\[(?P<words>[^\[\]\n]{1,300})\]$")
_DAY_IN_PATH = re.compile(
    r"/((?:19|20)\d\d)[/-](0[1-9]|1[0-2])(?:[/-](0[1-9]|[12]\d|3[01]))?(?![\d])"
)
_HOST = re.compile(r"(?:[\w-]+\.)+[^\W\d_][\w-]+")
_LOOKBACK = 310


@dataclass(frozen=True, slots=True)
class Link:
    """One link: where it stands, the words that it is on, its host, address and date."""

    span: Span
    words: str | None
    host: str
    url: str
    date: Date


def read_links(text: str) -> Iterator[Link]:
    """The links of the text in order, those of images and of link definitions left out."""
    for match in _PLACE.finditer(text):
        kind = match.lastgroup or "bare"
        url = match[kind]
        start, end = match.span()
        before = text[max(0, start - _LOOKBACK) : start]
        words = None
        if kind == "target":
            before += "]"
            start += 1
            if _IMAGE.search(before):
                continue
            label = _LABEL.search(before)
            words = label["words"] if label else None
        elif kind == "bare":
            url = _trimmed(url)
            end = start + len(url)
            if text.startswith("](", end):  # the words of a link, which repeat it
                continue
        host = _host(url)
        if host is None or len(url) > MAX_LINK or _DEFINITION.search(before.rpartition("\n")[2]):
            continue
        yield Link(Span(start, end), words, host, url, date_in(url))


def given_links(text: str, links: Iterable[tuple[Span, str]]) -> Iterator[Link]:
    """Links whose places are known; words that are the address itself stand in the text."""
    for span, url in links:
        words = span.of(text)
        host = _host(url) if url.startswith(("http://", "https://")) else None
        if host and len(url) <= MAX_LINK and words.strip() and "://" not in words:
            yield Link(span, words, host, url, date_in(url))


def date_in(url: str) -> Date:
    """The date in an address such as ``/2021/05/09/``; undated without one."""
    found = _DAY_IN_PATH.search(url)
    return Date("-".join(part for part in found.groups() if part)) if found else UNDATED


def _trimmed(url: str) -> str:
    """The address without the punctuation of the sentence that it stands in."""
    url = url.rstrip(".,;:!?'*_]|`}")
    ideograph = IDEOGRAPH.search(url)
    return url[: ideograph.start()] if ideograph else url


def _host(url: str) -> str | None:
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    if host is None or not _HOST.fullmatch(host):
        return None
    return host.removeprefix("www.")
