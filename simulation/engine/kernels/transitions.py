"""Moments 4–6, over arrays: who crosses, what it is credited to, who pays, who lapses."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from simulation.engine.kernels.delivery import Streams
from simulation.engine.kernels.evidence import transition
from simulation.engine.world import BRAND_POOL, NOBODY, Evidence, Floats, Funnel, Index, Ints, Longs, Talk, Trade
from simulation.model import chance
from simulation.model import equations as eq
from simulation.model.compiled import compiled, inlined
from simulation.model.population import ACTION, ATTENTION, BUYER, OWN, PEER, REPURCHASE, UNAWARE


@compiled
def first_resistances(stream: chance.Bits, names: chance.Names) -> Longs:
    out = np.empty(names.size, np.int64)
    for i in range(names.size):
        out[i] = _resistance(stream, names[i], 0, 0)
    return out


@inlined
def _resistance(stream: chance.Bits, name: chance.Bits, k: int, v: int) -> int:
    """ξ of one entry, in units."""
    return eq.resistance_units(eq.exponential_resistance(chance.draw3(stream, name, k, v)))


@compiled
def own_units(own: Any, fit: Any, beta_fit: float) -> Longs:
    """(3, n) evidence a day from own initiative towards each stage before the purchase, in units."""
    out = np.empty((ACTION, fit.size), np.int64)
    for k in range(ACTION):
        for i in range(fit.size):
            out[k, i] = eq.evidence_units(eq.own_initiative(own[k], fit[i] if k > UNAWARE else 0.5, beta_fit))
    return out


class Crossing(NamedTuple):
    """The parameters of crossing into the next stage, and of being lost."""

    beta_fit: float
    wtp_gate: float
    source_classes: float
    delta_social: float
    delta_broadcast: float
    churn: float
    churn_referred: float


class Gates(NamedTuple):
    """What stands before a purchase today: the price over the reference, whether stores are closed, and whom it concerns."""

    price: float
    closed: bool
    willing: Floats
    in_store: Any
    short: Any


@compiled
def move(
    before_purchase: Longs,
    own_units: Longs,
    buying: float,
    again_units: Longs,
    level: float,
    gates: Gates,
    p: Crossing,
    fit: Any,
    names: chance.Names,
    funnel: Funnel,
    evidence: Evidence,
    talk: Talk,
    trade: Trade,
    streams: Streams,
    day: int,
    movers: Ints,
) -> int:
    """Cross where the day's evidence reaches the resistance and the gates are open: one stage a day at most."""
    ready, count = np.zeros(names.size, np.bool_), 0
    _gather(own_units, gates.short, funnel, evidence, ready)
    _gather_to_buy(before_purchase, buying, p.beta_fit, again_units, fit, funnel, evidence, talk, trade, ready)
    for i in np.flatnonzero(ready):
        stage = funnel.stage[i]
        k = transition(stage, gates.short[i])
        if k >= ACTION and not _free_to_buy(i, gates, p, funnel, trade):
            continue
        if k == REPURCHASE and trade.purchases[i] == 0:
            k = ACTION
        u = chance.draw3(streams[1], names[i], stage, funnel.entries[stage, i])
        funnel.credit[k, i], funnel.credit_role[k, i] = _credit(evidence, i, u, day, p)
        funnel.crossed[k, i], funnel.last[i] = day, k
        enter(funnel, evidence, names[i], i, min(k + 1, BUYER), day, streams[0])
        if k >= ACTION:
            trade.purchases[i] += 1
            please(names[i], i, level, p.beta_fit, fit[i], trade, streams[2])
        movers[count] = i
        count += 1
    return count


@compiled
def _gather(own_units: Longs, short: Any, funnel: Funnel, evidence: Evidence, ready: Any) -> None:
    """A day of own initiative of everybody who is not before a purchase; `ready` are those whose resistance gives way."""
    for i in range(ready.size):
        k = transition(funnel.stage[i], short[i])
        if k < ACTION:
            ready[i] = _gives_way(evidence, i, own_units[k, i], funnel.resistance[i])


