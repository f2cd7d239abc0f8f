"""What a tracker would know: which channels a consumer was reached by before buying, and how often.

A touch is an exposure delivered by an account of the campaign: a post seen, an advertisement noticed, a search result, a
message or a talk. What friends tell each other, recruited KOC among them, no tracker sees.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from simulation.actors.campaign import Campaign
from simulation.actors.channels import CHANNELS, GIVEN_BY
from simulation.engine.world import NOBODY, Floats, Ints, Offer
from simulation.model.population import ACTION, KOC

Counts = npt.NDArray[np.int32]
AWARE = 0  # transition
RULES = ("last", "first", "linear", "evidence", "traced")


class Touches:
    """Touches by channel and consumer up to the first purchase: on the first day of any, on the last, and in all.

    Within a day nobody knows an order: touches of one day count alike.
    """

    def __init__(self, campaign: Campaign) -> None:
        self.campaign, shape = campaign, (len(CHANNELS), campaign.market.world.size)
        self.first, self.last, self.every = (np.zeros(shape, np.int32) for _ in range(3))
        self._never = np.ones(shape[1], np.bool_)
        campaign.run.listener = self.hear

    def hear(self, offer: Offer, content: Ints, who: Ints) -> None:
        """Count a day's touches of those who had not bought by dawn."""
        n, account = self._never.size, offer.contents.account[content]
        before = (account != NOBODY) & (self.campaign.run.state.funnel.crossed[ACTION, who] < 0)
        cell = channels_of(self.campaign)[account[before]] * n + who[before]
        today = np.bincount(cell, minlength=len(CHANNELS) * n).reshape(len(CHANNELS), n).astype(np.int32)
        touched = today.any(axis=0)
        new = touched & self._never
        self.first[:, new], self.last[:, touched] = today[:, new], today[:, touched]
        self.every += today
        self._never &= ~touched


def channels_of(campaign: Campaign) -> npt.NDArray[np.int64]:
    """(accounts,) the channel of each, by its place in CHANNELS."""
    return np.array([CHANNELS.index(account.channel) for account in campaign.desk.accounts], np.int64)


def claims(touches: Touches) -> dict[str, Floats]:
    """Buyers each accounting gives to each channel, shape (channels,) in people, by rule.

    - last, first: to the channels of the last (first) day on which a buyer was touched, in proportion to that day's touches;
    - linear: to all touches alike;
    - evidence: to whom the model credits with each step of a buyer's way, steps alike; credit is drawn in proportion to the
      evidence that led to the step;
    - traced: the same, and where a friend is credited, to whom the friend owes hearing of it, and so on back to an account.

    What a rule gives to nobody (an untouched buyer; a friend; own initiative) is in no channel.
    """
    campaign = touches.campaign
    buyer = np.flatnonzero(campaign.run.state.funnel.crossed[ACTION] >= 0)
    counted = {"last": touches.last, "first": touches.first, "linear": touches.every}
    told = {rule: _shared(counts[:, buyer]) for rule, counts in counted.items()}
    told |= {"evidence": _credited(campaign, buyer, _owner), "traced": _credited(campaign, buyer, _root)}
    return {rule: told[rule] * campaign.market.world.scale for rule in RULES}


def _shared(counts: Counts) -> Floats:
    """(channels,) each buyer divided in proportion to touches; who was never touched counts for nobody."""
    of_all = counts.sum(axis=0)
    return np.asarray((counts[:, of_all > 0] / of_all[of_all > 0]).sum(axis=1))


def _credited(campaign: Campaign, buyer: Any, owner_of: Callable[[Campaign, int, Any], Any]) -> Floats:
    """(channels,) each buyer divided evenly over the steps of the way to the purchase, each step to its owner."""
    made = campaign.run.state.funnel.crossed[: ACTION + 1, buyer] >= 0
    part, total = 1.0 / made.sum(axis=0), np.zeros(len(CHANNELS))
    for step in range(ACTION + 1):
        owner = np.where(made[step], owner_of(campaign, step, buyer), NOBODY)
        total += np.bincount(owner[owner >= 0], part[owner >= 0], len(CHANNELS))
    return total


def _owner(campaign: Campaign, step: int, people: Any) -> Any:
    """(people,) the channel of the account credited with a step, or of a recruited KOC in her own words; else NOBODY."""
    n, hired, channel = campaign.market.world.size, campaign.run.state.talk.hired, channels_of(campaign)
    source, role = campaign.run.state.funnel.credit[step, people], campaign.run.state.funnel.credit_role[step, people]
    recruit = np.where((source >= 0) & (source < n) & (role == KOC), hired[np.where(source < n, source, 0)], NOBODY)
    account = np.where(source >= n, source - n, recruit)
    return np.where(account >= 0, channel[np.maximum(account, 0)], NOBODY)


def _root(campaign: Campaign, step: int, people: Any) -> Any:
    """(people,) the same, a friend's word traced to what made the friend aware, or gave her the product, ever earlier."""
    funnel, n = campaign.run.state.funnel, campaign.market.world.size
    owner, source, day = _owner(campaign, step, people), funnel.credit[step, people].copy(), funnel.crossed[step, people].copy()
    given = np.isin(np.arange(n), [i for persons in campaign.desk.trials.values() for i in persons])
    while (told := np.flatnonzero((owner == NOBODY) & (source >= 0) & (source < n))).size:
        friend = source[told]
        since, heard_of = funnel.crossed[AWARE, friend], _owner(campaign, AWARE, friend)
        earlier = (since >= 0) & (since < day[told])
        owner[told] = np.where(earlier, heard_of, np.where(given[friend], CHANNELS.index(GIVEN_BY), NOBODY))
        source[told], day[told] = np.where(earlier, funnel.credit[AWARE, friend], NOBODY), since
    return owner
