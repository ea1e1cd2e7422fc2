"""What was compiled is verified before it is used, and its folder neither grows nor matters."""

from __future__ import annotations

import json
import logging
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rag.errors import ModelError
from rag.models.compiled_files import COMPILED, keep_compiled, read_compiled
from rag.models.embedder import Embedder, Encoding
from rag.models.runtime import load_runtime
from tests.full_disk import small_disk
from tests.platforms import posix_only
from tests.users import as_nobody

TEXTS = ["Who signed treaty number 1 with Norway?", "A sentence of a passage, or two. " * 5]


class Probe:
    """The default model, opened again and again with what was compiled in a folder."""

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        self.identity, self.model = embedder.identity, embedder.files[0].parent
        self.folder = folder

    def vectors(self, threads: int | None = None) -> list[Encoding]:
        opened = load_runtime(self.model, self.identity, threads, self.folder)
        return opened.encode_passages(TEXTS)


@pytest.fixture
def probe(embedder: Embedder, tmp_path: Path) -> Probe:
    return Probe(embedder, tmp_path / "compiled")


@pytest.fixture(scope="module")
def fresh(embedder: Embedder) -> list[Encoding]:
    return load_runtime(embedder.files[0].parent, embedder.identity).encode_passages(TEXTS)


def same(one: list[Encoding], other: list[Encoding]) -> bool:
    return all(
        np.array_equal(a.pooled, b.pooled) and np.array_equal(a.tokens, b.tokens)
        for a, b in zip(one, other, strict=True)
    )


def test_what_was_compiled_is_kept_and_read(probe: Probe, fresh: list[Encoding]) -> None:
    assert same(probe.vectors(), fresh)
    kept = (probe.folder / COMPILED).stat()
    assert kept.st_size < 1_000_000  # without the weights
    for threads in (1, 2, None):
        assert same(probe.vectors(threads), fresh)
    assert (probe.folder / COMPILED).stat().st_mtime_ns == kept.st_mtime_ns


@pytest.mark.long
def test_a_flipped_bit_anywhere_is_found(
    probe: Probe, fresh: list[Encoding], caplog: pytest.LogCaptureFixture
) -> None:
    probe.vectors()
    path = probe.folder / COMPILED
    good = path.read_bytes()
    places = [0, 63, 64, 65, 90, 300, len(good) - 1]
    places += np.random.default_rng(0).integers(0, len(good), 13).tolist()
    places += [good.index(b"\n", 65) + n for n in (745, 1234, 3994, 1969, 1499, 34151, 2658, 6875)]
    for number, place in enumerate(places):
        damaged = bytearray(good)
        damaged[place] ^= 1 << number % 8
        path.write_bytes(damaged)
        caplog.clear()
        assert same(probe.vectors(), fresh), place
        assert [record.levelname for record in caplog.records] == ["WARNING"]
        assert "compiled.bin is damaged; the model is compiled anew" in caplog.text
        caplog.clear()
        assert same(probe.vectors(), fresh)
        assert not caplog.records  # it is whole again


@pytest.mark.parametrize("damage", ["cut", "empty", "longer", "a folder", "another's", "no export"])
def test_what_is_no_export_is_done_without(
    probe: Probe, fresh: list[Encoding], damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    probe.vectors()
    path = probe.folder / COMPILED
    content = path.read_bytes()
    made_of = json.loads(content.split(b"\n")[1])
    path.unlink()
    if damage == "a folder":
        path.mkdir()
    elif damage == "another's":
        keep_compiled(probe.folder, {**made_of, "openvino": "1"}, content.split(b"\n", 2)[2])
    elif damage == "no export":
        keep_compiled(probe.folder, made_of, b"<xml>" * 100)
    else:
        cut = {"cut": content[: len(content) // 2], "empty": b"", "longer": content + b"\0"}
        path.write_bytes(cut[damage])
    with caplog.at_level(logging.INFO):
        assert same(probe.vectors(), fresh)
    assert caplog.records
    if damage != "a folder":
        assert read_compiled(probe.folder, made_of) is not None


def test_another_model_is_not_served_with_it(probe: Probe) -> None:
    probe.vectors()
    content = (probe.folder / COMPILED).read_bytes()
    probe.identity = replace(probe.identity, weights="0" * 64)
    probe.vectors()
    assert (probe.folder / COMPILED).read_bytes() != content


def test_the_folder_holds_one_file_whatever_was_left_there(probe: Probe) -> None:
    probe.folder.mkdir()
    for number in range(20):
        (probe.folder / f"{number}.blob").write_bytes(b"of OpenVINO's own cache")
    (probe.folder / ".writing-killed").mkdir()
    (probe.folder / ".writing-killed" / COMPILED).write_bytes(b"half")
    probe.vectors()
    assert [path.name for path in probe.folder.iterdir()] == [COMPILED]


@posix_only
def test_a_folder_that_cannot_be_written_is_done_without(
    embedder: Embedder, fresh: list[Encoding]
) -> None:
    with as_nobody() as folder:
        folder.chmod(0o500)
        before = os.listdir(folder)
        assert same(Probe(embedder, folder).vectors(), fresh)
        assert os.listdir(folder) == before
        assert same(Probe(embedder, folder / "compiled").vectors(), fresh)


def test_a_full_disk_is_done_without(embedder: Embedder, fresh: list[Encoding]) -> None:
    with small_disk(200_000) as folder:
        assert same(Probe(embedder, folder).vectors(), fresh)
        assert not list(folder.iterdir())


def test_what_cannot_be_compiled_is_told(tmp_path: Path, embedder: Embedder) -> None:
    for file in embedder.files:
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "model.xml").write_text("<net/>")
    with pytest.raises(ModelError, match="run `brief-rag index`"):
        load_runtime(tmp_path, embedder.identity, None, tmp_path / "compiled")
