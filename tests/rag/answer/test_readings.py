"""What is read of the candidates, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.builder import Limits, build_index
from index.loading import load_store
from rag.answer.readings import UnitReading, is_sure, read_units, reading_features, reranked
from rag.answer.sentence_ranking import Sentence, rank_sentences
from rag.answer.unit_windows import MOST_TOKENS, MOST_WINDOWS, _joined, _said, unit_windows
from rag.document.filters import NO_FILTERS
from rag.document.model import Document, Span
from rag.engine import Engine
from rag.models.embedder import Embedder
from rag.models.reader import LONGEST_WINDOW, ConvertedReader, Reading
from rag.question.conversation import Turn
from rag.question.query import Query
from rag.reading.library import read_documents
from rag.reading.structure import parse_document
from rag.search.ranking import rank

TEXT = """# The harbour

The harbour of Tarn was dredged in 1974 (Tarn Post, May 9, 1974). It cost 40,000 crowns [1]. The \
mayor at the time, Ines Orr, had promised it for years.

## Ferries

Two ferries sail every day:

- the *Merrow*, which carries 300 people
- the *Selkie*, which carries 120

# Notes

[1] Records of the town.
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Engine:
    folder = tmp_path_factory.mktemp("readings")
    (folder / "tarn.md").write_text(TEXT, encoding="utf-8")
    documents = read_documents([folder / "tarn.md"], print).documents
    build_index(folder / "index", documents, [embedder], Limits())
    return Engine(load_store(folder / "index"), embedder)


def ranked(engine: Engine, question: str) -> list[Sentence]:
    profile = engine.profile("Who?")
    ranking = rank(engine.store, profile.embedder, Query.of(question), profile.weights, NO_FILTERS)
    return rank_sentences(engine.store, ranking, profile.weights)


def sentence_of(sentences: list[Sentence], words: str) -> Sentence:
    return next(each for each in sentences if words in each.text)


def words_count(text: str) -> int:
    return len(text.split())


