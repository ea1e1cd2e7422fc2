"""The documents that paths name: files as they are, folders with all below them."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from rag.errors import UnreadableDocument, UnreadableFolder
from rag.reading.files import unreadable
from rag.reading.formats import HEAD_BYTES, SUFFIXES, opens_like_a_document
from rag.reading.ids import NamedFile, ids_of
from rag.regular_files import open_regular

ENDINGS = ", ".join(sorted(SUFFIXES))
# What a person takes for a document. In a folder other files, such as pictures, say nothing.
_NOT_READ = frozenset(
    ".adoc .azw3 .djvu .doc .mobi .odp .ods .odt .org .ppt .pptx .ps .rst .rtf .tex .wpd .xls "
    ".xlsx".split()
)


class PassedOver(StrEnum):
    """What in a folder is not looked at, whatever it holds."""

    HIDDEN = "hidden"
    NODE_MODULES = "node_modules"
    LINKS = "links"
    DEVICES = "devices"


LeaveOut = Callable[[UnreadableDocument], None]
PassOver = Callable[[PassedOver], None]


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """A file to read, and the id of the document that it becomes."""

    path: Path
    id: str


def refuse(error: UnreadableDocument) -> None:
    """Raise the error: what is done with a document that cannot be read where nothing else is."""
    raise error


def find_documents(
    paths: list[Path],
    leave_out: LeaveOut = refuse,
    pass_over: PassOver = lambda _: None,
) -> list[DocumentFile]:
    """The documents that the paths name, in the order of their ids, which ``ids_of`` gives.

    A file that is found twice is read once. Below a folder, ``pass_over`` is told of each hidden
    file or folder, ``node_modules``, link that leads out of the folder or to another folder, named
    pipe, socket and device; ``leave_out`` of a folder that cannot be read, a document in a format
    that is not read, and one whose name is no text.

    Raises UnreadableDocument for a path that does not exist, cannot be looked at or has another
    ending without holding such a document, and a folder that holds no document.
    """
    found: dict[str, NamedFile] = {}
    for path in paths:
        for file in _named_by(path, leave_out, pass_over):
            found.setdefault(os.path.realpath(file.path), file)
    files = list(found.values())
    named = [DocumentFile(file.path, name) for file, name in zip(files, ids_of(files), strict=True)]
    return sorted(_in_utf8(named, leave_out), key=lambda file: file.id)


def refuse_other_endings(path: Path, name: Path) -> None:
    """Raise UnreadableDocument for a file with an ending that is not read, unless it opens like a
    document; ``name`` is what the file is called, wherever it is kept."""
    if name.suffix and name.suffix.lower() not in SUFFIXES and not _holds_a_document(path):
        raise UnreadableDocument(name, _wrong_ending(name))


def _named_by(path: Path, leave_out: LeaveOut, pass_over: PassOver) -> list[NamedFile]:
    """The files that one path names; real files before links, which may lead to them."""
    if not _is_folder(path):
        refuse_other_endings(path, path)
        return [NamedFile(path, path.parent)]
    told = []

    def tell(error: UnreadableDocument) -> None:
        told.append(error)
        leave_out(error)

    files = sorted(_below(path, tell, pass_over), key=lambda file: (file.is_symlink(), file))
    if not files and not told:
        raise UnreadableDocument(path, f"the folder holds no document ({ENDINGS})")
    return [NamedFile(file, path) for file in files]


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(os.stat(path).st_mode)
    except FileNotFoundError as error:
        raise UnreadableDocument(path, "does not exist") from error
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from error


def _holds_a_document(path: Path) -> bool:
    """Whether a file opens like a document, whatever it is called."""
    try:
        with open_regular(path) as handle:
            return opens_like_a_document(handle.read(HEAD_BYTES) or b"")
    except OSError:
        return False


def _wrong_ending(path: Path) -> str:
    return f"{path.suffix} is not read; {ENDINGS} are: convert it, or rename it if it is plain text"


def _below(folder: Path, leave_out: LeaveOut, pass_over: PassOver) -> Iterator[Path]:
    """What is called like a document below a folder, however deep."""
    top = os.path.realpath(folder)
    pending = [folder]
    while pending:
        here = pending.pop()
        try:
            entries = sorted(os.scandir(here), key=lambda entry: entry.name)
        except OSError as error:
            leave_out(UnreadableFolder(here, unreadable(here, error).reason))
            continue
        for entry in entries:
            path = here / entry.name
            if kind := _passed_over(entry, top):
                pass_over(kind)
            elif entry.is_dir(follow_symlinks=False):
                pending.append(path)
            elif path.suffix.lower() in SUFFIXES:
                yield path
            elif path.suffix.lower() in _NOT_READ:
                leave_out(UnreadableDocument(path, _wrong_ending(path)))


def _passed_over(entry: os.DirEntry[str], top: str) -> PassedOver | None:
    """Why an entry of a folder is not looked at; ``top`` is the real path of the folder given."""
    if entry.name.startswith((".", "~$")):  # the latter are Word's while a document is open
        return PassedOver.HIDDEN
    if entry.name == "node_modules":
        return PassedOver.NODE_MODULES
    # Windows has junctions too, which lead to folders; Python knows them from 3.12 on.
    if entry.is_symlink() or getattr(entry, "is_junction", bool)():
        return PassedOver.LINKS if _leads_away(entry.path, top) else None
    if not entry.is_dir(follow_symlinks=False) and not entry.is_file(follow_symlinks=False):
        return PassedOver.DEVICES
    return None


def _leads_away(link: str, top: str) -> bool:
    """Whether a link leads to a folder or out of the top one. A broken one is left to the reader,
    which says what is wrong with it."""
    try:
        is_folder = stat.S_ISDIR(os.stat(link).st_mode)
    except OSError:
        return False
    return is_folder or not Path(os.path.realpath(link)).is_relative_to(top)


def _in_utf8(files: list[DocumentFile], leave_out: LeaveOut) -> Iterator[DocumentFile]:
    """Those whose id is text; the names of files on Linux need not be."""
    for file in files:
        try:
            file.id.encode()
        except UnicodeEncodeError:
            reason = "its name, or a folder's over it, is not UTF-8; rename it"
            leave_out(UnreadableDocument(file.path, reason))
        else:
            yield file
