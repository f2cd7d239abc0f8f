"""Who does what on which day, as the desk's plan stands that morning."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from simulation.actors.desk import Desk
from simulation.engine.actions import Actions
from simulation.engine.world import Ints

FADED = 0.05  # share of its first reach below which an old post is no longer listed


class Calendar:
    """The plans of all accounts, read anew each day."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.oldest = int(desk.market.p.half_life * math.log2(1.0 / FADED))  # days after which a post has faded

    def actions(self, day: int) -> Actions:
        """What the campaign does on one day."""
        desk, brand = self.desk, self.desk.brand.number
        accounts, places, ages, organic = _columns(self._posts(day), 4)
        boosted, boosted_places, boosts = _columns([(*post, n) for post, n in desk.boosts.get(day, {}).items() if n], 3)
        writers, selling = _columns([(m.account, int(m.sells)) for m in desk.messages.get(day, ())], 2)
        sellers, capacity = self._pitches(day)
        return Actions(
            hires=np.array(desk.hires.get(day, ()), np.int32),
            trials=np.array(desk.trials.get(day, ()), np.int32),
            posts=accounts, places=places, ages=ages, organic=organic,
            boosted=boosted, boosted_places=boosted_places, boosts=boosts,
            impressions=int(desk.impressions[day]), advertiser=brand, slots=int(desk.slots[day]),
            writers=writers, sells=selling, sellers=sellers, capacity=capacity,
        )  # fmt: skip

    def _posts(self, day: int) -> list[tuple[int, int, int, int]]:
        """(account, place, age, organic) of every post that can be seen: today's first, then older ones."""
        accounts, found = self.desk.accounts, []
        for age in range(min(self.oldest, day - 1) + 1):
            posts = sorted(self.desk.posts.get(day - age, ()))
            found += [(n, place, age, int(place in accounts[n].organic)) for n, place in posts if day < accounts[n].closed_on]
        return found

    def _pitches(self, day: int) -> tuple[Ints, Ints]:
        """Who talks to members, and to how many each; fractions of a talk are carried over to the next day."""
        ramp = self.desk.market.p.ramp
        working = [s for s in self.desk.sellers if s.talks > 0 and s.begun <= day < s.closed_on]
        talks = np.array([seller.talks for seller in working])
        worked = [[full_days(upto - seller.begun, ramp) for seller in working] for upto in (day, day + 1)]
        before, after = (np.floor(talks * np.array(days)) for days in worked)
        return np.array([seller.number for seller in working], np.int32), (after - before).astype(np.int32)


def full_days(days: float, ramp: float) -> float:
    """What `days` of work amount to, in days at full capacity, which grows evenly from nothing over the first `ramp`."""
    return days - ramp / 2.0 if days >= ramp else days * days / (2.0 * ramp)


def _columns(rows: list[Any], width: int) -> Any:
    """The columns of a table that may be empty."""
    table = np.array(rows, np.int32).reshape(-1, width)
    return [np.ascontiguousarray(column) for column in table.T]
