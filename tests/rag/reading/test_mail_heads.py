"""Heads of memoranda and mails, and mastheads: what they say becomes metadata, and is kept."""

from __future__ import annotations

import pytest

from rag.document.model import BlockKind, Document, Metadata
from rag.reading.markdown import read_markdown
from rag.reading.structure import document_of, parse_document
from tests.growth import assert_linear

PROSE = "The dyke broke in the winter. Repairs took six years."


def markdown(text: str) -> Document:
    return document_of(read_markdown(text), "x", Metadata())


def known(document: Document) -> tuple[str, tuple[str, ...], str | None]:
    return document.title, document.metadata.authors, document.metadata.date


def paragraphs(document: Document) -> list[str]:
    return [p.span.of(document.text) for _, p in document.paragraphs()]


@pytest.mark.parametrize(
    ("head", "title", "authors", "date"),
    [
        ("TO:\tAll pilots\nFROM:\tBerta Sund, Director\nDATE:\t3 May 2019\nSUBJECT:\tCharts",
         "Charts", ("Berta Sund",), "2019-05-03"),
        ("From: Jane Doe <jane@example.org>\nTo: bo@example.org\nSubject: Re: The dyke\n"
         "Date: Mon, 3 May 2021 10:00:00 +0200\nMessage-ID: <a@b>",
         "The dyke", ("Jane Doe",), "2021-05-03"),
        ("Von: Dr. Ines Moor\nAn: Deichamt\nBetreff: Der Deich\nDatum: 3. Mai 2019",
         "Der Deich", ("Ines Moor",), "2019-05-03"),
        ("De : Anne Roux\nÀ : Paul Sand\nObjet : La digue\nDate : 3 mai 2019",
         "La digue", ("Anne Roux",), "2019-05-03"),
        ("From: Ann Lee, Bo Day and Cy Fox\n\nTo: The board\n\nRe: Stones",
         "Stones", ("Ann Lee", "Bo Day", "Cy Fox"), None),
        ("From: jane@example.org (Jane Doe)\nSubject: Stones\n  and sheep",
         "Stones and sheep", ("Jane Doe",), None),
        ("发件人：李明\n收件人：王芳\n主题：堤坝\n日期：2019年5月3日",
         "堤坝", ("李明",), "2019-05-03"),
        ("**From:** Sylvia M. Burwell\n**Subject:** Open data", "Open data",
         ("Sylvia M. Burwell",), None),
        ("FROM:  Jane Doe\n       Harbour Master\nCC:    Bo Day\nRE:    Stones",
         "Stones", ("Jane Doe",), None),
        ("From: The Dyke Board\nTo: All\nSubject: Stones", "Stones", (), None),
    ],
)  # fmt: skip
def test_the_head_of_a_mail_is_read_and_kept(
    head: str, title: str, authors: tuple[str, ...], date: str | None
) -> None:
    document = parse_document(f"{head}\n\n{PROSE}\n", "x")
    assert known(document) == (title, authors, date)
    assert [section.title for section in document.sections] == ["Introduction"]
    assert paragraphs(document)[-1] == PROSE
    fields = [line for line in head.split("\n") if line and not line.startswith(" ")]
    assert len(document.sections[0].paragraphs) == len(fields) + 1
    assert "".join("".join(paragraphs(document)[:-1]).split()) == "".join(head.split())


@pytest.mark.parametrize("mark", ["", "**"])
def test_a_list_of_senders_is_led_in_by_its_field(mark: str) -> None:
    text = (
        f"{'# ' if mark else ''}Sharing of Charts\n\n{mark}From:{mark}\n\n* Berta Sund, Director\n"
        f"* Paul Rook\n\n{mark}Subject:{mark} Pilots\n\n{PROSE}\n"
    )
    document = markdown(text) if mark else parse_document(text, "x")
    assert known(document) == ("Sharing of Charts", ("Berta Sund", "Paul Rook"), None)
    items = [p for _, p in document.paragraphs() if p.kind is BlockKind.ITEM]
    assert [item.context.of(document.text) for item in items if item.context] == ["From:"] * 2
    assert "Subject: Pilots" in paragraphs(document)


def test_the_fields_of_a_markdown_memo_are_paragraphs_of_their_own() -> None:
    document = markdown(f"# Memo\n\n**To:** Staff\n**From:** Jane Doe  \n**Re:** Stones\n\n{PROSE}")
    assert known(document) == ("Stones", ("Jane Doe",), None)
    assert paragraphs(document) == ["To: Staff", "From: Jane Doe", "Re: Stones", PROSE]
    table = markdown(f"| From: | Jane Doe |\n|---|---|\n| Subject: | Stones |\n\n{PROSE}\n")
    assert known(table) == ("Stones", ("Jane Doe",), None)


