"""One day, said plainly, consumer by consumer. Read this first.

It computes the same as `kernels/`, to the last bit, and shares nothing with it but the equations and the draws. Where the
kernels push (an account walks along its followers), this pulls: each consumer asks who can be heard.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulation.engine.world import (
    BRAND_POOL,
    FAMILIES,
    NOBODY,
    PRIVATE,
    Cast,
    Ints,
    Longs,
    Offer,
    State,
    World,
)
from simulation.model import chance
from simulation.model import equations as eq
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


@dataclass(frozen=True)
class Exposure:
    """One consumer hears one content today."""

    content: int
    tie: float
    word: chance.Bits


def first_resistances(world: World) -> Longs:
    """(n,) the resistance to becoming aware, in units."""
    return np.array([resistance(world, i, UNAWARE, 0) for i in range(world.size)], np.int64)


def open_pools(world: World, cast: Cast, state: State) -> None:
    """Before day 1 a share of the market are members of the sellers' pools, if there are sellers."""
    for i in range(world.size):
        if KOS in cast.role and chance.draw(world.stream(chance.JOIN), name(world, i)) < world.p.pool_start:
            state.trade.pool[i] = seller_for(cast, name(world, i))


def hear(world: World, cast: Cast, state: State, offer: Offer, day: int) -> tuple[int, int]:
    """Moments 1–3: who hears what today, and the evidence it leaves.

    Returns the number of exposures, and of equations that gave no number.
    """
    heard = [list(exposures(world, cast, state, offer, i)) for i in range(world.size)]
    pitched(world, cast, state, offer, heard)
    for i, todays in enumerate(heard):
        forget(world, state, i)
        notice(cast, state, offer, i, todays, day)
    faults = [take_in(world, state, offer, i, exposure, day) for i, todays in enumerate(heard) for exposure in todays]
    return len(faults), sum(faults)


def move(world: World, state: State, day: int) -> Ints:
    """Moments 4 and 5: who crosses into the next stage today (positions, ascending), what it is credited to, and pays."""
    return np.array([i for i in range(world.size) if crosses(world, state, i, day)], np.int32)


def lapse(world: World, state: State, day: int) -> None:
    """Moment 6: interest and search that fall back to awareness."""
    funnel, stream = state.funnel, world.stream(chance.LAPSE)
    for i in range(world.size):
        stage, days = funnel.stage[i], day - funnel.since[i]
        if stage in (INTEREST, SEARCH) and days > 0:
            entry = chance.at(chance.at(chance.at(stream, name(world, i)), stage), funnel.entries[stage, i])
            if chance.draw(entry, days) < world.p.lapse:
                enter(world, state, i, ATTENTION, day)


def talk(world: World, cast: Cast, state: State, offer: Offer, movers: Ints, day: int) -> None:
    """Moment 7: sharing that ends, sharing that begins, and who joins or leaves a pool."""
    for i in offer.sharer:
        end_spell(world, state, i, day)
    for i in range(world.size):
        leave_pool(state, i)
    for i in movers:
        begin_spell(world, state, i, day)
        join_pool(world, cast, state, i, day)


def learn(world: World, state: State, movers: Ints, day: int) -> None:
    """Moment 8: what today's experience and posts teach about each role, and how tired of hearing everybody is."""
    buyers = {i for i in movers if state.funnel.stage[i] == BUYER}
    for i in range(world.size):
        for role in range(LEARNT_ROLES):
            learn_about(world, state, i, role, i in buyers, day)
        state.learning.labelled_today[i] = state.learning.hidden_today[i] = 0
        for family in range(FAMILIES):
            tire(world, state, i, family)


# --------------------------------------------------------------------------------------------------- 1–2: who hears what


def exposures(world: World, cast: Cast, state: State, offer: Offer, i: int) -> Iterator[Exposure]:
    """Everything that reaches consumer i today of itself: posts, advertising and shares."""
    yield from posts_seen(world, cast, offer, i)
    yield from advertisements_noticed(world, offer, i)
    yield from shares_told(world, offer, i)


