"""What threads wait for together is done together, with the same results as alone."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import numpy as np
import pytest

from rag.models.batching import Shared
from rag.models.embedder import Embedder
from rag.search.dot_products import product_with

QUESTIONS = (
    "Who is Fang Bingxing?",
    "What did Clinton compare to nailing Jell-O to a wall?",
    "When was the law passed?",
    "Which newspaper is cited for it?",
    "Why?",
)


@pytest.mark.parametrize(("most", "runs"), [(None, [1, 4]), (3, [1, 3, 1]), (1, [1] * 5)])
def test_what_waits_for_a_run_shares_the_next(most: int | None, runs: list[int]) -> None:
    done: list[int] = []
    entered, go_on = Event(), Event()

    def double(items: Sequence[int]) -> list[int]:
        done.append(len(items))
        if len(done) == 1:
            entered.set()
            go_on.wait(10)
        return [2 * item for item in items]

    shared = Shared(double, most)
    with ThreadPoolExecutor(5) as pool:
        first = pool.submit(shared, 0)
        entered.wait(10)
        others = [pool.submit(shared, item) for item in range(1, 5)]
        while len(shared._waiting) < 4:
            time.sleep(0.001)
        go_on.set()
        assert [each.result() for each in [first, *others]] == [0, 2, 4, 6, 8]
    assert done == runs


def test_a_run_that_fails_is_told_and_the_next_runs() -> None:
    failures = iter([True])

    def run(items: Sequence[int]) -> Sequence[int]:
        if next(failures, False):
            raise RuntimeError("out of memory")
        return items

    shared = Shared(run)
    with pytest.raises(RuntimeError, match="out of memory"):
        shared(1)
    assert shared(2) == 2


def test_questions_in_company_get_the_bits_that_they_get_alone(embedder: Embedder) -> None:
    alone = [embedder.encode_questions([question])[0] for question in QUESTIONS]
    for one, other in zip(alone, embedder.encode_questions(QUESTIONS), strict=True):
        assert np.array_equal(one.tokens, other.tokens)
        assert np.array_equal(one.pooled, other.pooled)


def test_products_in_company_are_those_alone(embedder: Embedder) -> None:
    vectors = embedder.encode_passages(["The law was passed in 2016. It took effect later."])[0]
    multiply = product_with(vectors.tokens.astype(np.float16))
    asked = [embedder.encode_questions([question])[0].tokens for question in QUESTIONS]
    alone = [multiply(tokens) for tokens in asked]
    with ThreadPoolExecutor(len(asked)) as pool:
        for _ in range(20):
            for one, other in zip(alone, pool.map(multiply, asked), strict=True):
                assert np.array_equal(one, other)
