"""What contagion with own initiative comes to, exactly: F. Bass on everybody, on pairs, rings, stars and trees.

Who has not adopted by step t is told as S[t] = 1 − A[t]. All rates are probabilities of one step, except where time is
told in continuous units (`closed_form` and the limits). Adopters are heard from the step after; they are heard for ever.

F. Bass, "A new product growth for model consumer durables" (1969); G. Fibich & R. Gibori, "Aggregate diffusion dynamics in
agent-based models with a spatial structure" (2010); G. Fibich & T. Levin, "Universal bounds for spreading on networks"
(2023). Stars, and updates one after another, are derived here.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from scipy import integrate

from simulation.experiments.exact_laws import Floats, g0, g1


class Durable(NamedTuple):
    """A product of Bass 1969: coefficients a year, buyers in thousands, and what its closed form is told to come to."""

    name: str
    p: float
    q: float
    m: float
    peak_time: float  # years
    peak_rate: float  # thousands a year


DURABLES = (
    Durable("electric refrigerators", 0.0026167, 0.21566, 40_001, 20.21, 2209),
    Durable("home freezers", 0.0181190, 0.17110, 21_973, 11.87, 1149),
    Durable("black and white television", 0.0278770, 0.25105, 96_717, 7.88, 7493),
    Durable("water softeners", 0.0177030, 0.29695, 5_793, 8.96, 483),
    Durable("room air conditioners", 0.0103990, 0.41861, 16_895, 8.61, 1857),
    Durable("clothes dryers", 0.0172060, 0.35688, 15_092, 8.11, 1479),
    Durable("power lawnmowers", 0.0091837, 0.33790, 44_751, 10.39, 3989),
    Durable("electric bed coverings", 0.0058760, 0.24387, 76_589, 14.92, 4897),
    Durable("automatic coffee makers", 0.0171350, 0.30145, 58_838, 9.00, 4953),
    Durable("steam irons", 0.0286320, 0.32791, 55_696, 6.84, 5398),
    Durable("record players", 0.0247960, 0.65410, 21_937, 4.82, 3864),
)


# ------------------------------------------------------------------------------------------------------------- everybody


def closed_form(t: Floats | float, p: float, q: float) -> Floats:
    """F(t) = (1 − e^{−(p+q)t})/(1 + (q/p) e^{−(p+q)t})"""
    fading = np.exp(-(p + q) * np.asarray(t))
    return np.asarray((1 - fading) / (1 + q / p * fading))


def peak_time(p: float, q: float) -> float:
    """T* = ln(q/p)/(p + q)"""
    return math.log(q / p) / (p + q)


def peak_rate(p: float, q: float) -> float:
    """S(T*)/m = (p + q)²/4q, a unit of time"""
    return (p + q) ** 2 / (4 * q)


def in_steps(p: float, q: float, steps: int) -> Floats:
    """(steps + 1,) A on a complete network without end, all at once: S ← S (1 − p) e^{−qA}"""
    left = np.ones(steps + 1)
    for t in range(steps):
        left[t + 1] = left[t] * (1 - p) * math.exp(-q * (1 - left[t]))
    return 1 - left


def in_turn(p: float, q: float, steps: int) -> Floats:
    """(steps + 1,) the same where each is asked once a step, one after another, and hears who adopted earlier in it.

    Within a step dA/du = S (1 − (1 − p) e^{−qA}), u from 0 to 1, so e^{qA} ← (1 − p) + (e^{qA} − (1 − p)) e^{qS}.
    """
    adopted = np.zeros(steps + 1)
    for t in range(steps):
        grown = (math.exp(q * adopted[t]) - (1 - p)) * math.exp(q * (1 - adopted[t]))
        adopted[t + 1] = math.log(1 - p + grown) / q
    return adopted


def difference_equation(p: float, q: float, steps: int) -> Floats:
    """(steps + 1,) A ← A + (p + qA)(1 − A), the form in which Bass fitted yearly figures"""
    adopted = np.zeros(steps + 1)
    for t in range(steps):
        adopted[t + 1] = adopted[t] + (p + q * adopted[t]) * (1 - adopted[t])
    return adopted


def gaps(adopted: Floats, dt: float, p: float, q: float) -> Floats:
    """(steps + 1,) F − A after every step of dt; p and q of F, a unit of time"""
    return np.asarray(closed_form(np.arange(adopted.size, dtype=np.float64) * dt, p, q) - adopted)


# ---------------------------------------------------------------------------------------------------------- on networks


def ring(p: float, q: float, sides: int, steps: int) -> Floats:
    """(steps + 1,) A of a ring heard from s sides, q/s each: S_T = (1 − p)^T ∏_{t<T} [1 − q/s + (q/s)(1 − p)^t]^s"""
    t = np.arange(steps)
    factors = (1 - q / sides + q / sides * (1 - p) ** t) ** sides
    return np.asarray(1 - (1 - p) ** np.arange(steps + 1) * np.concatenate(([1.0], np.cumprod(factors))))


def tree(degrees: Floats, p: float, w: float, seeds: float, steps: int) -> Floats:
    """(steps + 1,) A where every tie carries with probability w a step: θ ← θ − w[θ − (1 − ρ0)(1 − p)^t G1(θ)] from 1,
    S = (1 − ρ0)(1 − p)^t G0(θ)"""
    theta, adopted = 1.0, [seeds]
    for t in range(steps):
        theta -= w * (theta - (1 - seeds) * (1 - p) ** t * g1(degrees, theta))
        adopted.append(1 - (1 - seeds) * (1 - p) ** (t + 1) * g0(degrees, theta))
    return np.array(adopted)


def pair(p: float, q: float, steps: int) -> Floats:
    """(steps + 1,) A of two who hear each other: the least that any network comes to."""
    return np.asarray(1 - (1 - p) ** np.arange(steps + 1) * _unheard(_by_itself(p, steps), q))


def star(n: int, p: float, q: float, steps: int) -> tuple[float, float]:
    """Mean and mean square of the share of adopters of a star of n after so many steps.

    Until the hub adopts, the others are independent; whoever is asked about does not hear itself through the hub, so the
    hub is taken with those others only that are not asked about.
    """
    others, w = n - 1, q / (n - 1)
    alone = (1 - p) ** np.arange(steps + 1)
    hub = [alone * _unheard(_by_itself(p, steps), w) ** (others - left_out) for left_out in range(3)]
    one = float(alone[-1] * _unheard(hub[1], q)[-1])
    two = float(alone[-1] ** 2 * _unheard(hub[2], 1 - (1 - q) ** 2)[-1])
    with_hub = float(alone[-1] * hub[1][-1])
    left = hub[0][-1] + others * one
    square = hub[0][-1] + others * one + others * (others - 1) * two + 2 * others * with_hub
    return 1 - left / n, 1 - 2 * left / n + square / n**2


def _by_itself(p: float, steps: int) -> Floats:
    """(steps + 1,) S of somebody who hears nobody."""
    return np.asarray((1 - p) ** np.arange(steps + 1))


def _unheard(left: Floats, w: float) -> Floats:
    """(steps + 1,) nothing has been heard, w a step, of somebody who has not adopted by step t with probability left[t]."""
    silent, found = 0.0, [1.0]
    for t in range(1, left.size):
        silent = (1 - w) * silent + left[t - 1] - left[t]
        found.append(silent + left[t])
    return np.array(found)


# -------------------------------------------------------------------------------------------------------- without steps


def pair_limit(t: float, p: float, q: float) -> float:
    """1 − e^{−(p+q)t} − q/(q − p)·(e^{−2pt} − e^{−(p+q)t})"""
    both = math.exp(-(p + q) * t)
    return 1 - both - q / (q - p) * (math.exp(-2 * p * t) - both)


def closed_form_at(t: float, p: float, q: float) -> float:
    """F(t), of everybody"""
    return float(closed_form(t, p, q))


def ring_limit(t: float, p: float, q: float) -> float:
    """1 − exp(−(p + q)t + q(1 − e^{−pt})/p), from however many sides"""
    return 1 - math.exp(-(p + q) * t + q * (1 - math.exp(-p * t)) / p)


def regular_limit(degree: int, t: float, p: float, q: float) -> float:
    """1 − e^{−pt} θ^d, θ′ = −(q/d)(θ − e^{−pt} θ^{d−1})"""

    def slope(s: float, theta: Floats) -> Floats:
        return np.asarray(-q / degree * (theta - math.exp(-p * s) * theta ** (degree - 1)))

    theta = integrate.solve_ivp(slope, (0, t), [1.0], rtol=1e-11, atol=1e-13).y[0, -1]
    return float(1 - math.exp(-p * t) * theta**degree)
