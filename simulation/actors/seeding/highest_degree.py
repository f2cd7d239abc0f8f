"""Hubs: consumers with most neighbours first (Hinz et al. 2011 found them good seeds because they take part more)."""

from __future__ import annotations

from dataclasses import dataclass

from simulation.actors.seeding.seeding import Candidates, Positions, Seeding


@dataclass(frozen=True)
class HighestDegree(Seeding):
    """Most people who hear them directly."""

    def choose(self, candidates: Candidates, count: int) -> Positions:
        """By out-degree."""
        return candidates.by(candidates.network.out_degree, count)
