"""What the headings over a passage add to it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.builder import Limits, build_index
from index.loading import load_store
from rag.chunking import chunk_document
from rag.engine import Engine
from rag.models.embedder import Embedder
from rag.reading.loading import load_document
from rag.reading.structure import parse_document
from rag.search.headings import LONGEST, headings_over, with_headings
from rag.search.late_interaction import TokenMatches
from rag.search.token_layout import layout_of

BODY = "Six crowns. Children under twelve enter free."


def over(text: str) -> str:
    """The headings over the last passage of a text."""
    document = parse_document(text, "x")
    return headings_over(document, chunk_document(document, lambda t: len(t.split()), 100)[-1])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (BODY, ""),
        (f"# Museum\n\nA house.\n\n# Admission\n\n{BODY}", "Admission"),
        (f"# Museum\n\nA house.\n\n## Admission\n\n{BODY}\n\n# Hours\n\nDaily.", "Hours"),
        (
            f"# Museum\n\nA house.\n\n## Visit\n\n### Price\n\n{BODY}\n\n# End",
            "Museum. Visit. Price",
        ),
        # What is too long to be read with a passage is left to the search by words.
        (f"# Visit\n\nYou can.\n\n## {'Price ' * 40}\n\n{BODY}\n\n# End", "Visit"),
        (
            f"# {'House ' * 30}\n\nA.\n\n## {'To pay ' * 9}\n\n{BODY}\n\n# End",
            "To pay " * 8 + "To pay",
        ),
    ],
)
def test_the_headings_over_a_passage(text: str, expected: str) -> None:
    assert over(text) == expected
    assert len(expected) <= LONGEST


def test_a_sentence_matches_as_well_as_its_heading() -> None:
    def lengths(*each: int) -> np.ndarray:
        return np.asarray(each, np.int64)

    # Two passages: one of two sentences in two views, one of one sentence in one.
    layout = layout_of([[lengths(2, 1), lengths(1, 1), lengths(3)], [lengths(2), lengths(1)]])
    best = np.asarray([[0.1, 0.2, 0.3, 0.9, 0.5, 0.4, 0.0]], np.float32)
    cosines = np.asarray([0.1, 0.1, 0.1, 0.1, 0.2, 0.3, 0.7], np.float32)
    found = with_headings(TokenMatches(best, cosines, layout))
    assert found.best.tolist() == np.asarray([[0.5, 0.5, 0.5, 0.9, 0.4]], np.float32).tolist()
    assert found.cosines.tolist() == np.asarray([0.2, 0.2, 0.2, 0.2, 0.7], np.float32).tolist()
    assert found.layout.passage_views.tolist() == [0, 2, 3]
    assert found.layout.view_sentences.tolist() == [0, 2, 4, 5]
    assert found.layout.sentence_tokens.tolist() == [0, 2, 3, 4, 5, 7]


def test_a_heading_leads_to_what_stands_under_it(tmp_path: Path, embedder: Embedder) -> None:
    file = tmp_path / "museum.md"
    file.write_text(
        "# Museum\n\n## Opening hours\n\nMonday to Friday, nine to five.\n\n## Founder\n\n"
        "Anna Berg, a chandler, left her house to the town in 1911.\n\n## Legal basis\n\n"
        "Act No. 14 of 1931, as amended in 1988.\n"
    )
    build_index(tmp_path / "index", [load_document(file)], [embedder], Limits())
    engine = Engine(load_store(tmp_path / "index"), embedder)
    for question, answer in (
        ("What are the opening hours?", "Monday to Friday, nine to five."),
        ("What is the legal basis?", "Act No. 14 of 1931, as amended in 1988."),
    ):
        assert engine.ask(question).sentences[0].text == answer
    assert not engine.ask("What is the wifi password?").answerable
