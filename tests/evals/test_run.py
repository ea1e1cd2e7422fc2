"""The evaluation as a whole, sampling, and the function behind the command."""

from __future__ import annotations

import json
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from evals.baselines import dense
from evals.cli import BUNDLED, DATASETS, REFERENCES, check_names, print_sample, run_eval
from evals.dataset_kinds import read_dataset
from evals.datasets import SMALL_TALK, Dataset, DatasetError, Question
from evals.embedders import PlainEmbedder
from evals.run import BUDGETS, evaluate
from evals.sample import sample_passages
from evals.systems import Chunk, System
from rag.document.model import Document, Passage, Span

from .conftest import Echo, Fixed, quote


def test_figures_by_hand(dataset: Dataset, systems: list[Fixed]) -> None:
    evaluation = evaluate(dataset, systems)
    ours, theirs = evaluation.systems
    assert evaluation.mean(ours, "mrr@5") == 0.75
    assert evaluation.mean(ours, "mrr@5", "paraphrase") == 0.5
    assert evaluation.mean(ours, "char_recall@1") == 0.5
    assert evaluation.mean(theirs, "recall@5") == 1.0
    assert evaluation.types() == ["fact", "paraphrase"]
    assert len(ours.curves["q 1"]) == len(BUDGETS)
    assert "q 3" in ours.hits
    assert "q 3" not in ours.metrics


def test_small_talk_is_judged_apart(dataset: Dataset, systems: list[Fixed]) -> None:
    talk = Question("q 9", "Hi moon", SMALL_TALK, "en", False, ())
    answerer = Echo(quote("Ada wrote notes on the engine."))
    before = evaluate(dataset, systems, answerer=answerer).answers
    with_talk = replace(dataset, questions=(*dataset.questions, talk))
    fixed = [replace(s, hits=(*s.hits, ())) for s in systems]
    after = evaluate(with_talk, fixed, answerer=answerer).answers
    assert before and after
    assert after.summary == {**before.summary, "small_talk": 0.0}
    assert not after.correct["q 9"]


def test_answers_are_judged_on_all_questions(dataset: Dataset, systems: list[Fixed]) -> None:
    answers = evaluate(dataset, systems, answerer=Echo(quote("Ada wrote notes on the engine.")))
    assert answers.answers is not None
    assert answers.answers.correct == {"q 1": True, "q 2": False, "q 3": False}
    summary = answers.summary()
    assert summary["answer_correct"] == 0.5
    assert summary["refusal_auroc"] == 1.0
    assert summary["refusal_precision"] == summary["refusal_recall"] == 1.0


def test_a_score_refuses_what_it_ranks_low(dataset: Dataset, systems: list[Fixed]) -> None:
    evaluation = evaluate(dataset, systems)
    ours = evaluation.systems[0]
    hits = {
        question.id: (replace(ours.hits["q 1"][0], score=2.0 if question.answerable else 1.0),)
        for question in dataset.questions
    }
    told = evaluation.refusal_by_score(replace(ours, hits=hits))
    assert told == {"refusal_auroc": 1.0, "refused_at_5_percent": 1.0}
    nothing = dict.fromkeys(hits, ())
    blind = evaluation.refusal_by_score(replace(ours, hits=nothing))
    assert blind == {"refusal_auroc": 0.5, "refused_at_5_percent": 0.0}
    answerable = replace(dataset, questions=tuple(evaluation.questions()))
    assert replace(evaluation, dataset=answerable).refusal_by_score(ours) == {}


def test_what_cannot_be_evaluated_is_refused(dataset: Dataset, systems: list[Fixed]) -> None:
    with pytest.raises(ValueError, match="no system"):
        evaluate(dataset, [])
    with pytest.raises(ValueError, match="no answerable question"):
        evaluate(replace(dataset, questions=dataset.questions[2:]), systems)


def paragraphs(dataset: Dataset) -> list[Chunk]:
    return [
        Chunk(f"{d.id}/{p.span.start}", d.id, p.span)
        for d in dataset.documents
        for _, p in d.paragraphs()
    ]


