"""Moment 3, over arrays: recognition, evidence and the race for credit."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from simulation.engine.kernels.delivery import Exposures, Streams, learns_about
from simulation.engine.world import FAMILIES, PRIVATE, WEIGHT, Contents, Evidence, Fatigue, Floats, Learning
from simulation.model import chance
from simulation.model import equations as eq
from simulation.model.compiled import AHEAD, compiled, inlined, prefetch
from simulation.model.population import ATTENTION, BUYER, COMMENT, KOC, KOL, PEER, SPINOFF, UNAWARE, Population


class Hearing(NamedTuple):
    """The parameters of weighing what is heard."""

    recognition_hidden: float
    recognition_labelled: float
    recognition_repeat: float
    comment_fakes: float
    wear_out: float
    reactance: float
    chi: float
    zhao: float
    zhao_constant: float
    zhao_interactivity: float
    zhao_accessibility: float
    zhao_independence: float
    spinoff_trust: float
    theta: float
    trust_strength: float
    kappa: float
    tau_bar: float
    beta_trust: float
    beta_fit: float
    beta_quality: float
    beta_interactivity: float
    beta_expertise: float
    delta_social: float
    delta_broadcast: float


@compiled
def forget(evidence: Evidence, delta_social: float, delta_broadcast: float) -> None:
    """At dawn a share of what was heard is lost; own initiative stays."""
    for i in range(evidence.social.size):
        evidence.social[i] = eq.leak(evidence.social[i], delta_social)
        evidence.broadcast[i] = eq.leak(evidence.broadcast[i], delta_broadcast)


@compiled
def take_in(
    exposures: Exposures,
    count: int,
    contents: Contents,
    p: Hearing,
    base: Floats,
    kept_trust: Floats,
    who: Population,
    prior_mean: Floats,
    names: chance.Names,
    stage: Any,
    evidence: Evidence,
    learning: Learning,
    fatigue: Fatigue,
    streams: Streams,
    day: int,
) -> int:
    """Weigh every exposure of the day; returns how many were not a number."""
    faults = 0
    kept = eq.log_kept(p.delta_broadcast), eq.log_kept(p.delta_social)
    for e in range(count):
        _ask_for(exposures.who[min(e + AHEAD, count - 1)], names, who, evidence, learning, fatigue)
        i, c, word = exposures.who[e], exposures.content[e], exposures.word[e]
        recognised = _recognises(contents, c, i, chance.draw2(streams[0], word, names[i]), p, fatigue, learning)
        if contents.comments[c] > 0.0:
            _recognise_fakes(i, chance.draw3(streams[0], word, names[i], COMMENT), p, learning)
        if contents.sign[c] == 0.0:
            learning.chatted_today[i] |= np.uint8(1 << learns_about(contents.role[c]))
            continue
        k = transition(stage[i], who.short[i])
        if stage[i] == BUYER:
            continue
        wear = _wear(contents.family[c], i, p, fatigue)
        suited = who.fit[i] if k > UNAWARE else 0.5
        source = _zhao(contents.role[c], contents.interactivity[c], contents.accessibility[c], recognised,
                       contents.independence[c], p, prior_mean)  # fmt: skip
        tau = _trust(
            contents.role[c], i, contents.reputation[c], exposures.tie[e], source, p, kept_trust, who.trust, learning, day
        )
        tau = eq.effective_trust(tau, p.kappa, recognised, contents.independence[c])
        pi = _persuaded(
            base[contents.channel[c], k], tau, suited, contents.quality[c], contents.interactivity[c], contents.expertise[c], p
        )
        if not 0.0 <= pi <= 1.0:
            faults += 1
            continue
        complaint = contents.sign[c] < 0.0
        a = eq.discounted(eq.evidence(pi), max(wear, 0.0) if complaint else wear, who.autonomy[i] if contents.social[c] else 0.0)
        _keep(evidence, i, contents.social[c], -a if complaint else a, contents.source[c], contents.role[c], day, kept,
              chance.draw2(streams[1], word, names[i]))  # fmt: skip
        if contents.comments[c] > 0.0:
            source = _zhao(COMMENT, 0.5, 0.5, 0.0, 1.0, p, prior_mean)
            tau = _trust(COMMENT, i, 0.0, 0.0, source, p, kept_trust, who.trust, learning, day)
            pi = _persuaded(base[PRIVATE, k], tau, suited, 0.5, 0.5, 0.5, p)
            a = eq.discounted(contents.comments[c] * eq.evidence(pi), wear, who.autonomy[i])
            _keep(evidence, i, True, a, contents.source[c], COMMENT, day, kept,
                  chance.draw3(streams[1], word, names[i], COMMENT))  # fmt: skip
    return faults


@inlined
def _ask_for(i: int, names: chance.Names, who: Population, evidence: Evidence, learning: Learning, fatigue: Fatigue) -> None:
    """Ask memory for what will be read of consumer i."""
    prefetch(fatigue.heard, (0, i))
    prefetch(fatigue.today, (0, i))
    prefetch(learning.alpha, (0, i))
    prefetch(learning.beta, (0, i))
    prefetch(learning.learnt_on, (0, i))
    prefetch(who.trust, (0, i))
    prefetch(names, i)
    prefetch(who.fit, i)
    prefetch(who.autonomy, i)
    prefetch(evidence.social, i)
    prefetch(evidence.broadcast, i)
    prefetch(evidence.social_key, i)
    prefetch(evidence.broadcast_key, i)


@inlined
def transition(stage: int, short: bool) -> int:
    """The transition somebody is before: on the short path the purchase follows awareness."""
    return BUYER - 1 if stage == ATTENTION and short else stage


@inlined
def _recognises(contents: Contents, c: int, i: int, u: float, p: Hearing, fatigue: Fatigue, learning: Learning) -> float:
    """1 where the commercial intent is recognised; labels and hidden intent recognised are noted by role."""
    d = contents.recognition[c]
    if d <= 0.0:
        return 0.0
    if p.recognition_repeat > 0.0 and not contents.labelled[c]:
        heard = fatigue.heard[contents.family[c], i]
        d = eq.repeated_recognition(d, p.recognition_labelled, p.recognition_repeat, heard)
    bit = np.uint8(1 << learns_about(contents.role[c]))
    if contents.labelled[c]:
        learning.labelled_today[i] |= bit
    if u >= d:
        return 0.0
    if not contents.labelled[c]:
        learning.hidden_today[i] |= bit
    return 1.0


@inlined
def _recognise_fakes(i: int, u: float, p: Hearing, learning: Learning) -> None:
    """Bought comments that are recognised cost the word of peers its credit."""
    if u < p.comment_fakes * p.recognition_hidden:
        learning.hidden_today[i] |= np.uint8(1 << PEER)


@inlined
def _wear(family: int, i: int, p: Hearing, fatigue: Fatigue) -> float:
    """g for everything of one family that i hears today."""
    dawn, today = 0.0, 0.0
    for f in range(FAMILIES):
        if f != family:
            dawn += fatigue.heard[f, i]
            today += fatigue.today[f, i] / WEIGHT
    n = eq.exposures_remembered(fatigue.heard[family, i], dawn, fatigue.today[family, i] / WEIGHT, today, p.chi)
    return eq.wear_out(n, p.wear_out, p.reactance)


@inlined
def _persuaded(
    base: float, tau: float, suited: float, quality: float, interactivity: float, expertise: float, p: Hearing
) -> float:
    """π of one exposure."""
    beta_interactivity = p.beta_interactivity if p.zhao == 0.0 else 0.0  # there it acts through trust
    return eq.persuasion(
        base, tau, suited, quality, interactivity, expertise,
        p.tau_bar, p.beta_trust, p.beta_fit, p.beta_quality, beta_interactivity, p.beta_expertise,
    )  # fmt: skip


@inlined
def _zhao(
    role: int, interactivity: float, accessibility: float, recognised: float, independence: float, p: Hearing, prior_mean: Floats
) -> float:
    """What a source's own qualities add to the trust in its role; 0 unless trust follows them."""
    if p.zhao == 0.0:
        return 0.0
    own = eq.source_trust(
        p.zhao_constant, p.zhao_interactivity, interactivity, p.zhao_accessibility, accessibility, p.zhao_independence,
        recognised, independence,
    )  # fmt: skip
    if role == SPINOFF:
        return own - eq.spinoff_trust(prior_mean[KOL], prior_mean[KOC], p.spinoff_trust)
    return float(own - prior_mean[learns_about(role)])


