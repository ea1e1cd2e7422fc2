"""Uploads: files that arrive in a request's body, written to disk as they come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import BinaryIO

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect

from api.changes.jobs import MOST_FILES
from api.changes.names import stored_name
from api.http.connections import MORE_TIME
from api.http.problems import ProblemError

FIELD = "files"
RECEIVED_WITHIN = 600.0  # seconds
_MOST_HEADER_BYTES = 16_384  # of a part: a name of thousands of letters is told as too long
_ESCAPED = {"%0D": "\r", "%0A": "\n", "%22": '"'}  # as browsers send these signs of a name
_FORM = b"multipart/form-data"


async def receive_form(request: Request, folder: Path, most: int) -> list[tuple[str, str]]:
    """Write the files of a multipart form into a folder; their names as sent, and as stored there.

    Raises ProblemError: 415 for another body, 413 for one of more than ``most`` bytes, 422 for one
    that is malformed, ends early, holds no file, too many, or another field; and OSError where they
    cannot be written.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary", b"")
    if kind != _FORM or not boundary:
        detail = f"Send files as multipart/form-data, each in a field {FIELD!r}."
        raise ProblemError(415, "unsupported-media-type", detail)
    try:
        form = _Form(folder, boundary)
        try:
            async for chunk in _bounded(request, most):
                await asyncio.to_thread(form.parser.write, chunk)
            form.parser.finalize()
        finally:
            form.close()
    except FormParserError as error:
        raise _malformed(f"is no multipart form ({error})") from None
    if not form.ended:
        raise _malformed("ends before the form does")
    if not form.files:
        raise _malformed(f"holds no file; send each in a field {FIELD!r}")
    return form.files


async def receive_file(request: Request, path: Path, most: int) -> None:
    """Write a body to a file. Raises ProblemError (413) for one of more than ``most`` bytes, and
    OSError where it cannot be written."""
    with path.open("xb") as file:
        async for chunk in _bounded(request, most):
            await asyncio.to_thread(file.write, chunk)


async def _bounded(request: Request, most: int) -> AsyncIterator[bytes]:
    """The pieces of a body. Raises ProblemError (413) where they are more than ``most`` bytes."""
    setattr(request.state, MORE_TIME, RECEIVED_WITHIN)
    declared = request.headers.get("content-length", "0")
    received = int(declared) if declared.isdigit() and len(declared) < 20 else most + 1
    if received <= most:
        received = 0
        try:
            async for chunk in request.stream():
                received += len(chunk)
                if received > most:
                    break
                yield chunk
        except ClientDisconnect:
            raise _malformed("ends before it is whole") from None
    if received > most:
        detail = f"body: at most {most} bytes are taken (BRIEF_RAG_UPLOAD_MB); send fewer at once"
        raise ProblemError(413, "body-too-large", detail, {"Connection": "close"})


class _Form:
    """A multipart form as its bytes come: ``files`` so far, ``ended`` once it is whole."""

    def __init__(self, folder: Path, boundary: bytes) -> None:
        self.files: list[tuple[str, str]] = []
        self.ended = False
        self._folder = folder
        self._file: BinaryIO | None = None
        self._header = b""
        self._value = b""
        self._disposition = b""
        self.parser = MultipartParser(
            boundary,
            {
                "on_header_begin": self._begin_header,
                "on_header_field": self._add_to_header,
                "on_header_value": self._add_to_value,
                "on_header_end": self._end_header,
                "on_headers_finished": self._begin_file,
                "on_part_data": self._write,
                "on_part_end": self.close,
                "on_end": self._end,
            },
            max_header_size=_MOST_HEADER_BYTES,
        )

    def close(self) -> None:
        if self._file is not None:
            file, self._file = self._file, None
            file.close()

    def _begin_header(self) -> None:
        self._header = self._value = b""

    def _add_to_header(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _add_to_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _end_header(self) -> None:
        if self._header.strip().lower() == b"content-disposition":
            self._disposition = self._value

    def _begin_file(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._disposition = b""
        name = options.get(b"name", b"").decode("utf-8", "replace")
        if name != FIELD or b"filename" not in options:
            raise _malformed(f"holds what is no file in a field {FIELD!r}: {name[:100]!r}")
        if len(self.files) >= MOST_FILES:
            raise _malformed(f"holds more than {MOST_FILES} files; send fewer at once")
        sent = options[b"filename"].decode("utf-8", "surrogateescape")
        for escaped, sign in _ESCAPED.items():
            sent = sent.replace(escaped, sign)
        stored = stored_name(len(self.files), sent)
        self._file = (self._folder / stored).open("xb")
        self.files.append((sent, stored))

    def _write(self, data: bytes, start: int, end: int) -> None:
        if self._file is not None:
            self._file.write(data[start:end])

    def _end(self) -> None:
        self.ended = True


def _malformed(reason: str) -> RequestValidationError:
    return RequestValidationError([{"type": "form", "loc": ("body",), "msg": reason}])
