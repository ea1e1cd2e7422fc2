"""No Docker engine is needed to see that the Dockerfile has not fallen behind."""

from __future__ import annotations

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")


def instructions(name: str) -> list[str]:
    return re.findall(rf"^{name} +(.*)$", DOCKERFILE, re.MULTILINE)


def test_what_is_copied_exists_and_is_in_the_build_context() -> None:
    allowed = {
        line[1:] for line in (ROOT / ".dockerignore").read_text().split("\n") if line[:1] == "!"
    }
    local = [line.split() for line in instructions("COPY") if not line.startswith("--from")]
    sources = {source for words in local for source in words[:-1]}
    assert sources == allowed
    assert all((ROOT / source).exists() for source in sources)


def test_every_top_level_package_is_copied() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "bench"}
    copied = {line.split()[0] for line in instructions("COPY")}
    assert packages <= copied


def test_install_and_start_are_what_make_serve_runs() -> None:
    runs = " ".join(instructions("RUN"))
    for command in ("-m pip install", "-c requirements.lock", "brief-rag index"):
        assert command in runs and command.replace("-m pip install", "pip install") in MAKEFILE
    start = json.loads(instructions("CMD")[-1])
    assert start[:2] == [".venv/bin/brief-rag", "serve"]
    assert "brief-rag serve --port" in MAKEFILE


def test_it_serves_as_another_user_than_root_with_a_health_check() -> None:
    last_stage = DOCKERFILE[DOCKERFILE.rindex("\nFROM ") :]
    assert re.search(r"^USER (?!0\b|root\b)\S+", last_stage, re.MULTILINE)
    assert "HEALTHCHECK" in last_stage and "/readyz" in last_stage


def test_the_last_stage_holds_what_answers_alone() -> None:
    last_stage = DOCKERFILE[DOCKERFILE.rindex("\nFROM ") :]
    assert "COPY --from=build /app/.venv" in last_stage and "/build" not in last_stage
    (into_it,) = [run for run in instructions("RUN") if "--python /app/.venv/bin/python" in run]
    assert "--no-deps -c requirements.lock -r requirements-serve.txt" in re.sub(" +", " ", into_it)
    assert "du " in into_it  # its size is printed


def test_torch_is_pinned_everywhere() -> None:
    assert '"torch==2.13.0"' in (ROOT / "pyproject.toml").read_text()
    lock = (ROOT / "requirements.lock").read_text()
    assert re.search(r"^torch==2\.13\.0$", lock, re.MULTILINE)
    assert not re.search(r"^(nvidia|cuda|triton)", lock, re.MULTILINE)
