"""Following the numbers (数据驱动): every week the money goes where yesterday's numbers show orders for it.

It sees what a brand sees: orders with an account's code and what the account was paid; never who was persuaded by a
friend. Not boosting what works: kinds of account compete here, not posts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simulation.actors.seeding.registry import SEEDINGS
from simulation.actors.strategies.strategy import Seen, Strategy

if TYPE_CHECKING:
    from simulation.actors.desk import Desk


@dataclass(frozen=True)
class Adaptive(Strategy):
    """Head, mid, tail, KOC and advertisements share a week's money by orders per yuan so far, each with a least share."""

    explore: float = field(default=0.1, metadata={"high": 0.2})  # least share of a week's money for each of the five
    pause: int = field(default=7, metadata={"low": 1})  # days between two decisions
    recruit: str = field(default="random", metadata={"choices": tuple(SEEDINGS)})  # who is asked to become KOC

    def plan(self, desk: Desk) -> None:
        """The first week: to everybody the same."""
        self._spend(desk, 1, [0.2] * 5)

    def decide(self, desk: Desk, day: int, seen: Seen) -> None:
        """Each further week, by the orders so far."""
        if day == 1 or (day - 1) % self.pause:
            return
        kind = {desk.account_of(creator): n for n, tier in enumerate(desk.market.tiers) for creator in tier}
        orders, spent = [0.0] * 5, [0] * 5
        for account in desk.accounts[: seen.orders.size]:
            n = kind.get(account, 3 if account.kind == "KOC" else 4)
            orders[n] += float(seen.orders[account.number])
            spent[n] += account.spend_fen
        worth = [found / max(1, fen) for found, fen in zip(orders, spent, strict=True)]
        weight = [one / sum(worth) if sum(worth) else 0.2 for one in worth]
        self._spend(desk, day, [self.explore + (1.0 - 5.0 * self.explore) * one for one in weight])

    def _spend(self, desk: Desk, day: int, shares: list[float]) -> None:
        """A week's money in these shares; what cannot be used waits, in the last week it buys advertisements."""
        tiers, p, weeks = desk.market.tiers, desk.market.p, -(-(desk.horizon - day + 1) // self.pause)
        week = desk.left // weeks
        for part, tier, independence in zip(shares[:3], tiers, (p.iota_head, p.iota_mid, p.iota_tail), strict=True):
            money = int(part * week)
            for n, creator in enumerate(tier):
                money -= desk.buy_days(creator, money, [day + n % self.pause], independence)
        desk.recruit(int(shares[3] * week), 1, day, p.iota_koc, self.recruit)
        desk.advertise(desk.left if weeks == 1 else int(shares[4] * week), day, day + self.pause - 1)
