"""A KOL with spin-off accounts (KOL 分身): one head creator, and small accounts under her name.

Spin-offs borrow the mother's trust and a part of her audience, and tire it together with her. Not a long tail of
strangers: every account here repeats one person's content.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simulation.actors.market import FEN
from simulation.actors.strategies.asking import largest
from simulation.actors.strategies.strategy import Strategy

if TYPE_CHECKING:
    from simulation.actors.desk import Desk


@dataclass(frozen=True)
class KolSpinoff(Strategy):
    """The largest head creator who can be had for the share `mother` of the budget, then spin-offs, then head packages."""

    mother: float = 0.3  # most the mother's posts may cost, share of the budget
    spinoffs: int = 60  # at most
    posts: int = 8  # of the mother and of each spin-off, weekly
    start: int = 3  # the mother's
    spinoff_start: int = 5
    rest: float = field(default=20_000.0, metadata={"unit": "CNY"})  # a larger rest buys head packages
    rest_posts: int = 4

    def plan(self, desk: Desk) -> None:
        """Mother, spin-offs, head packages from a large rest, advertisements from a small one."""
        head, iota = desk.market.tiers.head, desk.market.p.iota_head
        mother = largest(desk, head, desk.share(self.mother), self.posts, self.start, iota)
        if mother is not None:
            desk.found_spinoffs(mother, self.spinoffs, self.posts, self.spinoff_start)
        if desk.left > self.rest * FEN:
            desk.buy(head, desk.left, self.rest_posts, self.start, iota)
        desk.advertise(desk.left)
