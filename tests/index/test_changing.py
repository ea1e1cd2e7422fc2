"""Documents come and go, and what is found does not depend on how they came."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from index import builder
from index.builder import Limits, Models, build_index
from index.changing import Change, add_documents, remove_documents
from index.compaction import FAN_OUT, SMALLEST, due
from index.generation import current_generation, roll_back
from index.loading import load_store
from index.local_store import LocalStore
from index.merging import merge_segments
from index.takeover import take_over
from rag.document.filters import NO_FILTERS, Filters
from rag.document.model import Document
from rag.engine import Engine
from rag.errors import EmptyIndex, NoGeneration, OtherSettings, UnknownDocument
from rag.models.token_codebook import codebook_for
from rag.reading.structure import parse_document
from tests.index.tiny_embedder import tiny_embedder
from tests.patience import SECONDS

TINY = Models([tiny_embedder()])
LIMITS = Limits(30)
QUESTIONS = (
    "Who built the mill of Arle?",
    "What does the Sea Times say?",
    "toll on herring",
    "harbor of Brenn",  # a near spelling
    "What does note 1 say?",
    "Who swam to the moon?",
)
FILTERS = (
    NO_FILTERS,
    Filters(document=("town-2", "town-5")),
    Filters(section=("Tolls",)),
    Filters(source=("sea times",)),
    Filters(date_from="1960", date_to="1962"),
)


def town(number: int, builder: str = "Ada Berg") -> Document:
    name = ("Arle", "Brenn", "Corvo", "Dunmar")[number % 4] + str(number)
    text = (
        f"The town of {name}\n\nMills\n\n{builder} built the mill of {name} in {1900 + number} "
        f"(Sea Times, May {number + 1}, {1955 + number}).[1] The wheel turned for years.\n\n"
        f"Tolls\n\nThe harbour of {name} raised its toll on herring {number} times.\n\n"
        f"Notes\n\n[1] A note on {name}.\n"
    )
    return parse_document(text, f"town-{number}")


@pytest.fixture(scope="module")
def towns() -> list[Document]:
    return [town(number) for number in range(11)]


def added(folder: Path, documents: Sequence[Document], **how: object) -> Change:
    return add_documents(folder, documents, TINY, LIMITS, tell=print, **how)  # type: ignore[arg-type]


def found(store: LocalStore, every: Sequence[Filters] = FILTERS) -> list[object]:
    """All that is found and said, with scores to the bit."""
    engine = Engine(store, TINY.embedders[0])
    everything: list[object] = [list(store.documents()), store.listed()]
    for question in QUESTIONS:
        for filters in every:
            hits = engine.search(question, 9, filters).hits
            everything.append([(hit.passage, hit.score, hit.scores) for hit in hits])
            answer = engine.ask(question, filters=filters)
            everything.append((answer.text, answer.confidence))
    everything.append(store.references({"Sea Times"}, NO_FILTERS))
    everything.append(store.notes(1, Filters(document=("town-2", "town-3"))))
    everything.append((store.passage_count, store.document_count))
    return everything


@pytest.mark.parametrize("seed", range(3))
def test_what_is_found_does_not_depend_on_how_documents_came(
    tmp_path: Path, towns: list[Document], seed: int
) -> None:
    build_index(tmp_path / "at-once", towns, TINY.embedders, LIMITS)
    expected = found(load_store(tmp_path / "at-once"))
    random = Random(seed)
    shuffled = random.sample(towns, len(towns))
    old = [town(number, "Somebody else") for number in random.sample(range(11), 4)]
    added(tmp_path / "grown", old)
    while shuffled:
        count = random.randint(1, 4)
        added(tmp_path / "grown", shuffled[:count])
        added(tmp_path / "grown", [replace(town(99), id=f"gone-{count}")])
        shuffled = shuffled[count:]
    for count in {e.id for e in load_store(tmp_path / "grown").listed("gone-")}:
        remove_documents(tmp_path / "grown", [count], print)
    assert found(load_store(tmp_path / "grown")) == expected


def test_merged_segments_are_to_the_byte_what_is_built_at_once(
    tmp_path: Path, towns: list[Document]
) -> None:
    build_index(tmp_path / "at-once", towns[1:], TINY.embedders, LIMITS)
    added(tmp_path / "grown", [*towns[6:], towns[0]])
    added(tmp_path / "grown", towns[1:6])
    remove_documents(tmp_path / "grown", ["town-0"], print)
    store = load_store(tmp_path / "grown")
    assert [len(live.deleted) for live in store.segments] == [1, 0]
    (at_once,) = load_store(tmp_path / "at-once").segments
    assert merge_segments(tmp_path / "grown", store.segments) == at_once.segment.name


def test_only_what_is_new_is_embedded(tmp_path: Path, towns: list[Document]) -> None:
    first = added(tmp_path, towns[:3])
    assert (first.added, first.updated) == (("town-0", "town-1", "town-2"), ())
    again = added(tmp_path, towns[:3])
    assert (again.unchanged, again.embedded) == (3, 0) and again.name == first.name
    changed = town(1, "Ole Lund")
    third = added(tmp_path, [changed, towns[3]])
    assert (third.added, third.updated, third.unchanged) == (("town-3",), ("town-1",), 0)
    assert 0 < third.embedded < first.embedded
    store = load_store(tmp_path)
    assert store.document("town-1") == changed and store.document_count == 4 == third.documents
    texts = [hit.text for hit in Engine(store, TINY.embedders[0]).search("Ada Berg", 50).hits]
    assert len(texts) == store.passage_count
    assert not any("Ada Berg built the mill of Brenn1" in text for text in texts)


def test_what_is_removed_is_found_nowhere(tmp_path: Path, towns: list[Document]) -> None:
    added(tmp_path, towns[:4])
    done = remove_documents(tmp_path, ["town-2", "town-0"], print)
    assert done.removed == ("town-0", "town-2") and done.documents == 2
    store = load_store(tmp_path)
    assert [d.id for d in store.documents()] == ["town-1", "town-3"]
    with pytest.raises(KeyError):
        store.document("town-2")
    assert "Corvo2" not in repr(found(store, [NO_FILTERS]))
    with pytest.raises(UnknownDocument, match="'town-2'; the nearest are town-"):
        remove_documents(tmp_path, ["town-2"], print)
    with pytest.raises(EmptyIndex, match="no document would be left"):
        remove_documents(tmp_path, ["town-1", "town-3"], print)
    assert load_store(tmp_path).name == store.name


def test_what_is_there_no_more_goes_unless_it_is_to_be_kept(
    tmp_path: Path, towns: list[Document]
) -> None:
    added(tmp_path, towns[:4])
    done = added(tmp_path, towns[1:3], keep=["town-3"])
    assert done.removed == ("town-0",) and done.unchanged == 2
    assert [d.id for d in load_store(tmp_path).documents()] == ["town-1", "town-2", "town-3"]
    with pytest.raises(EmptyIndex):
        added(tmp_path, [], keep=[])


@pytest.mark.long
def test_an_index_of_other_settings_is_not_added_to(
    tmp_path: Path, towns: list[Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    added(tmp_path, towns[:1])
    name = current_generation(tmp_path).name
    with pytest.raises(OtherSettings, match="run `brief-rag index` with all documents"):
        add_documents(tmp_path, towns[1:2], TINY, Limits(31), tell=print)
    identity = replace(TINY.embedders[0].identity, weights="0" * 64)
    other = Models([replace(TINY.embedders[0], identity=identity)])
    with pytest.raises(OtherSettings):
        add_documents(tmp_path, towns[1:2], other, LIMITS, tell=print)
    codebook = codebook_for(TINY.embedders[0], tmp_path / "codebooks")
    another = replace(codebook, nearness=codebook.nearness / 2)
    monkeypatch.setattr(builder, "codebook_for", lambda *_: another)
    with pytest.raises(OtherSettings, match="codebooks"):
        added(tmp_path, towns[1:2])
    build_index(tmp_path / "other", towns[1:2], TINY.embedders, LIMITS)
    with pytest.raises(OtherSettings, match="codebooks"):
        take_over(tmp_path, [tmp_path / "other"], print)
    assert current_generation(tmp_path).name == name


def test_the_generation_before_can_be_gone_back_to(tmp_path: Path, towns: list[Document]) -> None:
    first = added(tmp_path, towns[:1])
    with pytest.raises(NoGeneration):
        roll_back(tmp_path)
    second = remove_first_add_second(tmp_path, towns)
    assert roll_back(tmp_path).stem == first.name
    assert [d.id for d in load_store(tmp_path).documents()] == ["town-0"]
    assert roll_back(tmp_path).stem == second.name
    roll_back(tmp_path)
    third = added(tmp_path, [towns[2]])
    assert [d.id for d in load_store(tmp_path).documents()] == ["town-0", "town-2"]
    names = {path.stem for path in (tmp_path / "generations").iterdir()}
    assert names == {first.name, third.name}


def remove_first_add_second(folder: Path, towns: list[Document]) -> Change:
    return added(folder, [towns[1]], keep=[])


def test_segments_of_like_size_are_merged_and_lossy_ones_written_anew() -> None:
    assert due([]) == due([(5, 5)] * (FAN_OUT - 1)) == []
    assert due([(5, 5)] * FAN_OUT) == list(range(FAN_OUT))
    large = SMALLEST * FAN_OUT**2
    assert due([(large, large), *[(5, 5)] * FAN_OUT]) == [1, 2, 3, 4]
    assert due([(large, large)] * FAN_OUT) == [0, 1, 2, 3]
    assert due([(large, large), (9, 6), (9, 5)]) == [2]
    assert due([(9, 9), (large, large), (SMALLEST * FAN_OUT, SMALLEST * FAN_OUT)]) == []


def test_adding_many_one_by_one_leaves_few_segments(tmp_path: Path) -> None:
    for number in range(3 * FAN_OUT):
        added(tmp_path, [town(number)])
        assert len(load_store(tmp_path).segments) < FAN_OUT
    kept = {path.name for path in (tmp_path / "segments").iterdir()}
    assert len(kept) <= 2 * FAN_OUT


CHILD = """
import os, signal, sys
from pathlib import Path
from tests.index.test_changing import added, town

calls = 0
real = os.replace

def deadly(*arguments):
    global calls
    calls += 1
    if calls == int(sys.argv[2]):
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
    return real(*arguments)

os.replace = deadly
added(Path(sys.argv[1]), [town(number) for number in range(3, 9)], keep=["town-1"])
"""


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_kill_while_adding_leaves_the_generation_before(
    tmp_path: Path, towns: list[Document], number: int
) -> None:
    for document in towns[:3]:
        added(tmp_path, [document])
    before = found(load_store(tmp_path), [NO_FILTERS])
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(tmp_path), str(number)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        timeout=SECONDS,
    )
    assert child.returncode not in (0, 1), child.stderr.decode()
    assert found(load_store(tmp_path), [NO_FILTERS]) == before
    added(tmp_path, towns[3:9], keep=["town-1"])
    ids = [d.id for d in load_store(tmp_path).documents()]
    assert ids == [f"town-{number}" for number in (1, 3, 4, 5, 6, 7, 8)]
    for folder in ("segments", "generations", "carried"):
        assert (
            not list((tmp_path / folder).glob(".building*")) if (tmp_path / folder).exists() else 1
        )
