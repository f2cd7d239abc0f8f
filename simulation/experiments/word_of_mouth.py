"""Who made whom aware: the trees that credit for awareness draws through accounts and consumers."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulation.actors.campaign import Campaign
from simulation.engine.world import NOBODY, Ints
from simulation.experiments.metrics import DEEP, over
from simulation.graph.measures import Forest, forest
from simulation.model.population import ACTION

AWARENESS = 0  # transition


def credits(campaign: Campaign) -> Forest:
    """The trees over consumers and, behind them, accounts; a recruited KOC and her account are one.

    Sources are accounts, consumers who became aware by themselves, and recruits and people given the product to whom
    nobody had spoken.
    """
    n, cast, funnel = campaign.market.world.size, campaign.run.cast, campaign.run.state.funnel
    parent = np.full(n + cast.word.size, NOBODY, np.int64)
    aware = np.flatnonzero(funnel.crossed[AWARENESS] >= 0)
    source = funnel.credit[AWARENESS, aware].astype(np.int64)
    account = np.where(source >= n, source - n, 0)
    is_consumer = (source >= n) & (cast.node[account] != NOBODY)
    parent[aware] = np.where(is_consumer, cast.node[account], source)
    return forest(parent)


def depths(campaign: Campaign, trees: Forest) -> Ints:
    """(consumers,) generations from the source, −1 for those not aware."""
    aware = campaign.run.state.funnel.crossed[AWARENESS] >= 0
    return np.where(aware, trees.depth[: aware.size], -1).astype(np.int32)


def totals(campaign: Campaign) -> dict[str, Any]:
    """The totals about cascades, and the share of buyers by depth."""
    trees, scale = credits(campaign), campaign.market.world.scale
    told, pairs = trees.size - 1, float((trees.size * (trees.size - 1.0)).sum())
    return {
        **_by_depth(campaign, trees),
        "cascades": int(np.count_nonzero(told)),
        "cascade_size": float(told.max(initial=0) * scale),
        "cascade_depth": int(trees.deepest.max(initial=0)),
        "cascade_breadth": float(trees.breadth[told > 0].max(initial=0) * scale),
        "structural_virality": over(2.0 * trees.distances.sum(), pairs),
    }


def _by_depth(campaign: Campaign, trees: Forest) -> dict[str, Any]:
    bought = np.flatnonzero(campaign.run.state.funnel.crossed[ACTION] >= 0)
    counts = np.bincount(np.minimum(trees.depth[bought], DEEP), minlength=DEEP + 1)
    return {f"buyers_depth_{depth}_share": over(count, bought.size) for depth, count in enumerate(counts)}
