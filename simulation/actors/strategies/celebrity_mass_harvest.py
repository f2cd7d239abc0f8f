"""Celebrities, mass content, harvest (明星背书 + 内容铺量 + 收割): stars vouch, small creators fill the feed, showings collect.

Not seed and harvest, whose harvest is the word of consumers: here it is advertisements and the search page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simulation.actors.strategies.strategy import Strategy

if TYPE_CHECKING:
    from simulation.actors.desk import Desk


@dataclass(frozen=True)
class CelebrityMassHarvest(Strategy):
    """The few largest creators, then many small ones, then paid slots of the search page and advertisements."""

    stars: float = 0.3  # share of the budget
    few: int = 7  # stars
    star_posts: int = 2
    star_start: int = 2
    mass: float = 0.4  # share of the budget
    mass_posts: int = 2
    mass_start: int = 9
    search: float = 0.05  # share of the budget
    slots: int = field(default=2, metadata={"high": 100})  # a day
    harvest_start: int = 16

    def plan(self, desk: Desk) -> None:
        """Three waves; what one leaves goes to the next."""
        tiers, p, harvest = desk.market.tiers, desk.market.p, min(self.harvest_start, desk.horizon)
        few, most = tiers.head[: self.few], desk.share(self.stars)
        rest = desk.buy(few, most, self.star_posts, self.star_start, p.iota_head)
        desk.buy(tiers.tail, min(desk.share(self.mass) + rest, desk.left), self.mass_posts, self.mass_start, p.iota_tail)
        desk.occupy_search(min(desk.left, desk.share(self.search)), self.slots, harvest)
        desk.advertise(desk.left, harvest)
