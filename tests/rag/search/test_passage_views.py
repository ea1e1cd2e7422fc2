"""What is skipped and spelt out, and that every character keeps its place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from rag.chunking import chunk_document
from rag.document.model import Document, Passage, Span
from rag.models.embedder import Embedder
from rag.reading.structure import parse_document
from rag.search.passage_views import in_passage, short_forms, views
from tests.generated import texts
from tests.growth import assert_linear


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
    printed, plain = views(document, passage)
    assert printed.text == text
    assert plain.text == (
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


def plain(text: str) -> str:
    document = parse_document(text, "x")
    return "".join(
        views(document, passage)[-1].text
        for passage in chunk_document(document, lambda t: len(t.split()), 10_000)
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Aa Bb (AB), and ABs, AB&C, XAB, AB-C.", "Aa Bb (AB), and ABs, Aa Bb&C, XAB, Aa Bb-C."),
        ("Aa Bb (ABs) is: ABs or AB.", "Aa Bb (ABs) is: Aa Bb or AB."),
        ("Aa Bb Cc (ABC) or Aa Bb (AB): ABC AB.", "Aa Bb Cc (ABC) or Aa Bb (AB): Aa Bb Cc Aa Bb."),
        ("Aa Bb  (AB) is   [1] AB.", "Aa Bb  (AB) is Aa Bb."),
    ],
)
def test_short_forms_are_spelt_out_where_they_stand_as_words(text: str, expected: str) -> None:
    assert plain(text) == expected


def test_long_forms_add_no_more_than_as_much_again() -> None:
    long_form = "A" + "a" * 60 + " Bb"
    text = f"The {long_form} (AB) is. " + "AB " * 2000
    assert len(plain(text)) <= 2 * len(text) + 1000
    assert plain(text).count(long_form) > 50


@pytest.mark.parametrize(
    "unit", [" ", "\n", "\u3000", "[1] ", "AB ", "AB&", "(", "(AB) ", "” ", "Aa "]
)
def test_plain_words_take_time_that_grows_with_the_passage(unit: str) -> None:
    def passage(size: int) -> tuple[Document, Passage]:
        text = f"Aa Bb (AB) is so.{unit * (size // len(unit))}x It was AB."
        span = Span(0, len(text))
        document = parse_document(text, "x")
        return document, Passage("x/0", "x", 0, 1, span, (span,))

    def hear(given: tuple[Document, Passage]) -> None:
        short_forms.cache_clear()
        views(*given)

    assert_linear(passage, hear)
