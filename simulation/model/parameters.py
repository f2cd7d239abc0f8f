"""Every constant of the model: unit, default, range, source, and whether it is an assumption.

`low`–`high` is the range in which a parameter is swept alone. Drawn together over those ranges the worlds are absurd, so
worlds that vary assumptions draw from the narrower `joint` range (None: the parameter keeps its value). `log` marks a
parameter drawn evenly in its logarithm. An entry marked as an assumption is shown as one wherever a result rests on it:
a source then says where the value comes from, not that our use of it was ever measured.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Mapping
from typing import Any

from simulation.model import chance
from simulation.model.constants import NO_SOURCE, TABLE, Parameter
from simulation.refusal import Refusal, nearest

__all__ = ["NO_SOURCE", "TABLE", "Parameter"]

REGISTRY: Mapping[str, Parameter] = {parameter.name: parameter for parameter in TABLE}

# The values of all parameters as one immutable value that compiled code reads by name.
Parameters: Any = namedtuple("Parameters", [parameter.name for parameter in TABLE])  # type: ignore[misc]
Parameters.__module__ = __name__

DEFAULTS: Any = Parameters(*(float(parameter.default) for parameter in TABLE))


def with_values(values: Any, **changes: float) -> Any:
    """These parameters with some changed; an unknown name or a value outside its range is refused."""
    for name, value in changes.items():
        check(name, value)
    return values._replace(**{name: float(value) for name, value in changes.items()})


def check(name: str, value: object, where: str = "behaviour") -> None:
    """Refuse a parameter that is unknown, not a number, or outside its range."""
    if name not in REGISTRY:
        raise Refusal(f"{where}.{name}", name, "the name of a parameter", nearest(name, REGISTRY))
    parameter = REGISTRY[name]
    fits = isinstance(value, (int, float)) and not isinstance(value, bool) and parameter.low <= value <= parameter.high
    if not fits:
        expected = f"{parameter.unit} between {parameter.low:g} and {parameter.high:g}"
        raise Refusal(f"{where}.{name}", value, expected, f"the default is {parameter.default:g}")


Ranges = Mapping[str, tuple[float, float]]


def varied(values: Any, world: chance.Bits, held: frozenset[str] = frozenset(), ranges: Ranges | None = None) -> Any:
    """One world's draw of every assumption that has a joint range, except those held at their value.

    `ranges` gives parameters a joint range of the user's own. Each is drawn by its own name, so one more shifts no other.
    """
    stream, own = chance.at(world, chance.ASSUMPTION), ranges or {}
    spans = {p.name: own.get(p.name, p.joint) for p in TABLE if p.name not in held or p.name in own}
    return values._replace(**{name: _drawn(name, span, stream) for name, span in spans.items() if span})


def _drawn(name: str, span: tuple[float, float], stream: chance.Bits) -> float:
    low, high = span
    u = chance.draw(stream, chance.name_of(name))
    return float(low * (high / low) ** u) if REGISTRY[name].log and low > 0 else float(low + (high - low) * u)
