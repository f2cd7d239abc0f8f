"""The private domain (私域): money brings people in once; what follows reaches them again and again at no fee.

Not sellers: nobody is talked to one by one, a persona of the brand writes to all members of its pool. And not free: the
people behind the persona are paid, inside the budget.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simulation.actors.strategies.strategy import Strategy

if TYPE_CHECKING:
    from simulation.actors.desk import Desk


@dataclass(frozen=True)
class PrivateDomain(Strategy):
    """A persona and her staff, small creators whose posts bring people in, the rest on advertisements."""

    salaries: float = 0.2  # share of the budget, at most
    staff: int = 3  # people behind the persona, at most
    pause: float = field(default=3.0, metadata={"unit": "days", "low": 1, "high": 365})  # between two messages
    creators: float = 0.3  # share of the budget
    posts: int = 4
    start: int = 3

    def plan(self, desk: Desk) -> None:
        """Open the domain, then bring people to it."""
        desk.open_domain(desk.share(self.salaries), self.pause, self.staff)
        most = min(desk.share(self.creators), desk.left)
        desk.buy(desk.market.tiers.tail, most, self.posts, self.start, desk.market.p.iota_tail)
        desk.advertise(desk.left)
