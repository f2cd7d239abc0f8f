"""One strategy before the court: what its channels truly brought, and what each accounting says they did."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import numpy as np

from simulation.experiments.attribution import games
from simulation.experiments.attribution.games import Game
from simulation.experiments.attribution.touches import RULES
from simulation.experiments.measures import Floats
from simulation.experiments.statistics import UNDEFINED, Interval, mean_interval, ratio_interval, t_quantile

# Two truths for two questions: what of the whole is fairly whose, and what would be lost if one channel alone were cancelled.
SHAPLEY, REMOVAL, ALONE = TRUTHS = ("shapley", "removal", "alone")
ACCOUNTINGS = (*TRUTHS, *RULES)


class Trial(NamedTuple):
    """The runs of one strategy; games are of shape (2^k, worlds), anything by channel (k, worlds), people or CNY."""

    strategy: str
    channels: tuple[str, ...]
    buyers: Game  # people
    earned: Game  # CNY before the campaign is paid: revenue less goods, commission and rewards
    claims: Mapping[str, Floats]  # people, by rule
    cost: Floats  # CNY

    @property
    def worlds(self) -> int:
        """Number of worlds."""
        return int(self.buyers.shape[1])

    @property
    def whole(self) -> Interval:
        """Buyers the campaign brings beyond no campaign, a world on average."""
        return mean_interval(games.whole(self.buyers))

    def given(self, accounting: str) -> Floats:
        """Buyers an accounting gives to each channel, (k, worlds); a truth is an accounting too."""
        if accounting in self.claims:
            return self.claims[accounting]
        return np.asarray(_TRUE[accounting](self.buyers), np.float64)

    def brought(self, truth: str) -> Floats:
        """CNY each channel brought by a truth before it is paid, (k, worlds)."""
        return np.asarray(_TRUE[truth](self.earned), np.float64)


_TRUE: Mapping[str, Callable[[Game], Game]] = {SHAPLEY: games.shapley, REMOVAL: games.removal, ALONE: games.alone}


def shares(given: Floats) -> list[Interval]:
    """The share of each channel in all that an accounting gives, Σ over worlds; undefined unless that is positive."""
    return [ratio_interval(one, given.sum(axis=0)) for one in given]


def returns(given: Floats, cost: Floats, worth: float) -> list[Interval]:
    """ROI of each channel by an accounting, a buyer being worth so many CNY; undefined where nothing was paid."""
    return [ratio_interval(worth * one - paid, paid) for one, paid in zip(given, cost, strict=True)]


def moved(given: Floats, truth: Floats) -> Interval:
    """Share of the buyers an accounting gives to another channel than the truth does: ½ Σ |share − true share|.

    Shares are of sums over worlds, bounds the jackknife's (Tukey 1958), cut at 0. Of few worlds it is too high rather than
    too low: what luck alone moves counts as moved.
    """
    share = _moved(given, truth)
    if share is None:
        return UNDEFINED
    worlds = given.shape[1]
    left_out = [_moved(np.delete(given, w, axis=1), np.delete(truth, w, axis=1)) for w in range(worlds)]
    if worlds < 2 or any(one is None for one in left_out):
        return Interval(share, None, None)
    apart = np.array(left_out, np.float64)
    half = t_quantile(worlds) * math.sqrt((worlds - 1) / worlds * float(np.square(apart - apart.mean()).sum()))
    return Interval(share, max(0.0, share - half), share + half)


def _moved(given: Floats, truth: Floats) -> float | None:
    mine, true = given.sum(axis=1), truth.sum(axis=1)
    if not (mine.sum() > 0.0 and true.sum() > 0.0):
        return None
    return 0.5 * float(np.abs(mine / mine.sum() - true / true.sum()).sum())


def coalitions(channels: tuple[str, ...]) -> Iterator[str]:
    """The names of all coalitions of these channels, in the order of a game; nobody's is empty."""
    for bits in range(2 ** len(channels)):
        yield " ".join(channel for n, channel in enumerate(channels) if bits >> n & 1)
