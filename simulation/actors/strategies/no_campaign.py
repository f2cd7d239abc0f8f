"""Nothing: the control every other strategy is measured against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from simulation.actors.strategies.strategy import Strategy

if TYPE_CHECKING:
    from simulation.actors.desk import Desk


@dataclass(frozen=True)
class NoCampaign(Strategy):
    """Not one yuan is spent; people find the product by themselves and talk about it."""

    control: ClassVar[bool] = True

    def plan(self, desk: Desk) -> None:
        """Leave the whole budget where it is."""
