"""A connection to Milvus: the few calls that a library needs, bounded in time, its errors told.

A server is spoken to over the network; Milvus Lite runs as threads of this process, which alone
may have its folder open.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from index.milvus.address import Address
from index.milvus.fields import LEXICAL_METRIC, VECTOR_METRIC, Field, index_params, schema_of
from index.milvus.lite import lite_uri
from rag.errors import IndexMissing, StoreUnavailable, WrongStore, printable
from rag.models.embedder import Vectors
from rag.settings import Settings

Row = dict[str, Any]
MOST_AT_ONCE = 16_000
"""Rows of one answer: Milvus gives 16,384 at most."""
NEWEST = 0
"""As ``since``: all that was written before now, which waits for the server's next tick."""
_BATCH_ROWS, _BATCH_BYTES = 1_000, 4_000_000  # of one request that writes
_WRITING_SECONDS, _LOADING_SECONDS = 120.0, 600.0  # what a busy server may need
_PAGE = 1_000  # rows that are read at once of a whole collection
_NO_BOUND = 1 << 31
_lite_writes = Lock()  # Lite takes one writer at a time
_MISSING = 100  # Milvus's code for a collection that is not there
_REFUSED = ("auth check failure", "unauthenticated", "permission denied", "permissiondenied")


class Connection:
    """Milvus at an address. Several threads may use one.

    Every call raises StoreUnavailable where the server does not answer within the time that the
    settings give it, and IndexMissing where a collection is not there.
    """

    def __init__(self, address: Address, settings: Settings) -> None:
        self.address = address
        self._seconds = settings.milvus_seconds
        self._database = "default" if address.folder else settings.milvus_database
        self._writing: AbstractContextManager[object] = (
            _lite_writes if address.folder else nullcontext()
        )
        pymilvus = _pymilvus()
        self._errors = (pymilvus.MilvusException, *_rpc_errors())
        self._uri = lite_uri(address.folder) if address.folder else address.uri
        with self._told():
            self._client = pymilvus.MilvusClient(
                self._uri, timeout=self._seconds, **_options(address, settings)
            )
        self.version = self._version()

    @property
    def is_lite(self) -> bool:
        return self.address.folder is not None

    @property
    def has_bm25(self) -> bool:
        """Whether the engine counts words itself."""
        return self.is_lite or self.version >= (2, 5)

    def collections(self) -> set[str]:
        with self._told():
            return set(self._client.list_collections(timeout=self._seconds))

    def create(self, name: str, fields: Sequence[Field]) -> None:
        """Create a collection, indexed and loaded, or what of that is lacking."""
        indexes = index_params(fields, self.version, self.is_lite)
        with self._writing, self._told():
            if not self._client.has_collection(name, timeout=self._seconds):
                self._client.create_collection(
                    name,
                    schema=schema_of(fields),
                    index_params=indexes,
                    num_shards=1,
                    consistency_level="Strong",
                )
            elif not self._client.list_indexes(name):  # whoever created it died
                self._client.create_index(name, indexes)
        self.load(name)

    def load(self, name: str) -> None:
        """Have a collection ready to be searched, as it is on a server unless somebody released
        it; on Lite none is when its folder is opened."""
        with self._told():
            self._client.load_collection(name, timeout=_LOADING_SECONDS)

    def drop(self, name: str) -> None:
        with self._told():
            self._client.drop_collection(name, timeout=self._seconds)

    def field_names(self, name: str) -> set[str]:
        """The fields of a collection."""
        with self._told():
            described = self._client.describe_collection(name, timeout=self._seconds)
        return {field["name"] for field in described["fields"]}

    def insert(self, name: str, rows: Iterable[Row]) -> int:
        """Write rows; returns the time of the server's clock that they are written at."""
        for batch in _batches(rows):
            with self._writing, self._told():
                self._client.insert(name, batch, timeout=_WRITING_SECONDS)
        return self.written(name)

    def upsert(self, name: str, rows: Iterable[Row]) -> None:
        """Write rows in place of those of the same keys."""
        for batch in _batches(rows):
            with self._writing, self._told():
                self._client.upsert(name, batch, timeout=_WRITING_SECONDS)

    def delete(self, name: str, condition: str) -> None:
        with self._writing, self._told():
            self._client.delete(name, filter=condition, timeout=_WRITING_SECONDS)

    def written(self, name: str) -> int:
        """The time of the server's clock when this process last wrote to a collection; 0 for
        never, and on Lite, where what is written is there."""
        from pymilvus.client.ts_utils import get_collection_ts

        server = urlsplit(self._uri).netloc
        return int(get_collection_ts(name, server, self._database) or 0)

    def query(
        self, name: str, condition: str, fields: Sequence[str], since: int, limit: int | None = None
    ) -> list[Row]:
        """The rows that meet a condition, at most ``MOST_AT_ONCE``, with what was written up to
        ``since`` (``NEWEST`` for all)."""
        with self._told():
            found = self._client.query(
                name,
                filter=condition,
                output_fields=list(fields),
                limit=limit or MOST_AT_ONCE,
                timeout=self._seconds,
                **_consistency(since),
            )
            return [dict(row) for row in found]

    def count(self, name: str, condition: str, since: int) -> int:
        """How many rows meet a condition."""
        with self._told():
            found = self._client.query(
                name,
                filter=condition,
                output_fields=["count(*)"],
                timeout=self._seconds,
                **_consistency(since),
            )
            return int(found[0]["count(*)"])

    def every(self, name: str, condition: str, fields: Sequence[str]) -> Iterator[Row]:
        """All rows that meet a condition, however many, with all that was written."""
        if self.is_lite:  # it has no iterators, and no bound
            yield from self.query(name, condition, fields, NEWEST, _NO_BOUND)
            return
        with self._told():
            pages = self._client.query_iterator(
                name,
                batch_size=_PAGE,
                filter=condition,
                output_fields=list(fields),
                timeout=self._seconds,
                consistency_level="Strong",
            )
        while True:
            with self._told():
                page = pages.next()
            if not page:
                break
            yield from (dict(row) for row in page)
        pages.close()

    def nearest(
        self,
        name: str,
        asked: Vectors | str,
        field: str,
        condition: str,
        fields: Sequence[str],
        count: int,
        since: int,
    ) -> list[tuple[float, Row]]:
        """The rows whose vector, or words, are nearest, with how near, best first."""
        lexical = isinstance(asked, str)
        params = {} if lexical else {"ef": min(max(2 * count, 64), 32_768)}
        metric = LEXICAL_METRIC if lexical else VECTOR_METRIC
        with self._told():
            (found,) = self._client.search(
                name,
                data=[asked if isinstance(asked, str) else asked.tolist()],
                anns_field=field,
                filter=condition,
                output_fields=list(fields),
                limit=min(count, MOST_AT_ONCE),
                search_params={"metric_type": metric, "params": params},
                timeout=self._seconds,
                **_consistency(since),
            )
            return [(float(hit["distance"]), dict(hit["entity"])) for hit in found]

    def marks(self, name: str) -> set[str]:
        """The aliases of a collection, which every process sees at once."""
        with self._told():
            listed = self._client.list_aliases(name, timeout=self._seconds)
        return set(listed.get("aliases", ()))

    def mark(self, name: str, alias: str) -> None:
        with self._writing, self._told():
            self._client.create_alias(name, alias, timeout=self._seconds)

    def unmark(self, alias: str) -> None:
        """Drop an alias, unless another process has done so."""
        with self._writing, suppress(*self._errors):
            self._client.drop_alias(alias, timeout=self._seconds)

    def _version(self) -> tuple[int, int]:
        with self._told():
            text = str(self._client.get_server_version(timeout=self._seconds))
        numbers = text.lstrip("v").split("-")[0].split(".")[:2]
        return (int(numbers[0]), int(numbers[1])) if all(map(str.isdigit, numbers)) else (0, 0)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say in our own words what the client raises."""
        try:
            yield
        except self._errors as error:
            said = printable(str(getattr(error, "message", "")) or str(error))[:300]
            if getattr(error, "code", None) == _MISSING:
                raise IndexMissing(
                    f"{self.address.text} holds no library now ({said}); run `brief-rag index` "
                    "or `brief-rag migrate` first"
                ) from error
            if any(each in _with_causes(error) for each in _REFUSED):
                raise StoreUnavailable(
                    f"{self.address.text} refuses the token ({said}); set BRIEF_RAG_MILVUS_TOKEN"
                ) from error
            raise StoreUnavailable(
                f"{self.address.text} does not answer ({said}); is Milvus running there?"
            ) from error


def _pymilvus() -> Any:
    try:
        import pymilvus
    except ImportError as error:
        raise WrongStore(
            f"BRIEF_RAG_STORE names Milvus, and its client is not installed ({error}); run `pip "
            "install 'brief-rag[milvus]'`"
        ) from error
    # It logs what it raises, with a traceback; here that is told once, in our words.
    logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
    return pymilvus


def _rpc_errors() -> tuple[type[Exception], ...]:
    import grpc

    return (grpc.RpcError, grpc.FutureTimeoutError)


def _options(address: Address, settings: Settings) -> dict[str, Any]:
    if address.folder:
        return {}
    options: dict[str, Any] = {"db_name": settings.milvus_database}
    if settings.milvus_token:
        options["token"] = settings.milvus_token.get_secret_value()
    if settings.milvus_ca:
        options["server_pem_path"] = str(settings.milvus_ca)
    return options


def _with_causes(error: BaseException | None) -> str:
    """What an error says, and those that it was raised from: the client's own says less."""
    told: list[str] = []
    while error is not None and len(told) < 5:
        told.append(str(error).casefold())
        error = error.__cause__ or error.__context__
    return "\n".join(told)


def _consistency(since: int) -> dict[str, Any]:
    if since == NEWEST:
        return {"consistency_level": "Strong"}
    return {"consistency_level": "Customized", "guarantee_timestamp": since}


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Rows in requests of bounded size."""
    batch: list[Row] = []
    size = 0
    for row in rows:
        bytes_of = sum(_size(value) for value in row.values())
        if batch and (len(batch) == _BATCH_ROWS or size + bytes_of > _BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(row)
        size += bytes_of
    if batch:
        yield batch


def _size(value: object) -> int:
    return len(value) * (1 if isinstance(value, str) else 8) if hasattr(value, "__len__") else 8
