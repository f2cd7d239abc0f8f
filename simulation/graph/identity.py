"""Who is meant: ids as users write them, the names chance knows them by, and their positions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from simulation.graph.csr import check_memory
from simulation.model import chance
from simulation.refusal import Refusal, Verbatim, shown

Ids = npt.NDArray[Any]
Names = npt.NDArray[np.uint64]
Positions = npt.NDArray[np.int64]
Place = Callable[[int], str]

LARGEST_POPULATION = 2**31 - 1
_LARGEST_ID = 2**63 - 1
_NUMBERS = (int, float, np.integer, np.floating)
_KIND = "ids that are all whole numbers or all text"


def ids_of(values: Any, where: str, place: Place | None = None) -> Ids:
    """Ids as one column: int64 when all are whole numbers, else an object array of text; a fresh array.

    `place` names the n-th value in a message (default `where[n]`). Refused: what is not one column, missing ids,
    ids that are neither whole numbers nor text, and a mixture of both.
    """
    place = place or (lambda row: f"{where}[{row}]")
    array = column(values, where)
    if array.dtype.kind in "iu":
        return _whole_from_integers(array, place)
    if array.dtype.kind == "f":
        return _whole_from_floats(array, place)
    return _from_objects(array.astype(object), place)


def column(values: Any, where: str) -> npt.NDArray[Any]:
    """Any sequence as a one-dimensional array; mixtures stay objects, so that nothing turns into text unnoticed."""
    expected, remedy = "one value a row, as a list, an array or a column", "pass a one-dimensional sequence"
    if hasattr(values, "to_numpy"):
        values = values.to_numpy()
    if isinstance(values, np.ndarray):
        if values.ndim != 1:
            raise Refusal(where, Verbatim(f"an array of shape {values.shape}"), expected, remedy)
        return values
    if isinstance(values, (str, bytes)) or not hasattr(values, "__iter__"):
        raise Refusal(where, values, expected, remedy)
    check_length(values, where)
    return _column_of_items(list(values))


def _column_of_items(items: list[Any]) -> npt.NDArray[Any]:
    if not items:
        return np.empty(0, np.int64)
    if all(issubclass(kind, _NUMBERS) and kind is not bool for kind in set(map(type, items))):
        array = np.asarray(items)
        if array.dtype.kind in "iuf":
            return array
    return np.fromiter(items, object, len(items))


def check_length(values: Any, where: str) -> None:
    """Refuse a range longer than positions can count or memory holds, before it is written out."""
    try:
        length = len(values) if hasattr(values, "__len__") else 0
    except OverflowError:
        length = LARGEST_POPULATION + 1
    except TypeError:  # an array of no dimension
        return
    if isinstance(values, range):
        if length > LARGEST_POPULATION:
            check_population(max(length, values[-1] - values[0]), where)
        check_memory(length, where)


def check_population(consumers: int, where: str) -> None:
    """Refuse a population nobody belongs to, and one whose positions would not fit 32 bits."""
    if not 1 <= consumers <= LARGEST_POPULATION:
        limits = Verbatim(f"{shown(consumers)} consumers" if consumers else "no consumer")
        remedy = "give a smaller number; a consumer can stand for many people" if consumers else "name at least one"
        raise Refusal(where, limits, f"1 to {LARGEST_POPULATION} consumers", remedy)


def _whole_from_integers(array: npt.NDArray[Any], place: Place) -> Ids:
    if array.dtype.kind == "u" and array.size and int(array.max()) > _LARGEST_ID:
        row = int(array.argmax())
        raise Refusal(place(row), array[row], "a whole number below 2^63", "write such ids as text")
    return array.astype(np.int64)


def _whole_from_floats(array: npt.NDArray[Any], place: Place) -> Ids:
    bad = first(~np.isfinite(array))
    if bad >= 0:
        raise missing(place(bad), array[bad])
    bad = first((array != np.floor(array)) | (np.abs(array) >= 2.0**53))
    if bad >= 0:
        raise Refusal(place(bad), array[bad], _KIND, "write ids as whole numbers or text")
    return array.astype(np.int64)


def _from_objects(array: Ids, place: Place) -> Ids:
    import pandas as pd

    bad = first(pd.isna(array) | np.fromiter((isinstance(item, str) and not item for item in array), bool, array.size))
    if bad >= 0:
        raise missing(place(bad), array[bad])
    whole = np.fromiter((_is_whole(item) for item in array), bool, array.size)
    odd = first(~whole & ~np.fromiter((isinstance(item, str) for item in array), bool, array.size))
    if odd < 0 and whole.any():
        odd = first(~whole)
    if odd >= 0:
        raise Refusal(place(odd), array[odd], _KIND, "write every id as a whole number or every id as text")
    return _whole_from_objects(array, place) if whole.any() else array


def _is_whole(item: object) -> bool:
    return isinstance(item, (int, np.integer)) and not isinstance(item, bool)


def _whole_from_objects(array: Ids, place: Place) -> Ids:
    bad = first(np.fromiter((abs(int(item)) > _LARGEST_ID for item in array), bool, array.size))
    if bad >= 0:
        raise Refusal(place(bad), array[bad], "a whole number below 2^63", "write such ids as text")
    return array.astype(np.int64)


def missing(where: str, found: object) -> Refusal:
    """The complaint about an id that is not there."""
    return Refusal(where, found, "an id, a whole number or text", "fill in the id or leave the row out")


def first(flags: Any) -> int:
    """The first position where a flag is raised, -1 if none is."""
    flags = np.asarray(flags, bool)
    return int(flags.argmax()) if flags.any() else -1


def names_of(ids: Ids, where: str) -> Names:
    """The 64-bit names of people, each different id hashed once; shape of `ids`."""
    if ids.dtype != object:
        return chance.names_of(ids)
    import pandas as pd

    codes, different = pd.factorize(ids)
    try:
        return chance.names_of(different)[codes]
    except UnicodeEncodeError as error:
        raise Refusal(where, error.object, "text that can be written in UTF-8", "write the id anew") from None


def different(ids: Ids) -> Ids:
    """Every id once, sorted; shape (different ids,)."""
    if ids.dtype == object:
        import pandas as pd

        return np.sort(pd.unique(ids))
    low, high = (int(ids.min()), int(ids.max())) if ids.size else (0, 0)
    if high - low >= 4 * ids.size:
        return np.unique(ids)
    seen = np.zeros(high - low + 1, bool)
    seen[ids - low] = ids.size > 0
    return np.flatnonzero(seen) + low


def positions(names: Names, wanted: Names) -> Positions:
    """Where each wanted name stands in `names`, -1 where it does not; shape of `wanted`."""
    likely: Positions = np.minimum(wanted - names[0], np.uint64(names.size - 1)).astype(np.int64)
    if np.array_equal(names[likely], wanted):  # whole numbers in a row
        return likely
    low, high = int(names.min()), int(names.max())
    if high - low >= 4 * names.size + 1024:
        order = np.argsort(names)
        nearest = order[np.minimum(np.searchsorted(names[order], wanted), names.size - 1)]
        return np.where(names[nearest] == wanted, nearest, -1)
    table = np.full(high - low + 2, -1, np.int64)
    table[names - np.uint64(low)] = np.arange(names.size)
    found: Positions = table[np.minimum(wanted - np.uint64(low), np.uint64(high - low + 1)).astype(np.int64)]
    return found


def check_different(ids: Ids, names: Names, where: str) -> None:
    """Refuse two consumers with one id (7 and "7" are one)."""
    order = np.argsort(names, kind="stable")
    again = first(names[order][1:] == names[order][:-1])
    if again >= 0:
        one, other = sorted(order[again : again + 2])
        expected = f"every id once; it stands at {where}[{one}] too"
        raise Refusal(f"{where}[{other}]", ids[other], expected, "leave the second one out")
