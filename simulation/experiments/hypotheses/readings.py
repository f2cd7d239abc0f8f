"""What is read of a finished campaign: numbers in people, pieces, exposures and shares."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulation.actors.campaign import Campaign
from simulation.experiments import reception
from simulation.experiments.hypotheses.hypothesis import Reading
from simulation.model.population import ACTION, ROLES


def people(campaign: Campaign, chosen: Any) -> float:
    """As many people as these consumers stand for."""
    return float(np.count_nonzero(chosen) * campaign.market.world.scale)


def buyers(campaign: Campaign) -> float:
    """People who bought."""
    return people(campaign, campaign.run.state.funnel.crossed[ACTION] >= 0)


def aware(campaign: Campaign) -> float:
    """People who became aware."""
    return people(campaign, campaign.run.state.funnel.crossed[0] >= 0)


def reach(campaign: Campaign) -> float:
    """People exposed at least once."""
    return people(campaign, campaign.run.state.funnel.reached_on >= 0)


def impressions(campaign: Campaign) -> float:
    """Exposures delivered by accounts."""
    return float(campaign.run.cast.views.sum() * campaign.market.world.scale)


def conversion(campaign: Campaign) -> float:
    """Buyers for a thousand exposures delivered by accounts."""
    return 1000.0 * buyers(campaign) / max(1.0, impressions(campaign))


def pieces(first: int = 1, last: int = 10_000) -> Reading:
    """Pieces bought from one day to another, later purchases too."""
    return lambda campaign: float(
        sum(day.sold for day in campaign.run.days if first <= day.day <= last) * campaign.market.world.scale
    )


def bought_by(day: int) -> Reading:
    """People who had bought by the close of a day."""

    def reading(campaign: Campaign) -> float:
        crossed = campaign.run.state.funnel.crossed[ACTION]
        return people(campaign, (crossed >= 0) & (crossed <= day))

    return reading


def course(every: int) -> Reading:
    """Pieces bought so far, every so many days from day 0 on."""

    def reading(campaign: Campaign) -> list[float]:
        sold = np.cumsum([0, *(day.sold for day in campaign.run.days)]) * campaign.market.world.scale
        return [float(value) for value in sold[::every]]

    return reading


def trust_in(role: int) -> Reading:
    """Mean trust in a role at the end, as learnt and faded."""

    def reading(campaign: Campaign) -> float:
        before = campaign.market.world.population.trust[role].mean()
        return float(before + reception.trust_learnt(campaign)[role])

    reading.__doc__ = f"Mean trust in {ROLES[role]}."
    return reading


def profit(campaign: Campaign) -> float:
    """What the margin on all pieces leaves after what was spent, CNY."""
    product, spent = campaign.market.product, campaign.desk.ledger.spent / 100.0
    return float(product.price * product.margin * pieces()(campaign) - spent)
