"""What ties and consumers are like: strengths, classes and segments, checked column by column."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from simulation.graph.csr import Strength, Strong
from simulation.graph.identity import Place, column, first, ids_of
from simulation.refusal import Refusal, Verbatim

Segment = npt.NDArray[np.int32]


def check_same_length(values: Any, name: str, rows: int) -> None:
    """Refuse a column that has not one value a row."""
    if values.size != rows:
        found = Verbatim(f"{values.size} values")
        raise Refusal(name, found, f"{rows}, one a tie as in source", "give one value a tie")


def strengths_of(values: Any, rows: int, place: Place) -> Strength | None:
    """Strengths in [0, 1] as float32, None when every one is 1; the first that is not a strength is refused."""
    if values is None:
        return None
    given = column(values, "strength")
    check_same_length(given, "strength", rows)
    plain = given.dtype.kind in "iuf"
    numbers = given.astype(np.float64) if plain else np.fromiter(map(_number, given), np.float64, given.size)
    bad = first(~((numbers >= 0) & (numbers <= 1)))
    if bad >= 0:
        remedy = "divide strengths by the largest, or leave them out"
        raise Refusal(place(bad), given[bad], "a strength from 0 to 1", remedy)
    return None if (numbers == 1).all() else numbers.astype(np.float32)


def _number(item: Any) -> float:
    return float(item) if isinstance(item, (int, float, np.integer, np.floating)) and not isinstance(item, bool) else np.nan


def classes_of(values: Any, rows: int) -> Strong | None:
    """Which ties are strong, None when all are; the first that is neither True nor False is refused."""
    if values is None:
        return None
    given = column(values, "strong")
    check_same_length(given, "strong", rows)
    bad = first([not isinstance(item, (bool, np.bool_)) for item in given] if given.dtype != bool else False)
    if bad >= 0:
        raise Refusal(f"strong[{bad}]", given[bad], "True (a strong tie) or False (a weak one)", "write True or False")
    return None if given.all() else given.astype(np.bool_)


def segments_of(values: Any, n: int) -> tuple[Segment | None, tuple[str, ...] | None]:
    """The segment of each of n consumers as a code, and the word for each code where words were given."""
    if values is None:
        return None, None
    given = ids_of(values, "segment")
    if given.size != n:
        raise Refusal("segment", Verbatim(f"{given.size} values"), f"{n}, one a consumer", "give one value a consumer")
    if given.dtype == object:
        labels, codes = np.unique(given, return_inverse=True)
        return codes.astype(np.int32), tuple(labels.tolist())
    bad = first((given < 0) | (given >= 2**31))
    if bad >= 0:
        raise Refusal(f"segment[{bad}]", given[bad], "a code from 0 to 2^31 − 1 or a word", "number segments from 0")
    return given.astype(np.int32), None