def posts_seen(world: World, cast: Cast, offer: Offer, i: int) -> Iterator[Exposure]:
    """A follower sees a post with probability min(1, r·activity)."""
    contents, stream = offer.contents, world.stream(chance.REACH)
    for c, reach in enumerate(offer.reach):
        word = contents.word[c]
        for slot in slots_of(cast, contents.account[c], i):
            if chance.draw2(stream, word, name(world, i)) < eq.seen(reach, world.population.activity[i]):
                yield Exposure(c, cast.row_tie[slot], word)


def slots_of(cast: Cast, account: int, i: int) -> list[int]:
    """Where consumer i stands among the followers of an account."""
    start, stop = cast.row_start[account], cast.row_start[account + 1]
    return [slot for slot in range(start, stop) if cast.row_follower[slot] == i]


def advertisements_noticed(world: World, offer: Offer, i: int) -> Iterator[Exposure]:
    """Impression m is shown to person ⌊N·u⌋, and counts only if noticed."""
    content = offer.reach.size
    for m in range(offer.impressions):
        word = offer.contents.word[content]
        u = chance.draw2(world.stream(chance.IMPRESSION), word, m)
        shown_to_me = world.roster[int(world.size * u)] == i
        if shown_to_me and chance.draw3(world.stream(chance.NOTICE), word, m, name(world, i)) < world.p.notice:
            yield Exposure(content, 0.0, chance.at(word, m))


def shares_told(world: World, offer: Offer, i: int) -> Iterator[Exposure]:
    """A sharer tells each neighbour with probability r_priv·min(1, cap/(r_priv·degree))."""
    network, stream = world.network, world.stream(chance.DELIVERY)
    row = {int(j): offer.first_share + s for s, j in enumerate(offer.sharer)}
    for arc in range(network.in_start[i], network.in_start[i + 1]):
        content = row.get(int(network.in_source[arc]))
        if content is None:
            continue
        word = offer.contents.word[content]
        degree = float(network.out_degree[network.in_source[arc]])
        if chance.draw2(stream, word, name(world, i)) < eq.told(world.p.r_private, world.p.share_cap, degree):
            strength = 1.0 if network.in_strength is None else float(network.in_strength[arc])
            yield Exposure(content, strength, word)


def pitched(world: World, cast: Cast, state: State, offer: Offer, heard: list[list[Exposure]]) -> None:
    """Each seller talks to the members of the pool who are furthest down the funnel, buyers last, by lot within a stage."""
    for pitch, capacity in enumerate(offer.capacity):
        content = offer.first_pitch + pitch
        seller, word = offer.contents.account[content], offer.contents.word[content]
        members = [i for i in world.roster if state.trade.pool[i] == seller]
        for i in sorted(members, key=lambda i: turn(world, state, word, i))[:capacity]:
            heard[i].append(Exposure(content, 0.0, word))
            state.trade.leaves[i] = chance.draw2(world.stream(chance.LEAVE), word, name(world, i)) < world.p.leave_pitch


def turn(world: World, state: State, word: chance.Bits, i: int) -> float:
    """When a seller comes to consumer i: stage first, then lot."""
    stage = state.funnel.stage[i]
    behind = BUYER if stage == BUYER else SEARCH - stage
    return float(behind + chance.draw2(world.stream(chance.TALK), word, name(world, i)))


def notice(cast: Cast, state: State, offer: Offer, i: int, todays: list[Exposure], day: int) -> None:
    """Count what consumer i hears today, by family and by account, and the first day of hearing anything."""
    for exposure in todays:
        state.fatigue.today[offer.contents.family[exposure.content], i] += 1
        account = offer.contents.account[exposure.content]
        if account != NOBODY:
            cast.views[account] += 1
    if todays and state.funnel.reached_on[i] < 0:
        state.funnel.reached_on[i] = day


# ------------------------------------------------------------------------------------------ 3: recognition and evidence


def forget(world: World, state: State, i: int) -> None:
    """At dawn a share of what was heard is lost; own initiative stays."""
    evidence = state.evidence
    evidence.social[i] = eq.leak(evidence.social[i], world.p.delta_social)
    evidence.broadcast[i] = eq.leak(evidence.broadcast[i], world.p.delta_broadcast)


