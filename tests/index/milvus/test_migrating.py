"""Copies to Milvus and back: nothing is embedded anew, and a copy that was killed goes on."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.builder import Limits, Models, build_index, encoders_of
from index.changing import add_documents, remove_documents
from index.generation import current_generation, roll_back
from index.loading import load_store
from index.local_store import LocalStore
from index.milvus import copy_back as copy_back_module
from index.milvus.changing import library_of, open_or_create
from index.milvus.comparing import CopyDiffers, compare
from index.milvus.copy_back import copy_back
from index.milvus.copy_there import copy_there
from index.milvus.library import open_library
from index.milvus.store import MilvusStore
from rag.errors import EmptyIndex, OtherSettings
from rag.models.embedder import Embedder
from tests.index.milvus.conftest import NewSettings
from tests.index.milvus.test_changing import LIMITS, add, town
from tests.index.tiny_embedder import tiny_embedder

pytestmark = pytest.mark.long

TOWNS = 40
COPYING = """
import json, sys
from pathlib import Path
from index.loading import load_store
from index.milvus.copy_there import copy_there
from rag.settings import Settings


def said(done, total):
    print(json.dumps([done, total]), flush=True)

settings = Settings(store=sys.argv[1], index_dir=Path(sys.argv[2]))
copy_there(load_store(Path(sys.argv[3])), settings, said, at_once=2)
"""


@pytest.fixture
def local(tmp_path: Path, tiny: Embedder) -> LocalStore:
    """An index of several segments, of which documents were removed."""
    folder = tmp_path / "local"
    build_index(folder, [town(number) for number in range(TOWNS)], [tiny], LIMITS)
    add_documents(folder, [town(1, "burnt it"), town(TOWNS)], Models([tiny]), LIMITS, tell=print)
    remove_documents(folder, ["town-2"], print)
    return load_store(folder)


def test_a_copy_there_and_back_is_the_same(
    new_settings: NewSettings, tiny: Embedder, local: LocalStore, tmp_path: Path
) -> None:
    library = copy_there(local, new_settings())
    there = MilvusStore(library, library.state())
    compared = compare(local, there, tiny)
    assert (compared.documents, compared.passages) == (TOWNS, local.passage_count)
    assert compared.questions == compared.first >= 10
    back = copy_back(library, tmp_path / "back", lambda: Models([tiny]), print, at_once=9)
    assert list(back.documents()) == list(local.documents())
    assert compare(there, back, tiny).documents == TOWNS
    ours, theirs = (
        {
            live.segment.contents.document(number).id: (
                space.vectors.read(rows).tobytes(),
                space.tokens.part(rows).codes.tobytes(),
                space.tokens.part(rows).sentence_norms.tobytes(),
            )
            for live in store.segments
            for name, number in live.segment.contents.ids()
            if (found := live.find(name))
            for rows in [_rows(found[1])]
            for space in live.segment.spaces
        }
        for store in (local, back)
    )
    assert ours == theirs


def _rows(rows: range) -> NDArray[np.int64]:
    return np.arange(rows.start, rows.stop)


def test_a_copy_that_was_killed_goes_on(
    new_settings: NewSettings, tiny: Embedder, local: LocalStore, tmp_path: Path
) -> None:
    settings = new_settings()
    arguments = [settings.store, str(settings.index_dir), str(local.index_dir)]
    command = [sys.executable, "-c", COPYING, *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    while json.loads(process.stdout.readline())[0] < 6:
        pass
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    copied = set(open_library(settings).state().catalogue.documents)
    assert 6 <= len(copied) < TOWNS
    told: list[tuple[int, int]] = []
    library = copy_there(local, settings, lambda done, total: told.append((done, total)))
    # What was copied before was passed over, not written again.
    assert (len(copied), TOWNS) in told and told[-1] == (TOWNS, TOWNS)
    versions = {held.id: held.version for held in library.state().catalogue.documents.values()}
    assert len({versions[name].rpartition("-")[0] for name in copied}) >= 3
    store = MilvusStore(library, library.state())
    assert compare(local, store, tiny).documents == TOWNS


def test_a_copy_back_is_one_change(
    new_settings: NewSettings, tiny: Embedder, local: LocalStore, tmp_path: Path
) -> None:
    library = copy_there(local, new_settings())
    folder = tmp_path / "back"
    before = build_index(folder, [town(1)], [tiny], LIMITS).generation
    store = copy_back(library, folder, lambda: Models([tiny]), print, at_once=9)
    assert store.document_count == TOWNS and len(list((folder / "segments").iterdir())) > 1
    assert roll_back(folder) == before and load_store(folder).document_count == 1
    assert load_store(folder).document("town-1") == town(1)


def test_a_copy_back_that_was_killed_goes_on(
    new_settings: NewSettings,
    tiny: Embedder,
    local: LocalStore,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    library = copy_there(local, new_settings())
    folder = tmp_path / "back"
    before = build_index(folder, [town(1)], [tiny], LIMITS).generation

    def killed(done: int, total: int) -> None:
        if done > 12:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy_back(library, folder, lambda: Models([tiny]), print, killed, at_once=9)
    assert current_generation(folder) == before
    written = {path.name for path in (folder / "segments").iterdir()}
    told: list[tuple[int, int]] = []

    def said(done: int, total: int) -> None:
        told.append((done, total))

    with monkeypatch.context() as few:
        few.setattr(copy_back_module, "compact", lambda index_dir, generation, *_: generation)
        store = copy_back(library, folder, lambda: Models([tiny]), print, said, at_once=9)
    assert written <= {path.name for path in (folder / "segments").iterdir()}
    assert told[-1] == (TOWNS, TOWNS) and compare(local, store, tiny).documents == TOWNS


def test_a_library_of_nothing_is_not_copied(
    new_settings: NewSettings, tiny: Embedder, local: LocalStore, tmp_path: Path
) -> None:
    settings = new_settings()
    models = Models([tiny])
    encoders = encoders_of(tmp_path, models)
    library = open_or_create(settings, library_of(encoders, models, LIMITS), encoders)
    with pytest.raises(EmptyIndex, match="holds no document"):
        copy_back(library, tmp_path / "back", lambda: models, print)
    assert not (tmp_path / "back").exists()


def test_a_copy_that_differs_is_told(
    new_settings: NewSettings, tiny: Embedder, local: LocalStore
) -> None:
    settings = new_settings()
    library = copy_there(local, settings)
    add(settings, [town(3, "was seen by nobody")], tiny)
    with pytest.raises(CopyDiffers, match="town-3"):
        compare(local, MilvusStore(library, library.refreshed()), tiny)
    copy_there(local, settings)
    assert compare(local, MilvusStore(library, library.refreshed()), tiny).first


def test_only_what_is_alike_is_copied_together(
    new_settings: NewSettings, tiny: Embedder, local: LocalStore, tmp_path: Path
) -> None:
    settings = new_settings()
    library = copy_there(local, settings)
    for name, embedder, limits in (
        ("cut", tiny, Limits(8, 99)),
        ("encoded", tiny_embedder("another"), LIMITS),
    ):
        build_index(tmp_path / name, [town(1)], [embedder], limits)
        with pytest.raises(OtherSettings, match="another name"):
            copy_there(load_store(tmp_path / name), settings)
        with pytest.raises(OtherSettings, match="another folder"):
            copy_back(library, tmp_path / name, lambda: Models([tiny]), print)
