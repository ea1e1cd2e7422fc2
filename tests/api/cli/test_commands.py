"""The command line as a user runs it, in processes of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from rag.document.model import Document
from tests.made_models import small_model
from tests.patience import SECONDS, wait_until
from tests.platforms import posix_only
from tests.serving import COMMAND, command_serving


def run(*arguments: str, index_dir: Path, **extra: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "BRIEF_RAG_INDEX_DIR": str(index_dir),
        "HF_HUB_OFFLINE": "1",
        "COLUMNS": "100",
        **extra,
    }
    return subprocess.run(
        [str(COMMAND), *arguments],
        capture_output=True,
        text=True,
        errors="surrogateescape",  # of paths whose names are no text
        env=environment,
        timeout=SECONDS,
    )


def test_index_then_query(tmp_path: Path, brief: Document) -> None:
    built = run("index", "--json", index_dir=tmp_path)
    assert built.returncode == 0, built.stderr
    report = json.loads(built.stdout)
    assert report["documents"] == 1 and report["embedded"] > report["passages"] > 30

    question = "Which existing framework is sovereign AI evolving from?"
    found = run("query", question, "--top-k", "2", "--json", index_dir=tmp_path)
    assert found.returncode == 0, found.stderr
    passages = json.loads(found.stdout)["passages"]
    assert len(passages) == 2
    assert "cyber-sovereignty" in passages[0]["text"]

    printed = run("query", question, "--top-k", "1", index_dir=tmp_path)
    assert printed.stdout.startswith("1. CCP Cyber Sovereignty")
    assert "sources: Carnegie Institute, 2023-07-10" in printed.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["query", "Who?"], "run `brief-rag index` first"),
        (["serve"], "run `brief-rag index` first"),
        (["show", "china-brief"], "run `brief-rag index` first"),
        (["index", "nowhere.txt"], "nowhere.txt: does not exist"),
        (["index", __file__], "test_commands.py: .py is not read; .docm, .docx, "),
        (["query", "x" * 2001], "at most 2000 are taken"),
        (["query", " "], "the question is empty"),
        (["eval", "--dataset", "foo"], "'foo' is no data set; write KIND:PATH"),
        (["query", b"\xff hi".decode("utf-8", "surrogateescape")], "not UTF-8"),
    ],
)
def test_errors_are_one_line_and_name_what_mends(
    tmp_path: Path, arguments: list[str], message: str
) -> None:
    result = run(*arguments, index_dir=tmp_path)
    assert result.returncode == 1
    assert result.stderr.startswith("error: ") and result.stderr.count("\n") == 1
    assert message in result.stderr


def test_an_unusable_folder_and_a_file_of_headings_are_named(tmp_path: Path) -> None:
    (tmp_path / "headings.md").write_text("# Title\n\n## Two\n")
    result = run("index", str(tmp_path / "headings.md"), index_dir=tmp_path / "index")
    assert result.returncode == 1 and "headings.md: holds headings only" in result.stderr
    result = run("index", index_dir=tmp_path / "headings.md")
    assert result.returncode == 1 and "headings.md" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.long
def test_eval_writes_reports_and_skips_what_is_absent(
    tmp_path: Path, warmed: Callable[[Path], Path]
) -> None:
    warmed(tmp_path / "index" / "evals" / "brief-dev")
    bundled = f"brief:{Path(__file__).parents[3] / 'evals' / 'brief-dev.jsonl'}"
    sets = ("--dataset", bundled, "--dataset", f"squad:{tmp_path / 'absent.json'}")
    options = ("--limit", "5", "--out", str(tmp_path / "reports"))
    result = run("eval", *sets, *options, "--gate", index_dir=tmp_path / "index")
    assert result.returncode == 1  # a bound on a set that was not measured is not kept
    assert "skipped" in result.stdout and "absent.json" in result.stdout
    written = {path.name for path in (tmp_path / "reports" / "brief-dev").iterdir()}
    assert {"report.json", "report.html", "brief-rag.run", "brief-rag.qrels"} <= written


def test_sample_prints_a_template_without_questions(tmp_path: Path) -> None:
    result = run("eval", "--sample", "3", index_dir=tmp_path)
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(lines) == 3 and all(line["question"] == "" for line in lines)


def test_settings_are_listed_and_checked(tmp_path: Path) -> None:
    listed = run("settings", "--json", index_dir=tmp_path, BRIEF_RAG_PASSAGE_TOKENS="123")
    assert json.loads(listed.stdout)["passage_tokens"] == 123
    assert "BRIEF_RAG_MODEL" in run("settings", index_dir=tmp_path).stdout
    wrong = run("settings", index_dir=tmp_path, BRIEF_RAG_PASSAGE_TOKENS="many")
    assert wrong.returncode == 1 and "BRIEF_RAG_PASSAGE_TOKENS" in wrong.stderr


def test_hosts_may_be_listed_with_commas_or_as_json(tmp_path: Path) -> None:
    for value in ("a.example.org, b.example.org", '["a.example.org", "b.example.org"]'):
        listed = run("settings", "--json", index_dir=tmp_path, BRIEF_RAG_ALLOWED_HOSTS=value)
        assert json.loads(listed.stdout)["allowed_hosts"] == ["a.example.org", "b.example.org"]
    none = run("settings", "--json", index_dir=tmp_path, BRIEF_RAG_ALLOWED_HOSTS="")
    assert json.loads(none.stdout)["allowed_hosts"] == []
    for name, value in (("ALLOWED_HOSTS", "[x"), ("WEIGHTS", "x"), ("WEIGHTS__SENTENCE", "x")):
        wrong = run("settings", index_dir=tmp_path, **{f"BRIEF_RAG_{name}": value})
        assert wrong.returncode == 1 and f"BRIEF_RAG_{name}" in wrong.stderr
        assert "Traceback" not in wrong.stderr


def test_a_setting_that_is_empty_is_unset(tmp_path: Path) -> None:
    """As a file for several containers leaves them; an empty path would be the working folder."""
    empty = dict.fromkeys(("BRIEF_RAG_MILVUS_CA", "BRIEF_RAG_PORT", "BRIEF_RAG_CORPUS"), "")
    listed = json.loads(run("settings", "--json", index_dir=tmp_path, **empty).stdout)
    assert (listed["milvus_ca"], listed["port"]) == (None, 8000)
    assert listed["corpus"].endswith("corpus")


def test_values_are_printed_as_they_are_in_any_script(tmp_path: Path) -> None:
    odd = {"BRIEF_RAG_CORPUS": "/data/[/x] 姚新", "PYTHONIOENCODING": "cp1252", "COLUMNS": "300"}
    for arguments in (["settings"], ["settings", "--json"]):
        listed = run(*arguments, index_dir=tmp_path, **odd)
        assert listed.returncode == 0, listed.stderr
        assert "/data/[/x] 姚新" in listed.stdout
    assert "[multilingual]" in run("settings", index_dir=tmp_path, **odd).stdout


def test_a_whole_document_is_asked(index_dir: Path) -> None:
    told = run("answer", "How many notes are there?", index_dir=index_dir)
    assert told.stdout.splitlines()[:3] == ["The document has 7 notes.", "", "confidence 0.99"]
    published = run("answer", "Where was it published?", index_dir=index_dir)
    assert "Publication: China Brief Volume: 24 Issue: 8 [1]" in published.stdout
    assert "[1] Front matter, line 3 [56:100]" in published.stdout
    several = run("answer", "What do Elon Musk and Sam Altman say?", index_dir=index_dir).stdout
    assert several.startswith("Elon Musk\n") and "\nSam Altman\n" in several
    unknown = run("answer", "Who wrote it?", index_dir=index_dir)
    assert "The document does not say who wrote it." in unknown.stderr
    assert "nearest passages" not in unknown.stdout


@posix_only  # Windows has no signal that lets a process end in order
def test_serve_answers_over_http_and_stops_when_told(index_dir: Path, tmp_path: Path) -> None:
    with command_serving(index_dir, tmp_path / "log") as (address, server):
        wait_until(lambda: httpx.get(f"{address}/readyz", timeout=SECONDS).status_code == 200)
        question = {"question": "What is market access for?"}
        body = httpx.post(f"{address}/v1/query", json=question, timeout=SECONDS).json()
        assert len(body["passages"]) == 5
    assert server.returncode in (0, -signal.SIGTERM)  # uvicorn shuts down, then dies of it


@pytest.mark.long
def test_a_document_that_cannot_be_read_stops_no_other(tmp_path: Path) -> None:
    folder = tmp_path / "briefs"
    folder.mkdir()
    (folder / "good.txt").write_text("Some text of a brief.")
    (folder / "headings.md").write_text("# Title\n\n## Two\n")
    (folder / ".draft.md").write_text("Some text.")
    name = "empty.txt" if os.name == "nt" else os.fsdecode(b"empty\xff\xfe.txt")
    (folder / name).write_text("")
    printed = run("index", str(folder), index_dir=tmp_path / "index")
    assert printed.returncode == 3 and "Traceback" not in printed.stderr
    assert printed.stdout.startswith("1 document(s), 1 passages")
    assert "headings.md: holds headings only" in printed.stderr
    last = printed.stderr.splitlines()[-1]
    assert last == "2 left out, named above; 1 document(s) indexed; not looked at: 1 hidden"
    told = run("index", str(folder), "--json", index_dir=tmp_path / "index")
    report = json.loads(told.stdout)
    assert told.returncode == 3 and report["documents"] == 1
    assert report["passed_over"] == {"hidden": 1}
    assert {Path(each["file"]).name[:5] for each in report["left_out"]} == {"empty", "headi"}
    for path in folder.iterdir():
        if path.name.startswith("good"):
            path.unlink()
    nothing = run("index", str(folder), index_dir=tmp_path / "index")
    assert nothing.returncode == 1 and "none of its 2 documents can be read" in nothing.stderr


@pytest.fixture(scope="module")
def harbours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of three documents, two of them of one name and one title."""
    folder = tmp_path_factory.mktemp("harbours")
    texts = {
        "a/report.md": "# Harbours\n\nThe harbour of Garth was closed in 1954 (Garth Gazette, "
        "May 9, 1954).[1]\n\n[1] It was the oldest of the coast.\n",
        "b/report.md": "# Harbours\n\nThe harbour of Selby was opened in 1961.\n",
        "c/new\nline.md": "The mill of Leeds was burnt in 1872.\n",
    }
    for name, text in texts.items():
        (folder / "texts" / name).parent.mkdir(parents=True)
        (folder / "texts" / name).write_text(text)
    metadata = 'authors = ["Ann Lee", "Bo Chen"]\ndate = 2024-05-09\ndescription = "On harbours."\n'
    (folder / "texts" / "a" / "report.toml").write_text(metadata)
    (folder / "texts" / "node_modules").mkdir()
    built = run("index", str(folder / "texts"), index_dir=folder / "index")
    assert built.returncode == 0, built.stderr
    assert built.stderr.splitlines()[-1] == "not looked at: 1 node_modules"
    return folder / "index"


