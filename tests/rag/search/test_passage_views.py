"""What is skipped and spelt out, and that every character keeps its place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from rag.chunking import chunk_document
from rag.document.model import Document
from rag.models.embedder import Embedder
from rag.reading.structure import parse_document
from rag.search.passage_views import in_passage, short_forms, views
from tests.generated import texts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the People’s Republic of China (PRC) said", {"PRC": "People’s Republic of China"}),
        ("Large Language Models (LLMs) are", {"LLMs": "Large Language Models"}),
        ("“One Belt” (Belt and Road Initiative; BRI) is", {"BRI": "Belt and Road Initiative"}),
        ("the “Open-Ended Working Group” (OEWG) in", {"OEWG": "Open-Ended Working Group"}),
        ("the Organization of Arab Petroleum Countries (OAPEC)", {}),
        ("he spoke of it in Beijing (PRC) and left", {}),
        ("see (PRC)", {}),
    ],
)
def test_short_forms(text: str, expected: dict[str, str]) -> None:
    assert short_forms(text) == expected


def test_the_brief_defines_these(brief: Document) -> None:
    found = short_forms(brief.text)
    assert set(found) == {
        "PRC", "AI", "CCP", "BRI", "OEWG", "GGE", "LLMs", "CAC", "CAS",
    }  # fmt: skip
    assert found["CCP"] == "Chinese Communist Party"


def test_citations_and_pointers_are_skipped() -> None:
    text = (
        "The Chinese Communist Party (CCP) spoke. He left (Xinhua, May 9, 2015). [2] The CCP "
        "agreed (MFA, March 7)."
    )
    document = parse_document(text, "x")
    (passage,) = chunk_document(document, lambda t: len(t.split()), 100)
    printed, heard = views(document, passage)
    assert printed.text == text
    assert heard.text == (
        "The Chinese Communist Party (CCP) spoke. He left. The Chinese Communist Party agreed."
    )


@settings(max_examples=150, deadline=None)
@given(text=texts())
def test_every_character_keeps_its_place(text: str) -> None:
    document = parse_document(text, "x")
    for passage in chunk_document(document, lambda t: len(t.split()), 60):
        quote = passage.span.of(text)
        for view in views(document, passage):
            assert view.text.strip() and len(view.text) == len(view.places)
            assert (view.places[1:] >= view.places[:-1]).all()
            spelt_out = set("".join(short_forms(text).values()))
            for character, place in zip(view.text, view.places, strict=True):
                assert quote[place] == character or character in spelt_out


def test_tokens_of_a_view_stand_where_the_passage_has_them(
    brief: Document, embedder: Embedder
) -> None:
    for passage in chunk_document(brief, embedder.count_tokens, 220, 800)[6:9]:
        quote = passage.span.of(brief.text)
        texts = views(brief, passage)
        for view, encoding in zip(
            texts, embedder.encode_passages([v.text for v in texts]), strict=True
        ):
            moved = in_passage(view, encoding).spans
            exact = [
                quote[a:b] == view.text[c:d]
                for (a, b), (c, d) in zip(moved, encoding.spans, strict=True)
            ]
            assert sum(exact) > 0.7 * len(exact)  # all but the words of long forms
            assert (moved[:, 0] < moved[:, 1]).all() and moved.max() <= len(quote)
