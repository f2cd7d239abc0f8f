"""What a law comes to on one network: the numbers both engines work from."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulation.graph.csr import Strength, Strong
from simulation.graph.network import Network
from simulation.model import equations as eq
from simulation.model import laws
from simulation.model.laws import Law
from simulation.refusal import Refusal, Verbatim

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

FIRST_SPELL = 1  # as chance knows it: nobody adopts twice
MOST_STEPS = 1_000_000  # a run without a last step is refused beyond
STRENGTH_ROUNDING = 2.0**-23  # strengths are kept in single precision; shares of 1 may sum to this much more


class Course(NamedTuple):
    """Who adopted, in the order of days, and how many had by the close of each day."""

    adopters: Ints  # positions; the seeds first; those of day t stand from totals[t − 1] to totals[t]
    totals: Longs  # (days + 1,)


@dataclass(frozen=True, eq=False)
class Terms:
    """A law on a network from given seeds, for `steps` days or (None) until nothing can happen."""

    network: Network
    law: Law
    seeds: Ints  # positions, ascending
    steps: int | None

    def __post_init__(self) -> None:
        _check_shares(self.network, self.law)
        if self.law.resistance == "normal":
            _check_complete(self.network)
        if self.law.tie == "strength" and self.by_tie:
            _check_strengths(self.network)
        if self.steps is None:
            _check_ends(self)

    @property
    def size(self) -> int:
        """Number of consumers."""
        return self.network.n_consumers

    @property
    def persistent(self) -> bool:
        """Whether an adopter shares on every later day, not on the next day only or for a spell."""
        return self.law.contact == "every step"

    @property
    def spells(self) -> bool:
        """Whether an adopter shares for a spell that ends by chance."""
        return self.law.contact == "spell"

    @property
    def by_tie(self) -> bool:
        """Whether each tie has a weight of its own."""
        return {"strength": self.network.in_strength, "class": self.network.in_strong}.get(self.law.tie) is not None

    @cached_property
    def own(self) -> int:
        """Units of evidence a day from own initiative."""
        return int(eq.evidence_units(self.law.own))

    @cached_property
    def units(self) -> Longs:
        """(consumers,) units of evidence one contact leaves with each hearer; unused where ties have weights."""
        return laws.contact_units(self.law, self.network.in_degree)

    @cached_property
    def tie_units(self) -> Longs:
        """(arcs,) units of evidence of a contact along each in-tie."""
        return units_along(self.law, self.network.in_strength, self.network.in_strong)

    @property
    def stranger_units(self) -> int:
        """Units of evidence of a contact with somebody drawn for the day."""
        return int(eq.evidence_units(eq.evidence(self.law.weak)))

    @cached_property
    def strangers(self) -> Longs:
        """(consumers,) contacts with somebody drawn for the day: one a weak in-tie where these are re-drawn."""
        strong = self.network.in_strong
        if not self.law.redrawn or strong is None or self.stranger_units == 0 or self.size == 1:
            return np.zeros(self.size, np.int64)
        return np.bincount(hearers(self.network)[~strong], minlength=self.size)

    @cached_property
    def by_name(self) -> Ints:
        """(consumers,) positions in the order of names: who a stranger is depends on no order of columns."""
        return np.argsort(self.network.names).astype(np.int32)

    @cached_property
    def rank(self) -> Ints:
        """(consumers,) place of each in the order of names."""
        rank = np.empty(self.size, np.int32)
        rank[self.by_name] = np.arange(self.size, dtype=np.int32)
        return rank

    @cached_property
    def alone(self) -> float:
        """Evidence of one contact in a complete network, not rounded."""
        return laws.evidence_of_contact(self.law, self.size - 1)

    @cached_property
    def needed(self) -> Longs:
        """(consumers,) adopters each needs among its ties, where this is given and not drawn."""
        return laws.adopters_needed(self.law, self.network.in_degree)

    @cached_property
    def weight(self) -> Floats:
        """What credit is shared by: evidence of one contact, (arcs,) where ties have weights, else (consumers,)."""
        if self.by_tie:
            return self.tie_units / eq.UNIT
        return np.full(self.size, self.alone) if self.network.is_complete else self.units / eq.UNIT


def units_along(law: Law, strength: Strength | None, strong: Strong | None) -> Longs:
    """(arcs,) units of evidence of a contact along ties: the strength of each as it is, or what its class weighs
    (nothing along a weak tie whose contacts are re-drawn)."""
    if law.tie == "strength":
        assert strength is not None
        return np.rint(strength.astype(np.float64) * eq.UNIT).astype(np.int64)
    assert strong is not None
    weak = 0.0 if law.redrawn else law.weak
    units = [eq.evidence_units(eq.evidence(pi)) for pi in (weak, law.pi)]
    return np.array(units, np.int64)[strong.astype(np.int8)]


def _check_shares(network: Network, law: Law) -> None:
    """A share q/indegree must be a probability."""
    if law.tie != "shared":
        return
    degree = network.in_degree
    over = (degree > 0) & (degree < law.pi)
    if over.any():
        i = int(over.argmax())
        who = f"consumer {network.ids[i]!r} has {degree[i]} in-ties, each of which would succeed with q/{degree[i]} > 1"
        expected = f"at most {degree[degree > 0].min()} on this network"
        raise Refusal("q", law.pi, f"{expected} ({who})", "take shorter steps, and p and q in proportion")


def _check_complete(network: Network) -> None:
    """Thresholds in shares of everybody are for those who see everybody."""
    if not network.is_complete:
        remedy = "take Network.complete(n), or laws.watts for thresholds in shares of one's ties"
        raise Refusal("net", Verbatim(f"{network.n_ties:,} recorded ties"), "a complete network for granovetter", remedy)


def _check_strengths(network: Network) -> None:
    """The weights a consumer hears through may not exceed 1 together."""
    sums = np.bincount(hearers(network), network.in_strength, network.n_consumers)
    i = int(sums.argmax())
    if sums[i] > 1.0 + STRENGTH_ROUNDING:
        found = Verbatim(f"in-ties of consumer {network.ids[i]!r} with strengths that sum to {sums[i]:.6g}")
        remedy = "divide each consumer's by their sum, or leave strengths out for equal weights"
        raise Refusal("strength", found, "a sum of at most 1 for a linear threshold", remedy)


def hearers(network: Network) -> Longs:
    """(arcs,) who hears along each in-tie."""
    return np.repeat(np.arange(network.n_consumers), np.diff(network.in_start))


def _check_ends(terms: Terms) -> None:
    """The last of N to adopt (with the slowest evidence a day) or to end a spell takes about (ln N + 1)/rate days."""
    if not (terms.persistent or terms.spells) or not (terms.own or terms.seeds.size):
        return
    slowest = terms.law.recovery * eq.UNIT if terms.spells else terms.own or _slowest(terms)
    days = eq.UNIT * (math.log(terms.size) + 1.0) / slowest if slowest else 0.0
    if days > MOST_STEPS:
        raise endless(f"about {days:.2g} steps")


def _slowest(terms: Terms) -> float:
    """Units a day of somebody who hears one adopter only, or none but strangers; 0 where nobody hears anybody."""
    if terms.network.is_complete:
        return float(laws.together(terms.seeds.size, terms.alone))
    units = terms.tie_units if terms.by_tie else terms.units
    slowest = float(units[units > 0].min(initial=np.iinfo(np.int64).max))
    if terms.strangers.any():
        slowest = min(slowest, terms.stranger_units * terms.seeds.size / terms.size)
    return slowest


def endless(found: str) -> Refusal:
    """The complaint about a run that would hardly end."""
    expected = f"an end within {MOST_STEPS:,} steps when steps is None"
    found = f"None, and {found} until nothing can happen"
    return Refusal("steps", Verbatim(found), expected, "give the number of steps")
