"""From a file on disk to text: the encoding is found out, and what cannot be read is named."""

from __future__ import annotations

import errno
import os
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.document.model import Metadata
from rag.errors import UnreadableDocument
from rag.reading.alphabets import encoding_by_letters
from rag.reading.metadata import FIELDS, read_mapping
from rag.regular_files import read_regular

if TYPE_CHECKING:
    from charset_normalizer.models import CharsetMatch

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
_EMPTY = "is empty; a brief needs at least one sentence"
_FOR_ONE_LOST = 5
"""How many bytes of a text's characters outside ASCII must be right for each that is not."""
_SLIGHT_CHAOS = 0.1
_FEW = 0.1  # of a text's bytes
# What Western text in cp1252 does not hold, and what is in another encoding shows in it: letters of
# other alphabets become words without a plain letter, or capitals within words, or signs there.
_NOT_WESTERN = re.compile(
    r"""
      [ƒˆ˜¤¦¨¬¯¸¹¶÷ÐÞðþ]                                     # what Western text hardly has
    | (?<=[^\W\d_]) [“„‚€£¥¢§©®°«»½¼¾±×ªº”] (?=[^\W\d_])    # a sign within a word
    | (?<=[^\W\d_]) [¿¡] | [¿¡] (?!\w|["“«'])               # what opens a sentence, elsewhere
    | [£¥] (?=[^\W\d_])                                      # a currency without an amount
    | (?<![\dmnt]) [²³]                                      # a power of what is no unit
    | (?<=[a-zß-öø-ÿœšž]) [À-ÖØ-ÞŒŠŽŸ]                       # a capital within a word
    | (?<![^\W\d_]) [À-ÖØ-öø-ÿŒœŠšŽžŸ]{2,} (?![^\W\d_])     # a word without a plain letter
    | (?<![^\W\d_]) [ÁÂÃÄÆÇÊ-ÒÔÕÙ-ÜŒŠŽŸ] (?![^\W\d_])       # a letter that is no word
    | (?<=[.,;:!?]) [À-ÖØ-öø-ÿŒœŠšŽžŸ]                       # a word without a blank before it
    | \d [À-ÖØ-ÞŒŠŽŸ] | [À-ÖØ-öø-ÿŒœŠšŽžŸ] \d               # a number with a letter on it
    """,
    re.VERBOSE,
)
_NOT_IN_CP1252 = frozenset(
    "Croatian Czech Hungarian Lithuanian Polish Romanian Slovak Slovene Turkish Vietnamese".split()
)


def read_text(path: Path) -> str:
    """The text of a file: UTF-8, UTF-16, GB18030 or another encoding that can be told.

    A byte order mark is dropped, and of a file in UTF-8 the bytes that belong to no character, if
    they are few, are replaced by U+FFFD. Nothing else is altered, Windows line ends included, so
    that offsets hold in the file as well.

    Raises UnreadableDocument for a file that is missing, no regular file, larger than MOST_BYTES,
    empty, binary or in no known encoding, and for one whose name is not UTF-8.
    """
    return decode(read_file(path), path)


def read_file(path: Path) -> bytes:
    """The content of a file, whatever its format.

    Raises UnreadableDocument for a file that is missing, no regular file, larger than MOST_BYTES or
    empty, and for one whose name is not UTF-8.
    """
    _require_utf8_name(path)
    raw = _read(path, MOST_BYTES)
    if not raw:
        raise UnreadableDocument(path, _EMPTY)
    return raw


def decode(raw: bytes, path: Path | str) -> str:
    """The text in ``raw``; ``path`` only names it in errors, which are read_text's."""
    text = _decode(raw, path).removeprefix("\ufeff")
    if not text.strip():
        raise UnreadableDocument(path, _EMPTY)
    if any(ord(c) < 32 and c not in "\t\n\r\v\f\x1c\x1d\x1e\x1f" for c in text):
        raise UnreadableDocument(path, "holds control characters, so it is binary, not text")
    return text


def _decode(raw: bytes, path: Path | str) -> str:
    for mark, encoding in _MARKS.items():
        if raw.startswith(mark):
            return _marked(raw[len(mark) :], encoding, path)
    text = as_utf8(raw)
    if text is not None and "\0" not in text:
        return text
    return raw.decode(told_encoding(raw, path))


