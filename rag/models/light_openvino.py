"""OpenVINO, imported without what answering does not need.

Its converter takes two thirds of the time of the import and a quarter of the memory, and its
telemetry would tell a server of it. Both are left out of that one import, for the thread that does
it, and nothing is left behind: whoever wants the converter afterwards gets it, in the usual way.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from threading import get_ident
from types import ModuleType
from typing import Any

from rag.once import once

_CONVERTER = "openvino.tools.ovc"
_TELEMETRY = "openvino_telemetry"
_NAME = "convert_model"


@once
def openvino() -> Any:
    """The module, without converter and telemetry where this is its first import."""
    with _leaving_out(_CONVERTER, _TELEMETRY):
        return importlib.import_module("openvino")


@once
def converter() -> Any:
    """OpenVINO's ``convert_model``, without telemetry where this is its first import."""
    openvino()
    with _leaving_out(_TELEMETRY):
        return getattr(importlib.import_module(_CONVERTER), _NAME)


class _LeaveOut(MetaPathFinder):
    """Tells one thread that some modules are not there."""

    def __init__(self, names: Collection[str]) -> None:
        self._names = names
        self._thread = get_ident()

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name not in self._names or get_ident() != self._thread:
            return None
        if name == _CONVERTER:  # before the package's own import ends, and other threads see it
            _import_when_asked(sys.modules["openvino"])
        raise ModuleNotFoundError(f"{name} is left out", name=name)


@contextmanager
def _leaving_out(*names: str) -> Iterator[None]:
    finder = _LeaveOut(names)
    # The list is replaced, not altered: another thread may be walking through it.
    sys.meta_path = [finder, *sys.meta_path]
    try:
        yield
    finally:
        sys.meta_path = [other for other in sys.meta_path if other is not finder]


def _import_when_asked(package: ModuleType) -> None:
    """Let ``from openvino import convert_model`` import the converter, as if it had been there."""

    def __getattr__(name: str) -> object:
        if name == _NAME:
            try:
                found = getattr(importlib.import_module(_CONVERTER), name)
            except ImportError as error:
                raise AttributeError(f"{_CONVERTER} cannot be imported: {error}") from error
            setattr(package, name, found)
            return found
        raise AttributeError(f"module {package.__name__!r} has no attribute {name!r}")

    package.__dict__["__getattr__"] = __getattr__
