"""The persons that a line names as authors: "Jane Doe", "Ines Moor and Karl van der Berg"."""

from __future__ import annotations

import re

from rag.reading.names import IDEOGRAPH, PARTICLES, UPPER, is_organisation, opens_a_remark

_ADDRESS = re.compile(r"<[^<>\s]{1,100}@[^<>\s]{1,100}>|\([^()\s]{1,100}@[^()\s]{1,100}\)")
_ONLY_ADDRESS = re.compile(
    r"(?P<address>[^\s@<>()]{1,64}@[^\s@<>()]{1,100})(?: \((?P<name>[^()]+)\))?"
)
_TITLE = re.compile(
    r"(?:(?:dr|prof|professor|mr|mrs|ms|herr|frau|mme|sir|rev|hon)\.? +)+(?=\S)", re.IGNORECASE
)
_AND = re.compile(r",? (?:and|&|und|et|y|e) |[;；、]| / ")
# Words that may stand with capitals after "By" and are no names.
_NO_NAME = frozenset(
    "the a an our all no order its their his her my your this that der die das le la les".split()
)
_WORD = re.compile(rf"[{UPPER}][\w’'.-]*|[dlO][’'][{UPPER}]\w*")
_LONGEST_NAME = 5  # words


def persons(words: str) -> tuple[str, ...]:
    """The names in a line of authors; none where it does not look like one.

    Behind a comma may stand an office, so only what "and" or a semicolon joins is several names:
    "Jane Doe, Staff Writer" is one, "Ann Lee, Bo Day and Cy Fox" are three.
    """
    words = " ".join(words.split()).strip(" .|*_")
    only = _ONLY_ADDRESS.fullmatch(words)
    if only:
        return persons(only["name"]) if only["name"] else (only["address"],)
    words = _ADDRESS.sub("", words)
    parts = [part.strip(' "“”') for part in _AND.split(words) if part.strip()]
    if len(parts) > 1 and not re.search("[;；、]", words):
        parts = [each.strip() for part in parts[:-1] for each in part.split(",")] + parts[-1:]
    found = [_person(part.split(",")[0].strip()) for part in parts]
    if not found or found[0] is None:
        return ()
    return tuple(dict.fromkeys(name for name in found if name))


def _person(words: str) -> str | None:
    title = _TITLE.match(words)
    bare = words[title.end() if title else 0 :]
    if IDEOGRAPH.search(bare):
        return bare if 2 <= len(bare) <= 4 and IDEOGRAPH.sub("", bare) in ("", "·") else None
    names = bare.split()
    if not 2 <= len(names) <= _LONGEST_NAME or is_organisation(bare):
        return None
    if any(n.lower() in _NO_NAME and n not in PARTICLES for n in names) or opens_a_remark(names[0]):
        return None
    good = all(_WORD.fullmatch(name) or name in PARTICLES for name in names)
    return bare if good and names[-1] not in PARTICLES and len(names[-1].rstrip(".")) > 1 else None
