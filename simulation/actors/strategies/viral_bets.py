"""Viral bets (爆款): a few large posts, one a week, each pushed hard in its first days.

The opposite of base exposure. Not a celebrity buy: most of the money is put behind the posts, not into fees. Nor
boosting what has proven itself: a bet is placed before anybody knows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simulation.actors.strategies.strategy import Strategy

if TYPE_CHECKING:
    from simulation.actors.desk import Desk


@dataclass(frozen=True)
class ViralBets(Strategy):
    """One post each of the largest creators a bet can pay for; all that is left is divided evenly on boosting them."""

    bets: int = 8
    fees: float = 0.5  # share of the budget, divided by the bets: most that one post may cost
    start: int = 3
    pause: int = 7  # days between two bets
    push: int = field(default=3, metadata={"low": 1})  # days each is boosted, its own first

    def plan(self, desk: Desk) -> None:
        """Head before mid before tail; whoever refuses is left out."""
        tiers, p = desk.market.tiers, desk.market.p
        most, made = desk.share(self.fees) // max(1, self.bets), 0
        for tier, independence in ((tiers.head, p.iota_head), (tiers.mid, p.iota_mid), (tiers.tail, p.iota_tail)):
            for creator in tier:
                if made < self.bets and desk.price(creator) <= most:
                    desk.buy_days(creator, min(most, desk.left), [self.start + self.pause * made], independence)
                    made += desk.account_of(creator) is not None
        for n, account in enumerate(desk.accounts[1:]):
            desk.boost(account, 0, desk.left // (made - n), account.days[0], account.days[0] + self.push - 1)
        desk.advertise(desk.left)
