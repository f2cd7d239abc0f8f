"""The brand's own persona, who keeps company with the members of its pool and writes to all of them (私域).

Not a seller: nobody is talked to one by one, and part of what is written sells nothing. Behind the persona stands the
brand, so its independence is 0.
"""

from __future__ import annotations

from simulation.actors.account import Account
from simulation.actors.channels import PRIVATE_DOMAIN
from simulation.engine.world import KOS_CONTENT
from simulation.model import population


class Community(Account):
    """An account of the brand's that writes to its members; trust in it is trust in sellers."""

    role, kind, channel, family, traits = population.KOS, "community", PRIVATE_DOMAIN, KOS_CONTENT, "kos"
    labelled, paid, commented = True, False, False
