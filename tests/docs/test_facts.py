"""What README.md and docs/ say of settings, commands and each other holds in the code."""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path

import pytest

from api.cli.main import app
from rag.settings import BUNDLED_CORPUS, Settings, Weights

ROOT = Path(__file__).resolve().parents[2]
FILES = {
    file.relative_to(ROOT).as_posix(): file.read_text("utf-8")
    for file in [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
}
IN_WORDS = {
    BUNDLED_CORPUS: "the bundled brief",
    Weights(): "see `brief-rag settings`",
    None: "unset",
    (): "none",
}


def anchors(text: str) -> set[str]:
    """The names that GitHub gives to the headings of a text."""
    prose = re.sub(r"(?ms)^```.*?^```$", "", text)
    headings = re.findall(r"(?m)^#+ (.*)$", prose)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in headings}


def test_the_readme_is_short() -> None:
    assert len(FILES["README.md"].encode()) <= 8000


@pytest.mark.parametrize("name", FILES)
def test_links_lead_somewhere(name: str) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", FILES[name]):
        if target.startswith("https://"):
            continue
        path, _, anchor = target.partition("#")
        file = (ROOT / name).parent / path if path else ROOT / name
        assert file.exists(), target
        if anchor:
            assert anchor in anchors(file.read_text("utf-8")), target


def test_every_page_is_linked_from_the_readme() -> None:
    assert all(f"]({name})" in FILES["README.md"] for name in FILES if name != "README.md")


def test_the_settings_are_all_listed_with_their_defaults() -> None:
    rows = re.findall(r"(?m)^\| `BRIEF_RAG_(\w+)` \| (.*?) \|", FILES["docs/operation.md"])
    listed = {name.lower(): default for name, default in rows}
    fields = Settings.model_fields
    assert listed == {name: in_words(field.default) for name, field in fields.items()}


def in_words(default: object) -> str:
    """A setting's default as the page gives it."""
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    return IN_WORDS.get(default, f"`{default}`")


def test_settings_that_are_named_exist() -> None:
    named = set(re.findall(r"BRIEF_RAG_([A-Z_]+)", "".join(FILES.values())))
    weights = {f"WEIGHTS__{name.upper()}" for name in [*Weights.__dataclass_fields__, "name"]}
    known = {name.upper() for name in Settings.model_fields} | weights
    assert named <= known | {"REQUIRE_BROWSER"}  # of the tests


def code(text: str) -> list[str]:
    """What stands in code blocks and code spans, line by line."""
    blocks = re.findall(r"(?ms)^```\w*\n(.*?)^```$", text)
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"(?ms)^```.*?^```$", "", text))
    return list(chain.from_iterable(block.splitlines() for block in [*blocks, *spans]))


def test_commands_that_are_named_exist() -> None:
    lines = [line for text in FILES.values() for line in code(text)]
    targets = set(re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8")))
    made = {
        found[1] for line in lines if (found := re.match(r"(?:[A-Z_]+=\S+ )*make ([a-z-]+)", line))
    }
    assert len(made) > 8 and made <= targets
    commands = {command.name or command.callback.__name__ for command in app.registered_commands}
    run = {
        found[1]
        for line in lines
        if (found := re.match(r"(?:\$ )?(?:[A-Z_]+=\S+ )*(?:\.venv/bin/)?brief-rag ([a-z]+)", line))
    }
    assert run == commands
