"""An account is a `mesa.Agent`: its role, contract, audience, plan and price. Consumers are columns; accounts decide."""

from __future__ import annotations

from typing import Any, ClassVar

import mesa
import numpy as np

from simulation.engine.world import NOBODY, Floats, Ints
from simulation.model import chance

NO_ROW = np.zeros(0, np.int32)
NEVER = 2**31 - 1  # a day after every horizon


class Account(mesa.Agent):
    """Somebody the campaign works with; the leaves in `roles/` say what a role brings with it."""

    role: int
    kind: ClassVar[str]  # the role in words, as tables show it
    channel: str  # one of CHANNELS
    traits: ClassVar[str] = ""  # whose parameters say how it deals with people, as in `interactivity_koc`; "": neutral
    scripted: ClassVar[bool] = False  # it may be given its texts
    capable: ClassVar[bool] = False  # it talks one by one to members of a pool of its own
    closable: ClassVar[bool] = False  # the platform may close it
    family: int
    labelled: bool  # its posts carry a label
    paid: ClassVar[bool]  # its posts are paid for, so they wear independence down
    commented: bool  # its posts carry the comments of others

    def __init__(self, model: Any, label: str, word: chance.Bits, followers: float, independence: float) -> None:
        super().__init__(model)
        # Mesa 3.3 counts agents in a table of the class, which keeps every model alive that ever had one.
        getattr(mesa.Agent, "_ids", {}).pop(model, None)
        self.unique_id = len(model.agents)
        self.number = NOBODY  # its place among the campaign's accounts, and its column in the cast
        self.label = label
        self.word = np.uint64(word)  # what chance knows it by
        self.followers = followers  # people, as the reach law counts them
        self.independence = independence
        self.interactivity = self.accessibility = self.expertise = self.quality = 0.5
        self.script = 0.0  # how far its texts are given
        self.reputation = 0.0
        self.begun = 1  # day from which it is looked after, and a seller works
        self.talks = 0.0  # consumers it can talk to a day, once it works at full capacity
        self.closed_on = NEVER  # day the platform closes it: nothing it does from then on happens
        self.node = NOBODY  # the consumer it is
        self.hired_on = 0  # day a KOC starts sharing
        self.mother: Account | None = None  # whom it is openly a spin-off of
        self.row: Ints = NO_ROW  # followers, in consumers
        self.ties: Floats | None = None  # strength of the tie to each follower; None: none
        self.days: list[int] = []  # days of its posts; the post's place in this list is its name
        self.organic: set[int] = set()  # places of the posts nobody paid for
        self.spend_fen = 0

    def post_on(self, days: list[int]) -> None:
        """Add posts to the plan."""
        self.days.extend(days)

    @property
    def made(self) -> list[int]:
        """Days of the posts it lives to make."""
        return [day for day in self.days if day < self.closed_on]


def invented(kind: str, of: chance.Bits, ordinal: int) -> chance.Bits:
    """What chance knows an invented account by: mother or brand, role and ordinal."""
    return chance.at(chance.at(chance.name_of(kind), of), ordinal)
