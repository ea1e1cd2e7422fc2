"""From a file on disk to text: the encoding is found out, and what cannot be read is named."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from pathlib import Path

from rag.document.model import Metadata
from rag.errors import UnreadableDocument

_MARKS = {
    b"\xef\xbb\xbf": "utf-8",
    b"\xff\xfe\x00\x00": "utf-32-le",
    b"\x00\x00\xfe\xff": "utf-32-be",
    b"\xff\xfe": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
}
SUFFIXES = frozenset({".txt", ".md", ".markdown"})


def read_text(path: Path) -> str:
    """The text of a file: UTF-8, UTF-16, GB18030 or another encoding that can be told.

    A byte order mark is dropped; nothing else is altered, Windows line ends included, so that
    offsets hold in the file as well.

    Raises UnreadableDocument for a file that is missing, empty, binary or in no known encoding.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UnreadableDocument(path, f"cannot be read ({error.strerror})") from error
    return decode(raw, path)


def decode(raw: bytes, path: Path | str) -> str:
    """The text in ``raw``; ``path`` only names it in errors, which are read_text's."""
    text = _decode(raw, path).removeprefix("\ufeff")
    if not text.strip():
        raise UnreadableDocument(path, "is empty; a brief needs at least one sentence")
    if any(ord(c) < 32 and c not in "\t\n\r\v\f\x1c\x1d\x1e\x1f" for c in text):
        raise UnreadableDocument(path, "holds control characters, so it is binary, not text")
    return text


def _decode(raw: bytes, path: Path | str) -> str:
    for mark, encoding in _MARKS.items():
        if raw.startswith(mark):
            try:
                return raw[len(mark) :].decode(encoding)
            except UnicodeDecodeError as error:
                raise UnreadableDocument(
                    path, f"its byte order mark says {encoding}, but byte {error.start} is not"
                ) from error
    try:
        text = raw.decode("utf-8")
        if "\0" not in text:
            return text
    except UnicodeDecodeError:
        pass
    # GB18030 reads almost any bytes, so the statistical guess decides, not the first that fits.
    import charset_normalizer  # slow to import, and nothing for what answers

    matches = charset_normalizer.from_bytes(raw)
    best = matches.best()
    if best is None or (b"\0" in raw and not best.encoding.startswith("utf")):
        raise UnreadableDocument(path, "is binary, or text in an encoding that cannot be told")
    alike = {m.encoding for m in matches if (m.chaos, m.coherence) == (best.chaos, best.coherence)}
    if "cp1252" in alike:  # far commoner than what else reads the same bytes as letters
        return raw.decode("cp1252")
    # Its superset, so that no character outside the older standard is lost.
    encoding = "gb18030" if best.encoding in ("gb2312", "gbk", "hz") else best.encoding
    return raw.decode(encoding)


def read_metadata(path: Path) -> Metadata:
    """The metadata beside a document: ``brief.toml`` for ``brief.txt``; empty if there is none.

    Raises UnreadableDocument where the file is not TOML or a field is of the wrong type.
    """
    beside = path.with_suffix(".toml")
    if not beside.exists():
        return Metadata()
    try:
        values = tomllib.loads(beside.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnreadableDocument(beside, f"is not TOML: {error}") from error
    year = values.get("year")
    if year is not None and not (isinstance(year, int) and 1000 <= year <= 9999):
        raise UnreadableDocument(beside, f"year is {year!r}; it must be a number such as 2024")
    known = {f.name for f in fields(Metadata)} - {"year"}
    texts = {name: str(value) for name, value in values.items() if name in known}
    return Metadata(year=year, **texts)


def find_documents(paths: list[Path]) -> list[Path]:
    """The documents that the paths name: files as they are, folders with all below them.

    Raises UnreadableDocument for a path that does not exist, a folder that holds no document, and
    two documents that would get the same id (the file's name without its ending).
    """
    found: dict[str, Path] = {}
    for path in paths:
        if path.is_dir():
            files = sorted(f for f in path.rglob("*") if f.suffix.lower() in SUFFIXES)
            if not files:
                endings = ", ".join(sorted(SUFFIXES))
                raise UnreadableDocument(path, f"the folder holds no document ({endings})")
        elif path.exists():
            files = [path]
        else:
            raise UnreadableDocument(path, "does not exist")
        for file in files:
            other = found.setdefault(file.stem, file)
            if other.resolve() != file.resolve():
                raise UnreadableDocument(file, f"has the same name as {other}; rename one")
    return [found[name] for name in sorted(found)]
