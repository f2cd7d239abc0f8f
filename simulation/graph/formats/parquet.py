"""Ties as rows of a Parquet file; whether they are directed stands in its metadata, if it was written here."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulation.graph.csr import check_memory, memory
from simulation.graph.formats import files
from simulation.graph.formats.table import Asked, chosen, table_of, told
from simulation.graph.ties import Ties
from simulation.refusal import Refusal, Verbatim

if TYPE_CHECKING:
    import pyarrow

_KIND = "a Parquet file of ties"
_DIRECTED = b"wom.directed"


def read(path: Path, asked: Asked) -> Ties:
    """The ties of a Parquet file; columns as in an edge list, ids whole numbers or text by the type of their column."""
    schema = schema_of(path)
    columns = chosen(str(path), schema.names, asked)
    table = columns_of(path, list(columns.types), columns.ends)
    if not table.num_rows:
        raise files.nothing(path)
    for name in (columns.strength, columns.strong):
        _check_values(path, schema, name)
    directed = {b"true": True, b"false": False}.get((schema.metadata or {}).get(_DIRECTED, b""))
    return told(str(path), table, columns, partial(_cell, path), directed)


def _cell(path: Path, name: str, row: int) -> str:
    return f"{path}: row {row + 1}: {name}"


def schema_of(path: Path) -> pyarrow.Schema:
    """Names and types of the columns; more rows than memory holds are refused."""
    from pyarrow.parquet import ParquetFile

    with files.decoding(path, _KIND), ParquetFile(path) as file:
        check_memory(file.metadata.num_rows, str(path))
        return file.schema_arrow


def columns_of(path: Path, names: Sequence[str], ids: Sequence[str]) -> pyarrow.Table:
    """Some columns; of these the ids as int64 if all are whole numbers, else as a dictionary of text.

    Texts are read as a dictionary, so that few bytes on disk cannot become many in memory.
    """
    from pyarrow.parquet import ParquetFile

    schema = schema_of(path)
    kinds = [_id_type(path, name, schema.field(name).type) for name in ids]
    with files.decoding(path, _KIND), ParquetFile(path, read_dictionary=list(ids)) as file:
        _check_size(path, file.metadata)
        table = file.read(columns=list(names))
    kind = "int64" if set(kinds) == {"int64"} else "large_string"
    with files.decoding(path, "ids below 2^63, or text"):
        for name in ids:
            table = table.set_column(table.column_names.index(name), name, _as_ids(table[name], kind))
    return table


def _check_size(path: Path, metadata: Any) -> None:
    groups = [metadata.row_group(n) for n in range(metadata.num_row_groups)]
    size = sum(group.column(n).total_uncompressed_size for group in groups for n in range(group.num_columns))
    if size > memory() // 4:
        found, most = Verbatim(f"{size:,} bytes when unpacked"), memory() // 4
        raise Refusal(str(path), found, f"at most {most:,}, a quarter of main memory", "give a smaller network")


def _id_type(path: Path, name: str, kind: Any) -> str:
    from pyarrow import types

    if types.is_integer(kind):
        return "int64"
    if types.is_dictionary(kind):
        kind = kind.value_type
    if types.is_string(kind) or types.is_large_string(kind):
        return "text"
    raise Refusal(f"{path}: {name}", Verbatim(f"a column of {kind}"), "whole numbers or text", "write ids as either")


def _as_ids(column: pyarrow.ChunkedArray, kind: str) -> pyarrow.ChunkedArray:
    from pyarrow import types

    return column if types.is_dictionary(column.type) else column.cast(kind)


def _check_values(path: Path, schema: pyarrow.Schema, name: str | None) -> None:
    from pyarrow import types

    if name is None:
        return
    kind = schema.field(name).type
    plain = types.is_boolean, types.is_integer, types.is_floating, types.is_decimal
    if not any(is_kind(kind) for is_kind in plain):
        raise Refusal(f"{path}: {name}", Verbatim(f"a column of {kind}"), "numbers", "write numbers, or name another column")


def write(ties: Ties, path: Path) -> None:
    """One tie a row: source, target and, where not all are alike, strength and strong."""
    put(table_of(ties).replace_schema_metadata({_DIRECTED: b"true" if ties.directed else b"false"}), path)


def put(table: pyarrow.Table, path: Path) -> None:
    """A table as Parquet."""
    from pyarrow import parquet

    files.write(path, lambda stream: parquet.write_table(table, stream, compression="zstd"))