@compiled
def _gather_to_buy(
    who: Longs,
    buying: float,
    beta_fit: float,
    again_units: Longs,
    fit: Any,
    funnel: Funnel,
    evidence: Evidence,
    talk: Talk,
    trade: Trade,
    ready: Any,
) -> None:
    """The same for those before a purchase (`who`), the first or a later one, whose own initiative is that of the day."""
    for i in who:
        if funnel.stage[i] != BUYER:
            units = eq.evidence_units(eq.own_initiative(buying, fit[i], beta_fit))
        elif trade.churned[i] or talk.hired[i] != NOBODY:
            continue
        else:
            units = again_units[1 if trade.pool[i] != NOBODY else 0, trade.pleased[i]]
        ready[i] = _gives_way(evidence, i, units, funnel.resistance[i])


@inlined
def _gives_way(evidence: Evidence, i: Index, own: int, resistance: int) -> bool:
    """Own initiative adds to the evidence: does it now reach the resistance?"""
    evidence.own[i] = eq.clip(evidence.own[i] + own)
    evidence.social[i] = eq.clip(evidence.social[i])
    evidence.broadcast[i] = eq.clip(evidence.broadcast[i])
    return bool(evidence.social[i] + evidence.broadcast[i] + evidence.own[i] >= resistance)


@inlined
def _free_to_buy(i: Index, gates: Gates, p: Crossing, funnel: Funnel, trade: Trade) -> bool:
    """The gates of a purchase: the price, a second opinion, an open store or a seller."""
    if p.wtp_gate != 0.0 and gates.willing[i] < gates.price:
        return False
    if gates.closed and gates.in_store[i] and (trade.pool[i] == NOBODY or trade.pool[i] == BRAND_POOL):
        return False
    kinds = 0
    for role in range(8):
        kinds += funnel.heard_from[i] >> role & 1
    return bool(kinds >= p.source_classes)


@inlined
def please(name: chance.Bits, i: Index, level: float, beta_fit: float, fit: float, trade: Trade, stream: chance.Bits) -> None:
    """The experience with the latest product in hand."""
    pleased = chance.draw2(stream, name, trade.purchases[i]) < eq.satisfied(level, fit, beta_fit)
    trade.pleased[i] = 1 if pleased else 0


@inlined
def _credit(evidence: Evidence, i: Index, u: float, day: int, p: Crossing) -> tuple[int, int]:
    """The source whose surviving evidence won the race, and the role it played."""
    best, source, role = np.inf, NOBODY, OWN
    if evidence.own[i] > 0:
        best = eq.credit_key(u, evidence.own[i] / eq.UNIT, 0.0, 0.0)
    social = evidence.social_key[i] - day * eq.log_kept(p.delta_social)
    if social < best:
        best, source, role = social, evidence.social_source[i], evidence.social_role[i]
    broadcast = evidence.broadcast_key[i] - day * eq.log_kept(p.delta_broadcast)
    if broadcast < best:
        best, source, role = broadcast, evidence.broadcast_source[i], evidence.broadcast_role[i]
    return source, role


@inlined
def enter(funnel: Funnel, evidence: Evidence, name: chance.Bits, i: Index, stage: int, day: int, stream: chance.Bits) -> None:
    """Enter a stage with a new resistance and no evidence."""
    funnel.stage[i], funnel.since[i] = stage, day
    funnel.resistance[i] = _resistance(stream, name, stage, funnel.entries[stage, i])
    funnel.entries[stage, i] += 1
    evidence.social[i] = evidence.broadcast[i] = evidence.own[i] = 0
    evidence.social_key[i] = evidence.broadcast_key[i] = np.inf


@compiled
def lapse(who: Longs, share: float, names: chance.Names, funnel: Funnel, evidence: Evidence, streams: Streams, day: int) -> None:
    """Interest and search (of `who`) fall back to awareness."""
    for i in who:
        k = funnel.stage[i]
        if funnel.since[i] < day:
            entry = chance.at(chance.at(chance.at(streams[0], names[i]), k), funnel.entries[k, i])
            if chance.draw(entry, day - funnel.since[i]) < share:
                enter(funnel, evidence, names[i], i, ATTENTION, day, streams[1])


@compiled
def churn(buyers: Longs, p: Crossing, names: chance.Names, funnel: Funnel, trade: Trade, stream: chance.Bits, day: int) -> None:
    """Buyers who are lost for good; those whom a peer persuaded less readily."""
    for i in buyers:
        if trade.churned[i] or funnel.since[i] >= day:
            continue
        lost = eq.churned(p.churn, p.churn_referred, 1.0 if funnel.credit_role[ACTION, i] == PEER else 0.0)
        if chance.draw3(stream, names[i], trade.purchases[i], day - funnel.since[i]) < lost:
            trade.churned[i], trade.pool[i] = True, NOBODY
