"""What a mutant is: one malformed input, what was done to it, and how the library is asked to take it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from support.markets import Lots

from simulation.model import chance
from simulation.refusal import plain


class Mutant(NamedTuple):
    """One malformed input."""

    told: str  # what was done
    use: Callable[[], Any]  # hands it over; what comes back is checked, a Refusal is read
    names: tuple[str, ...]  # the places one of which a refusal has to name, all in small letters


class Kind(NamedTuple):
    """A way of making mutants."""

    make: Callable[[Lots, Path], Mutant]  # by lots, in an empty folder
    count: int  # of mutants in the tests
    least: float  # share that has to be refused: a mutator that never hurts proves nothing


def lots_of(kind: str, key: int) -> Lots:
    """The lots of one mutant."""
    return Lots(int(chance.at(chance.name_of(kind), key)))


def as_file(value: object) -> str:
    """Where a refusal points if a value was taken for the name of a file; nothing if it cannot be one."""
    return plain(str(value))[:9] or "." if isinstance(value, (str, Path)) else ""


def cut(value: object, limit: int = 60) -> str:
    """A value as a line can tell it."""
    try:
        text = " ".join(repr(value).split())
    except ValueError:  # a whole number of thousands of digits
        text = f"a {type(value).__name__} too long to show"
    return text if len(text) <= limit else f"{text[:limit]}… ({len(text)} signs)"
