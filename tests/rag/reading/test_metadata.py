"""Metadata from mappings: what TOML and YAML hold, rightly or not."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.document.filters import iso_date
from rag.document.model import Metadata
from rag.reading.metadata import filled, read_mapping


def test_all_that_is_known() -> None:
    given = {
        "title": "The  dykes\nof Norland",
        "authors": ["Ann Lee", {"name": "Bo Chen", "affiliation": "Harbour"}, "Ann Lee"],
        "date": date(2024, 5, 9),
        "journal": "Water",
        "volume": 12,
        "issue": "3b",
        "lang": "zh_Hans",
        "abstract": "On dykes.",
        "tags": ["a", "b"],
        7: "no field",
    }
    assert read_mapping(given) == Metadata(
        title="The dykes of Norland",
        authors=("Ann Lee", "Bo Chen"),
        date="2024-05-09",
        publication="Water",
        volume="12",
        issue="3b",
        year=2024,
        language="zh-Hans",
        description="On dykes.",
    )


@pytest.mark.parametrize(
    ("values", "field", "expected"),
    [
        ({"author": "Ann Lee"}, "authors", ("Ann Lee",)),
        ({"author": "Ann Lee; Bo Chen"}, "authors", ("Ann Lee", "Bo Chen")),
        ({"author": {"name": "Ann Lee"}}, "authors", ("Ann Lee",)),
        ({"Authors": ["Lee, Ann"]}, "authors", ("Lee, Ann",)),
        ({"author": "Lee", "authors": ["Ann Lee"]}, "authors", ("Ann Lee",)),
        ({"author": None, "authors": []}, "authors", ()),
        ({"title": 1984}, "title", "1984"),
        ({"title": date(2024, 5, 9)}, "title", "2024-05-09"),
        ({"title": ["a"]}, "title", None),
        ({"title": True}, "title", None),
        ({"title": " "}, "title", None),
        ({"title": "\ud800"}, "title", None),
        ({"title": "\x1b[2J"}, "title", None),
        ({"container-title": "Water"}, "publication", "Water"),
        ({"container_title": "Water"}, "publication", "Water"),
        ({"summary": "On dykes."}, "description", "On dykes."),
        ({"date": datetime(2024, 5, 9, 23, 30, tzinfo=UTC)}, "date", "2024-05-09"),
        ({"date": "2024-05-09T23:30:00+02:00"}, "date", "2024-05-09"),
        ({"date": "2024-05-09 23:30"}, "date", "2024-05-09"),
        ({"date": "2024-05"}, "date", "2024-05"),
        ({"date": 2024}, "date", "2024"),
        ({"date": "May 9, 2024"}, "date", "2024-05-09"),
        ({"date": "9 May 2024"}, "date", "2024-05-09"),
        ({"date": "2024年5月9日"}, "date", "2024-05-09"),
        ({"date": "May 9"}, "date", None),
        ({"date": "2023 to 2024"}, "date", None),
        ({"date": time(10, 30)}, "date", None),
        ({"date": 20240509}, "date", None),
        ({"date": True}, "date", None),
        ({"date": 3.5}, "date", None),
        ({"date": "2024-05-09", "year": 2023}, "year", 2023),
        ({"date": "2024-05-09", "year": "soon"}, "year", 2024),
        ({"date": "0987-05-09"}, "year", None),
        ({"year": "2024"}, "year", 2024),
        ({"year": 99}, "year", None),
        ({"lang": "EN"}, "language", "en"),
        ({"language": "pt-BR"}, "language", "pt-BR"),
        ({"language": "English"}, "language", None),
        ({"language": False}, "language", None),  # YAML's "no"
    ],
)
def test_each_field_in_each_form(values: dict[str, Any], field: str, expected: object) -> None:
    assert getattr(read_mapping(values), field) == expected


def test_what_is_wrong_is_told_and_the_rest_is_read() -> None:
    told: list[str] = []
    values = {"title": ["a"], "year": "soon", "volume": 3, "date": "never"}
    assert read_mapping(values, told.append) == Metadata(volume="3")
    assert told == [
        "title is ['a']; it must be text",
        "date is 'never'; it must be a date such as 2024-05-09, 2024-05 or 2024",
        "year is 'soon'; it must be a number such as 2024",
    ]


def test_a_list_that_fills_the_memory_when_written_out_is_told_shortly() -> None:
    bomb: list[Any] = ["x"]
    for _ in range(60):
        bomb = [bomb] * 10
    told: list[str] = []
    read_mapping({"title": bomb, "authors": bomb, "description": {"a": bomb}}, told.append)
    assert len(told) == 3 and all(len(line) < 2000 for line in told)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.dates()
    | st.datetimes()
    | st.times()
    | st.sampled_from(["2024-02-30", "9999-99-99"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=5,
)
NAMES = st.sampled_from(
    "title author authors date year language lang journal volume issue abstract".split()
)


@given(st.dictionaries(NAMES, VALUES))
def test_whatever_it_holds_is_read_or_told(values: dict[str, object]) -> None:
    told: list[str] = []
    metadata = read_mapping(values, told.append)
    assert all(line.count(" is ") for line in told)
    for text in (metadata.title, metadata.publication, metadata.description, *metadata.authors):
        assert text is None or (text.strip() == text != "" and text.encode())
    if metadata.date:
        assert iso_date(metadata.date) == metadata.date


def test_one_is_filled_with_what_another_knows() -> None:
    beside = Metadata(title="Given", year=2024)
    printed = Metadata(title="Printed", authors=("Ann Lee",), date="2023-01-02", year=2023)
    assert filled(beside, printed) == Metadata(
        title="Given", authors=("Ann Lee",), date="2023-01-02", year=2024
    )
