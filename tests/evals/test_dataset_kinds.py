"""Data sets of every kind, from small files, right and wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.cli import BUNDLED
from evals.dataset_kinds import read_dataset
from evals.datasets import AnswersMode, Dataset, DatasetAbsent, DatasetError
from rag.document.model import Document, Span
from rag.reading.structure import parse_document

TEXT = "A rose is red. A rose is red.\n\nThe sea – it’s “blue”. 王毅 said so."


@pytest.fixture
def corpus() -> list[Document]:
    return [parse_document(TEXT, "poem"), parse_document("The sea is deep.", "other")]


def write_lines(path: Path, *rows: object) -> Path:
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return path


def gold_texts(dataset: Dataset, question: int) -> list[list[str]]:
    texts = dataset.texts()
    return [[g.span.of(texts[g.document]) for g in one] for one in dataset.questions[question].gold]


def test_brief_questions(tmp_path: Path, corpus: list[Document]) -> None:
    path = write_lines(
        tmp_path / "mine.jsonl",
        {"question": "What is the sea?", "evidence": ["The sea – it’s “blue”."]},
        {
            "question": "谁?",
            "id": "who",
            "lang": "zh",
            "type": "multi",
            "evidence": ["王毅 said so."],
            "alternatives": [["The sea – it’s “blue”.", "王毅"]],
            "answers": ["王毅", "sea"],
        },
        {"question": "Why?", "type": "unanswerable"},
    )
    dataset = read_dataset(f"brief:{path}", corpus)
    assert dataset.name == "mine"
    assert dataset.passages is None
    first, second, third = dataset.questions
    assert (first.id, first.type, first.language, first.answerable) == (
        "line-1",
        "fact",
        "en",
        True,
    )
    assert gold_texts(dataset, 1) == [["王毅 said so."], ["The sea – it’s “blue”.", "王毅"]]
    assert second.answers_mode is AnswersMode.ALL
    assert not third.answerable
    assert third.gold == ()


def test_a_repeated_quote_is_right_in_each_place(tmp_path: Path, corpus: list[Document]) -> None:
    path = write_lines(
        tmp_path / "q.jsonl", {"question": "?", "evidence": ["A rose is red.", "The sea"]}
    )
    gold = read_dataset(f"brief:{path}", corpus).questions[0].gold
    assert [[(g.document, g.span.start) for g in one] for one in gold] == [
        [("poem", 0), ("poem", 31)],
        [("poem", 0), ("other", 0)],
        [("poem", 15), ("poem", 31)],
        [("poem", 15), ("other", 0)],
    ]
    path = write_lines(
        tmp_path / "q.jsonl", {"question": "?", "evidence": ["The sea"], "document": "other"}
    )
    (one,) = read_dataset(f"brief:{path}", corpus).questions[0].gold
    assert one[0].document == "other"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"question": "?", "evidence": ["A rose was red."]}, "line 2: the quote 'A rose was red.'"),
        ({"question": "?", "evidence": ["  "]}, "line 2: the quote"),
        ({"evidence": ["A rose"]}, "line 2, field question"),
        ({"question": " ", "evidence": ["A rose"]}, "line 2, field question: is empty"),
        ({"question": "?", "evidence": "A rose"}, "line 2, field evidence"),
        ({"question": "?", "answerable": True}, "line 2, field evidence: is empty"),
        ({"question": "?", "id": "one"}, "line 2: id 'one' is used above"),
        ({"question": "?", "document": "poems"}, "line 2, field document: 'poems' is not among"),
        ({"question": "?", "evidence": ["e", "s", "a"]}, "line 2: .* too many places"),
    ],
)
def test_wrong_lines_are_named(
    tmp_path: Path, corpus: list[Document], row: object, message: str
) -> None:
    path = write_lines(tmp_path / "q.jsonl", {"question": "?", "id": "one"}, row)
    with pytest.raises(DatasetError, match=message) as caught:
        read_dataset(f"brief:{path}", corpus)
    assert str(path) in str(caught.value)


def test_broken_json_and_empty_files(tmp_path: Path, corpus: list[Document]) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text('{"question": "?"}\n\n{"question"', "utf-8")
    with pytest.raises(DatasetError, match="line 3: not JSON"):
        read_dataset(f"brief:{path}", corpus)
    path.write_text("\n", "utf-8")
    with pytest.raises(DatasetError, match="no question"):
        read_dataset(f"brief:{path}", corpus)


def test_what_is_absent_can_be_told_from_what_is_wrong(tmp_path: Path) -> None:
    for kind in ("brief", "library", "squad", "beir", "spans"):
        with pytest.raises(DatasetAbsent, match="does not exist"):
            read_dataset(f"{kind}:{tmp_path / 'nowhere'}", [])
    for name in ("trec:x", "brief", "brief:"):
        with pytest.raises(DatasetError, match="KIND:PATH"):
            read_dataset(name, [])


def test_the_bundled_questions_fit_the_bundled_brief(brief: Document) -> None:
    dataset = read_dataset(BUNDLED, [brief])
    assert len(dataset.questions) == 110
    assert sum(q.answerable for q in dataset.questions) == 100


def squad_file(tmp_path: Path, start: int = 10, name: str = "small.zh.json") -> Path:
    answers = [{"text": "red", "answer_start": start}, {"text": "A rose", "answer_start": 0}]
    asked = [
        {"id": "1", "question": " What? ", "answers": answers * 2},
        {"id": "2", "question": "Why?", "answers": [], "is_impossible": True},
    ]
    paragraphs = [
        {"context": "First.", "qas": []},
        {"context": "A rose is red.", "qas": asked},
        {"context": "Last.", "qas": []},
    ]
    data = [
        {"title": "Red_roses", "paragraphs": paragraphs},
        {"title": "Red_roses", "paragraphs": []},
    ]
    path = tmp_path / name
    path.write_text(json.dumps({"version": "2.0", "data": data}), "utf-8")
    return path


def test_squad(tmp_path: Path) -> None:
    dataset = read_dataset(f"squad:{squad_file(tmp_path)}", [])
    first, second = dataset.documents
    assert first.text == "First.\n\nA rose is red.\n\nLast."
    assert (first.title, first.id, second.id) == ("Red roses", "Red_roses", "Red_roses-1")
    assert gold_texts(dataset, 0) == [["red"], ["A rose"]]
    assert [q.answerable for q in dataset.questions] == [True, False]
    assert {q.language for q in dataset.questions} == {"zh"}
    assert dataset.questions[0].answers == ("red", "A rose")
    passages = dataset.passages or ()
    assert [p.span.of(first.text) for p in passages] == ["First.", "A rose is red.", "Last."]
    assert passages[1].sentences == (Span(8, 22),)


def test_squad_answers_must_stand_where_they_say(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="question 1, field answer_start: 9 points to ' re'"):
        read_dataset(f"squad:{squad_file(tmp_path, start=9)}", [])


def beir_folder(tmp_path: Path, judgements: str) -> Path:
    folder = tmp_path / "science"
    (folder / "qrels").mkdir(parents=True)
    write_lines(
        folder / "corpus.jsonl",
        {"_id": "d1", "title": "Roses", "text": "They are red."},
        {"_id": "d2", "text": "The sea is blue."},
        {"_id": "d3", "title": "", "text": ""},
    )
    write_lines(
        folder / "queries.jsonl",
        {"_id": "q1", "text": "red?"},
        {"_id": "q2", "text": "not judged"},
        {"_id": "q3", "text": "nothing relevant"},
    )
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\n" + judgements)
    return folder


def test_beir(tmp_path: Path) -> None:
    folder = beir_folder(tmp_path, "q1\td1\t2\nq1\td2\t1\nq3\td1\t0\n")
    dataset = read_dataset(f"beir:{folder}", [])
    assert dataset.name == "science"
    assert [p.id for p in dataset.passages or ()] == ["d1", "d2"]
    assert dataset.documents[0].text == "Roses\n\nThey are red."
    asked, unanswered = dataset.questions
    ((one, two),) = asked.gold
    assert (one.document, one.span, one.grade) == ("d1", Span(0, 20), 2)
    assert (two.document, two.grade) == ("d2", 1)
    assert not unanswered.answerable


@pytest.mark.parametrize(
    ("judgements", "message"),
    [
        ("q1\td9\t1\n", "line 2: document 'd9'"),
        ("q9\td1\t1\n", "line 2: query 'q9'"),
        ("q1\td1\thigh\n", "line 2: .*whole-number"),
        ("q1 d1 1\n", "line 2: .*whole-number"),
    ],
)
def test_wrong_judgements_are_named(tmp_path: Path, judgements: str, message: str) -> None:
    with pytest.raises(DatasetError, match=message):
        read_dataset(f"beir:{beir_folder(tmp_path, judgements)}", [])


def span_folder(tmp_path: Path, start: int, corpus: str = "poem") -> Path:
    (tmp_path / "poem.md").write_text(TEXT, "utf-8")
    reference = {"content": "王毅 said so.", "start_index": start, "end_index": start + 11}
    row = {"question": "Who?", "corpus": corpus, "references": [reference]}
    write_lines(tmp_path / "questions.jsonl", row)
    return tmp_path


def test_spans(tmp_path: Path) -> None:
    start = TEXT.index("王毅")
    dataset = read_dataset(f"spans:{span_folder(tmp_path, start)}", [])
    assert gold_texts(dataset, 0) == [["王毅 said so."]]
    with pytest.raises(DatasetError, match=r"line 1: \[0, 11\) holds 'A rose is r'"):
        read_dataset(f"spans:{span_folder(tmp_path, 0)}", [])
    with pytest.raises(DatasetAbsent, match="line 1, field corpus"):
        read_dataset(f"spans:{span_folder(tmp_path, start, 'prose')}", [])


def test_questions_of_one_file_on_the_passages_of_another(tmp_path: Path) -> None:
    def write(name: str, context: str, question: str, answer: str, id: str = "q1") -> Path:
        item = {
            "id": id,
            "question": question,
            "answers": [{"text": answer, "answer_start": context.index(answer)}],
        }
        paragraph = {"context": context, "qas": [item]}
        path = tmp_path / name
        path.write_text(json.dumps({"data": [{"title": "T", "paragraphs": [paragraph]}]}))
        return path

    zh = write("x.zh.json", "他在一九四九年来。", "哪年？", "一九四九年")
    en = write("x.en.json", "He came in 1949.", "Which year?", "1949")
    dataset = read_dataset(f"cross:{zh}@{en}", [])
    (question,) = dataset.questions
    assert (dataset.name, question.text, question.language) == ("x.zh-on-x.en", "哪年？", "zh")
    ((gold,),) = question.gold
    assert gold.span.of(dataset.documents[0].text) == "1949"
    other = write("y.en.json", "He came in 1949.", "Which year?", "1949", id="q2")
    with pytest.raises(DatasetError, match="has no question of that id"):
        read_dataset(f"cross:{zh}@{other}", [])
