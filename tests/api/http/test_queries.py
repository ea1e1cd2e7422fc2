"""HTTP against the real index and model."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from rag.document.model import Document
from rag.errors import IndexMissing
from rag.settings import Settings
from tests.clients import client_of


def assert_problem(response: Any, status: int, kind: str, *words: str) -> None:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["type"] == f"urn:brief-rag:problem:{kind}"
    assert body["status"] == status
    assert "Traceback" not in response.text
    for word in words:
        assert word in response.text


@pytest.mark.parametrize(
    ("question", "evidence"),
    [
        ("Which existing framework is sovereign AI evolving from?", "cyber-sovereignty"),
        ("Which newspaper is cited for Clinton’s remark about nailing Jell-O to a wall?", "Jell-O"),
        ("Which foreign gadgets and programs are being swapped for homegrown ones?", "iPhones"),
        ("Which conclusion about the UN rests on the Just Security piece?", "unresolved split"),
        ("How many more AI researchers does the PRC need?", "300,000"),
    ],
)
def test_the_right_passage_comes_first(client: TestClient, question: str, evidence: str) -> None:
    response = client.post("/v1/query", json={"question": question, "top_k": 3})
    assert response.status_code == 200
    body = response.json()
    assert body["question"] == question
    assert evidence in body["passages"][0]["text"]
    assert [p["rank"] for p in body["passages"]] == [1, 2, 3]


def test_everything_returned_slices_to_its_quote(client: TestClient, brief_text: str) -> None:
    question = "What did Wang Yi say about small courtyards and high walls?"
    body = client.post("/v1/query", json={"question": question, "top_k": 50}).json()
    text = client.get("/v1/documents/china-brief-24-8").json()["text"]
    assert text == brief_text
    scores = [p["score"] for p in body["passages"]]
    assert scores == sorted(scores, reverse=True)
    for passage in body["passages"]:
        citation = passage["citation"]
        assert text[citation["start"] : citation["end"]] == citation["quote"] == passage["text"]
        for span in passage["highlights"]:
            assert citation["start"] <= span["start"] < span["end"] <= citation["end"]
        for source in citation["sources"]:
            assert text[source["start"] : source["end"]] == source["raw"]
        for note in citation["notes"]:
            assert text[note["start"] : note["end"]] == note["text"]
    assert {"embed", "search", "total"} <= body["timings_ms"].keys()


def test_the_citation_is_whole(client: TestClient) -> None:
    question = "What pressure did Xi put on the Netherlands over lithography equipment?"
    body = client.post("/v1/query", json={"question": question, "top_k": 1}).json()
    citation = body["passages"][0]["citation"]
    assert citation["document"] == "china-brief-24-8"
    assert citation["title"] == "CCP Cyber Sovereignty Contains Lessons For AI’s Future"
    assert (citation["section"], citation["paragraph"]) == ("PRC Demands for AI Cooperation", 2)
    assert {"outlet": "MFA", "date": "2024-03-07", "year_inferred": True}.items() <= next(
        s for s in citation["sources"] if s["outlet"] == "MFA"
    ).items()
    assert [note["number"] for note in citation["notes"]] == [1]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"section": ["conclusion"]}, {"Conclusion"}),
        ({"source": ["IPVM"]}, {"Betrayal and the Birth of Cyber Sovereignty"}),
        ({"date_to": "1999"}, {"US IT and PRC Democracy: A Failed Gambit"}),
        (
            {"date_from": "2010-06", "date_to": "2010-06"},
            {"Betrayal and the Birth of Cyber Sovereignty"},
        ),
        ({"source": ["CISCO"], "date_from": "2000"}, set()),
    ],
)
def test_filters_apply_before_ranking(
    client: TestClient, filters: dict[str, Any], expected: set[str]
) -> None:
    body = {"question": "How long does Jell-O take to set?", "top_k": 50, "filters": filters}
    response = client.post("/v1/query", json=body)
    assert response.status_code == 200
    assert {p["citation"]["section"] for p in response.json()["passages"]} == expected


def test_the_sentence_that_answers_is_highlighted(client: TestClient, brief: Document) -> None:
    question = "How many more AI researchers does the PRC need?"
    body = client.post("/v1/query", json={"question": question, "top_k": 1}).json()
    (span,) = body["passages"][0]["highlights"]
    assert "300,000 more AI researchers" in brief.text[span["start"] : span["end"]]


def test_documents(client: TestClient, brief: Document) -> None:
    (summary,) = client.get("/v1/documents").json()["documents"]
    assert summary["id"] == brief.id and summary["year"] == 2024
    whole = client.get(f"/v1/documents/{brief.id}").json()
    assert [s["title"] for s in whole["sections"]] == [s.title for s in brief.sections]
    assert len(whole["references"]) == 103 and len(whole["notes"]) == 7
    assert_problem(client.get("/v1/documents/none"), 404, "not-found", "none", "GET /v1/documents")


def test_a_document_says_where_everything_stands(client: TestClient, brief: Document) -> None:
    whole = client.get(f"/v1/documents/{brief.id}").json()
    text = whole["text"]

    def quoted(spans: list[dict[str, int]]) -> list[str]:
        return [text[span["start"] : span["end"]] for span in spans]

    assert (whole["title"], whole["publication"], whole["year"]) == (
        "CCP Cyber Sovereignty Contains Lessons For AI’s Future",
        "China Brief",
        2024,
    )
    assert quoted(whole["front_matter"])[0] == whole["title"]
    printed = [s for s in whole["sections"] if s["heading"]]
    assert [s["title"] for s in whole["sections"] if not s["heading"]] == [
        "Introduction",
        "Conclusion",
        "Notes",
    ]
    assert quoted([s["heading"] for s in printed])[1:] == [s["title"] for s in printed][1:]
    assert [p for note in whole["notes"] for p in quoted(note["pointers"])] == [
        f"[{number}]" for number in range(1, 8)
    ]
    first = whole["sections"][0]["paragraphs"][0]
    assert quoted([first])[0].startswith("• ")
    assert quoted(first["sentences"])[0].startswith("Xi Jinping is unequivocal")


def test_health_and_documentation(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    ready = client.get("/readyz").json()
    assert ready["status"] == "ready" and ready["passages"] > 30
    page = client.get("/docs")
    assert page.status_code == 200 and "//cdn" not in page.text


def test_before_the_index_is_loaded_it_is_alive_but_not_ready(index_dir: Path) -> None:
    client = client_of(Settings(index_dir=index_dir))  # its lifespan has not begun
    assert client.get("/healthz").status_code == 200
    assert_problem(client.get("/readyz"), 503, "service-unavailable")
    assert_problem(client.post("/v1/query", json={"question": "x"}), 503, "service-unavailable")


def test_without_an_index_it_does_not_start(tmp_path: Path) -> None:
    with (
        pytest.raises(IndexMissing, match="brief-rag index"),
        client_of(Settings(index_dir=tmp_path)),
    ):
        pass


@pytest.mark.parametrize(
    ("body", "field", "bound"),
    [
        ({"question": ""}, "question", '"minLength":1'),
        ({"question": "   "}, "question", '"minLength":1'),
        ({"question": "x" * 2001}, "question", '"maxLength":2000'),
        ({"question": "x", "top_k": 0}, "top_k", '"minimum":1'),
        ({"question": "x", "top_k": 51}, "top_k", '"maximum":50'),
        ({"question": "x", "top_k": "5"}, "top_k", "integer"),
        ({"question": 5}, "question", "string"),
        ({}, "question", "required"),
        ({"question": "x", "topk": 5}, "topk", "not permitted"),
        ([], "body", "dictionary"),
    ],
)
def test_bounds_are_named(client: TestClient, body: Any, field: str, bound: str) -> None:
    response = client.post("/v1/query", json=body)
    assert_problem(response, 422, "invalid-request", f'"field":"{field}"', bound)
    assert field in response.json()["detail"]


@pytest.mark.parametrize(
    ("filters", "kind", "said"),
    [
        ({"document": ["china-brief-x", "x"]}, "unknown-filter", "no document 'china-brief-x'"),
        ({"section": ["Conclusion", "x"]}, "unknown-filter", "no section 'x'; GET /v1/documents"),
        ({"date_from": "2015-02-31"}, "invalid-request", "2015-02-31"),
        ({"date_from": "2015-13"}, "invalid-request", "2015-13"),
        ({"date_to": "２０１５"}, "invalid-request", "date_to"),
        ({"date_to": "2015\n"}, "invalid-request", "date_to"),
        ({"date_to": "0000"}, "invalid-request", "0000"),
        ({"date_from": "2016", "date_to": "2015-05"}, "invalid-request", "2016 is after"),
    ],
)
def test_filters_that_nothing_can_pass_are_refused(
    client: TestClient, filters: dict[str, Any], kind: str, said: str
) -> None:
    for path in ("/v1/query", "/v1/answer"):
        response = client.post(path, json={"question": "x", "filters": filters})
        assert_problem(response, 422, kind, '"field":"filters', said)


def test_dates_as_coarse_as_a_month_hold_its_days(client: TestClient) -> None:
    filters = {"date_from": "2015-05-31", "date_to": "2015-05"}
    body = {"question": "x", "filters": filters}
    assert client.post("/v1/query", json=body).status_code == 200


def test_the_bounds_themselves_are_taken(client: TestClient) -> None:
    body = {"question": "word " * 399 + "wordy", "top_k": 50}
    assert len(body["question"]) == 2000
    assert client.post("/v1/query", json=body).status_code == 200
    assert client.post("/v1/query", json={"question": "x", "top_k": 1}).status_code == 200


def test_what_is_not_json_is_refused(client: TestClient) -> None:
    response = client.post(
        "/v1/query", content=b"{question", headers={"content-type": "application/json"}
    )
    assert_problem(response, 422, "invalid-request", "is not JSON")


@pytest.mark.parametrize(
    "body",
    [b'{"question": "\xff"}', b"[" * 100_000, b'{"question": "x", "top_k": ' + b"9" * 5000 + b"}"],
)
def test_bodies_that_cannot_be_read_name_the_body(client: TestClient, body: bytes) -> None:
    response = client.post("/v1/query", content=body, headers={"content-type": "application/json"})
    assert_problem(response, 422, "invalid-request", '"field":"')


def test_another_content_type_is_told_which_to_send(client: TestClient) -> None:
    response = client.post(
        "/v1/query", content=b'{"question": "x"}', headers={"content-type": "text/plain"}
    )
    assert_problem(response, 415, "unsupported-media-type", "application/json")


def test_head_is_get_without_the_body(client: TestClient) -> None:
    for path in ("/healthz", "/readyz", "/v1/documents"):
        response = client.head(path)
        assert response.status_code == 200 and response.content == b""


def test_a_body_beyond_the_bound_is_refused(client: TestClient) -> None:
    large = b'{"question": "' + b"x" * 1_000_000 + b'"}'
    headers = {"content-type": "application/json"}
    declared = client.post("/v1/query", content=large, headers=headers)
    assert_problem(declared, 413, "body-too-large", "1000000", '"field":"body"')
    pieces = (large[i : i + 65536] for i in range(0, len(large), 65536))
    assert_problem(client.post("/v1/query", content=pieces, headers=headers), 413, "body-too-large")


def test_wrong_paths_and_methods_are_problems(client: TestClient) -> None:
    assert_problem(client.get("/v1/nothing"), 404, "not-found")
    assert_problem(client.get("/v1/documents/", follow_redirects=False), 404, "not-found")
    response = client.get("/v1/query")
    assert_problem(response, 405, "method-not-allowed")
    assert response.headers["allow"] == "POST"


def test_a_failure_inside_shows_no_traceback(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiet = TestClient(client.app, str(client.base_url), raise_server_exceptions=False)
    monkeypatch.setattr("rag.engine.rank", None)
    response = quiet.post("/v1/query", json={"question": "x"})
    assert_problem(response, 500, "internal-error")
    assert "NoneType" not in response.text


def test_the_description_of_the_api_holds_all_that_it_points_to(client: TestClient) -> None:
    description = client.get("/openapi.json").json()
    pointers = set(re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(description)))
    for pointer in pointers:
        held = description
        for part in pointer.split("/"):
            held = held[part]
    answers = description["paths"]["/v1/answer"]["post"]["responses"]["200"]["content"]
    events = answers["text/event-stream"]["itemSchema"]["oneOf"]
    assert [event["properties"]["event"]["const"] for event in events] == [
        "passages",
        "sentence",
        "done",
        "error",
    ]
    assert {"components/schemas/Problem", "components/schemas/SentenceEvent"} <= pointers


def test_the_api_keeps_to_its_schema(index_dir: Path) -> None:
    # An application of its own: whoever calls it begins its lifespan, and ends it.
    app = client_of(Settings(index_dir=index_dir)).app
    schema = schemathesis.openapi.from_asgi("/openapi.json", app, headers={"host": "127.0.0.1"})
    operations = [result.ok() for result in schema.get_all_operations()]
    assert len(operations) == 16
    for operation in operations:

        @hypothesis_settings(
            max_examples=25, deadline=None, suppress_health_check=list(HealthCheck)
        )
        @given(case=operation.as_strategy())
        def check(case: Any) -> None:
            response = case.call(headers={"host": "127.0.0.1"})
            # No schema can say which dates there are, nor what the index holds.
            of_filters = response.status_code == 422 and '"field":"filters' in response.text
            excluded = [positive_data_acceptance] if of_filters else []
            case.validate_response(response, excluded_checks=excluded)

        check()
