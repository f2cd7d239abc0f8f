"""The kinds of values a scenario is made of, and what its sections have in common."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, WithJsonSchema

from simulation.experiments import units
from simulation.experiments.units import Quantity, Unfit
from simulation.refusal import nearest

_LONGEST_NAME = 80
_MOST = 200  # entries of a list
_SPAN = re.compile(r"\s*(\d{1,4})\s*[-–]\s*(\d{1,4})\s*", re.ASCII)


def plain_name(value: object) -> str:
    """A name that a folder and a table can carry."""
    expected = f"a name of 1 to {_LONGEST_NAME} letters, digits, spaces, dots, hyphens or underscores"
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_NAME or value != value.strip(" ."):
        raise Unfit(value, expected, "write such a name, in quotes if it looks like a number")
    odd = next((sign for sign in value if not (sign.isalnum() or sign in " .-_")), None)
    if odd:
        raise Unfit(value, expected, f"leave out {odd!r}")
    return value


def span(value: object) -> tuple[int, int]:
    """First and last day of a span such as 18–20, or of the one day 18."""
    expected = "a day such as 18, or the first and the last such as 18–20"
    if not isinstance(value, str):
        day = int(units.DAY.read(value))
        return day, day
    ends = _SPAN.fullmatch(value)
    if not ends:
        raise Unfit(value, expected, "write both days with a dash between them")
    first, last = (int(units.DAY.read(int(end))) for end in ends.groups())
    if first > last:
        raise Unfit(value, expected, "write the earlier day first")
    return first, last


def several(value: object) -> tuple[object, ...]:
    """The entries of a list."""
    if not isinstance(value, (list, tuple)) or len(value) > _MOST:
        raise Unfit(value, f"a list of at most {_MOST} entries", "write one a line, with a dash before it")
    return tuple(value)


def one_of(known: Collection[str]) -> Callable[[object], str]:
    """What reads one of these words."""

    def read(value: object) -> str:
        if not isinstance(value, str) or value not in known:
            raise Unfit(value, " or ".join(map(repr, known)), nearest(value, known))
        return value

    return read


def read_by(quantity: Quantity) -> Any:
    """The type of a number of this quantity."""
    return Annotated[float, PlainValidator(quantity.read), WithJsonSchema(quantity.json_schema())]


def listed(kind: Any) -> Any:
    """The type of a list of these."""
    return Annotated[tuple[kind, ...], BeforeValidator(several)]


Name = Annotated[str, BeforeValidator(plain_name), Field(max_length=_LONGEST_NAME)]
Words = Annotated[str, Field(max_length=4000)]
Column = Annotated[str, Field(min_length=1, max_length=200)]
Money = Annotated[int, PlainValidator(lambda value: units.fen_of(units.MONEY.read(value))),
                  WithJsonSchema(units.MONEY.json_schema())]  # fmt: skip
Price = Annotated[float, PlainValidator(lambda value: units.fen_of(units.PRICE.read(value)) / 100),
                  WithJsonSchema(units.PRICE.json_schema())]  # fmt: skip
Share: Any = read_by(units.SHARE)
Days: Any = read_by(units.DAYS)
Day: Any = read_by(units.DAY)
_SPAN_SCHEMA = {"anyOf": [
    {"type": "integer", "minimum": units.DAY.low, "maximum": units.DAY.high},
    {"type": "string", "pattern": r"^\s*\d{1,4}\s*[-–]\s*\d{1,4}\s*$"},
]}  # fmt: skip
Span = Annotated[Any, PlainValidator(span), WithJsonSchema(_SPAN_SCHEMA)]
Scale: Any = read_by(units.SCALE)
Count: Any = read_by(units.REPLICATES)
Key: Any = read_by(units.KEY)
Precision: Any = read_by(units.PRECISION)


class Section(BaseModel):
    """Named fields and no others, unchangeable."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
