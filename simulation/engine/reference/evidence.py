"""Moment 3: recognition, evidence and the race for credit."""

from __future__ import annotations

import numpy as np

from simulation.engine.reference.delivery import Exposure, learns_about
from simulation.engine.world import FAMILIES, PRIVATE, WEIGHT, Floats, Offer, State, World
from simulation.model import chance
from simulation.model import equations as eq
from simulation.model.population import ATTENTION, BUYER, COMMENT, KOC, KOL, PEER, SPINOFF, UNAWARE

NEUTRAL = 0.5


def forget(world: World, state: State, i: int) -> None:
    """At dawn a share of what was heard is lost; own initiative stays."""
    evidence = state.evidence
    evidence.social[i] = eq.leak(evidence.social[i], world.p.delta_social)
    evidence.broadcast[i] = eq.leak(evidence.broadcast[i], world.p.delta_broadcast)


def recall(world: World, state: State, i: int, day: int) -> None:
    """What consumer i remembers this morning of each content family: a share of it was forgotten each night."""
    fatigue, kept, nights = state.fatigue, world.kept_heard, day - state.fatigue.heard_on[i]
    if nights > 0:
        fatigue.heard[:, i] = (fatigue.heard[:, i] * kept[1] + fatigue.today[:, i] / WEIGHT) * kept[nights - 1]
        fatigue.today[:, i] = 0
        fatigue.heard_on[i] = day


def take_in(world: World, state: State, offer: Offer, i: int, exposure: Exposure, base: Floats, day: int) -> int:
    """Consumer i weighs one exposure, and the comments beneath it; returns 1 where an equation gave no number."""
    contents, c = offer.contents, exposure.content
    recognised = recognises(world, state, offer, i, exposure)
    if contents.comments[c] > 0.0:
        recognise_fakes(world, state, i, exposure)
    if contents.sign[c] == 0.0:
        state.learning.chatted_today[i] |= np.uint8(1 << learns_about(contents.role[c]))
        return 0
    if state.funnel.stage[i] == BUYER:
        return 0
    wear = wear_out(world, state, i, contents.family[c])
    role, independence = contents.role[c], contents.independence[c]
    source = zhao(world, role, contents.interactivity[c], contents.accessibility[c], recognised, independence)
    tau = trust(world, state, i, role, contents.reputation[c], exposure.tie, source, day)
    tau = eq.effective_trust(tau, world.p.kappa, recognised, independence)
    pi = persuaded(
        world, state, i, base[contents.channel[c]], tau, contents.quality[c], contents.interactivity[c], contents.expertise[c]
    )
    if not 0.0 <= pi <= 1.0:
        return 1
    social = bool(contents.social[c])
    autonomy = world.population.autonomy[i] if social else 0.0
    if contents.sign[c] > 0:
        a = eq.discounted(eq.evidence(pi), wear, autonomy)
    else:
        a = -eq.discounted(eq.evidence(pi), max(wear, 0.0), autonomy)
    u = chance.draw2(world.stream(chance.CREDIT), exposure.word, world.network.names[i])
    keep(world, state, i, social, a, contents.source[c], role, u, day)
    if contents.comments[c] > 0.0:
        read_comments(world, state, offer, i, exposure, wear, base, day)
    return 0


def read_comments(
    world: World, state: State, offer: Offer, i: int, exposure: Exposure, wear: float, base: Floats, day: int
) -> None:
    """What stands beneath a KOL's post counts as the word of peers."""
    c = exposure.content
    source = zhao(world, COMMENT, NEUTRAL, NEUTRAL, 0.0, 1.0)
    tau = trust(world, state, i, COMMENT, 0.0, 0.0, source, day)
    pi = persuaded(world, state, i, base[PRIVATE], tau, NEUTRAL, NEUTRAL, NEUTRAL)
    a = eq.discounted(offer.contents.comments[c] * eq.evidence(pi), wear, world.population.autonomy[i])
    u = chance.draw3(world.stream(chance.CREDIT), exposure.word, world.network.names[i], COMMENT)
    keep(world, state, i, True, a, offer.contents.source[c], COMMENT, u, day)


