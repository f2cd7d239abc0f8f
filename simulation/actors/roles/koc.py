"""KOC: a consumer of the network who has the product and shares it, publicly to followers and privately to friends."""

from __future__ import annotations

from typing import NamedTuple

from simulation.actors.account import Account
from simulation.actors.channels import CONSUMERS
from simulation.engine.world import KOC_CONTENT
from simulation.model import population


class Contract(NamedTuple):
    """What a KOC is promised, and what it makes of her independence."""

    how: str  # she was chosen, by the name of a way of recruiting
    independence: float
    fee: bool  # she is paid for each post
    training_fen: int = 0  # what she is taught first, a person


class KOC(Account):
    """A recruited consumer. Not a small KOL: what she says counts as the word of a consumer (social evidence)."""

    role, kind, channel, family, traits = population.KOC, "KOC", CONSUMERS, KOC_CONTENT, "koc"
    labelled, paid, commented = True, True, False
    scripted = True
    chosen_by: str  # the way of recruiting, by its name
