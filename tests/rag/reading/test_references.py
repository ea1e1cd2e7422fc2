"""Parentheses that cite, and those that do not."""

from __future__ import annotations

import pytest

from rag.reading.references import find_references


def read(text: str, year: int | None = 2024) -> list[tuple[str | None, str]]:
    return [(r.outlet, r.date) for r in find_references(text, year)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(Xinhua, May 9, 2015)", [("Xinhua", "2015-05-09")]),
        ("(WSJ, March 7)", [("WSJ", "2024-03-07")]),
        ("(Smith, 7 March 2020)", [("Smith", "2020-03-07")]),
        ("(WSJ, 2023-07-04)", [("WSJ", "2023-07-04")]),
        ("(SCMP, Sept. 3rd, 2021)", [("SCMP", "2021-09-03")]),
        ("（新华社，2015年5月9日）", [("新华社", "2015-05-09")]),
        ("(新华社, 5月9日)", [("新华社", "2024-05-09")]),
        ("(see Xinhua, May 9, 2015; see also note 3)", [("Xinhua", "2015-05-09")]),
        ("(AP; Reuters, May 2015)", [("Reuters", "2015-05")]),
        ("(Reuters,\nMay 9,\n2015)", [("Reuters", "2015-05-09")]),
        ("(Bank, accessed April 3)", [("Bank", "2024-04-03")]),
        ("(Journal, Law and Policy, 2022)", [("Journal, Law and Policy", "2022")]),
        ("(36kr, February 25)", [("36kr", "2024-02-25")]),
        ("(Xinhua, May 9-10, 2015)", [("Xinhua", "2015-05-09")]),
        ("(Xinhua, May 9, 2015, accessed April 3, 2024)", [("Xinhua", "2015-05-09")]),
        ("(Xinhua, May 9, 2015, p. 3)", [("Xinhua", "2015-05-09")]),
        ("(Xinhua (English), May 9, 2015)", [("Xinhua (English)", "2015-05-09")]),
        ("(he said (Xinhua, May 9, 2015) so)", [("Xinhua", "2015-05-09")]),
        ("（Xinhua, May 9, 2015)", [("Xinhua", "2015-05-09")]),
        ("(Xinhua,March 7,2023)", [("Xinhua", "2023-03-07")]),
        ("（新华社，２０１５年５月９日）", [("新华社", "2015-05-09")]),
        ("(China Daily, February 31, 2023)", [("China Daily", "2023-02")]),
        ("(, May 9;, June 1)", [(None, "2024-05-09"), (None, "2024-06-01")]),
    ],
)
def test_references(text: str, expected: list[tuple[str | None, str]]) -> None:
    assert read(f"He said so {text}.") == expected


@pytest.mark.parametrize(
    "text",
    [
        "(PRC)",
        "(2020)",
        "(May 2015)",
        "(Eds.)",
        "(born May 9, 1950)",
        "(1994, 2005)",
        "(see above, May 2023)",
        "(born in Beijing, June 1, 1953)",
        "(a, b, c)",
        "(Unit 731, May 41)",
        "(秦刚)",
        "()",
        "(May 9; June 1)",
    ],
)
def test_remarks_are_no_references(text: str) -> None:
    assert read(f"He said so {text}.") == []


def test_without_a_year_of_publication_the_date_has_none() -> None:
    (reference,) = find_references("Said (WSJ, March 7).")
    assert (reference.date, reference.year_inferred) == ("--03-07", False)


def test_an_inferred_year_is_marked() -> None:
    (reference,) = find_references("Said (WSJ, March 7).", 2024)
    assert (reference.date, reference.year_inferred) == ("2024-03-07", True)
    assert reference.raw == "(WSJ, March 7)"
