"""A challenge (挑战赛, UGC): a well-known account calls, very many small participants answer with a post each.

Participants get the product, not a fee. Not a matrix of hired accounts: nobody is booked for more than one post, and most
of what is seen is made by consumers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simulation.actors.seeding.registry import SEEDINGS
from simulation.actors.strategies.asking import largest
from simulation.actors.strategies.strategy import Strategy

if TYPE_CHECKING:
    from simulation.actors.desk import Desk


@dataclass(frozen=True)
class Challenge(Strategy):
    """A head creator opens it, KOC rewarded with the product post once, the opening post is boosted with the rest."""

    anchor: float = 0.2  # share of the budget: most that the anchor's posts may cost
    anchor_posts: int = field(default=2, metadata={"low": 1})
    start: int = 3
    participants: float = 0.6  # share of the budget
    delay: int = 2  # days from the start to the first participants' posts
    push: int = field(default=14, metadata={"low": 1})  # days the opening post is boosted
    recruit: str = field(default="random", metadata={"choices": tuple(SEEDINGS)})  # who is asked to take part

    def plan(self, desk: Desk) -> None:
        """Anchor, participants, boosts."""
        tiers, p = desk.market.tiers, desk.market.p
        anchor = largest(desk, tiers.head, desk.share(self.anchor), self.anchor_posts, self.start, p.iota_head)
        most = min(desk.left, desk.share(self.participants))
        desk.incentivise(most, 1, self.start + self.delay, self.recruit)
        if anchor is not None and (account := desk.account_of(anchor)):
            desk.boost(account, 0, desk.left, last=account.days[0] + self.push - 1)
        desk.advertise(desk.left)
