"""The day over arrays: the same story as `reference.py`, told for speed.

Every function here fills the arrays it is given and raises nothing. Whatever is summed is summed in whole numbers, and
whatever is drawn is drawn by address, so the order of the loops decides nothing.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from simulation.engine.world import (
    BRAND_POOL,
    FAMILIES,
    NOBODY,
    PRIVATE,
    Cast,
    Floats,
    Ints,
    Longs,
    Offer,
    State,
    World,
)
from simulation.model import chance
from simulation.model import equations as eq
from simulation.model.compiled import compiled
from simulation.model.population import (
    ATTENTION,
    BUYER,
    COMMENT,
    INTEREST,
    KOC,
    KOL,
    KOS,
    LEARNT_ROLES,
    OWN,
    PEER,
    SEARCH,
    SPINOFF,
    UNAWARE,
)


class Exposures(NamedTuple):
    """Who heard what today; the first `count` entries are filled."""

    content: Ints
    who: Ints
    tie: Floats
    word: chance.Names


# ---------------------------------------------------------------------------------------------- what the engine offers


def first_resistances(world: World) -> Longs:
    """(n,) the resistance to becoming aware, in units."""
    return _first_resistances(world.stream(chance.RESISTANCE), world.network.names)


def open_pools(world: World, cast: Cast, state: State) -> None:
    """Before day 1 a share of the market are members of the sellers' pools, if there are sellers."""
    sellers = np.flatnonzero(cast.role == KOS).astype(np.int32)
    if sellers.size:
        _open_pools(world.p.pool_start, world.network.names, sellers, cast.word, state.trade, world.stream(chance.JOIN))


def hear(world: World, cast: Cast, state: State, offer: Offer, day: int) -> int:
    """Moments 1–3: who hears what today, and the evidence it leaves. Returns how many equations gave no number."""
    _forget(state.evidence, world.p)
    room = _room(world, cast, offer)
    exposures = Exposures(np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room), np.empty(room, np.uint64))
    count = _deliver(world, cast, state, offer, day, exposures)
    _notice(exposures, count, offer.contents, state.funnel, state.fatigue, cast.views, day)
    streams = (world.stream(chance.RECOGNITION), world.stream(chance.CREDIT))
    population = world.population
    return int(
        _take_in(
            exposures, count, offer.contents, world.p, world.base, world.kept_trust, population.fit, population.autonomy,
            population.trust, world.network.names, state.funnel.stage, state.evidence, state.learning, state.fatigue,
            streams, day,
        )
    )  # fmt: skip


def move(world: World, state: State, day: int) -> Ints:
    """Moments 4 and 5: who crosses into the next stage today (positions, ascending), what it is credited to, and pays."""
    streams = (world.stream(chance.RESISTANCE), world.stream(chance.OWN_CREDIT), world.stream(chance.SATISFACTION))
    movers = np.empty(world.size, np.int32)
    count = _move(
        own_units(world), world.p, world.population.fit, world.network.names, state.funnel, state.evidence, state.trade,
        streams, day, movers,
    )  # fmt: skip
    return movers[:count]


def lapse(world: World, state: State, day: int) -> None:
    """Moment 6: interest and search that fall back to awareness."""
    streams = (world.stream(chance.LAPSE), world.stream(chance.RESISTANCE))
    _lapse(world.p.lapse, world.network.names, state.funnel, state.evidence, streams, day)


def talk(world: World, cast: Cast, state: State, movers: Ints, day: int) -> None:
    """Moment 7: sharing that ends, sharing that begins, and who joins or leaves a pool."""
    names = world.network.names
    _end_spells(world.p.gamma, names, state.talk, world.stream(chance.SPELL_END), day)
    _begin_spells(movers, world.p, names, state.funnel, state.trade, state.talk, world.stream(chance.LOTTERY), day)
    sellers = np.flatnonzero(cast.role == KOS).astype(np.int32)
    _change_pools(movers, world.p, names, sellers, cast.word, state.funnel, state.trade, world.stream(chance.JOIN), day)


