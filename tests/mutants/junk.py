"""Values nobody should pass, each made anew: `JUNK` holds their makers by a name."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from support.markets import Lots


class Nothing:
    """A value of a type nobody has heard of."""

    def __init__(self, *given: Any) -> None:
        """Whatever is given."""


JUNK: Mapping[str, Callable[[], Any]] = {
    "None": lambda: None,
    "True": lambda: True,
    "False": lambda: False,
    "NaN": lambda: math.nan,
    "inf": lambda: math.inf,
    "-inf": lambda: -math.inf,
    "0": lambda: 0,
    "-1": lambda: -1,
    "-0.0": lambda: -0.0,
    "1.5": lambda: 1.5,
    "1e308": lambda: 1e308,
    "5e-324": lambda: 5e-324,
    "2^31": lambda: 2**31,
    "2^31 - 1": lambda: 2**31 - 1,
    "2^63": lambda: 2**63,
    "2^64": lambda: 2**64,
    "10^20": lambda: 10**20,
    "10^5000": lambda: 10**5000,
    "-10^20": lambda: -(10**20),
    "empty text": lambda: "",
    "a word": lambda: "abc",
    "digits": lambda: "12",
    "long text": lambda: "x" * 300_000,
    "a zero byte": lambda: "a\0b",
    "half a sign": lambda: "a\ud800b",
    "a line break": lambda: "a\nb\x1b[31m",
    "bytes": lambda: b"abc",
    "a complex number": lambda: 1 + 2j,
    "a Decimal": lambda: Decimal("NaN"),
    "a Fraction": lambda: Fraction(1, 3),
    "a Path": lambda: Path("nowhere"),
    "a date": lambda: datetime.date(2025, 1, 1),
    "empty list": list,
    "a list": lambda: [1, 2, 3],
    "a list of NaN": lambda: [math.nan, 1.0],
    "a list of None": lambda: [None, None],
    "a mixed list": lambda: [1, "a", None, 2.5],
    "a list of lists": lambda: [[1, 2], [3]],
    "a list of words": lambda: ["a", "b"],
    "a list of huge numbers": lambda: [10**30, -(10**30)],
    "a tuple": lambda: (0.5, 0.7),
    "a set": lambda: {1, 2},
    "empty dict": dict,
    "a dict": lambda: {"a": 1},
    "a dict of numbers": lambda: {1: 2},
    "a deep list": lambda: _deep(500),
    "a range": lambda: range(10**9),
    "an endless range": lambda: range(10**30),
    "a generator": lambda: (n for n in range(3)),
    "an object": Nothing,
    "a class": lambda: Nothing,
    "a function": lambda: anything,
    "an array": lambda: np.array([0.2, 0.4]),
    "an empty array": lambda: np.empty(0),
    "a square array": lambda: np.eye(3),
    "an array of nothing": lambda: np.array(1.0),
    "an array of NaN": lambda: np.array([np.nan, 1.0]),
    "an array of words": lambda: np.array(["a", "b"]),
    "an array of times": lambda: np.array(["2025-01-01", "NaT"], "datetime64[D]"),
    "an array of complex numbers": lambda: np.array([1 + 1j]),
    "an array of records": lambda: np.zeros(2, [("a", "i4"), ("b", "f8")]),
    "NumPy's NaN": lambda: np.float32("nan"),
    "NumPy's number": lambda: np.int8(3),
    "NumPy's complex number": lambda: np.complex64(1 + 1j),
    "NumPy's truth": lambda: np.True_,
    "NaT": lambda: pd.NaT,
    "NA": lambda: pd.NA,
    "a column": lambda: pd.Series([1, 2, 3]),
    "a column with holes": lambda: pd.Series([1, None, 3], dtype="Int64"),
    "a column of categories": lambda: pd.Series(["a", "b", "a"], dtype="category"),
    "a table": lambda: pd.DataFrame({"a": [1, 2]}),
}


def anything(*given: Any) -> float:
    """Takes all and says nothing."""
    return 0.5


def _deep(levels: int) -> list[Any]:
    inner: list[Any] = []
    for _ in range(levels):
        inner = [inner]
    return inner


def junk(lots: Lots) -> tuple[str, Any]:
    """One of them, and its name."""
    name = lots.pick(tuple(JUNK))
    return name, JUNK[name]()
