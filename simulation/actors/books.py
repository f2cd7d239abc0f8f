"""The books of a campaign: its money, the accounts it works with, and what is planned for which day."""

from __future__ import annotations

from collections import Counter, defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np
from scipy.special import ndtri

from simulation.actors.account import NEVER, Account, invented
from simulation.actors.ledger import Ledger
from simulation.actors.market import Market
from simulation.actors.roles.brand import Brand
from simulation.actors.roles.community import Community
from simulation.actors.roles.kol import KOL
from simulation.actors.roles.kos import KOS
from simulation.model import chance
from simulation.model import equations as eq

if TYPE_CHECKING:
    import mesa

BRAND = chance.name_of("brand")

Joined = TypeVar("Joined", bound=Account)


class Post(NamedTuple):
    """A post in the plan: account, and place in the account's own plan."""

    account: int
    place: int


class Message(NamedTuple):
    """A message to the members of the brand's pool."""

    account: int
    sells: bool


class Books:
    """Every payment, every account, and the plan by day; the calendar reads it each morning."""

    def __init__(self, campaign: mesa.Model, market: Market, strategy: str) -> None:
        self.campaign, self.market = campaign, market
        self.ledger = Ledger(market.budget_fen, strategy)
        self.today = 1  # the first day for which something can still be bought
        self.accounts: list[Account] = []
        self.posts: defaultdict[int, list[Post]] = defaultdict(list)
        self.hires: defaultdict[int, list[int]] = defaultdict(list)  # KOC who start, by day
        self.trials: defaultdict[int, list[int]] = defaultdict(list)  # consumers who are given the product, by day
        self.messages: defaultdict[int, list[Message]] = defaultdict(list)
        self.boosts: defaultdict[int, dict[Post, int]] = defaultdict(dict)  # showings of posts, in consumers, by day
        self.impressions = np.zeros(market.world.horizon + 1, np.int64)  # advertisements by day, in consumers
        self.slots = np.zeros(market.world.horizon + 1, np.int64)  # paid slots of the search page, by day
        self.sellers: list[KOS] = []
        self.domain: list[Community] = []  # the brand's personas
        self._creators: dict[int, KOL] = {}
        self._packages: Counter[int] = Counter()  # sold, by creator; and spin-offs founded
        self._spinoffs: Counter[int] = Counter()
        self._refused: set[int] = set()  # creators who said no
        self._recruited: set[int] = set()  # consumers who are KOC; those who said no; those who were given the product
        self._declined: set[int] = set()
        self._given: set[int] = set()
        self.brand = self._join(Brand(campaign, "brand", invented("brand", BRAND, 0), 0.0, 0.0))
        self._since = self._taken = 0  # accounts taken on since the close of a day

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

    @property
    def overhead(self) -> int:
        """Handling of one post of a hired account, in fen."""
        return self.market.overhead_fen

    def share(self, part: float) -> int:
        """A share of the budget, in whole fen."""
        return int(Fraction(str(part)) * self.budget)

    def _pay(self, account: Account, day: int, purpose: str, fen: int, channel: str = "") -> None:
        self.ledger.pay(day, account.label, purpose, fen, channel or account.channel)
        account.spend_fen += fen

    # --------------------------------------------------------------------------------------------------------- accounts

    def account_of(self, creator: int) -> KOL | None:
        """The account of a creator for hire; None if not hired, perhaps because she refused."""
        return self._creators.get(creator)

    def _join(self, account: Joined) -> Joined:
        """Take an account into the books, as chance has made it."""
        account.number = len(self.accounts)
        self.accounts.append(account)
        self._characterise(account)
        return account

    def _take_on(self, account: Joined) -> Joined:
        """The same for an account that somebody has to look after from now on."""
        account.begun = self.today + self._delay()
        self._taken += 1
        return self._join(account)

    def _delay(self) -> int:
        """Days until there are hands to take on one account more."""
        rate, closed = self.market.p.onboarding, self.today - 1
        if self._since + self._taken / rate < closed:
            self._since, self._taken = closed, 0
        return int(self._since + self._taken / rate) - closed

    def _characterise(self, account: Account) -> None:
        """How it deals with people, how well it is thought of, whether it labels, and how long it lives: by its name."""
        p, word = self.market.p, account.word
        if not account.traits:
            return
        for trait in ("interactivity", "accessibility", "expertise"):
            setattr(account, trait, float(getattr(p, f"{trait}_{account.traits}")))
        account.script = p.script if account.scripted else 0.0
        account.labelled = account.labelled and self._lot(chance.DISCLOSE, word) < p.disclosed
        account.reputation = float(eq.struck(0.0, p.reputation_sd * ndtri(self._lot(chance.REPUTATION, word))))
        if isinstance(account, KOS):
            skill = account.expertise + p.skill_sd * ndtri(self._lot(chance.SKILL, word))
            account.expertise = float(min(max(skill, 0.0), 1.0))
        if account.closable:
            account.closed_on = self._closed_on(word)

    def _closed_on(self, word: chance.Bits) -> int:
        if self.market.p.ban == 0.0:
            return NEVER
        lots = chance.counted(chance.at(self.market.world.stream(chance.BAN), word), 1, self.horizon + 1)
        days = np.flatnonzero(lots < self.market.p.ban)
        return 1 + int(days[0]) if days.size else NEVER

    def _accepts(self, word: chance.Bits) -> bool:
        """Whether an account that is asked says yes: once and for all, whoever asks."""
        return self._lot(chance.ACCEPT, word) < float(self.market.p.acceptance)

    def _lot(self, purpose: int, word: chance.Bits) -> float:
        return chance.draw(self.market.world.stream(purpose), word)

    # ------------------------------------------------------------------------------------------------------------- plan

    def _plan(self, account: Account, days: list[int], organic: bool = False) -> None:
        """Put posts of one account in the plan; those after its account is closed will not be made."""
        for place, day in enumerate(days, start=len(account.days)):
            if organic:
                account.organic.add(place)
            if day < account.closed_on:
                self.posts[day].append(Post(account.number, place))
        account.post_on(days)

    def _pay_posts(self, account: Account, days: list[int], fen_each: int) -> int:
        for day in days:
            self._pay(account, day, "posts", fen_each)
        self._plan(account, days)
        return fen_each * len(days)

    def _to_come(self, days: list[int]) -> list[int]:
        """Those of these days that can still be bought."""
        return [day for day in days if self.today <= day <= self.horizon]


def every(days: float, horizon: int, first: int = 1) -> list[int]:
    """Days f, f + d, f + 2d, … up to the horizon, rounded down."""
    count = int((horizon - first) / days) + 1
    return [first + int(n * days) for n in range(count)]
