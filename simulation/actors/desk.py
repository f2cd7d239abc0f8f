"""The buying desk: how money becomes accounts, posts, sellers and advertisements. Strategies speak to it; it keeps the books.

A package is P posts seven days apart, the first on day `start` + (0…6, drawn by the account's name). The desk buys whole
packages; where one does not fit, as many of its posts as fit; and goes down the list until no single post fits. Whoever
is asked may refuse, and who accepts begins when there are hands to take her on.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from simulation.actors.account import invented
from simulation.actors.market import FEN, SMALLEST, KocOffer
from simulation.actors.media import Media
from simulation.actors.roles.koc import KOC, Contract
from simulation.actors.roles.kol import KOL
from simulation.actors.roles.spinoff import SpinOff
from simulation.engine import audience
from simulation.engine.world import SPINOFF_LINE
from simulation.model import chance
from simulation.refusal import Refusal

WEEK = 7
ROUNDS = 3  # packages one account can be sold: the first and two more
LATER = 2  # days by which each further package of an account comes after the one before
KOC_SHARE = 0.05  # no strategy hires more than this share of the people it sells to


class Desk(Media):
    """What a strategy can buy, and what it has bought."""

    # --------------------------------------------------------------------------------------------------------- creators

    def buy(self, tier: Sequence[int], money: int, posts: int, start: int, independence: float) -> int:
        """Packages of `posts` posts from the accounts of one tier, in its order; returns the fen left of `money`.

        A used-up tier sells each account a second and a third package, two days after the one before.
        """
        cheapest = min(map(self.price, tier), default=0)
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
        later, before = LATER * self._packages[creator], self._posts_of(creator)
        word = int(self.market.for_hire.befriended.word[creator])
        cost = self.buy_days(creator, money, self.weekly(word, posts, start + later), independence)
        self._packages[creator] += 1 if self._posts_of(creator) > before else 0
        return cost

    def _posts_of(self, creator: int) -> int:
        return len(self._creators[creator].days) if creator in self._creators else 0

    def buy_days(self, creator: int, money: int, days: Sequence[int], independence: float) -> int:
        """Posts on these days, as many as money and horizon allow; returns what they cost in fen.

        A creator asked for the first time may refuse, at the cost of having asked; nobody is asked twice. Who is taken on
        late posts so much later.
        """
        new = creator not in self._creators
        if creator in self._refused:
            return 0
        asking = self.contact_cost if new else 0
        delay = self._delay() if new else max(0, self._creators[creator].begun - self.today)
        wanted = self._to_come([day + delay for day in days])[: max(0, money - asking) // max(1, self.price(creator))]
        if not wanted:
            return 0
        account = self._ask(creator, independence) if new else self._creators[creator]
        return asking + (self._pay_posts(account, wanted, self.price(creator)) if account else 0)

    def price(self, creator: int) -> int:
        """Fee and handling of one post, in fen."""
        return self.market.price_fen[creator]

    @property
    def contact_cost(self) -> int:
        """Asking one account, in fen."""
        return self.market.contact_fen

    def weekly(self, word: chance.Bits, posts: int, start: int) -> list[int]:
        """Days of a package within the horizon: the first drawn by the account's name, then every seven days."""
        first = start + int(WEEK * chance.draw(self.market.world.stream(chance.START), word))
        return self._to_come(list(range(first, first + WEEK * posts, WEEK)))

    def _ask(self, creator: int, independence: float) -> KOL | None:
        """The account of a creator who accepts."""
        self._pay_for_asking(self.contact_cost, self.market.channel_of(creator))
        for_hire = self.market.for_hire
        if not self._accepts(int(for_hire.befriended.word[creator])):
            self._refused.add(creator)
            return None
        account = KOL(
            self.campaign, for_hire.label[creator], int(for_hire.befriended.word[creator]),
            float(for_hire.followers[creator]), independence,
        )  # fmt: skip
        account.channel = self.market.channel_of(creator)
        account.commented = creator in self.market.true_tiers.head  # small accounts have no comments to speak of
        self._creators[creator] = account
        return self._take_on(account)

    def _pay_for_asking(self, fen: int, channel: str) -> None:
        if fen:
            self._pay(self.brand, self.today, "contact", fen, channel)

    # --------------------------------------------------------------------------------------------------------- spin-offs

    def found_spinoffs(self, mother: int, most: int, posts: int, start: int, money: int | None = None) -> int:
        """Up to `most` spin-offs of a hired creator, as many as `money` (all that is left) pays in full; returns how many."""
        p, account = self.market.p, self.account_of(mother)
        if account is None:
            return 0
        followers = max(float(SMALLEST), p.spinoff_size * account.followers)
        each, setup = self.market.fee_fen(followers) + self.overhead, round(p.spinoff_setup * FEN)
        account.family, row = SPINOFF_LINE, self.market.rows([mother])[0]
        before, kept = self._spinoffs[mother], 0 if money is None else max(0, self.left - money)
        for ordinal in range(before, before + most):
            word = invented("spin-off", int(account.word), ordinal)
            days = self.weekly(word, posts, start + self._delay())
            if not days or self.left - kept < setup + each * len(days):
                break
            spinoff = SpinOff(self.campaign, f"{account.label} spin-off {ordinal + 1}", word, followers, p.iota_spinoff)
            spinoff.mother = spinoff.under = account
            if self._lot(chance.POSE, word) < p.posing:
                spinoff.pose()
            spinoff.row = audience.of_spinoff(
                self.market.world, word, int(followers / self.market.world.scale), row, p.spinoff_overlap
            )
            self._pay(self._take_on(spinoff), self.today, "set-up", setup)
            self._pay_posts(spinoff, days, each)
            self._spinoffs[mother] = ordinal + 1
        return self._spinoffs[mother] - before

    # --------------------------------------------------------------------------------------------------------------- KOC

    def recruit(
        self, money: int, posts: int, start: int, independence: float, how: str = "random", most: int | None = None
    ) -> int:
        """KOC, each with the product and a package of paid posts, sharing from the day of the first; returns the fen left.

        `how` names a way of recruiting (`actors/seeding`): who is asked first. No more than `most` are hired.
        """
        return self._enlist(money, posts, start, Contract(how, independence, fee=True), most)

    def incentivise(self, money: int, posts: int, start: int, how: str = "random") -> int:
        """KOC who post for the product alone, as `recruit` otherwise: no fee, only handling; returns the fen left."""
        return self._enlist(money, posts, start, Contract(how, self.market.p.iota_incentivised, fee=False))

    def incubate(self, money: int, posts: int, start: int, how: str = "random") -> int:
        """The brand's own KOC, trained first, as `recruit` otherwise: no fee, only handling; returns the fen left."""
        p = self.market.p
        return self._enlist(money, posts, start, Contract(how, p.iota_incubated, False, round(p.incubation * FEN)))

    def _enlist(self, money: int, posts: int, start: int, contract: Contract, limit: int | None = None) -> int:
        size, hired = self.market.world.size, len(self._recruited)
        most = int(KOC_SHARE * size) - hired if limit is None else min(int(KOC_SHARE * size) - hired, limit)
        wanted = most if self.market.offered_koc else min(most, money // self._cost_of_koc(posts, contract) + 1)
        asked = self._to_ask(wanted)
        for offer in self.market.koc_in_order(contract.how, hired + len(self._declined) + asked):
            if len(self._recruited) - hired >= most:
                break
            if offer.node not in self._recruited and offer.node not in self._declined:
                money -= self._recruit(offer, money, posts, start, contract)
        return money

    def _to_ask(self, wanted: int) -> int:
        """How many to ask for so many to accept, on average; everybody if hardly anybody does."""
        size, acceptance = self.market.world.size, self.market.p.acceptance
        return size if wanted > acceptance * size else math.ceil(wanted / acceptance) if wanted > 0 else wanted

    def _cost_of_koc(self, posts: int, contract: Contract) -> int:
        """Product and one package of a KOC not offered by name, in fen."""
        each = self.overhead + (self.market.fee_fen(self.market.p.koc_followers) if contract.fee else 0)
        once = self.market.product.cost_fen + contract.training_fen
        return max(1, round((once + posts * each) * self.market.world.scale))

    def _recruit(self, offer: KocOffer, money: int, posts: int, start: int, contract: Contract) -> int:
        """One consumer stands for `scale` people and is paid as so many; returns the cost in fen, 0 if too dear."""
        world = self.market.world
        each = round((self.overhead + (offer.fee_fen if contract.fee else 0)) * world.scale)
        product, training, asking = (
            round(fen * world.scale) for fen in (self.market.product.cost_fen, contract.training_fen, self.contact_cost)
        )
        word = chance.at(chance.name_of("consumer"), int(world.network.names[offer.node]))
        once = product + training + asking
        days = self.weekly(word, posts, start + self._delay())[: max(0, money - once) // max(1, each)]
        if not days:
            return 0
        self._pay_for_asking(asking, KOC.channel)
        if not self._accepts(word):
            self._declined.add(offer.node)
            return asking
        account = self._koc(offer, word, contract)
        account.hired_on = days[0]
        self.hires[days[0]].append(account.number)
        self._pay(account, days[0], "product", product)
        if training:
            self._pay(account, self.today, "training", training)
        return once + self._pay_posts(account, days, each)

    def _koc(self, offer: KocOffer, word: chance.Bits, contract: Contract) -> KOC:
        """The account of a consumer who accepts."""
        world, near = self.market.world, self.market.p.koc_near
        account = KOC(self.campaign, str(world.network.ids[offer.node]), word, offer.followers, contract.independence)
        account.node, account.chosen_by = offer.node, contract.how
        account.row, account.ties = audience.of_koc(world, offer.node, word, round(offer.followers), near)
        self._recruited.add(offer.node)
        return self._take_on(account)

    # ------------------------------------------------------------------------------------------------------------ at last

    def close(self) -> None:
        """Draw the followers of every creator hired so far, and check the books."""
        rows = self.market.rows(list(self._creators))
        for account, row in zip(self._creators.values(), rows, strict=True):
            account.row = row
        if sum(account.spend_fen for account in self.accounts) != self.ledger.spent:
            raise Refusal("ledger", self.ledger.spent, "the sum of what accounts were paid", "book payments through the desk")
