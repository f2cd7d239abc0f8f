"""Worlds until the answer is narrow enough: when to look, and when to stop.

Looked at after 20, 40, 80, … and at last 2,000 worlds, a comparison stops once the half-width of the 95 % interval of the
leader's lead over its closest rival is at most the precision asked for, a share of the leader's mean.

That is a sequential interval of fixed width (Chow and Robbins 1965, Annals of Mathematical Statistics 36, 457–462). It
stops too readily where the noise looks small by luck, and so covers less than it says (Singham and Schruben 2012,
INFORMS Journal on Computing 24, 624–635): at these looks 94.2 % for a nominal 95 %. Nothing else is wrong with it, as
the mean of normal values knows nothing of their variances, those of earlier looks included. So the error has not to be
spent over the looks, as in tests that stop at a significant *mean* (eight looks would make that an interval of 97 to
99 %); it is enough to trust each variance less. Student's quantile is taken with the degrees of freedom of half of the
worlds, which is our choice: the interval then covers 94.9 to 96.5 % of two strategies whatever their noise, and with
more of them, whose quantiles lie further out, always what it says. Those figures are for normal values; where a few
worlds decide the mean it covers less, as Student's interval always does.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from simulation.experiments.statistics import Floats, contest
from simulation.experiments.units import PRECISION, Unfit
from simulation.refusal import Refusal

FEWEST, MOST = 20, 2000  # worlds


class Precision(NamedTuple):
    """How narrow an interval was asked for, and what so many worlds gave."""

    asked: float  # half-width of the leader's lead over its closest rival, as a share of the leader's mean
    reached: float | None  # None where the leader's mean is not above 0
    worlds: int

    @property
    def enough(self) -> bool:
        """Whether no more worlds are needed."""
        return self.reached is not None and self.reached <= self.asked


def precision_of(asked: object) -> float:
    """A precision as people write it: 0.02 or "2 %"."""
    try:
        return PRECISION.read(asked)
    except Unfit as unfit:
        raise Refusal("precision", unfit.found, unfit.expected, unfit.remedy) from None


def looks() -> Iterator[int]:
    """The numbers of worlds after which to look."""
    worlds = FEWEST
    while worlds < MOST:
        yield worlds
        worlds *= 2
    yield MOST


def look(outcomes: Floats, asked: float) -> Precision:
    """What so many worlds gave; `outcomes` has the shape (arms, worlds), two arms or more."""
    found, worlds = contest(outcomes, added=True), outcomes.shape[1]
    closest = min((ahead.difference for ahead in found.leads if ahead is not None), key=lambda apart: apart.mean or 0.0)
    mean = float(outcomes[found.leader].mean())
    if mean <= 0.0 or closest.low is None or closest.high is None:
        return Precision(asked, None, worlds)
    return Precision(asked, (closest.high - closest.low) / 2.0 / mean, worlds)
