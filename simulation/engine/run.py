"""Begin, step, stop: the same crank for the command, the page, a notebook and Mesa.

The order of a day. Others are read as they were at dawn; one's own earlier moments of the day count at once.

| moment | what happens                                                                                      |
|--------|---------------------------------------------------------------------------------------------------|
| 0      | scandals and answers to them; the campaign acts: accounts are hired, product is given away         |
| 1–2    | who hears what: followers, persons drawn by lot, members of pools, who searches, friends of sharers |
| 3      | fatigue grows; intent is recognised or not; evidence and credit                                                   |
| 4–5    | who crosses into the next stage (one a day); purchases are paid and please or do not               |
| 6      | interest and search lapse; buyers are lost                                                          |
| 7      | sharing ends (only if it was on at dawn), sharing begins; pools are left and joined                |
| 8      | trust is learnt, independence wears and recovers, accounts grow            |
| 9      | the stock of people an account has moved, which its comments speak of, and that of the search page |
| 10     | the day is recorded                                                                                |
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import ModuleType
from typing import NamedTuple

import numpy as np

from simulation.engine import offer
from simulation.engine.actions import NOTHING, Actions
from simulation.engine.offer import Listener
from simulation.engine.world import NOBODY, Cast, Floats, Ints, Scandal, State, World, opening
from simulation.model import chance
from simulation.model.population import BUYER, INTEREST, KOC, KOL, SEARCH, SPINOFF
from simulation.refusal import Refusal

__all__ = ["NOTHING", "Actions", "Day", "Run", "begin"]


class Day(NamedTuple):
    """What one day brought, in consumers; stocks as at its close."""

    day: int
    reached: int  # newly reached
    exposures: int
    aware: int  # newly aware
    interested: int  # in Interest
    searching: int  # in Search
    bought: int  # first purchases today
    sold: int  # purchases today, first and later
    sharing: int
    members: int  # of pools
    churned: int  # buyers lost so far


@dataclass
class Run:
    """One world under one campaign, between two days."""

    world: World
    cast: Cast
    engine: ModuleType
    state: State
    day: int = 0
    days: list[Day] = field(default_factory=list)
    reached: int = 0  # so far, in consumers; so the next two
    aware: int = 0
    bought: int = 0
    listener: Listener | None = None  # told each day who hears what

    def step(self, actions: Actions) -> Day:
        """Let one day pass; the moments are those of the table above."""
        self.day += 1
        engine, world, state, cast, day = self.engine, self.world, self.state, self.cast, self.day
        eq = engine.eq
        for scandal in world.schedule.scandals:
            break_out(world, cast, state, scandal, day, engine)
        hire(state, cast, actions.hires, day)
        given = engine.give(world, state, actions.trials, day)
        today = offer.on_offer(world, cast, state, actions, day, engine.columns)
        exposures, faults = engine.hear(world, cast, state, today, day, self.listener)
        if faults:
            raise Refusal(
                "equations",
                f"{faults} results that are no probability on day {day}",
                "π between 0 and 1",
                "mend the function given",
            )
        movers = engine.move(world, state, day, satisfaction(world, state, eq))
        engine.lapse(world, state, day)
        engine.talk(world, cast, state, today, movers, day)
        engine.learn(world, state, np.concatenate([movers, given]), day)
        follow(world, cast, state, movers)
        engine.columns.wear_independence(cast, actions.posts, actions.ages, actions.organic, world.p.drift)
        engage(world, cast, actions, day)
        passed = record(state, movers, day, exposures)
        self.days.append(passed)
        self.reached, self.aware = self.reached + passed.reached, self.aware + passed.aware
        self.bought += passed.bought
        return passed


def begin(world: World, cast: Cast, engine: ModuleType) -> Run:
    """A run at the close of day 0; `engine` is `kernels`, `reference`, or either with equations replaced."""
    if world.network.is_complete:
        raise Refusal(
            "consumers",
            "a complete network",
            "ties that can be walked",
            "use a generated or recorded network for campaigns",
        )
    state = opening(world, engine.first_resistances(world))
    engine.open_pools(world, cast, state)
    return Run(world, cast, engine, state)


# ------------------------------------------------------------------------------------ 0: public events, and who is hired


def break_out(world: World, cast: Cast, state: State, scandal: Scandal, day: int, engine: ModuleType) -> None:
    """A scandal on its day, or the answer to it on the answer's: trust in the role, and the accounts' reputation."""
    p = world.p
    if day == scandal.day:
        doubt(world, state, scandal.role, p.scandal_weight, day, engine.columns)
        disgrace(world, cast, scandal, -p.scandal_reputation, engine.eq)
    elif day == scandal.response > scandal.day:
        kept = world.kept_trust[day - scandal.day]
        doubt(world, state, scandal.role, -p.response_effect * p.scandal_weight * kept, day, engine.columns)
        disgrace(world, cast, scandal, p.response_effect * p.scandal_reputation, engine.eq)


def doubt(world: World, state: State, role: int, weight: float, day: int, columns: ModuleType) -> None:
    """Everybody's distrust of a role changes by so many observations."""
    if weight == 0.0:
        return
    learning, role = state.learning, KOL if role == SPINOFF else role
    prior, kept = world.population.trust[role], world.kept_trust[day - learning.learnt_on[role]]
    columns.doubt(prior, kept, world.p.trust_strength, weight, learning.alpha[role], learning.beta[role])
    learning.learnt_on[role] = day


