"""Pages of PDFs, drawn in a process of their own, which may die by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from rag.pages.bounds import MOST_REPLY, MOST_SECONDS
from rag.processes import Ended, Process

PAGES_A_PROCESS = 500
"""How many requests one process answers."""

_TOO_LONG = "it takes more than {:g} seconds to draw"
_ENDED = "the renderer ended on it ({}); it is damaged or hostile"


class NotDrawn(Exception):
    """A page, or a file, that cannot be drawn; the message says why."""


@dataclass(frozen=True, slots=True)
class PageSize:
    """What is printed as a page's number, else its place; and its width and height as displayed, in
    points, 0 for a damaged page. Boxes of anchors have the same unit and origin."""

    label: str
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of a file, and the renderer with its version, which draws them the same each
    time."""

    drawn_by: str
    pages: tuple[PageSize, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    drawn_by: str
    pages: list[tuple[str, float, float]]


_TOLD = TypeAdapter(_Told)


class PageProcess:
    """A process that draws pages, started when it is first needed and anew when it has died.

    One thread at a time may use it.
    """

    def __init__(self, seconds: float = MOST_SECONDS, module: str = "rag.pages.drawing") -> None:
        self._seconds = seconds
        self._process = Process(module, seconds, MOST_REPLY, PAGES_A_PROCESS)
        self._held: str | None = None

    def kill(self) -> None:
        """End what the process draws now; another thread may."""
        self._process.kill()

    def close(self) -> None:
        """End the process; the next request starts one."""
        self._process.close()

    def pages(self, sha256: str, content: Callable[[], bytes]) -> Pages:
        """The sizes of the pages of a PDF. ``content`` gives the file, if the process lacks it.

        Raises NotDrawn where the file cannot be opened, and what ``content`` raises.
        """
        reply = self._ask("sizes", sha256, content)
        try:
            told = _TOLD.validate_json(reply)
        except ValidationError as error:
            self.close()
            raise NotDrawn(_ENDED.format("it said what is no reply")) from error
        return Pages(told.drawn_by, tuple(PageSize(*page) for page in told.pages))

    def image(self, sha256: str, content: Callable[[], bytes], index: int, width: int) -> bytes:
        """A page, counted from 0, as a PNG of so many pixels' width, or as near as bounds allow.

        Raises NotDrawn where it cannot be drawn, and what ``content`` raises.
        """
        return self._ask("page", sha256, content, f" {index} {width}")

    def _ask(
        self, kind: str, sha256: str, content: Callable[[], bytes], numbers: str = ""
    ) -> bytes:
        held = self._held == sha256 and not self._process.is_fresh
        sent = b"" if held else content()
        self._held = None
        reply = self._process.ask(f"{kind} {sha256}{numbers}", sent)
        if isinstance(reply, Ended):
            late = _TOO_LONG.format(self._seconds)
            raise NotDrawn(late if reply.late else _ENDED.format(reply.how))
        told, _, rest = reply.partition(b"\n")
        if told == b"refused":
            raise NotDrawn(rest.decode("utf-8", "replace"))
        self._held = sha256
        return rest
