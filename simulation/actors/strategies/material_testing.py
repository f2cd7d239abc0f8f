"""Testing material (素材测爆款, A/B): small variants shown to equally many, then all the money on the winner.

Not boosting what works: variants are made to be compared, on a budget of their own, and all but the winner are dropped.
Material wears out, so the test is repeated.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simulation.actors.strategies.strategy import Seen, Strategy

if TYPE_CHECKING:
    from simulation.actors.desk import Desk


@dataclass(frozen=True)
class MaterialTesting(Strategy):
    """Rounds of equal length: posts of small creators boosted alike for some days, then the best boosted to the end."""

    test: float = 0.2  # share of the budget, over all rounds
    rounds: int = field(default=3, metadata={"low": 1})  # fewer where a round would be shorter than two tests
    variants: int = field(default=10, metadata={"low": 1})  # a round
    days: int = field(default=4, metadata={"low": 1})  # a test lasts
    winners: int = field(default=1, metadata={"low": 1})  # a round

    def plan(self, desk: Desk) -> None:
        """The tests of all rounds; with nobody to test there is nothing to wait for."""
        starts = self._starts(desk)
        for n, first in enumerate(starts):
            self._variants(desk, n, first, desk.share(self.test) // len(starts))
        if len(desk.accounts) == 1:
            desk.advertise(desk.left)

    def decide(self, desk: Desk, day: int, seen: Seen) -> None:
        """The morning after a test: its round's money behind the posts that moved most people per view."""
        starts = self._starts(desk)
        for n, first in enumerate(starts):
            if day == min(first + self.days, desk.horizon):
                last = starts[n + 1] - 1 if n + 1 < len(starts) else desk.horizon
                money = desk.left // (len(starts) - n)
                best = sorted(_tested(desk, range(first, day), seen))[: self.winners]
                rest = [desk.boost(desk.accounts[a], place, money // len(best), day, last) for _, a, place in best]
                desk.advertise(desk.left if n + 1 == len(starts) else sum(rest) if best else money, day, last)

    def _starts(self, desk: Desk) -> list[int]:
        rounds = max(1, min(self.rounds, desk.horizon // (2 * self.days)))
        return [1 + n * (desk.horizon // rounds) for n in range(rounds)]

    def _variants(self, desk: Desk, n: int, first: int, money: int) -> None:
        """One post each of the next creators, tail before mid; what the posts leave shows them equally often."""
        tiers, p = desk.market.tiers, desk.market.p
        small = [(c, p.iota_tail) for c in tiers.tail] + [(c, p.iota_mid) for c in tiers.mid]
        turn = n * self.variants % max(1, len(small))
        made: list[int] = []
        for creator, independence in small[turn:] + small[:turn]:
            if len(made) < self.variants:
                money -= (cost := desk.buy_days(creator, money, [first], independence))
                made += [creator] if cost >= desk.price(creator) else []
        for creator in made:
            if account := desk.account_of(creator):
                desk.boost(account, len(account.days) - 1, money // len(made), first, first + self.days - 1)


def _tested(desk: Desk, days: range, seen: Seen) -> list[tuple[float, int, int]]:
    """The posts of these days: people lately moved per view (negative, the best first), account, place."""
    found = []
    for account in desk.accounts[1 : seen.views.size]:
        rate = float(seen.engagement[account.number] / max(1.0, seen.views[account.number]))
        found += [(-rate, account.number, place) for place, day in enumerate(account.days) if day in days]
    return found
