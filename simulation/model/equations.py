"""The model, as in a paper: the symbols, then numbered scalar functions. The engines call these and restate none.

| symbol      | meaning                                                                                   |
|-------------|-------------------------------------------------------------------------------------------|
| ξ           | resistance of one transition, drawn once per entry into the stage it leaves               |
| E, a        | evidence gathered for the next transition; evidence of one exposure (both in units of 2⁻⁴⁰) |
| π           | probability that one exposure alone makes an average resistance give way                  |
| τ           | trust in a source, 0–1;  α, β: what a consumer has learnt for and against a role           |
| ρ, θ, tie   | reputation of the account; weight of the tie; strength of the tie, 0 where there is none   |
| κ, R, ι     | force lost to recognised intent; recognised (1) or not (0); independence of the source     |
| ω           | autonomy of the consumer: the share of social evidence discounted                          |
| n̄, n*, g    | exposures remembered; exposures after which one more adds nothing; wear-out factor         |
| F, r        | followers of an account in people; share of them one post reaches                          |
| δ           | share of evidence kept a day                                                              |

A user's own function can stand in for any of them, by name: `sim.run(..., equations={"persuasion": mine})`.
"""

from __future__ import annotations

import math

import numpy as np

from simulation.model.compiled import compiled

UNIT = 2.0**40  # evidence is counted in whole multiples of 1/UNIT
CLIP = 2**53  # evidence held by one accumulator, in units, at most
NEVER = 2**62  # a resistance that no evidence overcomes
MOST = 40.0  # evidence of one exposure, at most: beyond it π is 1 to the last bit


@compiled
def exponential_resistance(u: float) -> float:
    """(1)  ξ = −ln u,  ξ ~ Exp(1): under it evidence is an integrated hazard."""
    return -math.log(u)


@compiled
def resistance_units(xi: float) -> int:
    """(2)  the least whole number of units that reaches ξ."""
    return math.ceil(xi * UNIT)


@compiled
def evidence(pi: float) -> float:
    """(3)  a = min(40, −ln(1 − π))   (noisy-or: Kempe, Kleinberg & Tardos 2003, §4)"""
    return min(MOST, -math.log1p(-pi)) if pi < 1.0 else MOST


@compiled
def evidence_units(a: float) -> int:
    """(4)  a in whole units, rounded once with all its factors."""
    return int(np.rint(a * UNIT))


@compiled
def leak(held: int, delta: float) -> int:
    """(5)  D(E) = trunc(δ·E), once a day"""
    return int(delta * held)


@compiled
def clip(held: int) -> int:
    """(6)  E within 0 … 2⁵³ units, once a day, after the day's sum"""
    return min(max(held, 0), CLIP)


@compiled
def credit_key(u: float, a: float, age: float, log_delta: float) -> float:
    """(7)  ln(−ln u / a) + t·ln δ: the smallest key wins with its share of the evidence that survives."""
    return math.log(-math.log(u) / a) + age * log_delta


@compiled
def log_kept(delta: float) -> float:
    """ln δ, as it stands in (7)"""
    return math.log(delta)


@compiled
def logit(share: float) -> float:
    """ln(x / (1 − x))"""
    return math.log(share / (1.0 - share))


@compiled
def logistic(x: float) -> float:
    """1 / (1 + e⁻ˣ)"""
    return 1.0 / (1.0 + math.exp(-x))


@compiled
def learnt(prior: float, stored: float, kept: float) -> float:
    """(8)  α(t) = α0 + λ^Δ (α − α0): what is left of experience after Δ days, kept = λ^Δ."""
    return prior + kept * (stored - prior)


@compiled
def role_trust(alpha: float, beta: float) -> float:
    """(9)  logit( α / (α + β) ): trust in a role, on the logit scale"""
    return math.log(alpha / beta)


@compiled
def spinoff_trust(mother: float, koc: float, h: float) -> float:
    """(10)  h·logit τ_KOL + (1 − h)·logit τ_KOC: a spin-off borrows its mother's trust"""
    return h * mother + (1.0 - h) * koc


@compiled
def trust(role: float, reputation: float, theta: float, tie: float) -> float:
    """(11)  τ = logistic( logit(α/(α+β)) + ρ + θ·tie )"""
    return logistic(role + reputation + theta * tie)


