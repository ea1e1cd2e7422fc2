"""Every question of every data set at hand: each sentence of an answer stands where it says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from api.http.answer_schemas import AnswerResponse
from evals.cli import BUNDLED
from evals.datasets import DatasetAbsent
from evals.product import build_product
from evals.readers import read_dataset
from rag.document.model import Document
from rag.models.embedder import Embedder
from rag.settings import Settings

DATA = Path("../shared/data")
XQUAD = DATA / "xquad"


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    "name",
    [
        BUNDLED,
        f"foreign:{XQUAD}/xquad.en.json@{BUNDLED.removeprefix('brief:')}",
        f"squad:{XQUAD}/xquad.en.json",
        f"cross:{XQUAD}/xquad.zh.json@{XQUAD}/xquad.en.json",
        f"squad:{DATA}/squad2/dev.json",
        f"spans:{DATA}/chunking",
    ],
)
def test_every_sentence_of_every_answer_is_verbatim(
    name: str, brief: Document, embedder: Embedder, multilingual: Embedder, tmp_path: Path
) -> None:
    try:
        dataset = read_dataset(name, [brief])
    except DatasetAbsent as absent:
        pytest.skip(str(absent))
    settings = Settings(index_dir=tmp_path)
    chinese = any(question.language == "zh" for question in dataset.questions)
    embedders = [embedder, multilingual] if chinese else [embedder]
    engine = build_product(replace(dataset, name="set"), settings, embedders).engine
    answered = 0
    for question in dataset.questions:
        asked = engine.ask(question.text)
        response = AnswerResponse.of(asked, asked.answer(), None)
        assert bool(response.sentences) == response.answerable
        answered += response.answerable
        for sentence, citation in zip(response.sentences, response.citations, strict=True):
            text = engine.index.documents[citation.document].text
            assert text[citation.start : citation.end] == citation.quote == sentence.text
    assert answered
