"""Moments 7–8: sharing, pools, learning."""

from __future__ import annotations

import numpy as np

from simulation.engine.reference import evidence
from simulation.engine.reference.delivery import learns_about
from simulation.engine.world import BRAND_POOL, NOBODY, Cast, State, World
from simulation.model import chance
from simulation.model import equations as eq
from simulation.model.population import ACTION, BRAND, BUYER, INTEREST, KOS, LEARNT_ROLES


def end_spell(world: World, state: State, i: int, day: int) -> None:
    """Sharing that was on at dawn ends with probability γ."""
    talk = state.talk
    u = chance.draw3(world.stream(chance.SPELL_END), world.network.names[i], talk.spell[i], day - talk.began[i])
    if u < world.p.gamma:
        talk.sharing[i] = 0


def begin_spell(world: World, state: State, i: int, day: int) -> None:
    """One lottery on becoming aware and one on each purchase; a dissatisfied buyer complains, or says nothing."""
    bought = state.funnel.stage[i] == BUYER
    if not bought and state.funnel.crossed[0, i] != day:
        return
    p, name, purchase = world.p, world.network.names[i], state.trade.purchases[i]
    share = eq.sharing_buyer(p.sigma_buyer, p.incentive) if bought else p.sigma_buyer / p.sigma_ratio
    if chance.draw2(world.stream(chance.LOTTERY), name, purchase) < share:
        speak(world, state, i, bought and state.trade.pleased[i] == 0, day)


def begin_trial_spell(world: World, state: State, i: int, day: int) -> None:
    """Who was given the product talks about it as a buyer would."""
    share = eq.sharing_buyer(world.p.sigma_buyer, world.p.incentive)
    if chance.draw3(world.stream(chance.LOTTERY), world.network.names[i], 0, BUYER) < share:
        speak(world, state, i, state.trade.pleased[i] == 0, day - 1)


def speak(world: World, state: State, i: int, dissatisfied: bool, began: int) -> None:
    """A spell of sharing begins."""
    talk, name, purchase = state.talk, world.network.names[i], state.trade.purchases[i]
    if dissatisfied and chance.draw2(world.stream(chance.COMPLAINT), name, purchase) >= world.p.complaint:
        return
    talk.spell[i] += 1
    talk.began[i] = began
    talk.sharing[i] = -1 if dissatisfied else 1


def opens(cast: Cast) -> bool:
    """Whether there is anybody to speak to members: sellers, or whoever writes for the brand."""
    return KOS in cast.role


def starts_as_member(world: World, i: int) -> bool:
    """Whether consumer i is a member before the first day."""
    return bool(chance.draw(world.stream(chance.JOIN), world.network.names[i]) < world.p.pool_start)


def leave_pool(state: State, i: int) -> None:
    """A member a pitch or a message has lost is gone tonight."""
    if state.trade.leaves[i]:
        state.trade.pool[i], state.trade.leaves[i] = NOBODY, False


def join_pool(world: World, cast: Cast, state: State, i: int, day: int) -> None:
    """Newly interested or buying, consumer i may join the pool of the seller credited, else of one the brand names."""
    funnel, trade, p = state.funnel, state.trade, world.p
    k = funnel.last[i]
    if trade.pool[i] != NOBODY or k not in (1, ACTION) or funnel.crossed[k, i] != day:
        return
    u = chance.draw3(world.stream(chance.JOIN), world.network.names[i], k, funnel.entries[INTEREST, i])
    if u < (p.join_interest if k == 1 else p.join_buy):
        by_seller = funnel.credit_role[k, i] == KOS and cast.capable[funnel.credit[k, i] - world.size]
        trade.pool[i] = funnel.credit[k, i] - world.size if by_seller else seller_for(cast, world.network.names[i])


def seller_for(cast: Cast, person: int) -> int:
    """Whom the brand hands a member to: the seller with the least lot, so that one more seller moves few members."""
    sellers = [a for a in range(cast.word.size) if cast.capable[a]]
    return min(sellers, key=lambda a: chance.draw(np.uint64(cast.word[a]), person), default=BRAND_POOL)


def learn_about(world: World, state: State, i: int, role: int, bought: bool, day: int) -> None:
    """Today's lessons about one role, summed: labelled posts, hidden intent recognised, company, a purchase."""
    learning, trade, p = state.learning, state.trade, world.p
    good = p.gain_labelled if learning.labelled_today[i] >> role & 1 else 0.0
    good += p.gain_chat if learning.chatted_today[i] >> role & 1 else 0.0
    bad = p.loss_hidden if learning.hidden_today[i] >> role & 1 else 0.0
    if bought and bought_from(state, i) == role:
        good += p.experience * trade.pleased[i]
        bad += p.experience * p.eta * (1 - trade.pleased[i])
    if good > 0.0 or bad > 0.0:
        alpha, beta = evidence.remembered(world, state, i, role, day)
        learning.alpha[role, i], learning.beta[role, i] = alpha + good, beta + bad
        learning.learnt_on[role, i] = day


def bought_from(state: State, i: int) -> int:
    """The role that an experience teaches about: the one credited, the brand where it was nobody else's doing."""
    credited = int(state.funnel.credit_role[state.funnel.last[i], i]) if state.trade.purchases[i] > 0 else BRAND
    return min(learns_about(credited), LEARNT_ROLES - 1)
