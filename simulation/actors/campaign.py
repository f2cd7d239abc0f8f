"""One campaign in one world, as a `mesa.Model`: accounts are agents, consumers are columns, one step is one day."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import mesa
import numpy as np

from simulation.actors.account import Account
from simulation.actors.calendar import Calendar
from simulation.actors.cut import WHOLE, Cut, part
from simulation.actors.desk import Desk
from simulation.actors.market import Market
from simulation.actors.strategies.strategy import Seen, Strategy
from simulation.engine import run
from simulation.engine.world import NOBODY, Cast, Floats, Ints
from simulation.model.population import ACTION


class Campaign(mesa.Model):
    """A strategy spending one budget in one market, day by day until the horizon.

    `agents` are the hired accounts (Mesa's AgentSet), `run` the engine between two days, `desk` the books,
    `cut` what is left out of what was planned.
    """

    def __init__(self, market: Market, strategy: Strategy, engine: ModuleType, label: str = "", cut: Cut = WHOLE) -> None:
        super().__init__(rng=0)  # Mesa's own generator decides nothing here
        self.market, self.strategy, self.cut = market, strategy, cut
        self.desk = Desk(self, market, label or type(strategy).__name__)
        strategy.plan(self.desk)
        self.desk.close()
        cast = cast_of(self.desk.accounts)
        if cut.names:
            cut.check(self.desk, strategy.decides)
            cut.silence(self.desk.accounts, cast)
        self.run = run.begin(market.world, cast, engine)
        self.calendar = Calendar(self.desk)
        self.datacollector = mesa.DataCollector(model_reporters=REPORTERS)
        self.datacollector.collect(self)

    def step(self) -> None:
        """Let one day pass: the strategy decides, the campaign acts."""
        self.run.step(self.cut.actions(self.desk, self.morning()))
        self.datacollector.collect(self)
        self.running = self.run.day < self.market.world.horizon

    def morning(self) -> run.Actions:
        """What the strategy decides to do on the coming day, and what it has planned for it."""
        self.desk.today = self.run.day + 1
        if self.strategy.decides:
            self.strategy.decide(self.desk, self.desk.today, seen(self.run))
        self._welcome()
        return self.calendar.actions(self.desk.today)

    def finish(self) -> None:
        """Let all days pass."""
        while self.running and self.run.day < self.market.world.horizon:
            self.step()
        if self.cut.names:
            part(self)

    def release(self) -> None:
        """Let go of the consumers' columns; accounts and campaign point at each other and may stay in memory for long."""
        del self.run

    def _welcome(self) -> None:
        """Let the engine know the accounts hired this morning."""
        new = self.desk.accounts[self.run.cast.word.size :]
        if not new:
            return
        self.desk.close()
        self.run.cast = enlarged(self.run.cast, cast_of(new))
        for mother in (account.mother for account in new if account.mother):
            self.run.cast.family[mother.number] = mother.family
        if self.cut.names:
            self.cut.silence(self.desk.accounts, self.run.cast)


REPORTERS = {
    "day": lambda model: model.run.day,
    "reach": lambda model: model.run.reached * model.market.world.scale,
    "awareness": lambda model: model.run.aware * model.market.world.scale,
    "buyers": lambda model: model.run.bought * model.market.world.scale,
}


def seen(now: run.Run) -> Seen:
    """What a brand can see between two days."""
    scale, size, funnel = now.world.scale, now.world.size, now.state.funnel
    credit = funnel.credit[ACTION][funnel.crossed[ACTION] >= 0]
    orders = np.bincount(credit[credit >= size] - size, minlength=now.cast.word.size)
    exposures = now.days[-1].exposures if now.days else 0
    totals = (now.reached * scale, exposures * scale, now.aware * scale, now.bought * scale)
    views, engagement, ordered = (np.array(n, np.float64) for n in (now.cast.views * scale, now.cast.engaged, orders * scale))
    return Seen(now.day, *totals, views, engagement, ordered)


def cast_of(accounts: list[Account]) -> Cast:
    """The columns the engine reads, from the agents."""

    def column(kind: Any, name: str) -> Any:
        return np.array([getattr(account, name) for account in accounts], kind)

    followed, n = [ascending(account) for account in accounts], len(accounts)
    rows, ties = [row for row, _ in followed], [tie for _, tie in followed]
    return Cast(
        word=column(np.uint64, "word"),
        role=column(np.int8, "role"),
        family=column(np.int8, "family"),
        node=column(np.int32, "node"),
        independence=column(np.float64, "independence"),
        interactivity=column(np.float64, "interactivity"),
        accessibility=column(np.float64, "accessibility"),
        expertise=column(np.float64, "expertise"),
        quality=column(np.float64, "quality"),
        script=column(np.float64, "script"),
        mother=np.array([a.mother.number if a.mother else NOBODY for a in accounts], np.int32),
        first_independence=column(np.float64, "independence"),
        reputation=column(np.float64, "reputation"),
        labelled=column(np.bool_, "labelled"),
        paid=column(np.bool_, "paid"),
        commented=column(np.bool_, "commented"),
        capable=column(np.bool_, "capable"),
        followers=column(np.float64, "followers"),
        row_start=np.concatenate([[0], np.cumsum([row.size for row in rows])]).astype(np.int64),
        row_follower=np.concatenate(rows).astype(np.int32),
        row_tie=np.concatenate(ties).astype(np.float64),
        row_on=np.ones(sum(row.size for row in rows), np.bool_),
        engaged=np.zeros(n),
        moved=np.zeros(n),
        grown=np.zeros(n),
        listed=np.zeros(n),
        seen=np.zeros(n, np.int64),
        last_post=np.full(n, NOBODY, np.int32),
        views=np.zeros(n, np.int64),
    )


def ascending(account: Account) -> tuple[Ints, Floats]:
    """Followers of an account and the strength of its ties to them, in the order in which they stand in memory."""
    if account.ties is None:
        return np.sort(account.row), np.zeros(account.row.size)
    order = np.argsort(account.row, kind="stable")
    return account.row[order], account.ties[order]


def enlarged(cast: Cast, new: Cast) -> Cast:
    """A cast as it stands, and accounts that join it."""
    columns = {name: np.concatenate([getattr(cast, name), getattr(new, name)]) for name in Cast._fields}
    columns["row_start"] = np.concatenate([cast.row_start, cast.row_start[-1] + new.row_start[1:]])
    return Cast(**columns)
