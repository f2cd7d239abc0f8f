"""The money: every yuan of the budget is spent on something or still there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from simulation.refusal import Refusal


class Entry(NamedTuple):
    """One payment: the day it falls due, to whom, what for, how much in fen, and in which channel."""

    day: int
    account: str
    purpose: str
    fen: int
    channel: str = ""


@dataclass
class Ledger:
    """A budget in whole fen and what has been paid from it; an overdraft is refused."""

    budget: int
    strategy: str
    entries: list[Entry] = field(default_factory=list)
    spent: int = 0

    @property
    def left(self) -> int:
        """Fen not yet spent: spent + left = budget, always."""
        return self.budget - self.spent

    def pay(self, day: int, account: str, purpose: str, fen: int, channel: str = "") -> None:
        """Book one payment; a negative or unaffordable one is refused."""
        if fen < 0 or fen > self.left:
            expected = f"a payment between 0 and the {self.left / 100:,.2f} CNY left of {self.budget / 100:,.2f}"
            raise Refusal(
                f"strategies.{self.strategy}.{purpose}",
                fen / 100,
                expected,
                "let the strategy look at desk.left before it buys",
            )
        self.entries.append(Entry(day, account, purpose, fen, channel))
        self.spent += fen

    def strike(self, kept: list[Entry]) -> None:
        """Keep only these payments: the others were never made."""
        self.entries, self.spent = kept, sum(entry.fen for entry in kept)