def take_in(world: World, state: State, offer: Offer, i: int, exposure: Exposure, day: int) -> int:
    """Consumer i weighs one exposure, and the comments beneath it; returns 1 where an equation gave no number."""
    contents, c = offer.contents, exposure.content
    recognised = recognises(world, state, offer, i, exposure)
    if state.funnel.stage[i] == BUYER:
        return 0
    wear = wear_out(world, state, i, contents.family[c])
    tau = trust(world, state, i, contents.role[c], contents.reputation[c], exposure.tie, day)
    tau = eq.effective_trust(tau, world.p.kappa, recognised, contents.independence[c])
    pi = persuaded(
        world, state, i, contents.channel[c], tau, contents.quality[c], contents.interactivity[c], contents.expertise[c]
    )
    if not 0.0 <= pi <= 1.0:
        return 1
    social = bool(contents.social[c])
    autonomy = world.population.autonomy[i] if social else 0.0
    if contents.sign[c] > 0:
        a = eq.discounted(eq.evidence(pi), wear, autonomy)
    else:
        a = -eq.discounted(eq.evidence(pi), max(wear, 0.0), autonomy)
    u = chance.draw2(world.stream(chance.CREDIT), exposure.word, name(world, i))
    keep(world, state, i, social, a, contents.source[c], contents.role[c], u, day)
    if contents.comments[c] > 0.0:
        read_comments(world, state, offer, i, exposure, wear, day)
    return 0


def read_comments(world: World, state: State, offer: Offer, i: int, exposure: Exposure, wear: float, day: int) -> None:
    """What stands beneath a KOL's post counts as the word of peers."""
    c = exposure.content
    pi = persuaded(world, state, i, PRIVATE, trust(world, state, i, COMMENT, 0.0, 0.0, day), 0.5, 0.5, 0.5)
    a = eq.discounted(offer.contents.comments[c] * eq.evidence(pi), wear, world.population.autonomy[i])
    u = chance.draw3(world.stream(chance.CREDIT), exposure.word, name(world, i), COMMENT)
    keep(world, state, i, True, a, offer.contents.source[c], COMMENT, u, day)


def persuaded(
    world: World, state: State, i: int, channel: int, tau: float, quality: float, interactivity: float, expertise: float
) -> float:
    """π of one exposure for the stage consumer i is in."""
    k, p = state.funnel.stage[i], world.p
    fit = world.population.fit[i] if k > UNAWARE else 0.5
    betas = (p.beta_trust, p.beta_fit, p.beta_quality, p.beta_interactivity, p.beta_expertise)
    return float(eq.persuasion(world.base[channel, k], tau, fit, quality, interactivity, expertise, p.tau_bar, *betas))


def recognises(world: World, state: State, offer: Offer, i: int, exposure: Exposure) -> float:
    """1 where the commercial intent is recognised; labels and hidden intent recognised are noted by role."""
    contents, c, learning = offer.contents, exposure.content, state.learning
    if contents.recognition[c] <= 0.0:
        return 0.0
    bit = np.uint8(1 << learns_about(contents.role[c]))
    u = chance.draw2(world.stream(chance.RECOGNITION), exposure.word, name(world, i))
    recognised = u < contents.recognition[c]
    if contents.labelled[c]:
        learning.labelled_today[i] |= bit
    elif recognised:
        learning.hidden_today[i] |= bit
    return float(recognised)


def learns_about(role: int) -> int:
    """The role a consumer learns about from this source: a spin-off bears its mother's name, comments are peers'."""
    return {SPINOFF: KOL, COMMENT: PEER}.get(int(role), int(role))


def wear_out(world: World, state: State, i: int, family: int) -> float:
    """g for everything of one family that consumer i hears today."""
    heard, today = state.fatigue.heard[:, i], state.fatigue.today[:, i]
    others = [f for f in range(FAMILIES) if f != family]
    dawn_of_others = sum((float(heard[f]) for f in others), 0.0)
    today_of_others = sum((float(today[f]) for f in others), 0.0)
    n = eq.exposures_remembered(heard[family], dawn_of_others, float(today[family]), today_of_others, world.p.chi)
    return float(eq.wear_out(n, world.p.wear_out, world.p.reactance))


