"""Guided sales (导购, 闭店): the guides of the shops serve their customers online, above all while the shops are closed.

Not a sales matrix: most of the money pays people, the brand keeps in touch with all other members, and advertisements
send customers over when the shops close. Nor KOC, as vendors call them: a guide is employed and known to be.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simulation.actors.strategies.strategy import Seen, Strategy

if TYPE_CHECKING:
    from simulation.actors.desk import Desk


@dataclass(frozen=True)
class GuidedSales(Strategy):
    """As many guides as the salaries pay for, a persona for the members of none, the rest on advertisements day by day."""

    salaries: float = 0.7  # share of the budget
    pause: float = field(default=7.0, metadata={"unit": "days", "low": 1, "high": 365})  # between two messages to members
    push: int = field(default=14, metadata={"low": 1})  # days for all that is left, once the shops are closed

    def plan(self, desk: Desk) -> None:
        """Guides and the private domain; advertisements wait."""
        desk.open_domain(pause=self.pause)
        desk.employ(desk.share(self.salaries))

    def decide(self, desk: Desk, day: int, seen: Seen) -> None:
        """An even part of what is left today, or all of it soon if the shops are closed."""
        if desk.market.world.closed(day):
            desk.advertise(desk.left, day, day + self.push - 1)
        else:
            desk.advertise(desk.left // (desk.horizon - day + 1), day, day)
