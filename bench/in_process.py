"""One side measured inside a process of its own: ``python -m bench.in_process SIDE FOLDER SEED``.

Prints JSON: milliseconds of each question, and passages embedded a second.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter

from bench.questions import bundled_questions

WARM_UP = 10


def timed(ask: Callable[[str], object], questions: Sequence[str]) -> list[float]:
    """Milliseconds that each question takes, asked twice, after ``WARM_UP`` not counted."""
    times = []
    for question in [*questions[:WARM_UP], *questions, *questions]:
        start = perf_counter()
        ask(question)
        times.append((perf_counter() - start) * 1000)
    return times[WARM_UP:]


def project(folder: Path, questions: Sequence[str]) -> dict[str, object]:
    """This project: passages found, answers made, and texts encoded into a new cache."""
    from index.embedding_cache import Encoder, open_cache
    from index.opening import open_engine
    from rag.models.token_codebook import codebook_for
    from rag.settings import Settings

    engine = open_engine(Settings(index_dir=folder))
    query = timed(lambda question: engine.search(question, 5), questions)
    answer = timed(lambda question: engine.ask(question), questions)
    texts = _passages(folder)
    with tempfile.TemporaryDirectory() as beside:
        start = perf_counter()
        with open_cache(Path(beside) / "encodings.sqlite", print) as cache:
            codebook = codebook_for(engine.embedder, Path(beside))
            cache.encode_missing(Encoder(engine.embedder, codebook), texts)
        rate = len(texts) / (perf_counter() - start)
    return {"query": query, "answer": answer, "passages_per_second": rate}


def plain(folder: Path, questions: Sequence[str]) -> dict[str, object]:
    """The plain stack: passages found, and the same texts encoded in batches of 32."""
    from bench import plain_stack

    store = plain_stack.load(folder)
    query = timed(lambda question: plain_stack.search(store, question), questions)
    model, texts = plain_stack.Model().transformer, _passages(folder)
    start = perf_counter()
    model.encode(texts, batch_size=32)
    rate = len(texts) / (perf_counter() - start)
    return {"query": query, "passages_per_second": rate}


def _passages(folder: Path) -> list[str]:
    texts: list[str] = json.loads((folder.parent / "passages.json").read_text("utf-8"))
    return texts


if __name__ == "__main__":
    side, place, seed = sys.argv[1:]
    asked = bundled_questions()
    random.Random(int(seed)).shuffle(asked)
    measure = {"project": project, "plain": plain}[side]
    print(json.dumps(measure(Path(place), asked)))