@compiled
def effective_trust(tau: float, kappa: float, recognised: float, independence: float) -> float:
    """(12)  τ_eff = τ · [1 − κ R (1 − ι)]   (persuasion knowledge: Friestad & Wright 1994)"""
    return tau * (1.0 - kappa * recognised * (1.0 - independence))


@compiled
def persuasion(
    base: float, trust: float, fit: float, quality: float, interactivity: float, expertise: float,
    tau_bar: float, beta_trust: float, beta_fit: float, beta_quality: float, beta_interactivity: float, beta_expertise: float,
) -> float:  # fmt: skip
    """(13)  logit π = b + β_τ(τ_eff − τ̄) + β_f(fit − ½) + β_q(quality − ½) + β_int(int − ½) + β_exp(exp − ½)

    `base` is b on the logit scale; `fit` is ½ for the first transition, to which it does not matter. Returns π.
    """
    return logistic(
        base
        + beta_trust * (trust - tau_bar)
        + beta_fit * (fit - 0.5)
        + beta_quality * (quality - 0.5)
        + beta_interactivity * (interactivity - 0.5)
        + beta_expertise * (expertise - 0.5)
    )


@compiled
def exposures_remembered(own_dawn: float, other_dawn: float, own_today: float, other_today: float, chi: float) -> float:
    """(14)  n̄ = n + (m − 1)/2 with n, m = own family + χ·others, at dawn and today: the mean over any order of a day."""
    dawn = own_dawn + chi * other_dawn
    today = own_today + chi * other_today
    return dawn + max(today - 1.0, 0.0) / 2.0


@compiled
def wear_out(remembered: float, worn: float, floor: float) -> float:
    """(15)  g(n̄) = max(1 − n̄/n*, −g_min)   (shape: Schmidt & Eisend 2015)"""
    return max(1.0 - remembered / worn, -floor)


@compiled
def discounted(a: float, wear: float, autonomy: float) -> float:
    """(16)  a · g(n̄) · (1 − ω), ω = 0 for broadcast evidence"""
    return a * wear * (1.0 - autonomy)


@compiled
def own_initiative(a0: float, fit: float, beta_fit: float) -> float:
    """(17)  a0·exp(β_f (fit − ½)): what a consumer does unasked, a day; `fit` is ½ for the first transition."""
    return a0 * math.exp(beta_fit * (fit - 0.5))


@compiled
def comment_weight(readers: float, fakes: float, recognised_hidden: float, engaged: float) -> float:
    """(18)  s_com (1 − φ_fake d_0) · min(1, ln(1 + c)/ln 1001), c = engaged people in stock"""
    return readers * (1.0 - fakes * recognised_hidden) * min(1.0, math.log1p(engaged) / math.log(1001.0))


@compiled
def post_reach(followers: float, reach: float, reach_followers: float, epsilon: float, reach_max: float) -> float:
    """(19)  r = min(r_max, r0 (F/F0)^−ε): share of followers one post reaches (level: Beichert et al. 2024)"""
    return min(reach_max, reach * math.exp(-epsilon * math.log(max(followers, 1.0) / reach_followers)))


@compiled
def seen(reach: float, activity: float) -> float:
    """(20)  min(1, r · activity): a follower sees one post"""
    return min(1.0, reach * activity)


@compiled
def told(r_private: float, cap: float, degree: float) -> float:
    """(21)  r_priv · min(1, cap / (r_priv · degree)): a sharer tells one neighbour on one day"""
    return r_private * min(1.0, cap / (r_private * degree)) if r_private > 0.0 else 0.0


@compiled
def satisfied(level: float, fit: float, beta_fit: float) -> float:
    """(22)  P(y = 1) = logistic( Q + β_f (fit − ½) )"""
    return logistic(level + beta_fit * (fit - 0.5))


@compiled
def drifted(independence: float, drift: float) -> float:
    """(23)  ι ← ι (1 − δ_ι) with each paid post   (order: Zhao 2025)"""
    return independence * (1.0 - drift)


@compiled
def fee(followers: float, rate: float, elasticity: float, factor: float, floor: float) -> float:
    """(24)  fee a post = max(w_min, w · w0 · F/1000 · (F/1000)^w1), CNY"""
    thousands = max(followers, 0.0) / 1000.0
    return max(floor, factor * rate * thousands * math.pow(thousands, elasticity)) if thousands > 0.0 else floor


@compiled
def audience(views: float, most_views: float, exponent: float, share: float, market: float) -> float:
    """(25)  F = share · (views/largest)^exponent · market, in people"""
    return share * math.pow(views / most_views, exponent) * market


