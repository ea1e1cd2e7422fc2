"""Judge the answers to your own questions: one JSON object a line, with the accepted answers.

    {"question": "Who signed the pact?", "answers": ["Russia"]}
    {"question": "What did it cost?", "answers": []}

    python examples/evaluate.py my-questions.jsonl

A question without answers is one that must be refused. `brief-rag eval` judges more, beside the
usual systems; docs/evaluation.md tells how.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from brief_rag import open_engine


def main(path: str) -> None:
    """Ask every question, and count those that were answered, or refused, rightly."""
    engine = open_engine()
    lines = Path(path).read_text("utf-8").split("\n")  # a text may hold what else ends lines
    rows = [json.loads(line) for line in lines if line.strip()]
    right = 0
    for row in rows:
        answer = engine.ask(row["question"])
        accepted = row["answers"]
        held = any(text.casefold() in answer.text.casefold() for text in accepted)
        is_right = held if accepted else not answer.answerable
        right += is_right
        print("right" if is_right else "wrong", f"{answer.confidence:.2f}", row["question"])
    print(f"{right} of {len(rows)} right")


if __name__ == "__main__":
    main(sys.argv[1])
