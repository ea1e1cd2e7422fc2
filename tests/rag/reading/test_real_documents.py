"""The sections of real documents, compared with their tables of contents and heading marks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rag.reading.loading import load_document

REAL = Path("../shared/data/real")
pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="needs the real documents")


def bare(heading: str) -> str:
    """A heading's words, without marks, tags, links and attributes."""
    words = re.sub(r"<[^>]+>|\{[^}]*\}", "", heading)
    words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", words).replace("&mdash;", "—")
    return " ".join(words.replace("*", "").replace("\\", "").replace("[^", "[").split())


@pytest.mark.parametrize(
    "name",
    ["agg-de", "nist-63b-appA", "nist-63b-sec5", "od-faq", "policy-memo", "terry"],
)
def test_marked_headings_and_no_others_head_sections(name: str) -> None:
    source = (REAL / f"{name}.md").read_text("utf-8")
    marked = [bare(line) for line in re.findall(r"(?m)^#{1,6}[ \t]+(.*)$", source)]
    document = load_document(REAL / f"{name}.md")
    found = [section.title for section in document.sections if section.heading]
    found += [bare(span.of(document.text)) for span in document.front_matter]
    assert sorted(found) == sorted(marked)


def test_a_standard_has_the_sections_of_its_table_of_contents() -> None:
    document = load_document(REAL / "rfc2616.txt")
    listed = re.findall(r"(?m)^ {3}(\d+(?:\.\d+)*) {1,4}(\S.*?) ?\.{2,}\d+$", document.text)
    titles = {" ".join(section.title.split()) for section in document.sections}
    missing = [f"{number} {title}" for number, title in listed if f"{number} {title}" not in titles]
    assert len(listed) > 150
    # Printed otherwise in the text than in its table of contents.
    assert len(missing) <= 3, missing
    unnumbered = [
        title for title in titles if not title[0].isdigit() and not title.startswith("Appendix")
    ]
    assert len(unnumbered) <= 20, unnumbered
