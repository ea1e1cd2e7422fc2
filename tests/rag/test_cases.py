"""Questions of small documents of many kinds, on the real model."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from index.builder import Limits, build_index
from index.loading import load_store
from rag.document.filters import Filters
from rag.engine import Engine
from rag.models.embedder import Embedder
from rag.models.reader import ConvertedReader
from rag.question.conversation import Turn
from rag.reading.library import Library, read_documents

CASES = Path(__file__).parents[1] / "cases"


@pytest.fixture(scope="module")
def shelf() -> Library:
    """The folder of cases, read as any folder is."""
    return read_documents([CASES], lambda error: None)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, shelf: Library, embedder: Embedder) -> Engine:
    folder = tmp_path_factory.mktemp("cases")
    build_index(folder, shelf.documents, [embedder], Limits())
    return Engine(load_store(folder), embedder)


@pytest.mark.parametrize(
    ("document", "question", "sentences"),
    [
        (
            "g01-abbreviations",
            "When did the vessel Merrow leave?",
            ["The vessel S.S. Merrow left at 6 a.m. Tuesday and returned at 9 p.m. Thursday."],
        ),
        (
            "g02-speech-tag",
            "Who asked whether the valve was shut?",
            ['"Is the valve shut?" Marta asked.'],
        ),
        (
            "g03-german",
            "Ab wann gilt der Vertrag?",
            ["Der Vertrag gilt ab dem 14. März 2031 für alle Häfen."],
        ),
        (
            "g04-court",
            "What did the District Court find?",
            ["The District Court found otherwise."],
        ),
        (
            "g05-code-comments",
            "How long does the restore take?",
            ["The restore takes about forty minutes on the small host."],
        ),
        (
            "g06-front-matter",
            "How did tariffs move after the merger?",
            [
                "The two lines merged in March.",
                "Passenger tariffs rose by eleven percent within a year.",
            ],
        ),
        ("g07-comment", "Did the permit cost 90 crowns?", ["The permit costs 12 crowns."]),
        ("g10-superscript-notes", "When did the dyke break?", ["The dyke broke in 1953."]),
        (
            "g10-superscript-notes",
            "What does note 2 say?",
            ["Interview with a former foreman, 12 May 1999."],
        ),
        (
            "g11-minutes",
            "What works in steel?",
            ["PT: That works in steel but not in oak"],
        ),
        (
            "g12-list-lead-in",
            "What steps did the two ports agree to?",
            [
                "At the summit the two ports agreed to several steps:",
                "Reopen the pilot hotline.",
                "Share storm warnings within one hour.",
                "Stop the dumping of ballast in the bay.",
                "Begin talks on a joint dredging fund, which lapses in February 2025.",
            ],
        ),
        (
            "g12-list-lead-in",
            "What does the harbour board oppose?",
            [
                "The harbour board opposes:",
                "higher tolls",
                "night landings",
                "the sale of the north quay",
            ],
        ),
        ("g14-named-footnotes", "What does note 1 say?", ["See the abbey rolls, vol. 2, p. 14."]),
        (
            "g20-faq-headings",
            "Can I take a bicycle?",
            ["Yes!", "Bicycles travel free on all ferries except the night boat."],
        ),
        (
            "g20-faq-headings",
            "What does a ticket cost?",
            ["Four crowns.", "Children pay half."],
        ),
        (
            "g17-pronoun-other-person",
            "When did Viktor Sand die?",
            ["Viktor Sand was born in 1888 in a border fort.", "He died in 1955."],
        ),
        (
            "g18-subject-in-sentence-before",
            "When was the North Coast Treaty signed?",
            [
                "The NORTH COAST TREATY, also called the SELBY TREATY, is the treaty on which the "
                "North Coast League (NCL) rests and by which it is run.",
                "The treaty was signed in Selby, N.Y. on 6 May 1947.",
            ],
        ),
        (
            "g19-question-echo",
            "How many people label data?",
            [
                "Lena Ward: [08:10] And how many people label data for you today?",
                "Tomas Reid: About 640.",
                "Most of them live in Ghana.",
            ],
        ),
        (
            "g19-question-echo",
            "Does Kelp Works use crowd workers?",
            [
                "Lena Ward: Do you use crowd workers?",
                "Tomas Reid: No.",
                "We hire everyone ourselves, because crowd work gave us poor labels.",
                "Today I talk with Tomas Reid, who runs labelling at Kelp Works.",
            ],
        ),
        (
            "g13-list-all-most-count",
            "Who earns the most?",
            ["Fay Osei, head of law, earns 58,300 crowns."],
        ),
        ("g17-pronoun-other-person", "What did Sand do in 1921?", []),
        (
            "g21-table",
            "Who was the keeper at Garth?",
            ["Station | Opened | Keeper | Trains a day", "Garth | 1911 | Mina Roux | 17"],
        ),
        (
            "g22-author-year",
            "Which claims rest on Olsen?",
            [
                "Rats destroy a tenth of stored grain (Olsen 2011).",
                "Metal bins cut that loss by half (Olsen 2011; Baird and Kim 2014, 33).",
            ],
        ),
        (
            "g23-false-outlets",
            "Which claims rest on FAO?",
            [
                "Wheat comes from Norland (FAO).",
                "Rice comes from Sudland (World Bank 2022; FAO 2022).",
            ],
        ),
        (
            "g26-same-name/a/report",
            "How many weavers work at the mill?",
            ["The north mill employs 40 weavers."],
        ),
        (
            "g26-same-name/b/report",
            "How many weavers work at the mill?",
            ["The south mill employs 75 weavers."],
        ),
        ("g27-blank-file/dyke", "When did the dyke break?", ["The dyke broke in 1953."]),
        ("g28-hidden/dyke", "When did the dyke break?", ["The dyke broke in 1953."]),
        ("g29-private-use", "When does the ferry leave?", ["The ferry leaves at nine."]),
    ],
)
def test_what_a_document_says(
    library: Engine, document: str, question: str, sentences: list[str]
) -> None:
    answer = library.ask(question, filters=Filters(document=(document,)))
    assert [sentence.text for sentence in answer.sentences] == sentences


def test_all_that_is_asked_for_is_listed_and_counted(library: Engine) -> None:
    asked = Filters(document=("g13-list-all-most-count",))
    listed = library.ask("List all managers and salaries.", filters=asked)
    assert len(listed.sentences) == 9
    assert all(len(sentence.marks) == 2 for sentence in listed.sentences)
    counted = library.ask("How many earn more than 45,000?", filters=asked)
    assert counted.statement.startswith("5 of the 9 sentences")
    assert len(counted.sentences) == 5 and not any(s.marks for s in counted.sentences)


def test_a_follow_up_may_be_answered_by_the_sentence_just_shown(library: Engine) -> None:
    asked = Filters(document=("g24-follow-up-same-sentence",))
    first = "How many acres of field per head does Norland have?"
    said = library.ask(first, filters=asked)
    answer = library.ask("And Sudland?", [Turn(first, said.text)], asked)
    assert [s.text for s in answer.sentences] == [
        "Norland has 0.3 acres of field per head, a fraction of the 1.9 acres per head in Sudland."
    ]


def test_the_cell_that_answers_is_marked(library: Engine) -> None:
    asked = Filters(document=("g21-table",))
    header, row = library.ask("Who was the keeper at Garth?", filters=asked).sentences
    text = library.store.document("g21-table").text
    assert header.is_context and not row.is_context
    assert [mark.of(text) for mark in row.marks] == ["Mina Roux"]
    assert row.citation.lines == (13, 13)


def test_the_sources_of_a_document_are_those_that_it_cites(library: Engine) -> None:
    def sources(document: str) -> list[tuple[str | None, str]]:
        return [(one.outlet, one.date) for one in library.store.document(document).references]

    found = sources("g23-false-outlets")
    # Whether Selby is an outlet or a town, its parenthesis does not say.
    assert [one for one in found if one[0] != "Selby"] == [
        ("Port Gazette", "1934-06-09"),
        ("FAO", ""),
        ("World Bank", "2022"),
        ("FAO", "2022"),
    ]
    assert len(sources("g22-author-year")) == 8


def test_one_file_that_cannot_be_read_stops_no_other(shelf: Library) -> None:
    ids = {document.id for document in shelf.documents}
    assert ids >= {"g27-blank-file/dyke", "g28-hidden/dyke"}
    (blank,) = shelf.left_out
    assert str(blank.path).endswith("todo.md") and "is empty" in blank.reason
    assert {str(kind): count for kind, count in shelf.passed_over.items()} == {
        "hidden": 1,
        "node_modules": 1,
    }


def test_text_without_tokens_harms_no_model(
    tmp_path: Path, shelf: Library, embedder: Embedder, multilingual: Embedder
) -> None:
    (document,) = (each for each in shelf.documents if each.id == "g29-private-use")
    build_index(tmp_path, [document], [embedder, multilingual], Limits())
    answer = Engine(load_store(tmp_path), embedder, multilingual).ask("When does the ferry leave?")
    assert [sentence.text for sentence in answer.sentences] == ["The ferry leaves at nine."]


def test_a_run_in_label_stays_with_its_text(library: Engine, reader: ConvertedReader) -> None:
    asked = Filters(document=("g09-run-in-label",))
    answer = replace(library, readers=[reader]).ask("What does prompt mean?", filters=asked)
    assert [sentence.text for sentence in answer.sentences] == [
        "Shared charts follow these rules:",
        "Prompt. Charts go out soon enough to be of use.",
    ]


@pytest.mark.parametrize(
    ("document", "question", "statement"),
    [
        (
            "g25-memo-header",
            "Who sent the memorandum?",
            "The document was written by Berta Sund and Paul Rook.",
        ),
        (
            "g06-front-matter",
            "Who wrote this article?",
            "The document was written by Lena Ostrowski.",
        ),
    ],
)
def test_who_wrote_it(library: Engine, document: str, question: str, statement: str) -> None:
    answer = library.ask(question, filters=Filters(document=(document,)))
    assert answer.answerable and answer.statement == statement
