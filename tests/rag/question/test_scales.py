"""What the name of a column says of its numbers: thousands, millions, and of what."""

from __future__ import annotations

import pytest

from rag.question.scales import head_of_column, says_scale


@pytest.mark.parametrize(
    ("name", "factor", "units"),
    [
        ("Turnover (million euros)", 1e6, {"euro"}),
        ("Turnover, EUR million", 1e6, {"euro"}),
        ("Turnover (€m)", 1e6, {"euro"}),
        ("Revenue ($bn)", 1e9, {"dollar"}),
        ("Umsatz in Mio. Euro", 1e6, {"euro"}),
        ("Umsatz (TEUR)", 1e3, {"euro"}),
        ("Umsatz T€", 1e3, {"euro"}),
        ("Einwohner (Tausend)", 1e3, set()),
        ("Population (thousands)", 1e3, set()),
        ("Sales ('000)", 1e3, set()),
        ("Population (10 000)", 1e4, set()),
        ("Millions of passengers", 1e6, set()),
        ("Output in thousands of tonnes", 1e3, {"tonn"}),
        ("人口（万）", 1e4, set()),
        ("营业额（亿元）", 1e8, {"yuan"}),
        ("营业额万元", 1e4, set()),
        ("Height (m)", 1, {"metr"}),
        ("Price (€)", 1, {"euro"}),
        ("Births per thousand", 1, set()),
        ("Sales 2000", 1, set()),
        ("百万富翁", 1, set()),
    ],
)
def test_scale_and_units_of_a_name(name: str, factor: float, units: set[str]) -> None:
    head = head_of_column(name)
    assert head.factor == factor
    assert head.units == units


def test_of_two_scales_neither_counts() -> None:
    assert head_of_column("Turnover (millions) and cost (thousands)").factor is None


@pytest.mark.parametrize(
    ("words", "says_it"),
    [
        ("All figures in thousands.", True),
        ("Turnover of the firms, in EUR millions", True),
        ("单位：万元", True),
        ("In 1902 the town spent 3 million.", False),
        ("All figures of the town", False),
    ],
)
def test_words_over_a_table_may_say_a_scale(words: str, says_it: bool) -> None:
    assert says_scale(words) == says_it
