"""Milvus Lite: the engine as threads of this process, one process a folder."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from rag.errors import StoreUnavailable, WrongStore, printable

_open: dict[Path, tuple[str, Any, Any]] = {}
_guard = threading.Lock()


def lite_uri(folder: Path) -> str:
    """The address in this process of the engine over a folder, started where it is not.

    Raises StoreUnavailable where another process has the folder open, WrongStore where it cannot
    be written or Lite is not installed.
    """
    try:
        from milvus_lite.adapter.grpc.server import start_server_in_thread
        from milvus_lite.exceptions import DataDirLockedError, MilvusLiteError
    except ImportError as error:
        raise WrongStore(
            f"BRIEF_RAG_STORE names Milvus Lite, which is not installed ({error}); run `pip "
            "install 'brief-rag[milvus]'`"
        ) from error
    place = folder.absolute()
    with _guard:
        if place in _open:
            return _open[place][0]
        try:
            server, database, port = start_server_in_thread(str(place))
        except DataDirLockedError as error:
            raise StoreUnavailable(
                f"another process has {printable(folder)} open, and Milvus Lite lets one in at a "
                "time; end it (such as `brief-rag serve`), or start a Milvus server"
            ) from error
        except (OSError, MilvusLiteError) as error:
            raise WrongStore(
                f"Milvus Lite cannot use {printable(folder)} ({error}); mend or remove the folder"
            ) from error
        uri = f"http://127.0.0.1:{port}"
        _open[place] = uri, server, database
        return uri


def close_lite(folder: Path) -> None:
    """End the engine over a folder, so that another process may open it."""
    with _guard:
        found = _open.pop(folder.absolute(), None)
    if found:
        _, server, database = found
        server.stop(grace=2).wait()
        database.close()
