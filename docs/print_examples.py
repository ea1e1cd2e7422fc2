"""Print the examples of README.md and docs/ anew: ``python docs/print_examples.py FILE ...``.

An example is a fenced block ``console``: one command of ``brief-rag`` or ``curl`` behind ``$``, and
what it prints, 100 columns wide. A last line ``…`` stands for the rest. Of JSON only those fields
are printed that the block has already. The common tools for this compare every character; the last
digit of a confidence depends on the processor, and the test of the examples allows for that.
"""

import json
import os
import re
import shlex
import subprocess
import sys
from getopt import gnu_getopt
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fastapi.testclient import TestClient

BLOCK = re.compile(r"(?m)^(```console\n\$ ((?:.*\\\n)*+.*)\n)((?:(?!```).*\n)*+)(?=```$)")
RUN = (sys.executable, "-c", "from api.cli.main import run; run()")


def printed(command: str, shown: str, client: TestClient) -> str:
    """What a command prints now, shortened as it is ``shown``; curl asks the ``client``."""
    program, *arguments = shlex.split(command.replace("\\\n", " "))
    if program == "curl":
        actual = _shortened(json.loads(shown), _requested(arguments, client))
        return json.dumps(actual, indent=2, ensure_ascii=False) + "\n"
    environment = {**os.environ, "COLUMNS": "100", "PYTHONUTF8": "1"}
    text = subprocess.check_output([*RUN, *arguments], env=environment, encoding="utf-8")
    lines = [line.rstrip() for line in text.strip().splitlines()]
    if shown.endswith("…\n"):
        lines = [*lines[: shown.count("\n") - 1], "…"]
    return "\n".join(lines) + "\n"


def _requested(arguments: list[str], client: TestClient) -> Any:
    options, (url,) = gnu_getopt(arguments, "sH:d:")
    given = dict(options)
    headers = dict([given["-H"].split(": ")]) if "-H" in given else None
    method, path = "POST" if "-d" in given else "GET", urlsplit(url).path
    return client.request(method, path, content=given.get("-d"), headers=headers).json()


def _shortened(shown: Any, actual: Any) -> Any:
    if isinstance(shown, dict) and isinstance(actual, dict):
        return {name: _shortened(shown[name], actual[name]) for name in shown if name in actual}
    if isinstance(shown, list) and isinstance(actual, list) and len(shown) == len(actual):
        return [_shortened(*pair) for pair in zip(shown, actual, strict=True)]
    return actual


if __name__ == "__main__":
    from api.http.app import create_app

    with TestClient(create_app(), base_url="http://127.0.0.1") as application:
        for file in map(Path, sys.argv[1:]):
            text = file.read_text("utf-8")
            text = BLOCK.sub(lambda e: e[1] + printed(e[2], e[3], application), text)
            file.write_text(text, "utf-8", newline="\n")
