"""The way of a question, as docs/design.md tells it, and as a question goes it."""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from rag.settings import Settings
from tests.clients import client_of

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "design.md").read_text("utf-8")
WAY = PAGE[PAGE.rindex("## One question, from HTTP to the response") :]
STEPS = re.findall(r"^\d+\. `([^`]+)`", WAY, re.MULTILINE)
QUESTIONS = ("Who is Fang Bingxing?", "Which claims rest on Xinhua?", "Who rules Uganda?")


@contextmanager
def files_that_run() -> Iterator[set[str]]:
    """The project's files of which a function is called, in this thread and in new ones."""
    seen: set[str] = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            seen.add(frame.f_code.co_filename)

    threading.setprofile(note)
    sys.setprofile(note)
    try:
        yield seen
    finally:
        sys.setprofile(None)
        threading.setprofile(None)  # type: ignore[arg-type]


def test_every_file_on_the_way_is_on_the_page(index_dir: Path) -> None:
    settings = Settings(index_dir=index_dir, cached_answers=0)
    with files_that_run() as seen, client_of(settings) as client:
        client.get("/healthz")
        seen.clear()
        for question in QUESTIONS:
            assert client.post("/v1/answer", json={"question": question}).status_code == 200
        answering = set(seen)
    folders = tuple(str(ROOT / name) + "/" for name in ("rag", "index", "api"))
    ours = {Path(f).relative_to(ROOT).as_posix() for f in answering if f.startswith(folders)}
    named = set(re.findall(r"`([a-z]+/[^`]+\.py)`", WAY))
    # What watches for a new generation runs beside the questions.
    beside = {"api/http/generations.py", "index/generation.py", "rag/regular_files.py"}
    assert ours - named <= beside
    assert set(STEPS) <= ours


def test_the_way_is_short() -> None:
    assert len(STEPS) == len(set(STEPS)) <= 16
    assert len(re.findall(r"\(↩", WAY)) <= 8
    assert all((ROOT / step).exists() for step in STEPS)
