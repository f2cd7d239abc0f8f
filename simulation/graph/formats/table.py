"""Ties as columns of a table: which column says what, ids and strengths; for text files and Parquet alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from simulation.graph.csr import check_memory
from simulation.graph.identity import Ids, Names, check_different, different, first, missing, names_of
from simulation.graph.network import ends_of
from simulation.graph.ties import Ties
from simulation.refusal import Refusal, Verbatim, nearest

if TYPE_CHECKING:
    import pyarrow

STRENGTH_WORDS = ("strength", "weight")
Asked = tuple[str | None, str | None, str | None]  # columns the caller names: source, target, strength
People = tuple[Ids, Names, Any, Any]  # everybody, and the positions of both ends of every tie
Cell = Callable[[str, int], str]  # what to call the cell of a column and a row in a message


class Chosen(NamedTuple):
    """The columns that are read."""

    ends: tuple[str, str]
    strength: str | None
    strong: str | None

    @property
    def types(self) -> dict[str, str]:
        """What each is at best."""
        others = ((self.strength, "float64"), (self.strong, "bool"))
        return dict.fromkeys(self.ends, "int64") | {name: kind for name, kind in others if name is not None}


def chosen(where: str, columns: Sequence[str], asked: Asked) -> Chosen:
    """The columns of the two ends, of the strength and of the class, if there are such."""
    named = [name for name in asked if name is not None]
    _check_columns(where, columns, named)
    source, target, strength = asked
    rest = [name for name in columns if name not in named]
    if len(rest) < (source is None) + (target is None):
        found, remedy = Verbatim(f"columns {', '.join(columns)} alone"), "separate columns by commas or tabs"
        raise Refusal(where, found, "at least two columns: source, target", remedy)
    ends = source or rest.pop(0), target or rest.pop(0)
    strength = strength or next((name for name in rest if name.lower() in STRENGTH_WORDS), None)
    return Chosen(ends, strength, next((name for name in rest if name.lower() == "strong"), None))


def _check_columns(where: str, columns: Sequence[str], named: list[str]) -> None:
    for name in named:
        if name not in columns:
            raise Refusal(f"{where}: columns", name, f"one of its columns {', '.join(columns)}", nearest(name, columns))
    for names in (columns, named):
        if len(set(names)) < len(names):
            raise Refusal(f"{where}: columns", Verbatim(", ".join(names)), "every name once", "change one")


def told(where: str, table: pyarrow.Table, columns: Chosen, cell: Cell, directed: bool | None = None) -> Ties:
    """The ties in the rows of a table: ids as whole numbers or as text, as its columns are."""
    check_memory(table.num_rows, where)
    strength = None if columns.strength is None else _numbers(table, columns.strength, cell)
    strong = None if columns.strong is None else _truths(table, columns.strong, cell)
    whole = table.schema.field(columns.ends[0]).type == "int64"
    people = (_whole_ids if whole else _text_ids)(where, table, columns.ends, cell)
    place = partial(cell, columns.strength or "strength")
    return Ties(where, *people, place, strength, strong, directed)


def _numbers(table: pyarrow.Table, name: str, cell: Cell) -> Any:
    import pandas as pd

    given = table[name].to_numpy()
    numbers = np.asarray(pd.to_numeric(given, errors="coerce"), np.float64)
    bad = first(np.isnan(numbers))
    if bad >= 0:
        raise Refusal(cell(name, bad), given[bad], "a strength from 0 to 1", "write a number there")
    return numbers


def _truths(table: pyarrow.Table, name: str, cell: Cell) -> Any:
    column = table[name]
    words = np.array([{"true": 1, "1": 1, "false": 0, "0": 0}.get(str(item).lower(), -1) for item in column.unique().to_pylist()])
    truth = words[column.dictionary_encode(null_encoding="encode").combine_chunks().indices.to_numpy()]
    bad = first(truth < 0)
    if bad >= 0:
        remedy = "write true or false there, or name the column otherwise"
        raise Refusal(cell(name, bad), column[bad].as_py(), "true (a strong tie) or false (a weak one)", remedy)
    return truth == 1


def _whole_ids(where: str, table: pyarrow.Table, ends: tuple[str, str], cell: Cell) -> People:
    """Ids sorted."""
    for name in ends:
        if table[name].null_count:
            raise missing(cell(name, first(table[name].is_null())), Verbatim("an empty cell"))
    heard, hearer = (table[name].to_numpy() for name in ends)
    ids = different(np.concatenate((heard, hearer)))
    names = names_of(ids, where)
    return ids, names, ends_of(names, heard, ends[0]), ends_of(names, hearer, ends[1])


def _text_ids(where: str, table: pyarrow.Table, ends: tuple[str, str], cell: Cell) -> People:
    """Ids sorted; spaces around an id are no part of it."""
    import pyarrow
    from pyarrow import compute

    with ThreadPoolExecutor(2) as pool:
        coded = list(pool.map(lambda name: _coded(table[name]), ends))
    texts = pyarrow.concat_arrays([compute.utf8_trim_whitespace(one.dictionary) for one in coded])
    merged = texts.dictionary_encode()
    everyone = merged.dictionary
    empty = compute.index(everyone, "").as_py()
    order = compute.sort_indices(everyone).to_numpy()
    rank = np.empty(order.size, np.int32)
    rank[order] = np.arange(order.size)
    known, at = merged.indices.to_numpy(), 0
    codes = []
    for name, one in zip(ends, coded, strict=True):
        here = known[at : at + len(one.dictionary)]
        at += len(one.dictionary)
        _check_filled(one.indices, here == empty, cell, name)
        codes.append(rank[here][one.indices.to_numpy()])
    ids = np.fromiter(everyone.take(pyarrow.array(order)).to_pylist(), object, order.size)
    names = names_of(ids, where)
    check_different(ids, names, where)
    return ids, names, codes[0], codes[1]


def _coded(column: pyarrow.ChunkedArray) -> Any:
    """One dictionary of the texts of a column, and for each row its place there, null for none."""
    coded = column.cast("large_string").dictionary_encode().combine_chunks()
    return coded.chunk(0) if hasattr(coded, "chunk") else coded


def _check_filled(indices: Any, empty: Any, cell: Cell, name: str) -> None:
    if indices.null_count or empty.any():
        there = indices.fill_null(empty.size).to_numpy()
        row = first(np.append(empty, True)[there])
        if row >= 0:
            raise missing(cell(name, row), Verbatim("an empty cell"))


def table_of(ties: Ties) -> pyarrow.Table:
    """The ties as rows: source, target and, where not all are alike, strength and strong."""
    import pyarrow

    ids = id_column(ties.ids)
    columns = {"source": ids.take(pyarrow.array(ties.source)), "target": ids.take(pyarrow.array(ties.target))}
    others = {"strength": ties.strength, "strong": ties.strong}
    return pyarrow.table(columns | {name: values for name, values in others.items() if values is not None})


def consumers_table(ids: Ids, segment: Any) -> pyarrow.Table:
    """Everybody as rows: consumer and, if there are any, segment."""
    import pyarrow

    return pyarrow.table({"consumer": id_column(ids)} | ({} if segment is None else {"segment": segment}))


def id_column(ids: Ids) -> pyarrow.Array:
    """Ids as a column of whole numbers or of text."""
    import pyarrow

    return pyarrow.array(ids, "large_string" if ids.dtype == object else "int64")
