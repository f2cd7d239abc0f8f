"""Mechanisms a scenario leaves out or lets act, by name: the parameters that takes, unless something else sets them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Annotated, Any

from pydantic import PlainValidator, WithJsonSchema

from simulation.experiments.scenario_fields import several
from simulation.experiments.units import Unfit
from simulation.model.mechanisms import MECHANISMS
from simulation.refusal import Verbatim, nearest

RESTING = tuple(name for name, mechanism in MECHANISMS.items() if mechanism.on)


def _names(known: Collection[str], otherwise: str) -> Callable[[object], tuple[str, ...]]:
    """What reads a list of mechanisms, each known and named once."""

    def read(value: object) -> tuple[str, ...]:
        names = several(value)
        for n, name in enumerate(names):
            if not isinstance(name, str) or name not in MECHANISMS:
                raise Unfit(name, "the name of a mechanism", nearest(name, MECHANISMS), f"[{n}]")
            if name not in known:
                raise Unfit(name, "a mechanism that rests by default", otherwise, f"[{n}]")
            if name in names[:n]:
                raise Unfit(Verbatim(f"{name!r} again"), "every mechanism once", "leave one out", f"[{n}]")
        return tuple(str(name) for name in names)

    return read


def _described(known: Iterable[str]) -> dict[str, Any]:
    items = [{"const": name, "description": MECHANISMS[name].meaning} for name in known]
    return {"type": "array", "items": {"oneOf": items}, "uniqueItems": True}


Off = Annotated[Any, PlainValidator(_names(MECHANISMS, "")), WithJsonSchema(_described(MECHANISMS))]
On = Annotated[Any, PlainValidator(_names(RESTING, "it acts unless it is switched off: leave it out")),
               WithJsonSchema(_described(RESTING))]  # fmt: skip


def settled(off: Iterable[str], on: Iterable[str], said: Collection[str] = ()) -> dict[str, float]:
    """The parameters set by mechanisms left out and let act.

    Unfit where one is among those `said` elsewhere, or two mechanisms disagree about it.
    """
    values: dict[str, float] = {}
    for place, given in _given(off, on):
        for name, value in given.items():
            if name in said:
                found, remedy = Verbatim(f"it again in behaviour, as {name}"), f"take {name} out there, or the mechanism here"
                raise Unfit(found, "one place for one parameter", remedy, place)
            if values.setdefault(name, value) != value:
                found = Verbatim(f"{name} = {value:g}")
                expected = f"{name} = {values[name]:g}, as another mechanism named has it"
                raise Unfit(found, expected, "name one of the two", place)
    return values


def _given(off: Iterable[str], on: Iterable[str]) -> Iterator[tuple[str, Mapping[str, float]]]:
    for name in off:
        yield f"off.{name}", MECHANISMS[name].off
    for name in on:
        yield f"on.{name}", MECHANISMS[name].on
