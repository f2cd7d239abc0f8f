"""Moments 4–6: who crosses, what it is credited to, who pays, who lapses, who is lost."""

from __future__ import annotations

import numpy as np

from simulation.engine.reference.evidence import transition
from simulation.engine.world import BRAND_POOL, NOBODY, State, World
from simulation.model import chance
from simulation.model import equations as eq
from simulation.model.population import ACTION, ATTENTION, BUYER, INTEREST, OWN, PEER, REPURCHASE, SEARCH, UNAWARE


def crosses(world: World, state: State, i: int, day: int, demand: float, level: float) -> bool:
    """Consumer i gathers own initiative and crosses if the evidence reaches the resistance: one stage a day at most."""
    funnel, e, stage = state.funnel, state.evidence, int(state.funnel.stage[i])
    if stage == BUYER and (state.trade.churned[i] or state.talk.hired[i] != NOBODY):
        return False
    e.own[i] = eq.clip(e.own[i] + eq.evidence_units(initiative(world, state, i, demand)))
    e.social[i], e.broadcast[i] = eq.clip(e.social[i]), eq.clip(e.broadcast[i])
    k = transition(world, state, i)
    if e.social[i] + e.broadcast[i] + e.own[i] < funnel.resistance[i] or (k >= ACTION and not free_to_buy(world, state, i, day)):
        return False
    k = ACTION if k == REPURCHASE and state.trade.purchases[i] == 0 else k
    funnel.credit[k, i], funnel.credit_role[k, i] = credited(world, state, i, day)
    funnel.crossed[k, i], funnel.last[i] = day, k
    enter(world, state, i, min(k + 1, BUYER), day)
    if k >= ACTION:
        state.trade.purchases[i] += 1
        please(world, state, i, level)
    return True


def initiative(world: World, state: State, i: int, demand: float) -> float:
    """Evidence from own initiative for the transition consumer i is before, a day."""
    k, p = transition(world, state, i), world.p
    if k == REPURCHASE:
        member, pleased = float(state.trade.pool[i] != NOBODY), float(state.trade.pleased[i])
        return float(eq.repurchase(p.repurchase, member, p.member_repurchase, pleased, p.satisfied_repurchase, demand))
    fit = world.population.fit[i] if k > UNAWARE else 0.5
    own = world.own[k] * demand if k == ACTION else world.own[k]
    return float(eq.own_initiative(own, fit, p.beta_fit))


def free_to_buy(world: World, state: State, i: int, day: int) -> bool:
    """The gates of a purchase: the price, a second opinion, an open store or a seller."""
    p, member = world.p, state.trade.pool[i] not in (NOBODY, BRAND_POOL)
    affordable = p.wtp_gate == 0.0 or world.population.willing[i] >= world.price(day)
    confirmed = int(state.funnel.heard_from[i]).bit_count() >= p.source_classes
    served = member or not (world.closed(day) and world.population.in_store[i])
    return bool(affordable and confirmed and served)


def credited(world: World, state: State, i: int, day: int) -> tuple[int, int]:
    """The source whose surviving evidence won the race, and the role it played."""
    e, stage = state.evidence, state.funnel.stage[i]
    own = np.inf
    if e.own[i] > 0:
        u = chance.draw3(world.stream(chance.OWN_CREDIT), world.network.names[i], stage, state.funnel.entries[stage, i])
        own = eq.credit_key(u, e.own[i] / eq.UNIT, 0.0, 0.0)
    social = e.social_key[i] - day * eq.log_kept(world.p.delta_social)
    broadcast = e.broadcast_key[i] - day * eq.log_kept(world.p.delta_broadcast)
    racers = [
        (own, NOBODY, OWN),
        (social, e.social_source[i], e.social_role[i]),
        (broadcast, e.broadcast_source[i], e.broadcast_role[i]),
    ]
    _, source, role = min(racers, key=lambda racer: racer[0])
    return source, role


def enter(world: World, state: State, i: int, stage: int, day: int) -> None:
    """Consumer i enters a stage with a new resistance and no evidence."""
    funnel, e = state.funnel, state.evidence
    funnel.stage[i], funnel.since[i] = stage, day
    funnel.resistance[i] = resistance(world, i, stage, funnel.entries[stage, i])
    funnel.entries[stage, i] += 1
    e.social[i] = e.broadcast[i] = e.own[i] = 0
    e.social_key[i] = e.broadcast_key[i] = np.inf


def resistance(world: World, i: int, stage: int, entry: int) -> int:
    """ξ of one entry, in units."""
    u = chance.draw3(world.stream(chance.RESISTANCE), world.network.names[i], stage, entry)
    return int(eq.resistance_units(eq.exponential_resistance(u)))


def please(world: World, state: State, i: int, level: float) -> None:
    """The experience with the latest product in hand."""
    u = chance.draw2(world.stream(chance.SATISFACTION), world.network.names[i], state.trade.purchases[i])
    state.trade.pleased[i] = u < eq.satisfied(level, world.population.fit[i], world.p.beta_fit)


def lapse(world: World, state: State, i: int, day: int) -> None:
    """Interest and search fall back to awareness."""
    funnel, stage, days = state.funnel, state.funnel.stage[i], day - state.funnel.since[i]
    if stage in (INTEREST, SEARCH) and days > 0:
        entry = chance.at(chance.at(world.stream(chance.LAPSE), world.network.names[i]), stage)
        if chance.draw(chance.at(entry, funnel.entries[stage, i]), days) < world.p.lapse:
            enter(world, state, i, ATTENTION, day)


def churn(world: World, state: State, i: int, day: int) -> None:
    """A buyer may be lost for good; whom a peer persuaded, less readily."""
    funnel, trade, days = state.funnel, state.trade, day - state.funnel.since[i]
    if trade.purchases[i] == 0 or trade.churned[i] or days <= 0:
        return
    chance_lost = eq.churned(world.p.churn, world.p.churn_referred, float(funnel.credit_role[ACTION, i] == PEER))
    if chance.draw3(world.stream(chance.CHURN), world.network.names[i], trade.purchases[i], days) < chance_lost:
        trade.churned[i], trade.pool[i] = True, NOBODY
