"""Whether the store that the settings name ranks as the local one does, on the brief's questions.

BRIEF_RAG_STORE=milvus://localhost:19530/agreement python -m evals.store_agreement
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from evals.product import Product, build_product
from evals.read_brief import read_brief
from rag.models.opening import open_embedders, open_readers
from rag.reading.library import load_documents
from rag.settings import BUNDLED_CORPUS, LOCAL_STORE, Settings

BEST = 5
QUESTIONS = Path(__file__).with_name("brief-dev.jsonl")


def main(
    show: Annotated[bool, typer.Option(help="Print what is ranked otherwise.")] = False,
) -> None:
    """Ask each question of both stores, and count the same best passages and the same answers."""
    settings, console = Settings(), Console()
    embedders = open_embedders(settings)
    readers = open_readers(embedders, settings)
    dataset = read_brief(QUESTIONS, load_documents([BUNDLED_CORPUS]))
    local = settings.model_copy(update={"store": LOCAL_STORE})
    ours, theirs = (
        build_product(dataset, each, embedders, readers=readers) for each in (local, settings)
    )
    counts = dict.fromkeys(("questions", "first", "five", "sets", "answers"), 0)
    for question in dataset.questions:
        one, other = (_best(product, question.text) for product in (ours, theirs))
        said = [product.answer(question).text for product in (ours, theirs)]
        counts["questions"] += 1
        counts["first"] += one[:1] == other[:1]
        counts["five"] += one == other
        counts["sets"] += set(one) == set(other)
        counts["answers"] += said[0] == said[1]
        if show and one != other:
            console.print(f"{question.text}\n  {one}\n  {other}", highlight=False)
    console.print(", ".join(f"{what} {count}" for what, count in counts.items()), highlight=False)


def _best(product: Product, question: str) -> list[str]:
    return [hit.passage for hit in product.search_many([question], BEST)[0]]


if __name__ == "__main__":
    typer.run(main)
