"""The plan most conditions share: so much of the budget on each kind of source, the same posts whatever is compared."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simulation.actors.seeding.registry import SEEDINGS
from simulation.actors.strategies.strategy import Strategy

if TYPE_CHECKING:
    from simulation.actors.desk import Desk


@dataclass(frozen=True)
class Mix(Strategy):
    """Shares of the budget on head creators, the long tail, KOC, sellers and advertisements; what does not fit is not spent."""

    kol: float = 0.0
    tail: float = 0.0
    koc: float = 0.0
    kos: float = 0.0
    ads: float = 0.0
    posts: int = 4  # weekly, of each account
    start: int = 3  # of creators
    koc_start: int = 3
    ads_first: int = 1
    ads_last: int = 10_000
    recruit: str = field(default="random", metadata={"choices": tuple(SEEDINGS)})

    def plan(self, desk: Desk) -> None:
        """Each kind from its own money."""
        tiers, p = desk.market.tiers, desk.market.p
        desk.buy(tiers.head, desk.share(self.kol), self.posts, self.start, p.iota_head)
        desk.buy(tiers.tail, desk.share(self.tail), self.posts, self.start, p.iota_tail)
        desk.recruit(desk.share(self.koc), self.posts, self.koc_start, p.iota_koc, self.recruit)
        if self.kos:
            desk.employ(desk.share(self.kos))
        desk.advertise(desk.share(self.ads), self.ads_first, min(self.ads_last, desk.horizon))
