"""Responses that are kept: bounded by number and by bytes."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter
from pydantic import BaseModel

from api.http.answers_cache import MOST_BYTES, MOST_OF_ONE, AnswersCache


class Asked(BaseModel):
    number: int


def cache_of(most: int, most_bytes: int = MOST_BYTES) -> AnswersCache:
    lookups = Counter("lookups", "Of a test.", ["result"], registry=CollectorRegistry())
    return AnswersCache(most, lookups, most_bytes)


def kept(cache: AnswersCache, count: int = 10, generation: str = "one") -> list[int]:
    """Which of the first requests still have a response."""
    return [number for number in range(count) if cache.get(generation, Asked(number=number))]


def test_the_ones_used_longest_ago_make_room_for_bytes() -> None:
    cache = cache_of(100, 1000)
    for number in range(5):
        cache.put("one", Asked(number=number), b"x" * 250)
    assert kept(cache) == [1, 2, 3, 4]
    cache.get("one", Asked(number=1))
    cache.put("one", Asked(number=5), b"x" * 500)
    assert kept(cache) == [1, 4, 5]


def test_what_goes_is_counted_no_more() -> None:
    cache = cache_of(3, 1000)
    for size in (900, 100, 1, 300):  # the same request again and again
        cache.put("one", Asked(number=0), b"x" * size)
    for number in range(10):
        cache.put("one", Asked(number=number), b"x" * 300)
    assert kept(cache) == [7, 8, 9]
    cache.drop_others("two")
    assert len(cache) == 0
    for number in range(3):
        cache.put("two", Asked(number=number), b"x" * 300)
    assert kept(cache, generation="two") == [0, 1, 2]


def test_a_very_long_response_is_not_kept_and_pushes_nothing_out() -> None:
    cache = cache_of(1000)
    cache.put("one", Asked(number=0), b"x")
    cache.put("one", Asked(number=1), b"x" * (MOST_OF_ONE + 1))
    assert kept(cache) == [0]
    cache.put("one", Asked(number=2), b"x" * MOST_OF_ONE)
    assert kept(cache) == [0, 2]


def test_by_default_a_bounded_number_of_long_ones_is_kept() -> None:
    cache = cache_of(1000)
    long = b"x" * MOST_OF_ONE
    for number in range(100):
        cache.put("one", Asked(number=number), long)
    assert len(cache) * len(long) <= MOST_BYTES
