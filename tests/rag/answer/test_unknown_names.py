"""A question that names what a document never does is known for it."""

from __future__ import annotations

import pytest

from rag.answer.unknown_names import names_unknown
from rag.models.embedder import Embedder
from rag.question.query import Query
from rag.reading.structure import parse_document
from rag.search.signals import encode_query

TEXT = """# The Harbour of TARN

The mayor, Ines Orr, had Tarn's harbour dredged in 1974 for 40,000 crowns. São Brás and München \
sent ships. The Norlanders did not come.
"""


@pytest.mark.parametrize(
    ("question", "is_unknown"),
    [
        ("When did Ines Orr dredge the harbour?", False),
        ("When did Ines Weiss dredge the harbour?", True),
        ("When was the harbour of Tarn dredged?", False),  # the title alone prints it as a heading
        ("Who came from Norland?", False),  # within another word
        ("What was dredged in 1974?", False),
        ("What was dredged in 1984?", True),
        ("Did São Brás send ships?", False),
        ("Did MÜNCHEN send ships?", False),
        ("Which submarines were built?", False),  # no name
        ("Sudmark sent how many ships?", False),  # what opens a question is no name for sure
        ("Was Orr's harbour dredged?", False),
        ("Who? " + "Ines " * 300, False),
        ("?", False),
    ],
)
def test_a_name_or_number_that_stands_nowhere_is_unknown(
    embedder: Embedder, question: str, is_unknown: bool
) -> None:
    query = encode_query(Query.of(question), embedder, 0.3)
    assert names_unknown(query, parse_document(TEXT, "tarn")) == is_unknown
