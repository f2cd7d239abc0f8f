"""Spin-off account (KOL 分身): small, under a KOL's name; it borrows her trust and part of her audience."""

from __future__ import annotations

from simulation.actors.account import Account
from simulation.engine.world import SPINOFF_LINE
from simulation.model import population


class SpinOff(Account):
    """One of a mother's spin-offs; mother and spin-offs share a content family, so hearing many of them tires."""

    role, kind, family = population.SPINOFF, "spin-off", SPINOFF_LINE
    labelled, paid, commented = True, True, True
