"""Pages of PDFs over HTTP: what is drawn, where boxes stand on it, and what hostile files cost."""

from __future__ import annotations

import hashlib
import io
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pypdfium2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from PIL import Image

from api.http import page_images
from api.http.app import create_app
from index.loading import load_store
from index.originals import FOLDER
from rag.engine import Engine
from rag.pages import process
from rag.pages.bounds import MOST_PIXELS, MOST_SIDE, image_size
from rag.pages.process import NotDrawn, PageProcess
from rag.settings import Settings
from tests.api.conftest import index_with_originals
from tests.index.tiny_embedder import tiny_embedder
from tests.made_pdf import PdfPage, lines, made_pdf
from tests.patience import SECONDS
from tests.platforms import posix_only
from tests.printed import letters, printed_in_box
from tests.serving import serving

PRINTED = ["one", "two", "turned", "turned-left"]


def app_of(index_dir: Path, **settings: Any) -> FastAPI:
    app = create_app(Settings(index_dir=index_dir, **settings))
    app.state.service.answer_with(Engine(load_store(index_dir), tiny_embedder()))
    return app


def client_of(index_dir: Path, **settings: Any) -> TestClient:
    return TestClient(app_of(index_dir, **settings), base_url="http://127.0.0.1")


@pytest.fixture(scope="module")
def client(printed_index: Path) -> Iterator[TestClient]:
    client = client_of(printed_index)
    yield client
    client.app.state.service.close()  # type: ignore[attr-defined]


def png(client: TestClient, path: str) -> Image.Image:
    response = client.get(path)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "image/png"
    image = Image.open(io.BytesIO(response.content))
    image.load()
    return image.convert("L")


def problem(response: httpx.Response) -> tuple[int, str]:
    assert response.headers["content-type"] == "application/problem+json"
    told = response.json()
    assert told["status"] == response.status_code
    return response.status_code, told["type"].removeprefix("urn:brief-rag:problem:")


@pytest.mark.parametrize("name", PRINTED)
def test_boxes_of_the_text_stand_on_the_image_of_the_page(
    client: TestClient, printed: Path, name: str
) -> None:
    found = client.get(f"/v1/documents/{name}").json()
    pages = client.get(f"/v1/documents/{name}/pages").json()["pages"]
    file = pypdfium2.PdfDocument(printed / f"{name}.pdf")
    assert [page["number"] for page in pages] == list(range(1, len(file) + 1))
    images = {
        page["number"]: png(client, f"/v1/documents/{name}/pages/{page['number']}?width=800")
        for page in pages
    }
    seen = 0
    paragraphs = [p for section in found["sections"] for p in section["paragraphs"]]
    for sentence in [s for paragraph in paragraphs for s in paragraph["sentences"]][::3]:
        span = {"start": sentence["start"], "end": sentence["end"]}
        anchor = client.get(f"/v1/documents/{name}/anchor", params=span).json()["anchor"]
        words = ""
        for box in anchor["boxes"]:
            edges = [box[edge] for edge in ("left", "top", "right", "bottom")]
            words += printed_in_box(file, box["page"], *edges)
            page, image = pages[box["page"] - 1], images[box["page"]]
            assert 0 <= edges[0] < edges[2] <= page["width"]
            assert 0 <= edges[1] < edges[3] <= page["height"]
            scale = image.width / page["width"]
            assert image.height == pytest.approx(page["height"] * scale, abs=1)
            _assert_inked(image, [edge * scale for edge in edges])
        assert letters(found["text"][span["start"] : span["end"]]) in letters(words)
        seen += 1
    assert seen > 30


def _assert_inked(image: Image.Image, edges: list[float]) -> None:
    """A box holds a line of print from end to end, and the margin of the page beside it none."""
    left, top, right, bottom = map(round, edges)
    line = image.crop((left, top, right, bottom))
    across = line.resize((8, 1), Image.Resampling.BOX) if line.width > line.height else None
    along = across or line.resize((1, 8), Image.Resampling.BOX)
    grey = along.tobytes()
    assert min(grey) < 235 and sum(value < 250 for value in grey) >= min(len(grey) - 1, 7)


