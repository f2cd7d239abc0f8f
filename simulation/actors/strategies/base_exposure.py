"""Base exposure (基础曝光): many small posts, every day as many views as any other, and no peak.

After a brand's claim that its turnover follows the exposure it has every day. Not a long tail in packages: posts are put
one by one on the day that has had least. Nor always-on, which counts posts, not views.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heapreplace
from typing import TYPE_CHECKING

from simulation.actors.strategies.strategy import Strategy

if TYPE_CHECKING:
    from simulation.actors.desk import Desk
    from simulation.actors.market import Tier


@dataclass(frozen=True)
class BaseExposure(Strategy):
    """Single posts of mid-tier and long-tail creators, each on the day with fewest followers so far; the rest on ads."""

    mid: float = 0.3  # share of the budget; the rest goes to the long tail
    posts: int = 8  # of one account, at most

    def plan(self, desk: Desk) -> None:
        """Everybody once, before anybody a second time."""
        tiers, p = desk.market.tiers, desk.market.p
        followers = [(0.0, day) for day in range(1, desk.horizon + 1)]
        self._fill(desk, followers, tiers.mid, desk.share(self.mid), p.iota_mid)
        self._fill(desk, followers, tiers.tail, desk.left, p.iota_tail)
        desk.advertise(desk.left)

    def _fill(self, desk: Desk, followers: list[tuple[float, int]], tier: Tier, money: int, independence: float) -> None:
        """Posts of one tier; `followers` is a heap of the followers of each day's posts."""
        cheapest = min(map(desk.price, tier), default=0)
        for _ in range(min(self.posts, desk.horizon)):
            for creator in tier if money >= cheapest else ():
                sum_so_far, day = followers[0]
                money -= (cost := desk.buy_days(creator, money, [day], independence))
                if cost >= desk.price(creator):
                    heapreplace(followers, (sum_so_far + float(desk.market.for_hire.followers[creator]), day))
