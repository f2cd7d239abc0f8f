"""Seed and harvest (种草-收割): a burst of head creators creates interest, consumers harvest it.

Not head creators alone: two fifths of the money wait until day 15.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simulation.actors.seeding.registry import SEEDINGS
from simulation.actors.strategies.strategy import Strategy

if TYPE_CHECKING:
    from simulation.actors.desk import Desk


@dataclass(frozen=True)
class SeedAndHarvest(Strategy):
    """Head packages that begin in the first days, then KOC; a rest goes to advertisements."""

    seed: float = 0.6  # share of the budget
    seed_posts: int = 2
    seed_start: int = 2
    harvest_posts: int = 4
    harvest_start: int = 15
    recruit: str = field(default="random", metadata={"choices": tuple(SEEDINGS)})  # who is asked to become KOC

    def plan(self, desk: Desk) -> None:
        """Head, then KOC with the rest."""
        p = desk.market.p
        desk.buy(desk.market.tiers.head, desk.share(self.seed), self.seed_posts, self.seed_start, p.iota_head)
        desk.recruit(desk.left, self.harvest_posts, self.harvest_start, p.iota_koc, self.recruit)
        desk.advertise(desk.left)