def test_a_page_that_is_turned_is_drawn_as_it_is_displayed(client: TestClient) -> None:
    upright = client.get("/v1/documents/one/pages").json()["pages"][0]
    turned = client.get("/v1/documents/turned/pages").json()["pages"][0]
    # 20 and 7 points are cut off its sides, 11 and 16 off its foot and head.
    assert turned["width"] == pytest.approx(upright["height"] - 27, abs=0.1)
    assert turned["height"] == pytest.approx(upright["width"] - 27, abs=0.1)


def test_pages_have_the_numbers_that_are_printed(tmp_path: Path) -> None:
    labels = "0 << /S /r >> 2 << /S /D /St 7 >>"
    made = made_pdf(
        [lines(72, 72, [f"The dyke broke in 19{n}."]) for n in range(50, 54)], labels=labels
    )
    (tmp_path / "dyke.pdf").write_bytes(made)
    client = client_of(index_with_originals(tmp_path / "index", tmp_path / "dyke.pdf"))
    pages = client.get("/v1/documents/dyke/pages").json()["pages"]
    assert [page["label"] for page in pages] == ["i", "ii", "7", "8"]


def test_an_image_is_asked_for_anew_and_sent_once(client: TestClient) -> None:
    first = client.get("/v1/documents/one/pages/1")
    assert first.headers["cache-control"] == "private, no-cache"
    assert first.headers["x-content-type-options"] == "nosniff"
    tag = first.headers["etag"]
    for held in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        again = client.get("/v1/documents/one/pages/1", headers={"if-none-match": held})
        assert (again.status_code, again.content) == (304, b"") and again.headers["etag"] == tag
    others = ["/v1/documents/one/pages/2", "/v1/documents/one/pages/1?width=400"]
    for other in others:
        response = client.get(other, headers={"if-none-match": tag})
        assert response.status_code == 200 and response.headers["etag"] != tag


def test_an_image_has_the_width_that_is_asked_for(client: TestClient) -> None:
    for width in (16, 999, 3000):
        assert png(client, f"/v1/documents/one/pages/1?width={width}").width == width
    assert png(client, "/v1/documents/one/pages/1").width == 1000
    for width in ("15", "3001", "0", "-1", "wide", "1e3", "9" * 400, ""):
        response = client.get(f"/v1/documents/one/pages/1?width={width}")
        assert problem(response) == (422, "invalid-request")


@pytest.mark.parametrize("number", ["0", "-1", "6", "1000000000", "9" * 30])
def test_pages_that_are_not_there(client: TestClient, number: str) -> None:
    assert problem(client.get(f"/v1/documents/one/pages/{number}")) == (404, "not-found")


@pytest.mark.parametrize("number", ["one", "1.5", "1e1", "%00", "9" * 5000, "NaN", "1;2"])
def test_what_is_no_number_of_a_page(client: TestClient, number: str) -> None:
    assert problem(client.get(f"/v1/documents/one/pages/{number}")) == (422, "invalid-request")


@pytest.mark.parametrize("path", ["/pages", "/pages/1"])
@pytest.mark.parametrize("id", ["book", "dykes", "bridges", "none", "one/none"])
def test_documents_without_pages(client: TestClient, id: str, path: str) -> None:
    assert problem(client.get(f"/v1/documents/{id}{path}")) == (404, "not-found")


@pytest.mark.parametrize(
    ("span", "status"),
    [
        ("start=0&end=10", 200),
        ("start=10&end=10", 422),
        ("start=10&end=9", 422),
        ("start=-1&end=10", 422),
        ("start=0&end=20001", 422),
        ("start=9000000&end=9000001", 404),
        (f"start=0&end={'9' * 30}", 422),
        ("start=0", 422),
    ],
)
def test_places_of_spans(client: TestClient, span: str, status: int) -> None:
    response = client.get(f"/v1/documents/one/anchor?{span}")
    assert response.status_code == status, response.text


def test_a_place_names_the_chapter_of_a_book(client: TestClient) -> None:
    text = client.get("/v1/documents/book").json()["text"]
    start = text.index("The mill")
    place = client.get(f"/v1/documents/book/anchor?start={start}&end={start + 8}").json()
    assert place["chapter"] == "Mills" and place["anchor"]["chapter"].endswith("two.xhtml")
    start = text.index("The harbour")
    place = client.get(f"/v1/documents/book/anchor?start={start}&end={start + 8}").json()
    assert place["chapter"] == "Ports"
    start = client.get("/v1/documents/dykes").json()["text"].index("The dyke")
    place = client.get(f"/v1/documents/dykes/anchor?start={start}&end={start + 8}").json()
    assert place["chapter"] is None and place["anchor"]["paragraph"] == 3


