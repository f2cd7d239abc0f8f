"""Tables beside a scenario: named columns of text from a CSV, each cell read or refused with its row."""

from __future__ import annotations

import warnings
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
import numpy.typing as npt

from simulation.experiments.units import Quantity, Unfit
from simulation.refusal import Refusal, Verbatim, nearest

if TYPE_CHECKING:
    import pandas as pd

LARGEST_TABLE = 10**9  # bytes
_TRUTH = {"true": True, "false": False, "1": True, "0": False}


def read(path: Path, columns: Sequence[str], where: str, exactly: bool = False) -> pd.DataFrame:
    """These columns of a CSV (`.tsv`: tabs; `.gz`: packed), all text; at least one row.

    `exactly` refuses a column that was not asked for.
    """
    import pandas as pd

    try:
        if path.stat().st_size > LARGEST_TABLE:
            raise _no_table(where, path, "more than a gigabyte")
        frame = _texts(path)
    except pd.errors.EmptyDataError:
        raise Refusal(where, Verbatim(f"nothing in {path.name}"), "a header and rows", "fill it in") from None
    except (OSError, EOFError, zlib.error, ValueError, MemoryError, pd.errors.ParserWarning) as error:
        raise _no_table(where, path, str(error).split("\n")[0].strip()) from None
    frame.columns = [str(name).strip() for name in frame.columns]
    _check_columns(list(frame.columns), columns, where, path, exactly)
    if frame.empty:
        raise Refusal(where, Verbatim(f"no row in {path.name}"), "at least one row below the header", "fill it in")
    return pd.DataFrame({name: frame[name].str.strip() for name in frame.columns})


def _texts(path: Path) -> pd.DataFrame:
    """Every cell as text; a row with more cells than the header is an error."""
    import pandas as pd

    with warnings.catch_warnings():
        warnings.simplefilter("error", pd.errors.ParserWarning)
        return pd.read_csv(path, sep="\t" if ".tsv" in path.suffixes else ",", dtype=str, keep_default_na=False,
                           encoding="utf-8-sig", na_filter=False, index_col=False)  # fmt: skip


def _no_table(where: str, path: Path, why: str) -> Refusal:
    found = Verbatim(f"{path.name}, which cannot be read ({why})")
    return Refusal(where, found, "a table in CSV, UTF-8, with a header", "save it as CSV UTF-8")


def _check_columns(found: list[str], wanted: Sequence[str], where: str, path: Path, exactly: bool) -> None:
    for name in wanted:
        if name not in found:
            has = Verbatim(f"columns {', '.join(map(repr, found[:12]))} in {path.name}")
            remedy = nearest(name, found) if not exactly else f"add the column {name!r}"
            raise Refusal(where, has, f"a column {name!r}", remedy)
    for name in found if exactly else ():
        if name not in wanted:
            found_column = Verbatim(f"the unknown column {name!r} in {path.name}")
            raise Refusal(where, found_column, "columns " + ", ".join(wanted), nearest(name, wanted))


def numbers(frame: pd.DataFrame, column: str, quantity: Quantity, where: str) -> npt.NDArray[np.float64]:
    """A column of quantities; the first cell that is none is refused. Shape (rows,)."""
    import pandas as pd

    values = pd.to_numeric(frame[column], errors="coerce").to_numpy(np.float64, copy=True)
    outside = ~((values >= quantity.low) & (values <= quantity.high)) | (values == 0 if quantity.positive else False)
    fractions = np.floor(values) != values if quantity.whole else np.zeros(values.size, bool)
    for row in np.flatnonzero(outside | fractions):
        values[row] = _read(frame[column].iloc[row], quantity, at(where, int(row), column))
    return values


def _read(cell: str, quantity: Quantity, place: str) -> float:
    try:
        return quantity.read(cell)
    except Unfit as unfit:
        raise Refusal(place, unfit.found, unfit.expected, unfit.remedy) from None


def truths(frame: pd.DataFrame, column: str, where: str) -> npt.NDArray[np.bool_]:
    """A column of true and false; shape (rows,)."""
    read_as = [_TRUTH.get(cell.lower()) for cell in frame[column]]
    if None in read_as:
        row = read_as.index(None)
        refuse(frame, column, row, where, "true or false")
    return np.array(read_as, bool)


def at(where: str, row: int, column: str) -> str:
    """The place of a cell: rows are counted from 1, below the header."""
    return f"{where}: row {row + 1}: {column}"


def refuse(frame: pd.DataFrame, column: str, row: int, where: str, expected: str, remedy: str = "mend that cell") -> NoReturn:
    """Refuse one cell."""
    cell: Any = frame[column].iloc[row]
    raise Refusal(at(where, row, column), cell, expected, remedy)
