"""A sales matrix (KOS 矩阵): employed sellers with public accounts, fed by lead advertisements.

Much of its return may be that of its advertisements: a comparison shows it beside itself without sellers, and with
other splits of the money.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from simulation.actors.strategies.strategy import Strategy

if TYPE_CHECKING:
    from simulation.actors.desk import Desk


@dataclass(frozen=True)
class KosMatrix(Strategy):
    """As many sellers as the salaries pay for the whole horizon; the rest on lead advertisements up to `last` day."""

    salaries: float = 0.4  # share of the budget
    advertising: float = 0.6
    last: int = 42  # last day of advertisements

    beside: ClassVar[Mapping[str, Mapping[str, float]]] = {
        "without sellers": {"salaries": 0.0},  # and the rest of the money unspent
        "20 % salaries, 80 % advertising": {"salaries": 0.2, "advertising": 0.8},
        "60 % salaries, 40 % advertising": {"salaries": 0.6, "advertising": 0.4},
    }

    def plan(self, desk: Desk) -> None:
        """Sellers, then advertisements with what they leave of their share."""
        rest = desk.employ(desk.share(self.salaries))
        desk.advertise(desk.share(self.advertising) + rest, 1, self.last)
