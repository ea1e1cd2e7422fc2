"""Ask a running server, and print each sentence of the answer as it arrives.

brief-rag serve &
python examples/stream.py "Which claims rest on Xinhua?"
"""

from __future__ import annotations

import json
import sys
from typing import Any
from urllib.request import Request, urlopen

HEADERS = {"Content-Type": "application/json", "Accept": "text/event-stream"}


def main(question: str, server: str = "http://127.0.0.1:8000") -> None:
    """Read the server's events: `passages` first, a `sentence` each, then `done` or `error`."""
    body = json.dumps({"question": question}).encode()
    event = ""
    with urlopen(Request(f"{server}/v1/answer", body, HEADERS)) as response:
        for line in response:
            name, _, value = line.decode().rstrip("\n").partition(": ")
            if name == "event":
                event = value
            elif name == "data":
                show(event, json.loads(value))


def show(event: str, data: dict[str, Any]) -> None:
    """Print what an event tells."""
    if event == "sentence":
        print(data["sentence"]["text"])
    elif event == "done" and not data["answerable"]:
        print(data["answer"])
    elif event == "error":
        sys.exit(data["detail"])


if __name__ == "__main__":
    main(*sys.argv[1:])
