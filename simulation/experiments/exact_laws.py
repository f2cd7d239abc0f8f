"""What the laws come to on networks without end, exactly: recursions for random networks of given degrees.

Such networks have no short loops, so the neighbours of a consumer who has not adopted are independent of each other
(message passing: a neighbour is asked what it does *in the absence of* this consumer). Nothing here is simulated, and
nothing is shared with the engines. Degrees are told as p, with p[k] the share of consumers with k ties; A[t] is the
share that has adopted by the close of step t, `seeds` the share that does on day 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import optimize, special, stats

Floats = npt.NDArray[np.float64]

TOLERANCE = 1e-13  # of a fixed point
MOST_ROUNDS = 1_000_000


class Epidemic(NamedTuple):
    """A law with spells: who has adopted, and who still shares."""

    adopted: Floats  # (steps + 1,)
    sharing: Floats  # (steps + 1,)


class Topology(NamedTuple):
    """Everybody has so many strong and so many weak ties."""

    strong: int
    weak: int


# -------------------------------------------------------------------------------------------------------------- degrees


def poisson(mean: float) -> Floats:
    """Degrees of a network whose ties fall anywhere (P. Erdős & A. Rényi)."""
    return np.asarray(stats.poisson.pmf(np.arange(int(mean + 12 * math.sqrt(mean) + 20)), mean))


def regular(degree: int) -> Floats:
    """Everybody has as many."""
    return np.asarray(np.eye(degree + 1)[degree])


def mean(p: Floats) -> float:
    """⟨k⟩"""
    return float(p @ np.arange(p.size))


def at_end_of_tie(p: Floats) -> Floats:
    """Degrees of whoever is at the end of a tie: k p_k/⟨k⟩."""
    return p * np.arange(p.size) / mean(p)


def g0(p: Floats, x: float) -> float:
    """Σ p_k x^k"""
    return float(np.polynomial.polynomial.polyval(x, p))


def g1(p: Floats, x: float) -> float:
    """G0′(x)/G0′(1): the other ties of whoever is at the end of one"""
    return float(np.polynomial.polynomial.polyval(x, at_end_of_tie(p)[1:]))


def excess(p: Floats) -> float:
    """G1′(1) = (⟨k²⟩ − ⟨k⟩)/⟨k⟩: other ties of whoever is at the end of one, on average"""
    return float(at_end_of_tie(p) @ (np.arange(p.size) - 1))


# ---------------------------------------------------------------------------------------------------------- percolation


def transmissibility(transmission: float, recovery: float) -> float:
    """T = β/(β + γ − βγ): a tie carries before the spell ends, contacts of a step before its end (M. Newman 2002)"""
    return transmission / (transmission + recovery - transmission * recovery)


def final_size(p: Floats, t: float, seeds: float = 0.0) -> float:
    """R = 1 − (1 − ρ0) G0(u), u ← 1 − T + T (1 − ρ0) G1(u) from u = 0: all that a spread from the seeds reaches.

    M. Newman, "Spread of epidemic disease on networks" (2002); R. Pastor-Satorras & A. Vespignani (2001). With no
    seeds it is the size of an outbreak that has become large, and (ties carrying independently) its probability.
    """
    u = _fixed(lambda u: 1 - t + t * (1 - seeds) * g1(p, u), 0.0)
    return 1 - (1 - seeds) * g0(p, u)


def threshold_of_percolation(p: Floats) -> float:
    """T_c = 1/G1′(1) = ⟨k⟩/(⟨k²⟩ − ⟨k⟩)"""
    return 1 / excess(p)


def small_outbreak(p: Floats, t: float) -> float:
    """1 + T G0′(1)/(1 − T G1′(1)): adopters of one seed on average, below T_c"""
    return 1 + t * mean(p) / (1 - t * excess(p))


def outbreak_probability(p: Floats, transmission: float, recovery: float) -> float:
    """One seed's outbreak becomes large, where all ties of an adopter share one spell of random length L:
    1 − E[G0(1 − T_L (1 − x))], x = E[G1(1 − T_L (1 − x))], T_L = 1 − (1 − β)^L, L geometric.

    E. Kenah & J. Robins, "Second look at the spread of epidemics on networks" (2007): percolation with E[T_L] gives the
    size of a large outbreak, but not this.
    """
    length = np.arange(1, math.ceil(math.log(1e-16) / math.log1p(-recovery)) + 1) if recovery < 1 else np.array([1])
    share = recovery * (1 - recovery) ** (length - 1)
    carried = 1 - (1 - transmission) ** length
    other = at_end_of_tie(p)[1:]

    def of_lengths(coefficients: Floats, x: float) -> float:
        return float(share @ np.polynomial.polynomial.polyval(1 - carried * (1 - x), coefficients))

    return 1 - of_lengths(p, _fixed(lambda x: of_lengths(other, x), 0.0))


# -------------------------------------------------------------------------------------------------------- step by step


def cascade(p: Floats, carries: Floats, seeds: float, steps: int) -> Floats:
    """One contact each, with probability carries[k] to a hearer of degree k:
    A_{t+1} = 1 − (1 − ρ0) Σ p_k (1 − w_k q_t)^k, and q, for a neighbour, with its other k − 1 ties."""
    k, adopted, q = np.arange(p.size), [seeds], seeds
    neighbour = at_end_of_tie(p)
    for _ in range(steps):
        adopted.append(1 - (1 - seeds) * float(p @ (1 - carries * q) ** k))
        q = 1 - (1 - seeds) * float(neighbour @ (1 - carries * q) ** np.maximum(k - 1, 0))
    return np.array(adopted)


def one_over_degree(p: Floats) -> Floats:
    """Probabilities of the weighted cascade."""
    return 1 / np.maximum(np.arange(p.size), 1)


def epidemic(p: Floats, transmission: float, recovery: float, seeds: float, steps: int) -> Epidemic:
    """θ: a tie has not carried; φ: nor has it, and its other end shares. θ ← θ − βφ;
    φ ← (1 − β)(1 − γ)φ + (1 − ρ0)[G1(θ before) − G1(θ after)]; A = 1 − (1 − ρ0) G0(θ).

    J. Miller, A. Slim & E. Volz, "Edge-based compartmental modelling for infectious disease spread" (2012), in steps.
    """
    theta, phi, adopted, sharing = 1.0, seeds, [seeds], [seeds]
    for _ in range(steps):
        before, theta = theta, theta - transmission * phi
        phi = (1 - transmission) * (1 - recovery) * phi + (1 - seeds) * (g1(p, before) - g1(p, theta))
        adopted.append(1 - (1 - seeds) * g0(p, theta))
        sharing.append((1 - recovery) * sharing[-1] + adopted[-1] - adopted[-2])
    return Epidemic(np.array(adopted), np.array(sharing))


def thresholds(p: Floats, needed: npt.NDArray[np.int64], seeds: float, steps: int) -> Floats:
    """needed[k] adopters among k neighbours: q ← ρ0 + (1 − ρ0) Σ (k p_k/⟨k⟩) P(Bin(k − 1, q) ≥ needed), and A with all k.

    J. Gleeson & D. Cahalane, "Seed size strongly affects cascades on random networks" (2007), in steps.
    """
    k, adopted, q = np.arange(p.size), [seeds], seeds
    neighbour = at_end_of_tie(p)
    for _ in range(steps):
        adopted.append(seeds + (1 - seeds) * float(p @ stats.binom.sf(needed - 1, k, q)))
        q = seeds + (1 - seeds) * float(neighbour @ stats.binom.sf(needed - 1, np.maximum(k - 1, 0), q))
    return np.array(adopted)


def linear_thresholds(p: Floats, seeds: float) -> float:
    """Adopters in the end where thresholds are U(0, 1) and ties weigh 1/degree: b = Σ_{k≥1} p_k (k − 1)/⟨k⟩,
    q = ρ0/(1 − (1 − ρ0) b), A = ρ0 + (1 − ρ0)(1 − p_0) q. D. Kempe, J. Kleinberg & É. Tardos (2003), Claim 2.6: each
    consumer keeps one live edge, and is reached if the walk back along these meets a seed."""
    branching = float(p[1:] @ np.arange(p.size - 1)) / mean(p)
    return float(seeds + (1 - seeds) * (1 - p[0]) * seeds / (1 - (1 - seeds) * branching))


def watts_needs(p: Floats, fraction: float) -> npt.NDArray[np.int64]:
    """max(1, ⌈φk⌉), for fractions of few decimals"""
    return np.maximum(1, np.ceil(np.round(fraction * np.arange(p.size), 9))).astype(np.int64)


def crowd(mean: float, sd: float, steps: int) -> Floats:
    """r ← Φ((r − mean)/sd), from 0 (M. Granovetter 1978)"""
    adopted = [0.0]
    for _ in range(steps):
        adopted.append(float(special.ndtr((adopted[-1] - mean) / sd)))
    return np.array(adopted)


def talk(ties: Topology, strong: float, weak: float, external: float, redrawn: bool, steps: int) -> Floats:
    """Goldenberg, Libai & Muller with s strong and w weak ties each, no seeds. Per class, a tie has not carried:
    θ_s ← θ_s − β_s[θ_s − E θ_s^(s−1) θ_w^w], likewise θ_w; E = (1 − α)^t; A = 1 − E θ_s^s θ_w^w.

    Re-drawn weak contacts are external: θ_w stays 1, and E is multiplied by (1 − α)(1 − β_w A)^w every step.
    """
    adopted, theta_s, theta_w, untold = [0.0], 1.0, 1.0, 1.0
    s, w = ties
    for _ in range(steps):
        before_s, before_w = theta_s, theta_w
        theta_s -= strong * (before_s - untold * before_s ** (s - 1) * before_w**w)
        if not redrawn:
            theta_w -= weak * (before_w - untold * before_s**s * before_w ** (w - 1))
        untold *= (1 - external) * ((1 - weak * adopted[-1]) ** w if redrawn else 1)
        adopted.append(1 - untold * theta_s**s * theta_w**w)
    return np.array(adopted)


# -------------------------------------------------------------------------------------------------------- critical points


def cascade_window(fraction: float) -> tuple[float, float]:
    """Mean degrees z between which one seed can set off a global cascade: z·Q(K* − 1, z) > 1, K* = ⌊1/φ⌋, Q the
    regularised upper incomplete gamma function (D. Watts 2002, for Poisson degrees)."""
    most = math.floor(1 / fraction + 1e-9)

    def beyond(z: float) -> float:
        return z * float(special.gammaincc(most - 1, z)) - 1

    peak = max(np.linspace(0.5, 2 * most, 400), key=beyond)
    return float(optimize.brentq(beyond, 0.5, peak)), float(optimize.brentq(beyond, peak, 20 * most))


def global_cascade_probability(p: Floats, fraction: float) -> float:
    """One seed sets off a global cascade: it has a neighbour in the giant cluster of the vulnerable (k ≤ 1/φ).
    1 − G0(u), u = 1 − Σ_{k ≤ K*} (k p_k/⟨k⟩)(1 − u^(k−1))"""
    vulnerable = np.where(watts_needs(p, fraction) == 1, at_end_of_tie(p), 0.0)[1:]
    u = _fixed(lambda u: 1 - float(vulnerable.sum() - np.polynomial.polynomial.polyval(u, vulnerable)), 0.0)
    return 1 - g0(p, u)


def critical_sd(mean: float) -> float:
    """The spread of thresholds above which (near it) a crowd goes on to nearly everybody: r = Φ((r − mean)/σ) and
    φ((r − mean)/σ) = σ together (M. Granovetter 1978: 12.2 of 100 for a mean of 25)."""

    def apart(x: float) -> float:
        return mean + x * float(stats.norm.pdf(x)) - float(special.ndtr(x))

    x = float(optimize.brentq(apart, -4.0, -1.0))
    return float(stats.norm.pdf(x))


def _fixed(step: Callable[[float], float], start: float) -> float:
    """Where repeating a monotone step from here comes to rest."""
    x = start
    for _ in range(MOST_ROUNDS):
        x, before = step(x), x
        if abs(x - before) < TOLERANCE:
            break
    return x
