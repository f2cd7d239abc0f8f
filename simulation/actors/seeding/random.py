"""Anybody: consumers in an order drawn by their names. What every cleverer choice must beat."""

from __future__ import annotations

from dataclasses import dataclass

from simulation.actors.seeding.seeding import Candidates, Positions, Seeding


@dataclass(frozen=True)
class Random(Seeding):
    """No choice at all."""

    def choose(self, candidates: Candidates, count: int) -> Positions:
        """By lot."""
        return candidates.by(-candidates.drawn, count)
