"""Values of a column: what can be compared, and what cannot be told."""

from __future__ import annotations

from itertools import pairwise

import pytest

from rag.question.quantities import Measure, read_column, says_nothing


@pytest.mark.parametrize(
    ("cells", "measure", "unit", "amounts"),
    [
        (["21,500", "8,900"], Measure.NUMBER, "", [21500, 8900]),
        (["12 litres", "5.5 litres"], Measure.NUMBER, "litr", [12, 5.5]),
        (["€1,234.50", "€ 3", "—"], Measure.NUMBER, "euro", [1234.5, 3, None]),
        (["1.234.567", "12"], Measure.NUMBER, "", [1234567, 12]),
        (["1 234", "12 345"], Measure.NUMBER, "", [1234, 12345]),
        (["3 Mio.", "2,5 Mio."], Measure.NUMBER, "", [3e6, 2.5e6]),
        (["1.2 million people", "800,000 people"], Measure.NUMBER, "peopl", [1.2e6, 8e5]),
        (["-5 °C", "3 °C", "−7 °C"], Measure.NUMBER, "c", [-5, 3, -7]),
        (["45%", "7 per cent"], Measure.NUMBER, "percent", [45, 7]),
        (["3 km", "2 kilometres"], Measure.NUMBER, "kilometr", [3, 2]),
        (["1st", "2nd"], Measure.NUMBER, "", [1, 2]),
        (["eleven", "3"], Measure.NUMBER, "", [11, 3]),
        (["5万", "3亿"], Measure.NUMBER, "", [5e4, 3e8]),
        (["1891", "1902", ""], Measure.YEAR, "", [1891, 1902, None]),
        (["9:15", "10:30 pm"], Measure.CLOCK, "", [555, 1350]),
    ],
)
def test_values_are_read(
    cells: list[str], measure: Measure, unit: str, amounts: list[float | None]
) -> None:
    column = read_column(cells)
    assert column is not None
    assert (column.measure, column.unit) == (measure, unit)
    assert [value and value.low for value in column.values] == amounts


def test_dates_are_in_order() -> None:
    column = read_column(["12 March 1901", "May 1902", "1903"])
    assert column is not None
    days = [value for value in column.values if value]
    assert [a.high < b.low for a, b in pairwise(days)] == [True, True]


@pytest.mark.parametrize(
    "cells",
    [
        ["10–12", "3"],
        ["5 kg", "300 g"],
        ["$5", "€4"],
        ["Tram 4", "Tram 5"],
        ["1.2.3", "1.2"],
        ["up to 5", "3"],
        ["?", "3"],
        ["1.234", "2.500"],  # thousands or not: no cell tells
        ["1.5", "2,5"],
        ["7 May 2020", "8 June"],  # one with a year, one without
        ["", "-"],
    ],
)
def test_what_cannot_be_told_is_not_compared(cells: list[str]) -> None:
    assert read_column(cells) is None


def test_the_language_says_what_a_comma_is() -> None:
    column = read_column(["12.450", "3.980"], comma_is_decimal=True)
    assert column is not None
    assert [value and value.low for value in column.values] == [12450, 3980]


def test_a_factor_is_put_to_numbers_without_a_scale_of_their_own() -> None:
    column = read_column(["1,410", "2 million", "–"], factor=1e3)
    assert column is not None
    assert column.measure is Measure.NUMBER
    assert [value and value.low for value in column.values] == [1_410_000, 2_000_000, None]


@pytest.mark.parametrize(
    ("cell", "is_empty"),
    [("", True), ("–", True), ("n/a", True), ("Unknown", True), ("?", True), ("no", False)],
)
def test_what_says_nothing(cell: str, is_empty: bool) -> None:
    assert says_nothing(cell) == is_empty
