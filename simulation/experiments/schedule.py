"""What a market brings by itself, as the engines read it: an entry a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.engine.world import Scandal, Schedule
from simulation.experiments.scenario_events import STRUCK

if TYPE_CHECKING:
    from simulation.experiments.scenario import Scenario


def schedule(scenario: Scenario) -> Schedule:
    """The schedule of a scenario; columns of shape (horizon + 1,), entry d for day d, None where every day is usual."""
    season, price = np.ones(scenario.horizon + 1), np.full(scenario.horizon + 1, scenario.price / scenario.reference_price)
    for part in scenario.calendar:
        season[_days(part)] = part.demand
        price[_days(part)] *= part.price
    closed = np.zeros(scenario.horizon + 1, np.bool_)
    for event in scenario.events:
        if event.stores:
            closed[_days(event)] = True
    return Schedule(
        season if (season != 1.0).any() else None,
        price if (price != 1.0).any() else None,
        closed if closed.any() else None,
        next((event.day for event in scenario.events if event.law), 0),
        tuple(_scandal(event) for event in scenario.events if event.scandal),
    )


def _days(part: Any) -> slice:
    first, last = part.days
    return slice(first, last + 1)


def _scandal(event: Any) -> Scandal:
    said = event.scandal
    return Scandal(event.day, STRUCK[said.role], said.accounts, event.day + said.response if said.response else 0)
