"""A quantity beside its exact value, and beside what it would be if a parameter were off.

A simulated one agrees if every mean lies within 4 standard errors of its exact value; standard errors are those of
independent replicates and at most .2 % of the unit. A computed one agrees to the last digit that is told. The same check
must refuse the exact values of a law with one parameter changed: a check that cannot fail is none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

TOLERATED = 4.0  # standard errors
LARGEST_ERROR = 0.002  # of the unit, of any standard error


@dataclass(frozen=True)
class Check:
    """One quantity of one law: how it is had, what it must be, and what it would be if a parameter were off.

    Exact values are (points,), or (2, points) where they are known to lie between two.
    """

    law: str
    case: str  # network and parameters
    quantity: str
    source: str
    sample: Callable[[], Floats]  # (replicates, points), or (1, points) where it is computed
    target: Floats
    wrong: dict[str, Floats]  # the parameter changed → values shaped like the target
    within: float | Floats | None = None  # of what is computed: how far off it may be; None: it is simulated


@dataclass(frozen=True)
class Finding:
    """A check carried out."""

    check: Check
    ours: Floats  # (points,)
    error: Floats  # (points,) standard errors; 0 where it is computed

    @property
    def simulated(self) -> bool:
        """Whether chance has a part in it."""
        return self.check.within is None

    @property
    def tolerance(self) -> Floats:
        """(points,) how far off each may be."""
        within = self.check.within
        return TOLERATED * self.error if within is None else np.broadcast_to(np.asarray(within, float), self.ours.shape)

    def beyond(self, values: Floats) -> Floats:
        """(points,) how far these are missed, whatever is tolerated."""
        low, high = values if values.ndim == 2 else (values, values)
        return np.asarray(np.maximum(0.0, np.maximum(low - self.ours, self.ours - high)))

    def agrees_with(self, values: Floats) -> bool:
        """Whether these could be the exact ones."""
        return bool((self.beyond(values) <= self.tolerance).all())

    @property
    def verdict(self) -> str:
        """`agrees`, or what is amiss."""
        if self.simulated and not ((self.error > 0) & (self.error <= LARGEST_ERROR)).all():
            return f"no verdict: standard errors from {self.error.min():.2g} to {self.error.max():.2g}"
        if not self.agrees_with(self.check.target):
            return "DIFFERS"
        missed = [name for name, values in self.check.wrong.items() if self.agrees_with(values)]
        return f"no verdict: would also agree with {missed[0]}" if missed else AGREES


AGREES = "agrees"


def carried_out(check: Check) -> Finding:
    """The check, with its simulations run."""
    values = check.sample()
    if check.within is not None:
        return Finding(check, values[0], np.zeros(values.shape[1]))
    return Finding(check, values.mean(axis=0), values.std(axis=0, ddof=1) / np.sqrt(len(values)))
