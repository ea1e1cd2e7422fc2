"""The bundled brief as it is known to be: sections, references, notes."""

from __future__ import annotations

import hashlib
from collections import Counter

from rag.document.citations import cite
from rag.document.model import Document, SectionKind
from tests.conftest import BRIEF

BRIEF_SHA256 = "c27b0ed783eed4a51ef75d90b30b08f805ecffba8def1a48d02d518913059b2e"


def test_the_file_is_the_published_text() -> None:
    assert hashlib.sha256(BRIEF.read_bytes()).hexdigest() == BRIEF_SHA256


def test_sections(brief: Document) -> None:
    assert [(s.title, len(s.paragraphs)) for s in brief.sections] == [
        ("Executive Summary", 4),
        ("Introduction", 4),
        ("PRC Demands for AI Cooperation", 2),
        ("US IT and PRC Democracy: A Failed Gambit", 3),
        ("Betrayal and the Birth of Cyber Sovereignty", 5),
        ("Defining AI Sovereignty: Infrastructure and ‘Chinese Characteristics’", 4),
        ("Turning ‘AI Sovereignty’ into AI Policy", 3),
        ("Exporting AI Sovereignty", 3),
        ("Conclusion", 3),
        ("Notes", 7),
    ]
    assert brief.sections[0].kind is SectionKind.SUMMARY
    assert brief.sections[1].heading is None and brief.sections[8].heading is None
    assert brief.title == "CCP Cyber Sovereignty Contains Lessons For AI’s Future"


def test_references(brief: Document) -> None:
    assert len(brief.references) == 103
    assert len({r.span for r in brief.references}) == 73
    assert all(r.span.of(brief.text) == r.raw for r in brief.references)
    outlets = Counter(r.outlet for r in brief.references)
    assert (outlets["MFA"], outlets[None], outlets["Xinhua"]) == (9, 7, 6)
    assert sum(r.year_inferred for r in brief.references) == 31
    accessed = [(r.outlet, r.date) for r in brief.references if r.accessed]
    assert accessed == [("Boston University Global Development Policy Center", "2024-04-03")]


def test_irregular_parentheses(brief: Document) -> None:
    def read(raw: str) -> list[tuple[str | None, str]]:
        return [(r.outlet, r.date) for r in brief.references if r.raw == raw]

    assert read("(MFA, March 7; October 20, 2023)") == [
        ("MFA", "2024-03-07"),
        ("MFA", "2023-10-20"),
    ]
    assert read("(MOFCOM: March 25; December 6, 2023; March 3, 2023; MFA, May 30, 2023)") == [
        ("MOFCOM", "2024-03-25"),
        ("MOFCOM", "2023-12-06"),
        ("MOFCOM", "2023-03-03"),
        ("MFA", "2023-05-30"),
    ]
    assert read("(, April 19, 2018)") == [(None, "2018-04-19")]
    assert read("(, April 9;, March 19)") == [(None, "2024-04-09"), (None, "2024-03-19")]
    assert read("(, February 19; Sina, March 11)") == [(None, "2024-02-19"), ("Sina", "2024-03-11")]
    assert read("(CCDCOE, February 2015)") == [("CCDCOE", "2015-02")]
    assert read("(WSJ, July 4th, 2023; SCMP, Jan 27)") == [
        ("WSJ", "2023-07-04"),
        ("SCMP", "2024-01-27"),
    ]
    for remark in ("(PRC)", "(秦刚)", "(Belt and Road Initiative; BRI)", "(2020)", "(Eds.)"):
        assert remark in brief.text and read(remark) == []


def test_notes(brief: Document) -> None:
    assert [n.number for n in brief.notes] == [1, 2, 3, 4, 5, 6, 7]
    for note in brief.notes:
        (pointer,) = note.pointers
        assert pointer.of(brief.text) == f"[{note.number}]"
        assert pointer.end < note.span.start
    assert brief.notes[0].span.of(brief.text).startswith("Wang is criticizing the US policy of")
    assert brief.notes[6].span.of(brief.text).endswith("(Sina, March 7).")


def test_a_citation_carries_section_paragraph_sources_and_notes(
    brief: Document, brief_text: str
) -> None:
    paragraph = brief.sections[4].paragraphs[1]
    citation = cite(brief, paragraph.span)
    assert (citation.section, citation.paragraph) == (brief.sections[4].title, 2)
    assert citation.quote == brief_text[citation.span.start : citation.span.end]
    assert [s.outlet for s in citation.sources] == [
        "FMPRC",
        "Qiushi",
        "Pacific Forum",
        "World Internet Forum",
    ]
    assert [n.number for n in citation.notes] == [2]
