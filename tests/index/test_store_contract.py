"""What every store must do: the local one, those on Milvus, and one that looks at everything."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index import local_store as local_store_module
from index.builder import Limits, Models, build_index
from index.changing import add_documents, remove_documents
from index.loading import load_store
from index.milvus import changing as milvus_changing
from index.milvus.library import open_library
from index.milvus.store import MilvusStore
from rag.document.filters import NO_FILTERS, Filters
from rag.document.model import Document, Metadata, Span
from rag.engine import Engine
from rag.models.embedder import Embedder
from rag.question.query import Query
from rag.reading.structure import parse_document
from rag.search.signals import encode_query
from rag.search.store import Candidates, EncodedQuery, Store
from rag.settings import Settings
from tests.index.memory_store import MemoryStore
from tests.index.tiny_embedder import tiny_embedder
from tests.milvus_servers import MilvusProcess, require_lite

HARBOURS = """The harbours of Norland

Tolls

The harbour of Norrvik raised its toll in 1954 (Port Gazette, May 9, 1954). Ships from Sudland paid
nothing until the treaty lapsed [1].

Fish

Herring was landed by forty boats (Sea Times, June 2, 1960). The toll on herring was a penny.

Notes

[1] The treaty of 1931 was never renewed. Port Gazette, 1955, prints it.
"""
MILLS = """The mills of the valley

Water

Ada Berg built the first mill by the river. Its wheel turned until the flood (Sea Times, 1961).

Steam

Ada Berg sold it, and the second mill was moved by steam. [1]

Notes

