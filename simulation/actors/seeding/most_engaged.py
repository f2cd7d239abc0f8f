"""The keenest users of the platform: those who see most of what is posted."""

from __future__ import annotations

from dataclasses import dataclass

from simulation.actors.seeding.seeding import Candidates, Positions, Seeding


@dataclass(frozen=True)
class MostEngaged(Seeding):
    """Highest activity; says nothing of how many listen to them."""

    def choose(self, candidates: Candidates, count: int) -> Positions:
        """By activity."""
        return candidates.by(candidates.population.activity, count)
