"""H10: own accord first and pay later, or pay first?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulation.actors.strategies.strategy import Strategy
from simulation.experiments.hypotheses.conditions import Campaigned
from simulation.experiments.hypotheses.hypothesis import UP, Hypothesis, difference
from simulation.experiments.hypotheses.readings import buyers, pieces

if TYPE_CHECKING:
    from simulation.actors.desk import Desk


@dataclass(frozen=True)
class TwoHalves(Strategy):
    """Small creators with eight weekly posts, four of them paid for: the later four or the first."""

    organic_first: bool = True
    each: int = 4

    def plan(self, desk: Desk) -> None:
        """The same accounts, days and money either way."""
        weeks, iota = 7 * self.each, desk.market.p.iota_tail
        for n, creator in enumerate(desk.market.tiers.tail):
            first, second = ([start + 7 * post for post in range(self.each)] for start in (1 + n % 7, 1 + n % 7 + weeks))
            paid, free = (second, first) if self.organic_first else (first, second)
            desk.buy_days(creator, desk.left, paid, iota)
            if account := desk.account_of(creator):
                desk.organic_posts(account, free)


HYPOTHESIS = Hypothesis(
    id="H10",
    title="Organic first, paid later",
    statement="The same posts sell more when those of own accord come before the paid ones.",
    sources=("pseudo-concept",),
    kind="emergent",
    metric="pieces bought",
    conditions={
        "organic first": Campaigned("four free posts, then four paid", TwoHalves(True), horizon=90),
        "paid first": Campaigned("four paid posts, then four free", TwoHalves(False), horizon=90),
    },
    readings={"pieces": pieces(), "buyers": buyers},
    contrasts=(difference("pieces, organic first less paid first", "pieces", "organic first", "paid first", UP),),
    limits="Creators, not KOC: a KOC talks to friends from the day she is hired, which would differ between the orders.",
)
