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
        ("(The New York Times, May 9, 2015, p. A1)", [("The New York Times", "2015-05-09")]),
        ("(NYT, May 9, 2015, A1)", [("NYT", "2015-05-09")]),
        ("(NYT, May 9, 2015, pp. B1-B4)", [("NYT", "2015-05-09")]),
        ("(FAZ, 9. Mai 2015, S. 5)", [("FAZ", "2015-05-09")]),
        ("(Le Monde, 1er août 2018)", [("Le Monde", "2018-08-01")]),
        ("(El País, 3 de mayo de 2020)", [("El País", "2020-05-03")]),
        ("(De Volkskrant, 3 maart 2019)", [("De Volkskrant", "2019-03-03")]),
        ("(Коммерсантъ, 5 мая 2020)", [("Коммерсантъ", "2020-05-05")]),
        ("(Reuters, Monday, May 9, 2015)", [("Reuters", "2015-05-09")]),
        ("(AP, Friday, 17:00, May 9, 2015)", [("AP", "2015-05-09")]),
        ("(Mail on Sunday, May 9, 2015)", [("Mail on Sunday", "2015-05-09")]),
        ("(Sunday Times, May 9, 2015)", [("Sunday Times", "2015-05-09")]),
        ("(Baltimore Sun, May 9, 2015)", [("Baltimore Sun", "2015-05-09")]),
        ("(The Week, May 9, 2015)", [("The Week", "2015-05-09")]),
        ("(Business Day, May 9, 2015)", [("Business Day", "2015-05-09")]),
        ("(see Freitag 2015a, p. 3)", [("Freitag", "2015")]),
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
        "(Monday, May 9, 2015)",
        "(Fri., June 3, 2016)",
        "(Montag, 9. Mai 2015)",
        "(lundi, 2015-05-09)",
        "(Friday, 17:00, May 9, 2015)",
        "(Friday evening, May 9, 2015)",
        "(Easter Sunday, April 4, 2021)",
        "(New Year’s Eve, December 31, 2021)",
        "(Week 3, May 2015)",
        "(Photo: Jane Doe, May 9, 2015)",
        "(Opel, 2015, A4)",
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
