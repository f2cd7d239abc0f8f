"""Strategies and a scenario for tests of comparisons: a few hundred people, a few days, money that works at once."""

from __future__ import annotations

import multiprocessing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simulation.actors.strategies.strategy import Strategy
from simulation.experiments.scenario import Scenario
from simulation.refusal import Refusal

if TYPE_CHECKING:
    from simulation.actors.desk import Desk

EAGER = {"pi_public_awareness": 0.3, "pi_public_interest": 0.15, "pi_public_search": 0.3, "pi_public_action": 0.15,
         "r_private": 0.15}  # fmt: skip


@dataclass(frozen=True)
class Ads(Strategy):
    """A share of the budget on advertisements in the first days."""

    part: float = 1.0
    last: int = 6

    def plan(self, desk: Desk) -> None:
        desk.advertise(desk.share(self.part), 1, self.last)


@dataclass(frozen=True)
class RefusedElsewhere(Strategy):
    """Fits here and is refused in any other process."""

    def plan(self, desk: Desk) -> None:
        if multiprocessing.parent_process() is not None:
            raise Refusal("strategies.refused", 7, "something else", "try again")


def scenario(strategies: Any = None, **changes: Any) -> Scenario:
    """A small scenario: 300 consumers of 10 people each, 8 days, 2,000 CNY a strategy."""
    said: dict[str, Any] = {
        "consumers": {"small_world": {"consumers": 300, "neighbours": 6, "rewiring": 0.1}},
        "budget": 2000,
        "horizon": 8,
        "scale": 10,
        "strategies": strategies or {"all": Ads(), "half": Ads(0.5)},
        "name": "small",
        "replicates": 3,
    }
    return Scenario(**{**said, **EAGER, **changes})
