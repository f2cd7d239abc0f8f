"""A burst (集中爆发): everything at once, so that one meets the product everywhere for some days, and then silence.

The counterpart of always-on, which buys the same things with the same money over the whole horizon. Not seed and harvest,
which keeps money for the interest a burst leaves behind.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simulation.actors.strategies.strategy import Strategy

if TYPE_CHECKING:
    from simulation.actors.desk import Desk


@dataclass(frozen=True)
class Burst(Strategy):
    """Small creators and advertisements, all within a few days."""

    creators: float = 0.5  # share of the budget; the rest on advertisements
    posts: int = field(default=4, metadata={"low": 1})  # of one account
    start: int = field(default=3, metadata={"low": 1})
    days: int = field(default=7, metadata={"low": 1})  # it lasts

    def plan(self, desk: Desk) -> None:
        """The n-th creator's posts go round the days of the burst, the first on the n-th of them."""
        money, first, pause = desk.share(self.creators), min(self.start, desk.horizon), max(1, self.days // self.posts)
        for n, creator in enumerate(desk.market.tiers.tail):
            days = sorted(first + (n + pause * post) % self.days for post in range(self.posts))
            money -= desk.buy_days(creator, money, days, desk.market.p.iota_tail)
        desk.advertise(desk.left, first, first + self.days - 1)
