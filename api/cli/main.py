"""The entry point of ``brief-rag``, and what becomes of errors that a user can mend."""

from __future__ import annotations

import errno
import os
import re
import sys
from contextlib import suppress
from io import TextIOWrapper
from typing import NoReturn

from pydantic import ValidationError
from pydantic_settings import SettingsError

from api.cli import library  # noqa: F401  # its commands
from api.cli.commands import app
from api.cli.terminal import fail
from rag.errors import BriefRagError, printable

_OF_PATHS = {errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ELOOP, errno.EACCES}


def run() -> NoReturn:
    """Entry point. Ends the process at once: taking apart what is loaded takes 0.2 s."""
    code: int | str | None = 0
    _write_any_sign()
    try:
        main()
    except SystemExit as end:
        code = end.code
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:  # who read the output has gone
        pass
    except OSError as error:  # such as a full disk
        code = code or 1
        with suppress(OSError):
            print(f"error: the output cannot be written ({error.strerror})", file=sys.stderr)
    os._exit(code if isinstance(code, int) else int(code is not None))


def main() -> None:
    """Run a command: what a user can mend is one line on stderr and exit code 1."""
    # The progress bars of the model's loader say nothing that ours do not.
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("TQDM_DISABLE", "1")
    try:
        app()
    except BriefRagError as error:
        fail(str(error))
    except OSError as error:
        hint = "; is the path right?" if error.errno in _OF_PATHS else ""
        fail(f"{printable(error.filename or 'the system')}: {error.strerror or error}{hint}")
    except ValidationError as error:
        fail(
            "; ".join(
                f"BRIEF_RAG_{'__'.join(map(str, e['loc'])).upper()}: {e['msg']}"
                for e in error.errors()
            )
        )
    except SettingsError as error:  # of a setting that has parts
        named = re.search(r'field "(\w+)"', str(error))
        fail(f"BRIEF_RAG_{named[1].upper() if named else '…'}: its value is no JSON")


def _write_any_sign() -> None:
    """Have files and pipes be UTF-8, whatever the locale: what is cited may be in any script. A
    terminal shows the code of what it lacks."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="backslashreplace")
            else:
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
