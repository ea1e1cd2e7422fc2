"""What other programs read of files, each run by the Python that has it installed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.other_readers import FORMATS
from rag.reading.formats import Format

_SCRIPT = Path(__file__).with_name("other_readers.py")
_SECONDS = 600  # for all files of one program
_OFFLINE = {"HF_HUB_OFFLINE": "1"}


@dataclass(frozen=True, slots=True)
class ReadElsewhere:
    """What another program makes of a file: its text, as Markdown where ``rows`` is None."""

    text: str = ""
    rows: tuple[tuple[str, ...], ...] | None = None


def python_of(arguments: Sequence[str]) -> str:
    """The Python named behind ``--python``, else the one that runs this."""
    at = arguments.index("--python") + 1 if "--python" in arguments else len(arguments)
    return arguments[at] if at < len(arguments) else sys.executable


def installed(python: str, format: Format) -> Mapping[str, str]:
    """The programs that read a format, with their versions."""
    found = subprocess.run([python, str(_SCRIPT)], capture_output=True, check=True, text=True)
    versions: Mapping[str, str] = json.loads(found.stdout)
    return {name: said for name, said in versions.items() if format.value in FORMATS[name]}


def read_elsewhere(python: str, name: str, paths: Sequence[Path]) -> list[ReadElsewhere]:
    """What a program makes of each file; nothing of one that it cannot read, which is said."""
    command = [python, str(_SCRIPT), name, *map(str, paths)]
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=_SECONDS, check=False, env=os.environ | _OFFLINE
        )
        lines = done.stdout.decode("utf-8").splitlines()
    except subprocess.TimeoutExpired as late:
        lines = (late.stdout or b"").decode("utf-8").splitlines()
    answers = [json.loads(line) for line in lines[: len(paths)]]
    answers += [{"error": "the program ended"}] * (len(paths) - len(answers))
    found: list[ReadElsewhere] = []
    for path, answer in zip(paths, answers, strict=True):
        if "error" in answer:
            print(f"{name} cannot read {path.name}: {answer['error']}", file=sys.stderr)
        rows = answer.get("rows")
        cells = None if rows is None else tuple(map(tuple, rows))
        found.append(ReadElsewhere(answer.get("text", ""), cells))
    return found
