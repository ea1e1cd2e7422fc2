"""What ``brief-rag eval`` does: the evaluation with the configured model and settings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from evals.cli import DATASETS, THRESHOLDS, check_names, print_sample, run_eval
from evals.embedders import PlainEmbedder
from evals.product import build_product
from rag.chunking import chunk_document
from rag.models.embedder import PYTORCH
from rag.models.opening import open_embedders, open_readers
from rag.models.pytorch import load_sentence_transformer
from rag.reading.library import load_documents
from rag.settings import DEFAULT_MODEL, Settings


def evaluate_command(
    settings: Settings,
    datasets: Sequence[str] | None,
    out: Path,
    gate: bool,
    bench: bool,
    in_pytorch: bool,
    limit: int | None,
    top_k: int,
    console: Console,
) -> bool:
    """Run and print the evaluation; False where the gate fails.

    ``in_pytorch`` adds the same system with the models run by sentence-transformers itself.

    Raises what ``run_eval`` raises, for a name that is no data set before the models are loaded.
    """
    datasets = datasets or DATASETS
    check_names(datasets)
    embedders = open_embedders(settings)
    readers = open_readers(embedders, settings)
    originals = settings.model_copy(update={"runtime": PYTORCH})
    twins = open_embedders(originals) if in_pytorch else []
    return run_eval(
        corpus=load_documents([settings.corpus]),
        build=lambda dataset: build_product(dataset, settings, embedders, readers=readers),
        build_twin=(
            (lambda dataset: build_product(dataset, originals, twins, "brief-rag in PyTorch"))
            if in_pytorch
            else None
        ),
        embedder=_for_baselines(settings),
        console=console,
        datasets=datasets,
        out=out,
        top_k=top_k,
        limit=limit,
        bench=bench,
        gate=THRESHOLDS if gate else None,
    )


def _for_baselines(settings: Settings) -> PlainEmbedder:
    """The configured model, or the default one in place of a model of one vector a token.

    The baselines know one vector a text alone.
    """
    from sentence_transformers import SentenceTransformer

    for name in (settings.model, DEFAULT_MODEL):
        model = load_sentence_transformer(name, settings.threads)
        if isinstance(model, SentenceTransformer):
            return PlainEmbedder(model)
    raise AssertionError("the default model has one vector a text")


def sample_command(settings: Settings, count: int, console: Console) -> None:
    """Print passages of the configured corpus as lines to label."""
    embedder = open_embedders(settings)[0]
    limit = min(settings.passage_tokens, embedder.passage_window)
    documents = load_documents([settings.corpus])
    passages = [
        p
        for d in documents
        for p in chunk_document(d, embedder.count_tokens, limit, settings.passage_characters)
    ]
    print_sample(documents, passages, count, console)