def test_ids_that_end_as_such_paths_do_are_documents_still(tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    (texts / "report" / "pages").mkdir(parents=True)
    (texts / "other" / "pages").mkdir(parents=True)
    (texts / "report.pdf").write_bytes(made_pdf([lines(72, 72, ["The dyke broke in 1953."])] * 3))
    for name in ("report/pages/3", "report/original", "report/pages", "other/pages/1", "anchor"):
        file = texts / f"{name}.txt"
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"This is the text of {name}.")
    client = client_of(index_with_originals(tmp_path / "index", texts))
    assert client.get("/v1/documents/report/pages/3").headers["content-type"] == "image/png"
    for name in ("report%2Fpages%2F3", "report%2Foriginal", "report%2Fpages", "other/pages/1"):
        found = client.get(f"/v1/documents/{name}").json()
        assert found["text"] == f"This is the text of {found['id']}."
    assert client.get("/v1/documents/anchor").json()["id"] == "anchor"
    assert problem(client.get("/v1/documents/report%2Fpages%2F3/pages"))[0] == 404


def hostile(content: str, box: str = "0 0 600 800", more: str = "") -> bytes:
    """A PDF of one page with words, and with what ``content`` draws over them."""
    pages = made_pdf([[*lines(72, 72, ["The dyke broke in 1953."]), content]])
    return pages.replace(b"/MediaBox [0 0 612 792]", f"/MediaBox [{box}] {more}".encode())


HOSTILE = {
    "a million points": hostile("", "0 0 1000000 1000000"),
    "a line": hostile("", "0 0 1000000 0.001"),
    "a thread": hostile("", "0 0 0.001 1000000"),
    "no size": hostile("", "0 0 0 0"),
    "beyond numbers": hostile("", "0 0 1e39 1e39"),
    "no number": hostile("", "0 0 nan inf"),
    "negative": hostile("", "600 800 0 0"),
    "user unit": hostile("", more="/UserUnit 1000000"),
    "deep": hostile("q " * 100_000),
    "many lines": hostile("0 0 m 500 500 l S " * 100_000),
    "unbalanced": hostile("Q Q Q BT ET ET ["),
}


@pytest.mark.long
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_is_an_image_or_a_problem(tmp_path: Path, name: str) -> None:
    (tmp_path / "page.pdf").write_bytes(HOSTILE[name])
    (tmp_path / "good.pdf").write_bytes(made_pdf([lines(72, 72, ["The mill was burnt in 1872."])]))
    client = client_of(index_with_originals(tmp_path / "index", tmp_path))
    listed = {each["id"] for each in client.get("/v1/documents").json()["documents"]}
    if "page" in listed:
        for width in (16, 1000, 3000):
            response = client.get(f"/v1/documents/page/pages/1?width={width}")
            if response.status_code == 200:
                image = Image.open(io.BytesIO(response.content))
                assert image.width * image.height <= MOST_PIXELS
                assert max(image.size) <= MOST_SIDE and image.width <= width
            else:
                assert problem(response) == (503, "page-not-drawn")
    assert client.get("/v1/documents/good/pages/1").status_code == 200
    client.app.state.service.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "size", [(1e6, 1e6), (1e-3, 1e6), (1e6, 1e-3), (3e38, 3e38), (1e-38, 1e-38), (612, 792)]
)
@pytest.mark.parametrize("asked", [16, 1000, 3000])
def test_every_image_is_within_bounds(size: tuple[float, float], asked: int) -> None:
    width, height = image_size(*size, asked)
    assert 1 <= width <= asked and 1 <= height <= MOST_SIDE
    assert width * height <= MOST_PIXELS


def picture(side: int) -> bytes:
    """A PDF whose page has a picture that takes ``side`` times ``side`` times 4 bytes unpacked."""
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(b"\x80" * (side * 4)) for _ in range(side)) + packer.flush()
    made = hostile("q 600 0 0 800 0 0 cm /picture Do Q")
    old = (
        b"/Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>\nstream\n\x80"
    )
    new = (
        f"/Width {side} /Height {side} /ColorSpace /DeviceCMYK /BitsPerComponent 8 "
        f"/Filter /FlateDecode /Length {len(rows)} >>\nstream\n"
    ).encode()
    assert old in made
    return made.replace(old, new + rows)


