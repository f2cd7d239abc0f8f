"""How near everybody is to everybody, and how many shortest ways lead through each: exact, by one search a consumer.

U. Brandes, "A faster algorithm for betweenness centrality" (2001). Ties count one step whatever their strength.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from simulation.graph.csr import Ends, Starts
from simulation.graph.network import Network
from simulation.model.compiled import compiled
from simulation.refusal import Refusal, Verbatim

LARGEST = 20_000  # consumers; searches grow with consumers times ties
Floats = npt.NDArray[np.float64]


class Centrality(NamedTuple):
    """Two measures of every consumer's place, (consumers,) each."""

    distance: Floats  # mean steps to all others; those who cannot be reached count as far as there are consumers
    betweenness: Floats  # ordered pairs of others joined by shortest ways through here, each pair divided among its ways


def centrality(network: Network) -> Centrality:
    """Both measures along ties in their direction; networks of up to 20,000 consumers with ties of their own."""
    if network.is_complete or network.n_consumers > LARGEST:
        found = Verbatim("a complete network" if network.is_complete else f"{network.n_consumers:,} consumers")
        raise Refusal("network", found, f"recorded ties of up to {LARGEST:,} consumers", "take a sample of it")
    return Centrality(*_searched(network.out_start, network.out_target))


@compiled
def _searched(start: Starts, target: Ends) -> Any:
    n = start.size - 1
    distance, betweenness = np.zeros(n, np.float64), np.zeros(n, np.float64)
    order, steps = np.empty(n, np.int64), np.empty(n, np.int64)
    ways, owed = np.empty(n, np.float64), np.empty(n, np.float64)
    for source in range(n):
        steps[:], ways[:], owed[:] = -1, 0.0, 0.0
        steps[source], ways[source], order[0] = 0, 1.0, source
        seen, found = 0, 1
        while seen < found:
            j = order[seen]
            seen += 1
            for arc in range(start[j], start[j + 1]):
                i = target[arc]
                if steps[i] < 0:
                    steps[i], order[found] = steps[j] + 1, i
                    found += 1
                if steps[i] == steps[j] + 1:
                    ways[i] += ways[j]
        distance[source] = (steps[order[:found]].sum() + n * (n - found)) / max(n - 1, 1)
        for place in range(found - 1, 0, -1):
            j = order[place]
            for arc in range(start[j], start[j + 1]):
                i = target[arc]
                if steps[i] == steps[j] + 1:
                    owed[j] += ways[j] / ways[i] * (1.0 + owed[i])
            betweenness[j] += owed[j]
    return distance, betweenness
