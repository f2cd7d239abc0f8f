"""The day over arrays: the same story as `reference`, told for speed.

The functions here are the moments of a day as `run.py` turns them; the files beside hold the loops. Those fill the arrays
they are given and raise nothing. Whatever is summed is summed in whole numbers, and whatever is drawn is drawn by address, so
the order of the loops decides nothing.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from simulation.engine import columns as columns
from simulation.engine.kernels import aftermath, delivery, evidence, transitions
from simulation.engine.kernels.aftermath import Lessons, Telling
from simulation.engine.kernels.delivery import Exposures
from simulation.engine.kernels.evidence import Hearing
from simulation.engine.kernels.transitions import Crossing
from simulation.engine.offer import Listener
from simulation.engine.world import BRAND_POOL, NOBODY, Cast, Ints, Longs, Offer, State, World
from simulation.model import chance
from simulation.model import equations as eq
from simulation.model.population import ACTION, ATTENTION, BUYER, INTEREST, KOS, SEARCH


def first_resistances(world: World) -> Longs:
    """(n,) the resistance to becoming aware, in units."""
    return transitions.first_resistances(world.stream(chance.RESISTANCE), world.network.names)


def open_pools(world: World, cast: Cast, state: State) -> None:
    """Before day 1 a share of the market are members of the pools, if there is anybody to speak to them."""
    if (cast.role == KOS).any():
        aftermath.open_pools(
            world.p.pool_start, world.network.names, sellers(cast), cast.word, state.trade, world.stream(chance.JOIN)
        )


def give(world: World, state: State, people: Ints, day: int) -> Ints:
    """Moment 0: product in hand for nothing; it pleases or not, and may be talked about. Returns who had none before."""
    new = np.array([i for i in people if state.funnel.stage[i] != BUYER], np.int32)
    p, fit, streams = world.p, world.population.fit, (world.stream(chance.LOTTERY), world.stream(chance.COMPLAINT))
    for i, name in zip(new, world.network.names[new], strict=True):
        transitions.enter(state.funnel, state.evidence, name, i, BUYER, day, world.stream(chance.RESISTANCE))
        transitions.please(name, i, p.satisfaction, p.beta_fit, fit[i], state.trade, world.stream(chance.SATISFACTION))
        aftermath.begin_trial_spell(i, name, world.given(Telling), state.trade, state.talk, streams, day)
    return new


def hear(
    world: World, cast: Cast, state: State, offer: Offer, day: int, listener: Listener | None = None
) -> tuple[int, int]:
    """Moments 1–3: who hears what today, and the evidence it leaves.

    Returns the number of exposures, and of equations that gave no number.
    """
    evidence.forget(state.evidence, world.p.delta_social, world.p.delta_broadcast)
    room = _room(world, cast, state, offer)
    exposures = Exposures(np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room), np.empty(room, np.uint64))
    count = _deliver(world, cast, state, offer, day, exposures)
    exposures = exposures.taken(np.argsort(exposures.who[:count]))  # as people stand in memory
    if listener is not None:
        listener(offer, exposures.content, exposures.who)
    delivery.notice(exposures, count, offer.contents, world.kept_heard, state.funnel, state.fatigue, cast.views, cast.seen, day)
    streams, who = (world.stream(chance.RECOGNITION), world.stream(chance.CREDIT)), world.population
    faults = evidence.take_in(
        exposures, count, offer.contents, world.given(Hearing), world.base_today(world.demand(day, eq)), world.kept_trust, who,
        world.prior_trust, world.network.names, state.funnel.stage, state.evidence, state.learning, state.fatigue, streams, day,
    )  # fmt: skip
    return count, int(faults)


def move(world: World, state: State, day: int, level: float) -> Ints:
    """Moments 4 and 5: who crosses into the next stage today (positions, ascending), what it is credited to, and pays.

    `level` is Q, the log-odds that a buyer of average fit is satisfied today.
    """
    streams = (world.stream(chance.RESISTANCE), world.stream(chance.OWN_CREDIT), world.stream(chance.SATISFACTION))
    who, movers, demand = world.population, np.empty(world.size, np.int32), world.demand(day, eq)
    gates = transitions.Gates(world.price(day), world.closed(day), who.willing, who.in_store, who.short)
    stage = state.funnel.stage
    before_purchase = np.flatnonzero((stage >= SEARCH) | (who.short & (stage == ATTENTION)))
    count = transitions.move(
        before_purchase, own_units(world), world.own[ACTION] * demand, again_units(world, demand), level, gates,
        world.given(Crossing), who.fit, world.network.names, state.funnel, state.evidence, state.talk, state.trade, streams, day,
        movers,
    )  # fmt: skip
    return movers[:count]


def lapse(world: World, state: State, day: int) -> None:
    """Moment 6: interest and search that fall back to awareness, buyers who are lost."""
    names, streams = world.network.names, (world.stream(chance.LAPSE), world.stream(chance.RESISTANCE))
    between = (state.funnel.stage == INTEREST) | (state.funnel.stage == SEARCH)
    transitions.lapse(np.flatnonzero(between), world.p.lapse, names, state.funnel, state.evidence, streams, day)
    buyers = np.flatnonzero(state.trade.purchases > 0)
    transitions.churn(buyers, world.given(Crossing), names, state.funnel, state.trade, world.stream(chance.CHURN), day)


def talk(world: World, cast: Cast, state: State, offer: Offer, movers: Ints, day: int) -> None:
    """Moment 7: sharing that ends, sharing that begins, and who joins or leaves a pool."""
    p, names, streams = world.given(Telling), world.network.names, (world.stream(chance.LOTTERY), world.stream(chance.COMPLAINT))
    aftermath.end_spells(offer.sharer, world.p.gamma, names, state.talk, world.stream(chance.SPELL_END), day)
    aftermath.begin_spells(movers, p, names, state.funnel, state.trade, state.talk, streams, day)
    aftermath.change_pools(
        np.flatnonzero(state.trade.leaves), movers, p, names, sellers(cast), cast.capable, cast.word, state.funnel, state.trade,
        world.stream(chance.JOIN), day,
    )  # fmt: skip


def learn(world: World, state: State, movers: Ints, day: int) -> None:
    """Moment 8: what today's experience and posts teach about each role."""
    learning, bought_from = state.learning, aftermath.bought_from(movers, state.funnel, state.talk, state.trade)
    lessons = (learning.labelled_today | learning.hidden_today | learning.chatted_today) > 0
    who = np.flatnonzero(lessons | (bought_from != NOBODY))
    aftermath.learn(who, world.given(Lessons), world.population.trust, world.kept_trust, bought_from, state.trade, learning, day)