def trust(world: World, state: State, i: int, role: int, reputation: float, tie: float, day: int) -> float:
    """τ of consumer i in a source of this role."""
    if role == SPINOFF:
        mother, koc = role_trust(world, state, i, KOL, day), role_trust(world, state, i, KOC, day)
        logit = eq.spinoff_trust(mother, koc, world.p.spinoff_trust)
    else:
        logit = role_trust(world, state, i, learns_about(role), day)
    return float(eq.trust(logit, reputation, world.p.theta, tie))


def role_trust(world: World, state: State, i: int, role: int, day: int) -> float:
    """logit of α/(α+β) as it stands today."""
    return float(eq.role_trust(*remembered(world, state, i, role, day)))


def remembered(world: World, state: State, i: int, role: int, day: int) -> tuple[float, float]:
    """α and β of one role as they stand today: what was learnt fades towards the initial trust."""
    learning, strength, prior = state.learning, world.p.trust_strength, world.population.trust[role, i]
    kept = world.kept_trust[day - learning.learnt_on[role, i]]
    alpha = eq.learnt(strength * prior, learning.alpha[role, i], kept)
    beta = eq.learnt(strength * (1.0 - prior), learning.beta[role, i], kept)
    return alpha, beta


def keep(world: World, state: State, i: int, social: bool, a: float, source: int, role: int, u: float, day: int) -> None:
    """Add evidence to its accumulator; positive evidence also competes for the credit (ties: the lower source)."""
    e, units = state.evidence, eq.evidence_units(a)
    held, keys, sources, roles = (
        (e.social, e.social_key, e.social_source, e.social_role)
        if social
        else (e.broadcast, e.broadcast_key, e.broadcast_source, e.broadcast_role)
    )
    held[i] += units
    if units > 0:
        delta = world.p.delta_social if social else world.p.delta_broadcast
        key = eq.credit_key(u, units / eq.UNIT, float(day), eq.log_kept(delta))
        if (key, source) < (keys[i], sources[i]):
            keys[i], sources[i], roles[i] = key, source, role


# ----------------------------------------------------------------------------------------------------- 4–5: transitions


def crosses(world: World, state: State, i: int, day: int) -> bool:
    """Consumer i gathers own initiative and crosses if the evidence reaches the resistance: one stage a day at most."""
    funnel, e, k = state.funnel, state.evidence, state.funnel.stage[i]
    if k == BUYER:
        return False
    fit = world.population.fit[i] if k > UNAWARE else 0.5
    e.own[i] = eq.clip(e.own[i] + eq.evidence_units(eq.own_initiative(world.own[k], fit, world.p.beta_fit)))
    e.social[i], e.broadcast[i] = eq.clip(e.social[i]), eq.clip(e.broadcast[i])
    if e.social[i] + e.broadcast[i] + e.own[i] < funnel.resistance[i]:
        return False
    funnel.credit[k, i], funnel.credit_role[k, i] = credited(world, state, i, day)
    funnel.crossed[k, i] = day
    enter(world, state, i, k + 1, day)
    if k + 1 == BUYER:
        pay(world, state, i)
    return True


def credited(world: World, state: State, i: int, day: int) -> tuple[int, int]:
    """The source whose surviving evidence won the race, and the role it played."""
    e, k = state.evidence, state.funnel.stage[i]
    own = np.inf
    if e.own[i] > 0:
        u = chance.draw3(world.stream(chance.OWN_CREDIT), name(world, i), k, state.funnel.entries[k, i])
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
    if stage < BUYER:
        funnel.resistance[i] = resistance(world, i, stage, funnel.entries[stage, i])
        funnel.entries[stage, i] += 1
    e.social[i] = e.broadcast[i] = e.own[i] = 0
    e.social_key[i] = e.broadcast_key[i] = np.inf


def resistance(world: World, i: int, k: int, entry: int) -> int:
    """ξ of one entry, in units."""
    u = chance.draw3(world.stream(chance.RESISTANCE), name(world, i), k, entry)
    return int(eq.resistance_units(eq.exponential_resistance(u)))


