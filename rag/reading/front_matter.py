"""What a Markdown file says of itself in the block of YAML or TOML at its head."""

from __future__ import annotations

import re
import tomllib

import yaml

from rag.document.model import Metadata
from rag.reading.metadata import read_mapping

_FIELD = re.compile(
    r"^([A-Za-z][\w-]{0,30}):[ \t]++([^\s\"'\[\]{}&*!|>%@`#][^\r\n]*)", re.MULTILINE
)
_TOML = re.compile(
    r"\+{3}[ \t]*+(?:\r\n|\r|\n)(?=\s*+(?:\#|\[|[\"']?\w[\w.-]{0,63}[\"']?[ \t]*+=))"
    r"((?:(?!\+{3})[^\r\n]*+(?:\r\n|\r|\n))*+)\+{3}[ \t]*+(?=[\r\n]|\Z)"
)
_LINE_END = re.compile(r"\r\n|\r|\n")
MOST_CHARACTERS = 16_000
"""The largest block that is read; a longer one is left out unread."""


def read_front_matter(block: str) -> Metadata:
    """The metadata in a block of YAML; none where it is too long.

    Where it is no YAML, it is that of its plain lines, such as ``title: Tides: a history``.
    """
    if len(block) > MOST_CHARACTERS:
        return Metadata()
    try:
        values = yaml.safe_load(block)
    except RecursionError:
        return Metadata()
    except Exception:  # whatever goes wrong in a value that a tag says to be of some kind
        # A colon in a title, or a day that no month has, spoils its own line, not the others.
        values = dict(_FIELD.findall(block))
    if not isinstance(values, dict):
        return Metadata()
    return read_mapping(values)


def without_toml(source: str) -> tuple[str, str | None]:
    """The source with blank lines in place of the TOML between two lines of "+++" at its head, and
    that TOML, None without one."""
    found = _TOML.match(source)
    if found is None:
        return source, None
    return "\n" * len(_LINE_END.findall(found[0])) + source[found.end() :], found[1]


def read_toml(block: str) -> Metadata:
    """The metadata in a block of TOML; none where it is too long, or no TOML."""
    if len(block) > MOST_CHARACTERS:
        return Metadata()
    try:
        return read_mapping(tomllib.loads(block.replace("\r\n", "\n").replace("\r", "\n")))
    except (ValueError, RecursionError):
        return Metadata()
