"""Boosting what works (投放放大): half of the money waits for what yesterday's numbers have proven.

Not material testing, which makes variants in order to compare them: these posts are the campaign, and any of them may be
shown again for money. Nor viral bets, which are placed before anybody knows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simulation.actors.strategies.strategy import Seen, Strategy

if TYPE_CHECKING:
    from simulation.actors.account import Account
    from simulation.actors.desk import Desk


@dataclass(frozen=True)
class BoostProven(Strategy):
    """Packages of mid-tier and long-tail creators; each day the posts that move most people per view are boosted."""

    posts_share: float = 0.5  # of the budget; the rest waits
    mid: float = 0.2  # share of the budget, out of it
    posts: int = 4
    start: int = 3
    best: int = field(default=3, metadata={"low": 1})  # posts boosted on one day

    def plan(self, desk: Desk) -> None:
        """Posts with the first half; with nobody for hire there is nothing to wait for."""
        tiers, p = desk.market.tiers, desk.market.p
        most = desk.share(self.posts_share)
        rest = desk.buy(tiers.mid, min(most, desk.share(self.mid)), self.posts, self.start, p.iota_mid)
        desk.buy(tiers.tail, most - min(most, desk.share(self.mid)) + rest, self.posts, self.start, p.iota_tail)
        if len(desk.accounts) == 1:
            desk.advertise(desk.left)

    def decide(self, desk: Desk, day: int, seen: Seen) -> None:
        """An even part of what is left behind the best; what cannot be used waits, on the last day it buys ads."""
        proven = self._proven(desk, day, seen)
        today = desk.left // (desk.horizon - day + 1)
        for account in proven:
            latest = max((posted, place) for place, posted in enumerate(account.days) if posted < day)[1]
            desk.boost(account, latest, today // len(proven), day, day)
        if day == desk.horizon:
            desk.advertise(desk.left, day)

    def _proven(self, desk: Desk, day: int, seen: Seen) -> list[Account]:
        """Of the accounts seen at least as often as the average one, those that lately moved most people per view."""
        posted = [a for a in desk.accounts[1 : seen.views.size] if a.made and min(a.made) < day and seen.engagement[a.number] > 0]
        average = sum(seen.views[a.number] for a in posted) / max(1, len(posted))
        known = [a for a in posted if seen.views[a.number] >= average]
        return sorted(known, key=lambda a: (-seen.engagement[a.number] / seen.views[a.number], a.number))[: self.best]
