"""What a strategy finds: the world, the product, the money, and who is for hire at what price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from simulation.actors.channels import TAIL
from simulation.actors.seeding.registry import seeding
from simulation.actors.seeding.seeding import Candidates
from simulation.engine import audience
from simulation.engine.audience import Befriended
from simulation.engine.world import Ints, World
from simulation.model import chance
from simulation.model import equations as eq

FEN = 100  # fen a yuan; the ledger counts in whole fen

# Tiers are ranks by followers among the accounts of at least SMALLEST followers; of short lists, shares of the list.
SMALLEST, HEAD, MID = 1000, 50, 1000
HEAD_SHARE, MID_SHARE = 0.05, 0.25

Tier = tuple[int, ...]


class Product(NamedTuple):
    """What is sold: price in CNY, and the share of it left after the product's own cost."""

    price: float
    margin: float

    @property
    def cost_fen(self) -> int:
        """What one piece costs to make, in fen."""
        return round(self.price * (1.0 - self.margin) * FEN)


class ForHire(NamedTuple):
    """The public accounts for hire, a column a property, in the order of their file."""

    label: tuple[str, ...]
    followers: npt.NDArray[np.int64]  # people
    fee_fen: npt.NDArray[np.int64]  # a post
    befriended: Befriended

    @property
    def size(self) -> int:
        """Number of accounts for hire."""
        return len(self.label)


class KocOffer(NamedTuple):
    """A consumer who can be recruited: position, followers beyond her friends in people, fee a post in fen."""

    node: int
    followers: float
    fee_fen: int


class Tiers(NamedTuple):
    """Accounts for hire by rank of followers, each tier in the order in which it is bought."""

    head: Tier
    mid: Tier
    tail: Tier


@dataclass(frozen=True, eq=False)
class Market:
    """One world with its product, budget and accounts for hire; shared by every strategy tried in it."""

    world: World
    product: Product
    budget_fen: int
    for_hire: ForHire
    offered_koc: tuple[KocOffer, ...] = ()  # by name, from a rate card; else any consumer is asked

    @property
    def p(self) -> Any:
        """The constants of this world."""
        return self.world.p

    @property
    def people(self) -> float:
        """People in the market."""
        return self.world.size * self.world.scale

    @cached_property
    def tiers(self) -> Tiers:
        """The tiers as a brand sees them, which may misjudge followers."""
        if self.p.selection_noise == 0.0:
            return self.true_tiers
        lots = chance.draws(self.world.stream(chance.SELECTION), self.for_hire.befriended.word)
        return self._ranked(self.for_hire.followers * np.exp(self.p.selection_noise * ndtri(lots)))

    @cached_property
    def true_tiers(self) -> Tiers:
        """The tiers by the followers accounts really have."""
        return self._ranked(self.for_hire.followers)

    @cached_property
    def _channels(self) -> dict[int, str]:
        return {creator: channel for channel, tier in self.tiers._asdict().items() for creator in tier}

    def channel_of(self, creator: int) -> str:
        """The tier of an account for hire, as the brand sees it; what is too small for any belongs to the tail."""
        return self._channels.get(creator, TAIL)

    def _ranked(self, followers: npt.NDArray[Any]) -> Tiers:
        """Head in the order of followers; mid and tail in an order drawn by the account's own name."""
        word = self.for_hire.befriended.word
        large = np.flatnonzero(followers >= SMALLEST)
        ranked = large[np.lexsort((word[large], -followers[large]))]
        head = min(HEAD, round(HEAD_SHARE * ranked.size + 0.5))
        mid = head + min(MID, round(MID_SHARE * ranked.size))
        order = chance.draws(self.world.stream(chance.ORDER), word)

        def drawn(accounts: npt.NDArray[np.int64]) -> Tier:
            return tuple(int(a) for a in accounts[np.argsort(order[accounts], kind="stable")])

        return Tiers(tuple(int(a) for a in ranked[:head]), drawn(ranked[head:mid]), drawn(ranked[mid:]))

    @cached_property
    def _rows(self) -> dict[int, Ints]:
        return {}

    def rows(self, creators: Sequence[int]) -> list[Ints]:
        """Followers of each of these accounts for hire; drawn once a market, whoever hires them."""
        new = np.array([creator for creator in dict.fromkeys(creators) if creator not in self._rows], np.int64)
        drawn = audience.creators(self.world, self.for_hire.befriended, new, self.p.audience_overlap)
        self._rows.update(zip(new.tolist(), drawn, strict=True))
        return [self._rows[creator] for creator in creators]

    @cached_property
    def candidates(self) -> Candidates:
        """Who can be asked to become KOC: those offered by name, else everybody."""
        return Candidates(self.world, [offer.node for offer in self.offered_koc] or None)

    @cached_property
    def everybody(self) -> Candidates:
        """Who can be given the product: all consumers."""
        return Candidates(self.world) if self.offered_koc else self.candidates

    @lru_cache(maxsize=16)  # noqa: B019  (as below)
    def consumers_in_order(self, how: str, count: int) -> tuple[int, ...]:
        """Whom to give the product to, in the order of one way of choosing."""
        return tuple(int(node) for node in seeding(how).choose(self.everybody, count))

    @lru_cache(maxsize=16)  # noqa: B019  (a market is short-lived, and its strategies ask for the same choices)
    def koc_in_order(self, recruit: str, count: int) -> tuple[KocOffer, ...]:
        """Whom to ask to become KOC, in the order of one way of recruiting."""
        chosen = seeding(recruit).choose(self.candidates, count)
        followers, fee = self.p.koc_followers, self.fee_fen(self.p.koc_followers)
        by_name = {offer.node: offer for offer in self.offered_koc}
        return tuple(by_name.get(int(node)) or KocOffer(int(node), followers, fee) for node in chosen)

    @cached_property
    def overhead_fen(self) -> int:
        """Handling of one post of a hired account, in fen."""
        cost: int = round(self.p.overhead * FEN)
        return cost

    @cached_property
    def contact_fen(self) -> int:
        """Asking one account, in fen."""
        cost: int = round(self.p.contact_cost * FEN)
        return cost

    @cached_property
    def price_fen(self) -> list[int]:
        """Fee and handling of one post of each account for hire, in fen."""
        prices: list[int] = (self.for_hire.fee_fen + self.overhead_fen).tolist()
        return prices

    def fee_fen(self, followers: float) -> int:
        """The rate card's fee a post for so many followers, in fen."""
        p = self.p
        return round(FEN * eq.fee(followers, p.fee_rate, p.fee_elasticity, p.fee_factor, p.fee_floor))
