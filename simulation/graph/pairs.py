"""A set of pairs of consumers, for compiled code: which ties are there already."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulation.model import chance
from simulation.model.compiled import compiled

Table = npt.NDArray[np.int64]  # open addressing, linear probing; −1: free

FREE = -1
_SCATTER = np.uint64(0)


@compiled
def nothing(pairs: int) -> Table:
    """An empty set with room for so many pairs."""
    size = 4
    while size < 2 * pairs:
        size *= 2
    return np.full(size, FREE, np.int64)


@compiled
def _code(one: int, other: int) -> int:
    low, high = min(one, other), max(one, other)
    return int(np.int64(low) << 32 | np.int64(high))


@compiled
def _home(table: Table, code: int) -> np.int64:
    """Where a pair would stand if it were alone."""
    return np.int64(chance.at(_SCATTER, code) & np.uint64(table.size - 1))


@compiled
def _place(table: Table, code: int) -> int:
    """Where the pair stands, or the free place it would take."""
    mask = table.size - 1
    slot = _home(table, code)
    while table[slot] != FREE and table[slot] != code:
        slot = (slot + 1) & mask
    return int(slot)


@compiled
def add(table: Table, one: int, other: int) -> bool:
    """Take up an unordered pair of two different consumers; False if it is no such pair or there already."""
    code = _code(one, other)
    slot = _place(table, code)
    if one == other or table[slot] == code:
        return False
    table[slot] = code
    return True


@compiled
def give_up(table: Table, one: int, other: int) -> None:
    """Take a pair out and close the gap (D. Knuth, The art of computer programming 3, 1973, 6.4, algorithm R)."""
    mask = table.size - 1
    gap = _place(table, _code(one, other))
    slot = gap
    table[gap] = FREE
    while table[(slot + 1) & mask] != FREE:
        slot = (slot + 1) & mask
        home = _home(table, table[slot])
        if ((slot - home) & mask) >= ((slot - gap) & mask):
            table[gap], table[slot] = table[slot], FREE
            gap = slot