@pytest.mark.parametrize(
    ("masthead", "authors", "date", "volume"),
    [
        ("By Jane Doe\n\nMay 3, 2019\n\nVolume 24 Issue 8",
         ("Jane Doe",), "2019-05-03", ("24", "8")),
        ("By Jane Doe and Bo van der Berg\nMay 3, 2019", ("Jane Doe", "Bo van der Berg"),
         "2019-05-03", (None, None)),
        ("Von Ines Moor\n\nBand 12, Heft 3", ("Ines Moor",), None, ("12", "3")),
        ("By Jane Doe, Staff Writer | 3 May 2019", ("Jane Doe",), "2019-05-03", (None, None)),
        ("By Jane Doe, May 2019", ("Jane Doe",), "2019-05", (None, None)),
        ("作者：李明\n\n2019年5月3日", ("李明",), "2019-05-03", (None, None)),
        ("Author: Jane Doe\n\nPublished: 2019", ("Jane Doe",), "2019", (None, None)),
        ("Friday, 3 May 2019", (), "2019-05-03", (None, None)),
        ("Vol. XII, No. 4", (), None, ("XII", "4")),
    ],
)  # fmt: skip
def test_a_masthead_says_who_and_when(
    masthead: str,
    authors: tuple[str, ...],
    date: str | None,
    volume: tuple[str | None, str | None],
) -> None:
    document = parse_document(f"The Dyke of the North\n{masthead}\n\n{PROSE}\n", "x")
    if "\n\n" in masthead:
        document = parse_document(f"The Dyke of the North\n\n{masthead}\n\n{PROSE}\n", "x")
    assert known(document) == ("The Dyke of the North", authors, date)
    assert (document.metadata.volume, document.metadata.issue) == volume
    assert paragraphs(document) == [PROSE]
    same = markdown(f"# The Dyke of the North\n\n{masthead}\n\n{PROSE}\n")
    assert known(same) == known(document)


def test_a_subtitle_may_stand_between_title_and_author() -> None:
    text = f"The Long Dyke\nA history of the wall\nby Jane Doe\n\n{PROSE}\n"
    document = parse_document(text, "x")
    assert known(document) == ("The Long Dyke", ("Jane Doe",), None)
    assert paragraphs(document) == [PROSE]
    wrapped = f"The wall was drawn first in pencil,\nthen in ink.\nBy Jane Doe\n\n{PROSE}\n"
    assert parse_document(wrapped, "x").metadata.authors == ()


def test_what_is_given_counts_for_more_than_what_the_head_says() -> None:
    given = Metadata(title="Given", authors=("Given Author",), date="2020-01-01", year=2020)
    head = "From: Jane Doe\nSubject: Stones\nDate: 3 May 2019"
    assert parse_document(f"{head}\n\n{PROSE}\n", "x", given).metadata == given


@pytest.mark.parametrize(
    "text",
    [
        f"The Dyke\n\nBy the river\n\n{PROSE}\n",
        f"The Dyke\n\nBy the River\n\n{PROSE}\n",
        f"The Dyke\n\nBy 1990 the dyke had gone.\n\n{PROSE}\n",
        f"The Dyke\n\nBy 1990 The Dyke Had Gone\n\n{PROSE}\n",
        f"The Dyke\n\nBy order of the Queen\n\n{PROSE}\n",
        f"The Dyke\n\nBy Sea\n\n{PROSE}\n\nBy Land\n\n{PROSE}\n",
        f"Getting There\n\nBy Public Transport\n\n{PROSE}\n\nBy Private Car\n\n{PROSE}\n",
        f"The Dyke\n\nBy Jane Doe's account the dyke broke in the night.\n\n{PROSE}\n",
        f"The Dyke\n\n{PROSE} It was built by Jane Doe.\n",
        f"From: Rotterdam\nTo: Hamburg\nFare: 30 crowns\n\n{PROSE}\n",
        f"From: New York\nTo: Old Town\nDate: see below\n\n{PROSE}\n",
        f"From the start it was clear: the dyke\nwould break. To: this we say no.\n\n{PROSE}\n",
        f"{PROSE}\n\n{PROSE} So\n\n{PROSE}\n\n{PROSE}\n\nFrom: Jane Doe\nSubject: Stones\n",
        f"Subject: Stones\n\n{PROSE}\n",
        f"Diary\n\nMay 3, 2019\n\n{PROSE}\n\nMay 4, 2019\n\n{PROSE}\n",
        f"The Dyke\n\nPart 3 of 2019\n\n{PROSE}\n",
    ],
)
def test_what_looks_like_a_head_names_no_author_and_no_date(text: str) -> None:
    for document in (parse_document(text, "x"), markdown(text)):
        assert (document.metadata.authors, document.metadata.date) == ((), None)


@pytest.mark.parametrize(
    "unit", ["From: a\n", "To:\n\n", "By ", "By A B, ", "Re: ", "From: A\n* b\n"]
)
def test_heads_take_time_that_grows_with_the_text(unit: str) -> None:
    assert_linear(lambda n: unit * (n // len(unit)), lambda text: parse_document(text, "x"))
    assert_linear(
        lambda n: f"Title\n\n{unit * (n // len(unit))}", lambda text: parse_document(text, "x")
    )
