"""Incubated KOC (自孵化): consumers the brand finds, trains and keeps, who post for belonging and not for a fee.

Not hired KOC: training comes first and costs money and two weeks, every further post is cheap. Nor independent: whom the
brand has trained speaks for the brand, if less than a seller.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simulation.actors.seeding.registry import SEEDINGS
from simulation.actors.strategies.strategy import Strategy

if TYPE_CHECKING:
    from simulation.actors.desk import Desk


@dataclass(frozen=True)
class IncubatedKoc(Strategy):
    """The brand's own KOC, who post weekly once they are trained; the rest on advertisements from the first day."""

    koc: float = 0.7  # share of the budget
    posts: int = 6
    start: int = 15  # two weeks of training come first
    recruit: str = field(default="random", metadata={"choices": tuple(SEEDINGS)})  # who is asked to become KOC

    def plan(self, desk: Desk) -> None:
        """KOC, advertisements."""
        desk.incubate(desk.share(self.koc), self.posts, self.start, self.recruit)
        desk.advertise(desk.left)