def sellers(cast: Cast) -> Ints:
    """The accounts with members of their own."""
    return np.flatnonzero(cast.capable).astype(np.int32)


@lru_cache(maxsize=1)
def own_units(world: World) -> Longs:
    """(3, n) evidence a day from own initiative towards each stage before the purchase, in units."""
    return transitions.own_units(world.own, world.population.fit, world.p.beta_fit)


def again_units(world: World, demand: float) -> Longs:
    """(2, 2) evidence a day towards buying again, in units: not a member or member, by dissatisfied or pleased."""
    p, both = world.p, (0.0, 1.0)
    return np.array(
        [[eq.evidence_units(eq.repurchase(p.repurchase, member, p.member_repurchase, pleased, p.satisfied_repurchase, demand))
          for pleased in both] for member in both], np.int64,
    )  # fmt: skip


def _room(world: World, cast: Cast, state: State, offer: Offer) -> int:
    """More exposures than this cannot happen today."""
    rows = np.diff(cast.row_start)[offer.contents.account[: offer.reach.size]].sum()
    degrees = world.network.out_degree[offer.sharer].sum()
    members = offer.messages * int(np.count_nonzero(state.trade.pool == BRAND_POOL)) if offer.messages else 0
    page = offer.first_share > offer.first_paid
    searched = int(world.p.search_results) * int(np.count_nonzero(state.funnel.stage == SEARCH)) if page else 0
    return int(rows + degrees + offer.capacity.sum() + offer.impressions.sum()) + members + searched


def _deliver(world: World, cast: Cast, state: State, offer: Offer, day: int, exposures: Exposures) -> int:
    """Fill in today's exposures; returns how many there are."""
    contents, network, names = offer.contents, world.network, world.network.names
    count = delivery.posts(
        exposures, offer.reach, contents.account, contents.word, cast.row_start, cast.row_follower, cast.row_tie, cast.row_on,
        world.population.activity, names, world.stream(chance.REACH),
    )  # fmt: skip
    streams: delivery.Streams = (world.stream(chance.IMPRESSION), world.stream(chance.NOTICE))
    count = delivery.shown_by_lot(
        exposures, count, offer.first_shown, contents.word, offer.impressions, offer.noticed, world.roster, names, streams
    )
    if offer.messages:
        streams = (world.stream(chance.MESSAGE), world.stream(chance.LEAVE))
        count = delivery.messages(
            exposures, count, offer.first_message, offer.first_pitch, contents, world.p.message_open, world.p.leave_pitch, names,
            state.trade, streams,
        )  # fmt: skip
    if offer.capacity.size:
        streams = (world.stream(chance.TALK), world.stream(chance.LEAVE))
        count = delivery.pitches(
            exposures, count, offer.first_pitch, offer.capacity, contents.account, contents.word, cast.word.size,
            world.p.leave_pitch, world.roster, names, state.funnel.stage, state.trade, streams,
        )  # fmt: skip
    strength = network.out_strength if network.out_strength is not None else np.empty(0, np.float32)
    count = delivery.shares(
        exposures, count, offer.first_share, offer.sharer, contents.word, network.out_start, network.out_target, strength,
        world.p.r_private, world.p.share_cap, names, world.stream(chance.DELIVERY),
    )  # fmt: skip
    count = delivery.attend(exposures, count, world.p.attention, names, world.stream(chance.ATTENTION_CAP))
    if offer.first_share > offer.first_paid:
        count = delivery.searches(
            exposures, count, offer.first_paid, offer.slots, offer.listed, world.p.search_rate, int(world.p.search_results),
            np.flatnonzero(state.funnel.stage == SEARCH), names, world.stream(chance.SEARCH_PAGE), day,
        )  # fmt: skip
    return int(count)
