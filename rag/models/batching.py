"""What several threads wait for, done for all of them at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from threading import Lock
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class Shared(Generic[Item, Result]):
    """A function of one item, run for all items that threads wait with.

    A thread alone runs at once, since nothing is waited for but a run under way. What waits is
    bounded by who may call: one item a thread. A run that fails, fails for all that shared it.
    ``run`` gets at most ``most`` items and gives a result for each, which must not depend on the
    company.
    """

    def __init__(
        self, run: Callable[[Sequence[Item]], Sequence[Result]], most: int | None = None
    ) -> None:
        self._run = run
        self._most = most
        self._waiting: list[tuple[Item, Future[Result]]] = []
        self._guard = Lock()
        self._turn = Lock()

    def __call__(self, item: Item) -> Result:
        result: Future[Result] = Future()
        with self._guard:
            self._waiting.append((item, result))
        with self._turn:  # whoever comes first runs for all that wait
            while not result.done():
                self._run_waiting()
        return result.result()

    def _run_waiting(self) -> None:
        with self._guard:
            count = self._most or len(self._waiting)
            waiting, self._waiting = self._waiting[:count], self._waiting[count:]
        try:
            results = self._run([item for item, _ in waiting])
            for (_, result), value in zip(waiting, results, strict=True):
                result.set_result(value)
        except Exception as error:
            for _, result in waiting:
                if not result.done():
                    result.set_exception(error)
