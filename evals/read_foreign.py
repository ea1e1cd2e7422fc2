"""Questions of another text among one's own: all of them should be refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from evals.datasets import Dataset
from evals.read_brief import read_brief
from evals.read_squad import read_squad
from rag.document.model import Document


def read_foreign(foreign: Path, own: Path, corpus: Sequence[Document]) -> Dataset:
    """The labelled questions of ``own``, and those of a SQuAD file, which the corpus cannot answer.

    The latter are of type ``foreign``. Raises what ``read_brief`` and ``read_squad`` do.
    """
    labelled, others = read_brief(own, corpus), read_squad(foreign)
    refused = tuple(
        replace(q, type="foreign", answerable=False, gold=(), answers=(), document=None)
        for q in others.questions
    )
    name = f"{foreign.stem}-on-{own.stem}"
    return Dataset(name, labelled.documents, (*labelled.questions, *refused))