def pay(world: World, state: State, i: int) -> None:
    """Consumer i buys, and is satisfied or not."""
    trade = state.trade
    trade.purchases[i] += 1
    u = chance.draw2(world.stream(chance.SATISFACTION), name(world, i), trade.purchases[i])
    trade.pleased[i] = u < eq.satisfied(world.p.satisfaction, world.population.fit[i], world.p.beta_fit)


# ------------------------------------------------------------------------------------------- 7–8: sharing and learning


def end_spell(world: World, state: State, i: int, day: int) -> None:
    """Sharing that was on at dawn ends with probability γ."""
    talk = state.talk
    u = chance.draw3(world.stream(chance.SPELL_END), name(world, i), talk.spell[i], day - talk.began[i])
    if u < world.p.gamma:
        talk.sharing[i] = 0


def begin_spell(world: World, state: State, i: int, day: int) -> None:
    """One lottery on becoming aware and one on each purchase; a dissatisfied buyer complains."""
    talk, trade, bought = state.talk, state.trade, state.funnel.stage[i] == BUYER
    if not bought and state.funnel.crossed[0, i] != day:
        return
    share = world.p.sigma_buyer if bought else world.p.sigma_buyer / world.p.sigma_ratio
    if chance.draw2(world.stream(chance.LOTTERY), name(world, i), trade.purchases[i]) < share:
        talk.spell[i] += 1
        talk.began[i] = day
        talk.sharing[i] = -1 if bought and trade.pleased[i] == 0 else 1


def leave_pool(state: State, i: int) -> None:
    """A member a pitch has lost is gone tonight."""
    if state.trade.leaves[i]:
        state.trade.pool[i], state.trade.leaves[i] = NOBODY, False


def join_pool(world: World, cast: Cast, state: State, i: int, day: int) -> None:
    """Newly interested or buying, consumer i may join the pool of the seller credited, else of one the brand names."""
    funnel, trade, p = state.funnel, state.trade, world.p
    k = funnel.stage[i] - 1
    if trade.pool[i] != NOBODY or k not in (1, 3) or funnel.crossed[k, i] != day:
        return
    u = chance.draw3(world.stream(chance.JOIN), name(world, i), k, funnel.entries[INTEREST, i])
    if u < (p.join_interest if k == 1 else p.join_buy):
        by_seller = funnel.credit_role[k, i] == KOS
        trade.pool[i] = funnel.credit[k, i] - world.size if by_seller else seller_for(cast, name(world, i))


def seller_for(cast: Cast, person: int) -> int:
    """Whom the brand hands a member to: the seller with the least lot, so that one more seller moves few members."""
    sellers = [a for a in range(cast.word.size) if cast.role[a] == KOS]
    return min(sellers, key=lambda a: chance.draw(np.uint64(cast.word[a]), person), default=BRAND_POOL)


def learn_about(world: World, state: State, i: int, role: int, bought: bool, day: int) -> None:
    """Today's lessons about one role, summed: labelled posts, hidden intent recognised, the experience of a purchase."""
    learning, trade, p = state.learning, state.trade, world.p
    good = p.gain_labelled if learning.labelled_today[i] >> role & 1 else 0.0
    bad = p.loss_hidden if learning.hidden_today[i] >> role & 1 else 0.0
    if bought and min(learns_about(state.funnel.credit_role[3, i]), LEARNT_ROLES - 1) == role:
        good += trade.pleased[i]
        bad += p.eta * (1 - trade.pleased[i])
    if good > 0.0 or bad > 0.0:
        alpha, beta = remembered(world, state, i, role, day)
        learning.alpha[role, i], learning.beta[role, i] = alpha + good, beta + bad
        learning.learnt_on[role, i] = day


def tire(world: World, state: State, i: int, family: int) -> None:
    """What was heard today is remembered, and a share of it forgotten each night."""
    fatigue = state.fatigue
    fatigue.heard[family, i] = fatigue.heard[family, i] * world.p.delta_fatigue + fatigue.today[family, i]
    fatigue.today[family, i] = 0


def name(world: World, i: int) -> Any:
    """What chance knows consumer i by."""
    return world.network.names[i]
