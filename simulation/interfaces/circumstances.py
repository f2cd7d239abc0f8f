"""What a scenario lays down besides its strategies, in words: seasons, events, mechanisms, and others' figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from simulation.experiments.metrics import role_word
from simulation.experiments.sentence import named
from simulation.interfaces import words
from simulation.language import say, separated
from simulation.language import told as told_of
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
            *(say("report.circumstance.without", name=name, meaning=told_of(MECHANISMS[name].meaning)) for name in scenario.off),
            *(say("report.circumstance.with", name=name, meaning=told_of(MECHANISMS[name].meaning)) for name in scenario.on),
            ]  # fmt: skip


def _price(scenario: Scenario) -> Iterator[str]:
    if scenario.price != scenario.reference_price:
        yield say("report.circumstance.price", usual=scenario.reference_price, price=scenario.price)


def _season(season: Any) -> str:
    parts = [say("report.circumstance.demand", demand=season.demand)] if season.demand != 1.0 else []
    parts += [say("report.circumstance.price_at", share=words.percent(season.price))] if season.price != 1.0 else []
    given = {"days": _days(*season.days), "parts": separated(parts)}
    if season.name:
        return say("report.circumstance.season_named", name=season.name, **given)
    return say("report.circumstance.season", **given)


def _event(scenario: Scenario, event: Any) -> str:
    if event.stores:
        share = words.percent(scenario.parameters.in_store)
        return say("report.circumstance.stores", days=_days(*event.days), share=share)
    if event.law:
        return say("report.circumstance.law", day=event.day, law=told_of(event.law))
    said = event.scandal
    given = {"day": event.day, "share": words.percent(said.accounts), "role": say(f"terms.role.{role_word(said.role)}")}
    if not said.response:
        return say("report.circumstance.scandal", **given)
    return say("report.circumstance.scandal_answered", answer=event.day + said.response, **given)


def _days(first: int, last: int) -> str:
    if first == last:
        return say("report.circumstance.day", first=first)
    return say("report.circumstance.days", first=first, last=last)


def beside(verdict: Verdict) -> list[Beside]:
    """The published figures of the scenario; nothing of ours was fitted to them."""
    return [Beside(target.what, str(target.value), target.whose, target.source, _ours(verdict, target.metric))
            for target in verdict.scenario.targets]  # fmt: skip


def _ours(verdict: Verdict, metric: str | None) -> list[tuple[str, str]]:
    rows = verdict.table[verdict.table["metric"] == metric]
    cells = ((row.strategy, words.cell(row)) for row in rows.itertuples())
    return [(named(str(label)), with_interval(cell)) for label, cell in cells]


def with_interval(cell: words.Cell) -> str:
    """A number and its interval in brackets."""
    return say("report.bracketed", mean=cell.mean, interval=cell.interval) if cell.interval else cell.mean
