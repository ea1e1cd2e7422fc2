"""A document as it is printed: how deep its sections stand, and what was left out."""

from __future__ import annotations

import io

from rich.console import Console

from api.cli.printing import print_answer, print_document
from api.http.answer_schemas import AnswerResponse
from api.http.document_schemas import DocumentResponse
from rag.answer.small_talk import Reply, compose_reply
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
