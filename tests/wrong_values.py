"""Wrong values in place of each value of a JSON file, for tests of what reads it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

WRONG = [
    *("null", "true", "-1", "0", "7", "1.5", "1e999", "NaN", "9" * 5000, "-" + "9" * 30),
    *('""', '"x"', '"../x"', '"/etc/passwd"', '"a\\\\b"', '"\\u0000"', '"\\ud800"', '"C:/x"'),
    *("[]", "{}", "[[]]", '{"a": {}}', "[" * 20_000, '{"a":' * 20_000, "", ",", "\xff"),
]
"""What is no value of the kind that is expected, as JSON or as no JSON at all."""


def edits(content: bytes, wrong: Sequence[str] = WRONG) -> Iterator[tuple[str, bytes]]:
    """The file with every value of it replaced, left out or doubled, and what was done."""
    values = json.loads(content)
    for place, replaced in _replaced(values):
        text = json.dumps(replaced, ensure_ascii=False)
        for each in wrong:
            yield f"{place} = {each[:20]}", text.replace('"@"', each).encode("latin-1", "replace")
        yield f"no {place}", re.sub(r'("[^"]*": )?"@"(, )?', "", text).encode()


def _replaced(values: Any) -> Iterator[tuple[str, Any]]:
    """The values with each of them replaced by a mark, and where that is."""
    yield "all", "@"
    keys = values.keys() if isinstance(values, dict) else range(len(values))
    for key in keys if isinstance(values, dict | list) else ():
        original = values[key]
        if not isinstance(original, dict | list):
            copy = values.copy()
            copy[key] = "@"
            yield str(key), copy
            continue
        for place, replaced in _replaced(original):
            copy = values.copy()
            copy[key] = replaced
            yield f"{key}.{place}", copy
    if isinstance(values, dict):
        for key in list(values):
            yield f"name of {key}", {("@" if k == key else k): v for k, v in values.items()}
