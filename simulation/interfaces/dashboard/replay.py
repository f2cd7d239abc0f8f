"""The same world on the same luck without an account: what it really added."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from simulation.interfaces.dashboard.film import CURVES, curves_of

if TYPE_CHECKING:
    from simulation.engine.world import Ints
    from simulation.experiments.scenario import Scenario


class Replay(NamedTuple):
    """What happened without the account."""

    account: str  # channel:label
    curves: dict[str, list[float]]
    totals: dict[str, float]
    stages: str  # of the people in the picture on the last evening, a digit each


def replayed(scenario: Scenario, strategy: Any, replicate: int, account: str, people: Ints) -> Replay:
    """The campaign without one account, in the same world on the same draws."""
    from simulation.experiments.removal import without

    outcome = without(scenario, strategy, replicate, (account,))
    stages = "".join(map(str, outcome.campaign.run.state.funnel.stage[people].tolist()))
    return Replay(account, curves_of(outcome), {name: float(outcome.numbers[name]) for name in CURVES}, stages)
