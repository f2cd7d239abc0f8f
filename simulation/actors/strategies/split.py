"""A split of the budget over channels: so much for head creators, so much for KOC, …; the plan a media planner writes.

Not a strategy of any agency: the channels are bought as the named strategies buy them, and nothing is decided by the day.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simulation.actors.market import FEN
from simulation.actors.seeding.registry import SEEDINGS
from simulation.actors.strategies.asking import largest
from simulation.actors.strategies.strategy import Strategy
from simulation.refusal import Refusal, Verbatim

if TYPE_CHECKING:
    from simulation.actors.desk import Desk

ROUNDING = 1e-9  # by which shares written in binary may miss their sum
MOTHER = 0.3  # most the mother's posts may cost, share of the money for spin-offs
SPINOFFS = 60  # at most, of one mother
STAFF = 3  # people who look after the private domain, at most


@dataclass(frozen=True)
class Split(Strategy):
    """Shares of the budget by channel; advertisements get what is left over, and the rests of all other channels."""

    head: float = 0.0  # share of the budget: packages of head creators
    mid: float = 0.0
    tail: float = 0.0
    koc: float = 0.0  # product and paid posts of recruited consumers
    kos: float = 0.0  # salaries of sellers
    spinoff: float = 0.0  # the largest head creator who can be had for three tenths of it, and spin-offs of hers
    private: float = 0.0  # the persona of a private domain and up to three people behind her; no domain if it pays nobody
    posts: int = 4  # of every package, weekly
    start: int = 3  # of creators and spin-offs
    koc_start: int = 3
    ads_start: int = 1
    recruit: str = field(default="random", metadata={"choices": tuple(SEEDINGS)})  # who is asked to become KOC
    head_accounts: int = 0  # accounts that can be had of a channel, at most; 0: as many as there are
    mid_accounts: int = 0
    tail_accounts: int = 0
    koc_accounts: int = 0
    kos_accounts: int = 0
    spinoff_accounts: int = 0

    def __post_init__(self) -> None:
        if (given := self.given) > 1.0 + ROUNDING:
            found = Verbatim(f"shares that sum to {100 * given:.6g} %")
            raise Refusal("shares", found, "at most 100 %", "advertisements get what the other channels leave")

    @property
    def given(self) -> float:
        """Share of the budget that is not meant for advertisements."""
        return self.head + self.mid + self.tail + self.koc + self.kos + self.spinoff + self.private

    @property
    def ads(self) -> float:
        """Share of the budget meant for advertisements."""
        return max(0.0, 1.0 - self.given)

    def plan(self, desk: Desk) -> None:
        """Whoever is scarce first: the mother, creators by tier, the domain, sellers, KOC; advertisements with all rests."""
        tiers, p = desk.market.tiers, desk.market.p
        self._spin_off(desk)
        desk.buy(tiers.head[: self.head_accounts or None], desk.share(self.head), self.posts, self.start, p.iota_head)
        desk.buy(tiers.mid[: self.mid_accounts or None], desk.share(self.mid), self.posts, self.start, p.iota_mid)
        desk.buy(tiers.tail[: self.tail_accounts or None], desk.share(self.tail), self.posts, self.start, p.iota_tail)
        if desk.share(self.private) >= round(p.salary * FEN) * desk.horizon:
            desk.open_domain(desk.share(self.private), staff=STAFF)
        desk.employ(desk.share(self.kos), self.kos_accounts or None)
        desk.recruit(desk.share(self.koc), self.posts, self.koc_start, p.iota_koc, self.recruit, self.koc_accounts or None)
        desk.advertise(desk.left, self.ads_start)

    def _spin_off(self, desk: Desk) -> None:
        """The mother, then as many spin-offs as the rest of their money pays for."""
        money, before, iota = desk.share(self.spinoff), desk.left, desk.market.p.iota_head
        mother = largest(desk, desk.market.tiers.head, round(MOTHER * money), self.posts, self.start, iota)
        if mother is not None:
            most = min(SPINOFFS, self.spinoff_accounts or SPINOFFS)
            desk.found_spinoffs(mother, most, self.posts, self.start, money - (before - desk.left))
