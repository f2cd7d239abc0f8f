"""What people bought, where, at what price, and who is paid for it out of revenue."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from simulation.actors.campaign import Campaign
from simulation.actors.market import Market
from simulation.engine.world import Floats, Ints, Longs
from simulation.experiments import metrics
from simulation.experiments.metrics import over
from simulation.model import chance
from simulation.model.population import ACTION, BRAND, KOC, PEER, REPURCHASE


class Sales:
    """The purchases of a finished run. Pieces are in consumers unless said otherwise, money in CNY.

    A purchase of a person is captured in the brand's own shops with probability `coverage`, drawn by the person and the
    number of the purchase. The days of everybody's first and latest purchase are known; those in between are counted by
    day, and on each day the same share of them is taken to be captured.
    """

    def __init__(self, campaign: Campaign) -> None:
        self.campaign = campaign
        self.world, self.p = campaign.market.world, campaign.market.p
        self.state = campaign.run.state
        self.pieces = self.state.trade.purchases.astype(np.int64)
        self.buyer = np.flatnonzero(self.pieces)
        self.day: Ints = self.state.funnel.crossed[ACTION]  # of the first purchase
        self.latest: Ints = self.state.funnel.crossed[REPURCHASE]
        self.role = self.state.funnel.credit_role[ACTION]

    @cached_property
    def _kept(self) -> list[list[bool]]:
        """For each buyer, whether each purchase is captured."""
        if self.p.coverage >= 1.0:
            return [[True] * pieces for pieces in self.pieces[self.buyer]]
        stream, names = self.world.stream(chance.CAPTURE), self.world.network.names
        return [
            [chance.draw2(stream, names[i], number) < self.p.coverage for number in range(1, self.pieces[i] + 1)]
            for i in self.buyer
        ]

    @cached_property
    def captured(self) -> Longs:
        """(consumers,) pieces of each in the brand's own shops."""
        pieces = np.zeros_like(self.pieces)
        pieces[self.buyer] = [sum(kept) for kept in self._kept]
        return pieces

    @cached_property
    def first_captured(self) -> Longs:
        """Positions of the buyers whose first purchase was in the brand's own shops."""
        return self.buyer[np.array([kept[0] for kept in self._kept], np.bool_)]

    @cached_property
    def latest_captured(self) -> Longs:
        """Positions of those who bought more than once, the latest time in the brand's own shops."""
        return self.buyer[np.array([len(kept) > 1 and kept[-1] for kept in self._kept], np.bool_)]

    @cached_property
    def price(self) -> Floats:
        """(horizon + 1,) CNY a piece, day by day."""
        return prices(self.campaign.market)

    @cached_property
    def captured_by_day(self) -> Floats:
        """(horizon + 1,) pieces in the brand's own shops."""
        sold, again = np.zeros(self.price.size), self.pieces > 1
        sold[[day.day for day in self.campaign.run.days]] = [day.sold for day in self.campaign.run.days]
        between = sold - self._on_days(self.day[self.buyer]) - self._on_days(self.latest[again])
        known = self._on_days(self.day[self.first_captured]) + self._on_days(self.latest[self.latest_captured])
        pieces = self.pieces.sum() - self.buyer.size - np.count_nonzero(again)
        captured = self.captured.sum() - self.first_captured.size - self.latest_captured.size
        return np.asarray(known + (between * captured / pieces if pieces else 0.0))

    def _on_days(self, days: Ints) -> Longs:
        return np.bincount(days, minlength=self.price.size)

    @cached_property
    def revenue_by_day(self) -> Floats:
        """(horizon + 1,) CNY."""
        return self.captured_by_day * self.price * self.world.scale

    @property
    def goods(self) -> float:
        """What the pieces sold in the brand's own shops cost to make."""
        product = self.campaign.market.product
        return float(self.captured.sum() * self.world.scale * product.price * (1.0 - product.margin))

    @cached_property
    def commission(self) -> Floats:
        """(accounts,) CNY on captured first purchases, a recruit's own word counted as her account's; none for the brand."""
        people, cast, n = self.first_captured, self.campaign.run.cast, self.world.size
        source = self.state.funnel.credit[ACTION, people]
        by_recruit = (source >= 0) & (source < n) & (self.role[people] == KOC)
        account = np.where(by_recruit, self.state.talk.hired[np.where(by_recruit, source, 0)], source - n)
        earning = (account >= 0) & (cast.role[np.maximum(account, 0)] != BRAND)
        value = np.bincount(account[earning], self.price[self.day[people[earning]]], cast.role.size)
        return np.asarray(self.p.commission * value * self.world.scale)

    @property
    def referrals(self) -> float:
        """People a peer has won for the brand's own shops."""
        return float(np.count_nonzero(self.role[self.first_captured] == PEER) * self.world.scale)


def prices(market: Market) -> Floats:
    """(horizon + 1,) CNY a piece: on day 0 the list price, then as the schedule has it."""
    ratio = market.world.schedule.price
    if ratio is None:
        return np.full(market.world.horizon + 1, float(market.product.price))
    return np.asarray(market.product.price * ratio / ratio[0])


def totals(sales: Sales, spend: float) -> dict[str, Any]:
    """The totals about purchases and what they brought; spend in CNY."""
    scale, trade = sales.world.scale, sales.state.trade
    buyers, gmv = sales.buyer.size, float(sales.revenue_by_day.sum())
    commission, rewards = float(sales.commission.sum()), sales.p.referral_reward * sales.referrals
    gross = gmv - sales.goods - commission - rewards
    churned = int(np.count_nonzero(trade.churned))
    return {
        "gmv": gmv,
        "purchases": float(sales.pieces.sum() * scale),
        "captured_purchases": float(sales.captured.sum() * scale),
        "leaked_purchases": float((sales.pieces - sales.captured).sum() * scale),
        "repurchase_rate": over(np.count_nonzero(sales.pieces > 1), buyers),
        "churned": float(churned * scale),
        "churn_rate": over(churned, buyers),
        "referrals": sales.referrals,
        "commission_paid": commission,
        "rewards_paid": rewards,
        "profit": gross - spend,
        "ltv": over(gross, buyers * scale),
        **bought_by(sales.day[sales.buyer]),
    }


def bought_by(days: Ints) -> dict[str, Any]:
    """The day by which each of the shares of a run's buyers had bought; `days` of the first purchase of each, any order."""
    from pandas import NA

    ordered = np.sort(days)
    places = {share: -(-share * ordered.size // 100) - 1 for share in metrics.BOUGHT_BY}
    return {f"t{share}": int(ordered[place]) if ordered.size else NA for share, place in places.items()}
