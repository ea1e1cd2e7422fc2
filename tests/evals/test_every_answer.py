"""Every question of every data set at hand: each sentence of an answer stands where it says.

What is quoted is compared with the data set's own file, read here without the project's code.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from evals.cli import BUNDLED
from evals.dataset_kinds import read_dataset
from evals.datasets import DatasetAbsent
from evals.product import build_product
from rag.document.model import Document
from rag.models.embedder import Embedder
from rag.settings import BUNDLED_CORPUS, Settings

DATA = Path("../shared/data")
XQUAD = DATA / "xquad" / "xquad.en.json"
XQUAD_ZH = DATA / "xquad" / "xquad.zh.json"
SQUAD = DATA / "squad2" / "dev.json"
CHUNKING = DATA / "chunking"


def plain_texts(folder: Path, pattern: str) -> dict[str, str]:
    return {p.stem: p.read_bytes().decode("utf-8") for p in folder.glob(pattern)}


def articles(path: Path) -> dict[str, str]:
    """The articles of a SQuAD file, their paragraphs with a blank line between."""
    found = {}
    for article in json.loads(path.read_bytes())["data"]:
        found[article["title"]] = "\n\n".join(p["context"] for p in article["paragraphs"])
    return found


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("name", "source"),
    [
        (BUNDLED, BUNDLED_CORPUS),
        (f"foreign:{XQUAD}@{BUNDLED.removeprefix('brief:')}", BUNDLED_CORPUS),
        (f"squad:{XQUAD}", XQUAD),
        (f"cross:{XQUAD_ZH}@{XQUAD}", XQUAD),
        (f"squad:{SQUAD}", SQUAD),
        (f"spans:{CHUNKING}", CHUNKING),
    ],
)
def test_every_sentence_of_every_answer_stands_in_the_file(
    name: str,
    source: Path,
    brief: Document,
    embedder: Embedder,
    multilingual: Embedder,
    tmp_path: Path,
) -> None:
    try:
        dataset = read_dataset(name, [brief])
    except DatasetAbsent as absent:
        pytest.skip(str(absent))
    pattern = "*.txt" if source == BUNDLED_CORPUS else "*.md"
    texts = articles(source) if source.is_file() else plain_texts(source, pattern)
    settings = Settings(index_dir=tmp_path)
    chinese = any(question.language == "zh" for question in dataset.questions)
    embedders = [embedder, multilingual] if chinese else [embedder]
    engine = build_product(replace(dataset, name="set"), settings, embedders).engine
    answered = 0
    for question in dataset.questions:
        answer = engine.ask(question.text)
        assert bool(answer.sentences) == answer.answerable
        answered += answer.answerable
        for sentence in answer.sentences:
            place = sentence.citation
            text = texts[place.document]
            assert text[place.span.start : place.span.end] == sentence.text
            for mark in sentence.marks:
                assert place.span.start <= mark.start < mark.end <= place.span.end
            for cited in place.sources:
                assert text[cited.span.start : cited.span.end] == cited.raw
    assert answered
