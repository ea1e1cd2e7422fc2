"""Word files made to hurt, and damaged ones: bounded time and memory, an error that says why."""

from __future__ import annotations

import io
import random
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rag.errors import UnreadableDocument
from rag.reading import archives
from rag.reading.apart import ReaderProcess
from rag.reading.docx import read
from rag.reading.formats import Format, NotReadable
from tests.growth import assert_linear
from tests.rag.reading.made_docx import item, made, numbering, p, t, table, tc, tr
from tests.rag.reading.test_docx import NOTES, pointer


def with_parts(**parts: bytes) -> bytes:
    """A file with other bytes in some parts, which are named without their ending."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(made(p("Text.")))) as before,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            key = Path(name).stem
            after.writestr(name, parts.get(key, before.read(name)))
    return buffer.getvalue()


def refused(raw: bytes) -> str:
    began = time.process_time()
    with pytest.raises(NotReadable) as error:
        read(raw)
    assert time.process_time() - began < 20
    return str(error.value)


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = with_parts(document=b"<a>" + b" " * 300_000_000)
    assert len(raw) < 1_000_000
    assert "unpacks to more than 64,000,000 bytes" in refused(raw)
    monkeypatch.setattr(archives, "MOST_ALL_BYTES", 1000)
    assert "unpacks to more than" in refused(made(p("word " * 1000)))


def test_too_many_parts_and_two_of_one_name_are_refused() -> None:
    buffer = io.BytesIO(made(p("Text.")))
    with zipfile.ZipFile(buffer, "a") as archive:
        for number in range(archives.MOST_PARTS):
            archive.writestr(f"word/{number}.xml", "")
    assert "holds more than 20,000 parts" in refused(buffer.getvalue())
    buffer = io.BytesIO(made(p("Text.")))
    with zipfile.ZipFile(buffer, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("word/document.xml", "<x/>")
    assert "two parts of one name" in refused(buffer.getvalue())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(encoding: str) -> None:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 20))
    source = f'<!DOCTYPE x [<!ENTITY a0 "ha">{entities}]><x>&a19;</x>'
    assert "defines entities of its own" in refused(with_parts(document=source.encode(encoding)))
    outside = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
    assert "defines entities of its own" in refused(with_parts(document=outside.encode()))
    assert "defines entities of its own" in refused(with_parts(styles=outside.encode()))


def test_a_million_nested_elements_are_refused() -> None:
    deep = b"<a>" * 1_000_000 + b"</a>" * 1_000_000
    assert "nests more than 400 elements" in refused(with_parts(document=deep))
    tables = "".join("<w:tbl><w:tr><w:tc>" for _ in range(1000))
    closed = "</w:tc></w:tr></w:tbl>" * 1000
    assert "nests more than 400 elements" in refused(made(f"{tables}{p('x')}{closed}"))


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"document": b"<a>"}, "has a damaged part"),
        ({"document": b""}, "has a damaged part"),
        ({"document": b"\xff\xfe\x00"}, "has a damaged part"),
        ({"document": b'<?xml version="1.0" encoding="nonsense"?><a/>'}, "has a damaged part"),
        ({"document": b"<a/>"}, "holds no text"),
        ({"styles": b"<a"}, "has a damaged part"),
        ({".rels": b"<a/>", "document": b"<a/>"}, "holds no text"),
    ],
)
def test_damage_is_told_with_its_remedy(parts: dict[str, bytes], reason: str) -> None:
    assert reason in refused(with_parts(**parts))


def test_what_lies_elsewhere_is_neither_opened_nor_fetched() -> None:
    target = '<Relationship Id="f" Type="x/footnotes" Target="../../../../etc/passwd"/>'
    outside = '<Relationship Id="g" Type="x/endnotes" TargetMode="External" Target="http://a/b"/>'
    assert read(made(p("Text."), {"links": target + outside})).text == "Text."


MADE: dict[str, Callable[[int], bytes]] = {
    "paragraphs": lambda n: made(p("a b c") * (n // 60)),
    "runs": lambda n: made(p(runs=t("a", "<w:b/>") * (n // 70))),
    "items": lambda n: made(
        item("a", 1) * (n // 120), {"numbering": numbering(("decimal", "%1."), ("decimal", "%2"))}
    ),
    "rows": lambda n: made(table(tr(tc("a"), tc("b")) * (n // 130))),
    "cells": lambda n: made(table(tr(tc("a") * (n // 60)) * 2)),
    "merged": lambda n: made(
        table(*[tr(tc("a", '<w:vMerge w:val="restart"/>') + tc("b", "<w:vMerge/>"))] * (n // 130))
    ),
    "going on": lambda n: made(
        table(
            tr(tc("a", '<w:vMerge w:val="restart"/>'), tc("b")),
            *[tr(tc("a", "<w:vMerge/>"), tc("b"))] * (n // 130),
        )
    ),
    "pointers": lambda n: made(p(runs=pointer(7) * (n // 100)), NOTES),
    "fields": lambda n: made(
        p("a") + p(runs='<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * (n // 50))
    ),
    "code": lambda n: made(p("a", "Code") * (n // 60)),
    "columns": lambda n: made(
        p("a") + table(*[tr(tc("a", "<w:vMerge/>") * int(n**0.5 / 8))] * int(n**0.5 / 8))
    ),
    "wide": lambda n: made(table(*[tr(tc("a", '<w:gridSpan w:val="999999"/>'))] * (n // 80))),
}


@pytest.mark.parametrize("name", MADE)
def test_time_grows_with_the_file(name: str) -> None:
    assert_linear(MADE[name], read, smallest=4000)


def damaged(raw: bytes, count: int) -> Iterator[bytes]:
    """The file with some bytes changed, lost or added, and with the same done to its document."""
    chance = random.Random(7)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        document = archive.read("word/document.xml")
    for number in range(count):
        source = bytearray(raw if number % 2 else document)
        for _ in range(chance.randint(1, 10)):
            at = chance.randrange(len(source))
            match chance.randrange(3):
                case 0:
                    source[at] = chance.randrange(256)
                case 1:
                    del source[at : at + chance.randrange(100)]
                case _:
                    source[at:at] = source[at : at + chance.randrange(100)]
        yield bytes(source) if number % 2 else with_parts(document=bytes(source))


def test_no_damaged_file_ends_more_than_its_own_reading() -> None:
    whole = made(
        p("Tides", "Title") + item("a") + table(tr(tc("a"), tc("b"))) + p(runs=pointer(3)),
        {**NOTES, "numbering": numbering(("decimal", "%1."))},
    )
    with ReaderProcess() as process:
        for raw in damaged(whole, 300):
            try:
                process.read(Format.DOCX, raw, Path("a.docx"))
            except UnreadableDocument as error:
                assert "(" not in error.reason or "damaged part (" in error.reason, error.reason
        assert process.read(Format.DOCX, whole, Path("a.docx"))[1].text
