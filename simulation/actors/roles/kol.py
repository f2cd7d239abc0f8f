"""KOL: a public account for hire, from head to long tail. Only head accounts draw comments that others read."""

from __future__ import annotations

from simulation.actors.account import Account
from simulation.engine.world import CREATOR_CONTENT
from simulation.model import population


class KOL(Account):
    """A creator hired for posts. Not a KOC: she lives by her audience, not by what she bought."""

    role, kind, family, traits = population.KOL, "KOL", CREATOR_CONTENT, "kol"
    labelled, paid, commented = True, True, True