def disgrace(world: World, cast: Cast, scandal: Scandal, change: float, eq: ModuleType) -> None:
    """The reputation of the accounts involved changes, and by a share of it that of a spin-off's mother."""
    involved = np.flatnonzero(cast.role == scandal.role)
    lots = chance.draws(world.stream(chance.SCANDAL), cast.word[involved])
    for account in involved[lots < scandal.accounts]:
        cast.reputation[account] = eq.struck(cast.reputation[account], change)
        mother = cast.mother[account]
        if mother != NOBODY:
            cast.reputation[mother] = eq.struck(cast.reputation[mother], change * world.p.scandal_spill)


def hire(state: State, cast: Cast, accounts: Ints, day: int) -> None:
    """Recruited KOC have the product in hand and share it from today on."""
    for account in accounts:
        i = cast.node[account]
        state.funnel.stage[i] = BUYER
        state.talk.hired[i] = account
        state.talk.spell[i] += 1
        state.talk.began[i] = day - 1
        state.talk.sharing[i] = 1


def satisfaction(world: World, state: State, eq: ModuleType) -> float:
    """Q of today: buyers who have spoken up have improved the product."""
    if world.p.feedback == 0.0:
        return float(world.p.satisfaction)
    voices = np.count_nonzero((state.talk.spell > 0) & (state.funnel.stage == BUYER)) * world.scale
    return float(eq.improved(world.p.satisfaction, world.p.feedback, voices))


# -------------------------------------------------------------------------------------------------------- 8–10: the close


def follow(world: World, cast: Cast, state: State, movers: Ints) -> None:
    """Accounts gain followers among those they move and lose some whom a purchase has disappointed; a KOC may become a KOL."""
    cast.moved[:] = moved(world, cast, state, movers)
    if world.p.unfollow > 0.0:
        unfollow(world, cast, state, movers)
    if world.p.follow_rate > 0.0:
        cast.grown[:] += world.p.follow_rate * cast.moved
    if world.p.koc_to_kol > 0.0:
        large = (cast.role == KOC) & (cast.node != NOBODY) & (cast.followers + cast.grown >= world.p.koc_to_kol)
        cast.role[large] = KOL
        cast.independence[large] = np.minimum(cast.independence[large], world.p.iota_mid)


def unfollow(world: World, cast: Cast, state: State, movers: Ints) -> None:
    """A dissatisfied buyer may stop following the account credited with the purchase."""
    stream, funnel = world.stream(chance.UNFOLLOW), state.funnel
    for i in movers[(funnel.stage[movers] == BUYER) & (state.trade.pleased[movers] == 0)]:
        account = funnel.credit[funnel.last[i], i] - world.size
        if account >= 0 and chance.draw2(stream, cast.word[account], world.network.names[i]) < world.p.unfollow:
            row = slice(cast.row_start[account], cast.row_start[account + 1])
            cast.row_on[row] &= cast.row_follower[row] != i


def moved(world: World, cast: Cast, state: State, movers: Ints) -> Floats:
    """(accounts,) people each account has moved today."""
    funnel, n = state.funnel, world.size
    source = funnel.credit[funnel.last[movers], movers]
    counts = np.bincount(source[source >= n] - n, minlength=cast.word.size)
    return counts.astype(np.float64) * np.float64(world.scale)


def engage(world: World, cast: Cast, actions: Actions, day: int) -> None:
    """The stocks that fade: people an account has moved, and its views on the search page; and the day of its last post."""
    cast.engaged[:] = cast.engaged * world.p.engagement_kept + cast.moved
    cast.listed[:] = cast.listed * world.p.search_kept + cast.seen
    cast.seen[:] = 0
    cast.last_post[actions.posts[actions.ages == 0]] = day


def record(state: State, movers: Ints, day: int, exposures: int) -> Day:
    """The day in numbers."""
    funnel, trade = state.funnel, state.trade
    return Day(
        day=day,
        reached=int(np.count_nonzero(funnel.reached_on == day)),
        exposures=exposures,
        aware=int(np.count_nonzero(funnel.crossed[0, movers] == day)),
        interested=int(np.count_nonzero(funnel.stage == INTEREST)),
        searching=int(np.count_nonzero(funnel.stage == SEARCH)),
        bought=int(np.count_nonzero(funnel.crossed[3, movers] == day)),
        sold=int(np.count_nonzero(funnel.stage[movers] == BUYER)),
        sharing=int(np.count_nonzero(state.talk.sharing)),
        members=int(np.count_nonzero(trade.pool != NOBODY)),
        churned=int(np.count_nonzero(trade.churned)),
    )
