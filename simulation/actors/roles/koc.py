"""KOC: a consumer of the network who has the product and shares it, publicly to followers and privately to friends."""

from __future__ import annotations

from simulation.actors.account import Account
from simulation.engine.world import KOC_CONTENT
from simulation.model import population


class KOC(Account):
    """A recruited consumer. Not a small KOL: what she says counts as the word of a consumer (social evidence)."""

    role, kind, family = population.KOC, "KOC", KOC_CONTENT
    labelled, paid, commented = True, True, False
