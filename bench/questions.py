"""Questions to measure with, each asked once, so that no cache answers any of them."""

from __future__ import annotations

import json
import random
from itertools import product
from pathlib import Path

from evals.cli import BUNDLED

# What they change is the text, not the work, and both sides get the same.
_OPENERS = (
    "",
    "Please tell me: ",
    "I would like to know: ",
    "According to the text: ",
    "One question: ",
    "Briefly: ",
    "In the brief: ",
    "Asked plainly: ",
    "A reader asks: ",
    "My question is: ",
)
_CLOSERS = ("", " Thank you.", " Be exact.", " Answer with care.", " Name it.", " In short.")


def distinct_questions() -> list[str]:
    """The bundled English questions in every wording, some thousands, none twice, shuffled."""
    rows = [
        json.loads(line)
        for line in Path(BUNDLED.removeprefix("brief:")).read_text("utf-8").splitlines()
    ]
    asked = dict.fromkeys(row["question"] for row in rows if row["lang"] == "en")
    questions = [o + q + c for o, c, q in product(_OPENERS, _CLOSERS, asked)]
    random.Random(0).shuffle(questions)
    return questions
