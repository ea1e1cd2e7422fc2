"""When an agreement was signed its text tells, and where that is silent its metadata."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.builder import Limits, build_index
from index.loading import load_store
from rag.engine import Engine
from rag.models.embedder import Embedder
from rag.reading.library import read_documents

TEXT = """---
title: Agreement on the Ferry
date: 2023-11-03
---
# Agreement on the Ferry

## Term

The agreement was signed in Tarn on 20 December 2023. It comes into force on 1 January 2024 and \
lasts for three years.

## Fares

A crossing costs four crowns.
"""


def asked_of(text: str, folder: Path, embedder: Embedder) -> Engine:
    (folder / "agreement.md").write_text(text, "utf-8")
    documents = read_documents([folder / "agreement.md"], print).documents
    build_index(folder / "index", documents, [embedder], Limits())
    return Engine(load_store(folder / "index"), embedder)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Engine:
    return asked_of(TEXT, tmp_path_factory.mktemp("dates"), embedder)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("When was the agreement signed?", "20 December 2023"),
        ("When does the agreement come into force?", "1 January 2024"),
        ("How long does the agreement last?", "three years"),
    ],
)
def test_the_text_tells(engine: Engine, question: str, told: str) -> None:
    answer = engine.ask(question)
    assert answer.answerable
    assert any(told in sentence.text for sentence in answer.sentences)


def test_the_metadata_tells_what_the_text_does_not(tmp_path: Path, embedder: Embedder) -> None:
    silent = TEXT[: TEXT.index("## Term")] + TEXT[TEXT.index("## Fares") :]
    answer = asked_of(silent, tmp_path, embedder).ask("When was this agreement signed?")
    assert answer.answerable and answer.statement and "3 November 2023" in answer.statement