@pytest.mark.long
def test_the_bundled_questions_beside_all_baselines(
    tmp_path: Path, brief: Document, minilm: PlainEmbedder
) -> None:
    def build(dataset: Dataset) -> System:
        return dense(paragraphs(dataset), dataset.texts(), minilm, "paragraphs")

    bounds = tmp_path / "bounds.toml"
    bounds.write_text('[brief-dev]\n"mrr@5" = 0.7\n[source-references]\nrecall = 0.9\n')
    printed = StringIO()
    names = [BUNDLED, f"squad:{tmp_path / 'absent.json'}"]
    kept = run_eval(
        corpus=[brief],
        build=build,
        embedder=minilm,
        console=Console(file=printed, width=200),
        datasets=[names[0], REFERENCES],
        out=tmp_path / "out",
        limit=30,
        gate=bounds,
    )
    assert kept, printed.getvalue()
    assert "Source references: 356 labelled" in printed.getvalue()
    assert (tmp_path / "out" / "source-references" / "report.json").exists()
    folder = tmp_path / "out" / "brief-dev"
    written = {path.name for path in folder.iterdir()}
    assert written >= {"report.json", "report.html", "BM25.run", "BM25.qrels", "LangChain.run"}
    report = json.loads((folder / "report.json").read_text("utf-8"))
    assert [s["name"] for s in report["systems"]] == ["paragraphs", "BM25", "Dense", "LangChain"]

    bounds.write_text('[brief-dev]\n"mrr@5" = 0.999\n[source-references]\nrecall = 1.0\n')
    again = StringIO()
    assert not run_eval(
        corpus=[brief],
        build=build,
        embedder=minilm,
        console=Console(file=again, width=200),
        datasets=[*names, REFERENCES],
        limit=30,
        gate=bounds,
    )
    assert "below the bound 0.999" in again.getvalue()
    assert "source-references: recall is 0.9" in again.getvalue()
    assert "skipped: " in again.getvalue()


def passages(*sections: int) -> list[Passage]:
    """As many passages as given for each section."""
    return [
        Passage(f"{section}-{n}", "d", section, n, Span(0, 0), ())
        for section, count in enumerate(sections)
        for n in range(count)
    ]


def test_a_sample_spreads_over_sections() -> None:
    # A round gives one to each section; the second finds the middle one exhausted.
    ids = [p.id for p in sample_passages(passages(9, 1, 3), 5)]
    assert ids == ["0-2", "0-6", "1-0", "2-0", "2-2"]


def test_a_sample_takes_all_it_can_and_repeats() -> None:
    given = passages(3, 2)
    assert sample_passages(given, 100) == given
    assert sample_passages(given, 2) == sample_passages(given, 2)
    assert {p.section for p in sample_passages(given, 2)} == {0, 1}
    with pytest.raises(ValueError, match="at least 1"):
        sample_passages(given, 0)


def test_the_template_becomes_questions_once_filled_in(tmp_path: Path, brief: Document) -> None:
    units = [
        Passage(f"{n}", brief.id, n, p.number, p.span, p.sentences)
        for n, s in enumerate(brief.sections)
        for p in s.paragraphs
    ]
    printed = StringIO()
    print_sample([brief], units, 5, Console(file=printed, width=80))
    rows = [json.loads(line) for line in printed.getvalue().splitlines()]
    assert len(rows) == 5
    assert {row["question"] for row in rows} == {""}
    path = tmp_path / "mine.jsonl"
    lines = (json.dumps(row | {"question": "What?"}, ensure_ascii=False) for row in rows)
    path.write_text("\n".join(lines), "utf-8")
    assert len(read_dataset(f"brief:{path}", [brief]).questions) == 5


def test_every_name_is_checked_before_anything_is_loaded() -> None:
    check_names(DATASETS)
    for wrong in ("brief", "brief:", "letters:a.jsonl", ""):
        with pytest.raises(DatasetError, match="is no data set; write KIND:PATH with KIND one of"):
            check_names([*DATASETS, wrong])
