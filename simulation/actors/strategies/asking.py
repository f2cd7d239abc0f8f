"""Whom a strategy asks that needs one creator and no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulation.actors.desk import Desk
    from simulation.actors.market import Tier


def largest(desk: Desk, tier: Tier, money: int, posts: int, start: int, independence: float) -> int | None:
    """The first of a tier who accepts a package that `money` pays for in full; she is hired then. None: nobody does."""
    for creator in tier:
        if desk.contact_cost + posts * desk.price(creator) <= money:
            money -= desk.buy_package(creator, money, posts, start, independence)
            if desk.account_of(creator):
                return creator
    return None
