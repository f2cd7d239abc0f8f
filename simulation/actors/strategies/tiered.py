"""The pyramid 1-3-6: a tenth of the money on head, three tenths on mid-tier, six tenths on long-tail creators.

An agencies' rule of thumb. Not the 6-3-1 rule, whose six tenths go to consumers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulation.actors.strategies.strategy import Strategy

if TYPE_CHECKING:
    from simulation.actors.desk import Desk


@dataclass(frozen=True)
class Tiered(Strategy):
    """Each tier gets its share of the budget; its rest goes to the next, the last rest to advertisements."""

    head: float = 0.1  # share of the budget
    mid: float = 0.3
    posts: int = 4
    start: int = 3

    def plan(self, desk: Desk) -> None:
        """Head, mid, then everything left on tail."""
        tiers, p = desk.market.tiers, desk.market.p
        rest = desk.buy(tiers.head, desk.share(self.head), self.posts, self.start, p.iota_head)
        desk.buy(tiers.mid, desk.share(self.mid) + rest, self.posts, self.start, p.iota_mid)
        desk.advertise(desk.buy(tiers.tail, desk.left, self.posts, self.start, p.iota_tail))
