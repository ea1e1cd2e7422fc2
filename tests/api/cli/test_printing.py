"""A document as it is printed: how deep its sections stand, and what was left out."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from api.cli.printing import print_answer, print_document, print_passages
from api.http.answer_schemas import AnswerResponse
from api.http.document_schemas import DocumentResponse
from api.http.schemas import CitationModel, PassageModel, QueryResponse
from rag.answer.small_talk import Reply, compose_reply
from rag.document.anchors import Anchor
from rag.document.citations import cite
from rag.document.model import LeftOut, Span
from rag.question.small_talk import small_talk
from rag.reading.structure import parse_document


def printed(text: str) -> list[str]:
    shown = io.StringIO()
    document = DocumentResponse.of(parse_document(text, "x"))
    print_document(document, Console(file=shown, width=200))
    return shown.getvalue().splitlines()


def test_sections_are_set_in_by_their_depth() -> None:
    lines = printed(
        "# Tolls\n\nSix.\n\n## Rates\n\nTwo.\n\n### Winter\n\nOne.\n\n# Crews\n\nTen.\n"
    )
    found = [line for line in lines if line.endswith("(body)")]
    assert found == ["Tolls (body)", "  Rates (body)", "    Winter (body)", "Crews (body)"]


def test_of_what_is_left_out_many_times_the_first_are_printed() -> None:
    page = "Harbour Report                                   June 1999\n\n{0}\n\n"
    prose = "The dyke broke in the night, and the lower town was under water by four."
    foot = "Moor                                              [Page {1}]\n\f\n"
    lines = printed("".join((page + foot).format(prose, n) for n in range(1, 10)))
    left_out = lines[lines.index("Left out") + 1 :]
    assert 5 < len(left_out) < 14
    assert left_out[-1].startswith("… and ") and left_out[-1].endswith("which --json lists")


def test_small_talk_gets_its_line_alone() -> None:
    talk = small_talk("hello")
    assert talk
    shown, errors = io.StringIO(), io.StringIO()
    response = AnswerResponse.of(compose_reply(Reply(talk)))
    print_answer(response, Console(file=shown, width=500), Console(file=errors), several=True)
    assert shown.getvalue() == f"{response.statement}\n"
    assert not errors.getvalue()


@pytest.mark.parametrize(
    ("anchor", "place"),
    [
        (None, "line 1"),
        (Anchor(page=7, page_label="7"), "page 7"),
        (Anchor(page=7, page_label="iv", boxes=((7, 1.0, 2.0, 3.0, 4.0),)), "page 7 (printed iv)"),
        (Anchor(paragraph=31), "paragraph 31 of the file"),
        (Anchor(element="#a > p:nth-child(2)"), "element #a > p:nth-child(2)"),
        (Anchor(page_label="xii", chapter="one.xhtml"), "printed page xii, chapter one.xhtml"),
    ],
)
def test_a_passage_is_placed_in_the_words_of_its_format(anchor: Anchor | None, place: str) -> None:
    document = replace(parse_document("It broke.", "x"), anchors=((0, anchor),) if anchor else ())
    passage = PassageModel(
        rank=1,
        id="x:1",
        score=1.0,
        scores={},
        text=document.text,
        highlights=[],
        citation=CitationModel.of(cite(document, Span(0, 9))),
    )
    shown = io.StringIO()
    response = QueryResponse(question="?", passages=[passage], warnings=[], timings_ms={})
    print_passages(response, Console(file=shown, width=200), Console(file=io.StringIO()), False)
    assert f", paragraph 1, {place} [0:9]" in shown.getvalue()


def test_what_is_left_out_is_placed_where_its_place_is_known() -> None:
    left_out = (
        LeftOut("comment", None, "Really?", Anchor(paragraph=2)),
        LeftOut("page foot", None, "Page 1"),
    )
    document = replace(parse_document("It broke.", "x"), left_out=left_out)
    shown = io.StringIO()
    print_document(DocumentResponse.of(document), Console(file=shown, width=200))
    lines = shown.getvalue().splitlines()
    assert lines[-2:] == ["paragraph 2 of the file, comment: Really?", "page foot: Page 1"]
