"""Splits whose worth is known: what a search must find, without a campaign being run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from simulation.actors.channels import CHANNELS
from simulation.actors.strategies.split import Split
from simulation.experiments.optimization.space import Space
from simulation.model import chance

Floats = npt.NDArray[np.float64]

# Five channels, and one start that may be chosen.
FIVE = Space(
    least={},
    most=dict.fromkeys(("head", "mid", "tail", "koc", "ads"), 1000),
    times={"posts": (4, 4), "start": (1, 21), "koc_start": (3, 3), "ads_start": (1, 1)},
    accounts={},
    unsold=("kos", "spinoff", "private"),
)
BEST = {"head": 0.3, "tail": 0.45, "koc": 0.25}
START = 8
WORTH, STEEP, LATE = 1000.0, 2000.0, 0.5


def worth(split: Split) -> float:
    """Concave in the shares and the start, largest at BEST and START."""
    apart = sum((getattr(split, channel) - BEST.get(channel, 0.0)) ** 2 for channel in CHANNELS)
    return WORTH - STEEP * apart - LATE * (split.start - START) ** 2


class Made:
    """Splits measured by a formula: worlds differ in level, and each split has luck of its own in each world."""

    def __init__(self, worth: Callable[[Split], float] = worth, noise: float = 20.0, levels: float = 0.3, key: int = 5) -> None:
        self.worth, self.noise, self.levels, self.key = worth, noise, levels, key
        self.measured: dict[tuple[Any, int], float] = {}
        self.left = 10**9  # measurements there is time for

    def __call__(self, splits: Sequence[Any], worlds: Sequence[int], place: int = 0, metric: str = "") -> Floats:
        from simulation.experiments.optimization.bench import OutOfTime

        new = {(split, world) for split in splits for world in worlds} - self.measured.keys()
        if len(new) > self.left:
            raise OutOfTime
        self.left -= len(new)
        self.measured |= {(split, world): self._one(split, world) for split, world in new}
        return np.array([[self.measured[split, world] for world in worlds] for split in splits])

    def _one(self, split: Any, world: int) -> float:
        luck = chance.at(chance.world(self.key, world), 1)
        own = chance.draw(luck, chance.name_of(repr(split))) - 0.5
        return self.worth(split) * (1.0 + self.levels * chance.draw(luck, 1)) + self.noise * own


def split(**shares: float) -> Split:
    """A split of FIVE at the best start."""
    return FIVE.nearest(shares, start=START)


def shares(one: Split) -> Mapping[str, float]:
    """Share by channel."""
    return {channel: getattr(one, channel) for channel in CHANNELS}
