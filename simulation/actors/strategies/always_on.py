"""Always on (持续投放): the same presence in every week of the horizon.

The counterpart of burst, which buys the same things with the same money in a few days. Not base exposure, which evens out
views and hires everybody once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simulation.actors.strategies.strategy import Strategy

if TYPE_CHECKING:
    from simulation.actors.desk import Desk


@dataclass(frozen=True)
class AlwaysOn(Strategy):
    """Small creators whose posts are spread over the whole horizon, and advertisements every day."""

    creators: float = 0.5  # share of the budget; the rest on advertisements
    posts: int = field(default=4, metadata={"low": 1})  # of one account

    def plan(self, desk: Desk) -> None:
        """The n-th creator begins on day n of the first part of the horizon, and posts once in every part."""
        money, part = desk.share(self.creators), max(1, desk.horizon // self.posts)
        for n, creator in enumerate(desk.market.tiers.tail):
            days = [1 + n % part + part * post for post in range(self.posts)]
            money -= desk.buy_days(creator, money, days, desk.market.p.iota_tail)
        desk.advertise(desk.left)
