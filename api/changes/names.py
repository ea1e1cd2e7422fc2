"""What uploaded files are called: names that are no paths, and the ids that go with them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path, PurePath

from api.changes.jobs import JobFile
from rag.reading.formats import SUFFIXES
from rag.reading.ids import NamedFile, ids_of

MOST_NAME_BYTES = 255
"""As most systems bound the name of a file."""
MOST_SHOWN = 100  # characters of a name that is refused
MOST_ID = 4096
_ANY_FOLDER = Path("/")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SUFFIX_OF_TYPE = {
    "text/markdown": ".md",
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
}


def job_files(uploaded: Sequence[tuple[str, str]]) -> list[JobFile]:
    """The files of an upload, each its name as sent and its name as stored, with their ids.

    Ids are those that the files would have on the command line. A name that is none, or that
    another file of the upload has, leaves its file out.
    """
    files: list[JobFile] = []
    seen: set[str] = set()
    for sent, stored in uploaded:
        name = safe_name(sent)
        file = JobFile(name.encode("utf-8", "replace").decode()[:MOST_SHOWN], None)
        if not name.strip(". "):
            files.append(file.left_out("has no name; give it one"))
        elif not name.isascii() and any("\ud800" <= c <= "\udfff" for c in name):
            files.append(file.left_out("its name is not UTF-8; rename it"))
        elif len(name.encode()) > MOST_NAME_BYTES:
            reason = f"its name is longer than {MOST_NAME_BYTES} bytes; shorten it"
            files.append(file.left_out(reason))
        elif name in seen:
            reason = "another file of this upload has the same name; rename one, and send it anew"
            files.append(file.left_out(reason))
        else:
            seen.add(name)
            files.append(JobFile(name, name, stored))
    taken = [file for file in files if file.stored]
    ids = ids_of([NamedFile(_ANY_FOLDER / file.name, _ANY_FOLDER) for file in taken])
    named = iter(ids)
    return [JobFile(f.name, next(named), f.stored) if f.stored else f for f in files]


def safe_name(sent: str) -> str:
    """The last part of a name as a client sends it, on one line."""
    last = re.split(r"[/\\]", sent)[-1]
    return _CONTROL.sub("", last).strip()


def stored_name(number: int, sent: str) -> str:
    """The name of a file in the job's folder: ours, but for an ending that promises a format."""
    suffix = PurePath(safe_name(sent)).suffix.lower()
    return f"{number}{suffix if suffix in SUFFIXES else ''}"


def suffix_of_type(content_type: str) -> str:
    """The ending of a file that is sent as such a type; what is no text tells itself."""
    return _SUFFIX_OF_TYPE.get(content_type.partition(";")[0].strip().lower(), "")


def why_no_id(id: str) -> str | None:
    """Why a document cannot be called so; None where it can."""
    if len(id) > MOST_ID:
        return f"should have at most {MOST_ID} characters"
    if "\0" in id or any(not part.strip(".") for part in id.split("/")):
        return "should be parts with / between, none of them empty or of dots alone, without NUL"
    return None
