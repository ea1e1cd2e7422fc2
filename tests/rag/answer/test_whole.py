"""What documents tell of themselves: from their structure, verbatim, within the filters."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from rag.answer import whole as whole_answer
from rag.answer.answer import Answer
from rag.answer.whole import compose_whole, find_whole
from rag.document.filters import NO_FILTERS, Filters
from rag.document.model import Document
from rag.question.whole import whole_question
from rag.reading.library import load_documents
from rag.reading.structure import parse_document
from tests.growth import assert_linear
from tests.index.memory_store import MemoryStore

TOLLS = """---
title: Tolls on the Strait
authors: [Ann Lee, Bo Day]
date: 2019-05-12
publication: Strait Papers
issue: 4
---

# Tolls on the Strait

## Summary

- Tolls pay for the bridge.
- Ferries lose a third of their trade.

## 1 History

The bridge was opened in 1971 (Xinhua, May 9, 2015). It was free then (Lund Times, June 1, 2016).

## 2 Tolls

### 2.1 Lorries

Lorries pay nine crowns (Xinhua, May 9, 2015). Most drivers have a card.

### 2.2 Cars

Cars pay three crowns.

## 3 Recommendations

- Let the old pay nothing.
- Close one lane at night.
- Count the lorries again.
"""
LETTER = """Hadley, 12 May 2019

Dear Mrs Fenwick,

Thank you for your offer to lend us the loom for the summer show, which opens on the first
of July and runs until the end of August. The hall is dry and locked at night, and two of us sleep
over the door.

Please tell us which day suits you.

Yours sincerely,

Thomas Arkwright
"""
LAW = """Gesetz über die Häfen

§ 1 Geltung

Dieses Gesetz gilt für alle Häfen des Landes.

§ 2 Gebühren

Die Gebühr wird vom Hafenamt festgelegt. Sie ist im Voraus zu zahlen.
"""
PLAIN = """# Ostby

Ostby is a harbour town on the north coast with nine thousand inhabitants.

## Economy

Fishing was the main trade of the town until the harbour froze over in a cold winter.
Today most people of the town work in the museum by the harbour.

## Sights

