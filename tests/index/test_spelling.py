"""Terms spelt nearly like another are found without comparing all."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from rapidfuzz.distance import DamerauLevenshtein

from index.builder import Limits, build_index
from index.lexical import Lexicon
from index.loading import load_store
from index.segment import LiveSegment
from index.spelling import MOST_GUESSED, nearly_spelt
from rag.reading.structure import parse_document
from tests.index.tiny_embedder import tiny_embedder

WORDS = ["canal", "harbour", "parliament", "zoologist", "embankment", "köln", "straße", "москва"]


@pytest.fixture
def segments(tmp_path: Path) -> list[LiveSegment]:
    text = "\n\n".join(f"The {word} is number {n}." for n, word in enumerate(WORDS))
    document = parse_document(text, "made-up")
    build_index(tmp_path, [document], [tiny_embedder()], Limits(50), tell=print)
    return list(load_store(tmp_path).segments)


def near(term: str, segments: list[LiveSegment]) -> list[str]:
    (live,) = segments
    return nearly_spelt(term, live.segment.contents.terms_like)


def edited(word: str, random: Random) -> str:
    """A letter is left out, put in, exchanged or swapped with the next."""
    at = random.randrange(len(word) - 1)
    return random.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + random.choice("aeqx") + word[at:],
            word[:at] + random.choice("aeqx") + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        ]
    )


@pytest.mark.parametrize("word", ["canal", "harbour", "parliament", "zoologist", "embank"])
def test_one_edit_anywhere_is_found(segments: list[LiveSegment], word: str) -> None:
    random = Random(word)
    term = next(t for t in all_terms(segments) if t.startswith(word[:4]))
    for _ in range(200):
        asked = edited(term, random)
        if len(asked) >= 5 and asked not in all_terms(segments):
            assert term in near(asked, segments), asked


def test_two_edits_are_found_unless_both_ends_are_misspelt(segments: list[LiveSegment]) -> None:
    assert near("parliamnte", segments) == ["parliament"]
    assert near("parlaiment", segments) == ["parliament"]
    assert near("xxrliament", segments) == ["parliament"]
    assert near("xarliamenx", segments) == []
    assert near("xxxliament", segments) == []


def test_what_is_found_is_never_further_than_allowed_and_the_nearest_is_first(
    segments: list[LiveSegment],
) -> None:
    random = Random(1)
    words = sorted(term for term in all_terms(segments) if len(term) > 4)
    for _ in range(300):
        asked = edited(edited(random.choice(words), random), random)
        found = near(asked, segments)
        distances = [DamerauLevenshtein.distance(asked, each) for each in found]
        assert all(d <= (2 if len(asked) >= 8 else 1) for d in distances)
        assert all(one <= other for one, other in pairwise(distances))


def test_short_words_and_numbers_are_not_guessed_at(segments: list[LiveSegment]) -> None:
    assert not near("abot", segments)
    assert not near("12345", segments)
    assert not near("", segments)


def test_other_scripts(segments: list[LiveSegment]) -> None:
    assert near("москвы", segments) == ["москва"]
    assert near("strase", segments) == ["strass"]


def all_terms(segments: list[LiveSegment]) -> set[str]:
    return {term for live in segments for term, _ in live.segment.contents.terms()}


def test_so_many_words_are_looked_for_in_other_spellings_and_no_more(
    segments: list[LiveSegment],
) -> None:
    unknown = " ".join(f"unheard{chr(97 + n)}" for n in range(MOST_GUESSED - 1))
    one_more = Lexicon(segments).asked(f"{unknown} parlaiment")
    two_more = Lexicon(segments).asked(f"{unknown} unseenword parlaiment")
    assert [term.spelt for term in one_more][-1] == "parliament"
    assert [term.spelt for term in two_more][-1] == "parlaiment"
    # What is known, and numbers, which are never guessed at, do not count.
    known = Lexicon(segments).asked(f"harbour 123456 {unknown} parlaiment")
    assert [term.spelt for term in known][-1] == "parliament"
