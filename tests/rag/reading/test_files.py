"""Files in many encodings, and errors that name the file and the reason."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.document.model import Metadata
from rag.errors import UnreadableDocument
from rag.reading.files import MOST_BYTES, MOST_METADATA_BYTES, read_metadata, read_text
from rag.reading.library import load_documents
from rag.reading.loading import load_document
from tests.platforms import posix_only
from tests.users import as_nobody

TEXT = (
    "第一章\r\n\r\n网络主权是指国家对其境内网络的管理权。“人工智能”也是如此。"
    "他们在二零一五年签署了协议，并且同意合作。\r\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "gb18030"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "brief.txt"
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    path.write_bytes(mark + TEXT.encode(encoding))
    assert read_text(path) == TEXT


def test_gb18030_beyond_gb2312(tmp_path: Path) -> None:
    path = tmp_path / "brief.txt"
    text = TEXT * 5 + "朱镕基㐀𠀀"
    path.write_bytes(text.encode("gb18030"))
    assert read_text(path) == text


def test_western_text_that_is_not_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "brief.txt"
    text = "Le café est fermé depuis l’été, déclara le préfet. Élections à Besançon: « voilà »."
    path.write_bytes(text.encode("cp1252"))
    assert read_text(path) == text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        (
            "cp1252",
            "“Café” report – naïve façade\r\n\r\nThe café’s owner paid €30 for déjà vu…\r\n",
        ),
        ("cp1252", "På ön växer det blåbär. Året därpå såg vi älgar på ängen.\n"),
        ("cp1250", "Zażółć gęślą jaźń. Wczoraj w Łodzi odbyło się spotkanie.\n"),
        ("cp1250", "Příliš žluťoučký kůň. Včera v Praze se sešli členové výboru.\n"),
        ("cp1250", "A város fölött sötét felhők gyülekeztek, és őszi eső esett.\n"),
        ("cp1251", "Настоящий закон регулирует отношения в области пчеловодства.\n"),
        ("cp1254", "İstanbul’da güneşli bir gündü. Çocuklar ağaçların altında oynuyordu.\n"),
    ],
)
def test_short_texts_in_encodings_of_one_byte(tmp_path: Path, encoding: str, text: str) -> None:
    path = tmp_path / "brief.txt"
    path.write_bytes(text.encode(encoding))
    assert read_text(path) == text


@pytest.mark.parametrize("encoding", ["cp1250", "iso8859_2"])
@pytest.mark.parametrize(
    "text",
    [
        "Zítra se sejde výbor. Řeší opravu školy.",
        "Nákup: mléko, chléb, sýr, máslo, vejce, česnek, hořčice.",
        "Schůze výboru bude v úterý večer.",
        "Ďalšia schôdza bude v stredu. Príďte včas, prosím.",
        "Spotkanie w Łodzi.",
        "Książka leży na półce.",
        "Erős szél fújt, és öt órakor esett az eső.",
        "Şedinţa a fost amânată.",
        "Sastanak je u četvrtak, kuća će biti otvorena.",
    ],
)
def test_a_few_words_tell_the_encodings_of_central_europe(
    tmp_path: Path, encoding: str, text: str
) -> None:
    path = tmp_path / "brief.txt"
    path.write_bytes(text.encode(encoding))
    assert read_text(path) == text


def test_a_byte_far_behind_that_an_encoding_lacks_rules_it_out(tmp_path: Path) -> None:
    path = tmp_path / "brief.txt"
    path.write_bytes("Řeší opravu školy. ".encode("cp1250") * 60_000 + b"\x90")
    with pytest.raises(UnreadableDocument, match="cannot be told"):
        read_text(path)


@pytest.mark.parametrize(
    "text",
    [
        "Frau Müller grüßt Herrn Groß.",
        "À demain, cœur léger.",
        "Mañana llegó el señor Núñez.",
        "Não há pães. A função é útil.",
        "Þórður á að koma í dag.",
        "Blåbærsyltetøj på øen.",
        "Perché no? È già lì.",
    ],
)
def test_a_few_western_words_are_western(tmp_path: Path, text: str) -> None:
    path = tmp_path / "brief.txt"
    path.write_bytes(text.encode("cp1252"))
    assert read_text(path) == text


PROSE = "It’s a long story. The board didn’t act, and the mayor’s café stayed shut."


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (PROSE.encode() + b"\xff", PROSE + "\ufffd"),
        (PROSE.encode() + "’".encode()[:2], PROSE + "\ufffd"),
        (PROSE.encode().replace("é".encode(), b"\xe9"), PROSE.replace("é", "\ufffd")),
        (b"\xef\xbb\xbfIt\xe2\x80\x99s \xff", "It’s \ufffd"),
        (TEXT.encode() + b"\xff", TEXT + "\ufffd"),
        ("Плотину прорвало ночью.".encode() + b"\xd0", "Плотину прорвало ночью.\ufffd"),
    ],
)
def test_a_byte_that_is_no_utf_8_is_all_that_is_lost(tmp_path: Path, raw: bytes, text: str) -> None:
    path = tmp_path / "brief.txt"
    path.write_bytes(raw)
    assert read_text(path) == text


@pytest.mark.parametrize(
    "text",
    [
        "It’s a long story. The board didn’t act.",
        "The council met on Monday. It said that the ferry would run as before. " * 8
        + "The prize is £500.",
        "The fare is 5€ now.",
        "© 2020 Water Board. All rights reserved.",
        "The treaty was signed in 1992.\xa0It holds.",
    ],
)
def test_a_few_signs_in_plain_text_are_those_of_cp1252(tmp_path: Path, text: str) -> None:
    path = tmp_path / "brief.txt"
    path.write_bytes(text.encode("cp1252"))
    assert read_text(path) == text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("mac_roman", "It’s a long story. The board didn’t act. The café is shut."),
        ("cp1250", "This is the story of Wałęsa, who led a trade union in Poland."),
        ("cp1250", "W Warszawie rozpoczęto budowę mostu. Most ma zostać otwarty w maju."),
    ],
)
def test_a_few_signs_of_another_encoding_are_not_taken_for_cp1252(
    tmp_path: Path, encoding: str, text: str
) -> None:
    path = tmp_path / "brief.txt"
    path.write_bytes(text.encode(encoding))
    assert read_text(path) == text


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "is empty"),
        (b" \n\r\n ", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (bytes(range(256)) * 40, "binary"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00", "binary"),
        (b"text\x00\x01\x02 and more", "binary"),
        (b"\xff\xfea", "byte order mark says utf-16-le"),
        (b"\xef\xbb\xbfcaf\xe9", "byte order mark says utf-8, but byte 3 is not"),
    ],
)
def test_what_is_no_text_is_named(tmp_path: Path, raw: bytes, reason: str) -> None:
    path = tmp_path / "broken.txt"
    path.write_bytes(raw)
    with pytest.raises(UnreadableDocument, match=reason) as caught:
        read_text(path)
    assert "broken.txt" in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match=r"nowhere\.txt: cannot be read"):
        read_text(tmp_path / "nowhere.txt")


def test_metadata_beside_the_file(tmp_path: Path) -> None:
    path = tmp_path / "brief.txt"
    assert read_metadata(path) == Metadata()
    beside = tmp_path / "brief.toml"
    beside.write_text('title = "T"\nissue = 8\nyear = 2024\nother = "ignored"\n')
    assert read_metadata(path) == Metadata(title="T", issue="8", year=2024)
    beside.write_text(
        'authors = ["Ann Lee", {name = "Bo Chen"}]\ndate = 2024-05-09\nlang = "EN_gb"\n'
    )
    known = Metadata(authors=("Ann Lee", "Bo Chen"), date="2024-05-09", year=2024, language="en-gb")
    assert read_metadata(path) == known
    beside.write_text('year = "soon"')
    with pytest.raises(UnreadableDocument, match=r"brief\.toml: year is 'soon'"):
        read_metadata(path)
    beside.write_text("not toml")
    with pytest.raises(UnreadableDocument, match=r"brief\.toml: is not TOML"):
        read_metadata(path)


def named_pipe(path: Path) -> None:
    os.mkfifo(path)


def endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


def a_socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # a socket's name is short
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(path.name)
    finally:
        os.chdir(here)


def link_loop(path: Path) -> None:
    path.symlink_to(path.name)


def dangling(path: Path) -> None:
    path.symlink_to("nowhere")


def large(path: Path) -> None:
    with path.open("wb") as handle:
        handle.truncate(5_000_000_000)


def system_file(path: Path) -> None:
    path.symlink_to("/proc/self/mem")


BAD_FILES = [
    (named_pipe, "a named pipe, not a regular file"),
    (endless, "a device, not a regular file"),
    (a_socket, "a socket, not a regular file"),
    (link_loop, "symbolic links"),
    (dangling, "No such file"),
    (large, "larger than"),
    (system_file, "Input/output error"),
]


@posix_only
@pytest.mark.parametrize(("make", "reason"), BAD_FILES)
def test_what_is_no_file_to_read_is_named_and_never_waited_for(
    tmp_path: Path, make: Callable[[Path], None], reason: str
) -> None:
    bad = tmp_path / "bad.txt"
    make(bad)
    with pytest.raises(UnreadableDocument, match=rf"bad\.txt: cannot be read \(.*{reason}.*\); \w"):
        load_document(bad)
    with pytest.raises(UnreadableDocument, match=r"bad\.txt: (cannot be read|does not exist)"):
        load_documents([bad])


@posix_only
@pytest.mark.parametrize(("make", "reason"), BAD_FILES)
def test_metadata_is_read_from_a_regular_file_alone(
    tmp_path: Path, make: Callable[[Path], None], reason: str
) -> None:
    (tmp_path / "brief.txt").write_text("Some text.")
    make(tmp_path / "brief.toml")
    with pytest.raises(UnreadableDocument, match=rf"brief\.toml: cannot be read \(.*{reason}"):
        load_document(tmp_path / "brief.txt")


def test_a_file_may_be_as_large_as_the_bound_and_no_larger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.reading.files.MOST_BYTES", 20)
    path = tmp_path / "brief.txt"
    path.write_text("x" * 20)
    assert read_text(path) == "x" * 20
    path.write_text("x" * 21)
    with pytest.raises(UnreadableDocument, match=r"larger than 20 bytes.*split"):
        read_text(path)
    assert MOST_BYTES >= 50_000_000


@posix_only
def test_what_may_not_be_read_is_named() -> None:
    with as_nobody() as folder:
        (folder / "file.txt").write_text("Some text.")
        (folder / "file.txt").chmod(0)
        with pytest.raises(UnreadableDocument, match=r"file\.txt: cannot be read \(Permission den"):
            read_text(folder / "file.txt")


@posix_only  # elsewhere names are text
def test_a_name_that_is_not_utf_8_is_named_on_one_line(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/a\n\xff\xfe.txt"))
    path.write_text("Some text.")
    with pytest.raises(UnreadableDocument, match=r"is not UTF-8; rename it") as caught:
        load_document(path)
    assert re.search(r"a\\n\\udcff\\udcfe\.txt", str(caught.value).encode().decode())
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("x = " + "[" * 9000, "nested too deeply"),
        ("x = " + "{a=" * 3000, "nested too deeply"),
        ("year = " + "9" * 5000, "is not TOML"),
        ("year = true", "year is True; it must be a number"),
        ("year = 0x1" + "0" * 5000, "year is a number of thousands of digits"),
        ("title = 0x1" + "0" * 5000, "title is a number of thousands of digits"),
        ("title = ['a']", r"title is \['a'\]; it must be text"),
        ('title = "a\\u001B[31m"', "title is .*; it must be text"),
        ("authors = [7]", r"authors is \[7\]; it must be a name, a list of names"),
        ("author = [{mail = 'a@b.c'}]", "author is .*; it must be a name"),
        ("date = 'soon'", "date is 'soon'; it must be a date such as 2024-05-09"),
        ("date = 10:30:00", "date is datetime.time"),
        ("language = 'English'", "language is 'English'; it must be a tag such as en"),
        ("description = {}", "description is {}; it must be text"),
        ("title = 'a'\ntitle = 'b'", "is not TOML"),
        ("x = 1\n" * MOST_METADATA_BYTES, "larger than"),
    ],
)
def test_hostile_metadata_is_named(tmp_path: Path, content: str, reason: str) -> None:
    (tmp_path / "brief.txt").write_text("Some text.")
    (tmp_path / "brief.toml").write_text(content)
    with pytest.raises(UnreadableDocument, match=rf"brief\.toml: .*{reason}"):
        load_document(tmp_path / "brief.txt")
