"""What a strategy is: a frozen value whose fields are its options, and one method that spends the budget."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from simulation.actors.desk import Desk


class Strategy(ABC):
    """Spends a budget. Leaves are frozen dataclasses; nothing concrete is overridden.

    `plan` is called once, before day 1, and hands every post, seller and advertisement to the desk. It sees the market
    and the desk, never another strategy, and draws nothing but through the desk.
    """

    control: ClassVar[bool] = False  # the one that spends nothing
    beside: ClassVar[Mapping[str, Mapping[str, float]]] = {}  # variants a comparison shows beside it: options by name

    @abstractmethod
    def plan(self, desk: Desk) -> None:
        """Spend the budget: what is bought here is what happens."""
