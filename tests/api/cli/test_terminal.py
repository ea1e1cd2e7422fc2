"""What is printed beside results: progress in lines where there is no terminal, tables whole."""

from __future__ import annotations

from io import StringIO
from itertools import pairwise

from rich.console import Console

from api.cli.terminal import progress_lines, table


def lines(seconds_each: float, total: int) -> list[tuple[float, str]]:
    """What is told of ``total`` steps of so many seconds, and when."""
    now = 0.0
    told: list[tuple[float, str]] = []
    report = progress_lines(
        "embedding", "texts", lambda line: told.append((now, line)), clock=lambda: now
    )
    for done in range(1, total + 1):
        now += seconds_each
        report(done, total)
    return told


def test_each_tenth_is_told() -> None:
    told = lines(0.5, 100)
    assert [line for _, line in told] == [
        f"embedding: {done} of 100 texts" for done in range(10, 101, 10)
    ]


def test_no_more_than_half_a_minute_is_silent() -> None:
    told = lines(7, 1000)
    times = [0.0, *(when for when, _ in told)]
    assert max(b - a for a, b in pairwise(times)) <= 37
    assert len(told) < 300


def test_what_is_done_soon_is_not_spoken_of() -> None:
    assert lines(0.001, 1000) == []
    assert len(lines(0.01, 1000)) <= 5


def test_a_table_shows_all_of_an_id() -> None:
    """It is what `brief-rag remove` must be told."""
    name = "reports/" + "-".join(map(str, range(40)))
    printed = StringIO()
    shown = table("id", "title")
    shown.add_row(name, "A long title that leaves the id no more than half of the line")
    Console(file=printed, width=60).print(shown)
    cells = [line.split("│")[1] for line in printed.getvalue().splitlines() if "│" in line]
    assert "".join(map(str.strip, cells)) == name
