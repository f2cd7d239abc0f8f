"""One day, said plainly, consumer by consumer. Read this first.

It computes the same as `kernels/`, to the last bit, and shares nothing with it but what is on offer, the equations and the
draws. Where the kernels push (an account walks along its followers), this pulls: each consumer asks who can be heard. The
files beside follow the day: `delivery`, `evidence`, `transitions`, `aftermath`.
"""

from __future__ import annotations

import numpy as np

from simulation.engine import columns as compiled_columns
from simulation.engine.offer import Listener
from simulation.engine.reference import aftermath, delivery, evidence, transitions
from simulation.engine.world import NOBODY, Cast, Ints, Longs, Offer, State, World
from simulation.model import equations as eq
from simulation.model.compiled import plain
from simulation.model.population import BUYER, LEARNT_ROLES, UNAWARE

columns = plain(compiled_columns)


def first_resistances(world: World) -> Longs:
    """(n,) the resistance to becoming aware, in units."""
    return np.array([transitions.resistance(world, i, UNAWARE, 0) for i in range(world.size)], np.int64)


def open_pools(world: World, cast: Cast, state: State) -> None:
    """Before day 1 a share of the market are members of the pools, if there is anybody to speak to them."""
    for i in range(world.size):
        if aftermath.opens(cast) and aftermath.starts_as_member(world, i):
            state.trade.pool[i] = aftermath.seller_for(cast, world.network.names[i])


def give(world: World, state: State, people: Ints, day: int) -> Ints:
    """Moment 0: product in hand for nothing; it pleases or not, and may be talked about. Returns who had none before."""
    new = np.array([i for i in people if state.funnel.stage[i] != BUYER], np.int32)
    for i in new:
        transitions.enter(world, state, i, BUYER, day)
        transitions.please(world, state, i, world.p.satisfaction)
        aftermath.begin_trial_spell(world, state, i, day)
    return new


def hear(
    world: World, cast: Cast, state: State, offer: Offer, day: int, listener: Listener | None = None
) -> tuple[int, int]:
    """Moments 1–3: who hears what today, and the evidence it leaves.

    Returns the number of exposures, and of equations that gave no number.
    """
    lots = delivery.drawn_by_lot(world, offer)
    heard = [list(delivery.pushed(world, cast, state, offer, lots, i)) for i in range(world.size)]
    delivery.pitched(world, cast, state, offer, heard)
    for i, todays in enumerate(heard):
        heard[i] = delivery.attended(world, i, todays) + list(delivery.searched(world, state, offer, i, day))
        evidence.forget(world, state, i)
        if heard[i]:
            evidence.recall(world, state, i, day)
            delivery.notice(cast, state, offer, i, heard[i], day)
    if listener is not None:
        listener(offer, *told(heard))
    base = world.base_today(world.demand(day, eq))
    faults = [
        evidence.take_in(world, state, offer, i, exposure, base, day) for i, todays in enumerate(heard) for exposure in todays
    ]
    return len(faults), sum(faults)


def told(heard: list[list[delivery.Exposure]]) -> tuple[Ints, Ints]:
    """Row of the content and hearer of each of today's exposures."""
    pairs = [(exposure.content, i) for i, todays in enumerate(heard) for exposure in todays]
    table = np.array(pairs, np.int32).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def move(world: World, state: State, day: int, level: float) -> Ints:
    """Moments 4 and 5: who crosses into the next stage today (positions, ascending), what it is credited to, and pays.

    `level` is Q, the log-odds that a buyer of average fit is satisfied today.
    """
    demand = world.demand(day, eq)
    return np.array([i for i in range(world.size) if transitions.crosses(world, state, i, day, demand, level)], np.int32)


def lapse(world: World, state: State, day: int) -> None:
    """Moment 6: interest and search that fall back to awareness, buyers who are lost."""
    for i in range(world.size):
        transitions.lapse(world, state, i, day)
        transitions.churn(world, state, i, day)


def talk(world: World, cast: Cast, state: State, offer: Offer, movers: Ints, day: int) -> None:
    """Moment 7: sharing that ends, sharing that begins, and who joins or leaves a pool."""
    for i in offer.sharer:
        aftermath.end_spell(world, state, i, day)
    for i in range(world.size):
        aftermath.leave_pool(state, i)
    for i in movers:
        aftermath.begin_spell(world, state, i, day)
        aftermath.join_pool(world, cast, state, i, day)


def learn(world: World, state: State, movers: Ints, day: int) -> None:
    """Moment 8: what today's experience and posts teach about each role."""
    buyers = {i for i in movers if state.funnel.stage[i] == BUYER and state.talk.hired[i] == NOBODY}
    for i in range(world.size):
        for role in range(LEARNT_ROLES):
            aftermath.learn_about(world, state, i, role, i in buyers, day)
        state.learning.labelled_today[i] = state.learning.hidden_today[i] = state.learning.chatted_today[i] = 0
