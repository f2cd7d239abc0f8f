"""What a scenario lays down besides its strategies, in words: seasons, events, mechanisms, and others' figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from simulation.interfaces import words
from simulation.model.mechanisms import MECHANISMS

if TYPE_CHECKING:
    from simulation.experiments.scenario import Scenario
    from simulation.experiments.verdict import Verdict


class Beside(NamedTuple):
    """A published figure, and what the strategies bring of the measure it names."""

    what: str
    figure: str
    whose: str
    source: str
    ours: list[tuple[str, str]]  # strategy and its mean with the interval; empty where no measure is named


def told(scenario: Scenario) -> list[str]:
    """A line for everything that makes this market differ from a calm one with every mechanism as by default."""
    return [*_price(scenario), *map(_season, scenario.calendar), *(_event(scenario, event) for event in scenario.events),
            *(f"without {name}: {MECHANISMS[name].meaning}" for name in scenario.off),
            *(f"with {name}: {MECHANISMS[name].meaning}" for name in scenario.on)]  # fmt: skip


def _price(scenario: Scenario) -> Iterator[str]:
    if scenario.price != scenario.reference_price:
        yield f"people take {scenario.reference_price:,.2f} CNY for the usual price; it is {scenario.price:,.2f}"


def _season(season: Any) -> str:
    parts = [f"demand × {season.demand:g}"] if season.demand != 1.0 else []
    parts += [f"price at {words.percent(season.price)}"] if season.price != 1.0 else []
    return f"{_days(*season.days)}: {', '.join(parts)}" + (f" ({season.name})" if season.name else "")


def _event(scenario: Scenario, event: Any) -> str:
    if event.stores:
        share = words.percent(scenario.parameters.in_store)
        return f"{_days(*event.days)}: stores are closed; {share} of consumers buy in stores only"
    if event.law:
        return f"from day {event.day}: by law {event.law}"
    said = event.scandal
    answer = f", answered on day {event.day + said.response}" if said.response else ", not answered"
    return f"day {event.day}: a scandal about {words.percent(said.accounts)} of {said.role} accounts{answer}"


def _days(first: int, last: int) -> str:
    return f"day {first}" if first == last else f"days {first}–{last}"


def beside(verdict: Verdict) -> list[Beside]:
    """The published figures of the scenario; nothing of ours was fitted to them."""
    return [Beside(target.what, str(target.value), target.whose, target.source, _ours(verdict, target.metric))
            for target in verdict.scenario.targets]  # fmt: skip


def _ours(verdict: Verdict, metric: str | None) -> list[tuple[str, str]]:
    rows = verdict.table[verdict.table["metric"] == metric]
    cells = ((row.strategy, words.cell(row)) for row in rows.itertuples())
    return [(str(label), f"{cell.mean} ({cell.interval})" if cell.interval else cell.mean) for label, cell in cells]
