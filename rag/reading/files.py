"""From a file on disk to text: the encoding is found out, and what cannot be read is named."""

from __future__ import annotations

import errno
import os
import stat
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from rag.document.model import Metadata
from rag.errors import UnreadableDocument, printable
from rag.regular_files import read_regular

MOST_BYTES = 64_000_000
"""The largest document that is read: the Bible is a fifteenth of that."""
MOST_METADATA_BYTES = 16_000
"""The largest file of metadata that is read: TOML takes the square of the parts of a key."""

_MARKS = {
    b"\xef\xbb\xbf": "utf-8",
    b"\xff\xfe\x00\x00": "utf-32-le",
    b"\x00\x00\xfe\xff": "utf-32-be",
    b"\xff\xfe": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
}
MARKDOWN_SUFFIXES = frozenset({".md", ".markdown"})
SUFFIXES = MARKDOWN_SUFFIXES | {".txt"}


def read_text(path: Path) -> str:
    """The text of a file: UTF-8, UTF-16, GB18030 or another encoding that can be told.

    A byte order mark is dropped; nothing else is altered, Windows line ends included, so that
    offsets hold in the file as well.

    Raises UnreadableDocument for a file that is missing, no regular file, larger than MOST_BYTES,
    empty, binary or in no known encoding, and for one whose name is not UTF-8.
    """
    _require_utf8_name(path)
    return decode(_read(path, MOST_BYTES), path)


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

    Raises UnreadableDocument where the file cannot be read, is larger than MOST_METADATA_BYTES, is
    not TOML, or a field is of the wrong type.
    """
    beside = path.with_suffix(".toml")
    if not os.path.lexists(beside):
        return Metadata()
    values = _parse_toml(beside, _read(beside, MOST_METADATA_BYTES))
    year = values.get("year")
    if year is not None and not (isinstance(year, int) and 1000 <= year <= 9999):
        raise UnreadableDocument(beside, f"year is {year!r}; it must be a number such as 2024")
    known = {f.name for f in fields(Metadata)} - {"year"}
    texts = {name: str(value) for name, value in values.items() if name in known}
    return Metadata(year=year, **texts)


def _parse_toml(path: Path, raw: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(raw.decode("utf-8"))
    except ValueError as error:  # of the TOML, its UTF-8, or a number of thousands of digits
        raise UnreadableDocument(path, f"is not TOML: {error}") from error
    except RecursionError as error:
        raise UnreadableDocument(
            path, "is nested too deeply; title, publication, volume, issue and year are read"
        ) from error


def refuse(error: UnreadableDocument) -> None:
    """Raise the error: what is done with a document that cannot be read where nothing else is."""
    raise error


def find_documents(
    paths: list[Path], leave_out: Callable[[UnreadableDocument], None] = refuse
) -> list[Path]:
    """The documents that the paths name: files as they are, folders with all below them.

    Links to files are followed, links to folders below a folder are not. ``leave_out`` is told of
    a folder below another that cannot be read, and of a document that would get the same id as one
    before it (the file's name without its ending).

    Raises UnreadableDocument for a path that does not exist or cannot be looked at, and a folder
    that holds no document.
    """
    found: dict[str, Path] = {}
    for path in paths:
        if _is_folder(path):
            files = sorted(_below(path, leave_out))
            if not files:
                endings = ", ".join(sorted(SUFFIXES))
                raise UnreadableDocument(path, f"the folder holds no document ({endings})")
        else:
            files = [path]
        for file in files:
            other = found.setdefault(file.stem, file)
            if os.path.realpath(other) != os.path.realpath(file):
                reason = f"has the same name as {printable(other)}; rename one"
                leave_out(UnreadableDocument(file, reason))
    return [found[name] for name in sorted(found)]


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(os.stat(path).st_mode)
    except FileNotFoundError as error:
        raise UnreadableDocument(path, "does not exist") from error
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error


def _below(folder: Path, leave_out: Callable[[UnreadableDocument], None]) -> Iterator[Path]:
    """What is called like a document below a folder; a folder so called is one to look into."""

    def fail(error: OSError) -> None:
        leave_out(_unreadable(Path(error.filename), error))

    for root, _, names in os.walk(folder, onerror=fail):
        files = (Path(root, name) for name in names)
        yield from (file for file in files if file.suffix.lower() in SUFFIXES)


def _read(path: Path, most: int) -> bytes:
    try:
        return read_regular(path, most)
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError | ValueError) -> UnreadableDocument:
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    too_large = isinstance(error, OSError) and error.errno == errno.EFBIG
    remedy = "split or shorten it" if too_large else "mend, move or leave it out"
    return UnreadableDocument(path, f"cannot be read ({reason}); {remedy}")


def _require_utf8_name(path: Path) -> None:
    """A document's name becomes its id, which is text."""
    try:
        path.name.encode()
    except UnicodeEncodeError as error:
        raise UnreadableDocument(path, "its name is not UTF-8; rename it") from error