def learn(world: World, state: State, movers: Ints, day: int) -> None:
    """Moment 8: what today's experience and posts teach about each role, and how tired of hearing everybody is."""
    _learn(world.p, world.population.trust, world.kept_trust, movers, state.funnel, state.trade, state.learning, day)
    _tire(state.fatigue, world.p.delta_fatigue)


@lru_cache(maxsize=2)
def own_units(world: World) -> Longs:
    """(4, n) evidence a day from own initiative, in units."""
    return _own_units(np.array(world.own), world.population.fit, world.p.beta_fit)


# ------------------------------------------------------------------------------------------------------- 1–2: who hears


def _room(world: World, cast: Cast, offer: Offer) -> int:
    """More exposures than this cannot happen today."""
    rows = np.diff(cast.row_start)[offer.contents.account[: offer.reach.size]].sum()
    degrees = world.network.out_degree[offer.sharer].sum()
    return int(rows + degrees + offer.capacity.sum() + offer.impressions)


def _deliver(world: World, cast: Cast, state: State, offer: Offer, day: int, exposures: Exposures) -> int:
    """Fill in today's exposures; returns how many there are."""
    contents, network, names = offer.contents, world.network, world.network.names
    count = _posts(
        exposures, offer.reach, contents.account, contents.word, cast.row_start, cast.row_follower, cast.row_tie,
        world.population.activity, names, world.stream(chance.REACH),
    )  # fmt: skip
    if offer.impressions:
        streams = (world.stream(chance.IMPRESSION), world.stream(chance.NOTICE))
        ad = offer.reach.size
        count = _advertisements(exposures, count, ad, contents.word[ad], offer.impressions, world.p.notice, world.roster, names, streams)
    if offer.capacity.size:
        streams = (world.stream(chance.TALK), world.stream(chance.LEAVE))
        count = _pitches(
            exposures, count, offer.first_pitch, offer.capacity, contents.account, contents.word, cast.word.size,
            world.p.leave_pitch, world.roster, names, state.funnel.stage, state.trade, streams,
        )  # fmt: skip
    strength = network.out_strength if network.out_strength is not None else np.empty(0, np.float32)
    return int(
        _shares(
            exposures, count, offer.first_share, offer.sharer, contents.word, network.out_start, network.out_target, strength,
            world.p.r_private, world.p.share_cap, names, world.stream(chance.DELIVERY),
        )
    )  # fmt: skip


@compiled
def _add(exposures: Exposures, count: int, content: int, who: int, tie: float, word: int) -> int:
    exposures.content[count] = content
    exposures.who[count] = who
    exposures.tie[count] = tie
    exposures.word[count] = word
    return count + 1


@compiled
def _posts(exposures, reach, account, word, row_start, row_follower, row_tie, activity, names, stream):  # type: ignore[no-untyped-def]
    """Each follower sees a post with probability min(1, r·activity)."""
    count = 0
    for c in range(reach.size):
        post = chance.at(stream, word[c])
        for slot in range(row_start[account[c]], row_start[account[c] + 1]):
            i = row_follower[slot]
            if chance.draw(post, names[i]) < eq.seen(reach[c], activity[i]):
                count = _add(exposures, count, c, i, row_tie[slot], word[c])
    return count


@compiled
def _advertisements(exposures, count, content, word, impressions, notice, roster, names, streams):  # type: ignore[no-untyped-def]
    """Impression m is shown to person ⌊N·u⌋, and counts only if noticed."""
    shown_to, noticed = chance.at(streams[0], word), chance.at(streams[1], word)
    for m in range(impressions):
        i = roster[int(roster.size * chance.draw(shown_to, m))]
        if chance.draw2(noticed, m, names[i]) < notice:
            count = _add(exposures, count, content, i, 0.0, chance.at(word, m))
    return count


