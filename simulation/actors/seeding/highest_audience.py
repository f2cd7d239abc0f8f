"""The largest second-hand audience: neighbours and the neighbours of those, counted once a tie.

Not the highest degree: a consumer with few but well-connected friends comes first here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.actors.seeding.seeding import Candidates, Positions, Seeding


@dataclass(frozen=True)
class HighestAudience(Seeding):
    """Most people within two steps, with repetition."""

    def choose(self, candidates: Candidates, count: int) -> Positions:
        """By the sum of the neighbours' degrees, plus one's own."""
        network = candidates.network
        degree = network.out_degree.astype(np.float64)
        reached = np.concatenate([[0.0], np.cumsum(degree[network.out_target])])
        second = reached[network.out_start[1:]] - reached[network.out_start[:-1]]
        return candidates.by(degree + second, count)