def persuaded(
    world: World, state: State, i: int, base: Floats, tau: float, quality: float, interactivity: float, expertise: float
) -> float:
    """π of one exposure for the transition consumer i is before."""
    k, p = transition(world, state, i), world.p
    fit = world.population.fit[i] if k > UNAWARE else NEUTRAL
    beta_interactivity = p.beta_interactivity if p.zhao == 0.0 else 0.0  # there it acts through trust
    betas = (p.beta_trust, p.beta_fit, p.beta_quality, beta_interactivity, p.beta_expertise)
    return float(eq.persuasion(base[k], tau, fit, quality, interactivity, expertise, p.tau_bar, *betas))


def transition(world: World, state: State, i: int) -> int:
    """The transition consumer i is before: on the short path the purchase follows awareness."""
    stage = int(state.funnel.stage[i])
    return BUYER - 1 if stage == ATTENTION and world.population.short[i] else stage


def recognises(world: World, state: State, offer: Offer, i: int, exposure: Exposure) -> float:
    """1 where the commercial intent is recognised; labels and hidden intent recognised are noted by role."""
    contents, c, learning, p = offer.contents, exposure.content, state.learning, world.p
    d = contents.recognition[c]
    if d <= 0.0:
        return 0.0
    if p.recognition_repeat > 0.0 and not contents.labelled[c]:
        heard = state.fatigue.heard[contents.family[c], i]
        d = eq.repeated_recognition(d, p.recognition_labelled, p.recognition_repeat, heard)
    bit = np.uint8(1 << learns_about(contents.role[c]))
    recognised = chance.draw2(world.stream(chance.RECOGNITION), exposure.word, world.network.names[i]) < d
    if contents.labelled[c]:
        learning.labelled_today[i] |= bit
    elif recognised:
        learning.hidden_today[i] |= bit
    return float(recognised)


def recognise_fakes(world: World, state: State, i: int, exposure: Exposure) -> None:
    """Bought comments that are recognised cost the word of peers its credit."""
    seen_through = world.p.comment_fakes * world.p.recognition_hidden
    u = chance.draw3(world.stream(chance.RECOGNITION), exposure.word, world.network.names[i], COMMENT)
    if u < seen_through:
        state.learning.hidden_today[i] |= np.uint8(1 << PEER)


def wear_out(world: World, state: State, i: int, family: int) -> float:
    """g for everything of one family that consumer i hears today."""
    heard, today = state.fatigue.heard[:, i], state.fatigue.today[:, i]
    others = [f for f in range(FAMILIES) if f != family]
    dawn_of_others = sum((float(heard[f]) for f in others), 0.0)
    today_of_others = sum((float(today[f]) / WEIGHT for f in others), 0.0)
    n = eq.exposures_remembered(heard[family], dawn_of_others, float(today[family]) / WEIGHT, today_of_others, world.p.chi)
    return float(eq.wear_out(n, world.p.wear_out, world.p.reactance))


def zhao(world: World, role: int, interactivity: float, accessibility: float, recognised: float, independence: float) -> float:
    """What a source's own qualities add to the trust in its role; 0 unless trust follows them."""
    p = world.p
    if p.zhao == 0.0:
        return 0.0
    own = eq.source_trust(
        p.zhao_constant, p.zhao_interactivity, interactivity, p.zhao_accessibility, accessibility, p.zhao_independence,
        recognised, independence,
    )  # fmt: skip
    if role == SPINOFF:
        return float(own - eq.spinoff_trust(world.prior_trust[KOL], world.prior_trust[KOC], p.spinoff_trust))
    return float(own - world.prior_trust[learns_about(role)])


def trust(world: World, state: State, i: int, role: int, reputation: float, tie: float, source: float, day: int) -> float:
    """τ of consumer i in a source of this role; `source` is what its own qualities add, on the logit scale."""
    if role == SPINOFF:
        mother, koc = role_trust(world, state, i, KOL, day), role_trust(world, state, i, KOC, day)
        logit = eq.spinoff_trust(mother, koc, world.p.spinoff_trust)
    else:
        logit = role_trust(world, state, i, learns_about(role), day)
    return float(eq.trust(logit + source, reputation, world.p.theta, tie))


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
