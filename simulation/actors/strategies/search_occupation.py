"""Occupying search (卡搜索): whoever looks the product up finds the brand, in content and in paid slots.

Three things at once: posts week after week keep a stock of content on the page, slots stand above it, advertisements
send people there. Not advertising in the feed alone, which nobody looked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simulation.actors.market import FEN
from simulation.actors.strategies.strategy import Strategy

if TYPE_CHECKING:
    from simulation.actors.desk import Desk


@dataclass(frozen=True)
class SearchOccupation(Strategy):
    """Weekly posts of small creators over the whole horizon, paid slots every day, the rest on advertisements."""

    content: float = 0.5  # share of the budget
    posts: int = 8
    start: int = 2
    search: float = 0.2  # share of the budget, at most
    slots: int = field(default=3, metadata={"high": 100})  # a day, at most

    def plan(self, desk: Desk) -> None:
        """Stock, slots, showings."""
        desk.buy(desk.market.tiers.tail, desk.share(self.content), self.posts, self.start, desk.market.p.iota_tail)
        self._slots(desk, min(desk.share(self.search), desk.left))
        desk.advertise(desk.left)

    def _slots(self, desk: Desk, money: int) -> None:
        """As many a day as last to the end; where not even one does, one a day on the last days."""
        bought = money // max(1, round(desk.market.p.slot_price * FEN))
        daily = min(self.slots, bought // desk.horizon)
        if daily:
            desk.occupy_search(money, daily)
        elif self.slots and bought:
            desk.occupy_search(money, 1, desk.horizon - bought + 1)
