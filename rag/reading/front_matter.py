"""What a Markdown file says of itself in the YAML block at its head."""

from __future__ import annotations

import re

import yaml

from rag.document.model import Metadata
from rag.reading.metadata import read_mapping

_FIELD = re.compile(
    r"^([A-Za-z][\w-]{0,30}):[ \t]++([^\s\"'\[\]{}&*!|>%@`#][^\r\n]*)", re.MULTILINE
)
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