@compiled
def _pitches(exposures, count, first, capacity, account, word, accounts, leave, roster, names, stage, trade, streams):  # type: ignore[no-untyped-def]
    """Each seller talks to the members of the pool who are furthest down the funnel, buyers last, by lot within a stage."""
    start, member = _members(trade.pool, roster, accounts)
    for pitch in range(capacity.size):
        c = first + pitch
        own = member[start[account[c]] : start[account[c] + 1]]
        lot, going = chance.at(streams[0], word[c]), chance.at(streams[1], word[c])
        order = np.empty(own.size)
        for k in range(own.size):
            behind = SEARCH - stage[own[k]] if stage[own[k]] != BUYER else BUYER
            order[k] = behind + chance.draw(lot, names[own[k]])
        for k in np.argsort(order, kind="mergesort")[: capacity[pitch]]:
            i = own[k]
            count = _add(exposures, count, c, i, 0.0, word[c])
            trade.leaves[i] = chance.draw(going, names[i]) < leave
    return count


@compiled
def _members(pool, roster, accounts):  # type: ignore[no-untyped-def]
    """Members by seller: member[start[a]:start[a + 1]], in the order of the roster."""
    start = np.zeros(accounts + 1, np.int64)
    for i in range(pool.size):
        if pool[i] >= 0:
            start[pool[i] + 1] += 1
    for a in range(accounts):
        start[a + 1] += start[a]
    filled, member = start.copy(), np.empty(start[accounts], np.int32)
    for i in roster:
        if pool[i] >= 0:
            member[filled[pool[i]]] = i
            filled[pool[i]] += 1
    return start, member


@compiled
def _shares(exposures, count, first, sharer, word, out_start, out_target, strength, r_private, cap, names, stream):  # type: ignore[no-untyped-def]
    """Each sharer tells each neighbour with probability r_priv·min(1, cap/(r_priv·degree))."""
    for s in range(sharer.size):
        j, c = sharer[s], first + s
        chance_told = eq.told(r_private, cap, float(out_start[j + 1] - out_start[j]))
        news = chance.at(stream, word[c])
        for arc in range(out_start[j], out_start[j + 1]):
            i = out_target[arc]
            if chance.draw(news, names[i]) < chance_told:
                tie = float(strength[arc]) if strength.size else 1.0
                count = _add(exposures, count, c, i, tie, word[c])
    return count


@compiled
def _notice(exposures, count, contents, funnel, fatigue, views, day):  # type: ignore[no-untyped-def]
    """Count the exposures of each person by family, of each account, and the first of all."""
    for e in range(count):
        i, c = exposures.who[e], exposures.content[e]
        fatigue.today[contents.family[c], i] += 1
        if contents.account[c] != NOBODY:
            views[contents.account[c]] += 1
        if funnel.reached_on[i] < 0:
            funnel.reached_on[i] = day


# ------------------------------------------------------------------------------------------ 3: recognition and evidence


@compiled
def _forget(evidence, p):  # type: ignore[no-untyped-def]
    """At dawn a share of what was heard is lost; own initiative stays."""
    for i in range(evidence.social.size):
        evidence.social[i] = eq.leak(evidence.social[i], p.delta_social)
        evidence.broadcast[i] = eq.leak(evidence.broadcast[i], p.delta_broadcast)


