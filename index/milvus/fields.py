"""The fields of a collection, as this package states them and as Milvus is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

MOST_CHARACTERS = 65_535
"""Bytes of one text field of a row."""
MOST_NUMBERS = 4_096
"""Numbers of one list field of a row."""
VECTOR_METRIC, LEXICAL_METRIC = "IP", "BM25"
K1, B = 1.2, 0.75
Kind = Literal["key", "text", "number", "numbers", "vector", "words", "sparse"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field: ``size`` is the most bytes of a text, the dimension of a vector.

    ``words`` are text that the engine's BM25 function reads, ``sparse`` what it makes of them.
    ``indexed`` says whether filters look a number or text up.
    """

    name: str
    kind: Kind
    size: int = 0
    indexed: bool = False


DUMMY = Field("nothing", "vector", 2)
"""Every collection must have a vector; those that are not searched by one have this."""
NOTHING = (0.0, 0.0)


def schema_of(fields: Sequence[Field]) -> Any:
    """The schema that pymilvus takes."""
    from pymilvus import DataType, Function, FunctionType, MilvusClient

    schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
    for field in fields:
        match field.kind:
            case "key":
                schema.add_field(
                    field.name, DataType.VARCHAR, is_primary=True, max_length=field.size
                )
            case "text":
                schema.add_field(field.name, DataType.VARCHAR, max_length=field.size)
            case "words":
                schema.add_field(
                    field.name,
                    DataType.VARCHAR,
                    max_length=field.size,
                    enable_analyzer=True,
                    analyzer_params={"tokenizer": "standard"},
                )
            case "number":
                schema.add_field(field.name, DataType.INT64)
            case "numbers":
                schema.add_field(
                    field.name,
                    DataType.ARRAY,
                    element_type=DataType.INT64,
                    max_capacity=MOST_NUMBERS,
                )
            case "vector":
                schema.add_field(field.name, DataType.FLOAT_VECTOR, dim=field.size)
            case "sparse":
                schema.add_field(field.name, DataType.SPARSE_FLOAT_VECTOR)
    words = [field.name for field in fields if field.kind == "words"]
    sparse = [field.name for field in fields if field.kind == "sparse"]
    if sparse:
        schema.add_function(
            Function(
                name="bm25",
                input_field_names=words,
                output_field_names=sparse,
                function_type=FunctionType.BM25,
            )
        )
    return schema


def index_params(fields: Sequence[Field], version: tuple[int, int], lite: bool) -> Any:
    """The indexes that pymilvus is asked for, on a server of some version or on Lite."""
    from pymilvus import MilvusClient

    params = MilvusClient.prepare_index_params()
    for field in fields:
        if field.kind == "vector" and field.size > DUMMY.size:
            graph = {"M": 16, "efConstruction": 200}
            params.add_index(field.name, index_type="HNSW", metric_type=VECTOR_METRIC, params=graph)
        elif field.kind == "vector":
            params.add_index(field.name, index_type="FLAT", metric_type=VECTOR_METRIC, params={})
        elif field.kind == "sparse":
            formula = {"bm25_k1": K1, "bm25_b": B}
            params.add_index(
                field.name,
                index_type="SPARSE_INVERTED_INDEX",
                metric_type=LEXICAL_METRIC,
                params=formula,
            )
        elif field.indexed:
            # Servers before 2.4 choose by the type of the field.
            named = "INVERTED" if lite or version >= (2, 4) else ""
            params.add_index(field.name, index_type=named)
    return params
