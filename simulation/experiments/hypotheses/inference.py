"""What paired worlds say of a contrast: estimates over networks, equivalence, trend, robustness.

The network is a random factor. Of each kind of network there is one estimate (a ratio of means where there is a base);
the interval is Student's over these, so it holds for kinds of networks like them and not for these alone. Beside it stands
the narrower interval of luck, over worlds of just these networks, by which worlds are added until they are enough; where
its residuals are skew, it is the bias-corrected and accelerated bootstrap's.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from scipy import special

from simulation.experiments.statistics import Floats, Interval
from simulation.model import chance

CONFIDENCE, ALPHA = 0.95, 0.05
SKEW = 1.0  # of residuals: beyond it the interval of luck is bootstrapped
RESAMPLES = 2000


class Estimate(NamedTuple):
    """A contrast over networks and worlds; shares of the base where there is one."""

    mean: float | None
    low: float | None  # over networks, Student
    high: float | None
    error: float  # standard error of the mean, over networks
    degrees: int
    luck_low: float | None  # over worlds of these networks
    luck_high: float | None
    standardised: float | None  # mean difference over its standard deviation between paired worlds
    by_graph: Mapping[str, Interval]
    bootstrapped: bool = False

    @property
    def halfwidth(self) -> float | None:
        """Half the width of the interval of luck."""
        return None if self.luck_low is None or self.luck_high is None else (self.luck_high - self.luck_low) / 2.0


def estimate(value: Floats, base: Floats | None, graph: Sequence[str]) -> Estimate:
    """The contrast's estimate from paired worlds: `value`, `base` and `graph` have an entry a world."""
    labels = list(dict.fromkeys(graph))
    place = np.array([labels.index(name) for name in graph])
    below = np.ones_like(value) if base is None else base
    means = np.array([below[place == g].mean() for g in range(len(labels))])
    if not (np.isfinite(value).all() and (means > 0.0).all()):
        return Estimate(None, None, None, math.nan, 0, None, None, None, {})
    ratios = np.array([value[place == g].mean() for g in range(len(labels))]) / means
    residual = (value - ratios[place] * below) / means[place]
    luck, bootstrapped = _luck(value, below, residual, place, ratios)
    error, degrees = _error(ratios, residual, place)
    half = student(degrees) * error
    return Estimate(
        float(ratios.mean()), float(ratios.mean() - half), float(ratios.mean() + half), error, degrees, luck.low, luck.high,
        _standardised(value), {name: _own(ratios[g], residual[place == g]) for g, name in enumerate(labels)}, bootstrapped,
    )  # fmt: skip


def student(degrees: int, confidence: float = CONFIDENCE) -> float:
    """Student's two-sided quantile; infinite without degrees of freedom."""
    return float(special.stdtrit(degrees, 0.5 + confidence / 2.0)) if degrees > 0 else math.inf


def _error(ratios: Floats, residual: Floats, place: Floats) -> tuple[float, int]:
    """The standard error over networks and its degrees of freedom; over worlds where there is one network."""
    if ratios.size > 1:
        return float(ratios.std(ddof=1) / math.sqrt(ratios.size)), ratios.size - 1
    return (float(residual.std(ddof=1) / math.sqrt(residual.size)), residual.size - 1) if residual.size > 1 else (math.inf, 0)


def _own(ratio: float, residual: Floats) -> Interval:
    if residual.size < 2:
        return Interval(float(ratio), None, None)
    half = student(residual.size - 1) * float(residual.std(ddof=1)) / math.sqrt(residual.size)
    return Interval(float(ratio), float(ratio - half), float(ratio + half))


def _standardised(value: Floats) -> float | None:
    spread = float(value.std(ddof=1)) if value.size > 1 else 0.0
    return float(value.mean()) / spread if spread > 0.0 else None


def _luck(value: Floats, base: Floats, residual: Floats, place: Floats, ratios: Floats) -> tuple[Interval, bool]:
    sizes = np.bincount(place.astype(np.int64))
    if (sizes < 2).any():
        return Interval(float(ratios.mean()), None, None), False
    if abs(skewness(residual)) > SKEW:
        return bca(value, base, place, ratios), True
    within = [residual[place == g].var(ddof=1) / size for g, size in enumerate(sizes)]
    half = student(int((sizes - 1).sum())) * math.sqrt(sum(within)) / sizes.size
    return Interval(float(ratios.mean()), float(ratios.mean() - half), float(ratios.mean() + half)), False


