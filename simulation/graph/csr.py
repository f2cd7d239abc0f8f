"""Ties in rows: compressed sparse rows, sorted, by counting."""

from __future__ import annotations

import os
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from simulation.model import chance
from simulation.model.compiled import compiled
from simulation.refusal import Refusal, Verbatim

Starts = npt.NDArray[np.int64]
Ends = npt.NDArray[np.int32]
Strength = npt.NDArray[np.float32]
Strong = npt.NDArray[np.bool_]

BYTES_AN_ARC = 60
_UNKNOWN_MEMORY = 16 * 2**30


class Rows(NamedTuple):
    """The ties of every consumer, one way: row i is `end[start[i]:start[i + 1]]`, ascending."""

    start: Starts
    end: Ends
    strength: Strength | None
    strong: Strong | None


@compiled
def _starts(row: Ends, rows: int) -> Starts:
    start = np.zeros(rows + 1, np.int64)
    for a in range(row.size):
        start[row[a] + 1] += 1
    for i in range(rows):
        start[i + 1] += start[i]
    return start


@compiled
def _placed(row: Ends, start: Starts) -> Starts:
    """Where each arc goes when arcs are put in rows, keeping their order within a row."""
    free = start.copy()
    place = np.empty(row.size, np.int64)
    for a in range(row.size):
        place[a] = free[row[a]]
        free[row[a]] += 1
    return place


@compiled
def _put(place: Starts, values: Any) -> Any:
    out = np.empty_like(values)
    for a in range(place.size):
        out[place[a]] = values[a]
    return out


@compiled
def _rows_of(start: Starts) -> Ends:
    """The row every arc stands in."""
    row = np.empty(start[-1], np.int32)
    for i in range(start.size - 1):
        row[start[i] : start[i + 1]] = i
    return row


@compiled
def _after(strength: Strength, strong: Strong, one: int, other: int) -> bool:
    """Whether one tie belongs behind another: the stronger, at equal strength the one of strong class."""
    if strength[one] != strength[other]:
        return bool(strength[one] > strength[other])
    return bool(strong[one] and not strong[other])


@compiled
def _order_parallel(start: Starts, end: Ends, strength: Strength, strong: Strong) -> None:
    """Ties between the same two, in one row, stand in one order, however given."""
    for i in range(start.size - 1):
        for a in range(start[i] + 1, start[i + 1]):
            b = a
            while b > start[i] and end[b - 1] == end[b] and _after(strength, strong, b - 1, b):
                strength[b - 1], strength[b] = strength[b], strength[b - 1]
                strong[b - 1], strong[b] = strong[b], strong[b - 1]
                b -= 1


def rows_of(start: Starts) -> Ends:
    """The row every arc stands in; shape (arcs,), int32."""
    return _rows_of(start)


def _moved(place: Starts, values: Any) -> Any:
    return None if values is None else _put(place, values)


def _gathered(row: Ends, end: Ends, strength: Strength | None, strong: Strong | None, rows: int) -> Rows:
    start = _starts(row, rows)
    place = _placed(row, start)
    return Rows(start, _put(place, end), _moved(place, strength), _moved(place, strong))


def turned(rows: Rows) -> Rows:
    """The same ties seen from their other end."""
    return _gathered(rows.end, _rows_of(rows.start), rows.strength, rows.strong, rows.start.size - 1)


def sorted_rows(source: Ends, target: Ends, strength: Strength | None, strong: Strong | None, n: int) -> Rows:
    """Ties by source, ascending by target, whatever order they came in (two counting sorts)."""
    rows = turned(_gathered(target, source, strength, strong, n))
    if strength is not None or strong is not None:
        _order_parallel(rows.start, rows.end, _or_ones(rows.strength, rows.end), _or_true(rows.strong, rows.end))
    return rows


def in_order(rows: Rows) -> bool:
    """Whether rows stand as `sorted_rows` puts them."""
    if rows.strength is None and rows.strong is None:
        return bool(_ascending(rows.start, rows.end))
    return bool(_ascending(rows.start, rows.end) and _parallel_in_order(*_whole(rows)))


def mirrored(rows: Rows, back: Rows) -> bool:
    """Whether both, in order, are the same ties seen from either end: by the sum of 64 bits that each tie stands for."""
    return bool(_sum_of_ties(*_whole(rows), False) == _sum_of_ties(*_whole(back), True))


def _whole(rows: Rows) -> tuple[Starts, Ends, Strength, Strong]:
    return rows.start, rows.end, _or_ones(rows.strength, rows.end), _or_true(rows.strong, rows.end)


@compiled
def _sum_of_ties(start: Starts, end: Ends, strength: Strength, strong: Strong, turned: bool) -> chance.Bits:
    total, weights = np.uint64(0), strength.view(np.uint32)
    for i in range(start.size - 1):
        for a in range(start[i], start[i + 1]):
            one, other = (end[a], i) if turned else (i, end[a])
            pair = np.uint64(one) << np.uint64(32) | np.uint64(other)
            total += chance.at(pair, np.uint64(weights[a]) << np.uint64(1) | np.uint64(strong[a]))
    return total


@compiled
def _ascending(start: Starts, end: Ends) -> bool:
    for i in range(start.size - 1):
        for a in range(start[i] + 1, start[i + 1]):
            if end[a - 1] > end[a]:
                return False
    return True


@compiled
def _parallel_in_order(start: Starts, end: Ends, strength: Strength, strong: Strong) -> bool:
    for i in range(start.size - 1):
        for a in range(start[i] + 1, start[i + 1]):
            if end[a - 1] == end[a] and _after(strength, strong, a - 1, a):
                return False
    return True


def _or_ones(strength: Strength | None, like: Ends) -> Strength:
    return np.ones(like.size, np.float32) if strength is None else strength


def _or_true(strong: Strong | None, like: Ends) -> Strong:
    return np.ones(like.size, np.bool_) if strong is None else strong


def memory() -> int:
    """Bytes of main memory; where the system does not say, 16 GiB are taken for granted."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return _UNKNOWN_MEMORY


def check_memory(arcs: float, where: str) -> None:
    """Refuse more one-way ties than main memory holds while they are sorted (about 60 bytes each)."""
    if arcs * BYTES_AN_ARC > memory():
        most = memory() // BYTES_AN_ARC
        found = Verbatim(f"{arcs:.3g} one-way ties")
        raise Refusal(where, found, f"at most {most:.3g}, which memory holds", "give a smaller network or fewer ties")