QUESTIONS = [
    "When was the harbour dredged?",
    "How much did it cost?",
    "How many people does the Merrow carry?",
    "Who promised the dredging?",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_windows_are_few_and_short_and_hold_their_sentence(
    engine: Engine, reader: ConvertedReader, question: str
) -> None:
    sentences = ranked(engine, question)
    windows = unit_windows(sentences, question, reader.count_tokens)
    assert 1 <= len(windows) <= MOST_WINDOWS
    asked = reader.count_tokens(question) + 3
    assert sum(asked + reader.count_tokens(w.text) for w in windows) <= MOST_TOKENS
    assert windows[0].core == sentences[0].span
    for window in windows:
        assert window.core in window.sentences
        for begins, piece in window.pieces:
            assert window.text[begins : begins + len(piece)] == piece.of(window.document.text)


def test_sources_and_pointers_are_not_read(engine: Engine, reader: ConvertedReader) -> None:
    question = QUESTIONS[0]
    (first, *_) = unit_windows(ranked(engine, question), question, reader.count_tokens)
    assert "Tarn Post" not in first.text and "[1]" not in first.text
    assert "The harbour of Tarn was dredged in 1974" in first.text


def test_an_item_is_read_with_its_lead_in(engine: Engine) -> None:
    question = QUESTIONS[2]
    sentences = [sentence_of(ranked(engine, question), "Merrow")]
    (window,) = unit_windows(sentences, question, words_count)
    assert "Two ferries sail every day:" in window.text


def test_a_place_in_the_window_is_one_in_the_document(engine: Engine) -> None:
    question = QUESTIONS[1]
    sentences = [sentence_of(ranked(engine, question), "It cost")]
    (window,) = unit_windows(sentences, question, words_count)
    at = window.text.index("40,000 crowns")
    found = window.in_document(Span(at, at + 13))
    assert found is not None and found.of(window.document.text) == "40,000 crowns"
    whole = window.in_document(Span(0, len(window.text)))
    assert whole is None  # of two pieces, between which a source is left out


@given(st.lists(st.sampled_from(["Ab", "c.", "D", "(X, May 9, 2015)", "[1]", "?", "\n\n", "e"])))
def test_every_place_of_a_window_is_told_rightly(parts: list[str]) -> None:
    document = parse_document(" ".join(["Ab c.", *parts]), "made")
    for section in document.sections:
        for paragraph in section.paragraphs:
            _check_places(document, paragraph.sentences)


def _check_places(document: Document, spans: tuple[Span, ...]) -> None:
    for span in spans:
        window = _joined(document, span, [span], list(_said(document, span)))
        for start in range(len(window.text)):
            place = window.in_document(Span(start, start + 1))
            if place is not None:
                assert place.of(document.text) == window.text[start]
                assert span.contains(place)


class OneWord:
    """A reader that holds one word for the answer, wherever it stands."""

    def __init__(self, word: str, base: ConvertedReader) -> None:
        self.word, self.identity, self.count_tokens = word, base.identity, base.count_tokens

    def read(self, question: str, window: str) -> Reading:
        at = window.find(self.word)
        if at < 0:
            return Reading(-6.0, Span(0, 1), -9.0)
        return Reading(6.0, Span(at, at + len(self.word)), 9.0)


def test_another_reader_may_stand_there_and_moves_its_sentence_up(
    engine: Engine, reader: ConvertedReader
) -> None:
    question = "Who is the mayor of the harbour of Tarn?"
    sentences = ranked(engine, question)
    readings = read_units(OneWord("Ines Orr", reader), question, sentences)
    moved = reranked(sentences, readings, weight=1.0)
    assert "Ines Orr" in moved[0].text and "Ines Orr" not in sentences[0].text
    assert sorted(s.span for s in moved) == sorted(s.span for s in sentences)
    assert reranked(sentences, readings, weight=0.0) == sentences
    features = reading_features(moved, readings)
    assert features["answers"] == 6.0 and features["in_best"] == 1.0


def test_a_place_is_sure_only_where_the_reader_is(engine: Engine) -> None:
    question = QUESTIONS[0]
    sentences = ranked(engine, question)
    (window, *_) = unit_windows(sentences, question, words_count)

    def read(answers: float, margin: float, span: Span | None) -> UnitReading:
        return UnitReading(window, Reading(answers, span, margin), window.core, span)

    assert is_sure(read(5.0, 9.0, Span(0, 3)))
    assert not is_sure(read(-5.0, 9.0, Span(0, 3)))
    assert not is_sure(read(5.0, -1.0, Span(0, 3)))
    assert not is_sure(read(5.0, 9.0, None))


def test_what_a_reader_says_changes_the_answer(engine: Engine, reader: ConvertedReader) -> None:
    question = "Who is the mayor of the harbour of Tarn?"
    says_so = Engine(engine.store, engine.embedder, readers=[OneWord("Ines Orr", reader)])
    says_no = Engine(engine.store, engine.embedder, readers=[OneWord("nothing like it", reader)])
    answer = says_so.ask(question)
    assert answer.answerable and answer.confidence > says_no.ask(question).confidence
    marked = [m.of(text_of(engine)) for s in answer.sentences for m in s.marks]
    assert "Ines Orr" in marked


def text_of(engine: Engine) -> str:
    return engine.store.document("tarn").text


def test_another_readers_word_counts_for_nothing(engine: Engine, reader: ConvertedReader) -> None:
    other = OneWord("Ines Orr", reader)
    other.identity = replace(reader.identity, adapter="another")
    question = "Who is the mayor of the harbour of Tarn?"
    unread = Engine(engine.store, engine.embedder).ask(question)
    assert Engine(engine.store, engine.embedder, readers=[other]).ask(question) == unread


def test_a_follow_up_is_not_read(engine: Engine, reader: ConvertedReader) -> None:
    class Counting(OneWord):
        count = 0

        def read(self, question: str, window: str) -> Reading:
            Counting.count += 1
            return super().read(question, window)

    asking = Engine(engine.store, engine.embedder, readers=[Counting("1974", reader)])
    first = asking.ask("When was the harbour dredged?")
    assert Counting.count
    Counting.count = 0
    asking.ask("And how much did it cost?", [Turn("When was the harbour dredged?", first.text)])
    assert Counting.count == 0


def test_what_may_not_answer_is_not_read_beside_what_may(engine: Engine) -> None:
    question = QUESTIONS[1]
    sentences = [sentence_of(ranked(engine, question), "It cost")]
    (window,) = unit_windows(sentences, question, words_count)
    assert "Ines Orr" not in window.text  # its neighbour is no candidate


def test_a_sentence_longer_than_a_window_is_read_in_parts(
    tmp_path: Path, embedder: Embedder, reader: ConvertedReader
) -> None:
    names = ["Otto Berg", "Ida Moe", "Per Dahl", "Liv Strand", "Nils Hauge", "Eva Lie"]
    clauses = [f"{name} was fined {n}00 crowns for the hall" for n, name in enumerate(names * 3)]
    document = parse_document("The court held that " + ", ".join(clauses) + ".", "court")
    build_index(tmp_path, [document], [embedder], Limits())
    long = Engine(load_store(tmp_path), embedder)
    sentences = ranked(long, "Who was fined?")
    windows = unit_windows(sentences, "Who was fined?", reader.count_tokens)
    assert len(windows) > 1
    assert all(reader.count_tokens(w.text) <= LONGEST_WINDOW for w in windows)
    for window in windows:
        whole = window.in_document(Span(0, len(window.text)))
        assert whole is not None and whole.of(document.text) == window.text


def test_what_has_no_place_to_cut_is_read_to_its_end(
    tmp_path: Path, embedder: Embedder, reader: ConvertedReader
) -> None:
    text = "The court said 本" + "院认为被告应当赔偿原告的损失" * 14 + "终."
    build_index(tmp_path, [parse_document(text, "court")], [embedder], Limits())
    long = Engine(load_store(tmp_path), embedder)
    windows = unit_windows(ranked(long, "What did the court say?"), "What?", reader.count_tokens)
    assert all(reader.count_tokens(w.text) <= LONGEST_WINDOW for w in windows)
    assert "".join("".join(w.text.split()) for w in windows).startswith("Thecourtsaid本院")


def test_two_documents_of_one_layout_are_kept_apart(
    tmp_path: Path, embedder: Embedder, reader: ConvertedReader
) -> None:
    one = parse_document("The lease of Orr ends in May 2031. The rent is paid monthly.", "a")
    two = parse_document("The lease of Lie ends in May 2044. The rent is paid weekly.", "b")
    build_index(tmp_path, [one, two], [embedder], Limits())
    both = Engine(load_store(tmp_path), embedder)
    question = "When does the lease of Orr end?"
    sentences = ranked(both, question)
    readings = read_units(OneWord("2044", reader), question, sentences)
    best = [s for s in sentences if "Orr" in s.text]
    assert reading_features(best, readings)["answers"] == -6.0


def test_a_question_without_doubt_is_not_read(engine: Engine, reader: ConvertedReader) -> None:
    class Counting(OneWord):
        count = 0

        def read(self, question: str, window: str) -> Reading:
            Counting.count += 1
            return super().read(question, window)

    counting = Counting("1974", reader)
    reading = Engine(engine.store, engine.embedder, readers=[counting])
    reading.ask("What do penguins eat on Mars?")
    assert Counting.count == 0