@compiled
def _take_in(exposures, count, contents, p, base, kept_trust, fit, autonomy, prior, names, stage, evidence, learning, fatigue,
             streams, day):  # type: ignore[no-untyped-def]  # fmt: skip
    """Weigh every exposure of the day; returns how many were not a number."""
    faults = 0
    for e in range(count):
        i, c, word = exposures.who[e], exposures.content[e], exposures.word[e]
        recognised = _recognises(contents, c, i, chance.draw2(streams[0], word, names[i]), learning)
        k = stage[i]
        if k == BUYER:
            continue
        wear = _wear(contents.family[c], i, p, fatigue)
        suited = fit[i] if k > UNAWARE else 0.5
        tau = _trust(contents.role[c], i, contents.reputation[c], exposures.tie[e], p, kept_trust, prior, learning, day)
        tau = eq.effective_trust(tau, p.kappa, recognised, contents.independence[c])
        pi = eq.persuasion(
            base[contents.channel[c], k], tau, suited, contents.quality[c], contents.interactivity[c], contents.expertise[c],
            p.tau_bar, p.beta_trust, p.beta_fit, p.beta_quality, p.beta_interactivity, p.beta_expertise,
        )  # fmt: skip
        if not 0.0 <= pi <= 1.0:
            faults += 1
            continue
        complaint = contents.sign[c] < 0.0
        a = eq.discounted(eq.evidence(pi), max(wear, 0.0) if complaint else wear, autonomy[i] if contents.social[c] else 0.0)
        _keep(evidence, i, contents.social[c], -a if complaint else a, contents.source[c], contents.role[c], day, p,
              chance.draw2(streams[1], word, names[i]))  # fmt: skip
        if contents.comments[c] > 0.0:
            tau = _trust(COMMENT, i, 0.0, 0.0, p, kept_trust, prior, learning, day)
            pi = eq.persuasion(
                base[PRIVATE, k], tau, suited, 0.5, 0.5, 0.5,
                p.tau_bar, p.beta_trust, p.beta_fit, p.beta_quality, p.beta_interactivity, p.beta_expertise,
            )  # fmt: skip
            a = eq.discounted(contents.comments[c] * eq.evidence(pi), wear, autonomy[i])
            _keep(evidence, i, True, a, contents.source[c], COMMENT, day, p,
                  chance.draw3(streams[1], word, names[i], COMMENT))  # fmt: skip
    return faults


@compiled
def _recognises(contents, c, i, u, learning):  # type: ignore[no-untyped-def]
    """1 where the commercial intent is recognised; labels and hidden intent recognised are noted by role."""
    if contents.recognition[c] <= 0.0:
        return 0.0
    bit = np.uint8(1 << _learns_about(contents.role[c]))
    if contents.labelled[c]:
        learning.labelled_today[i] |= bit
    if u >= contents.recognition[c]:
        return 0.0
    if not contents.labelled[c]:
        learning.hidden_today[i] |= bit
    return 1.0


@compiled
def _learns_about(role: int) -> int:
    """The role a consumer learns about from this source: a spin-off bears its mother's name, comments are peers'."""
    if role == SPINOFF:
        return KOL
    return PEER if role == COMMENT else role


@compiled
def _wear(family, i, p, fatigue):  # type: ignore[no-untyped-def]
    """g for everything of one family that i hears today."""
    dawn, today = 0.0, 0.0
    for f in range(FAMILIES):
        if f != family:
            dawn += fatigue.heard[f, i]
            today += fatigue.today[f, i]
    n = eq.exposures_remembered(fatigue.heard[family, i], dawn, float(fatigue.today[family, i]), today, p.chi)
    return eq.wear_out(n, p.wear_out, p.reactance)


@compiled
def _trust(role, i, reputation, tie, p, kept_trust, prior, learning, day):  # type: ignore[no-untyped-def]
    """τ of i in a source of this role."""
    if role == SPINOFF:
        mother = _role_trust(KOL, i, p, kept_trust, prior, learning, day)
        koc = _role_trust(KOC, i, p, kept_trust, prior, learning, day)
        return eq.trust(eq.spinoff_trust(mother, koc, p.spinoff_trust), reputation, p.theta, tie)
    return eq.trust(_role_trust(_learns_about(role), i, p, kept_trust, prior, learning, day), reputation, p.theta, tie)


@compiled
def _role_trust(role, i, p, kept_trust, prior, learning, day):  # type: ignore[no-untyped-def]
    """logit of α/(α+β) as it stands today."""
    kept = kept_trust[day - learning.learnt_on[role, i]]
    alpha = eq.learnt(p.trust_strength * prior[role, i], learning.alpha[role, i], kept)
    beta = eq.learnt(p.trust_strength * (1.0 - prior[role, i]), learning.beta[role, i], kept)
    return eq.role_trust(alpha, beta)


