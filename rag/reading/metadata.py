"""What is said of a document beside its text, from TOML, YAML or whatever else is a mapping."""

from __future__ import annotations

import re
import reprlib
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from rag.document.model import Metadata
from rag.reading.dates import find_dates

# The names that a field goes by, of which the first that is given counts.
_NAMES = {
    "title": ("title",),
    "authors": ("authors", "author"),
    "date": ("date",),
    "publication": ("publication", "journal", "container-title"),
    "volume": ("volume",),
    "issue": ("issue",),
    "year": ("year",),
    "language": ("language", "lang"),
    "description": ("description", "abstract", "summary"),
    "address": ("address", "url", "canonical"),
}
FIELDS = ", ".join(_NAMES)
"""The fields of metadata, for messages."""

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][a-z0-9]{2,8})*", re.IGNORECASE | re.ASCII)
_MOST_OF_A_DATE = 100  # characters
_SHORT = reprlib.Repr()
_SHORT.maxlevel, _SHORT.maxstring, _SHORT.maxother = 2, 60, 60
_BETWEEN_AUTHORS = re.compile(r"[;；]")


def read_mapping(
    values: Mapping[Any, object], wrong: Callable[[str], None] = lambda _: None
) -> Metadata:
    """The metadata that a mapping holds; keys compare without case, unknown ones say nothing.

    A field that cannot be read is told to ``wrong``, in words for people, and left unset: a caller
    that must not go on raises there. ``year`` is that of ``date`` where none is given.
    """
    given = {_plain(key): value for key, value in values.items() if isinstance(key, str)}
    found: dict[str, Any] = {}
    for field, names in _NAMES.items():
        name = next((name for name in names if given.get(name) is not None), None)
        if name is None:
            continue
        read, expected = _READERS[field]
        value = read(given[name])
        if value is None:
            wrong(f"{name} is {_shown(given[name])}; it must be {expected}")
        else:
            found[field] = value
    if "date" in found and "year" not in found:
        found["year"] = _year(found["date"][:4])
    return Metadata(**found)


def filled(metadata: Metadata, other: Metadata) -> Metadata:
    """The metadata, and what the other knows where it knows nothing itself."""
    pairs = ((f.name, getattr(metadata, f.name) or getattr(other, f.name)) for f in fields(other))
    return Metadata(**dict(pairs))


def _plain(key: str) -> str:
    return key.casefold().replace("_", "-")


def _shown(value: object) -> str:
    """The value, cut short: YAML can spell a list that fills the memory when it is written out."""
    with suppress(ValueError):
        return _SHORT.repr(value)
    return "a number of thousands of digits"


def _text(value: object) -> str | None:
    """One line of text, of a number or a date too; None for anything else and for nothing."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        words = " ".join(str(value).split())
    except ValueError:  # of a number of thousands of digits
        return None
    # Escapes may spell what no text holds, and what a terminal would obey.
    if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in words):
        return None
    return words or None


def _authors(value: object) -> tuple[str, ...] | None:
    entries = value if isinstance(value, list) else [value]
    names = [name for entry in entries for name in _names(entry)]
    return None if None in names or not names else tuple(dict.fromkeys(filter(None, names)))


def _names(entry: object) -> Iterable[str | None]:
    """The authors that one entry names: text, or a mapping with a name."""
    if isinstance(entry, Mapping):
        entry = entry.get("name")
    if not isinstance(entry, str):
        return [None]
    return [_text(part) for part in _BETWEEN_AUTHORS.split(entry) if part.strip()] or [None]


def _date(value: object) -> str | None:
    """An ISO date as precise as given: a date, a year, or words that one is printed in."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, int) and not isinstance(value, bool):
        return None if _year(value) is None else str(value)
    words = _text(value)
    if words is None or isinstance(value, float):
        return None
    with suppress(ValueError):
        return datetime.fromisoformat(words).date().isoformat()
    dates = [each for each in find_dates(words[:_MOST_OF_A_DATE]) if not each.startswith("-")]
    return dates[0] if len(dates) == 1 else None


def _year(value: object) -> int | None:
    if isinstance(value, str) and re.fullmatch("[0-9]{4}", value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 1000 <= value <= 9999 else None


def _language(value: object) -> str | None:
    """A language's tag as BCP 47 writes it: ``en``, ``zh-Hans``."""
    if not isinstance(value, str) or not _LANGUAGE.fullmatch(value.strip()):
        return None
    first, *rest = value.strip().replace("_", "-").split("-")
    return "-".join([first.lower(), *rest])


def _address(value: object) -> str | None:
    words = _text(value)
    return words if words and words.startswith(("http://", "https://")) else None


_TEXT = (_text, "text")
_READERS: dict[str, tuple[Callable[[object], object], str]] = {
    "title": _TEXT,
    "authors": (_authors, "a name, a list of names, or a list of tables with a name"),
    "date": (_date, "a date such as 2024-05-09, 2024-05 or 2024"),
    "publication": _TEXT,
    "volume": _TEXT,
    "issue": _TEXT,
    "year": (_year, "a number such as 2024"),
    "language": (_language, "a tag such as en or zh-Hans"),
    "description": _TEXT,
    "address": (_address, "an address that begins with https:// or http://"),
}
