"""Everybody, in a table of their own beside ties that cannot name them: consumer and, if there are any, segment."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.graph.formats import edge_list, parquet
from simulation.graph.formats.table import consumers_table
from simulation.graph.identity import Ids, Names, first, missing
from simulation.graph.ties import as_written, everybody
from simulation.refusal import Refusal, Verbatim

if TYPE_CHECKING:
    import pyarrow

ID_WORDS = ("consumer", "id")
SEGMENT = "segment"


def read(path: Path, kind: str) -> tuple[Ids, Names, Any]:
    """Ids in the order kept, their names, and the segment of each, None if there is no such column; the first row is a header.

    Ids are the column consumer or id, else the first one.
    """
    layout = None if kind == "parquet" else edge_list.layout_of(path, kind, named=True)
    names = parquet.schema_of(path).names if layout is None else layout.columns
    if not names or len(set(names)) < len(names):
        raise Refusal(f"{path}: columns", Verbatim(", ".join(names)), "every name once", "change one")
    chosen = next((name for name in names if name.lower() in ID_WORDS), names[0])
    wanted = [chosen, *({SEGMENT} & set(names) - {chosen})]
    table = _from_parquet(path, wanted) if layout is None else edge_list.all_text(layout, wanted)
    ids = _values(path, table, chosen)
    return ids, everybody(ids, str(path)), _values(path, table, SEGMENT) if wanted[1:] else None


def _from_parquet(path: Path, names: list[str]) -> pyarrow.Table:
    import pyarrow

    return pyarrow.table({name: parquet.columns_of(path, [name], [name])[name] for name in names})


def _values(path: Path, table: pyarrow.Table, name: str) -> Ids:
    from pyarrow import types

    column = table[name]
    empty = first(column.is_null())
    if empty < 0 and types.is_integer(column.type):
        return np.array(column.to_numpy())
    texts = column.to_pylist()
    if not types.is_dictionary(column.type):
        texts = [text.strip() for text in texts]
        empty = texts.index("") if "" in texts else -1
    if empty >= 0:
        raise missing(f"{path}: row {empty + 1}: {name}", Verbatim("an empty cell"))
    return as_written(texts)


def write(ids: Ids, segment: Any, path: Path, kind: str) -> None:
    """One consumer a row."""
    table = consumers_table(ids, segment)
    if kind == "parquet":
        parquet.put(table, path)
    else:
        edge_list.put(table, ids, path, kind)
