"""Milvus Lite: the engine as threads of this process, one process a folder."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from rag.errors import StoreUnavailable, WrongStore, printable

_MESSAGE = 256_000_000  # bytes
_THREADS = 10
_open: dict[Path, tuple[str, Any, Any]] = {}
_guard = threading.Lock()


def lite_uri(folder: Path) -> str:
    """The address in this process of the engine over a folder, started where it is not.

    Raises StoreUnavailable where another process has the folder open, WrongStore where it cannot
    be written or Lite is not installed.
    """
    try:
        from milvus_lite import MilvusLite
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
            database = MilvusLite(str(place))
        except DataDirLockedError as error:
            raise StoreUnavailable(
                f"another process has {printable(folder)} open, and Milvus Lite lets one in at a "
                "time; end it (such as `brief-rag serve`), or start a Milvus server"
            ) from error
        except (OSError, MilvusLiteError) as error:
            raise WrongStore(
                f"Milvus Lite cannot use {printable(folder)} ({error}); mend or remove the folder"
            ) from error
        server, port = _serve(database)
        uri = f"http://127.0.0.1:{port}"
        _open[place] = uri, server, database
        return uri


def _serve(database: Any) -> tuple[Any, int]:
    """Serve a database to this machine, as Lite does, but to a client that asks every ten seconds
    whether the server lives: gRPC takes that for an attack, and ends the connection."""
    import grpc
    from milvus_lite.adapter.grpc.servicer import MilvusServicer
    from pymilvus.grpc_gen import milvus_pb2_grpc

    options = [
        ("grpc.max_receive_message_length", _MESSAGE),
        ("grpc.max_send_message_length", _MESSAGE),
        ("grpc.http2.min_ping_interval_without_data_ms", 1_000),
        ("grpc.http2.min_recv_ping_interval_without_data_ms", 1_000),
        ("grpc.keepalive_permit_without_calls", 1),
    ]

    class Servicer(MilvusServicer):  # type: ignore[misc]
        """Without the traceback on stderr for the one call of the client that Lite lacks."""

        def AllocTimestamp(self, request: Any, context: Any) -> None:
            context.abort(grpc.StatusCode.UNIMPLEMENTED, "Lite has no clock of its own")

    server = grpc.server(ThreadPoolExecutor(_THREADS, "milvus-lite"), options=options)
    milvus_pb2_grpc.add_MilvusServiceServicer_to_server(Servicer(database), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    return server, port


def close_lite(folder: Path) -> None:
    """End the engine over a folder, so that another process may open it."""
    with _guard:
        found = _open.pop(folder.absolute(), None)
    if found:
        _, server, database = found
        server.stop(grace=2).wait()
        database.close()
