"""Look before you run: what a scenario is made of, what each strategy buys, and what a comparison will take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulation.actors.campaign import Campaign
from simulation.actors.market import FEN, Market
from simulation.engine.engines import engine
from simulation.engine.world import Floats, Longs
from simulation.experiments.beside import variants
from simulation.experiments.run import market_of
from simulation.experiments.scenario_data import within
from simulation.model import equations as eq

if TYPE_CHECKING:
    from simulation.actors.account import Account
    from simulation.experiments.scenario import Scenario

WEEK = 7

# What a comparison costs, measured on one processor of 2023: it differs between machines by a factor of about two.
SECONDS_A_WORLD = 8e-6  # and consumer: drawing them and their traits
SECONDS_A_DAY = 50e-9  # and consumer: letting a day pass
SECONDS_A_VIEW = 0.3e-6  # and follower of a post: whether it is seen, and what it does
SECONDS_A_POST = 50e-6
SECONDS_TO_START = 4.0  # a process, once its code is compiled
MEMORY_TO_START = 350e6  # bytes
MEMORY_A_CONSUMER, MEMORY_A_TIE = 3000.0, 60.0  # bytes


class Plan(NamedTuple):
    """What a strategy does with its money, before anything has happened."""

    label: str
    accounts: dict[str, int]  # by role
    posts: int
    spend: dict[str, float]  # CNY by purpose
    unspent: float  # CNY
    first_day: int  # of delivery, 0 where there is none
    expected: float  # exposures on that day, before overlap, in people
    first_week: float  # exposures on days 1–7, before overlap, in people
    views: int  # followers of all posts, in consumers

    @property
    def summary(self) -> str:
        """The accounts in words: 12 KOL, 3 KOC."""
        return ", ".join(f"{count:,} {role}" for role, count in self.accounts.items()) or "nobody"


class Estimate(NamedTuple):
    """What a comparison is expected to take."""

    seconds: float
    memory: float  # bytes, in all processes together


def plans(scenario: Scenario) -> list[Plan]:
    """The plan of every strategy in world 0, without a day being simulated."""
    market = market_of(scenario)
    return within(scenario.where, lambda: [plan(market, arm, label) for label, arm in scenario.strategies.items()])


def plans_beside(scenario: Scenario) -> list[Plan]:
    """The plan of every variant that a comparison shows beside a strategy."""
    market = market_of(scenario)
    arms = variants(scenario.strategies)
    return within(scenario.where, lambda: [plan(market, arm.strategy, f"{arm.label} {arm.variant}") for arm in arms])


def plan(market: Market, strategy: object, label: str) -> Plan:
    """The plan of one strategy in one market."""
    campaign = Campaign(market, strategy, engine("kernels"), label)  # type: ignore[arg-type]
    desk = campaign.desk
    spend: Counter[str] = Counter()
    for entry in desk.ledger.entries:
        spend[entry.purpose] += entry.fen
    hired = [account for account in desk.accounts if account is not desk.brand]
    expected = deliveries(market, desk.accounts, desk.impressions)
    first = int((expected > 0).argmax())
    return Plan(
        label,
        dict(Counter(account.kind for account in hired)),
        sum(len(account.days) for account in hired),
        {purpose: fen / FEN for purpose, fen in spend.items()},
        desk.left / FEN,
        first,
        float(expected[first]),
        float(expected[: WEEK + 1].sum()),
        sum(len(account.days) * account.row.size for account in hired),
    )


def deliveries(market: Market, accounts: list[Account], impressions: Longs) -> Floats:
    """Exposures expected on each day from posts, advertisements and sellers' talks, in people, before overlap.

    Shape (horizon + 1,). A post reaches r(F) of its account's followers (equation 19); what people tell each other is not
    in it.
    """
    p, scale = market.p, market.world.scale
    expected = impressions * p.notice
    for account in accounts:
        reach = eq.post_reach(account.followers, p.reach_rate, p.reach_followers, p.epsilon, p.reach_max)
        np.add.at(expected, np.array(account.days, int), reach * account.row.size)
        expected[1:] += account.talks
    return np.asarray(expected * scale)


def estimate(
    scenario: Scenario, planned: list[Plan], replicates: int, kinds: int, workers: int, beside: Sequence[Plan] = ()
) -> Estimate:
    """About how long a comparison takes and how much memory it needs; `kinds` of worlds are 2 when assumptions vary.

    What is shown `beside` runs in one kind.
    """
    network = scenario.network()
    days = scenario.horizon * network.n_consumers * SECONDS_A_DAY
    runs, more = (
        sum(days + one.posts * SECONDS_A_POST + one.views * SECONDS_A_VIEW for one in part) for part in (planned, beside)
    )
    worlds = replicates * (kinds * (network.n_consumers * SECONDS_A_WORLD + runs) + more)
    seconds = worlds / workers + SECONDS_TO_START
    each = MEMORY_TO_START + network.n_consumers * MEMORY_A_CONSUMER + network.n_ties * MEMORY_A_TIE
    return Estimate(seconds, workers * each)


def tiers(market: Market) -> list[tuple[str, int, int, int, float, float]]:
    """Accounts for hire by tier: name, how many, least and most followers (people), least and most fee a post (CNY)."""
    told = []
    for name, members in market.tiers._asdict().items():
        if members:
            followers, fees = market.for_hire.followers[list(members)], market.for_hire.fee_fen[list(members)] / FEN
            told.append((name, len(members), int(followers.min()), int(followers.max()), float(fees.min()), float(fees.max())))
    return told
