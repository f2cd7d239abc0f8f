"""What money buys beside accounts for hire: showings, slots, product for consumers, sellers, the private domain."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple, NoReturn

from simulation.actors.account import Account, invented
from simulation.actors.books import BRAND, Books, Message, Post, every
from simulation.actors.channels import GIVEN_BY
from simulation.actors.market import FEN
from simulation.actors.roles.community import Community
from simulation.actors.roles.kos import KOS
from simulation.engine import audience
from simulation.graph.csr import memory
from simulation.refusal import Refusal, Verbatim

MOST_SELLERS = 10_000  # a plan of more is a slip of the pen; so are the next three
MOST_SLOTS = 100
MOST_COMMUNITIES = 100
LONGEST_PAUSE = 3650.0  # days between two messages
GIVEN_SHARE = 0.2  # nobody gives the product to more than this share of the people they sell to
BYTES_AN_EXPOSURE = 24


class Showings(NamedTuple):
    """How often something is shown on one day, in consumers, and what that costs."""

    day: int
    shown: int
    fen: int


class Media(Books):
    """Everything a strategy can buy that is no account for hire. Money is in fen; what is not used is returned."""

    # --------------------------------------------------------------------------------------------------------- showings

    def advertise(self, money: int, first: int = 1, last: int | None = None) -> int:
        """Advertisements spread evenly over the days `first` to `last`, to the last impression; returns the fen left."""
        for day, shown, fen in self._showings(money, first, self.horizon if last is None else last):
            self.impressions[day] += shown
            self._pay(self.brand, day, "advertising", fen)
            money -= fen
        return money

    def boost(self, account: Account | int, place: int, money: int, first: int = 1, last: int | None = None) -> int:
        """A post already planned shown for money, at the price of an advertisement, from its day on; returns the fen left.

        `account` is one of `desk.accounts` or a creator for hire, `place` the post's place in `account.days`. A creator who
        refused has nothing to boost, nor has a closed account.
        """
        found = self.account_of(account) if isinstance(account, int) else account
        if found is None:
            return money
        self._check_ours(found, "boosts")
        if not 0 <= place < len(found.days):
            self._refuse("boosts", place, f"the place of one of its {len(found.days)} posts, from 0 on", "buy the post first")
        last = min(self.horizon if last is None else last, found.closed_on - 1)
        for day, shown, fen in self._showings(money, max(first, found.days[place]), last):
            post, boosted = Post(found.number, place), self.boosts[day]
            boosted[post] = boosted.get(post, 0) + shown
            self._pay(found, day, "boosts", fen)
            money -= fen
        return money

    def _showings(self, money: int, first: int, last: int) -> Iterator[Showings]:
        """As many showings as `money` pays for at CPM, spread evenly over the days that are still to come."""
        first, last = max(first, self.today), min(last, self.horizon)
        if first > last:
            return
        each = Fraction(str(self.market.p.cpm)) * Fraction(str(self.market.world.scale)) * FEN / 1000
        shown, days, before = int(money / each), last - first + 1, 0
        self._check_room(shown // days)
        for n, day in enumerate(range(first, last + 1), start=1):
            upto = shown * n // days
            yield Showings(day, upto - before, upper(each * upto) - upper(each * before))
            before = upto

    def _check_room(self, impressions: int) -> None:
        """Refuse more advertisements on one day than memory holds while they are heard."""
        if impressions > (most := memory() // BYTES_AN_EXPOSURE):
            found, expected = Verbatim(f"{impressions:,} impressions a day"), f"at most {most:,}, which memory holds"
            self._refuse("advertising", found, expected, "raise scale or lower the budget")

    def occupy_search(self, money: int, slots: int = 1, first: int = 1, last: int | None = None) -> int:
        """Paid slots of the search page, `slots` a day from `first` to `last`, earliest days first; returns the fen left."""
        if not 0 <= slots <= MOST_SLOTS:
            self._refuse("slots", slots, f"0 to {MOST_SLOTS} slots a day", "a page of results holds about twenty")
        each = round(self.market.p.slot_price * FEN)
        last = self.horizon if last is None else min(last, self.horizon)
        for day in range(max(first, self.today), last + 1):
            bought = min(slots, money // each)
            self.slots[day] += bought
            if bought > 0:
                self._pay(self.brand, day, "search", each * bought)
            money -= each * bought
        return money

    # ------------------------------------------------------------------------------------------------ product, organic posts

    def give_product(self, money: int, day: int, how: str = "random") -> int:
        """The product, given to as many consumers as `money` pays for; returns the fen left.

        `how` names a way of choosing them (`actors/seeding`). One consumer stands for `scale` people, and so many pieces.
        Nobody is given it twice, nor are recruited KOC, who have it.
        """
        if not self._to_come([day]):
            return money
        each = max(1, round(self.market.product.cost_fen * self.market.world.scale))
        count = min(money // each, int(GIVEN_SHARE * self.market.world.size) - len(self._given))
        supplied = self._given | self._recruited
        asked = self.market.consumers_in_order(how, count + len(supplied)) if count > 0 else ()
        chosen = [node for node in asked if node not in supplied][: max(0, count)]
        if chosen:
            self._pay(self.brand, day, "product", each * len(chosen), GIVEN_BY)
            self.trials[day] += chosen
            self._given.update(chosen)
        return money - each * len(chosen)

    def organic_posts(self, account: Account, days: Sequence[int]) -> None:
        """Posts nobody pays for, by an account of the campaign, on those of these days that are still to come."""
        self._check_ours(account, "organic posts")
        self._plan(account, self._to_come(list(days)), organic=True)

    # ------------------------------------------------------------------------------------------------------------ staff

    def employ(self, money: int, most: int | None = None) -> int:
        """As many sellers as `money` pays for to the last day, each with a small public account; returns the fen left.

        No more than `most` are employed.
        """
        wage, days = round(self.market.p.salary * FEN), self.horizon - self.today + 1
        if (sellers := money // (wage * days)) > MOST_SELLERS:
            found = Verbatim(f"money for {sellers:,} sellers")
            self._refuse("salary", found, f"at most {MOST_SELLERS:,}", "lower the budget or the share for salaries")
        before = len(self.sellers)
        while (days := self.horizon - self.today + 1 - self._delay()) > 0 and money >= wage * days:
            if most is not None and len(self.sellers) - before >= most:
                break
            seller = self._employ()
            for day in range(seller.begun, self.horizon + 1):
                self._pay(seller, day, "salary", wage)
            money -= wage * days
        return money

    def _employ(self) -> KOS:
        """One seller more."""
        p, world, ordinal = self.market.p, self.market.world, len(self.sellers)
        word = invented("seller", BRAND, ordinal)
        seller = self._take_on(KOS(self.campaign, f"seller {ordinal + 1}", word, p.kos_followers, p.iota_kos))
        seller.talks = p.talks / world.scale
        seller.row = audience.strangers(world, word, int(p.kos_followers / world.scale))
        self._plan(seller, every(p.kos_every, self.horizon, seller.begun))
        self.sellers.append(seller)
        return seller

    def open_domain(self, money: int = 0, pause: float = 3.0, staff: int = 0) -> int:
        """The brand's own persona, who writes to all members of the brand's pool every `pause` days; returns the fen left.

        Messages are free; as many of `staff` as `money` pays for to the last day look after the members, at a seller's
        salary. Of n messages ⌊nφ⌋ sell something, φ = `commercial_share`.
        """
        if not 1.0 <= pause <= LONGEST_PAUSE:
            self._refuse("pause", pause, f"1 to {LONGEST_PAUSE:g} days between two messages", "nobody reads more than one a day")
        if not 0 <= staff <= MOST_SELLERS:
            self._refuse("staff", staff, f"0 to {MOST_SELLERS:,} people", "three look after many members")
        if len(self.domain) >= MOST_COMMUNITIES:
            self._refuse("community", len(self.domain) + 1, f"at most {MOST_COMMUNITIES} personas", "open the domain once")
        ordinal, p = len(self.domain), self.market.p
        community = Community(self.campaign, f"community {ordinal + 1}", invented("community", BRAND, ordinal), 0.0, p.iota_kos)
        self.domain.append(self._join(community))
        for n, day in enumerate(every(pause, self.horizon, self.today)):
            self.messages[day].append(Message(community.number, sells(n, p.commercial_share)))
        return self._look_after(community, money, staff)

    def _look_after(self, community: Community, money: int, staff: int) -> int:
        wage: int = round(self.market.p.salary * FEN)
        days = self.horizon - self.today + 1
        paid = wage * min(staff, money // (wage * days))
        for day in range(self.today, self.horizon + 1) if paid else ():
            self._pay(community, day, "salary", paid)
        return money - paid * days

    # --------------------------------------------------------------------------------------------------------- refusals

    def _check_ours(self, account: Account, purpose: str) -> None:
        """Refuse an account that works for somebody else, or for nobody."""
        if not 0 <= account.number < len(self.accounts) or self.accounts[account.number] is not account:
            self._refuse(purpose, account.label, "an account of this campaign", "take one of desk.accounts")

    def _refuse(self, purpose: str, found: object, expected: str, remedy: str) -> NoReturn:
        raise Refusal(f"strategies.{self.ledger.strategy}.{purpose}", found, expected, remedy)


def sells(n: int, share: float) -> bool:
    """Whether the n-th message (from 0 on) sells something: of any first n, ⌊n·share⌋ do."""
    part = Fraction(str(share))
    return math.floor((n + 1) * part) > math.floor(n * part)


def upper(fen: Fraction) -> int:
    """A price in whole fen: part of a fen is a fen."""
    return -(-fen.numerator // fen.denominator)
