"""What a Markdown file says of itself in the YAML block at its head."""

from __future__ import annotations

import yaml

from rag.document.model import Metadata
from rag.reading.metadata import read_mapping

MOST_CHARACTERS = 16_000
"""The largest block that is read; a longer one is left out unread."""


def read_front_matter(block: str) -> Metadata:
    """The metadata in a block of YAML; none where it is no YAML or too long."""
    if len(block) > MOST_CHARACTERS:
        return Metadata()
    try:
        values = yaml.safe_load(block)
    except (yaml.YAMLError, ValueError, RecursionError):
        return Metadata()
    if not isinstance(values, dict):
        return Metadata()
    return read_mapping(values)
