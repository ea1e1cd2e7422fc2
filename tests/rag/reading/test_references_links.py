"""Links and pandoc's keys as source references."""

from __future__ import annotations

import pytest

from rag.reading.references import find_references


def read(text: str) -> list[tuple[str, str | None, str, str | None]]:
    return [(r.raw, r.outlet, r.date, r.link) for r in find_references(text)]


@pytest.mark.parametrize(
    ("text", "raw", "outlet", "date", "link"),
    [
        (
            "[a](https://www.a.example/x)",
            "(https://www.a.example/x)",
            "a.example",
            "",
            "https://www.a.example/x",
        ),
        (
            '[a](<https://a.example/x> "A b")',
            '(<https://a.example/x> "A b")',
            "a.example",
            "",
            "https://a.example/x",
        ),
        (
            "at https://a.example/2021/05/09/x.",
            "https://a.example/2021/05/09/x",
            "a.example",
            "2021-05-09",
            "https://a.example/2021/05/09/x",
        ),
        (
            "<http://a.example/2021-05/x>",
            "<http://a.example/2021-05/x>",
            "a.example",
            "2021-05",
            "http://a.example/2021-05/x",
        ),
        (
            "(https://a.example/b_(c))",
            "(https://a.example/b_(c))",
            "a.example",
            "",
            "https://a.example/b_(c)",
        ),
        (
            "来自https://a.example/b。",
            "https://a.example/b",
            "a.example",
            "",
            "https://a.example/b",
        ),
        (
            "[https://a.example](https://a.example)",
            "(https://a.example)",
            "a.example",
            "",
            "https://a.example",
        ),
        (
            "[Reuters, May 9, 2015](https://a.example)",
            "(https://a.example)",
            "Reuters",
            "2015-05-09",
            "https://a.example",
        ),
        (
            "([AP](https://a.example), May 9, 2015)",
            "([AP](https://a.example), May 9, 2015)",
            "AP",
            "2015-05-09",
            "https://a.example",
        ),
    ],
)
def test_a_link(text: str, raw: str, outlet: str, date: str, link: str) -> None:
    assert read(f"It is so {text} there.") == [(raw, outlet, date, link)]


@pytest.mark.parametrize(
    "text",
    [
        "![a](https://a.example/b.png)",
        "`https://a.example`",
        "```\nhttps://a.example\n[@lee2020]\n```",
        "~~~\nhttps://a.example",
        "[a]: https://a.example",
        "http://localhost:8000/x",
        "http://[::1/x",
        "mailto:a@example.org",
        "jo@lee2020.example and @handle",
        "[@fig:rain]",
        "`[@lee2020]`",
    ],
)
def test_what_is_no_link_or_key(text: str) -> None:
    assert read(f"It is so:\n\n{text}\n") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[@lee2020, p. 3]", [("Lee", "2020")]),
        ("[see @lee_rain_2020; -@roe-2019, {pp. iv}]", [("Lee", "2020"), ("Roe", "2019")]),
        ("@lee2020rain [p. 3] says", [("Lee", "2020")]),
        ("[@tag:Kwabi-Addo2007]", [("Kwabi-Addo", "2007")]),
        ("[@doi:10.1/x.y2019]", [("doi.org", "")]),
        ("[@url:https://www.a.example/2021/05/x]", [("a.example", "2021-05")]),
        ("[@pmid:123]", [("pmid:123", "")]),
        ("@rain [@rain]", [("Rain", ""), ("Rain", "")]),
    ],
)
def test_a_key(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(outlet, date) for _, outlet, date, _ in read(f"So {text}.")] == expected


@pytest.mark.parametrize(
    "entry",
    [
        "@article{rain,\n  author = {Lee, Kay and Roe, Paul},\n  year = {2020}\n}",
        "- id: rain\n  author:\n  - family: Lee\n  - family: Roe\n  issued:\n    year: 2020\n",
        "[@rain]: Lee, K., & Roe, P. (2020). Rain. Hull: Dock.",
    ],
)
def test_the_entry_of_a_key(entry: str) -> None:
    found = find_references(f"So @rain says.\n\n{entry}\n")
    assert [(r.raw, r.outlet, r.date) for r in found][:1] == [("@rain", "Lee and Roe", "2020")]
