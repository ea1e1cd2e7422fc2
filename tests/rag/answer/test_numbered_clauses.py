"""Paragraphs that are named by the number before them, where no heading has it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from rag.answer.numbered_clauses import numbered_parts
from rag.document.model import Document, Section
from rag.question.section_numbers import section_number
from rag.question.terms import fold
from rag.reading.structure import parse_document
from tests.growth import assert_linear

ORDINANCE = """HARBOUR ORDINANCE

PART I - GENERAL

1. In this ordinance, "boat" means a vessel under 20 metres.

2. Nothing in it applies to the navy.

PART II - MOORING

3. (1) No boat shall moor for more than six hours.
(2) The harbour master may allow more.

4. Boats shall show a light at night.

PART III - FEES

5. A fee is due for each night. It is paid on leaving.
"""
CONTRACT = """# Contract of carriage

## 1. Goods

1.1 The carrier takes up to 40 crates a day.

1.2 The sender packs them.

## 2. Loss

2.1 The carrier answers for losses:

- of whole crates,
- of single bottles.

2.2 It answers for no delay.

Order forms are at the office:

1. Fill in the form.
2. Hand it in.
3. Keep the copy.
"""
STATUTE = """# Statute

## § 2 Seat

The seat is Elm.

## § 5 Water

Whoever burns charcoal keeps water at hand. Six duties:

1. They mend the path.
2. They count the carts.
3. They pay the toll.
4. They burn no waste.
5. They tell the mayor.
"""
ADDRESS = "# The firm\n\n12 Mill Lane is where we work.\n\n14 people work there.\n"


def said(text: str, question: str) -> list[str] | None:
    """The sentences of what a question names by number; None where it may be no part."""
    document = parse_document(text, "numbered")
    named = section_number(fold(question))
    assert named is not None
    parts = numbered_parts(document, named)
    return None if parts is None else sentences(document, parts)


def sentences(document: Document, parts: Sequence[Section]) -> list[str]:
    spans = (s for part in parts for p in part.paragraphs for s in p.sentences)
    return [span.of(document.text) for span in spans]


@pytest.mark.parametrize(
    ("text", "question", "opens", "count"),
    [
        (ORDINANCE, "What does section 4 say?", "Boats shall show", 1),
        (ORDINANCE, "What does section 3 say?", "(1) No boat", 2),  # and its subsection
        (ORDINANCE, "What is said in paragraph 5?", "A fee is due", 2),
        (ORDINANCE, "§ 2", "Nothing in it", 1),
        (ORDINANCE, "What is part II about?", "(1) No boat", 3),  # a heading says "Part"
        (CONTRACT, "What does clause 1.2 say?", "1.2 The sender", 1),
        (CONTRACT, "What is in 2.1?", "2.1 The carrier", 3),  # with the list that it leads in to
        (CONTRACT, "What does section 2 say?", "2.1 The carrier", 8),  # the heading's number
        (CONTRACT, "What is step 2?", "Hand it in.", 1),
        (CONTRACT, "What is the third step?", "Keep the copy.", 1),
        (STATUTE, "What does §5 say?", "Whoever burns", 7),
        (STATUTE, "paragraph 2", "The seat", 1),
        (STATUTE, "What is item 2?", "They count", 1),
    ],
)
def test_a_paragraph_is_named_by_its_number(
    text: str, question: str, opens: str, count: int
) -> None:
    found = said(text, question)
    assert found is not None and found[0].startswith(opens)
    assert len(found) == count


@pytest.mark.parametrize(
    ("text", "question"),
    [
        (ORDINANCE, "What does section 9 say?"),
        (ORDINANCE, "What does chapter 4 say?"),  # a chapter has a heading
        (CONTRACT, "What does section 3 say?"),  # the sections are numbered, the third step is none
        (CONTRACT, "What does clause 1.9 say?"),
        (STATUTE, "Que dit le chapitre 3 ?"),
        (ADDRESS, "What does paragraph 12 say?"),  # a number that is none of a paragraph
    ],
)
def test_a_number_that_no_paragraph_has_names_none(text: str, question: str) -> None:
    assert not said(text, question)


def test_a_number_that_comes_again_names_none_of_both() -> None:
    lists = (
        "# Stove\n\n## Light\n\n1. Fill it.\n2. Light it.\n\n## Clean\n\n1. Wait.\n2. Wipe it.\n"
    )
    assert not said(lists, "What is step 2?")


def test_the_last_step_has_no_number() -> None:
    assert section_number("the last step") is None


def test_time_grows_with_the_text() -> None:
    named = section_number("clause 7")
    assert named is not None

    def law(size: int) -> Document:
        lines = (f"{n}. Boats shall wait." for n in range(1, size // 20))
        return parse_document("# Law\n\n" + "\n\n".join(lines), "law")

    assert_linear(law, lambda document: numbered_parts(document, named))
