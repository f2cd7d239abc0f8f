"""The day over arrays: the same story as `reference.py`, told for speed.

The functions here are the moments of a day as `run.py` turns them; the files beside hold the loops. Those fill the arrays
they are given and raise nothing. Whatever is summed is summed in whole numbers, and whatever is drawn is drawn by address, so
the order of the loops decides nothing.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from simulation.engine.kernels import aftermath, delivery, evidence, transitions
from simulation.engine.kernels.delivery import Exposures
from simulation.engine.world import Cast, Ints, Longs, Offer, State, World
from simulation.model import chance
from simulation.model import equations as eq  # noqa: F401  (run.py takes its equations from the engine)
from simulation.model.population import KOS


def first_resistances(world: World) -> Longs:
    """(n,) the resistance to becoming aware, in units."""
    return transitions.first_resistances(world.stream(chance.RESISTANCE), world.network.names)


def open_pools(world: World, cast: Cast, state: State) -> None:
    """Before day 1 a share of the market are members of the sellers' pools, if there are sellers."""
    sellers = np.flatnonzero(cast.role == KOS).astype(np.int32)
    if sellers.size:
        aftermath.open_pools(world.p.pool_start, world.network.names, sellers, cast.word, state.trade, world.stream(chance.JOIN))


def hear(world: World, cast: Cast, state: State, offer: Offer, day: int) -> tuple[int, int]:
    """Moments 1–3: who hears what today, and the evidence it leaves.

    Returns the number of exposures, and of equations that gave no number.
    """
    evidence.forget(state.evidence, world.p)
    room = _room(world, cast, offer)
    exposures = Exposures(np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room), np.empty(room, np.uint64))
    count = _deliver(world, cast, state, offer, day, exposures)
    delivery.notice(exposures, count, offer.contents, state.funnel, state.fatigue, cast.views, day)
    streams = (world.stream(chance.RECOGNITION), world.stream(chance.CREDIT))
    population = world.population
    faults = evidence.take_in(
        exposures, count, offer.contents, world.p, world.base, world.kept_trust, population.fit, population.autonomy,
        population.trust, world.network.names, state.funnel.stage, state.evidence, state.learning, state.fatigue, streams, day,
    )  # fmt: skip
    return count, int(faults)


def move(world: World, state: State, day: int) -> Ints:
    """Moments 4 and 5: who crosses into the next stage today (positions, ascending), what it is credited to, and pays."""
    streams = (world.stream(chance.RESISTANCE), world.stream(chance.OWN_CREDIT), world.stream(chance.SATISFACTION))
    movers = np.empty(world.size, np.int32)
    count = transitions.move(
        own_units(world), world.p, world.population.fit, world.network.names, state.funnel, state.evidence, state.trade,
        streams, day, movers,
    )  # fmt: skip
    return movers[:count]


def lapse(world: World, state: State, day: int) -> None:
    """Moment 6: interest and search that fall back to awareness."""
    streams = (world.stream(chance.LAPSE), world.stream(chance.RESISTANCE))
    transitions.lapse(world.p.lapse, world.network.names, state.funnel, state.evidence, streams, day)


def talk(world: World, cast: Cast, state: State, offer: Offer, movers: Ints, day: int) -> None:
    """Moment 7: sharing that ends, sharing that begins, and who joins or leaves a pool."""
    names = world.network.names
    aftermath.end_spells(offer.sharer, world.p.gamma, names, state.talk, world.stream(chance.SPELL_END), day)
    aftermath.begin_spells(movers, world.p, names, state.funnel, state.trade, state.talk, world.stream(chance.LOTTERY), day)
    sellers = np.flatnonzero(cast.role == KOS).astype(np.int32)
    aftermath.change_pools(movers, world.p, names, sellers, cast.word, state.funnel, state.trade, world.stream(chance.JOIN), day)


def learn(world: World, state: State, movers: Ints, day: int) -> None:
    """Moment 8: what today's experience and posts teach about each role, and how tired of hearing everybody is."""
    aftermath.learn(world.p, world.population.trust, world.kept_trust, movers, state.funnel, state.trade, state.learning, day)
    aftermath.tire(state.fatigue, world.p.delta_fatigue)


@lru_cache(maxsize=2)
def own_units(world: World) -> Longs:
    """(4, n) evidence a day from own initiative, in units."""
    return transitions.own_units(np.array(world.own), world.population.fit, world.p.beta_fit)


def _room(world: World, cast: Cast, offer: Offer) -> int:
    """More exposures than this cannot happen today."""
    rows = np.diff(cast.row_start)[offer.contents.account[: offer.reach.size]].sum()
    degrees = world.network.out_degree[offer.sharer].sum()
    return int(rows + degrees + offer.capacity.sum() + offer.impressions)


def _deliver(world: World, cast: Cast, state: State, offer: Offer, day: int, exposures: Exposures) -> int:
    """Fill in today's exposures; returns how many there are."""
    contents, network, names = offer.contents, world.network, world.network.names
    count = delivery.posts(
        exposures, offer.reach, contents.account, contents.word, cast.row_start, cast.row_follower, cast.row_tie,
        world.population.activity, names, world.stream(chance.REACH),
    )  # fmt: skip
    if offer.impressions:
        streams = (world.stream(chance.IMPRESSION), world.stream(chance.NOTICE))
        ad = offer.reach.size
        count = delivery.advertisements(
            exposures, count, ad, contents.word[ad], offer.impressions, world.p.notice, world.roster, names, streams
        )
    if offer.capacity.size:
        streams = (world.stream(chance.TALK), world.stream(chance.LEAVE))
        count = delivery.pitches(
            exposures, count, offer.first_pitch, offer.capacity, contents.account, contents.word, cast.word.size,
            world.p.leave_pitch, world.roster, names, state.funnel.stage, state.trade, streams,
        )  # fmt: skip
    strength = network.out_strength if network.out_strength is not None else np.empty(0, np.float32)
    return int(
        delivery.shares(
            exposures, count, offer.first_share, offer.sharer, contents.word, network.out_start, network.out_target, strength,
            world.p.r_private, world.p.share_cap, names, world.stream(chance.DELIVERY),
        )
    )  # fmt: skip
