"""What others found beside what we find: statements that can be missed, and how each is judged.

A target agrees if our whole 95 % interval lies where the study says, misses if all of it lies elsewhere, and is mixed if
the interval reaches both. A replication is measured once more with one parameter deliberately wrong: some target that
agreed must then miss, or the replication could not have failed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulation.experiments.statistics import Floats, Interval, mean_interval
from simulation.model import chance

AGREES, MISSES, MIXED, UNDEFINED = "agrees", "misses", "mixed", "undefined"
Measured = Sequence[Floats | Interval]  # one target after another: (replicates,), or an interval found otherwise


@dataclass(frozen=True)
class Target:
    """One published statement as bounds on one quantity."""

    quantity: str  # what is measured, and its unit
    published: str  # what the study says of it
    low: float = -math.inf  # the statement holds from here …
    high: float = math.inf  # … to here
    why: str = ""  # we do not agree because of this

    @property
    def criterion(self) -> str:
        """Where the statement holds, in words."""
        if self.high == math.inf:
            return f"from {self.low:g}"
        return f"to {self.high:g}" if self.low == -math.inf else f"{self.low:g} to {self.high:g}"

    def verdict(self, ours: Interval) -> str:
        """Whether the whole interval, none of it or a part lies where the study says."""
        if ours.mean is None:
            return UNDEFINED
        low, high = (ours.mean if end is None else end for end in (ours.low, ours.high))
        if self.low <= low and high <= self.high:
            return AGREES
        return MISSES if high < self.low or low > self.high else MIXED


@dataclass(frozen=True)
class Replication:
    """A study done again."""

    id: str
    study: str
    set_up: str  # network, law, parameters, replicates
    targets: tuple[Target, ...]
    measure: Callable[[bool], Measured]  # of `quick`
    wrong: str  # the parameter that is wrong, and how
    measure_wrong: Callable[[bool], Measured]


class Finding(NamedTuple):
    """A replication carried out: one interval a target, as it should be and with the wrong parameter."""

    replication: Replication
    quick: bool
    ours: tuple[Interval, ...]
    wrong: tuple[Interval, ...]

    @property
    def verdicts(self) -> list[str]:
        """One a target."""
        return [target.verdict(ours) for target, ours in zip(self.replication.targets, self.ours, strict=True)]

    @property
    def verdict(self) -> str:
        """That of all targets together."""
        return self.verdicts[0] if len(set(self.verdicts)) == 1 else MIXED

    @property
    def refused(self) -> list[int]:
        """The targets, by position, that agree and are missed when the parameter is wrong."""
        wrong = [target.verdict(found) for target, found in zip(self.replication.targets, self.wrong, strict=True)]
        return [
            n for n, (right, other) in enumerate(zip(self.verdicts, wrong, strict=True)) if (right, other) == (AGREES, MISSES)
        ]


def carried_out(replication: Replication, quick: bool = False) -> Finding:
    """The replication, with its simulations run."""
    ours, wrong = (tuple(map(interval, measure(quick))) for measure in (replication.measure, replication.measure_wrong))
    return Finding(replication, quick, ours, wrong)


def interval(found: Floats | Interval) -> Interval:
    """Student's interval of replicates; any other as it is."""
    return found if isinstance(found, Interval) else mean_interval(found)


def exactly(value: float) -> Interval:
    """A number with no chance in it."""
    return Interval(float(value), None, None)


def quantiles(values: Floats) -> Interval:
    """The mean, and where the middle 95 % of the values lie."""
    low, high = np.quantile(values, (0.025, 0.975))
    return Interval(float(values.mean()), float(low), float(high))


def lots(purpose: str, size: int, key: int = 0) -> Floats:
    """(size,) draws of a stream named by what it is for."""
    return chance.counted(np.uint64(chance.at(chance.world(key), chance.name_of(purpose))), 0, size)


def some_of(everybody: npt.NDArray[np.int64], number: int, purpose: str, key: int = 0) -> npt.NDArray[np.int64]:
    """So many different ones, drawn by lot."""
    return everybody[np.argsort(lots(purpose, everybody.size, key))[:number]]
