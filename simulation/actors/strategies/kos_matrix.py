"""A sales matrix (KOS 矩阵): employed sellers with public accounts, fed by lead advertisements.

Most of its return is that of its advertisements: set `salaries: 0` to see the same arm without sellers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulation.actors.strategies.strategy import Strategy

if TYPE_CHECKING:
    from simulation.actors.desk import Desk


@dataclass(frozen=True)
class KosMatrix(Strategy):
    """As many sellers as the salaries pay for the whole horizon; the rest on lead advertisements up to `last` day."""

    salaries: float = 0.4  # share of the budget
    advertising: float = 0.6
    last: int = 42  # last day of advertisements

    def plan(self, desk: Desk) -> None:
        """Sellers, then advertisements with what they leave of their share."""
        rest = desk.employ(desk.share(self.salaries))
        desk.advertise(desk.share(self.advertising) + rest, 1, self.last)
