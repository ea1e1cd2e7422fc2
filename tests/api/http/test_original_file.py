"""The file that a document was read from, over HTTP: where it is allowed, and so that none runs."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from fastapi.testclient import TestClient

from api.http.original_files import FileKind, attachment, file_name, kind_of
from tests.api.http.test_pages import client_of, problem

TYPES = {
    "one": "application/pdf",
    "book": "application/epub+zip",
    "dykes": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "bridges": "text/html",
    "Tides “of” 水": "text/plain",
}


@pytest.fixture(scope="module")
def client(printed_index: Path) -> Iterator[TestClient]:
    yield client_of(printed_index, serve_originals=True)


@pytest.mark.parametrize("name", TYPES)
def test_a_file_is_given_as_it_was_read(client: TestClient, printed: Path, name: str) -> None:
    response = client.get(f"/v1/documents/{quote(name)}/original")
    (file,) = printed.glob(f"{name}.*")
    assert response.status_code == 200 and response.content == file.read_bytes()
    assert response.headers["content-type"] == TYPES[name]
    assert response.headers["content-length"] == str(file.stat().st_size)
    assert unquote(response.headers["content-disposition"].split("''")[1]).endswith(file.suffix)
    tag = response.headers["etag"]
    again = client.get(f"/v1/documents/{quote(name)}/original", headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("main", "kind"),
    [
        ("vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"),
        ("vnd.openxmlformats-officedocument.wordprocessingml.template", ".dotx"),
        ("vnd.ms-word.document.macroEnabled", ".docm"),
        ("vnd.ms-word.template.macroEnabledTemplate", ".dotm"),
    ],
)
def test_a_word_file_is_named_by_what_it_holds(main: str, kind: str) -> None:
    listed = f'<Types><Override ContentType="application/{main}.main+xml"/></Types>'
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as parts:
        parts.writestr("[Content_Types].xml", listed)
    assert kind_of("docx", file).suffix == kind
    assert kind.endswith("m") == ("macroEnabled.12" in kind_of("docx", file).media_type)


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04", b"no archive", b"PK\x05\x06" + 18 * b"\0"])
def test_a_word_file_that_cannot_be_opened_is_sent_as_one(raw: bytes) -> None:
    assert kind_of("docx", io.BytesIO(raw)) == FileKind(TYPES["dykes"], ".docx")


def test_nothing_of_a_file_runs_where_the_service_is(client: TestClient) -> None:
    headers = client.get("/v1/documents/bridges/original").headers
    assert headers["content-disposition"].startswith("attachment; ")
    assert headers["x-content-type-options"] == "nosniff"
    policy = headers["content-security-policy"].split("; ")
    assert {"default-src 'none'", "sandbox", "frame-ancestors 'none'"} == set(policy)
    assert headers["cross-origin-resource-policy"] == "same-origin"


def test_without_the_setting_no_file_is_given(printed_index: Path) -> None:
    client = client_of(printed_index)
    response = client.get("/v1/documents/bridges/original")
    assert problem(response) == (403, "originals-not-served")
    assert "BRIEF_RAG_SERVE_ORIGINALS" in response.json()["detail"]
    assert client.get("/v1/documents/bridges").json()["original"]["served"] is False


def test_a_document_says_which_file_it_is_of(client: TestClient, printed: Path) -> None:
    told = client.get("/v1/documents/bridges").json()["original"]
    sha256 = hashlib.sha256((printed / "bridges.html").read_bytes()).hexdigest()
    assert told == {"format": "html", "sha256": sha256, "served": True}
    assert problem(client.get("/v1/documents/none/original")) == (404, "not-found")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("a/b/report", "report.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("..", "document.pdf"),
        ('say "yes"; filename=x.exe', "say _yes__ filename=x.exe.pdf"),
        ("line\r\nSet-Cookie: a=b", "line__Set-Cookie_ a=b.pdf"),
        ("report\u202efdp.exe", "report_fdp.exe.pdf"),
        ("con", "document-con.pdf"),
        ("LPT1.old", "document-LPT1.old.pdf"),
        ("a\\b\0c", "a_b_c.pdf"),
        (" .hidden. ", "hidden.pdf"),
        ("水と波", "水と波.pdf"),
        ("हिन्दी", "हिन्दी.pdf"),
        ("x" * 5000, "x" * 100 + ".pdf"),
    ],
)
def test_every_name_is_safe(name: str, safe: str) -> None:
    assert file_name(name, ".pdf") == safe
    header = attachment(file_name(name, ".pdf"))
    assert header.isascii() and header.isprintable() and header.count('"') == 2
    assert unquote(header.split("UTF-8''")[1]) == safe
