"""The reports: complete, self-contained, and safe with hostile text."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from evals import excerpts
from evals.datasets import Dataset
from evals.excerpts import Place
from evals.failures import failures, wrong_answers
from evals.report_html import as_html, write_html
from evals.report_json import write_json
from evals.report_table import label, print_report
from evals.run import Evaluation, evaluate
from rag.document.model import Span

from .conftest import TEXT, Echo, Fixed, quote

ADA = quote("Ada wrote notes on the engine.")


@pytest.fixture
def evaluation(dataset: Dataset, systems: list[Fixed]) -> Evaluation:
    return evaluate(dataset, systems)


@pytest.fixture
def answered(dataset: Dataset, systems: list[Fixed]) -> Evaluation:
    return evaluate(dataset, systems, answerer=Echo(ADA))


class Page(HTMLParser):
    """The ids, the links and the elements of a page, and its text by the element it is in."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.outside: list[str] = []
        self.pre = ""
        self._in_pre = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self._in_pre |= tag == "pre"
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            elif name in ("href", "xlink:href", "src", "srcset", "data", "action", "poster"):
                (self.links if (value or "").startswith("#") else self.outside).append(value or "")
            elif name == "style" and re.search(r"url\((?!#)", value or ""):
                self.outside.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        self._in_pre &= tag != "pre"

    def handle_data(self, data: str) -> None:
        if self._in_pre:
            self.pre += data


def test_the_page_needs_nothing_from_outside(answered: Evaluation) -> None:
    html = as_html(answered)
    page = Page(html)
    assert page.outside == []
    assert page.tags.isdisjoint({"script", "link", "iframe", "img", "object", "form", "b"})
    assert "@import" not in html
    assert "default-src 'none'" in html


def test_every_link_leads_to_a_place_and_ids_are_unique(answered: Evaluation) -> None:
    page = Page(as_html(answered))
    assert len(page.ids) == len(set(page.ids))
    assert page.links
    assert set(page.links) <= {f"#{name}" for name in page.ids}


def test_text_is_escaped_and_whole(evaluation: Evaluation) -> None:
    html = as_html(evaluation)
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more." in html
    assert "Who wrote <b>" not in html
    assert Page(html).pre.strip() == TEXT


def test_parts_without_an_answerer_are_left_out(
    evaluation: Evaluation, answered: Evaluation
) -> None:
    without, with_answers = as_html(evaluation), as_html(answered)
    for words in ("Reliability", "Answers and refusals", "Answered wrongly"):
        assert words not in without
        assert words in with_answers
    assert "score of the first hit" in without


def test_a_data_set_without_unanswerable_questions_has_no_distribution(
    dataset: Dataset, systems: list[Fixed]
) -> None:
    fewer = [replace(s, hits=s.hits[:2]) for s in systems]
    assert "unanswerable" not in as_html(evaluate(dataset.first(2), fewer))


def test_failures_name_what_came_first_and_what_should_have(evaluation: Evaluation) -> None:
    (failure,) = failures(evaluation)
    assert (failure.question.id, failure.rank) == ("q 2", 2)
    assert failure.first == Place("doc", ADA, gold=False)
    assert [p.span.of(TEXT) for p in failure.wanted] == ["Charles built a part of it."]


def test_wrong_answers(answered: Evaluation, evaluation: Evaluation) -> None:
    (wrong,) = wrong_answers(answered)
    assert (wrong.question.id, wrong.fault) == ("q 2", "answered without the gold answer")
    assert wrong_answers(evaluation) == []


def test_long_texts_are_shown_around_what_is_linked(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(excerpts, "WHOLE_TEXT_LIMIT", 10)
    monkeypatch.setattr(excerpts, "_AROUND", 3)
    places = [Place("doc", Span(4, 9), gold=True), Place("doc", Span(6, 12), gold=False)]
    (excerpt,) = excerpts.excerpts(dataset, places)
    shown = [(s.text, s.mark.value, s.anchor) for s in excerpt.segments]
    assert shown == [
        (" [...] ", "", None),
        (TEXT[1:4], "", None),
        (TEXT[4:6], "gold", "d0-4"),
        (TEXT[6:9], "gold found", "d0-6"),
        (TEXT[9:12], "found", None),
        (TEXT[12:15], "", None),
        (" [...]", "", None),
    ]


def test_json_has_every_question(tmp_path: Path, answered: Evaluation) -> None:
    write_json(tmp_path / "report.json", answered)
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert report["summary"]["mrr@5"] == 0.75
    assert report["summary"]["refusal_recall"] == 1.0
    assert [d["id"] for d in report["details"]] == ["q 1", "q 2", "q 3"]
    assert report["details"][0]["answer"]["correct"] is True
    assert report["differences"]["theirs"]["mrr@5"]["mean"] == pytest.approx(
        0.75 - (1 / 3 + 1 / 2) / 2
    )


def test_the_same_evaluation_gives_the_same_page(tmp_path: Path, answered: Evaluation) -> None:
    write_html(tmp_path / "a.html", answered)
    write_html(tmp_path / "b.html", answered)
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_the_table_names_systems_types_and_metrics(answered: Evaluation) -> None:
    printed = StringIO()
    print_report(answered, Console(file=printed, width=200))
    for words in ("ours", "theirs", "paraphrase", "MRR@5", "0.750", "refusal AUROC"):
        assert words in printed.getvalue()


def test_labels() -> None:
    assert [label(m) for m in ("mrr@5", "ndcg@10", "char_iou@5", "refusal_auroc")] == [
        "MRR@5",
        "nDCG@10",
        "char IoU@5",
        "refusal AUROC",
    ]
