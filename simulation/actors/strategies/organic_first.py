"""Experience first, co-operation later (先真实体验后合作): product to consumers, and only then money to some of them.

Not paid KOC from the first day, nor a giveaway that ends there: those asked to co-operate have used the product for weeks
and have posted of their own accord before anybody paid them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simulation.actors.seeding.registry import SEEDINGS
from simulation.actors.strategies.strategy import Strategy

if TYPE_CHECKING:
    from simulation.actors.desk import Desk


@dataclass(frozen=True)
class OrganicFirst(Strategy):
    """Product on day 1; weeks later some of those who got it are hired as KOC; the rest on advertisements."""

    trial: float = 0.3  # share of the budget: product
    organic: int = 2  # weekly posts of each KOC before her first paid one
    posts: int = 4  # paid
    start: int = 22  # first paid post, at the earliest
    recruit: str = field(default="random", metadata={"choices": tuple(SEEDINGS)})  # who is given the product, who is asked

    def plan(self, desk: Desk) -> None:
        """Product, and in the same order KOC, so that who is asked has it; whoever offers herself by name is asked first."""
        desk.give_product(desk.share(self.trial), 1, self.recruit)
        desk.recruit(desk.left, self.posts, self.start, desk.market.p.iota_koc, self.recruit)
        for account in desk.accounts[1:]:
            desk.organic_posts(account, [account.days[0] - 7 * week for week in range(self.organic, 0, -1)])
        desk.advertise(desk.left)