@compiled
def _keep(evidence, i, social, a, source, role, day, p, u):  # type: ignore[no-untyped-def]
    """Add evidence to its accumulator; positive evidence also competes for the credit."""
    units = eq.evidence_units(a)
    if social:
        evidence.social[i] += units
    else:
        evidence.broadcast[i] += units
    if units <= 0:
        return
    kept = p.delta_social if social else p.delta_broadcast
    key = eq.credit_key(u, units / eq.UNIT, float(day), eq.log_kept(kept))
    if social and (key < evidence.social_key[i] or (key == evidence.social_key[i] and source < evidence.social_source[i])):
        evidence.social_key[i], evidence.social_source[i], evidence.social_role[i] = key, source, role
    if not social and (
        key < evidence.broadcast_key[i] or (key == evidence.broadcast_key[i] and source < evidence.broadcast_source[i])
    ):
        evidence.broadcast_key[i], evidence.broadcast_source[i], evidence.broadcast_role[i] = key, source, role


# ----------------------------------------------------------------------------------------------------- 4–5: transitions


@compiled
def _first_resistances(stream, names):  # type: ignore[no-untyped-def]
    out = np.empty(names.size, np.int64)
    for i in range(names.size):
        out[i] = _resistance(stream, names[i], 0, 0)
    return out


@compiled
def _resistance(stream, name, k, v):  # type: ignore[no-untyped-def]
    """ξ of one entry, in units."""
    return eq.resistance_units(eq.exponential_resistance(chance.draw3(stream, name, k, v)))


@compiled
def _own_units(own, fit, beta_fit):  # type: ignore[no-untyped-def]
    out = np.empty((4, fit.size), np.int64)
    for k in range(4):
        for i in range(fit.size):
            out[k, i] = eq.evidence_units(eq.own_initiative(own[k], fit[i] if k > UNAWARE else 0.5, beta_fit))
    return out


@compiled
def _move(own_units, p, fit, names, funnel, evidence, trade, streams, day, movers):  # type: ignore[no-untyped-def]
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
def _credit(evidence, i, u, day, p):  # type: ignore[no-untyped-def]
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
def _enter(funnel, evidence, name, i, stage, day, stream):  # type: ignore[no-untyped-def]
    """Enter a stage with a new resistance and no evidence."""
    funnel.stage[i], funnel.since[i] = stage, day
    if stage < BUYER:
        funnel.resistance[i] = _resistance(stream, name, stage, funnel.entries[stage, i])
        funnel.entries[stage, i] += 1
    evidence.social[i] = evidence.broadcast[i] = evidence.own[i] = 0
    evidence.social_key[i] = evidence.broadcast_key[i] = np.inf


@compiled
def _lapse(share, names, funnel, evidence, streams, day):  # type: ignore[no-untyped-def]
    for i in range(names.size):
        k = funnel.stage[i]
        if (k == INTEREST or k == SEARCH) and funnel.since[i] < day:
            entry = chance.at(chance.at(chance.at(streams[0], names[i]), k), funnel.entries[k, i])
            if chance.draw(entry, day - funnel.since[i]) < share:
                _enter(funnel, evidence, names[i], i, ATTENTION, day, streams[1])


# ------------------------------------------------------------------------------------------- 7–8: sharing and learning


@compiled
def _end_spells(gamma, names, talk, stream, day):  # type: ignore[no-untyped-def]
    for i in range(names.size):
        if talk.sharing[i] != 0 and chance.draw3(stream, names[i], talk.spell[i], day - talk.began[i]) < gamma:
            talk.sharing[i] = 0


