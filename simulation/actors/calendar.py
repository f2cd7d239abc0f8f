"""Who does what on which day, as the desk's plan stands that morning."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from simulation.actors.desk import Desk
from simulation.engine.actions import Actions
from simulation.engine.world import Ints

NO_POSTS = np.zeros((0, 5), np.int32)
FADED = 0.05  # share of its first reach below which an old post is no longer listed


class Calendar:
    """The plans of all accounts, read anew each day."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._known: dict[int, Ints] = {}  # planned posts by day; kept until there are more, and so is
        self._plan = NO_POSTS  # all of them, the latest day first
        self.oldest = int(desk.market.p.half_life * math.log2(1.0 / FADED))  # days after which a post has faded

    def actions(self, day: int) -> Actions:
        """What the campaign does on one day."""
        desk, brand = self.desk, self.desk.brand.number
        accounts, places, ages, organic = _parted(self._posts(day))
        boosted, boosted_places, boosts = _parted(_table([(*post, n) for post, n in desk.boosts.get(day, {}).items() if n], 3))
        writers, selling = _parted(_table([(m.account, int(m.sells)) for m in desk.messages.get(day, ())], 2))
        sellers, capacity = self._pitches(day)
        return Actions(
            hires=np.array(desk.hires.get(day, ()), np.int32),
            trials=np.array(desk.trials.get(day, ()), np.int32),
            posts=accounts, places=places, ages=ages, organic=organic,
            boosted=boosted, boosted_places=boosted_places, boosts=boosts,
            impressions=int(desk.impressions[day]), advertiser=brand, slots=int(desk.slots[day]),
            writers=writers, sells=selling, sellers=sellers, capacity=capacity,
        )  # fmt: skip

    def _posts(self, day: int) -> Ints:
        """(posts, 4) account, place, age, organic of every post that can be seen: today's first, then older ones."""
        if len(self._plan) != sum(map(len, self.desk.posts.values())):
            self._plan = np.concatenate([self._planned(posted) for posted in sorted(self.desk.posts, reverse=True)])
        first, last = np.searchsorted(-self._plan[:, 2], (-day, self.oldest - day + 1))
        posts = self._plan[first:last]
        posts = posts[day < posts[:, 4]][:, :4]
        posts[:, 2] = day - posts[:, 2]
        return posts

    def _planned(self, day: int) -> Ints:
        """(posts, 5) account, place, day, organic, day of closure of the posts planned for one day."""
        posts, known = self.desk.posts[day], self._known.get(day, NO_POSTS)
        if len(known) != len(posts):
            accounts = self.desk.accounts
            rows = [(n, place, day, int(place in accounts[n].organic), accounts[n].closed_on) for n, place in sorted(posts)]
            known = self._known[day] = _table(rows, 5)
        return known

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


def _table(rows: list[Any], width: int) -> Ints:
    """A table that may be empty."""
    return np.array(rows, np.int32).reshape(-1, width)


def _parted(table: Ints) -> Any:
    """The columns of a table, each in one piece."""
    return np.ascontiguousarray(table.T)
