"""The classical laws of diffusion, as settings of the one kernel with a single transition, not adopted → adopted.

A consumer adopts on the first day on which the evidence gathered reaches a resistance drawn once.

| law                  | resistance ξ                  | evidence of one contact          | contact      | own, a day   |
|----------------------|-------------------------------|----------------------------------|--------------|--------------|
| bass                 | Exp(1)                        | −ln(1 − q/indegree)              | every step   | −ln(1 − p)   |
| goldenberg           | Exp(1)                        | −ln(1 − β), β by class of tie    | every step   | −ln(1 − α)   |
| independent cascade  | Exp(1)                        | −ln(1 − p)                       | once         | 0            |
| weighted cascade     | Exp(1)                        | −ln(1 − 1/indegree)              | once         | 0            |
| si                   | Exp(1)                        | −ln(1 − β)                       | every step   | 0            |
| sir                  | Exp(1)                        | −ln(1 − β)                       | for a spell  | 0            |
| linear threshold     | U(0, 1)                       | strength, else 1/indegree        | once         | 0            |
| granovetter          | Normal                        | 1/N, complete network            | once         | 0            |
| watts                | max(1, ⌈φ·indegree⌉) adopters | 1                                | once         | 0            |
| complex contagion    | a number of adopters          | 1                                | once         | 0            |

*Once* is the step after adoption. A *spell* begins with adoption; each step it was on at dawn it ends with probability
γ, after that step's contacts. Equal weights 1/indegree and 1/N are computed as numbers of adopters, so that no rounding
decides: ξ becomes max(1, ⌈θ·indegree⌉) and ⌈θ·N⌉.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from simulation.model import equations as eq
from simulation.model.compiled import compiled
from simulation.refusal import Refusal, nearest

Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

MOST_COUNTED = 2**31 - 2  # adopters that can be asked for
_FRACTION = re.compile(r"[-+.\d]{1,40}(e[-+]?\d{1,3}|/\d{1,40})?", re.ASCII)  # nothing that takes long to reckon with


@dataclass(frozen=True)
class Law:
    """A law as plain settings; made by the functions below."""

    name: str  # as it is asked for
    resistance: Literal["exponential", "uniform", "fraction", "count", "normal"]
    contact: Literal["once", "every step", "spell"]
    tie: Literal["each", "class", "shared", "strength", "counted"]  # where the evidence of one contact comes from
    pi: float = 0.0  # probability of one contact ("each", strong ties of "class"), or what ties share ("shared")
    own: float = 0.0  # evidence a day from own initiative
    fraction: Fraction = Fraction(0)  # of a consumer's ties, that must have adopted ("fraction")
    count: int = 0  # of adopters a consumer must hear ("count")
    mean: float = 0.0  # of thresholds, in shares of everybody ("normal")
    sd: float = 0.0  # the same
    recovery: float = 0.0  # probability a day that a spell ends ("spell")
    weak: float = 0.0  # probability of one contact through a weak tie ("class")
    redrawn: bool = False  # whether weak contacts are made with somebody else every day ("class")

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


def weighted_cascade() -> Law:
    """D. Kempe, J. Kleinberg & É. Tardos (2003), §5: the independent cascade with probability 1/indegree of the hearer
    on every tie; parallel ties count each."""
    return Law("weighted_cascade()", "exponential", "once", "shared", 1.0)


def goldenberg(strong: float, weak: float, external: float, weak_contacts: Literal["fixed", "redrawn"] = "fixed") -> Law:
    """J. Goldenberg, B. Libai & E. Muller, "Talk of the network" (2001): with j weak and m strong contacts who have
    adopted, one adopts on a step with probability 1 − (1 − external)(1 − weak)^j (1 − strong)^m.

    All three are probabilities (0–1) of one step. Classes are those of the network's ties; where it has none, every tie
    is strong. `weak_contacts` "fixed": weak ties as recorded; "redrawn", as in the paper: on every step each consumer
    hears, instead, as many random others as it has weak in-ties (one may come up twice).
    """
    if not isinstance(weak_contacts, str) or weak_contacts not in ("fixed", "redrawn"):
        raise Refusal("weak_contacts", weak_contacts, "fixed or redrawn", nearest(weak_contacts, ("fixed", "redrawn")))
    pi, other, alpha = (_probability(*given) for given in ((strong, "strong"), (weak, "weak"), (external, "external")))
    name = f"goldenberg(strong={strong}, weak={weak}, external={external}, weak_contacts={weak_contacts!r})"
    redrawn = weak_contacts == "redrawn"
    return Law(name, "exponential", "every step", "class", pi, eq.evidence(alpha), weak=other, redrawn=redrawn)


def si(transmission: float) -> Law:
    """W. Kermack & A. McKendrick (1927) without recovery, in steps: every adopter wins each hearer with this
    probability (0–1) on every step after adopting, for ever."""
    pi = _probability(transmission, "transmission")
    return Law(f"si({transmission})", "exponential", "every step", "each", pi)


def sir(transmission: float, recovery: float) -> Law:
    """W. Kermack & A. McKendrick, "A contribution to the mathematical theory of epidemics" (1927), in steps.

    An adopter wins each hearer with probability `transmission` (0–1) on every step of a spell that begins with adoption
    and ends, after the contacts of a step, with probability `recovery` (above 0, to 1). So a tie carries with
    probability T = β/(β + γ − βγ) (M. Newman, "Spread of epidemic disease on networks", 2002).
    """
    beta, gamma = _probability(transmission, "transmission"), _probability(recovery, "recovery")
    if gamma == 0.0:
        raise Refusal("recovery", recovery, "a probability above 0", "where nobody ever stops, use laws.si")
    return Law(f"sir({transmission}, {recovery})", "exponential", "spell", "each", beta, recovery=gamma)


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


def complex_contagion(count: int) -> Law:
    """D. Centola & M. Macy, "Complex contagions and the weakness of long ties" (2007): one adopts when this many of
    one's contacts (a whole number from 1) have adopted; never with fewer ties. Parallel ties count each."""
    if isinstance(count, (bool, np.bool_)) or not isinstance(count, (int, np.integer)) or not 1 <= count <= MOST_COUNTED:
        raise Refusal("count", count, f"a whole number from 1 to {MOST_COUNTED:,}", "give the adopters one must hear")
    return Law(f"complex_contagion({count})", "count", "once", "counted", count=int(count))


