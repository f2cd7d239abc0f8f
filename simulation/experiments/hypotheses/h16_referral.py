"""H16: do buyers won by friends stay longer, and are they worth more?"""

from __future__ import annotations

import numpy as np

from simulation.actors.campaign import Campaign
from simulation.experiments.hypotheses.conditions import Campaigned
from simulation.experiments.hypotheses.hypothesis import DOWN, NONE, Hypothesis, Reading, between
from simulation.experiments.hypotheses.plans import Mix
from simulation.model.population import ACTION, BRAND, PEER

HORIZON = 240


def days_as_buyer(campaign: Campaign, roles: tuple[int, ...]) -> float:
    """Consumer-days from the first purchase credited to these roles to the end or, on average half way, to being lost."""
    funnel, lost = campaign.run.state.funnel, campaign.run.state.trade.churned
    won = (funnel.crossed[ACTION] >= 0) & np.isin(funnel.credit_role[ACTION], roles)
    days = (campaign.run.day - funnel.crossed[ACTION]) * np.where(lost, 0.5, 1.0)
    return max(1.0, float(days[won].sum()))


def loss(*roles: int) -> Reading:
    """Buyers won by these roles who are lost, a thousand days of being a buyer."""

    def reading(campaign: Campaign) -> float:
        state = campaign.run.state
        won = (state.funnel.crossed[ACTION] >= 0) & np.isin(state.funnel.credit_role[ACTION], roles)
        return 1000.0 * float(np.count_nonzero(won & state.trade.churned)) / days_as_buyer(campaign, roles)

    return reading


def again(*roles: int) -> Reading:
    """Further pieces they buy, a thousand days of being a buyer."""

    def reading(campaign: Campaign) -> float:
        state = campaign.run.state
        won = (state.funnel.crossed[ACTION] >= 0) & np.isin(state.funnel.credit_role[ACTION], roles)
        return 1000.0 * float((state.trade.purchases[won] - 1).sum()) / days_as_buyer(campaign, roles)

    return reading


HYPOTHESIS = Hypothesis(
    id="H16",
    title="Referred buyers stay, and buy no faster",
    statement="Buyers whom a friend has won are lost less often; while they stay they buy no more than others.",
    sources=("koc-explained", "kol-or-koc", "schmitt2011"),
    kind="calibration",
    metric="rate of loss; rate of buying again",
    conditions={"both": Campaigned("KOC and advertisements", Mix(koc=0.5, ads=0.5), {"join_buy": 0.0}, horizon=HORIZON)},
    readings={
        "friends": loss(PEER), "ads": loss(BRAND), "friends again": again(PEER), "ads again": again(BRAND),
    },
    contrasts=(
        between("rate of being lost, won by friends less won by advertisements", "both", "friends", "ads", DOWN),
        between("rate of buying again", "both", "friends again", "ads again", NONE),
    ),
    most=60,
    limits="That referred buyers are lost half as often is put in; traits are drawn alike, so nobody is matched.",
)  # fmt: skip
