"""JSON from outside, checked field by field, with errors that say where the fault is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from evals.datasets import DatasetAbsent, DatasetError


class Row(BaseModel):
    """Base of all input rows: immutable; fields that are not used are let through."""

    model_config = ConfigDict(frozen=True, extra="ignore")


R = TypeVar("R", bound=Row)


def require(path: Path) -> Path:
    """The path itself. Raises DatasetAbsent where nothing is there."""
    if not path.exists():
        raise DatasetAbsent(f"{path}: does not exist; this evaluation needs it")
    return path


def read_rows(path: Path, model: type[R]) -> Iterator[tuple[int, R]]:
    """The rows of a JSONL file with their line numbers, counted from 1, without blank ones.

    Raises DatasetAbsent for a missing file, and DatasetError naming file, line and field.
    """
    with require(path).open(encoding="utf-8-sig") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield number, _validated(model, line, f"{path}, line {number}")


def read_object(path: Path, model: type[R]) -> R:
    """The one JSON value that a file holds; errors are those of ``read_rows``."""
    return _validated(model, require(path).read_text("utf-8-sig"), str(path))


def _validated(model: type[R], text: str, where: str) -> R:
    try:
        return model.model_validate(json.loads(text))
    except json.JSONDecodeError as error:
        raise DatasetError(f"{where}: not JSON ({error.msg} at column {error.colno})") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "the whole value"
        raise DatasetError(f"{where}, field {field}: {first['msg']}") from error
