"""From ``KIND:PATH`` to a data set."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from evals.datasets import Dataset, DatasetError
from evals.read_beir import read_beir
from evals.read_brief import read_brief
from evals.read_dialogues import read_dialogues
from evals.read_foreign import read_foreign
from evals.read_library import read_library
from evals.read_spans import read_spans
from evals.read_squad import read_cross_squad, read_squad
from rag.document.model import Document

KINDS = ("brief", "foreign", "dialogues", "library", "squad", "cross", "beir", "spans")


def kind_and_place(name: str, kinds: Sequence[str] = KINDS) -> tuple[str, str]:
    """The two parts of ``KIND:PATH``.

    Raises DatasetError where one is missing, or the kind is none of ``kinds``.
    """
    kind, _, place = name.partition(":")
    if not place or kind not in kinds:
        raise DatasetError(
            f"{name!r} is no data set; write KIND:PATH with KIND one of " + ", ".join(kinds)
        )
    return kind, place


def read_dataset(name: str, corpus: Sequence[Document]) -> Dataset:
    """The data set that ``name`` stands for; ``corpus`` is what the first three kinds ask.

    ``brief:FILE.jsonl``, ``foreign:SQUAD.json@BRIEF.jsonl``, ``dialogues:FILE.jsonl``,
    ``library:FOLDER`` or ``library:FOLDER@DOCUMENTS``, ``squad:FILE.json``,
    ``cross:QUESTIONS.json@PASSAGES.json`` (both SQuAD), ``beir:FOLDER`` or ``spans:FOLDER``.

    Raises DatasetAbsent where the files are not there, and DatasetError for another kind and for
    what is found wrong in the files.
    """
    kind, place = kind_and_place(name)
    path = Path(place)
    if kind == "brief":
        return read_brief(path, corpus)
    if kind == "dialogues":
        return read_dialogues(path, corpus)
    if kind == "foreign":
        foreign, _, own = place.partition("@")
        return read_foreign(Path(foreign), Path(own), corpus)
    if kind == "library":
        asked, _, documents = place.partition("@")
        return read_library(Path(asked), Path(documents) if documents else None)
    if kind == "squad":
        return read_squad(path)
    if kind == "cross":
        asked, _, searched = place.partition("@")
        return read_cross_squad(Path(asked), Path(searched))
    return read_beir(path) if kind == "beir" else read_spans(path)
