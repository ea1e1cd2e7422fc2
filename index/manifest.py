"""What a generation and a segment say of themselves: JSON whose name is its hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from index.files import FILE_NAME, FOLDER_NAME, REBUILD
from rag.errors import IndexDamaged, printable
from rag.models.embedder import EmbedderIdentity
from rag.models.reader import ReaderIdentity
from rag.regular_files import read_regular

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

SCHEMA_VERSION = 10
MOST_BYTES = 200_000_000
"""The largest that is read: a segment has a line for each document, of two hundred bytes."""


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document of a segment: the hash of all that was read of it, and its number of passages.

    ``original`` is the SHA-256 of the file that it was read from, ``reader`` what read it; None
    for a text that came from no file.
    """

    sha256: str
    passages: int
    original: str | None = None
    reader: str | None = None


@dataclass(frozen=True, slots=True)
class SegmentManifest:
    """What a segment holds, with the hash of every file.

    ``chunking`` and ``embedders`` (their hashes) say how it was made.
    """

    schema_version: int
    documents: Mapping[str, StoredDocument]
    chunking: Mapping[str, int | str]
    embedders: tuple[str, ...]
    files: Mapping[str, str]

    @property
    def codebooks(self) -> tuple[str | None, ...]:
        """The hashes of the codebooks that token vectors are written with, by embedder."""
        names = (f"vectors-{n}/tokens/codebook.npy" for n in range(len(self.embedders)))
        return tuple(self.files.get(name) for name in names)

    @property
    def passages(self) -> int:
        return sum(document.passages for document in self.documents.values())


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A converted model that the index carries, in a folder of this name, by file and SHA-256."""

    folder: str
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class UsedSegment:
    """A segment of a generation, and which of its documents are there no more."""

    name: str
    deleted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is made of. The same corpus and settings give the same bytes.

    The first of ``embedders`` is the configured one; another reads languages that it does not.
    ``models`` are those of the embedders, None where one is not carried. ``sentence_readers`` judge
    what is found; ``reader_models`` are theirs.
    """

    schema_version: int
    segments: tuple[UsedSegment, ...]
    chunking: Mapping[str, int | str]
    embedders: tuple[EmbedderIdentity, ...]
    models: tuple[ModelFiles | None, ...]
    sentence_readers: tuple[ReaderIdentity, ...] = ()
    reader_models: tuple[ModelFiles | None, ...] = ()

    @property
    def carried(self) -> list[ModelFiles]:
        """The models that the generation needs beside its segments."""
        return [model for model in (*self.models, *self.reader_models) if model]


_VERSION = TypeAdapter(dict[str, Any])
_MANIFEST = TypeAdapter(Manifest)
_SEGMENT = TypeAdapter(SegmentManifest)
_Read = TypeVar("_Read", Manifest, SegmentManifest)


def to_bytes(manifest: DataclassInstance) -> bytes:
    """The JSON that is written, the same for the same values."""
    return json.dumps(asdict(manifest), indent=1, sort_keys=True, ensure_ascii=False).encode()


def name_of(content: bytes) -> str:
    """What a manifest, or the segment that it describes, is called."""
    return hashlib.sha256(content).hexdigest()[:16]


def read_manifest(path: Path) -> Manifest:
    """The manifest of a generation; its segments are still to be verified.

    Raises IndexDamaged where it is missing or altered, or was written by another version.
    """
    manifest = _read(path, path.stem, _MANIFEST)
    if not manifest.embedders or not all(map(_is_sized, manifest.embedders)):
        raise IndexDamaged(f"{path} is of an index of no model; {REBUILD}")
    if not manifest.segments:
        raise IndexDamaged(f"{path} is of an index of no document; {REBUILD}")
    carried = manifest.carried
    names = [segment.name for segment in manifest.segments]
    models = [len(each) for each in (manifest.models, manifest.reader_models)]
    made_of = [len(each) for each in (manifest.embedders, manifest.sentence_readers)]
    if len(set(names)) < len(names) or models != made_of:
        raise IndexDamaged(f"{path} names a segment twice, or a model of nothing; {REBUILD}")
    for name in (*names, *(model.folder for model in carried)):
        if not FOLDER_NAME.fullmatch(name):
            raise IndexDamaged(f"{path} names {_shown(name)}, which is no folder; {REBUILD}")
    _check_names(path, [name for model in carried for name in model.files])
    return manifest


def read_segment_manifest(folder: Path) -> SegmentManifest:
    """The manifest of a segment, whose folder is named by its hash.

    Raises IndexDamaged as ``read_manifest`` does.
    """
    path = folder / "segment.json"
    manifest = _read(path, folder.name, _SEGMENT)
    if any(document.passages < 1 for document in manifest.documents.values()):
        raise IndexDamaged(f"{path} is of a document without a passage; {REBUILD}")
    if not manifest.documents:
        raise IndexDamaged(f"{path} is of a segment without a document; {REBUILD}")
    _check_names(path, list(manifest.files))
    return manifest


def what_is_wrong(error: ValidationError) -> str:
    """The first thing that is wrong with a file's values, and where, on one line."""
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(map(str, first["loc"]))
    return printable(f"{place}: {first['msg']}" if place else first["msg"])[:200]


def _read(path: Path, name: str, adapter: TypeAdapter[_Read]) -> _Read:
    """Parse a manifest that must have the name that is the hash of its bytes."""
    try:
        content = read_regular(path, MOST_BYTES)
    except OSError as error:
        raise IndexDamaged(f"{path} cannot be read ({error.strerror}); {REBUILD}") from error
    try:
        version = _VERSION.validate_json(content).get("schema_version")
        if version != SCHEMA_VERSION:
            told = version if isinstance(version, int) and 0 <= version < 1000 else "unknown"
            raise IndexDamaged(
                f"{path} is of schema version {told}, this program reads {SCHEMA_VERSION}; "
                f"{REBUILD}"
            )
        manifest = adapter.validate_json(content, strict=True)
    except ValidationError as error:
        raise IndexDamaged(f"{path} is no manifest ({what_is_wrong(error)}); {REBUILD}") from error
    if name_of(content) != name:
        raise IndexDamaged(f"{path} was altered; {REBUILD}")
    return manifest


def _check_names(path: Path, names: list[str]) -> None:
    for name in names:
        if not FILE_NAME.fullmatch(name):
            raise IndexDamaged(
                f"{path} names {_shown(name)}, which is no file of an index; {REBUILD}"
            )


def _shown(name: str) -> str:
    return repr(printable(name)[:80])


def _is_sized(embedder: EmbedderIdentity) -> bool:
    return min(embedder.dimension, embedder.token_dimension, embedder.max_tokens) > 0
