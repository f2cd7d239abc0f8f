"""One campaign in one world, as a `mesa.Model`: accounts are agents, consumers are columns, one step is one day."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import mesa
import numpy as np

from simulation.actors.account import Account
from simulation.actors.desk import Desk
from simulation.actors.market import Market
from simulation.actors.strategies.strategy import Strategy
from simulation.engine import run
from simulation.engine.world import Cast


class Campaign(mesa.Model):
    """A strategy spending one budget in one market, day by day until the horizon.

    `agents` are the hired accounts (Mesa's AgentSet), `run` the engine between two days, `desk` the books.
    """

    def __init__(self, market: Market, strategy: Strategy, engine: ModuleType, label: str = "") -> None:
        super().__init__(seed=0)  # Mesa's own generator decides nothing here
        self.market, self.strategy = market, strategy
        self.desk = Desk(self, market, label or type(strategy).__name__)
        strategy.plan(self.desk)
        self.desk.close()
        self.run = run.begin(market.world, cast_of(self.desk.accounts), engine)
        self.calendar = Calendar(self.desk)
        self.datacollector = mesa.DataCollector(model_reporters=REPORTERS)
        self.datacollector.collect(self)

    def step(self) -> None:
        """Let one day pass."""
        self.run.step(self.calendar.actions(self.run.day + 1))
        self.datacollector.collect(self)
        self.running = self.run.day < self.market.world.horizon

    def finish(self) -> None:
        """Let all days pass."""
        while self.running and self.run.day < self.market.world.horizon:
            self.step()


REPORTERS = {
    "day": lambda model: model.run.day,
    "reach": lambda model: model.run.reached * model.market.world.scale,
    "awareness": lambda model: model.run.aware * model.market.world.scale,
    "buyers": lambda model: model.run.bought * model.market.world.scale,
}


class Calendar:
    """Who does what on which day: the plans of all accounts, handed over once."""

    def __init__(self, desk: Desk) -> None:
        self.impressions = desk.impressions
        self.posts: dict[int, list[tuple[int, int]]] = {}
        self.hires: dict[int, list[int]] = {}
        for number, account in enumerate(desk.accounts):
            for place, day in enumerate(account.days):
                self.posts.setdefault(day, []).append((number, place))
            if account.hired_on:
                self.hires.setdefault(account.hired_on, []).append(number)
        self.sellers = np.array([n for n, account in enumerate(desk.accounts) if account.talks > 0], np.int32)
        self.talks = np.array([desk.accounts[n].talks for n in self.sellers])

    def actions(self, day: int) -> run.Actions:
        """What the campaign does on one day; fractions of a talk are carried over to the next."""
        posts = np.array(self.posts.get(day, []), np.int32).reshape(-1, 2)
        capacity = (np.floor(self.talks * day) - np.floor(self.talks * (day - 1))).astype(np.int32)
        return run.Actions(
            hires=np.array(self.hires.get(day, []), np.int32),
            posts=np.ascontiguousarray(posts[:, 0]),
            places=np.ascontiguousarray(posts[:, 1]),
            impressions=int(self.impressions[day]),
            advertiser=0,  # the brand is the desk's first account
            sellers=self.sellers,
            capacity=capacity,
        )


def cast_of(accounts: list[Account]) -> Cast:
    """The columns the engine reads, from the agents."""

    def column(kind: Any, name: str) -> Any:
        return np.array([getattr(account, name) for account in accounts], kind)

    rows = [account.row for account in accounts]
    return Cast(
        word=column(np.uint64, "word"),
        role=column(np.int8, "role"),
        family=column(np.int8, "family"),
        node=column(np.int32, "node"),
        independence=column(np.float64, "independence"),
        interactivity=column(np.float64, "interactivity"),
        expertise=column(np.float64, "expertise"),
        quality=column(np.float64, "quality"),
        reputation=column(np.float64, "reputation"),
        labelled=column(np.bool_, "labelled"),
        paid=column(np.bool_, "paid"),
        commented=column(np.bool_, "commented"),
        followers=column(np.float64, "followers"),
        row_start=np.concatenate([[0], np.cumsum([row.size for row in rows])]).astype(np.int64),
        row_follower=_joined(rows, np.int32),
        row_tie=_joined([np.zeros(a.row.size) if a.ties is None else a.ties for a in accounts], np.float64),
        engaged=np.zeros(len(accounts)),
        views=np.zeros(len(accounts), np.int64),
    )


def _joined(rows: list[Any], kind: Any) -> Any:
    joined = np.concatenate(rows).astype(kind)
    return joined