@inlined
def _trust(
    role: int, i: int, reputation: float, tie: float, source: float, p: Hearing, kept_trust: Floats, prior: Floats,
    learning: Learning, day: int,
) -> float:  # fmt: skip
    """τ of i in a source of this role; `source` is what its own qualities add, on the logit scale."""
    if role == SPINOFF:
        mother = _role_trust(KOL, i, p, kept_trust, prior, learning, day)
        koc = _role_trust(KOC, i, p, kept_trust, prior, learning, day)
        return eq.trust(eq.spinoff_trust(mother, koc, p.spinoff_trust) + source, reputation, p.theta, tie)
    return eq.trust(_role_trust(learns_about(role), i, p, kept_trust, prior, learning, day) + source, reputation, p.theta, tie)


@inlined
def _role_trust(role: int, i: int, p: Hearing, kept_trust: Floats, prior: Floats, learning: Learning, day: int) -> float:
    """logit of α/(α+β) as it stands today."""
    kept = kept_trust[day - learning.learnt_on[role, i]]
    alpha = eq.learnt(p.trust_strength * prior[role, i], learning.alpha[role, i], kept)
    beta = eq.learnt(p.trust_strength * (1.0 - prior[role, i]), learning.beta[role, i], kept)
    return eq.role_trust(alpha, beta)


@inlined
def _keep(
    evidence: Evidence, i: int, social: bool, a: float, source: int, role: int, day: int, kept: tuple[float, float], u: float
) -> None:
    """Add evidence to its accumulator; positive evidence also competes for the credit."""
    units = eq.evidence_units(a)
    if social:
        evidence.social[i] += units
    else:
        evidence.broadcast[i] += units
    if units <= 0:
        return
    key = eq.credit_key(u, units / eq.UNIT, float(day), kept[1] if social else kept[0])
    if social and (key < evidence.social_key[i] or (key == evidence.social_key[i] and source < evidence.social_source[i])):
        evidence.social_key[i], evidence.social_source[i], evidence.social_role[i] = key, source, role
    if not social and (
        key < evidence.broadcast_key[i] or (key == evidence.broadcast_key[i] and source < evidence.broadcast_source[i])
    ):
        evidence.broadcast_key[i], evidence.broadcast_source[i], evidence.broadcast_role[i] = key, source, role