def granovetter(mean: float, sd: float) -> Law:
    """M. Granovetter, "Threshold models of collective behavior" (1978): one adopts when the share of everybody who has
    adopted reaches a threshold drawn from a normal distribution; whose threshold is 0 or less does so unasked, on day 1.

    `mean` and `sd` (from 0) are shares of everybody. Everybody sees everybody, so only a complete network is accepted;
    thresholds on the ties of a network are those of `watts`, `linear_threshold` or `complex_contagion`.
    """
    middle, spread = _number(mean, "mean"), _number(sd, "sd")
    if not math.isfinite(middle):
        raise Refusal("mean", mean, "a finite number", "write 0.25 for a quarter of everybody")
    if not 0.0 <= spread < math.inf:
        raise Refusal("sd", sd, "a finite number from 0", "write 0.1 for a tenth of everybody")
    return Law(f"granovetter(mean={mean}, sd={sd})", "normal", "once", "counted", mean=middle, sd=spread)


def _number(value: Any, where: str) -> float:
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise Refusal(where, value, "a number", "write a number")
    try:
        return float(value)
    except OverflowError:
        raise Refusal(where, value, "a number that can be reckoned with", "write a smaller number") from None


def _probability(value: Any, where: str) -> float:
    number = _number(value, where)
    if not 0.0 <= number <= 1.0:
        raise Refusal(where, value, "a probability from 0 to 1", "write 0.05 for five percent")
    return number


def _fraction(value: Any, where: str) -> Fraction:
    try:
        exact = value if isinstance(value, Fraction) else Fraction(str(value) if _FRACTION.fullmatch(str(value)) else "")
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


def adopters_of_all(law: Law, u: Floats, size: int) -> Longs:
    """⌈θ·N⌉ adopters among N = `size` have a weight of θ or more, θ = mean + sd·Φ⁻¹(u), within 0 … N; shape of `u`."""
    from scipy.special import ndtri

    with np.errstate(over="ignore"):
        wanted = np.ceil((law.mean + law.sd * ndtri(u)) * size)
    return np.clip(wanted, 0, size).astype(np.int64)


@compiled
def stranger(u: float, rank: int, size: int) -> int:
    """One of the others, each as likely, as a rank among all `size`; `rank` is one's own."""
    other = int(u * (size - 1))
    return other + 1 if other >= rank else other


@compiled
def together(adopters: int, a: float) -> int:
    """Evidence of many equal contacts in a complete network: multiplied, then rounded once, in units."""
    return eq.evidence_units(min(adopters * a, eq.CLIP / eq.UNIT))


def evidence_of_contact(law: Law, degree: int) -> float:
    """Evidence one contact leaves with a hearer of `degree` in-ties; 1/UNIT where adopters are counted."""
    if law.counts:
        return 1.0 / eq.UNIT
    if law.tie in ("each", "class"):
        return float(eq.evidence(law.pi))
    return float(eq.evidence(law.pi / degree)) if degree else 0.0


def contact_units(law: Law, degrees: Longs) -> Longs:
    """The same for every hearer, in whole units; shape of `degrees`."""
    if law.tie != "shared":
        return np.full(degrees.size, eq.evidence_units(evidence_of_contact(law, 0)), np.int64)
    return _by_degree(degrees, lambda degree: eq.evidence_units(evidence_of_contact(law, degree)))


def adopters_needed(law: Law, degrees: Longs) -> Longs:
    """`count`, or max(1, ⌈φ·d⌉) in exact arithmetic; shape of `degrees`. Nobody without ties ever hears even one."""
    return _by_degree(degrees, lambda degree: law.count or max(1, math.ceil(law.fraction * degree)))


def _by_degree(degrees: Longs, function: Callable[[int], int]) -> Longs:
    occurring = np.flatnonzero(np.bincount(degrees))
    table = np.zeros(occurring[-1] + 1, np.int64)
    table[occurring] = [function(int(degree)) for degree in occurring]
    return table[degrees]
