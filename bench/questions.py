"""The questions to measure with, both sides the same."""

from __future__ import annotations

import json
from pathlib import Path

from evals.cli import BUNDLED


def bundled_questions() -> list[str]:
    """The bundled questions in English: the plain stack's model reads no other language."""
    lines = Path(BUNDLED.removeprefix("brief:")).read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return list(dict.fromkeys(row["question"] for row in rows if row["lang"] == "en"))
