"""What a library on Milvus cannot be opened for, each told in words that mend it."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from pydantic import SecretStr

from index.libraries import require_local, require_one_process
from index.milvus import changing
from index.milvus.address import address_of
from index.milvus.fields import NOTHING
from index.milvus.journal import LIBRARY
from index.milvus.library import open_library
from index.opening import open_store
from rag.errors import IndexDamaged, IndexMissing, OtherSettings, StoreUnavailable, WrongStore
from rag.models.embedder import Embedder
from rag.settings import Settings
from tests.index.milvus.conftest import NewSettings
from tests.index.milvus.test_changing import add, found, store_of, town
from tests.milvus_servers import MilvusProcess, milvus_server, require_lite

pytestmark = pytest.mark.long

HOLDING = """
import sys
from pathlib import Path
from index.milvus.lite import lite_uri

lite_uri(Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize(
    ("store", "said"),
    [
        ("milvus:host", "milvus://host:port/collection"),
        ("milvus://", "milvus://host:port/collection"),
        ("milvus://host:port/x", "cannot be read"),
        ("milvus://root:secret@host/x", "BRIEF_RAG_MILVUS_TOKEN"),
        ("milvus://host/a/b", "'a/b'"),
        ("milvus://host/9lives", "begins"),
        ("milvus+lite:", "names no folder"),
        ("elsewhere", "'local'"),
    ],
)
def test_a_store_that_is_none_is_told(store: str, said: str) -> None:
    with pytest.raises(WrongStore, match=said):
        address_of(store, tls=False)


def test_an_address_names_server_and_collection() -> None:
    assert address_of("milvus://host/x", tls=True).uri == "https://host:19530"
    assert address_of("milvus://[::1]:5/x", tls=False).uri == "http://[::1]:5"
    assert address_of("milvus://host", tls=False).collection == "brief_rag"
    assert address_of("milvus+lite:./there", tls=True).folder == Path("there")


def test_no_library_yet(new_settings: NewSettings) -> None:
    with pytest.raises(IndexMissing, match="brief-rag index"):
        open_library(new_settings())


def test_a_library_of_another_version(new_settings: NewSettings, tiny: Embedder) -> None:
    add(new_settings(), [town(1)], tiny)
    library = open_library(new_settings())
    row = {"key": LIBRARY, "content": '{"schema_version": 99}', "nothing": NOTHING}
    library.connection.upsert(library.names.journal, [row])
    for attempt in (lambda: open_library(new_settings()), lambda: add(new_settings(), [], tiny)):
        with pytest.raises(OtherSettings, match="its schema is 99"):
            attempt()


def test_a_collection_that_is_dropped(new_settings: NewSettings, tiny: Embedder) -> None:
    add(new_settings(), [town(1)], tiny)
    store = store_of(new_settings())
    store.library.connection.drop(store.library.names.tokens(0))
    with pytest.raises(IndexMissing, match="brief-rag migrate"):
        found(store, tiny)
    with pytest.raises(IndexDamaged, match="tokens_0"):
        open_library(new_settings())


def test_a_library_that_is_built_anew_under_way(new_settings: NewSettings, tiny: Embedder) -> None:
    add(new_settings(), [town(1), town(2)], tiny)
    store = store_of(new_settings())
    connection, names = store.library.connection, store.library.names
    for mark in connection.marks(names.journal):
        connection.unmark(mark)
    for name in names.all(1):
        connection.drop(name)
    with pytest.raises(IndexMissing):
        store.present()
    add(new_settings(), [town(3)], tiny)
    now = store.present()
    assert [entry.id for entry in now.listed()] == ["town-3"] == found(now, tiny)


def test_a_library_that_was_created_in_part_is_finished(
    new_settings: NewSettings, tiny: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise KeyboardInterrupt

    for part in ("codebook_rows", "library_row"):
        with monkeypatch.context() as patched:
            patched.setattr(changing, part, die)
            with pytest.raises(KeyboardInterrupt):
                add(new_settings(), [town(1)], tiny)
        with pytest.raises(IndexMissing):
            open_library(new_settings())
    assert add(new_settings(), [town(1)], tiny).added == ("town-1",)
    assert found(store_of(new_settings()), tiny) == ["town-1"]


def test_a_model_that_the_library_was_not_built_with(
    new_settings: NewSettings, tiny: Embedder
) -> None:
    settings = new_settings()
    add(settings, [town(1)], tiny)
    with pytest.raises(OtherSettings, match="built with tiny"):
        open_store(settings)


def test_another_process_has_the_folder_of_lite_open(tmp_path: Path) -> None:
    require_lite()
    folder = tmp_path / "milvus"
    command = [sys.executable, "-c", HOLDING, str(folder)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout and process.stdin
        assert process.stdout.readline() == "open\n"
        with pytest.raises(StoreUnavailable, match="one in at a time"):
            open_library(Settings(store=f"milvus+lite:{folder}", index_dir=tmp_path))
        process.stdin.close()


def test_lite_serves_from_one_process() -> None:
    lite = "milvus+lite:./there"
    with pytest.raises(WrongStore, match="BRIEF_RAG_WORKERS"):
        require_one_process(Settings(store=lite), 2)
    with pytest.raises(WrongStore, match="BRIEF_RAG_EDITABLE"):
        require_one_process(Settings(store=lite, editable=True), 1)
    require_one_process(Settings(store=lite), 1)
    require_one_process(Settings(store="milvus://host/x", editable=True), 4)
    with pytest.raises(WrongStore, match="rollback"):
        require_local(Settings(store=lite), "rollback")


def test_a_folder_that_lite_cannot_use(tmp_path: Path) -> None:
    require_lite()
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(WrongStore, match="file"):
        open_library(Settings(store=f"milvus+lite:{tmp_path / 'file'}", index_dir=tmp_path))


def test_a_server_that_is_not_there_is_told_soon(tmp_path: Path) -> None:
    started = time.monotonic()
    with pytest.raises(StoreUnavailable, match="is Milvus running there"):
        open_library(Settings(store="milvus://127.0.0.1:1/x", index_dir=tmp_path, milvus_seconds=2))
    assert time.monotonic() - started < 60


def test_a_wrong_token(tmp_path: Path, tiny: Embedder) -> None:
    with milvus_server(tmp_path / "milvus", authorization_enabled=True) as server:
        store = f"{server.address}/guarded"

        def settings(token: str | None) -> Settings:
            secret = SecretStr(token) if token else None
            return Settings(store=store, index_dir=tmp_path, milvus_token=secret)

        for token in (None, "root:wrong"):
            with pytest.raises(StoreUnavailable, match="BRIEF_RAG_MILVUS_TOKEN"):
                open_library(settings(token))
        add(settings("root:Milvus"), [town(1)], tiny)
        assert found(store_of(settings("root:Milvus")), tiny) == ["town-1"]


def test_a_database_that_is_not_there(milvus: MilvusProcess, tmp_path: Path) -> None:
    settings = Settings(store=f"{milvus.address}/x", index_dir=tmp_path, milvus_database="nowhere")
    with pytest.raises(StoreUnavailable, match="nowhere"):
        open_library(settings)


def test_a_token_is_told_to_nobody_but_our_own_processes() -> None:
    settings = Settings(milvus_token=SecretStr("root:secret"))
    assert "secret" not in settings.model_dump_json() and "secret" not in str(settings)
    assert Settings.model_validate_json(settings.dump_with_secrets()) == settings
    assert Settings.model_validate_json(Settings().dump_with_secrets()) == Settings()