@compiled
def scripted_recognition(hidden: float, labelled: float, script: float) -> float:
    """(26)  d = d_0 + (d_1 − d_0) c/2: a text read out gives itself away, halfway to a label at c = 1"""
    return hidden + (labelled - hidden) * script / 2.0


@compiled
def repeated_recognition(once: float, labelled: float, rate: float, heard: float) -> float:
    """(27)  d(n) = d + (max(d_1, d) − d)(1 − e^(−ρ_rep n)), n exposures to the content's family remembered"""
    return once + (max(labelled, once) - once) * (1.0 - math.exp(-rate * heard))


@compiled
def scripted_independence(independence: float, cost: float, script: float) -> float:
    """(28)  ι (1 − k_c c): who speaks another's text speaks less for herself"""
    return independence * (1.0 - cost * script)


@compiled
def source_trust(
    constant: float, z_interactivity: float, interactivity: float, z_accessibility: float, accessibility: float,
    z_independence: float, recognised: float, independence: float,
) -> float:  # fmt: skip
    """(29)  z_0 + z_int·int + z_acc·acc + z_ind·(1 − R(1 − ι)), on the logit scale   (signs: Zhao 2025)"""
    return (
        constant
        + z_interactivity * interactivity
        + z_accessibility * accessibility
        + z_independence * (1.0 - recognised * (1.0 - independence))
    )


@compiled
def recommended(followers: float, reach: float, rate: float, engaged: float, amplification: float) -> float:
    """(30)  ρ_rec F r (1 + e)^α_amp: people a post is recommended to, e people moved by its account yesterday"""
    return rate * followers * reach * math.pow(1.0 + engaged, amplification)


@compiled
def attended(attention: float, offered: float) -> float:
    """(31)  min(1, K/offered): share of a day's exposures that is attended to"""
    return min(1.0, attention / offered)


@compiled
def aged(reach: float, age: float, half_life: float) -> float:
    """(32)  r 2^(−age/t_½): reach of a post some days old; 0 after its own day where t_½ = 0"""
    if age <= 0.0:
        return reach
    return reach * math.pow(2.0, -age / half_life) if half_life > 0.0 else 0.0


@compiled
def search_weight(stock: float, rank: float) -> float:
    """(33)  stock^x_s: how readily the search page shows an account's content"""
    return math.pow(stock, rank) if stock > 0.0 else 0.0


@compiled
def demand(season: float, price: float, elasticity: float) -> float:
    """(34)  M = season · (price/p_ref)^(−ε_p), on the odds of buying and on own initiative to buy"""
    return season * math.pow(price, -elasticity)


@compiled
def repurchase(rate: float, member: float, member_effect: float, pleased: float, pleased_effect: float, demand: float) -> float:
    """(35)  a0 = μ_0 (1 + m_P·member) e^(β_ret (y − ½)) M: evidence a day towards buying again"""
    return rate * (1.0 + member_effect * member) * math.exp(pleased_effect * (pleased - 0.5)) * demand


@compiled
def churned(rate: float, factor: float, referred: float) -> float:
    """(36)  c_0, times c_ref if a peer persuaded the buyer"""
    return rate * (1.0 - (1.0 - factor) * referred)


@compiled
def sharing_buyer(share: float, incentive: float) -> float:
    """(37)  min(1, σ_B (1 + inc)): a buyer begins to share"""
    return min(1.0, share * (1.0 + incentive))


@compiled
def incentivised(independence: float, over_justification: float, reward: float) -> float:
    """(38)  ι e^(−ν·reward): a reward puts one's motive in doubt"""
    return independence * math.exp(-over_justification * reward)


@compiled
def recovered(independence: float, drift: float, start: float) -> float:
    """(39)  ι ← ι + δ_ι (ι_0 − ι) with each post nobody paid for"""
    return independence + drift * (start - independence)


@compiled
def struck(reputation: float, change: float) -> float:
    """(40)  ρ ← ρ + Δ, within −2 … 2"""
    return min(max(reputation + change, -2.0), 2.0)


@compiled
def improved(level: float, feedback: float, voices: float) -> float:
    """(41)  Q + f_Q ln(1 + voices): buyers who speak up improve the product"""
    return level + feedback * math.log1p(voices)


@compiled
def sameness(script: float, weight: float) -> float:
    """(42)  1 + s_c·c: how much one exposure counts in the fatigue with its family"""
    return 1.0 + weight * script
