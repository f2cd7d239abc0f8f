"""Generated cases in which mechanisms are on or off at random, the market has events, and the campaign uses everything."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulation.actors.campaign import Campaign
from simulation.actors.market import Market
from simulation.actors.strategies import registry
from simulation.engine.actions import Actions
from simulation.engine.engines import engine
from simulation.engine.world import NOBODY, Scandal, Schedule, World
from simulation.model.mechanisms import MECHANISMS, with_all, without
from simulation.model.population import BRAND, KOC, KOL, KOS, SPINOFF, draw_population
from support import markets

PAYING = [name for name in registry.NAMES if name != "no_campaign"]
SHARE_ON = 0.5  # of the mechanisms that rest by default, in one case


class Case(NamedTuple):
    """A market, the strategy tried in it, and the mechanisms that act."""

    key: int
    market: Market
    strategy: str
    acting: frozenset[str]


def case(key: int) -> Case:
    """The case of this key: mechanisms by lot, a market with seasons, prices, closed stores, a law and scandals."""
    lots = markets.Lots(key + 10_000)
    found = markets.market(
        key, consumers=lots.integer(12, 30), horizon=lots.integer(9, 18), budget=lots.integer(100_000, 900_000)
    )
    acting = frozenset(name for name in MECHANISMS if lots.uniform() < SHARE_ON)
    strategy = "kol_spinoff" if key % 5 == 0 else PAYING[key % len(PAYING)]  # several mechanisms need spin-offs
    return Case(key, with_mechanisms(found, acting, schedule(lots, found.world.horizon)), strategy, acting)


def with_mechanisms(found: Market, acting: frozenset[str], schedule: Schedule) -> Market:
    """The same market in which just these mechanisms act: all others off, those resting by default switched on first."""
    rest = [name for name in MECHANISMS if name not in acting]
    p = without(with_all(found.p, *sorted(acting)), *rest)
    world = found.world
    population = draw_population(world.key, world.network.names, p)
    changed = World(world.network, population, p, world.key, world.scale, world.horizon, schedule)
    return Market(changed, found.product, found.budget_fen, found.for_hire, found.offered_koc)


def schedule(lots: markets.Lots, horizon: int) -> Schedule:
    """What the market brings by itself."""
    days = horizon + 1
    scandals = tuple(
        Scandal(lots.integer(2, horizon), lots.pick([KOC, KOL, KOS, SPINOFF, SPINOFF, BRAND]), lots.uniform(0.3, 1.0),
                lots.integer(0, 1) * lots.integer(3, horizon))
        for _ in range(lots.integer(0, 2))
    )  # fmt: skip
    return Schedule(
        season=np.array([lots.uniform(0.5, 2.0) for _ in range(days)]) if lots.uniform() < 0.5 else None,
        price=np.array([lots.uniform(0.7, 2.5) for _ in range(days)]) if lots.uniform() < 0.5 else None,
        closed=np.array([lots.uniform() < 0.6 for _ in range(days)]) if lots.uniform() < 0.6 else None,
        law=lots.integer(1, horizon) if lots.uniform() < 0.3 else 0,
        scandals=scandals,
    )


class Eventful(Campaign):
    """A campaign that on top of its strategy gives product away, writes to members, boosts posts and buys search slots."""

    key = 0

    def morning(self) -> Actions:
        """More actions than were decided and planned."""
        return more(super().morning(), self, markets.Lots(self.key * 1000 + self.desk.today))


def more(planned: Actions, campaign: Campaign, lots: markets.Lots) -> Actions:
    """The planned actions of a day, some posts among them for nothing, and some of everything else."""
    accounts = campaign.desk.accounts
    posted = [(a, place, campaign.run.day + 1 - day) for a, account in enumerate(accounts)
              for place, day in enumerate(account.days) if 0 < campaign.run.day + 1 - day <= 4]  # fmt: skip
    boosted = [post for post in posted if lots.uniform() < 0.2]
    trials = [i for i in range(campaign.market.world.size) if lots.uniform() < 0.02]

    def column(posts: list[tuple[int, int, int]], part: int) -> np.ndarray:
        return np.array([post[part] for post in posts], np.int32)

    return planned._replace(
        trials=np.array(trials, np.int32),
        organic=((planned.posts + planned.places) % 3 == 0).astype(np.int32),
        boosted=column(boosted, 0), boosted_places=column(boosted, 1),
        boosts=np.array([lots.integer(1, 8) for _ in boosted], np.int32),
        slots=lots.integer(0, 1), advertiser=0,
        writers=np.zeros(1, np.int32), sells=np.array([lots.uniform() < 0.5], np.int32),
    )  # fmt: skip


def campaign(of: Case, engine_name: str) -> Eventful:
    """The campaign of a case, before its first day."""
    one = Eventful(of.market, registry.named(of.strategy)(), engine(engine_name), of.strategy)
    one.key = of.key
    return one


def acted(done: Campaign) -> bool:
    """Whether anybody bought."""
    return bool((done.run.state.funnel.crossed[3] != NOBODY).any())
