"""The buying desk: how money becomes accounts, posts, sellers and advertisements. Strategies speak to it; it keeps the books.

A package is P posts seven days apart, the first on day `start` + (0…6, drawn by the account's name). The desk buys whole
packages; where one does not fit, as many of its posts as fit; and goes down the list until no single post fits.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from simulation.actors.account import Account, invented
from simulation.actors.ledger import Ledger
from simulation.actors.market import FEN, SMALLEST, KocOffer, Market
from simulation.actors.roles.brand import Brand
from simulation.actors.roles.koc import KOC
from simulation.actors.roles.kol import KOL
from simulation.actors.roles.kos import KOS
from simulation.actors.roles.spinoff import SpinOff
from simulation.engine import audience
from simulation.engine.world import SPINOFF_LINE, Ints
from simulation.graph.csr import memory
from simulation.model import chance
from simulation.refusal import Refusal, Verbatim

if TYPE_CHECKING:
    from simulation.actors.campaign import Campaign

WEEK = 7
ROUNDS = 3  # packages one account can be sold: the first and two more
LATER = 2  # days by which each further package of an account comes after the one before
KOC_SHARE = 0.05  # no strategy hires more than this share of the people it sells to
MOST_SELLERS = 10_000  # a plan of more is a slip of the pen
BYTES_AN_EXPOSURE = 24
BRAND = chance.name_of("brand")


class Desk:
    """What a strategy can buy, and what it has bought."""

    def __init__(self, campaign: Campaign, market: Market, strategy: str) -> None:
        self.campaign, self.market = campaign, market
        self.ledger = Ledger(market.budget_fen, strategy)
        self.accounts: list[Account] = []
        self.impressions = np.zeros(market.world.horizon + 1, np.int64)  # advertisements by day, in consumers
        self.brand = self._join(Brand(campaign, "brand", invented("brand", BRAND, 0), 0.0, 0.0))
        self._creators: dict[int, KOL] = {}
        self._packages: dict[int, int] = {}  # packages sold, by creator
        self._recruited: set[int] = set()

    # ------------------------------------------------------------------------------------------------------------ money

    @property
    def budget(self) -> int:
        """The whole budget, in fen."""
        return self.ledger.budget

    @property
    def left(self) -> int:
        """What is not yet spent, in fen."""
        return self.ledger.left

    @property
    def horizon(self) -> int:
        """Days the campaign lasts."""
        return self.market.world.horizon

    def share(self, part: float) -> int:
        """A share of the budget, in whole fen."""
        return int(Fraction(str(part)) * self.budget)

    # --------------------------------------------------------------------------------------------------------- creators

    def buy(self, tier: Sequence[int], money: int, posts: int, start: int, independence: float) -> int:
        """Packages of `posts` posts from the accounts of one tier, in its order; returns the fen left of `money`.

        A used-up tier sells each account a second and a third package, two days after the one before.
        """
        cheapest = min((self._prices[creator] for creator in tier), default=0)
        for _ in range(ROUNDS):
            for creator in tier:
                if money < cheapest:
                    return money
                money -= self.buy_package(creator, money, posts, start, independence)
        return money

    def buy_down(self, tiers: Sequence[tuple[Sequence[int], float]], money: int, posts: int, start: int) -> int:
        """Buy from each (tier, independence) in turn, each used up before the next; returns the fen left."""
        for tier, independence in tiers:
            money = self.buy(tier, money, posts, start, independence)
        return money

    def buy_package(self, creator: int, money: int, posts: int, start: int, independence: float) -> int:
        """As many posts of one package as money and horizon allow; returns what they cost in fen."""
        later = LATER * self._packages.get(creator, 0)
        word = int(self.market.for_hire.befriended.word[creator])
        days = self.weekly(word, posts, start + later)[: money // max(1, self.price(creator))]
        if not days:
            return 0
        account = self._creators.get(creator) or self._hire(creator, independence)
        self._packages[creator] = self._packages.get(creator, 0) + 1
        return self._pay_posts(account, days, self.price(creator))

    def price(self, creator: int) -> int:
        """Fee and handling of one post, in fen."""
        return self._prices[creator]

    @cached_property
    def _prices(self) -> list[int]:
        prices: list[int] = (self.market.for_hire.fee_fen + self.overhead).tolist()
        return prices

    @cached_property
    def overhead(self) -> int:
        """Handling of one post of a hired account, in fen."""
        cost: int = round(self.market.p.overhead * FEN)
        return cost

    def weekly(self, word: chance.Bits, posts: int, start: int) -> list[int]:
        """Days of a package within the horizon: the first drawn by the account's name, then every seven days."""
        first = start + int(WEEK * chance.draw(self.market.world.stream(chance.START), word))
        return [day for day in range(first, first + WEEK * posts, WEEK) if 1 <= day <= self.horizon]

    def _hire(self, creator: int, independence: float) -> KOL:
        for_hire = self.market.for_hire
        account = KOL(
            self.campaign, for_hire.label[creator], int(for_hire.befriended.word[creator]),
            float(for_hire.followers[creator]), independence,
        )  # fmt: skip
        account.commented = creator in self.market.tiers.head  # small accounts have no comments to speak of
        self._creators[creator] = account
        self._join(account)
        return account

    def _pay_posts(self, account: Account, days: list[int], fen_each: int) -> int:
        for day in days:
            self._pay(account, day, "posts", fen_each)
        account.post_on(days)
        return fen_each * len(days)

    def _pay(self, account: Account, day: int, purpose: str, fen: int) -> None:
        self.ledger.pay(day, account.label, purpose, fen)
        account.spend_fen += fen

    def _join(self, account: Account) -> Account:
        self.accounts.append(account)
        return account

    # --------------------------------------------------------------------------------------------------------- spin-offs

    def found_spinoffs(self, mother: int, most: int, posts: int, start: int) -> int:
        """Up to `most` spin-offs of a hired creator, as many as can be paid in full; returns how many."""
        p, account = self.market.p, self._creators[mother]
        followers = max(float(SMALLEST), p.spinoff_size * account.followers)
        each, setup = self.market.fee_fen(followers) + self.overhead, round(p.spinoff_setup * FEN)
        account.family = SPINOFF_LINE
        founded = 0
        while founded < most:
            word = invented("spin-off", int(account.word), founded)
            days = self.weekly(word, posts, start)
            if not days or self.left < setup + each * len(days):
                break
            spinoff = SpinOff(self.campaign, f"{account.label} spin-off {founded + 1}", word, followers, p.iota_spinoff)
            self._join(spinoff)
            self._pay(spinoff, 1, "set-up", setup)
            self._pay_posts(spinoff, days, each)
            founded += 1
        self._rows_of_spinoffs(self.market.rows([mother])[0])
        return founded

    def _rows_of_spinoffs(self, mother: Ints) -> None:
        world, overlap = self.market.world, self.market.p.spinoff_overlap
        for account in self.accounts:
            if isinstance(account, SpinOff):
                slots = int(account.followers / world.scale)
                account.row = audience.of_spinoff(world, int(account.word), slots, mother, overlap)

    # --------------------------------------------------------------------------------------------------------------- KOC

    def recruit(self, money: int, posts: int, start: int, independence: float, how: str = "random") -> int:
        """KOC, each with the product and a package of posts, sharing from the day of the first; returns the fen left.

        `how` names a way of recruiting (`actors/seeding`): who is asked first.
        """
        most = int(KOC_SHARE * self.market.world.size) - len(self._recruited)
        wanted = most if self.market.offered_koc else min(most, money // self._cost_of_koc(posts) + 1)
        for offer in self.market.koc_in_order(how, len(self._recruited) + wanted):
            if most <= 0:
                break
            if offer.node not in self._recruited:
                cost = self._recruit(offer, money, posts, start, independence)
                money, most = money - cost, most - (1 if cost else 0)
        return money

    def _cost_of_koc(self, posts: int) -> int:
        """Product and one package of a KOC not offered by name, in fen."""
        fee = self.market.fee_fen(self.market.p.koc_followers)
        return max(1, round((self.market.product.cost_fen + posts * (fee + self.overhead)) * self.market.world.scale))

    def _recruit(self, offer: KocOffer, money: int, posts: int, start: int, independence: float) -> int:
        """One consumer stands for `scale` people and is paid as so many; returns the cost in fen, 0 if too dear."""
        world = self.market.world
        each = round((offer.fee_fen + self.overhead) * world.scale)
        product = round(self.market.product.cost_fen * world.scale)
        word = chance.at(chance.name_of("consumer"), int(world.network.names[offer.node]))
        days = self.weekly(word, posts, start)[: max(0, money - product) // max(1, each)]
        if not days:
            return 0
        account = KOC(self.campaign, str(world.network.ids[offer.node]), word, offer.followers, independence)
        account.node, account.hired_on = offer.node, days[0]
        account.row, account.ties = audience.of_koc(world, offer.node, word, round(offer.followers), self.market.p.koc_near)
        self._join(account)
        self._recruited.add(offer.node)
        self._pay(account, days[0], "product", product)
        return product + self._pay_posts(account, days, each)

    # --------------------------------------------------------------------------------------------------- sellers and ads

    def employ(self, money: int) -> int:
        """As many sellers as `money` pays for the whole horizon, each with a small public account; returns the fen left."""
        p, world = self.market.p, self.market.world
        wage = round(p.salary * FEN)
        sellers = money // (wage * self.horizon)
        if sellers > MOST_SELLERS:
            where, expected = f"strategies.{self.ledger.strategy}.salary", f"at most {MOST_SELLERS:,}"
            found = Verbatim(f"money for {sellers:,} sellers")
            raise Refusal(where, found, expected, "lower the budget or the share for salaries")
        for ordinal in range(sellers):
            word = invented("seller", BRAND, ordinal)
            seller = KOS(self.campaign, f"seller {ordinal + 1}", word, p.kos_followers, p.iota_kos)
            seller.talks = p.talks / world.scale
            seller.row = audience.strangers(world, word, int(p.kos_followers / world.scale))
            seller.post_on([day for day in every(p.kos_every, self.horizon)])
            self._join(seller)
            for day in range(1, self.horizon + 1):
                self._pay(seller, day, "salary", wage)
        return int(money % (wage * self.horizon))

    def advertise(self, money: int, first: int = 1, last: int | None = None) -> int:
        """Advertisements spread evenly over the days `first` to `last`, to the last impression; returns the fen left."""
        last = self.horizon if last is None else min(last, self.horizon)
        if first > last:
            return money
        each = Fraction(str(self.market.p.cpm)) * Fraction(str(self.market.world.scale)) * FEN / 1000
        shown, days, before = int(money / each), last - first + 1, 0
        self._check_room(shown // days)
        for n, day in enumerate(range(first, last + 1), start=1):
            upto = shown * n // days
            self.impressions[day] += upto - before
            self._pay(self.brand, day, "advertising", upper(each * upto) - upper(each * before))
            before = upto
        return money - upper(each * shown)

    def _check_room(self, impressions: int) -> None:
        """Refuse more advertisements on one day than memory holds while they are heard."""
        if impressions > (most := memory() // BYTES_AN_EXPOSURE):
            where, found = f"strategies.{self.ledger.strategy}.advertising", Verbatim(f"{impressions:,} impressions a day")
            raise Refusal(where, found, f"at most {most:,}, which memory holds", "raise scale or lower the budget")

    # ------------------------------------------------------------------------------------------------------------ at last

    def close(self) -> None:
        """Draw the followers of every creator hired so far, and check the books."""
        rows = self.market.rows(list(self._creators))
        for account, row in zip(self._creators.values(), rows, strict=True):
            account.row = row
        if sum(account.spend_fen for account in self.accounts) != self.ledger.spent:
            raise Refusal("ledger", self.ledger.spent, "the sum of what accounts were paid", "book payments through the desk")


def every(days: float, horizon: int) -> list[int]:
    """Days 1, 1 + d, 1 + 2d, … up to the horizon, rounded down."""
    count = int((horizon - 1) / days) + 1
    return [1 + int(n * days) for n in range(count)]


def upper(fen: Fraction) -> int:
    """A price in whole fen: part of a fen is a fen."""
    return -(-fen.numerator // fen.denominator)