[1] The engine came from Norrvik.
"""
BY_STEAM = Span(MILLS.index("by steam"), MILLS.index(". [1]"))
LIMIT = 30  # tokens of a passage: each document has several


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    return [
        parse_document(HARBOURS, "harbours", Metadata(title="The harbours of Norland")),
        parse_document(MILLS, "mills", Metadata(title="The mills of the valley")),
    ]


@pytest.fixture(scope="module")
def tiny() -> Embedder:
    return tiny_embedder()


@pytest.fixture(scope="module")
def local(
    tmp_path_factory: pytest.TempPathFactory, documents: list[Document], tiny: Embedder
) -> Store:
    return local_store(tmp_path_factory.mktemp("local"), documents, tiny)


def local_store(folder: Path, documents: list[Document], embedder: Embedder) -> Store:
    build_index(folder, documents, [embedder], Limits(LIMIT, 10**6))
    return load_store(folder)


@pytest.fixture(scope="module")
def grown(
    tmp_path_factory: pytest.TempPathFactory, documents: list[Document], tiny: Embedder
) -> Store:
    """The local store, of documents that were added one by one, with others deleted since."""
    folder = tmp_path_factory.mktemp("grown")
    for added in grown_by(documents):
        add_documents(folder, added, Models([tiny]), Limits(LIMIT, 10**6), tell=print)
    remove_documents(folder, ["gone"], print)
    store = load_store(folder)
    assert [live.deleted for live in store.segments] == [frozenset(), {"gone"}]
    return store


def grown_by(documents: list[Document]) -> list[list[Document]]:
    """The documents, and one to be removed again, in the order in which they are added."""
    harbours, mills = documents
    gone = parse_document("Herring (Port Gazette, May 2, 1950) built the toll of Norrvik.", "gone")
    return [[mills], [gone, harbours]]


@pytest.fixture(scope="module")
def milvus_lite(
    tmp_path_factory: pytest.TempPathFactory, documents: list[Document], tiny: Embedder
) -> Store:
    """A library in a folder of Milvus Lite."""
    require_lite()
    folder = tmp_path_factory.mktemp("lite")
    return milvus_store(f"milvus+lite:{folder / 'milvus'}", folder, documents, tiny)


@pytest.fixture(scope="module")
def milvus_on_server(
    tmp_path_factory: pytest.TempPathFactory,
    documents: list[Document],
    tiny: Embedder,
    milvus: MilvusProcess,
) -> Store:
    """A library on a real server, of documents that were added and removed one after another."""
    folder = tmp_path_factory.mktemp("server")
    return milvus_store(f"{milvus.address}/contract", folder, documents, tiny)


def milvus_store(
    address: str, folder: Path, documents: list[Document], embedder: Embedder
) -> Store:
    settings = Settings(store=address, index_dir=folder / "index")
    limits = Limits(LIMIT, 10**6)
    for added in grown_by(documents):
        milvus_changing.add_documents(settings, added, Models([embedder]), limits, tell=print)
    milvus_changing.remove_documents(settings, ["gone"], print)
    library = open_library(settings)
    return MilvusStore(library, library.state())


@pytest.fixture(scope="module")
def memory(documents: list[Document], tiny: Embedder) -> Store:
    return MemoryStore.of(documents, tiny, LIMIT)


@pytest.fixture(params=["local", "grown", "memory", "milvus_lite", "milvus_on_server"])
def store(request: pytest.FixtureRequest) -> Store:
    found: Store = request.getfixturevalue(request.param)
    return found


def query(text: str, embedder: Embedder) -> EncodedQuery:
    return encode_query(Query.of(text), embedder, 0.5)


def texts(store: Store, candidates: Candidates) -> list[str]:
    return [p.span.of(store.document(p.document).text) for p in candidates.passages]


def test_documents_come_by_id_and_in_pages(store: Store, documents: list[Document]) -> None:
    assert list(store.documents()) == documents
    assert [d.id for d in store.documents(1)] == ["mills"]
    assert [d.id for d in store.documents(0, 1)] == ["harbours"]
    assert list(store.documents(2)) == list(store.documents(0, 0)) == []
    assert store.document("mills").text == MILLS
    assert store.document_count == 2
    with pytest.raises(KeyError):
        store.document("rivers")


def test_whether_a_document_is_there_is_known(store: Store) -> None:
    assert store.holds("mills") and store.holds("harbours")
    assert not any(map(store.holds, ("rivers", "gone", "mill", "MILLS", "")))


def test_documents_are_listed_without_their_text(store: Store, documents: list[Document]) -> None:
    listed = store.listed()
    assert [(e.id, e.title, e.metadata) for e in listed] == [
        (d.id, d.title, d.metadata) for d in documents
    ]
    assert [e.characters for e in listed] == [len(HARBOURS), len(MILLS)]
    assert [e.passages for e in listed] == [len(store.passages_of(d.id)) for d in documents]
    assert [e.id for e in store.listed("VALLEY")] == [e.id for e in store.listed("mill")]
    assert [e.id for e in store.listed("mill")] == ["mills"] == [e.id for e in store.listed("", 1)]
    searches = ("", "VALLEY", "mill", "rivers")
    assert [store.count_listed(s) for s in searches] == [len(store.listed(s)) for s in searches]
    assert store.listed("rivers") == [] == list(store.listed("", 0, 0))


def test_sections_are_known_by_title(store: Store) -> None:
    assert store.has_section("TOLLS") and store.has_section("Steam")
    assert not store.has_section("Tol")


def test_passages_are_those_of_their_document_in_order(store: Store) -> None:
    counted = 0
    for document in store.documents():
        passages = list(store.passages_of(document.id))
        assert len(passages) > 2
        assert {p.document for p in passages} == {document.id}
        assert [p.span for p in passages] == sorted(p.span for p in passages)
        counted += len(passages)
    assert store.passage_count == counted
    with pytest.raises(KeyError):
        store.passages_of("rivers")


def test_the_models_are_named(store: Store, tiny: Embedder) -> None:
    assert list(store.embedders) == [tiny.identity]
    assert store.name


def test_candidates_run_by_document_and_place(store: Store, tiny: Embedder) -> None:
    found = store.search(query("Who built the mill?", tiny), NO_FILTERS, 50)
    assert len(found.passages) == store.passage_count
    places = [(p.document, p.span) for p in found.passages]
    assert places == sorted(places)
    lengths = {len(found.dense), len(found.bm25), len(found.coverage), len(found.handles)}
    assert lengths == {len(places)}
    assert ((found.coverage >= 0) & (found.coverage <= 1)).all()


def test_each_search_proposes_its_best(store: Store, tiny: Embedder) -> None:
    asked = query("herring boats", tiny)
    everything = store.search(asked, NO_FILTERS, 50)
    few = store.search(asked, NO_FILTERS, 1)
    assert 1 <= len(few.passages) <= 2
    best = {int(everything.dense.argmax()), int(everything.bm25.argmax())}
    assert [everything.passages[place] for place in sorted(best)] == list(few.passages)
    assert "Herring" in texts(store, everything)[int(everything.bm25.argmax())]


def test_what_no_passage_holds_has_no_lexical_score(store: Store, tiny: Embedder) -> None:
    found = store.search(query("submarine zebra", tiny), NO_FILTERS, 50)
    assert not found.bm25.any() and not found.coverage.any()


def test_a_heading_and_a_near_spelling_count_for_part(store: Store, tiny: Embedder) -> None:
    under = store.search(query("fish", tiny), NO_FILTERS, 50)
    assert not under.bm25.any()
    held = [t for t, c in zip(texts(store, under), under.coverage, strict=True) if c == 0.5]
    assert held and all("erring" in text for text in held)
    (term,) = store.query_terms("Norrvick")
    assert (term.word, term.term) == ("norrvick", "norrvik")
    misspelt, right = (
        store.search(query(word, tiny), NO_FILTERS, 50).bm25 for word in ("norrvick", "norrvik")
    )
    np.testing.assert_allclose(misspelt, 0.8 * right, rtol=1e-5)


def test_terms_are_held_by_passages_or_headings_alone(store: Store) -> None:
    held = store.holding({"norrvik", "norrvick", "fish", "her", "herring"})
    assert held.keys() == {"norrvik", "fish", "herring"}
    assert held["fish"] == 0 and held["norrvik"] > 0 and store.holding(()) == {}


def test_rare_terms_count_more(store: Store) -> None:
    rare, common = store.query_terms("herring toll")
    assert rare.idf != common.idf
    assert store.query_terms("the of") == []


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        (Filters(document=("mills",)), "mill"),
        (Filters(section=("fish",)), "erring"),
        (Filters(source=("port gazette",)), "Norrvik raised its toll"),
        (Filters(date_from="1961"), "wheel turned"),
        (Filters(date_to="1954-05"), "Norrvik raised its toll"),
        (
            Filters(within=(("mills", Span(MILLS.index("by steam"), MILLS.index(". [1]"))),)),
            "steam",
        ),
    ],
)
def test_filters_bind_candidates(
    store: Store, tiny: Embedder, filters: Filters, words: str
) -> None:
    for count in (1, 50):
        found = store.search(query("Norrvik toll steam", tiny), filters, count)
        assert len(found.passages) > 0
        if filters.document:
            assert {p.document for p in found.passages} == {"mills"}
        else:
            assert all(words in text for text in texts(store, found))


def test_what_no_passage_passes_finds_nothing(store: Store, tiny: Embedder) -> None:
    unknown = (("rivers", Span(0, 9)),)
    nothing = (Filters(document=("rivers",)), Filters(source=("Xinhua",)), Filters(within=unknown))
    for filters in nothing:
        asked = query("toll", tiny)
        found = store.search(asked, filters, 5)
        assert len(found.passages) == len(found.dense) == 0
        matches = store.match_tokens(asked, found)
        assert len(matches.layout) == 0
        assert store.notes(1, filters) == [] and store.references({"Sea Times"}, filters) == []


def test_tokens_are_matched_in_the_order_of_candidates(store: Store, tiny: Embedder) -> None:
    asked = query("Ada Berg sold herring", tiny)
    for filters in (NO_FILTERS, Filters(document=("mills",)), Filters(section=("steam",))):
        found = store.search(asked, filters, 50)
        matches = store.match_tokens(asked, found)
        assert len(matches.layout) == len(found.passages)
        for place, text in enumerate(texts(store, found)):
            best = matches.select(np.asarray([place])).best.max(axis=1)
            for word, cosine in zip(("ada", "berg", "sold", "herring"), best, strict=True):
                exact = word in text.lower().replace(".", " ").replace(",", " ").split()
                assert (cosine > 0.99) == exact, (word, text)


def test_references_and_notes_pass_the_filters(store: Store) -> None:
    def cited(filters: Filters) -> list[tuple[str, str]]:
        found = store.references({"Sea Times", "Port Gazette"}, filters)
        return [(document, r.date) for document, r in found]

    assert cited(NO_FILTERS) == [
        ("harbours", "1954-05-09"), ("harbours", "1960-06-02"), ("mills", "1961")
    ]  # fmt: skip
    assert cited(Filters(document=("mills",))) == [("mills", "1961")]
    assert cited(Filters(source=("sea times",))) == [("harbours", "1960-06-02"), ("mills", "1961")]
    assert cited(Filters(section=("Tolls",))) == [("harbours", "1954-05-09")]
    assert cited(Filters(date_from="1960-06-03")) == [("mills", "1961")]
    assert store.references({"Reuters"}, NO_FILTERS) == []

    def numbered(number: int | None, filters: Filters) -> list[tuple[str, int]]:
        return [(document, note.number) for document, note in store.notes(number, filters)]

    assert numbered(None, NO_FILTERS) == numbered(1, NO_FILTERS)
    assert numbered(1, NO_FILTERS) == [("harbours", 1), ("mills", 1)]
    assert numbered(1, Filters(document=("mills",))) == [("mills", 1)]
    assert numbered(1, Filters(section=("Steam",))) == []
    assert numbered(2, NO_FILTERS) == []


def test_outlets_are_named_in_full_or_by_initials(store: Store) -> None:
    assert store.outlets_named("What does the Sea Times say?") == [(Span(14, 23), "Sea Times")]
    assert store.outlets_named("what rests on the PG") == [(Span(18, 20), "Port Gazette")]
    assert store.outlets_named("What is it?") == []


@pytest.mark.parametrize("laid_out", [0, 10**9])
def test_every_store_ranks_and_answers_alike(
    store: Store, tiny: Embedder, memory: Store, laid_out: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local_store_module, "LAID_OUT", laid_out)
    for question in (
        "Who built the first mill?",
        "How many boats landed herring?",
        "What does note 1 say?",
        "Which claims rest on the Sea Times?",
        "Where did the engine come from?",
    ):
        ours, theirs = (Engine(each, tiny) for each in (store, memory))
        for filters in (NO_FILTERS, Filters(document=("mills",))):
            one, other = (e.search(question, 5, filters).hits for e in (ours, theirs))
            assert [h.passage.id for h in one] == [h.passage.id for h in other]
            for a, b in zip(one, other, strict=True):
                assert a.score == pytest.approx(b.score, abs=0.01)
                assert a.scores == pytest.approx(b.scores, abs=0.01)
            said = [e.ask(question, filters=filters) for e in (ours, theirs)]
            assert said[0].text == said[1].text
            assert said[0].confidence == pytest.approx(said[1].confidence, abs=0.02)