@posix_only  # one of the names has a line break
def test_a_citation_names_its_document_where_there_are_several(harbours: Path) -> None:
    answered = run("answer", "When was the harbour of Selby opened?", index_dir=harbours)
    assert "\n[1] Harbours (b/report), Introduction, paragraph 1, line" in answered.stdout
    found = run("query", "When was the mill of Leeds burnt?", index_dir=harbours)
    assert "1. c/new\\nline, Introduction, paragraph 1, line" in found.stdout
    assert "2. Harbours (" in found.stdout


@posix_only  # one of the names has a line break
def test_what_of_a_file_is_no_text_is_shown(tmp_path: Path) -> None:
    file = Path(__file__).parents[2] / "cases" / "g07-comment.md"
    assert run("index", str(file), index_dir=tmp_path).returncode == 0
    shown = run("show", "g07-comment", index_dir=tmp_path).stdout
    assert "Left out\nline 5, comment: draft: the permit used to cost 90 crowns\n" in shown
    as_json = json.loads(run("show", "g07-comment", "--json", index_dir=tmp_path).stdout)
    assert [(each["kind"], each["line"]) for each in as_json["left_out"]] == [("comment", 5)]
    assert "crowns.\n\nThe office is run by Paula Stein." in as_json["text"]


def test_a_document_is_shown_as_it_was_read(harbours: Path) -> None:
    shown = run("show", "a/report", index_dir=harbours)
    assert shown.returncode == 0 and not shown.stderr
    lines = shown.stdout.splitlines()
    assert lines[:5] == [
        "Harbours (a/report)",
        "authors: Ann Lee, Bo Chen",
        "date: 2024-05-09",
        "year: 2024",
        "description: On harbours.",
    ]
    assert "1. The harbour of Garth was closed in 1954 (Garth Gazette, May 9, … [" in shown.stdout
    assert "Garth Gazette, 1954-05-09 [" in shown.stdout
    assert "1. It was the oldest of the coast. (pointers: 1) [" in shown.stdout
    as_json = json.loads(run("show", "a/report", "--json", index_dir=harbours).stdout)
    assert as_json["id"] == "a/report" and as_json["authors"] == ["Ann Lee", "Bo Chen"]
    assert as_json["notes"][0]["text"] == "It was the oldest of the coast."
    odd = run("show", "c/new\nline", index_dir=harbours)
    assert odd.stdout.splitlines()[0] == "c/new\\nline"


