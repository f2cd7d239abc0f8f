"""The runs a trial of accountings needs: the whole campaign with a listener, and every coalition of its channels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simulation.actors.channels import CHANNELS
from simulation.actors.market import FEN
from simulation.experiments.attribution.touches import Touches, claims
from simulation.experiments.removal import channels, without
from simulation.experiments.run import begun

if TYPE_CHECKING:
    from simulation.experiments.outcome import Outcome
    from simulation.experiments.scenario import Scenario


@dataclass(frozen=True)
class Listened:
    """The whole campaign, and what each accounting makes of it."""

    def __call__(self, scenario: Scenario, strategy: Any, replicate: int) -> tuple[Outcome, dict[str, float]]:
        """The outcome; beside its totals: used:, cost: and RULE: by channel."""
        outcome = begun(scenario, strategy, replicate)
        touches = Touches(outcome.campaign)
        outcome.campaign.finish()
        used, told = channels(outcome.campaign), claims(touches)
        paid = dict.fromkeys(CHANNELS, 0)
        for entry in outcome.campaign.desk.ledger.entries:
            paid[entry.channel] += entry.fen
        more = {f"used:{channel}": float(channel in used) for channel in CHANNELS}
        more |= {f"cost:{channel}": fen / FEN for channel, fen in paid.items()}
        more |= {f"{rule}:{c}": float(people[n]) for rule, people in told.items() for n, c in enumerate(CHANNELS)}
        return outcome, more


@dataclass(frozen=True)
class Coalition:
    """The campaign of some of its channels alone."""

    members: str  # their names, with a space between

    def __call__(self, scenario: Scenario, strategy: Any, replicate: int) -> tuple[Outcome, dict[str, float]]:
        """The outcome of the campaign without all other channels."""
        others = [channel for channel in CHANNELS if channel not in self.members.split()]
        return without(scenario, strategy, replicate, others), {}
