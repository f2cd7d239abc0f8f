"""A thousand small accounts: all money on long-tail creators.

The 长尾矩阵 of practitioners' playbooks. Its accounts are creators for hire, not KOC: nobody here bought the product first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulation.actors.strategies.strategy import Strategy

if TYPE_CHECKING:
    from simulation.actors.desk import Desk


@dataclass(frozen=True)
class LongTailMatrix(Strategy):
    """Packages of tail creators, in an order drawn by their names; a rest goes to advertisements."""

    posts: int = 4
    start: int = 3

    def plan(self, desk: Desk) -> None:
        """All money on tail."""
        tail = desk.market.tiers.tail
        desk.advertise(desk.buy(tail, desk.left, self.posts, self.start, desk.market.p.iota_tail))