@posix_only  # one of the names has a line break
def test_an_unknown_document_lists_the_nearest_ids(harbours: Path) -> None:
    result = run("show", "report.md", index_dir=harbours)
    assert result.returncode == 1 and result.stderr.count("\n") == 1
    assert "no document 'report.md'; the nearest are " in result.stderr
    assert "a/report" in result.stderr and "c/new\\nline" in result.stderr


@posix_only
@pytest.mark.parametrize("arguments", [["settings"], ["settings", "--json"], ["query", "Who?"]])
def test_output_that_cannot_be_written_is_told(index_dir: Path, arguments: list[str]) -> None:
    with open("/dev/full", "w") as full:
        result = subprocess.run(
            [str(COMMAND), *arguments],
            env={**os.environ, "BRIEF_RAG_INDEX_DIR": str(index_dir)},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=SECONDS,
        )
    assert result.returncode == 1 and "Traceback" not in result.stderr
    assert "No space left on device" in result.stderr and "path" not in result.stderr


@posix_only
def test_an_index_folder_whose_name_is_no_text_works(
    tmp_path: Path, warmed: Callable[[Path], Path]
) -> None:
    folder = warmed(Path(os.fsdecode(os.fsencode(tmp_path) + b"/odd\xff")))
    result = run("index", index_dir=folder)
    assert result.returncode == 0, result.stderr
    for _ in range(2):  # the second reads what the first has compiled
        result = run("query", "Who is Fang Bingxing?", "--json", index_dir=folder)
        assert result.returncode == 0 and not result.stderr


@pytest.mark.long
@posix_only
def test_models_are_converted_into_a_folder_whose_name_is_no_text(tmp_path: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/odd\xff"))
    model = {"BRIEF_RAG_MODEL": small_model(tmp_path), "BRIEF_RAG_MODELS_DIR": str(odd)}
    result = run("index", index_dir=tmp_path / "index", **model)
    assert result.returncode == 0, result.stderr
    assert "converting model, once" in result.stderr and any(odd.glob("*/model.bin"))
    for _ in range(2):
        result = run("query", "Who is Fang Bingxing?", index_dir=tmp_path / "index", **model)
        assert result.returncode == 0 and not result.stderr
