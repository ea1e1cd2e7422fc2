"""Where passages live and how they are found."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.opening import open_engine, open_store

__all__ = ["open_engine", "open_store"]


def __getattr__(name: str) -> object:
    if name in __all__:  # loaded when first used: building an index needs none of it
        from index import opening

        return getattr(opening, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
