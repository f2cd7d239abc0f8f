"""What worlds that share their luck let us say: means, shares, and which strategy is best, each with an interval.

The unit is the world, never the consumer. What cannot be computed is None, never a number that looks like one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import special

Floats = npt.NDArray[np.float64]

CONFIDENCE = 0.95
FEWEST_WORLDS_FOR_RANKS = 5


class Interval(NamedTuple):
    """A number and the bounds of its confidence interval; None where it is not defined."""

    mean: float | None
    low: float | None
    high: float | None


UNDEFINED = Interval(None, None, None)


class Lead(NamedTuple):
    """How far the leader is ahead of one rival, and what sharing worlds was worth."""

    difference: Interval  # leader − rival, a world on average; simultaneous over everything compared
    variance_ratio: float | None  # (variance of leader + variance of rival) / variance of their difference
    runs_saved: int | None  # runs more that unshared worlds would have needed for the same interval


class Contest(NamedTuple):
    """Who is best, as positions of arms."""

    leader: int
    leads: tuple[Lead | None, ...]  # one an arm, None for the leader itself
    winner: int | None  # the leader, if it can be told apart from every rival
    tied: tuple[int, ...]  # without a winner: the leader and those it cannot be told apart from


def t_quantile(worlds: int, comparisons: int = 1, confidence: float = CONFIDENCE, added: bool = False) -> float:
    """The two-sided Student quantile for a mean of so many worlds, Bonferroni-corrected for so many comparisons.

    `added`: worlds were added until the interval was narrow, so half of them vouch for the variance (`precision.py`).
    """
    degrees = (worlds // 2 if added else worlds) - 1
    return float(special.stdtrit(degrees, 1.0 - (1.0 - confidence) / (2.0 * comparisons)))


def mean_interval(values: Floats, comparisons: int = 1, added: bool = False) -> Interval:
    """The mean over worlds with Student's interval; one world has a mean and no interval. Shape (worlds,)."""
    n, mean = values.size, float(np.mean(values)) if values.size else None
    if mean is None or not math.isfinite(mean):
        return UNDEFINED
    if n < 2:
        return Interval(mean, None, None)
    half = t_quantile(n, comparisons, added=added) * float(np.std(values, ddof=1)) / math.sqrt(n)
    return Interval(mean, mean - half, mean + half)


def share_interval(part: Floats, whole: Floats) -> Interval:
    """The share of a whole, Σ part / Σ whole, as `ratio_interval` has it, with bounds cut to [0, 1]."""
    mean, low, high = ratio_interval(part, whole)
    return Interval(mean, None if low is None else max(0.0, low), None if high is None else min(1.0, high))


def ratio_interval(part: Floats, whole: Floats) -> Interval:
    """The ratio of sums over worlds, Σ part / Σ whole, with the jackknife's interval (Tukey 1958)."""
    n, total = whole.size, float(whole.sum())
    if not total > 0.0:
        return UNDEFINED
    ratio = float(part.sum()) / total
    without = total - whole
    if n < 2 or not (without > 0.0).all():
        return Interval(ratio, None, None)
    left_out = (part.sum() - part) / without
    error = math.sqrt((n - 1) / n * float(np.square(left_out - left_out.mean()).sum()))
    half = t_quantile(n) * error
    return Interval(ratio, ratio - half, ratio + half)


def price_interval(money: float, gained: Interval) -> Interval:
    """What one more costs: money over what was gained, the interval of the gain inverted.

    Not defined where nothing was gained; bounds are not defined where the gain's interval reaches 0 or less (the price
    is then unbounded).
    """
    if gained.mean is None or gained.mean <= 0.0 or money <= 0.0:
        return UNDEFINED
    if gained.low is None or gained.high is None or gained.low <= 0.0:
        return Interval(money / gained.mean, None, None)
    return Interval(money / gained.mean, money / gained.high, money / gained.low)


def contest(outcomes: Floats, added: bool = False) -> Contest:
    """Multiple comparisons with the best (Hsu 1981, Annals of Statistics 9; 1996), in worlds shared by all arms.

    `outcomes` has the shape (arms, worlds); more is better. The leader has the highest mean, the first of equals. Every
    rival's shortfall gets a two-sided 95 % interval from its own paired differences, Bonferroni-corrected over *all*
    pairs of arms. Correcting for the leader's own rivals alone would already hold the chance of naming a false winner
    below 5 % (with k equal arms it is at most k·α/(2(k−1))), but the leader is chosen by looking, and with seven equal
    arms some of the six intervals would then miss the truth in about 8 of 100 comparisons. Over all pairs they hold
    together whoever leads. Bonferroni makes no assumption about correlation, and is conservative. `added`: see
    `t_quantile`.
    """
    leader, arms = int(outcomes.mean(axis=1).argmax()), len(outcomes)
    pairs = max(1, arms * (arms - 1) // 2)
    leads = tuple(None if arm == leader else lead(outcomes[leader], outcomes[arm], pairs, added) for arm in range(arms))
    close = [arm for arm, ahead in enumerate(leads) if ahead is None or not excludes_zero(ahead.difference)]
    alone = len(close) == 1
    return Contest(leader, leads, leader if alone else None, () if alone else tuple(close))


def excludes_zero(interval: Interval) -> bool:
    """Whether the interval is there and 0 is outside it."""
    return interval.low is not None and interval.high is not None and (interval.low > 0.0 or interval.high < 0.0)


def lead(leader: Floats, rival: Floats, comparisons: int, added: bool = False) -> Lead:
    """One paired comparison among so many: both of shape (worlds,), world by world."""
    apart, n = leader - rival, leader.size
    interval = mean_interval(apart, comparisons, added)
    noise = float(np.var(apart, ddof=1)) if n > 1 else 0.0
    if noise == 0.0:
        return Lead(interval, None, None)
    ratio = float(np.var(leader, ddof=1) + np.var(rival, ddof=1)) / noise
    return Lead(interval, ratio, round(2 * n * (ratio - 1.0)))


def wins(outcomes: Floats) -> tuple[Floats, npt.NDArray[np.int64]]:
    """In how many worlds each arm is best, a tie split among the tied; and in how many it shares first place.

    `outcomes` has the shape (arms, worlds), both results (arms,).
    """
    first = outcomes == outcomes.max(axis=0)
    holders = first.sum(axis=0)
    return (first / holders).sum(axis=1), (first & (holders > 1)).sum(axis=1).astype(np.int64)


def lead_over_best_rival(outcomes: Floats, leader: int) -> Floats:
    """In each world, the leader's outcome less that of its best rival; shape (worlds,), of (arms, worlds)."""
    ahead: Floats = outcomes[leader] - np.delete(outcomes, leader, axis=0).max(axis=0)
    return ahead


def rank_correlation(one: Floats, other: Floats) -> tuple[float, float] | None:
    """Spearman's rank correlation over worlds and its p-value; None where one does not vary or worlds are too few."""
    if one.size < FEWEST_WORLDS_FOR_RANKS or one.min() == one.max() or other.min() == other.max():
        return None
    from scipy import stats  # takes a second to import, and a run needs none of it

    found = stats.spearmanr(one, other)
    return float(found.statistic), float(found.pvalue)


def holm(p_values: Sequence[float]) -> list[float]:
    """p-values adjusted for their number (Holm 1979, Scandinavian Journal of Statistics 6), in the order given."""
    p, m = np.asarray(p_values, np.float64), len(p_values)
    order = np.argsort(p, kind="stable")
    adjusted = np.empty(m)
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(p[order] * (m - np.arange(m))))
    return [float(value) for value in adjusted]
