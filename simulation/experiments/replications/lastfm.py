"""The shipped graph on which seeds are chosen: 7,624 LastFM users of Asia who follow each other."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import numpy.typing as npt

from simulation.engine.spread import spread
from simulation.experiments.shipped import scenarios
from simulation.experiments.statistics import Floats
from simulation.graph.centrality import Centrality, centrality
from simulation.graph.network import Network
from simulation.model.laws import Law

Longs = npt.NDArray[np.int64]


@cache
def network(quick: bool) -> Network:
    """Who follows whom, mutually; in the quick form within the country with most users. All are in a tie."""
    import pandas as pd

    folder = scenarios() / "data" / "lastfm-asia"
    ties, users = pd.read_csv(folder / "lastfm_asia_edges.csv.gz"), pd.read_csv(folder / "lastfm_asia_target.csv.gz")
    if quick:
        users = users[users["target"] == users["target"].mode()[0]]
        ties = ties[ties["node_1"].isin(users["id"]) & ties["node_2"].isin(users["id"])]
    return Network.from_edges(ties["node_1"], ties["node_2"], directed=False)


@cache
def places(quick: bool) -> Centrality:
    """How central everybody is."""
    return centrality(network(quick))


def best(score: Floats | Longs, number: int, lots: Floats) -> Longs:
    """Positions of the highest scores, equals in the order of their lots."""
    return np.lexsort((lots, -score))[:number]


def reached(network: Network, law: Law, seeds: Callable[[int], Longs], batches: int, replicates: int) -> Floats:
    """(batches,) mean adopters; the seeds of a batch are positions, its draws the same whatever they are."""
    keys = range(batches)
    return np.array([spread(network, law, network.ids[seeds(key)], None, key, replicates).sizes.mean() for key in keys])
