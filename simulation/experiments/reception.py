"""How a campaign was received: who was exposed how often, how far they came, whom they trust, which touches they had."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulation.actors.campaign import Campaign
from simulation.engine.world import NOBODY, Floats, remembered
from simulation.experiments import metrics
from simulation.experiments.metrics import over
from simulation.experiments.sales import Sales
from simulation.model import equations as eq
from simulation.model.population import ACTION, BRAND, INTEREST, KOS, SEARCH

AWARENESS = 0  # transition


def totals(campaign: Campaign, spend: float) -> dict[str, Any]:
    """The totals about exposure, conversion, pools and trust; spend in CNY."""
    return {**_exposure(campaign, spend), **_conversion(campaign), **_pools(campaign), **_trust(campaign)}


def _exposure(campaign: Campaign, spend: float) -> dict[str, Any]:
    run, scale, accounts = campaign.run, campaign.market.world.scale, campaign.desk.accounts
    reached = np.count_nonzero(run.state.funnel.reached_on >= 0)
    impressions = float(run.cast.views.sum() * scale)
    posts = np.array([len(account.days) for account in accounts])
    small = np.array([account.followers < metrics.SMALL for account in accounts])
    heard = remembered(run.state.fatigue, campaign.market.world.kept_heard, run.day)
    return {
        "impressions": impressions,
        "frequency": over(sum(day.exposures for day in run.days), reached),
        "effective_cpm": over(1000.0 * spend, impressions),
        "exposure_gini": gini(heard.sum(axis=0)),
        "views_gini": gini(run.cast.views[run.cast.role != BRAND].astype(np.float64)),
        "small_account_share": over(posts[small].sum(), posts.sum()),
    }


def gini(amounts: Floats) -> Any:
    """The Gini coefficient of amounts, shape (holders,): Σ (2k − n − 1)·x_k / (n Σ x), x ascending; NA where all are 0."""
    n, some = amounts.size, np.sort(amounts[amounts > 0.0])
    rank = np.arange(n - some.size + 1, n + 1)
    return over(((2.0 * rank - n - 1.0) * some).sum(), n * some.sum())


def _conversion(campaign: Campaign) -> dict[str, Any]:
    funnel = campaign.run.state.funnel
    ways = {
        "awareness": (funnel.reached_on >= 0, funnel.crossed[AWARENESS] >= 0),
        "interest": (funnel.crossed[AWARENESS] >= 0, funnel.entries[INTEREST] > 0),
        "search": (funnel.entries[INTEREST] > 0, funnel.entries[SEARCH] > 0),
        "action": (funnel.entries[SEARCH] > 0, funnel.crossed[ACTION] >= 0),
    }
    return {f"cvr_{to}": over(np.count_nonzero(came & went), np.count_nonzero(came)) for to, (came, went) in ways.items()}


def _pools(campaign: Campaign) -> dict[str, Any]:
    state, scale = campaign.run.state, campaign.market.world.scale
    members, of_sellers = np.count_nonzero(state.trade.pool != NOBODY), np.count_nonzero(state.trade.pool >= 0)
    return {
        "members": float(members * scale),
        "members_by_sellers_share": over(of_sellers, members),
        "sharers": float(np.count_nonzero(spoke(campaign)) * scale),
    }


def spoke(campaign: Campaign) -> Any:
    """(consumers,) whether each ever spoke of the product without being recruited to."""
    talk = campaign.run.state.talk
    return (talk.spell > 0) & (talk.hired == NOBODY)


def _trust(campaign: Campaign) -> dict[str, Any]:
    before, change = campaign.market.world.population.trust.mean(axis=1), trust_learnt(campaign)
    told: dict[str, Any] = {}
    for role, start, more in zip(metrics.LEARNT, before, change, strict=True):
        word = metrics.role_word(role)
        told |= {f"trust_in_{word}": float(start + more), f"trust_change_{word}": float(more)}
    return told | {"trust_points": float(100.0 * (before + change).mean())}


def trust_learnt(campaign: Campaign) -> Floats:
    """(learnt roles,) mean trust at the end less that at the start, among all consumers: what was learnt has faded since."""
    world, learning, p = campaign.market.world, campaign.run.state.learning, campaign.market.p
    role, person = np.divmod(np.flatnonzero(learning.learnt_on), world.size)
    prior, kept = world.population.trust[role, person], world.kept_trust[campaign.run.day - learning.learnt_on[role, person]]
    faded = eq.learnt.py_func  # type: ignore[attr-defined]
    alpha = faded(p.trust_strength * prior, learning.alpha[role, person], kept)
    beta = faded(p.trust_strength * (1.0 - prior), learning.beta[role, person], kept)
    return np.asarray(np.bincount(role, alpha / (alpha + beta) - prior, len(metrics.LEARNT)) / world.size)


# ------------------------------------------------------------------------------------------------------------- touches


def touches(campaign: Campaign) -> dict[str, Any]:
    """The eight touches, a row each, by the people who ever had them."""
    told, scale = metrics.TOUCHES.values(), campaign.market.world.scale
    had = touched(campaign)
    return {
        "touch": [metric.name for metric in told],
        "english": [metric.heading for metric in told],
        "definition": [metric.definition for metric in told],
        "people": [float(np.count_nonzero(had[metric.name]) * scale) for metric in told],
    }


def touched(campaign: Campaign) -> dict[str, Any]:
    """(consumers,) whether each ever had a touch, by touch."""
    state, world, sales = campaign.run.state, campaign.market.world, Sales(campaign)
    funnel, member, p = state.funnel, state.trade.pool != NOBODY, campaign.market.p
    searched, kinds = funnel.entries[SEARCH] > 0, np.bitwise_count(funnel.heard_from)
    cheapest = min(world.price(day) for day in range(1, world.horizon + 1))
    affordable = (world.population.willing >= cheapest) | (p.wtp_gate == 0.0)
    own_shop = np.zeros(world.size, np.bool_)
    own_shop[sales.first_captured] = True
    return {
        "见": funnel.reached_on >= 0,
        "搜": searched,
        "入": (funnel.heard_from >> KOS & 1 > 0) | member | own_shop,
        "比": searched & (kinds >= 2),
        "进": searched & (kinds >= p.source_classes) & affordable,
        "购": funnel.crossed[ACTION] >= 0,
        "联": member,
        "扩": spoke(campaign),
    }
