"""How many different people a plan is expected to reach: followers counted once, however many accounts they follow.

A consumer is missed by every showing with the product of the probabilities of missing each, (19), (20) and (32) of the
model: r·activity for a post of an account one follows, `notice` for one's share of the advertisements. What friends pass
on, what the platform adds and what happens inside pools of members comes on top, and is not in it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulation.actors.channels import CHANNELS
from simulation.engine.world import Floats
from simulation.model import equations as eq

if TYPE_CHECKING:
    from simulation.actors.account import Account
    from simulation.actors.desk import Desk

FADED = 0.05  # share of its first reach below which a post is no longer shown
SURE = 1.0 - 1e-12


class Reach(NamedTuple):
    """Expected reach of a plan, in people."""

    people: float  # reached at least once
    contacts: float  # showings seen
    followers: float  # of all accounts together, as planners add them up
    alone: Mapping[str, float]  # reached at least once by each channel if it stood alone

    @property
    def counted_twice(self) -> float:
        """People whom adding up the channels counts more than once."""
        return max(0.0, sum(self.alone.values()) - self.people)


def expected_reach(desk: Desk) -> Reach:
    """The expected reach of what a desk has bought."""
    world = desk.market.world
    missed, contacts = np.zeros((len(CHANNELS), world.size)), 0.0  # log probability of being missed, by channel
    for place, channel in enumerate(CHANNELS):
        accounts = [account for account in desk.accounts if account.channel == channel]
        missed[place], seen = of_posts(desk, accounts)
        contacts += seen
        if desk.brand in accounts:
            shown = float(desk.impressions.sum())
            missed[place] += shown * math.log1p(-world.p.notice / world.size)
            contacts += shown * world.p.notice
    alone = {channel: world.scale * reached(row) for channel, row in zip(CHANNELS, missed, strict=True)}
    followers = sum(account.followers for account in desk.accounts)
    return Reach(world.scale * reached(missed.sum(axis=0)), world.scale * contacts, followers, alone)


def reached(missed: Floats) -> float:
    """Consumers expected to be reached, from the log probability of missing each."""
    return abs(float(np.expm1(missed).sum()))


def of_posts(desk: Desk, accounts: Sequence[Account]) -> tuple[Floats, float]:
    """(consumers,) log probability of seeing no post of these accounts, and how many posts are expected to be seen."""
    world, posting = desk.market.world, [account for account in accounts if account.made and account.row.size]
    missed = np.zeros(world.size)
    if not posting:
        return missed, 0.0
    follower = np.concatenate([account.row for account in posting])
    of = np.repeat(np.arange(len(posting)), [account.row.size for account in posting])
    activity, seen = world.population.activity[follower], 0.0
    for age in range(oldest(world.p.half_life) + 1):
        reach = np.array([reach_at(world.p, account.followers, age) for account in posting])
        posts = np.array([sum(day + age <= world.horizon for day in account.made) for account in posting])
        chance = np.minimum(SURE, reach[of] * activity)
        missed += np.bincount(follower, posts[of] * np.log1p(-chance), world.size)
        seen += float(np.dot(posts[of], chance))
    return missed, seen


def reach_at(p: object, followers: float, age: int) -> float:
    """Share of its followers a post reaches at an age in days."""
    fresh = eq.post_reach(followers, p.reach_rate, p.reach_followers, p.epsilon, p.reach_max)  # type: ignore[attr-defined]
    return float(eq.aged(fresh, float(age), p.half_life))  # type: ignore[attr-defined]


def oldest(half_life: float) -> int:
    """Days after which a post is shown to hardly anybody."""
    return int(half_life * math.log2(1.0 / FADED))
