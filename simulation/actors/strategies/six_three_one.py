"""The agencies' 6-3-1 rule: six tenths on KOC, three tenths on head creators, one tenth on advertisements.

Not the pyramid 1-3-6, whose six tenths go to long-tail creators.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simulation.actors.seeding.registry import SEEDINGS
from simulation.actors.strategies.strategy import Strategy

if TYPE_CHECKING:
    from simulation.actors.desk import Desk


@dataclass(frozen=True)
class SixThreeOne(Strategy):
    """KOC share privately from the day they are hired; all rests go to advertisements over the whole horizon."""

    koc: float = 0.6  # share of the budget
    head: float = 0.3
    posts: int = 4
    start: int = 3
    recruit: str = field(default="random", metadata={"choices": tuple(SEEDINGS)})  # who is asked to become KOC

    def plan(self, desk: Desk) -> None:
        """KOC, head, advertisements."""
        p = desk.market.p
        desk.recruit(desk.share(self.koc), self.posts, self.start, p.iota_koc, self.recruit)
        desk.buy(desk.market.tiers.head, desk.share(self.head), self.posts, self.start, p.iota_head)
        desk.advertise(desk.left)
