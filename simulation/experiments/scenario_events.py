"""What a market brings by itself: seasons, closed stores, scandals and a law, each on days of the campaign."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from simulation.experiments import units
from simulation.experiments.scenario_fields import Day, Days, Section, Span, Words, one_of, read_by
from simulation.experiments.units import Quantity, Unfit
from simulation.model.population import BRAND, KOC, KOL, KOS, SPINOFF
from simulation.refusal import Verbatim

if TYPE_CHECKING:
    from simulation.experiments.scenario_schema import Sections

# Whom a scandal can strike, as a scenario calls them.
STRUCK = {"KOL": KOL, "KOC": KOC, "KOS": KOS, "spin-off": SPINOFF, "brand": BRAND}
CLOSED = "closed"
LAW = "every paid post is labelled"

_KINDS = ("scandal", "stores", "law")
_Some = Quantity("share", 0, 1, positive=True)


class Season(Section):
    """Days on which people buy more readily, or for another price."""

    days: Span = Field(description="first and last day, such as 18–20, or one day")
    name: Words = Field("", description="what it is called: a holiday, a sale")
    demand: read_by(units.DEMAND) = Field(1.0, description="factor on the odds of buying: 1.5 or 150 %")  # type: ignore[valid-type]
    price: read_by(units.DISCOUNT) = Field(1.0, description="share of the usual price asked: 80 %")  # type: ignore[valid-type]

    @model_validator(mode="after")
    def _says_something(self) -> Season:
        if self.demand == self.price == 1.0:
            raise Unfit(Verbatim("a season like any day"), "demand, price or both", "write `demand: 1.5` or `price: 80 %`")
        return self


class Scandal(Section):
    """A public event that costs a role trust, and those of its accounts that are involved their reputation."""

    role: Annotated[str, BeforeValidator(one_of(STRUCK))] = Field(
        description="whom it strikes", json_schema_extra={"enum": list(STRUCK)}
    )
    accounts: read_by(_Some) = Field(1.0, description="share of the role's accounts involved")  # type: ignore[valid-type]
    response: Days | None = Field(None, description="days until the brand answers; it does not if not said")


class Event(Section):
    """Something that happens to the market: exactly one of scandal, stores and law."""

    day: Day | None = Field(None, description="when, for a scandal or a law")
    days: Span | None = Field(None, description="first and last day, for closed stores")
    scandal: Scandal | None = Field(None, description="a scandal becomes known on `day`")
    stores: Annotated[str, BeforeValidator(one_of([CLOSED]))] | None = Field(
        None, description="on `days` stores are closed: see the parameter in_store", json_schema_extra={"enum": [CLOSED]}
    )
    law: Annotated[str, BeforeValidator(one_of([LAW]))] | None = Field(
        None, description="from `day` on every paid post is labelled, whatever was arranged", json_schema_extra={"enum": [LAW]}
    )

    @model_validator(mode="after")
    def _one_kind(self) -> Event:
        said = [kind for kind in _KINDS if getattr(self, kind) is not None]
        if len(said) != 1:
            expected = "exactly one of " + ", ".join(_KINDS)
            raise Unfit(Verbatim(" and ".join(said) or "none"), expected, "write one event a line")
        wanted, other = ("days", "day") if said == ["stores"] else ("day", "days")
        if getattr(self, wanted) is None or getattr(self, other) is not None:
            expected = f"`{wanted}:`, and no `{other}:`, beside {said[0]}"
            remedy = "write `days: 10–40`" if wanted == "days" else "write the day it begins: `day: 15`"
            raise Unfit(Verbatim(_said(self.day, self.days)), expected, remedy)
        return self

    @property
    def last(self) -> int:
        """The last day it says something of."""
        if self.days is not None:
            return int(self.days[1])
        answer = self.scandal.response if self.scandal else None
        return int(self.day or 0) + int(answer or 0)


def _said(day: object, days: object) -> str:
    return " and ".join(name for name, given in (("day", day), ("days", days)) if given is not None) or "neither"


def check(sections: Sections) -> None:
    """Unfit what no day of the campaign could bring: days beyond the horizon, two seasons at once, a second law."""
    ends = [(f"calendar[{n}].days", season.days[1]) for n, season in enumerate(sections.calendar)]
    ends += [(f"events[{n}]", event.last) for n, event in enumerate(sections.events)]
    for place, last in ends:
        if last > sections.horizon:
            expected = f"days of the campaign, 1 to {sections.horizon}"
            raise Unfit(Verbatim(f"day {last}"), expected, "mend the day, or lengthen the horizon", place)
    for n, other in _clashes(sections.calendar):
        expected, remedy = "seasons that do not meet", "cut one, and say what both make together"
        raise Unfit(Verbatim(f"a day of calendar[{other}] again"), expected, remedy, f"calendar[{n}].days")
    laws = [n for n, event in enumerate(sections.events) if event.law]
    if len(laws) > 1:
        expected, remedy = "the day it comes into force, once", "leave the later one out"
        raise Unfit(Verbatim("the law again"), expected, remedy, f"events[{laws[1]}].law")


def _clashes(calendar: tuple[Season, ...]) -> Iterator[tuple[int, int]]:
    """Seasons that share a day with an earlier one of the list."""
    spans: list[Any] = [season.days for season in calendar]
    for n, (first, last) in enumerate(spans):
        for other, (begins, ends) in enumerate(spans[:n]):
            if first <= ends and begins <= last:
                yield n, other
