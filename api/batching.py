"""Questions that arrive together, embedded together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from threading import Lock

from api.engine import Engine
from rag.embedding import Embedder, ModelOutput, Role, Run


class Batcher:
    """``rag.embedding.Run`` for several threads: those that wait for a pass share the next.

    A question alone is run at once, since nothing is waited for but a pass under way. Which texts
    share a pass does not change their vectors. What waits is bounded by who may call: one question
    a thread of the server. A pass that fails, fails for all that shared it.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._waiting: list[tuple[Sequence[str], Future[list[ModelOutput]]]] = []
        self._guard = Lock()
        self._turn = Lock()

    def __call__(self, texts: Sequence[str], role: Role) -> Iterable[ModelOutput]:
        if role == "document":  # many already
            return self._run(texts, role)
        outputs: Future[list[ModelOutput]] = Future()
        with self._guard:
            self._waiting.append((texts, outputs))
        with self._turn:  # whoever comes first runs for all that wait
            if not outputs.done():
                self._run_waiting()
        return outputs.result()

    def _run_waiting(self) -> None:
        with self._guard:
            waiting, self._waiting = self._waiting, []
        try:
            results = iter(list(self._run([t for texts, _ in waiting for t in texts], "query")))
            for texts, outputs in waiting:
                outputs.set_result([next(results) for _ in texts])
        except Exception as error:
            for _, outputs in waiting:
                if not outputs.done():
                    outputs.set_exception(error)


def batched(engine: Engine) -> Engine:
    """The engine, with questions of several threads embedded together."""
    multilingual = engine.multilingual and _batched(engine.multilingual)
    return replace(engine, embedder=_batched(engine.embedder), multilingual=multilingual)


def _batched(embedder: Embedder) -> Embedder:
    return replace(embedder, run=Batcher(embedder.run))