@compiled
def _begin_spells(movers, p, names, funnel, trade, talk, stream, day):  # type: ignore[no-untyped-def]
    """One lottery on becoming aware and one on each purchase; a dissatisfied buyer complains."""
    for i in movers:
        bought = funnel.stage[i] == BUYER
        if not bought and funnel.crossed[0, i] != day:
            continue
        share = p.sigma_buyer if bought else p.sigma_buyer / p.sigma_ratio
        if chance.draw2(stream, names[i], trade.purchases[i]) < share:
            talk.spell[i] += 1
            talk.began[i] = day
            talk.sharing[i] = -1 if bought and trade.pleased[i] == 0 else 1


@compiled
def _open_pools(share, names, sellers, word, trade, stream):  # type: ignore[no-untyped-def]
    for i in range(names.size):
        if chance.draw(stream, names[i]) < share:
            trade.pool[i] = seller_for(names[i], sellers, word)


@compiled
def _change_pools(movers, p, names, sellers, word, funnel, trade, stream, day):  # type: ignore[no-untyped-def]
    """Those who leave go first; then those newly interested or buying may join the seller they credit, else the brand's."""
    for i in range(names.size):
        if trade.leaves[i]:
            trade.pool[i], trade.leaves[i] = NOBODY, False
    for i in movers:
        k = funnel.stage[i] - 1
        if trade.pool[i] != NOBODY or (k != 1 and k != 3) or funnel.crossed[k, i] != day:
            continue
        if chance.draw3(stream, names[i], k, funnel.entries[INTEREST, i]) < (p.join_interest if k == 1 else p.join_buy):
            if funnel.credit_role[k, i] == KOS:
                trade.pool[i] = funnel.credit[k, i] - names.size
            else:
                trade.pool[i] = seller_for(names[i], sellers, word)


@compiled
def seller_for(name, sellers, word):  # type: ignore[no-untyped-def]
    """Whom the brand hands a member to: the seller with the least lot, so that one more seller moves few members."""
    best, least = BRAND_POOL, 2.0
    for a in sellers:
        lot = chance.draw(word[a], name)
        if lot < least:
            best, least = a, lot
    return best


@compiled
def _learn(p, prior, kept_trust, movers, funnel, trade, learning, day):  # type: ignore[no-untyped-def]
    """Today's lessons, summed by role: labelled posts, hidden intent recognised, and the experience of a purchase."""
    bought_from = np.full(prior.shape[1], NOBODY, np.int8)
    for i in movers:
        if funnel.stage[i] == BUYER:
            role = _learns_about(funnel.credit_role[3, i])
            bought_from[i] = role if role < LEARNT_ROLES else LEARNT_ROLES - 1
    for i in range(prior.shape[1]):
        if learning.labelled_today[i] == 0 and learning.hidden_today[i] == 0 and bought_from[i] == NOBODY:
            continue
        for role in range(LEARNT_ROLES):
            good, bad = 0.0, 0.0
            if learning.labelled_today[i] >> role & 1:
                good += p.gain_labelled
            if learning.hidden_today[i] >> role & 1:
                bad += p.loss_hidden
            if bought_from[i] == role:
                good += trade.pleased[i]
                bad += p.eta * (1 - trade.pleased[i])
            if good > 0.0 or bad > 0.0:
                kept = kept_trust[day - learning.learnt_on[role, i]]
                start = p.trust_strength * prior[role, i], p.trust_strength * (1.0 - prior[role, i])
                learning.alpha[role, i] = eq.learnt(start[0], learning.alpha[role, i], kept) + good
                learning.beta[role, i] = eq.learnt(start[1], learning.beta[role, i], kept) + bad
                learning.learnt_on[role, i] = day
        learning.labelled_today[i] = learning.hidden_today[i] = 0


@compiled
def _tire(fatigue, delta):  # type: ignore[no-untyped-def]
    for f in range(FAMILIES):
        for i in range(fatigue.heard.shape[1]):
            fatigue.heard[f, i] = fatigue.heard[f, i] * delta + fatigue.today[f, i]
            fatigue.today[f, i] = 0
