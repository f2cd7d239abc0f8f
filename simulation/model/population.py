"""The consumers, as columns: what each of them is like before anything happens."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv, ndtri

from simulation.model import chance

Floats = npt.NDArray[np.float64]

# Roles somebody is trusted, credited or counted under. The first five are those a consumer learns about.
PEER, KOC, KOL, KOS, BRAND, SPINOFF, COMMENT, OWN = range(8)
ROLES = ("peer", "KOC", "KOL", "KOS", "ads", "spin-off", "comments", "own initiative")
LEARNT_ROLES = 5

# Stages of the funnel (AISAS up to the purchase) and, by the stage they leave, the transitions.
UNAWARE, ATTENTION, INTEREST, SEARCH, BUYER = range(5)
ACTION, REPURCHASE = 3, 4  # transitions: the first purchase and every later one
STAGES = ("unaware", "attention", "interest", "search", "buyer")
TRANSITIONS = ("awareness", "interest", "search", "action", "repurchase")


class Population(NamedTuple):
    """What consumers are like; every column has one entry a consumer, in the order of the network's ids."""

    fit: Floats  # 0–1: how well the product suits the consumer
    autonomy: Floats  # 0–1: share of social evidence discounted
    activity: Floats  # mean 1: how much of what is posted the consumer sees
    trust: Floats  # (5, consumers), 0–1: initial trust by learnt role
    willing: Floats  # willingness to pay over the reference price
    in_store: npt.NDArray[np.bool_]  # buys in stores only
    short: npt.NDArray[np.bool_]  # buys without interest and search in between


def draw_population(world: chance.Bits, names: chance.Names, p: Any) -> Population:
    """The consumers of one world; each trait is drawn by the person's name, so nobody's depends on who else is there.

    fit ~ U(0, 1); autonomy ~ Beta with mean ω; activity lognormal with mean 1; trust in a role ~ Beta(n·τ0, n·(1 − τ0))
    with n = trust_strength; willingness to pay lognormal; all independent (no source: assumptions).
    """
    fit = chance.draws(chance.at(world, chance.FIT), names)
    autonomy = beta_quantile(chance.draws(chance.at(world, chance.AUTONOMY), names), p.omega, p.omega_strength)
    normal = ndtri(chance.draws(chance.at(world, chance.ACTIVITY), names))
    activity = np.exp(p.activity_sd * normal - p.activity_sd**2 / 2)
    means = (p.trust_peer, p.trust_koc, p.trust_kol, p.trust_kos, p.trust_brand)
    stream = chance.at(world, chance.TRUST)
    trust = [
        beta_quantile(chance.draws(chance.at(stream, role), names), mean, p.trust_strength) for role, mean in enumerate(means)
    ]
    pay = ndtri(chance.draws(chance.at(world, chance.WILLINGNESS), names))
    willing = p.wtp_median * np.exp(p.wtp_sd * pay)
    in_store = chance.draws(chance.at(world, chance.IN_STORE), names) < p.in_store
    short = chance.draws(chance.at(world, chance.SHORT_PATH), names) < p.short_path
    return Population(fit, autonomy, activity, np.asfortranarray(np.stack(trust)), willing, in_store, short)


def beta_quantile(u: Floats, mean: float, strength: float) -> Floats:
    """The Beta(mean·strength, (1 − mean)·strength) quantile of u, from a table of 4,096 cells; a point mass at 0 or 1."""
    if mean <= 0.0 or mean >= 1.0:
        return np.full(u.shape, float(mean))
    table = _beta_table(mean, strength)
    cell: Floats = table[(u * table.size).astype(np.int64)]
    return cell


@lru_cache(maxsize=64)
def _beta_table(mean: float, strength: float) -> Floats:
    middles = (np.arange(4096) + 0.5) / 4096
    quantiles: Floats = betaincinv(mean * strength, (1.0 - mean) * strength, middles)
    return np.clip(quantiles, 1e-9, 1.0 - 1e-9)