@pytest.mark.long
@posix_only
def test_a_huge_picture_costs_no_more_than_the_bounds() -> None:
    drawer = PageProcess()
    good = made_pdf([lines(72, 72, ["The mill was burnt in 1872."])])
    for raw in (picture(4_000), picture(30_000)):
        try:
            assert drawer.image(hashlib.sha256(raw).hexdigest(), lambda raw=raw: raw, 0, 1000)
        except NotDrawn as error:
            assert "draw" in str(error) or "ended" in str(error)
        assert drawer.image(hashlib.sha256(good).hexdigest(), lambda: good, 0, 100)
    drawer.close()


SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "data" / "files" / "pdf"


@pytest.mark.skipif(not SAMPLES.exists(), reason=f"{SAMPLES} is not there")
def test_pages_of_all_kinds_of_files_are_drawn_or_told() -> None:
    drawer, drawn = PageProcess(), 0
    for file in sorted(SAMPLES.glob("*.pdf")):
        raw = file.read_bytes()
        sha256 = hashlib.sha256(raw).hexdigest()
        try:
            sizes = drawer.pages(sha256, lambda raw=raw: raw).pages
        except NotDrawn as error:
            assert "encrypted" in str(error) or "damaged" in str(error)
            continue
        for index, size in enumerate(sizes[:4]):
            image = Image.open(io.BytesIO(drawer.image(sha256, lambda: b"", index, 200)))
            assert image.size == image_size(size.width, size.height, 200)
            drawn += 1
    drawer.close()
    assert drawn > 20


def at_risk(**how: Any) -> PageProcess:
    return PageProcess(module="tests.rag.pages.drawer_at_risk", **how)


@pytest.fixture
def dyke(tmp_path: Path) -> Path:
    (tmp_path / "dyke.pdf").write_bytes(made_pdf([lines(72, 72, ["The dyke broke in 1953."])] * 90))
    index_dir = index_with_originals(tmp_path / "index", tmp_path / "dyke.pdf")
    (tmp_path / "dyke.pdf").unlink()  # its pages are drawn all the same
    return index_dir