def _marked(raw: bytes, encoding: str, path: Path | str) -> str:
    """The text behind a byte order mark."""
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        text = as_utf8(raw, declared=True) if encoding == "utf-8" else None
        if text is not None:
            return text
        reason = f"its byte order mark says {encoding}, but byte {error.start} is not"
        raise UnreadableDocument(path, reason) from error


def as_utf8(raw: bytes, declared: bool = False) -> str | None:
    """The text of what is UTF-8 but for a few bytes, replaced by U+FFFD; None for what is not.

    Text in another encoding has few bytes that make characters in UTF-8, so those that do must far
    outnumber what is lost. Where the file itself says that it is UTF-8, as many are enough.
    """
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("utf-8", "replace")
    sign = "\ufffd".encode()
    plain = len(text.encode("ascii", "ignore"))
    right = len(text.encode()) - plain - text.count("\ufffd") * len(sign)
    lost = text.count("\ufffd") - raw.count(sign)  # some may be printed in the file itself
    return text if right >= lost * (1 if declared else _FOR_ONE_LOST) else None


def told_encoding(raw: bytes, path: Path | str) -> str:
    """The encoding of a text, told from its words; errors are those of ``decode``."""
    # GB18030 reads almost any bytes, so the statistical guess decides, not the first that fits.
    import charset_normalizer  # slow to import, and nothing for what answers

    matches = charset_normalizer.from_bytes(raw)
    best = matches.best()
    if best is None or (b"\0" in raw and not best.encoding.startswith("utf")):
        raise UnreadableDocument(path, "is binary, or text in an encoding that cannot be told")
    if by_letters := encoding_by_letters(raw, _stands_as_western(raw)):
        return by_letters
    # Far commoner than what else reads the same bytes as letters, and a few signs decide between.
    if any(m.encoding == "cp1252" and _as_good(m, best) for m in matches):
        return "cp1252"
    if best.language not in _NOT_IN_CP1252 and _is_western(raw):
        return "cp1252"
    # Its superset, so that no character outside the older standard is lost.
    return "gb18030" if best.encoding in ("gb2312", "gbk", "hz") else best.encoding


def _is_western(raw: bytes) -> bool:
    """Whether a text is plain ASCII but for a few signs and letters that stand as in cp1252.

    So few say little to a statistical guess.
    """
    few = len(raw) - len(raw.decode("ascii", "ignore")) <= _FEW * len(raw)
    return few and _stands_as_western(raw)


def _stands_as_western(raw: bytes) -> bool:
    """Whether no letter or sign stands where Western text has none."""
    try:
        return not _NOT_WESTERN.search(raw.decode("cp1252"))
    except UnicodeDecodeError:
        return False


def _as_good(guess: CharsetMatch, best: CharsetMatch) -> bool:
    """Whether a guess reads as much like a language as the best, and hardly more like a mess."""
    if best.language == guess.language and best.language in _NOT_IN_CP1252:
        return False
    return guess.coherence >= best.coherence and guess.chaos <= best.chaos + _SLIGHT_CHAOS


def read_metadata(path: Path) -> Metadata:
    """The metadata beside a document: ``brief.toml`` for ``brief.txt``; empty if there is none.

    Raises UnreadableDocument where the file cannot be read, is larger than MOST_METADATA_BYTES, is
    not TOML, or a field is of the wrong type.
    """
    beside = path.with_suffix(".toml")
    if not os.path.lexists(beside):
        return Metadata()

    def refuse(reason: str) -> None:
        raise UnreadableDocument(beside, reason)

    return read_mapping(_parse_toml(beside, _read(beside, MOST_METADATA_BYTES)), refuse)


def _parse_toml(path: Path, raw: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(raw.decode("utf-8"))
    except ValueError as error:  # of the TOML, its UTF-8, or a number of thousands of digits
        raise UnreadableDocument(path, f"is not TOML: {error}") from error
    except RecursionError as error:
        raise UnreadableDocument(path, f"is nested too deeply; {FIELDS} are read") from error


def _read(path: Path, most: int) -> bytes:
    try:
        return read_regular(path, most)
    except OSError as error:
        raise unreadable(path, error) from error


def unreadable(path: Path, error: OSError | ValueError) -> UnreadableDocument:
    """The error of a path that the system does not give, with what mends it."""
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
