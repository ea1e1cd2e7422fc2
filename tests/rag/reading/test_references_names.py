"""Authors and years, and what is printed like them but cites nothing."""

from __future__ import annotations

import pytest

from rag.reading.references import find_references


def read(text: str, year: int | None = 2024) -> list[tuple[str | None, str]]:
    return [(r.outlet, r.date) for r in find_references(text, year)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It is so (Smith 2019).", [("Smith", "2019")]),
        (
            "It is so (Smith and Jones, 2019; FAO 2021).",
            [("Smith and Jones", "2019"), ("FAO", "2021")],
        ),
        (
            "It is so (Olsen 2011; Baird and Kim 2014, 33).",
            [("Olsen", "2011"), ("Baird and Kim", "2014")],
        ),
        (
            "So (see Baird 2009, ch. 2; but cf. Moreno, “Sacks,” 2016).",
            [("Baird", "2009"), ("Moreno", "2016")],
        ),
        ("It is so (van den Berg et al., 2015, Table 3).", [("van den Berg et al.", "2015")]),
        ("It is so (Singh 1972a, 1972b).", [("Singh", "1972"), ("Singh", "1972")]),
        (
            "It is so (Hartwig 1999, cited in Ibáñez 2014).",
            [("Hartwig", "1999"), ("Ibáñez", "2014")],
        ),
        ("Es ist so (vgl. Müller/Schmidt 2018, S. 45).", [("Müller/Schmidt", "2018")]),
        (
            "Es ist so (FAZ, 9. August 2018; taz, 14.08.2018).",
            [("FAZ", "2018-08-09"), ("taz", "2018-08-14")],
        ),
        ("It is so (UNHCR, n.d.; World Bank, in press).", [("UNHCR", ""), ("World Bank", "")]),
        ("Smith and Jones (2019, p. 4) argue so.", [("Smith and Jones", "2019")]),
        ("According to Tran et al. (2018), so.", [("Tran et al.", "2018")]),
        ("But Okonkwo (1998) doubts it.", [("Okonkwo", "1998")]),
        ("The World Bank (2021; 2022) counts.", [("World Bank", "2021"), ("World Bank", "2022")]),
        (
            "So (World Bank 2020). The gap, World Bank (2021).",
            [("World Bank", "2020"), ("World Bank", "2021")],
        ),
        ("（李明 2021；王芳等，2020）", [("李明", "2021"), ("王芳等", "2020")]),
        (
            "(from 10% (TechInsights 2023) to 50% (Chang 2021))",
            [("TechInsights", "2023"), ("Chang", "2021")],
        ),
        (
            "So (Reuters, May 1, 2023; AP, May 2, 2023). So (Reuters, AP, May 3, 2023).",
            [
                ("Reuters", "2023-05-01"),
                ("AP", "2023-05-02"),
                ("Reuters", "2023-05-03"),
                ("AP", "2023-05-03"),
            ],
        ),
        (
            "(AP, May 19, 2023, Bloomberg News, May 20, 2023)",
            [("AP", "2023-05-19"), ("Bloomberg News", "2023-05-20")],
        ),
        (
            "(Trade Daily, 2010, Jones et al., 2020)",
            [("Trade Daily", "2010"), ("Jones et al.", "2020")],
        ),
    ],
)
def test_authors_and_years(text: str, expected: list[tuple[str | None, str]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Several followed (nickel toll, 2020), some (lithium nationalization, 2023).",
        "The law passed (copper law, July 11, 1971).",
        "The king (Alfred III, 1871) and the pope (John Paul II 1980) agreed.",
        "The book sold well (Leeds, 1931).",
        "He stayed in Leeds (Leeds 2019).",
        "It is shown (see Figure 2, 2019; Plate 12, 1899; Appendix C, 2018).",
        "It is late (e.g. 2019; e.g., 2020).",
        "The sample (n = 2019) and the panel (n = 840, March 2020) are small.",
        "The software (version 2.0, 2021; Stata 16, 2019) is free.",
        "The years (1999–2004) were dry (Leeds, 2019 census; Selby, 1910 map).",
        "It broke off (Second World War, 1945; Clean Air Act, 1970).",
        "He left in spring (Spring 2012) and in March (March 2020).",
        "Smith moved in (2019). Smith had three (2019) of them.",
        "China passed the Export Control Law (2020) and the Hobbit (1937) came out.",
        "The plan (Agenda 2030) was read (RFC 2068).",
        "The court agreed (Doe v. Union of Towns, 2001).",
        "比亚迪（成立于1995年）见图（见图2，2020年），样本（n=2019）。",
    ],
)
def test_what_only_looks_like_a_citation(text: str) -> None:
    assert read(text, 2023) == []


def test_a_word_and_year_count_where_the_document_prints_its_sources_so() -> None:
    commas = "So (Smith et al., 2019; FAO, 2020). So (World Bank, 2018)."
    assert ("Leeds", "2017") in read(f"{commas} It is so (Leeds, 2017).")
    assert ("Leeds", "2017") not in read(f"{commas} We live in Leeds. It is so (Leeds, 2017).")
    assert ("Leeds", "2017") not in read("So (FAO 2020). So (WHO 2021). So (Leeds, 2017).")


def test_a_list_of_references_decides() -> None:
    entries = "Smith, J. (2019). Rain. Hull: Dock.\n\nLeeds, K. 2017. Wind. Hull: Dock.\n"
    text = "So (Smith, 2019). So (Leeds, 2017). So (Selby, 2018). As Smith (2019) and Selby (2018)."
    assert read(f"{text}\n\n## References\n\n{entries}") == [
        ("Smith", "2019"),
        ("Leeds", "2017"),
        ("Smith", "2019"),
    ]


def test_the_span_is_the_parenthesis_alone() -> None:
    (reference,) = find_references("According to Tran et al. (2018, p. 3), it is so.")
    assert reference.raw == "(2018, p. 3)"


def test_sources_stand_in_reading_order_and_do_not_overlap() -> None:
    text = (
        "See https://a.example/x (Reuters, May 9, 2015, https://b.example/y) [1], [@lee2020].\n\n"
        "# References\n\n[1] J. Smith, “Rain,” 2019.\n"
    )
    found = find_references(text)
    assert [r.outlet for r in found] == ["a.example", "Reuters", "Smith", "Lee"]
    assert [r.span for r in found] == sorted(r.span for r in found)
    assert found[1].link == "https://b.example/y"
