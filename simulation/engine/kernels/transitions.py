"""Moments 4–6, over arrays: who crosses, what it is credited to, who pays, who lapses."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulation.engine.kernels.delivery import Streams
from simulation.engine.world import NOBODY, Evidence, Floats, Funnel, Ints, Longs, Trade
from simulation.model import chance
from simulation.model import equations as eq
from simulation.model.compiled import compiled
from simulation.model.population import ATTENTION, BUYER, INTEREST, OWN, SEARCH, UNAWARE


@compiled
def first_resistances(stream: chance.Bits, names: chance.Names) -> Longs:
    out = np.empty(names.size, np.int64)
    for i in range(names.size):
        out[i] = _resistance(stream, names[i], 0, 0)
    return out


@compiled
def _resistance(stream: chance.Bits, name: chance.Bits, k: int, v: int) -> int:
    """ξ of one entry, in units."""
    return eq.resistance_units(eq.exponential_resistance(chance.draw3(stream, name, k, v)))


@compiled
def own_units(own: Floats, fit: Any, beta_fit: float) -> Longs:
    out = np.empty((4, fit.size), np.int64)
    for k in range(4):
        for i in range(fit.size):
            out[k, i] = eq.evidence_units(eq.own_initiative(own[k], fit[i] if k > UNAWARE else 0.5, beta_fit))
    return out


@compiled
def move(
    own_units: Longs,
    p: Any,
    fit: Any,
    names: chance.Names,
    funnel: Funnel,
    evidence: Evidence,
    trade: Trade,
    streams: Streams,
    day: int,
    movers: Ints,
) -> int:
    """Cross where the day's evidence reaches the resistance: one stage a day at most."""
    count = 0
    for i in range(names.size):
        k = funnel.stage[i]
        if k == BUYER:
            continue
        evidence.own[i] = eq.clip(evidence.own[i] + own_units[k, i])
        evidence.social[i] = eq.clip(evidence.social[i])
        evidence.broadcast[i] = eq.clip(evidence.broadcast[i])
        if evidence.social[i] + evidence.broadcast[i] + evidence.own[i] < funnel.resistance[i]:
            continue
        u = chance.draw3(streams[1], names[i], k, funnel.entries[k, i])
        funnel.credit[k, i], funnel.credit_role[k, i] = _credit(evidence, i, u, day, p)
        funnel.crossed[k, i] = day
        _enter(funnel, evidence, names[i], i, k + 1, day, streams[0])
        if k + 1 == BUYER:
            trade.purchases[i] += 1
            pleased = chance.draw2(streams[2], names[i], trade.purchases[i]) < eq.satisfied(p.satisfaction, fit[i], p.beta_fit)
            trade.pleased[i] = 1 if pleased else 0
        movers[count] = i
        count += 1
    return count


@compiled
def _credit(evidence: Evidence, i: int, u: float, day: int, p: Any) -> tuple[int, int]:
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


@compiled
def _enter(funnel: Funnel, evidence: Evidence, name: chance.Bits, i: int, stage: int, day: int, stream: chance.Bits) -> None:
    """Enter a stage with a new resistance and no evidence."""
    funnel.stage[i], funnel.since[i] = stage, day
    if stage < BUYER:
        funnel.resistance[i] = _resistance(stream, name, stage, funnel.entries[stage, i])
        funnel.entries[stage, i] += 1
    evidence.social[i] = evidence.broadcast[i] = evidence.own[i] = 0
    evidence.social_key[i] = evidence.broadcast_key[i] = np.inf


@compiled
def lapse(share: float, names: chance.Names, funnel: Funnel, evidence: Evidence, streams: Streams, day: int) -> None:
    for i in range(names.size):
        k = funnel.stage[i]
        if INTEREST <= k <= SEARCH and funnel.since[i] < day:
            entry = chance.at(chance.at(chance.at(streams[0], names[i]), k), funnel.entries[k, i])
            if chance.draw(entry, day - funnel.since[i]) < share:
                _enter(funnel, evidence, names[i], i, ATTENTION, day, streams[1])
