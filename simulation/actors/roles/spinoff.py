"""Spin-off account (KOL 分身): small, under a KOL's name; it borrows her trust and part of her audience."""

from __future__ import annotations

from simulation.actors.account import Account
from simulation.actors.channels import SPINOFFS
from simulation.engine.world import KOC_CONTENT, SPINOFF_LINE
from simulation.model import population


class SpinOff(Account):
    """One of a mother's spin-offs; mother and spin-offs share a content family, so hearing many of them tires."""

    role, kind, channel, family, traits = population.SPINOFF, "spin-off", SPINOFFS, SPINOFF_LINE, "spinoff"
    labelled, paid, commented = True, True, True
    scripted = closable = True
    under: Account  # whose it is, openly or not

    def pose(self) -> None:
        """Pass for an independent consumer: unlabelled, and nobody knows of the mother."""
        self.role, self.family, self.mother = population.KOC, KOC_CONTENT, None
        self.labelled = self.commented = False
