"""A simulated quantity beside its exact value, and beside what it would be if a parameter were off.

A check agrees if every simulated mean lies within 4 standard errors of its exact value; standard errors are those of
independent replicates and at most .2 % of the unit. The same check must refuse the exact values of a law with one
parameter changed: a check that cannot fail is none.
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
    """One quantity of one law: how it is simulated, what it must be, and what it would be if a parameter were off."""

    law: str
    case: str  # network and parameters
    quantity: str
    source: str
    sample: Callable[[], Floats]  # (replicates, points)
    target: Floats  # (points,)
    wrong: dict[str, Floats]  # the parameter changed → (points,)


@dataclass(frozen=True)
class Finding:
    """A check carried out."""

    check: Check
    ours: Floats  # (points,)
    error: Floats  # (points,) standard errors

    def agrees_with(self, values: Floats) -> bool:
        """Whether these could be the exact ones."""
        return bool((np.abs(self.ours - values) <= TOLERATED * self.error).all())

    @property
    def verdict(self) -> str:
        """`agrees`, or what is amiss."""
        if not ((self.error > 0) & (self.error <= LARGEST_ERROR)).all():
            return f"no verdict: standard errors from {self.error.min():.2g} to {self.error.max():.2g}"
        if not self.agrees_with(self.check.target):
            return "DIFFERS"
        missed = [name for name, values in self.check.wrong.items() if self.agrees_with(values)]
        return f"no verdict: would also agree with {missed[0]}" if missed else "agrees"


def carried_out(check: Check) -> Finding:
    """The check, with its simulations run."""
    values = check.sample()
    return Finding(check, values.mean(axis=0), values.std(axis=0, ddof=1) / np.sqrt(len(values)))
