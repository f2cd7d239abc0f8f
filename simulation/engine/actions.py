"""What a campaign does on one day, told to the engine at dawn."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulation.engine.world import NOBODY, Ints

NOTHING = np.zeros(0, np.int32)


class Actions(NamedTuple):
    """What the campaign does on one day, at dawn. An older post that can still be seen is listed with its age."""

    hires: Ints = NOTHING  # accounts (KOC) who start today, product in hand and sharing
    trials: Ints = NOTHING  # consumers who are given the product today
    posts: Ints = NOTHING  # accounts with a post to be seen today
    places: Ints = NOTHING  # (posts,) the post's place in its account's plan
    ages: Ints = NOTHING  # (posts,) days since it was posted
    organic: Ints = NOTHING  # (posts,) 1: nobody paid for it
    boosted: Ints = NOTHING  # accounts with a post shown for money today
    boosted_places: Ints = NOTHING  # (boosted,) its place
    boosts: Ints = NOTHING  # (boosted,) how often it is shown, in consumers
    impressions: int = 0  # advertisements bought for today, in consumers
    advertiser: int = NOBODY  # the account that advertises, and whose paid results the search page shows
    slots: int = 0  # paid slots of the search page
    writers: Ints = NOTHING  # accounts that write to the members of the brand's pool today
    sells: Ints = NOTHING  # (writers,) 1: the message sells something
    sellers: Ints = NOTHING  # accounts that pitch today
    capacity: Ints = NOTHING  # (sellers,) members each can talk to today
