"""What the notes and sources of documents say of a question."""

from __future__ import annotations

import pytest

from index.local_store import LocalStore
from rag.answer.structural import structure_for
from rag.document.filters import NO_FILTERS, Filters
from rag.document.model import Passage, Span
from rag.reading.structure import parse_document
from tests.growth import assert_linear
from tests.index.memory_store import MemoryStore
from tests.index.tiny_embedder import tiny_embedder


@pytest.mark.parametrize(
    ("question", "sentences"),
    [
        ("What does the brief take from the Global Times of June 29, 2023?", 1),
        ("Which claims rest on Xinhua?", 6),
        ("what is xinhua cited for", 6),
        ("What is the Wall Street Journal cited for?", 3),  # printed as WSJ
        ("What claims come from the Ministry of Foreign Affairs?", 8),  # printed as MFA
        ("List everything the brief cites from CAC", 3),
        ("What does the brief cite from People's Daily of October 29, 2023?", 2),
        ("Which claim is supported by the SCMP article of March 23?", 1),
        ("Which Xinhua articles does it cite?", 6),
        ("Which articles by the Financial Times are cited?", 2),
        ("List the pieces from the Wall Street Journal that the author cites", 3),
        ("Welche Artikel der Financial Times werden zitiert?", 2),
        ("文章引用了Xinhua的哪些报道？", 6),
        ("What does note 5 say?", 4),
        ("What does the third endnote say?", 1),
        ("Which sentence points to note 2?", 1),
    ],
)
def test_the_structure_knows_all_of_the_answer(
    store: LocalStore, question: str, sentences: int
) -> None:
    structure = structure_for(question, store, NO_FILTERS)
    assert structure is not None
    assert structure.complete
    assert structure.sentences is not None
    assert len(structure.sentences) == sentences


@pytest.mark.parametrize(
    "question",
    [
        "What does Xinhua say about Russia?",
        "Who wrote the study in footnote 4?",
        "What does Microsoft say about penguins?",
    ],
)
def test_a_topic_beside_the_source_is_searched_among_its_sentences(
    store: LocalStore, question: str
) -> None:
    structure = structure_for(question, store, NO_FILTERS)
    assert structure is not None
    assert not structure.complete
    assert structure.sentences


@pytest.mark.parametrize(
    ("question", "claim"),
    [
        ("Which source is cited for the claim that pigs can fly?", "pigs can fly"),
        ("What is the source for the Jell-O quote?", "Jell-O quote"),
        ("Where does the claim that half of it goes abroad come from?", "half of it goes abroad"),
        (
            "Which newspaper is cited for Microsoft and Google voicing support?",
            "Microsoft and Google voicing support",
        ),
        ("Which outlets are cited on Zimbabwe?", None),
    ],
)
def test_a_source_is_searched_by_the_claim(
    store: LocalStore, question: str, claim: str | None
) -> None:
    structure = structure_for(question, store, NO_FILTERS)
    assert structure is not None
    assert structure.cites
    assert structure.query == claim


@pytest.mark.parametrize(
    "question",
    [
        "What did Microsoft do with PRC researchers?",
        "Who leads the CAC?",
        "How is Beijing wired?",
        "What notes did Ada write?",
        "In which year did Russia sign the pact?",
    ],
)
def test_an_outlet_that_acts_is_no_source(store: LocalStore, question: str) -> None:
    assert structure_for(question, store, NO_FILTERS) is None


@pytest.mark.parametrize(
    "question",
    [
        "What is the main source of income of the farm?",
        "What is the source of the Nile?",
        "Which organization supports refugees in Kenya?",
        "Which university was named after John Harvard?",
        "What media are used in the lab?",
        "What is the reference number?",
        "What does the Galaxy Note 10 cost?",
        "Who signed the note 3 days later?",
    ],
)
def test_a_source_of_something_and_a_note_by_name_are_none(
    store: LocalStore, question: str
) -> None:
    assert structure_for(question, store, NO_FILTERS) is None


def test_a_note_is_searched_for_beside_others_where_there_are_none() -> None:
    document = parse_document("The harbour was dredged in 1974. The note 7 phone fell in.", "tarn")
    store = MemoryStore.of([document], tiny_embedder())
    assert structure_for("What did the note 7 phone do?", store, NO_FILTERS) is None


def test_a_document_without_notes_says_so() -> None:
    rain = MemoryStore.of([parse_document("It rains.", "rain")])
    structure = structure_for("What does note 1 say?", rain, NO_FILTERS)
    assert structure is not None
    assert structure.sentences == ()
    assert structure.warning == "The brief has no note 1; it has none."


def test_many_citations_take_time_that_grows_with_them() -> None:
    def store(size: int) -> MemoryStore:
        cited = "It rained in the town (Xinhua, May 9, 2015). It was told. [1]\n\n" * (size // 60)
        document = parse_document(f"{cited}Notes\n\n[1] So it was.\n", "rain")
        whole = Passage("all", "rain", 0, 1, Span(0, len(document.text)), ())
        return MemoryStore((document,), (whole,), tiny_embedder())

    for question in ("Which claims rest on Xinhua?", "Which sentence points to note 1?"):
        structure = structure_for(question, store(600), NO_FILTERS)
        assert structure and structure.sentences and len(structure.sentences) == 10
        assert_linear(store, lambda held, q=question: structure_for(q, held, NO_FILTERS), 4000)


SOURCES = """Rats eat grain (Olsen 2011). Bins help (Olsen and Berg, 2019; FAO 2021). Sacks fail.[1]
Cold helps, says Berg (2020). Wheat is stored (FAO). Rain harms it (see https://rain.example/a).
Silos (Leeds, 1931) are dear [@tran2018].

# References

[1] K. Berg and P. Tran, “Sacks,” 2018.
"""


@pytest.mark.parametrize(
    ("question", "openings"),
    [
        ("Which claims rest on Olsen?", ["Rats", "Bins"]),
        ("Which claims rest on Berg?", ["Bins", "Sacks", "Cold"]),
        ("Which claims rest on Tran?", ["Sacks", "Silos"]),
        ("Which claims rest on the FAO?", ["Bins", "Wheat"]),
        ("What claims come from the FAO of 2021?", ["Bins"]),
        ("Which claims rest on rain.example?", ["Rain"]),
    ],
)
def test_claims_are_found_by_any_author(question: str, openings: list[str]) -> None:
    document = parse_document(SOURCES, "grain")
    structure = structure_for(question, MemoryStore.of([document]), NO_FILTERS)
    assert structure is not None and structure.sentences is not None
    assert [span.of(document.text).split()[0] for _, span in structure.sentences] == openings


def test_a_source_without_a_date_is_of_no_day() -> None:
    document = parse_document("Wheat is stored (UNHCR, n.d.).", "grain")
    store = MemoryStore.of([document])
    structure = structure_for("What comes from the UNHCR of May 9, 2015?", store, NO_FILTERS)
    assert structure is not None
    assert structure.warning == ("The brief cites no such date; what it cites is UNHCR, undated.")
    (reference,) = document.references
    assert not Filters(date_from="1500").allow_source(reference)
    assert not Filters(date_to="2999").allow_source(reference)
    assert Filters(source=("unhcr",)).allow_source(reference)