The church of the town has a leaning tower. Visitors of the town climb it in summer.
"""


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Document]:
    folder = tmp_path_factory.mktemp("whole")
    files = {"tolls.md": TOLLS, "letter.txt": LETTER, "law.txt": LAW, "ostby.md": PLAIN}
    for name, text in files.items():
        Path(folder / name).write_text(text, "utf-8")
    return {document.id: document for document in load_documents([folder])}


@pytest.fixture(scope="module")
def shelf(documents: dict[str, Document]) -> MemoryStore:
    return MemoryStore.of(documents.values())


def ask(store: MemoryStore, question: str, filters: Filters = NO_FILTERS) -> Answer:
    asked = whole_question(question)
    assert asked is not None, question
    found = find_whole(store, asked, filters)
    assert found is not None, question
    answer = compose_whole(store, found)
    for sentence in answer.sentences:
        cited = sentence.citation
        text = store.document(cited.document).text
        assert text[cited.span.start : cited.span.end] == cited.quote == sentence.text
    return answer


def of(document: str, **others: tuple[str, ...]) -> Filters:
    return Filters(document=(document,), **others)  # type: ignore[arg-type]


def quotes(answer: Answer) -> list[str]:
    return [sentence.text for sentence in answer.sentences]


@pytest.mark.parametrize(
    ("document", "question", "statement", "quoted"),
    [
        ("tolls", "What is the title?", "is called “Tolls on the Strait”", "Tolls on the Strait"),
        ("tolls", "Who wrote this?", "was written by Ann Lee and Bo Day", None),
        ("tolls", "When was it published?", "is dated 12 May 2019 (2019-05-12)", None),
        (
            "tolls",
            "Which issue of which journal is it?",
            "appeared in Strait Papers, number 4",
            None,
        ),
        ("tolls", "What language is it in?", "is written in English", None),
        ("law", "Sprache?", "is written in German (Deutsch)", None),
        ("letter", "Who wrote the letter?", "", "Thomas Arkwright"),
        ("letter", "When was it written?", "", "12 May 2019"),
        ("tolls", "How many notes are there?", "has no note", None),
        (
            "tolls",
            "How many sections does it have?",
            "has 6 sections with a heading, of which 4",
            None,
        ),
        ("law", "Wie viele Paragraphen hat das Gesetz?", "has 2 sections", None),
        ("tolls", "How many sources does it cite?", "cites 2 sources", None),
        (
            "tolls",
            "Who is cited most?",
            "Xinhua (2 times), Lund Times (once)",
            "It was free then",
        ),
    ],
)
def test_facts(
    shelf: MemoryStore, document: str, question: str, statement: str, quoted: str | None
) -> None:
    answer = ask(shelf, question, of(document))
    assert answer.answerable
    assert statement in answer.statement
    if quoted:
        assert any(quoted in quote for quote in quotes(answer)) or quoted in answer.text


@pytest.mark.parametrize(
    ("document", "question", "statement"),
    [
        (
            "tolls",
            "Which topics does it cover?",
            "has the headings “Summary”, “1 History”, “2 Tolls”, “3 Recommendations”.",
        ),
        ("law", "Wie ist das Gesetz gegliedert?", "has the headings “§ 1 Geltung”, “§ 2 Gebühren”"),
        ("letter", "What are the headings?", "has no headings"),
    ],
)
def test_topics_are_told_by_the_headings(
    shelf: MemoryStore, document: str, question: str, statement: str
) -> None:
    assert statement in ask(shelf, question, of(document)).statement


def test_a_line_that_names_the_author_is_no_topic() -> None:
    text = "# The ferry\n\n## By Marta Ellery\n\nIt ran aground.\n\n## Oil\n\nSome of it leaked.\n"
    store = MemoryStore.of([parse_document(text, "ferry")])
    answer = ask(store, "Which topics does it cover?")
    assert answer.statement == "The document has the heading “Oil”."


def test_several_documents_are_named_once_each(shelf: MemoryStore) -> None:
    answer = ask(shelf, "What are these documents about?", Filters(document=("ostby", "law")))
    assert "“Ostby” has no summary of its own" in answer.statement
    assert "is called" not in answer.statement


def test_what_the_text_does_may_name_a_section(shelf: MemoryStore) -> None:
    asked = "What does the report recommend?"
    recommended = quotes(ask(shelf, "What does section 3 say?", of("tolls")))
    assert quotes(ask(shelf, asked, of("tolls"))) == recommended != []
    # Where no section is called so, it is left to the search, which this shelf has not.
    question = whole_question(asked)
    assert question and find_whole(shelf, question, of("ostby")) is None


def test_who_is_quoted_stands_in_the_sentences_that_quote() -> None:
    said = "The mayor, Ann Lee, warned that “no ferry will run after the first of May”."
    text = f"# Ferries\n\nThe “Sound Line” closed. {said} Nobody was glad.\n"
    store = MemoryStore.of([parse_document(text, "ferries")])
    assert quotes(ask(store, "Who is quoted?")) == [said]
    assert quotes(ask(store, "What is quoted from whom?")) == [said]


def test_who_quotes_nobody_may_cite(shelf: MemoryStore) -> None:
    assert "cites Xinhua (2 times)" in ask(shelf, "Who is quoted?", of("tolls")).statement


def test_how_long_it_is_is_counted_in_words(shelf: MemoryStore) -> None:
    assert "has about 28 words, in 2 paragraphs" in ask(shelf, "Wie lang ist es?", of("law")).text


@pytest.mark.parametrize(
    ("document", "question", "reason"),
    [
        ("law", "Wer hat das Gesetz geschrieben?", "The document does not say who wrote it."),
        ("ostby", "When was it published?", "does not say when it was written or published"),
        ("ostby", "Where was it published?", "does not say where it was published"),
        ("ostby", "Which sources does it cite?", "The document cites no source."),
        ("law", "Was steht in § 9?", "The document has no § 9."),
        ("tolls", "What does section 7 say?", "The document has no section 7."),
        ("law", "What is the conclusion?", "The document has no conclusion."),
    ],
)
def test_what_is_not_known_is_said(
    shelf: MemoryStore, document: str, question: str, reason: str
) -> None:
    answer = ask(shelf, question, of(document))
    assert not answer.answerable
    assert answer.confidence < 0.05
    assert answer.text == "The brief does not answer this."
    assert reason in answer.warnings[0]


@pytest.mark.parametrize(
    "question", ["What is it about?", "Summarise it", "What are the main points?", "tldr"]
)
def test_a_summary_answers_where_there_is_one(shelf: MemoryStore, question: str) -> None:
    answer = ask(shelf, question, of("tolls"))
    assert quotes(answer)[-2:] == [
        "Tolls pay for the bridge.",
        "Ferries lose a third of their trade.",
    ]
    assert "selection" not in answer.statement and "central" not in answer.statement


def test_a_selection_is_said_to_be_one(shelf: MemoryStore) -> None:
    answer = ask(shelf, "What is it about?", of("ostby"))
    assert "no summary of its own; quoted are 3 of its most central sentences" in answer.statement
    assert quotes(answer)[0] == "Ostby"
    assert quotes(answer)[1].startswith("Ostby is a harbour town")
    assert len(quotes(answer)) == 4


@pytest.mark.parametrize(
    ("document", "question", "first", "last"),
    [
        ("tolls", "What does section 2 say?", "Lorries pay nine crowns", "Cars pay three crowns."),
        ("tolls", "What's in 2.2?", "Cars pay", "Cars pay three crowns."),
        ("tolls", "the second chapter", "The bridge was opened", "It was free then"),
        ("tolls", "What does it say about tolls?", "Lorries pay", "Cars pay three crowns."),
        ("tolls", "What is the part on lorries about?", "Lorries pay", "Most drivers have a card."),
        ("tolls", "What does the summary say?", "Tolls pay", "Ferries lose"),
        ("law", "Was steht in § 2?", "Die Gebühr wird", "Sie ist im Voraus zu zahlen."),
        ("law", "Was steht unter Geltung?", "Dieses Gesetz", "Dieses Gesetz"),
        ("ostby", "What does section 2 say?", "The church", "Visitors"),
    ],
)
def test_a_section_is_quoted_whole(
    shelf: MemoryStore, document: str, question: str, first: str, last: str
) -> None:
    answer = ask(shelf, question, of(document))
    assert quotes(answer)[0].startswith(first)
    assert quotes(answer)[-1].startswith(last)


def test_of_a_long_section_the_most_central_are_quoted() -> None:
    lines = " ".join(f"The ship number {n} carried salt and coal to port {n}." for n in range(40))
    ships = f"# Ships\n\n## Loads\n\n{lines}\n\n## Crews\n\nCrews were small.\n"
    answer = ask(MemoryStore.of([_markdown(ships)]), "What does the section on loads say?")
    assert len(answer.sentences) <= 10
    assert "says more there" in answer.statement


def _markdown(text: str) -> Document:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "ships.md").write_text(text, "utf-8")
        return load_documents([Path(folder)])[0]


@pytest.mark.parametrize(
    "question",
    [
        "What is the report of the committee about?",
        "What does it say about whales?",
        "How many whales are there?",
        "Who wrote the manual?",
        "What is in Article 5?",
    ],
)
def test_a_question_that_names_something_else_is_left_to_the_search(
    shelf: MemoryStore, question: str
) -> None:
    asked = whole_question(question)
    assert asked is None or find_whole(shelf, asked, NO_FILTERS) is None


@pytest.mark.parametrize("document", ["tolls", "law", "ostby"])
def test_a_kind_of_text_names_the_only_document_asked_that_speaks_of_none(
    shelf: MemoryStore, document: str
) -> None:
    assert ask(shelf, "What is the letter about?", of(document)).answerable
    asked = whole_question("What is the bridge report about?")
    assert asked is not None and find_whole(shelf, asked, of(document)) is None


def test_what_begins_with_dear_is_a_letter(documents: dict[str, Document]) -> None:
    letter = replace(documents["letter"], id="x-27")
    answer = ask(MemoryStore.of([letter, documents["law"]]), "Who wrote the letter?")
    assert quotes(answer) == ["Thomas Arkwright"]


def test_salutations_stand_for_nothing(shelf: MemoryStore) -> None:
    about = quotes(ask(shelf, "What is the letter about?", of("letter")))
    assert not any("Dear" in quote or "Yours" in quote for quote in about)


def test_a_document_may_be_named_by_its_title(shelf: MemoryStore) -> None:
    answer = ask(shelf, "Who wrote Tolls on the Strait?")
    assert answer.statement == "The document was written by Ann Lee and Bo Day."


def test_several_documents_are_told_of_one_by_one(shelf: MemoryStore) -> None:
    answer = ask(shelf, "What is it about?")
    told = list(dict.fromkeys(sentence.citation.document for sentence in answer.sentences))
    assert told == ["law", "letter", "ostby", "tolls"]
    for named in ("“Ostby” has", "“Tolls on the Strait” is quoted with 2 sentences"):
        assert named in answer.statement
    authors = ask(shelf, "Who wrote it?")
    assert "“Tolls on the Strait” was written by Ann Lee and Bo Day." in authors.statement
    assert "“Ostby” does not say who wrote it." in authors.statement


def test_no_more_than_five_documents_are_told_of(documents: dict[str, Document]) -> None:
    many = [replace(documents["ostby"], id=f"town-{n}") for n in range(8)]
    answer = ask(MemoryStore.of(many), "Summarise it")
    assert len({sentence.citation.document for sentence in answer.sentences}) == 5
    assert answer.warnings == ("3 more documents are left out; filter by document to ask of one.",)


def test_of_very_many_documents_the_first_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole_answer, "MOST_LOOKED_AT", 2)
    documents = [parse_document(f"Text {n}\n\nIt is on toll {n}.", f"text-{n}") for n in range(6)]
    store = MemoryStore.of(documents)
    asked = whole_question("What are the documents about?")
    assert asked is not None
    found = find_whole(store, asked, NO_FILTERS)
    assert found is not None and [s.document.id for s in found.scopes] == ["text-0", "text-1"]
    assert "4 more documents are left out" in compose_whole(store, found).warnings[0]
    one = find_whole(store, asked, Filters(document=("text-5",)))
    assert one is not None and one.others == 0


def test_filters_bind_what_is_told(shelf: MemoryStore) -> None:
    lorries = of("tolls", section=("2.1 Lorries",))
    assert quotes(ask(shelf, "What does section 2 say?", lorries)) == [
        "Lorries pay nine crowns (Xinhua, May 9, 2015).",
        "Most drivers have a card.",
    ]
    assert all(
        "Lorries" in q or "card" in q for q in quotes(ask(shelf, "What is it about?", lorries))
    )
    assert "Xinhua (once)" in ask(shelf, "Which sources does it cite?", lorries).statement
    assert "1 paragraph" in ask(shelf, "How long is it?", lorries).statement
    lund = Filters(source=("Lund Times",))
    assert "Lund Times (once)" in ask(shelf, "Which sources does it cite?", lund).statement
    assert "Xinhua" not in ask(shelf, "Which sources does it cite?", lund).text


def test_a_line_of_the_masthead_belongs_to_no_passage(shelf: MemoryStore) -> None:
    (title,) = ask(shelf, "title?", of("tolls")).sentences
    assert title.passage is None
    assert (title.citation.section, title.citation.paragraph) == ("Front matter", 0)


def test_a_long_document_is_told_of_in_linear_time() -> None:
    def store(size: int) -> MemoryStore:
        part = "## Loads\n\nThe ship carried salt and coal. Nobody knew the port of the ship.\n\n"
        return MemoryStore.of([_markdown("# Ships\n\n" + part * (size // len(part)))], limit=200)

    def told(held: MemoryStore) -> None:
        for question in ("What is it about?", "How many sections?", "What does section 1 say?"):
            ask(held, question)

    assert_linear(store, told, 4000, enough=0.02)


@pytest.mark.parametrize(
    ("heading", "told"),
    [("About the Author", ["Eva Hill."]), ("作者", ["Eva Hill."]), ("Authors of the tolls", [])],
)
def test_a_section_may_say_who_wrote_it(heading: str, told: list[str]) -> None:
    text = f"# Tolls\n\nLorries pay nine crowns.\n\n# {heading}\n\nEva Hill.\n"
    answer = ask(MemoryStore.of([parse_document(text, "x")]), "Who wrote this?")
    assert quotes(answer) == told and answer.answerable == bool(told)
