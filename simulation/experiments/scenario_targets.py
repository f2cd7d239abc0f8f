"""Figures others have published about a case: shown beside what the simulation finds, used nowhere in it."""

from __future__ import annotations

import re
from typing import Annotated, Any, NamedTuple

from pydantic import BeforeValidator, Field, PlainValidator, WithJsonSchema

from simulation.experiments.metrics import METRICS
from simulation.experiments.scenario_fields import Column, Section
from simulation.experiments.units import Unfit
from simulation.refusal import nearest

_WRITTEN = re.compile(r"(?P<number>[-+]?\d[\d_]*(\.\d+)?)\s*(?P<unit>\D.{0,60})?", re.ASCII)
_SCHEMA = {"type": ["number", "string"], "pattern": r"^[-+]?\d[\d_]*(\.\d+)?\s*(\D.{0,60})?$"}


class Figure(NamedTuple):
    """A number with a unit of its own."""

    number: float
    unit: str

    def __str__(self) -> str:
        """As one would print it: 75 %, 300,000 views a day."""
        return f"{self.number:,.10g} {self.unit}".strip()


def figure(value: object) -> Figure:
    """The figure somebody wrote: `75 %`, `300_000 views a day`, 12."""
    written = isinstance(value, str) or (isinstance(value, (int, float)) and not isinstance(value, bool))
    found = _WRITTEN.fullmatch(str(value).strip()) if written and len(str(value)) <= 100 else None
    if not found:
        raise Unfit(value, "a number and its unit", "write it as in `75 %` or `300_000 views a day`")
    number = float(found["number"].replace("_", ""))
    return Figure(number, " ".join((found["unit"] or "").split()))


def measure(name: object) -> str:
    """The name of a metric that a comparison tells of each strategy."""
    if not isinstance(name, str) or name not in METRICS:
        raise Unfit(name, "a metric of a comparison", nearest(name, METRICS))
    return name


class Target(Section):
    """One published figure. It is whoever's figure it is: nothing here is fitted to it."""

    what: Column = Field(description="what the figure is of, in words")
    value: Annotated[Any, PlainValidator(figure), WithJsonSchema(_SCHEMA)] = Field(
        description="the figure and its unit: 75 %, 300_000 views a day"
    )
    whose: Column = Field(description="whose figure it is: the brand's own, an agency's, a measurement")
    source: Column = Field(description="where it was read")
    metric: Annotated[str, BeforeValidator(measure)] | None = Field(
        None, description="the metric of a comparison it is set beside, such as buyers_by_peer_share"
    )