def test_a_renderer_that_hangs_keeps_nothing_waiting_but_pages(
    dyke: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = app_of(dyke)
    images = app.state.service.page_images
    images._process = at_risk(seconds=3600)
    with serving(app) as url, ThreadPoolExecutor(80) as clients:
        page = f"{url}v1/documents/dyke/pages"
        assert httpx.get(page, timeout=SECONDS).status_code == 200
        waiting = [
            clients.submit(httpx.get, f"{page}/{n}?width=113", timeout=SECONDS)  # hangs
            for n in range(1, 65)
        ]
        refused = [each.result() for each in _done(waiting, 64 - page_images.MOST_WAITING)]
        assert {problem(response) for response in refused} == {(503, "busy")}
        assert all(response.headers["retry-after"] == "1" for response in refused)
        asked = {"question": "When did the dyke break?"}
        for _ in range(3):
            assert httpx.get(f"{url}healthz", timeout=SECONDS).status_code == 200
            answered = httpx.post(f"{url}v1/query", json=asked, timeout=SECONDS)
            assert answered.status_code == 200 and answered.json()["passages"]
        assert not any(each.done() for each in waiting if each.done() and each.result().is_success)
        images._process.kill()
        app.state.service.close()


def _done(waiting: list[Any], count: int) -> list[Any]:
    end = time.monotonic() + SECONDS
    while sum(each.done() for each in waiting) < count and time.monotonic() < end:
        time.sleep(0.05)
    return [each for each in waiting if each.done()]


def test_sixty_four_requests_at_once_for_one_page_are_drawn_once(
    dyke: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = app_of(dyke)
    drawn: list[int] = []
    draw = PageProcess.image

    def counted(
        self: PageProcess, sha256: str, content: Callable[[], bytes], index: int, width: int
    ) -> bytes:
        drawn.append(index)
        return draw(self, sha256, content, index, width)

    monkeypatch.setattr(PageProcess, "image", counted)
    with serving(app) as url, ThreadPoolExecutor(64) as clients:
        begin = threading.Barrier(64)

        def ask(_: int) -> httpx.Response:
            begin.wait()
            return httpx.get(f"{url}v1/documents/dyke/pages/5", timeout=SECONDS)

        responses = list(clients.map(ask, range(64)))
        app.state.service.close()
    assert {response.status_code for response in responses} == {200}
    assert len({response.content for response in responses}) == 1 and drawn == [4]


def test_a_page_that_cannot_be_drawn_is_said_and_not_tried_at_once_again(dyke: Path) -> None:
    client = client_of(dyke)
    images = client.app.state.service.page_images  # type: ignore[attr-defined]
    for width, words in ((114, "ended on it"), (113, "more than"), (115, "too much memory")):
        images._process = at_risk(seconds=1 if width == 113 else SECONDS)
        for _ in range(2):
            response = client.get(f"/v1/documents/dyke/pages/1?width={width}")
            assert problem(response) == (503, "page-not-drawn")
            assert words in response.json()["detail"]
            assert "retry-after" not in response.headers
        images._process.close()
    images._process = PageProcess()
    assert client.get("/v1/documents/dyke/pages/1?width=100").status_code == 200
    images.close()


def test_what_is_kept_is_bounded(dyke: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_images, "MOST_KEPT", 60_000)
    client = client_of(dyke)
    images = client.app.state.service.page_images  # type: ignore[attr-defined]
    for number in range(1, 40):
        assert client.get(f"/v1/documents/dyke/pages/{number}?width=500").status_code == 200
        assert images._kept._bytes <= 60_000
    assert 0 < len(images._kept) < 39
    images.close()


def test_the_process_is_started_for_the_first_page_and_ended_when_idle(
    dyke: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_images, "IDLE_SECONDS", 0.05)
    app = app_of(dyke)
    images = app.state.service.page_images
    with serving(app) as url:
        httpx.get(f"{url}v1/documents/dyke", timeout=SECONDS)
        assert images._process._process.is_fresh
        for _ in range(2):
            images._kept = page_images.KeptPages(page_images.MOST_KEPT)
            response = httpx.get(f"{url}v1/documents/dyke/pages/1", timeout=SECONDS)
            assert response.status_code == 200
            end = time.monotonic() + SECONDS
            while not images._process._process.is_fresh and time.monotonic() < end:
                time.sleep(0.02)
            assert images._process._process.is_fresh
        app.state.service.close()


def test_a_process_answers_so_many_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "PAGES_A_PROCESS", 3)
    raw = made_pdf([lines(72, 72, ["The dyke broke in 1953."])])
    drawer, sent = PageProcess(), []

    def content() -> bytes:
        sent.append(1)
        return raw

    images = [drawer.image("a" * 64, content, 0, 100) for _ in range(7)]
    drawer.close()
    assert len(set(images)) == 1 and len(sent) == 3


@posix_only
def test_a_process_that_was_killed_while_idle_is_replaced() -> None:
    raw = made_pdf([lines(72, 72, ["The dyke broke in 1953."])])
    drawer = PageProcess()
    first = drawer.image("a" * 64, lambda: raw, 0, 100)
    started = drawer._process._process
    assert started is not None
    started.kill()
    started.wait()
    assert drawer.image("a" * 64, lambda: raw, 0, 100) == first
    drawer.close()


def test_an_original_that_is_gone_or_altered_is_told(dyke: Path) -> None:
    client = client_of(dyke)
    (kept,) = (path for path in (dyke / FOLDER).iterdir() if len(path.name) == 64)
    content = kept.read_bytes()
    kept.write_bytes(content.replace(b"1953", b"1954"))
    response = client.get("/v1/documents/dyke/pages/1")
    assert (
        problem(response) == (404, "original-not-kept") and "altered" in response.json()["detail"]
    )
    kept.unlink()
    assert problem(client.get("/v1/documents/dyke/pages")) == (404, "original-not-kept")
    kept.write_bytes(content)
    assert client.get("/v1/documents/dyke/pages/1").status_code == 200
    client.app.state.service.close()  # type: ignore[attr-defined]


def test_a_page_with_marks_of_readers_is_drawn_with_them(tmp_path: Path) -> None:
    page = PdfPage(
        lines(72, 72, ["The dyke broke in 1953."]), links=[((70, 60, 300, 80), "https://a.example")]
    )
    (tmp_path / "linked.pdf").write_bytes(made_pdf([page]))
    client = client_of(index_with_originals(tmp_path / "index", tmp_path / "linked.pdf"))
    assert min(png(client, "/v1/documents/linked/pages/1").tobytes()) < 50
    client.app.state.service.close()  # type: ignore[attr-defined]
