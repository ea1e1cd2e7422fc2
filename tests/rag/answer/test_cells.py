"""Questions of one row of a table: the row that is meant, and the cell that answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.builder import Limits, build_index
from index.loading import load_store
from rag.document.filters import Filters
from rag.engine import Engine
from rag.models.embedder import Embedder
from rag.reading.library import read_documents

DOCUMENTS = {
    "lights.md": """# Lighthouses of the Coast

| Name | Built | Keeper | Height (m) | Light |
|---|---|---|---|---|
| Aske Point | 1871 | Ole Brandt | 31 | white |
| Border Rock | 1902 | Sara Lind | 44 | red |
| Cape Tarn | 1888 | Ole Brandt | 27 | green |
| Dorn Head | 1911 | Nils Roe | 39 | white |
""",
    "models.md": """# Pump: manual

| Property | Pump 20 | Pump 20 Plus |
|---|---|---|
| Weight | 11 kilograms | 15 kilograms |
| Noise | 38 decibels | 44 decibels |
| Colour | grey | blue |
""",
    "ports.md": """# Ports

| Name | Keeper | Ships |
|---|---|---|
| Port 111 | Ann Lee | 777 |
| Port 777 | Bo Day | 40 |
| Port 40 | Cy Fox | 111 |
""",
    "haefen.md": """# Häfen

| Hafen | Eröffnet | Leiter |
|---|---|---|
| Nordhafen | 1904 | Karl Moser |
| Südhafen | 1931 | Else Brand |
""",
}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Engine:
    texts, index = tmp_path_factory.mktemp("texts"), tmp_path_factory.mktemp("index")
    for name, text in DOCUMENTS.items():
        (texts / name).write_text(text, encoding="utf-8")
    build_index(index, read_documents([Path(texts)], print).documents, [embedder], Limits())
    return Engine(load_store(index), embedder)


@pytest.mark.parametrize(
    ("document", "question", "row", "cell"),
    [
        ("lights", "When was Cape Tarn built?", "Cape Tarn", "1888"),
        ("lights", "How high is Border Rock?", "Border Rock", "44"),
        ("lights", "Who keeps Border Rock?", "Border Rock", "Sara Lind"),
        ("lights", "What colour is the light of Dorn Head?", "Dorn Head", "white"),
        ("lights", "Which lighthouse does Sara Lind keep?", "Border Rock", "Border Rock"),
        ("lights", "Which lighthouse has a green light?", "Cape Tarn", "Cape Tarn"),
        ("lights", "the height of Aske Point", "Aske Point", "31"),
        ("ports", "Who is the keeper of Port 777?", "Port 777", "Bo Day"),
        ("models", "How heavy is the Pump 20?", "Weight", "11 kilograms"),
        ("models", "How much does the Pump 20 Plus weigh?", "Weight", "15 kilograms"),
        ("models", "What is the colour of the Pump 20 Plus?", "Colour", "blue"),
        ("haefen", "Wann wurde der Südhafen eröffnet?", "Südhafen", "1931"),
        ("haefen", "Wer ist Leiter des Nordhafens?", "Nordhafen", "Karl Moser"),
    ],
)
def test_the_cell_that_answers_is_marked(
    shelf: Engine, document: str, question: str, row: str, cell: str
) -> None:
    answer = shelf.ask(question, filters=Filters(document=(document,)))
    header, shown = answer.sentences
    text = shelf.store.document(document).text
    assert header.is_context and shown.text.startswith(row)
    assert [mark.of(text) for mark in shown.marks] == [cell]


@pytest.mark.parametrize(
    ("document", "question"),
    [
        ("lights", "What did Border Rock cost?"),
        ("lights", "When was Border Rock closed?"),
        ("lights", "How high is Elm Head?"),
        ("lights", "Who was the keeper of Dorn Head in 1950?"),
        ("lights", "Which lighthouse does Ole Brandt keep?"),  # he keeps two
        ("models", "How loud is the Pump 30?"),
    ],
)
def test_what_no_cell_tells_is_not_marked(shelf: Engine, document: str, question: str) -> None:
    answer = shelf.ask(question, filters=Filters(document=(document,)))
    assert not any(sentence.marks for sentence in answer.sentences)
