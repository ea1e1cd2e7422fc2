"""Responses to questions that are asked again, as they went out."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from threading import Lock

from prometheus_client import Counter
from pydantic import BaseModel

MOST_BYTES = 64_000_000
"""Of the responses that a worker keeps."""
MOST_OF_ONE = 1_000_000
"""Bytes of a response that is kept. An answer from notes or sources holds all of them: a few long
ones would push out all others."""


class AnswersCache:
    """The ``most`` responses last used, as JSON, ``most_bytes`` in all; several threads may use it.

    A response belongs to the generation that gave it, by name, and is never given for another.
    """

    def __init__(self, most: int, lookups: Counter, most_bytes: int = MOST_BYTES) -> None:
        self._most, self._most_bytes = most, most_bytes
        self._bytes = 0
        self._lookups = lookups
        self._kept: OrderedDict[tuple[str, bytes], bytes] = OrderedDict()
        self._guard = Lock()

    def get(self, generation: str, request: BaseModel) -> bytes | None:
        """The response that this request got from the generation, if it is still kept."""
        key = _key(generation, request)
        with self._guard:
            response = self._kept.get(key)
            if response is not None:
                self._kept.move_to_end(key)
        self._lookups.labels("miss" if response is None else "hit").inc()
        return response

    def put(self, generation: str, request: BaseModel, response: bytes) -> None:
        """Keep a response, unless it is too long; those used longest ago make room."""
        if len(response) > MOST_OF_ONE:
            return
        key = _key(generation, request)
        with self._guard:
            self._drop(key)
            self._kept[key] = response
            self._bytes += len(response)
            while len(self._kept) > self._most or self._bytes > self._most_bytes:
                self._drop(next(iter(self._kept)))

    def drop_others(self, generation: str) -> None:
        """Forget what other generations gave."""
        with self._guard:
            for key in [key for key in self._kept if key[0] != generation]:
                self._drop(key)

    def _drop(self, key: tuple[str, bytes]) -> None:
        self._bytes -= len(self._kept.pop(key, b""))

    def __len__(self) -> int:
        return len(self._kept)


def _key(generation: str, request: BaseModel) -> tuple[str, bytes]:
    # Hashed, because a request may carry a conversation a hundred times as long as the answer.
    content = f"{type(request).__name__} {request.model_dump_json()}"
    return generation, hashlib.sha256(content.encode()).digest()
