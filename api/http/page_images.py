"""Pages of PDFs as images: drawn one at a time beside everything else, and kept for the next."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from api.http.problems import ProblemError
from index.originals import read_original
from rag.pages.process import NotDrawn, PageProcess, Pages

MOST_WAITING = 32
"""Images and lists of pages that a worker has under way, the one that is drawn included."""
SECONDS = 60.0
"""How long a request waits for its own."""
MOST_KEPT = 64_000_000
"""Bytes of images and lists that a worker keeps."""
REFUSED_FOR = 60.0
"""Seconds for which a page that cannot be drawn is not tried again."""
IDLE_SECONDS = 60.0
"""How long the process that draws outlives the last page."""

_RETRY = {"Retry-After": "1"}
_PAGE_BYTES = 100  # that a line of a list of pages takes in memory, roughly

Made = bytes | Pages | NotDrawn
Key = tuple[str | int, ...]


class PageImages:
    """What draws pages for a worker; used on the event loop alone, which it never keeps busy.

    The process that draws has a thread of its own: a page that takes long makes other pages wait,
    and no question.
    """

    def __init__(self, index_dir: Path) -> None:
        self._read = partial(read_original, index_dir)
        self._process = PageProcess()
        self._thread = self._new_thread()
        self._kept = KeptPages(MOST_KEPT)
        self._under_way: dict[Key, asyncio.Future[Made]] = {}
        self._ending: asyncio.TimerHandle | None = None

    def _new_thread(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(1, "pages")

    async def pages(self, sha256: str) -> Pages:
        """The pages of a kept PDF.

        Raises ProblemError (503) where it cannot be opened or too much is under way, and
        OriginalMissing.
        """
        draw = partial(self._process.pages, sha256, partial(self._read, sha256))
        made = await self._made(("pages", sha256), draw)
        assert isinstance(made, Pages)
        return made

    async def image(self, sha256: str, number: int, width: int) -> bytes:
        """A page of a kept PDF, counted from 1, as a PNG; raises what ``pages`` does."""
        content = partial(self._read, sha256)
        draw = partial(self._process.image, sha256, content, number - 1, width)
        made = await self._made(("image", sha256, number, width), draw)
        assert isinstance(made, bytes)
        return made

    def close(self) -> None:
        """End the process and its thread, and drop what has not begun; both may start again."""
        if self._ending:
            self._ending.cancel()
        ended, self._thread = self._thread, self._new_thread()
        ended.shutdown(wait=False, cancel_futures=True)
        self._process.kill()
        ended.shutdown()  # at once now
        self._process.close()
        self._under_way.clear()

    async def _made(self, key: Key, draw: Callable[[], bytes | Pages]) -> bytes | Pages:
        made = self._kept.get(key)
        if made is None:
            making = self._under_way.get(key) or self._begin(key, draw)
            try:
                made = await asyncio.wait_for(asyncio.shield(making), SECONDS)
            except TimeoutError:
                detail = f"The page was not drawn within {SECONDS:g} seconds."
                raise ProblemError(503, "too-slow", detail, _RETRY) from None
        if isinstance(made, NotDrawn):
            raise ProblemError(503, "page-not-drawn", f"The page cannot be drawn: {made}.")
        return made

    def _begin(self, key: Key, draw: Callable[[], bytes | Pages]) -> asyncio.Future[Made]:
        """Have something drawn, once for all who wait for it."""
        if len(self._under_way) >= MOST_WAITING:
            detail = f"The server is drawing {MOST_WAITING} pages, as many as it takes at once."
            raise ProblemError(503, "busy", detail, _RETRY)
        loop = asyncio.get_running_loop()
        making = loop.run_in_executor(self._thread, _drawn_or_why_not, draw)
        self._under_way[key] = making
        making.add_done_callback(partial(self._finish, loop, key))
        return making

    def _finish(
        self, loop: asyncio.AbstractEventLoop, key: Key, making: asyncio.Future[Made]
    ) -> None:
        if self._under_way.get(key) is making:
            del self._under_way[key]
        if not making.cancelled() and making.exception() is None:
            self._kept.put(key, making.result())
        if self._ending:
            self._ending.cancel()
        if not self._under_way:
            self._ending = loop.call_later(IDLE_SECONDS, self._thread.submit, self._process.close)


def _drawn_or_why_not(draw: Callable[[], bytes | Pages]) -> Made:
    try:
        return draw()
    except NotDrawn as error:
        return error


class KeptPages:
    """What was made last, as many bytes of it as are allowed; what cannot be drawn for a time."""

    def __init__(self, most: int) -> None:
        self._most, self._bytes = most, 0
        self._kept: OrderedDict[Key, tuple[Made, float]] = OrderedDict()

    def get(self, key: Key) -> Made | None:
        if key not in self._kept:
            return None
        made, since = self._kept[key]
        if isinstance(made, NotDrawn) and time.monotonic() - since > REFUSED_FOR:
            self._drop(key)
            return None
        self._kept.move_to_end(key)
        return made

    def put(self, key: Key, made: Made) -> None:
        if key in self._kept:
            self._drop(key)
        self._kept[key] = made, time.monotonic()
        self._bytes += _size(made)
        while self._bytes > self._most:
            self._drop(next(iter(self._kept)))

    def _drop(self, key: Key) -> None:
        self._bytes -= _size(self._kept.pop(key)[0])

    def __len__(self) -> int:
        return len(self._kept)


def _size(made: Made) -> int:
    if isinstance(made, Pages):
        return _PAGE_BYTES * (1 + len(made.pages))
    return _PAGE_BYTES + (len(made) if isinstance(made, bytes) else 0)
