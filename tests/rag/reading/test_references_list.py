"""Lists of references, and the numbers in brackets that point to them."""

from __future__ import annotations

import pytest

from rag.document.model import Metadata
from rag.reading.html import read as read_html
from rag.reading.markdown import read_markdown
from rag.reading.reference_list import Entry, read_entry, read_reference_list
from rag.reading.references import find_references
from rag.reading.structure import document_of, parse_document


@pytest.mark.parametrize(
    ("entry", "name", "year"),
    [
        ("Smith, J. K. (2019). Rain in 1918. Hull: Dock.", "Smith", "2019"),
        ("Smith, J., Lee, K., & Roe, P. (2019a). Rain. *Wet*, 3(2), 1–20.", "Smith et al.", "2019"),
        ("Smith, J. and Lee, K., 2019. Rain. Hull: Dock.", "Smith and Lee", "2019"),
        ("Smith, John, and Kay Lee. 2019. “Rain.” Wet 3: 1999–2004.", "Smith and Lee", "2019"),
        ("Smith, John. Rain. Hull: Dock, 2019.", "Smith", "2019"),
        ("Smith JK, Lee K. Rain, 1990-2017. J Wet. 2019;395:200-11.", "Smith and Lee", "2019"),
        ("Rudd KE, Roe SC, Doe KM, et al. Rain. J Wet. 2020;395:2-11.", "Rudd et al.", "2020"),
        ("J. Smith and K. Lee, “Rain since 1990,” vol. 3, pp. 1–9, 2019.", "Smith and Lee", "2019"),
        ("M. van den Berg, Rain of the World. Porto: Ribeira, 2015.", "van den Berg", "2015"),
        (
            "World Health Organization. Rain. Geneva: WHO; 2017.",
            "World Health Organization",
            "2017",
        ),
        ("World Bank (2020). Rain. Washington, DC.", "World Bank", "2020"),
        ("刘强, 周杰, 吴昊. 雨[J]. 气象, 2018, 12(3): 1-15.", "刘强等", "2018"),
        ("国际能源署. 展望[R]. 巴黎, 2023.", "国际能源署", "2023"),
    ],
)
def test_an_entry(entry: str, name: str, year: str) -> None:
    assert read_entry(entry) == Entry(name, year, None)


def test_the_address_of_an_entry_and_when_it_was_looked_up() -> None:
    text = (
        "EMA. Starch. London; 2018. Available from: https://a.example/2017/07 [accessed May 2020]."
    )
    assert read_entry(text) == Entry("EMA", "2018", "https://a.example/2017/07")


@pytest.mark.parametrize(
    "note",
    [
        "Wang is criticizing the policy of 1998 (Sina, March 7).",
        "See above, 2019.",
        "Rain fell.",
        "",
    ],
)
def test_prose_is_no_entry(note: str) -> None:
    assert read_entry(note) is None


LISTED = """Rain falls [1], often [2, 4-6]. More fell.[3] So it is[1,2] in x[1], [7], [1, 9], [0].

{heading}

[1] J. Smith, “Rain,” 2019.
[2] K. Lee, “Snow,” 2020.
[3] World Bank, Wind. Washington, 2018.
[4] A. Roe, B. Doe, C. Poe, “Hail,” 2011. https://a.example/hail
[5] D. Fox and E. Hen, “Fog,” 2012.
[6] F. Elk, “Dew,” 2013.
"""


@pytest.mark.parametrize(
    "heading", ["# References", "References", "7. Bibliography", "**Literatur**", "参考文献"]
)
def test_numbers_that_a_list_has(heading: str) -> None:
    found = find_references(LISTED.replace("{heading}", heading))
    assert [(r.raw, r.outlet, r.date) for r in found] == [
        ("[1]", "Smith", "2019"),
        ("[2, 4-6]", "Lee", "2020"),
        ("[2, 4-6]", "Roe et al.", "2011"),
        ("[2, 4-6]", "Fox and Hen", "2012"),
        ("[2, 4-6]", "Elk", "2013"),
        ("[3]", "World Bank", "2018"),
        ("[1,2]", "Smith", "2019"),
        ("[1,2]", "Lee", "2020"),
    ]
    assert found[2].link == "https://a.example/hail"


def test_a_list_without_a_heading() -> None:
    found = find_references(LISTED.replace("{heading}\n\n", ""))
    assert len(found) == 8


def test_end_notes_are_no_list() -> None:
    notes = "# Notes\n\n[1] It fell in 1998 (AP, May 9, 1998).\n\n[2] It did.\n"
    text = f"Rain falls.[1] Snow too.[2]\n\n{notes}"
    document = parse_document(text, "x")
    assert [(r.outlet, r.date) for r in document.references] == [("AP", "1998-05-09")]
    assert [len(note.pointers) for note in document.notes] == [1, 1]


def test_a_list_that_is_numbered_with_brackets_stays_notes_too() -> None:
    document = parse_document(LISTED.replace("{heading}", "# References"), "x")
    assert len(document.notes) == 6
    assert document.notes[0].pointers


def test_a_list_ends_at_the_next_heading_of_its_rank() -> None:
    listed = "# References\n\n## Books\n\nSmith, J. (2019). Rain.\n\n"
    text = f"{listed}# Annex\n\nSo (Smith 2019) and (Lee et al. 2020).\n"
    assert [r.outlet for r in find_references(text)] == ["Smith", "Lee et al."]
    assert read_reference_list(text).authors == {"smith"}


APPENDIX = """# Report

Costs rose [1].

## References

### Books

[1] Smith, J. (2019). Costs. Oslo.

[2] Jones, K. (2020). Tolls. Rome.

## {heading}

The board met (AP, June 3, 2016). Boats paid more [2].
"""
CITED = [("[1]", "Smith"), ("(AP, June 3, 2016)", "AP"), ("[2]", "Jones")]


@pytest.mark.parametrize("heading", ["Appendix A: Interviews", "How It Was Told"])
def test_what_stands_behind_a_list_cites_in_every_format(heading: str) -> None:
    source = APPENDIX.format(heading=heading)
    page = "<h1>Report</h1><p>Costs rose [1].</p><h2>References</h2><p>[1] Smith, J. (2019). "
    page += "Costs. Oslo.</p><p>[2] Jones, K. (2020). Tolls. Rome.</p>"
    page += f"<h2>{heading}</h2><p>The board met (AP, June 3, 2016). Boats paid more [2].</p>"
    for reading in (read_markdown(source), read_html(page.encode())):
        found = document_of(reading, "x", Metadata())
        assert [(r.raw, r.outlet) for r in found.references] == CITED
    found = parse_document(source, "x")
    assert [(r.raw, r.outlet) for r in found.references] == CITED


def test_a_list_ends_at_an_appendix_that_no_mark_heads() -> None:
    source = APPENDIX.replace("#", "").replace("\n ", "\n").format(heading="Appendix A: Interviews")
    assert [(r.raw, r.outlet) for r in find_references(source)] == CITED
