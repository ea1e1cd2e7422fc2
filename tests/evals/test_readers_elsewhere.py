"""Other readers are run by the Python that has them; one that fails has read nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from evals.other_readers import FORMATS, READERS
from evals.pdf_checks import lacks_letters
from evals.readers_elsewhere import installed, python_of, read_elsewhere
from rag.reading.formats import Format


def test_each_reader_says_what_it_reads() -> None:
    assert set(FORMATS) == set(READERS)
    assert {kind for kinds in FORMATS.values() for kind in kinds} <= {f.value for f in Format}
    assert set(installed(sys.executable, Format.HTML)) <= set(FORMATS)


def test_the_python_is_named_or_this_one() -> None:
    assert python_of(["report", "folder", "--python", "there/python"]) == "there/python"
    assert python_of(["report", "--python"]) == python_of(["report"]) == sys.executable


def test_what_cannot_be_read_is_empty(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (found,) = read_elsewhere(sys.executable, "pypdf", [tmp_path / "absent.pdf"])
    assert found.text == "" and "cannot read absent.pdf" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("check", "lacks"),
    [
        ({"type": "present", "text": "ARCH + TRAINING"}, True),
        ({"type": "present", "text": "TRAINING ARCH"}, False),
        ({"type": "present", "text": "Arch"}, True),
        ({"type": "present", "text": "Arch", "max_diffs": 2}, False),
        ({"type": "order", "before": "ARCH", "after": "Notes"}, True),
        ({"type": "absent", "text": "Notes"}, False),
    ],
)
def test_what_the_text_layer_lacks_no_reader_finds(check: dict[str, object], lacks: bool) -> None:
    assert lacks_letters(check, "ARCH TRAINING") is lacks
