"""A few head creators: all money on the largest audiences.

The classic celebrity buy. Not to be confused with seed-and-harvest, which leaves money to work on the interest it creates.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulation.actors.strategies.strategy import Strategy

if TYPE_CHECKING:
    from simulation.actors.desk import Desk


@dataclass(frozen=True)
class HeadKol(Strategy):
    """Packages of head creators in the order of followers; a rest goes down the tiers, then to advertisements."""

    posts: int = 8  # a package
    start: int = 3  # earliest first post, day

    def plan(self, desk: Desk) -> None:
        """All money on head."""
        tiers, p = desk.market.tiers, desk.market.p
        down = [(tiers.head, p.iota_head), (tiers.mid, p.iota_mid), (tiers.tail, p.iota_tail)]
        desk.advertise(desk.buy_down(down, desk.left, self.posts, self.start))
