"""What a strategy is: a frozen value whose fields are its options, a method that plans, and one that may decide each day."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, NamedTuple

if TYPE_CHECKING:
    from simulation.actors.desk import Desk
    from simulation.engine.world import Floats


class Seen(NamedTuple):
    """What a brand can see of its campaign at the close of a day, in people; nothing of what anybody thinks."""

    day: int
    reach: float  # so far
    exposures: float  # on that day
    aware: float  # so far, as a survey would tell
    buyers: float  # so far
    views: Floats  # (accounts,) so far
    engagement: Floats  # (accounts,) people moved lately
    orders: Floats  # (accounts,) first purchases so far with the account's code


class Strategy(ABC):
    """Spends a budget. Leaves are frozen dataclasses; nothing concrete is overridden but `decide`.

    `plan` is called once, before day 1, and hands posts, sellers and advertisements to the desk. It sees the market and
    the desk, never another strategy, and draws nothing but through the desk.
    """

    control: ClassVar[bool] = False  # the one that spends nothing
    beside: ClassVar[Mapping[str, Mapping[str, float]]] = {}  # variants a comparison shows beside it: options by name

    @property
    def decides(self) -> bool:
        """Whether it decides anything between two days."""
        return type(self).decide is not Strategy.decide

    @abstractmethod
    def plan(self, desk: Desk) -> None:
        """Spend the budget, or the part of it that need not wait: what is bought here is what happens."""

    def decide(self, desk: Desk, day: int, seen: Seen) -> None:  # noqa: B027  (most strategies decide nothing)
        """Each morning: buy more, for today or later, knowing what was seen by the close of yesterday."""
