"""The classical laws of diffusion, as settings of the one kernel with a single transition, not adopted → adopted.

A consumer adopts on the first day on which the evidence gathered reaches a resistance drawn once.

| law                  | resistance ξ                  | evidence of one contact          | contact     | own, a day   |
|----------------------|-------------------------------|----------------------------------|-------------|--------------|
| bass                 | Exp(1)                        | −ln(1 − q/indegree)              | every step  | −ln(1 − p)   |
| independent cascade  | Exp(1)                        | −ln(1 − p)                       | once        | 0            |
| linear threshold     | U(0, 1)                       | strength, else 1/indegree        | once        | 0            |
| watts                | max(1, ⌈φ·indegree⌉) adopters | 1                                | once        | 0            |

*Once* is the step after adoption. Equal weights 1/indegree are computed as numbers of adopters, so that no rounding
decides: ξ becomes max(1, ⌈θ·indegree⌉).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from simulation.model import equations as eq
from simulation.model.compiled import compiled
from simulation.refusal import Refusal

Longs = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Law:
    """A law as plain settings; made by the functions below."""

    name: str  # as it is asked for
    resistance: Literal["exponential", "uniform", "fraction"]
    contact: Literal["once", "every step"]
    tie: Literal["each", "shared", "strength", "counted"]  # where the evidence of one contact comes from
    pi: float = 0.0  # probability of one contact ("each"), or what a hearer's ties share ("shared")
    own: float = 0.0  # evidence a day from own initiative
    fraction: Fraction = Fraction(0)  # of a consumer's ties, that must have adopted ("fraction")

    def __str__(self) -> str:
        return self.name

    @property
    def counts(self) -> bool:
        """Whether evidence is a number of adopters, where no tie has a strength of its own."""
        return self.resistance != "exponential"


def bass(p: float, q: float) -> Law:
    """F. Bass, "A new product growth for model consumer durables" (1969), on any network and in steps.

    `p`, 0–1: probability a step of adopting unasked. `q`, from 0: a consumer with d in-ties hears each neighbour who
    has adopted on every step, with success q/d; so q may not exceed the in-degree of anybody who has ties. Both are
    rates of one step: annual ones must be divided by the steps in a year.
    """
    own, shared = _probability(p, "p"), _number(q, "q")
    if not 0.0 <= shared < math.inf:
        raise Refusal("q", q, "a finite number from 0", "give the coefficient of imitation of one step")
    return Law(f"bass(p={p}, q={q})", "exponential", "every step", "shared", shared, eq.evidence(own))


def independent_cascade(probability: float) -> Law:
    """D. Kempe, J. Kleinberg & É. Tardos, "Maximizing the spread of influence" (2003): each adopter has one chance,
    the step after adopting, to win each hearer, with this probability (0–1) on every tie."""
    pi = _probability(probability, "probability")
    return Law(f"independent_cascade({probability})", "exponential", "once", "each", pi)


def linear_threshold() -> Law:
    """D. Kempe, J. Kleinberg & É. Tardos (2003), after M. Granovetter (1978): one adopts when the weights of the
    neighbours who have adopted reach a threshold drawn from U(0, 1).

    Weights are the strengths of ties as they are (a consumer's may not sum to more than 1), or 1/indegree on a network
    without strengths.
    """
    return Law("linear_threshold()", "uniform", "once", "strength")


def watts(fraction: float | str | Fraction) -> Law:
    """D. Watts, "A simple model of global cascades on random networks" (2002): one adopts when at least this fraction
    (0–1) of one's ties leads to adopters, and at least one does. 0.18, "0.18" and Fraction(9, 50) are the same."""
    phi = _fraction(fraction, "fraction")
    return Law(f"watts({fraction})", "fraction", "once", "counted", fraction=phi)


def _number(value: Any, where: str) -> float:
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise Refusal(where, value, "a number", "write a number")
    return float(value)


def _probability(value: Any, where: str) -> float:
    number = _number(value, where)
    if not 0.0 <= number <= 1.0:
        raise Refusal(where, value, "a probability from 0 to 1", "write 0.05 for five percent")
    return number


def _fraction(value: Any, where: str) -> Fraction:
    try:
        exact = value if isinstance(value, Fraction) else Fraction(str(value))
    except (ValueError, ZeroDivisionError):
        raise Refusal(where, value, "a fraction from 0 to 1", 'write 0.18, "9/50" or a Fraction') from None
    if not 0 <= exact <= 1:
        raise Refusal(where, value, "a fraction from 0 to 1", "write 0.18 for eighteen percent")
    return exact


# --------------------------------------------------------------------------------------- what a law asks of a consumer


@compiled
def share_of_ties(theta: float, degree: int) -> int:
    """max(1, ⌈θ·d⌉) adopters among d ties of equal weight have a weight of θ or more."""
    return max(1, math.ceil(theta * degree))


@compiled
def together(adopters: int, a: float) -> int:
    """Evidence of many equal contacts in a complete network: multiplied, then rounded once, in units."""
    return eq.evidence_units(min(adopters * a, eq.CLIP / eq.UNIT))


def evidence_of_contact(law: Law, degree: int) -> float:
    """Evidence one contact leaves with a hearer of `degree` in-ties; 1/UNIT where adopters are counted."""
    if law.counts:
        return 1.0 / eq.UNIT
    if law.tie == "each":
        return float(eq.evidence(law.pi))
    return float(eq.evidence(law.pi / degree)) if degree else 0.0


def contact_units(law: Law, degrees: Longs) -> Longs:
    """The same for every hearer, in whole units; shape of `degrees`."""
    return _by_degree(degrees, lambda degree: eq.evidence_units(evidence_of_contact(law, degree)))


def adopters_needed(law: Law, degrees: Longs) -> Longs:
    """max(1, ⌈φ·d⌉), in exact arithmetic; shape of `degrees`. Nobody without ties ever hears even one."""
    return _by_degree(degrees, lambda degree: max(1, math.ceil(law.fraction * degree)))


def _by_degree(degrees: Longs, function: Callable[[int], int]) -> Longs:
    occurring = np.flatnonzero(np.bincount(degrees))
    table = np.zeros(occurring[-1] + 1, np.int64)
    table[occurring] = [function(int(degree)) for degree in occurring]
    return table[degrees]
