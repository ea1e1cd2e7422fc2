"""What is costly is made once, however many threads ask, and tried again where it failed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import numpy as np
import pytest

from index.tokens import TokenPart, load_tokens, write_token_parts
from rag.errors import ModelError
from rag.models import inference
from rag.models.token_codebook import train_codebook
from rag.once import once
from rag.search import code_products, dot_products
from rag.search.token_layout import layout_of

THREADS = 8
VECTORS = np.eye(8, dtype=np.float32)
CODEBOOK = train_codebook(VECTORS)  # its entries are 0 and 1, so that nothing is lost


@pytest.fixture(autouse=True)
def threads_that_switch_often() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def at_once(work: Callable[[], object]) -> list[object]:
    """What each of several threads that start together gets, errors included."""
    start, results = Barrier(THREADS), list[object]()

    def run() -> None:
        start.wait()
        try:
            results.append(work())
        except Exception as error:
            results.append(error)

    threads = [Thread(target=run) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


class Compiling:
    """OpenVINO's compiling, counted; the first ``failing`` times it says that it lacks memory."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, failing: int = 0) -> None:
        self.count, self.failing, self.real = 0, failing, inference.compiled
        monkeypatch.setattr(dot_products, "compiled", self)
        monkeypatch.setattr(code_products, "compiled", self)
        monkeypatch.setattr(code_products, "_infers", {})

    def __call__(self, *arguments: Any) -> inference.Infer:
        self.count += 1
        if self.count <= self.failing:
            raise RuntimeError("Exception from plugin.cpp:1\nbad allocation\n")
        return self.real(*arguments)


def codes_compared(folder: Path) -> Callable[[], object]:
    codes = CODEBOOK.encode(VECTORS)
    return lambda: code_products.code_products(VECTORS, CODEBOOK, codes, 1).tolist()


def laid_out(folder: Path) -> Callable[[], object]:
    layout = layout_of([[np.asarray([8])]])
    part = TokenPart(CODEBOOK.encode(VECTORS), np.ones(1, np.float32), layout)
    write_token_parts(folder / "tokens", [part], CODEBOOK)
    store = load_tokens(folder / "tokens", len(VECTORS), 1)
    return lambda: store._product(VECTORS).tolist()


@pytest.mark.parametrize("make", [codes_compared, laid_out])
def test_racing_questions_compile_once(
    make: Callable[[Path], Callable[[], object]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiling = Compiling(monkeypatch)
    assert at_once(make(tmp_path)) == [VECTORS.tolist()] * THREADS
    assert compiling.count == 1


@pytest.mark.parametrize("make", [codes_compared, laid_out])
def test_a_failure_is_told_in_words_and_the_next_question_tries_again(
    make: Callable[[Path], Callable[[], object]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiling = Compiling(monkeypatch, failing=3)
    results = at_once(make(tmp_path))
    failed = [result for result in results if isinstance(result, Exception)]
    assert len(failed) == 3 and all(isinstance(error, ModelError) for error in failed)
    assert "(bad allocation); where memory is short" in str(failed[0])
    assert [r for r in results if r not in failed] == [VECTORS.tolist()] * (THREADS - 3)
    assert compiling.count == 4


def test_a_thing_is_made_when_it_is_asked_for_and_not_before() -> None:
    made: list[int] = []
    get = once(lambda: made.append(1) or len(made))
    assert not made
    assert at_once(get) == [1] * THREADS
