"""Matrix Market (R. Boisvert, R. Pozo & K. Remington, "The Matrix Market exchange formats", 1996): square, coordinate.

The entry of row i and column j is the strength of the tie i → j; ids are the row numbers 1 … n. A symmetric matrix is an
undirected network.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from simulation.graph.csr import check_memory
from simulation.graph.formats import files
from simulation.graph.identity import check_population, names_of
from simulation.graph.ties import Ties
from simulation.refusal import Refusal, Verbatim

_KIND = "a Matrix Market file"
_SMALLEST_ENTRY = 4  # bytes: a row, a column, what stands between and after


def read(path: Path) -> Ties:
    """The ties of a Matrix Market file, isolates included."""
    from scipy.io import mmread

    data = files.contents(path)
    size, field, symmetry = _head(path, data)
    with files.decoding(path, _KIND):
        matrix: Any = mmread(BytesIO(data), spmatrix=False)
    source, target, entries = matrix.row, matrix.col, matrix.data
    ids = np.arange(1, size + 1)
    kept = np.flatnonzero(source <= target) if symmetry == "symmetric" else np.arange(source.size)
    source, target = (np.asarray(end[kept], np.int32) for end in (source, target))
    strength = None if field == "pattern" else np.asarray(entries[kept], np.float64)
    place = lambda row: f"{path}: entry of row {source[row] + 1}, column {target[row] + 1}"  # noqa: E731
    return Ties(str(path), ids, names_of(ids, str(path)), source, target, place, strength, directed=symmetry == "general")


def _head(path: Path, data: bytes) -> tuple[int, str, str]:
    """Number of consumers, what an entry is, and symmetry; what is no network, or would not fit, is refused."""
    from scipy.io import mminfo

    with files.decoding(path, _KIND):
        rows, columns, entries, layout, field, symmetry = mminfo(BytesIO(data))
    _accept(path, "layout", layout, ("coordinate",))
    _accept(path, "entries", field, ("pattern", "real", "integer", "unsigned-integer", "double"))
    _accept(path, "symmetry", symmetry, ("general", "symmetric"))
    if rows != columns:
        found, remedy = Verbatim(f"{rows} rows and {columns} columns"), "give the matrix of who hears whom"
        raise Refusal(str(path), found, "as many columns as rows", remedy)
    check_population(rows, str(path))
    check_memory(max(rows, 2 * entries), str(path))
    if entries * _SMALLEST_ENTRY > len(data):
        found = Verbatim(f"{entries} entries in {len(data)} bytes")
        raise Refusal(str(path), found, "all entries that are announced", "check that it is whole")
    return rows, field, symmetry


def _accept(path: Path, what: str, found: Any, known: tuple[str, ...]) -> None:
    if found not in known:
        raise Refusal(f"{path}: {what}", found, " or ".join(known), "write it anew")


def write(ties: Ties, path: Path) -> None:
    """Ties as entries; of an undirected tie the lower half."""
    rows, columns = (ties.source, ties.target) if ties.directed else (ties.target, ties.source)
    values = ["" for _ in rows] if ties.strength is None else [f" {one}" for one in ties.strength]
    head = f"{'pattern' if ties.strength is None else 'real'} {'general' if ties.directed else 'symmetric'}"
    lines = (f"{i} {j}{value}\n" for i, j, value in zip(rows + 1, columns + 1, values, strict=True))
    top = f"%%MatrixMarket matrix coordinate {head}\n{ties.ids.size} {ties.ids.size} {rows.size}\n"
    files.write(path, lambda stream: stream.writelines(line.encode() for line in (top, *lines)))
