"""Moments 7–8, over arrays: sharing, pools, learning."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from simulation.engine.kernels.delivery import Streams, learns_about
from simulation.engine.world import BRAND_POOL, NOBODY, Floats, Funnel, Ints, Learning, Longs, Small, Talk, Trade
from simulation.model import chance
from simulation.model import equations as eq
from simulation.model.compiled import AHEAD, compiled, inlined, prefetch
from simulation.model.population import ACTION, BRAND, BUYER, INTEREST, KOS, LEARNT_ROLES


class Telling(NamedTuple):
    """The parameters of beginning to share, and of joining a pool."""

    sigma_buyer: float
    sigma_ratio: float
    incentive: float
    complaint: float
    join_interest: float
    join_buy: float


class Lessons(NamedTuple):
    """The parameters of learning whom to trust."""

    gain_labelled: float
    gain_chat: float
    loss_hidden: float
    experience: float
    eta: float
    trust_strength: float


@compiled
def end_spells(sharer: Ints, gamma: float, names: chance.Names, talk: Talk, stream: chance.Bits, day: int) -> None:
    """Sharing that was on at dawn ends with probability γ."""
    for i in sharer:
        if chance.draw3(stream, names[i], talk.spell[i], day - talk.began[i]) < gamma:
            talk.sharing[i] = 0


@compiled
def begin_spells(
    movers: Ints, p: Telling, names: chance.Names, funnel: Funnel, trade: Trade, talk: Talk, streams: Streams, day: int
) -> None:
    """One lottery on becoming aware and one on each purchase; a dissatisfied buyer complains, or says nothing."""
    for i in movers:
        bought = funnel.stage[i] == BUYER
        if not bought and funnel.crossed[0, i] != day:
            continue
        share = eq.sharing_buyer(p.sigma_buyer, p.incentive) if bought else p.sigma_buyer / p.sigma_ratio
        if chance.draw2(streams[0], names[i], trade.purchases[i]) < share:
            _speak(i, names[i], bought and trade.pleased[i] == 0, p, trade, talk, streams[1], day)


@compiled
def begin_trial_spell(i: int, name: chance.Bits, p: Telling, trade: Trade, talk: Talk, streams: Streams, day: int) -> None:
    """Who was given the product talks about it as a buyer would."""
    if chance.draw3(streams[0], name, 0, BUYER) < eq.sharing_buyer(p.sigma_buyer, p.incentive):
        _speak(i, name, trade.pleased[i] == 0, p, trade, talk, streams[1], day - 1)


@inlined
def _speak(
    i: int, name: chance.Bits, dissatisfied: bool, p: Telling, trade: Trade, talk: Talk, stream: chance.Bits, began: int
) -> None:
    """A spell of sharing begins."""
    if dissatisfied and chance.draw2(stream, name, trade.purchases[i]) >= p.complaint:
        return
    talk.spell[i] += 1
    talk.began[i] = began
    talk.sharing[i] = -1 if dissatisfied else 1


@compiled
def open_pools(share: float, names: chance.Names, sellers: Ints, word: chance.Names, trade: Trade, stream: chance.Bits) -> None:
    for i in range(names.size):
        if chance.draw(stream, names[i]) < share:
            trade.pool[i] = seller_for(names[i], sellers, word)


@compiled
def change_pools(
    leaving: Longs,
    movers: Ints,
    p: Telling,
    names: chance.Names,
    sellers: Ints,
    capable: Any,
    word: chance.Names,
    funnel: Funnel,
    trade: Trade,
    stream: chance.Bits,
    day: int,
) -> None:
    """Those who leave go first; then those newly interested or buying may join the seller they credit, else the brand's."""
    for i in leaving:
        trade.pool[i], trade.leaves[i] = NOBODY, False
    for i in movers:
        k = funnel.last[i]
        if trade.pool[i] != NOBODY or (k != 1 and k != ACTION) or funnel.crossed[k, i] != day:
            continue
        if chance.draw3(stream, names[i], k, funnel.entries[INTEREST, i]) < (p.join_interest if k == 1 else p.join_buy):
            if funnel.credit_role[k, i] == KOS and capable[funnel.credit[k, i] - names.size]:
                trade.pool[i] = funnel.credit[k, i] - names.size
            else:
                trade.pool[i] = seller_for(names[i], sellers, word)


@inlined
def seller_for(name: chance.Bits, sellers: Ints, word: chance.Names) -> int:
    """Whom the brand hands a member to: the seller with the least lot, so that one more seller moves few members."""
    best, least = BRAND_POOL, 2.0
    for a in sellers:
        lot = chance.draw(word[a], name)
        if lot < least:
            best, least = a, lot
    return best


@compiled
def bought_from(movers: Ints, funnel: Funnel, talk: Talk, trade: Trade) -> Small:
    """(n,) the role that today's experience of a purchase teaches about, NOBODY for who has none."""
    out = np.full(funnel.stage.size, NOBODY, np.int8)
    for i in movers:
        if funnel.stage[i] == BUYER and talk.hired[i] == NOBODY:
            credited = funnel.credit_role[funnel.last[i], i] if trade.purchases[i] > 0 else BRAND
            out[i] = min(learns_about(credited), LEARNT_ROLES - 1)
    return out


@compiled
def learn(
    who: Longs, p: Lessons, prior: Floats, kept_trust: Floats, bought_from: Small, trade: Trade, learning: Learning, day: int
) -> None:
    """Today's lessons, summed by role: labelled posts, hidden intent recognised, company, the experience of a purchase."""
    for s in range(who.size):
        i, next_but = who[s], who[min(s + AHEAD, who.size - 1)]
        prefetch(learning.alpha, (0, next_but))
        prefetch(learning.beta, (0, next_but))
        prefetch(learning.learnt_on, (0, next_but))
        prefetch(prior, (0, next_but))
        for role in range(LEARNT_ROLES):
            good, bad = 0.0, 0.0
            if learning.labelled_today[i] >> role & 1:
                good += p.gain_labelled
            if learning.chatted_today[i] >> role & 1:
                good += p.gain_chat
            if learning.hidden_today[i] >> role & 1:
                bad += p.loss_hidden
            if bought_from[i] == role:
                good += p.experience * trade.pleased[i]
                bad += p.experience * p.eta * (1 - trade.pleased[i])
            if good > 0.0 or bad > 0.0:
                kept = kept_trust[day - learning.learnt_on[role, i]]
                start = p.trust_strength * prior[role, i], p.trust_strength * (1.0 - prior[role, i])
                learning.alpha[role, i] = eq.learnt(start[0], learning.alpha[role, i], kept) + good
                learning.beta[role, i] = eq.learnt(start[1], learning.beta[role, i], kept) + bad
                learning.learnt_on[role, i] = day
        learning.labelled_today[i] = learning.hidden_today[i] = learning.chatted_today[i] = 0