def skewness(values: Floats) -> float:
    """The third standardised moment; 0 of what does not vary."""
    apart = values - values.mean()
    spread = math.sqrt(float((apart**2).mean()))
    return float((apart**3).mean() / spread**3) if spread > 0.0 else 0.0


# ---------------------------------------------------------------------------------------------------------- bootstrap


def bca(value: Floats, base: Floats, place: Floats, ratios: Floats) -> Interval:
    """Efron's (1987) BCa interval for the mean over networks of ratios of means, worlds resampled within each network.

    Resamples are drawn by key, so that the interval is the same whenever it is asked for.
    """
    groups = [np.flatnonzero(place == g) for g in range(ratios.size)]
    mean = float(ratios.mean())
    drawn = np.mean([_resampled(value[group], base[group], g) for g, group in enumerate(groups)], axis=0)
    left_out = np.concatenate([_influence(value[group], base[group]) for group in groups])
    bias = float(special.ndtri(np.clip((drawn < mean).mean(), 1 / RESAMPLES, 1 - 1 / RESAMPLES)))
    curvature = float((left_out**3).sum() / (6.0 * max((left_out**2).sum(), 1e-300) ** 1.5))
    tails = special.ndtri(np.array([ALPHA / 2, 1 - ALPHA / 2]))
    low, high = special.ndtr(bias + (bias + tails) / (1.0 - curvature * (bias + tails)))
    return Interval(mean, *(float(bound) for bound in np.quantile(drawn, [low, high])))


def _resampled(value: Floats, base: Floats, group: int) -> Floats:
    """(RESAMPLES,) ratios of means of worlds drawn with replacement."""
    stream = chance.at(chance.at(chance.world(0), chance.name_of("bootstrap")), group)
    places = (chance.counted(stream, 0, RESAMPLES * value.size) * value.size).astype(np.int64).reshape(RESAMPLES, value.size)
    found: Floats = value[places].mean(axis=1) / base[places].mean(axis=1)
    return found


def _influence(value: Floats, base: Floats) -> Floats:
    """The jackknife's: how far each world has drawn the ratio of means up."""
    left_out = (value.sum() - value) / (base.sum() - base)
    found: Floats = left_out.mean() - left_out
    return found


# -------------------------------------------------------------------------------------------------------------- tests


def p_sign(found: Estimate) -> float:
    """Two-sided p-value of a mean of zero."""
    if found.mean is None or found.error == 0.0:
        return 1.0 if not found.mean else 0.0
    return float(2.0 * special.stdtr(found.degrees, -abs(found.mean) / found.error))


def p_inside(found: Estimate, low: float, high: float) -> float:
    """p-value of lying outside a band: the larger of two one-sided tests (Schuirmann 1987)."""
    if found.mean is None:
        return 1.0
    if found.error == 0.0:
        return 0.0 if low < found.mean < high else 1.0
    return max(float(special.stdtr(found.degrees, -apart / found.error)) for apart in (found.mean - low, high - found.mean))


def page(blocks: Floats) -> tuple[float, float]:
    """Page's L (1963) and its one-sided p-value for a rise over columns; `blocks` has the shape (worlds, conditions)."""
    from scipy import stats

    found = stats.page_trend_test(blocks, method="asymptotic")
    return float(found.statistic), float(found.pvalue)


def wilson(holds: int, points: int) -> Interval:
    """A share with Wilson's (1927) 95 % interval."""
    z, share = float(special.ndtri(0.5 + CONFIDENCE / 2.0)), holds / points
    middle = (share + z * z / (2 * points)) / (1.0 + z * z / points)
    half = z / (1.0 + z * z / points) * math.sqrt(share * (1.0 - share) / points + z * z / (4.0 * points * points))
    return Interval(share, max(0.0, middle - half), min(1.0, middle + half))
