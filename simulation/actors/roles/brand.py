"""The brand itself, when it speaks through advertisements."""

from __future__ import annotations

from simulation.actors.account import Account
from simulation.actors.channels import ADS
from simulation.engine.world import ADVERTISING
from simulation.model import population


class Brand(Account):
    """The advertiser. An advertisement is known for what it is: no label, nothing to recognise, trust of its own."""

    role, kind, channel, family = population.BRAND, "ads", ADS, ADVERTISING
    labelled, paid, commented = False, False, False
