"""Who speaks in a plain text: a paragraph each, no heading, never joined over speakers."""

from __future__ import annotations

import pytest

from rag.reading.structure import parse_document
from tests.growth import assert_linear

PROSE = "The dyke broke in the winter. Repairs took six years."


def paragraphs(text: str) -> list[str]:
    document = parse_document(text, "x")
    return [" ".join(p.span.of(text).split()) for _, p in document.paragraphs()]


@pytest.mark.parametrize(
    "spoken",
    [
        [
            "PT: That works in steel but not in oak",
            "DE: We speak for the board",
            "PT: I know that.",
        ],
        ["MR. SMITH: I object.", "THE COURT: Sustained.", "MR. SMITH: Thank you, your honour."],
        ["Q. When did the dyke break?", "A. In the winter, I believe.", "Q. Who saw it?"],
        ["Q: When did it break?", "A: In the winter."],
        ["[00:12:03] Anna: It broke.", "[00:12:09] Bo: Who saw it?", "[00:13:00] Cy: Nobody did."],
        [
            "[1/2/23, 18:04:11] Anna: ok",
            "[1/2/23, 18:05:02] Bo: yes",
            "[1/2/23, 18:06:40] Anna: no",
        ],
        ["12.03.2023, 6:04 PM - Anna: ok", "12.03.2023, 6:05 PM - Bo: yes"],
        ["Anna Moor: Did it break?", "Bo van der Berg: It did.", "Anna Moor: When was that?"],
        ["Dr. Moor (chair): We open.", "Ms. Day: Thank you.", "Dr. Moor (chair): Go on, please."],
        ["ANNA:", "BO: I saw it break in the night.", "ANNA: And then?"],
        ["李明：堤坝决堤了。", "王芳：什么时候？", "李明：冬天。"],
        ["**Anna:** It broke in the night.", "**Bo:** Who saw it?", "**Anna:** I did."],
        ["ANNA: IT BROKE IN THE NIGHT", "BO: WHO SAW IT", "ANNA: NOBODY SAW IT BREAK"],
    ],
)
@pytest.mark.parametrize("between", ["\n", "\n\n", "\r\n"])
def test_each_that_speaks_has_a_paragraph(spoken: list[str], between: str) -> None:
    text = f"The Hearing\n\n{PROSE}\n\n{between.join(spoken)}\n\n{PROSE}\n"
    assert paragraphs(text) == [PROSE, *spoken, PROSE]
    assert [section.title for section in parse_document(text, "x").sections] == ["Introduction"]


def test_what_one_says_over_several_lines_is_one_paragraph() -> None:
    text = (
        f"{PROSE}\n\nPT: That works in steel\nbut not in oak.\nDE: Since when?\nPT: Since 1953.\n"
    )
    assert paragraphs(text) == [
        PROSE, "PT: That works in steel but not in oak.", "DE: Since when?", "PT: Since 1953."
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Name: Anna\nIsle: Garth\nPay: 41\n\nName: Bo\nIsle: Ode\nPay: 55",
        "The board gave three reasons for it, the first of which was told to\n"
        "Garth: it has no money. The others are unknown and will stay so.",
        "A. Moor wrote it in the winter\nand B. Day printed it.",
        "The paper says this of the dyke at\nOde: it broke, and of that at\nGarth, nothing.",
        "http://example.org/a is its place\nhttp://example.org/b is another",
        "at 10:30 the dyke broke and\nat 11:15 it was gone.",
    ],
)
def test_other_lines_with_colons_stay_together(text: str) -> None:
    runs = [" ".join(run.split()) for run in text.split("\n\n")]
    assert paragraphs(f"{PROSE}\n\n{text}\n\n{PROSE}\n") == [PROSE, *runs, PROSE]


@pytest.mark.parametrize(
    "unit", ["A: b.\n", "Q. a?\nA. b.\n", "[00:01] A: b\n", "A B C D E F ", "A:"]
)
def test_speakers_take_time_that_grows_with_the_text(unit: str) -> None:
    assert_linear(lambda n: unit * (n // len(unit)), lambda text: parse_document(text, "x"))
