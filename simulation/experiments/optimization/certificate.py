"""What the best split is worth, in worlds in which nothing was chosen: beside every baseline, every neighbour and its rivals.

The best of many looks better than it is, as it was chosen where it looked best. So nothing of search and runoff is believed: the
best and its rivals run in fresh worlds, and every difference has a paired interval that holds together with all others
(Bonferroni over all arms and all looks). Once an arm's interval excludes 0 it is settled and gets no more worlds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from simulation.experiments.optimization.bench import Floats, Measure, OutOfTime
from simulation.experiments.optimization.space import Move
from simulation.experiments.statistics import Interval, mean_interval

FRESH = 1_000_000  # number of the first world of certificates; searches and comparisons begin at 0, runoffs at 500,000
LOOKS = (8, 16, 32)  # fresh worlds
BASELINE, NEIGHBOUR, RIVAL = "baseline", "neighbour", "rival"
WORSE, TIED, BETTER = "worse", "tied", "better"


class Arm(NamedTuple):
    """A split beside the best, and how it did."""

    split: Any
    kind: str
    name: str
    move: Move | None
    gain: Interval  # mean over its worlds, by itself
    behind: Interval  # the best less this one, simultaneous over all arms and looks
    worlds: int
    verdict: str


class Certificate(NamedTuple):
    """What fresh worlds say of the best."""

    best: Any
    gain: Interval
    arms: tuple[Arm, ...]
    worlds: int  # most fresh worlds
    untried: int  # arms for which there was no time
    promised: float | None  # lead over the best baseline in the worlds in which it was chosen
    kept: float | None  # the same lead in fresh worlds

    @property
    def optimism(self) -> float | None:
        """By how much the search thought its best better than it is."""
        return None if self.promised is None or self.kept is None else self.promised - self.kept

    def of(self, kind: str) -> list[Arm]:
        """The arms of one kind."""
        return [arm for arm in self.arms if arm.kind == kind]

    @property
    def tied(self) -> list[Arm]:
        """The arms that cannot be told apart from the best."""
        return [arm for arm in self.arms if arm.verdict == TIED]

    @property
    def better(self) -> list[Arm]:
        """The arms that are better than what the search called best."""
        return [arm for arm in self.arms if arm.verdict == BETTER]

    @property
    def best_baseline(self) -> Arm | None:
        """The baseline with the highest mean; None where all are the best itself or none was tried."""
        return min(self.of(BASELINE), key=lambda arm: arm.behind.mean or 0.0, default=None)


class Candidate(NamedTuple):
    """A split that is to be set beside the best."""

    split: Any
    kind: str
    name: str
    move: Move | None = None


def certify(
    measure: Measure, best: Any, beside: Sequence[Candidate], promised: Mapping[Any, float], looks: Sequence[int]
) -> Certificate:
    """The best beside others, kind by kind; `promised` is its lead over each baseline where it was chosen.

    Raises OutOfTime where there is none even for the best and the first kind.
    """
    arms = _once(best, beside)
    gains, untried = _first_look(measure, best, arms, looks[0])
    tried = [one for one in arms if one.split in gains]
    comparisons = max(1, len(arms)) * len(looks)
    for look in looks[1:]:
        close = [one.split for one in tried if _verdict(_behind(gains, best, one.split, comparisons)) == TIED]
        try:
            found = measure([best, *close], fresh(look))
        except OutOfTime:
            break
        gains.update(zip([best, *close], found, strict=True))
    told = tuple(_told(one, gains, best, comparisons) for one in tried)
    nearest = min((arm for arm in told if arm.kind == BASELINE), key=lambda arm: arm.behind.mean or 0.0, default=None)
    hoped = None if nearest is None else promised.get(nearest.split)
    kept = None if nearest is None else nearest.behind.mean
    return Certificate(best, mean_interval(gains[best]), told, int(gains[best].size), untried, hoped, kept)


def _once(best: Any, beside: Sequence[Candidate]) -> list[Candidate]:
    """Every split once, by the first name it has."""
    found: dict[Any, Candidate] = {}
    for one in beside:
        if one.split != best:
            found.setdefault(one.split, one)
    return list(found.values())


def fresh(worlds: int) -> range:
    """So many worlds no search has seen."""
    return range(FRESH, FRESH + worlds)


def _first_look(measure: Measure, best: Any, arms: Sequence[Candidate], worlds: int) -> tuple[dict[Any, Floats], int]:
    """Kind by kind, as far as there is time; and how many arms there was none for."""
    gains: dict[Any, Floats] = {}
    kinds = list(dict.fromkeys(one.kind for one in arms))
    for kind in kinds or [""]:
        splits = [best, *(one.split for one in arms if one.kind == kind)]
        try:
            gains.update(zip(splits, measure(splits, fresh(worlds)), strict=True))
        except OutOfTime:
            if not gains:
                raise
            break
    return gains, sum(one.split not in gains for one in arms)


def _behind(gains: Mapping[Any, Floats], best: Any, split: Any, comparisons: int) -> Interval:
    """The best less a split, in the worlds both ran in."""
    own = gains[split]
    return mean_interval(gains[best][: own.size] - own, comparisons)


def _verdict(behind: Interval) -> str:
    if behind.low is None or behind.high is None or behind.low <= 0.0 <= behind.high:
        return TIED
    return WORSE if behind.low > 0.0 else BETTER


def _told(one: Candidate, gains: Mapping[Any, Floats], best: Any, comparisons: int) -> Arm:
    behind = _behind(gains, best, one.split, comparisons)
    own = gains[one.split]
    return Arm(one.split, one.kind, one.name, one.move, mean_interval(own), behind, int(own.size), _verdict(behind))
