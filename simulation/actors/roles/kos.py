"""KOS: an employee of the brand who pitches to the members of a pool one by one and keeps a small public account."""

from __future__ import annotations

from simulation.actors.account import Account
from simulation.actors.channels import SELLERS
from simulation.engine.world import KOS_CONTENT
from simulation.model import population


class KOS(Account):
    """A seller. Independence 0 throughout, so paid posts cannot wear it down."""

    role, kind, channel, family, traits = population.KOS, "KOS", SELLERS, KOS_CONTENT, "kos"
    labelled, paid, commented = True, False, False
    capable = closable = True
