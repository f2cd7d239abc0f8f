"""Linear thresholds against live edges (each consumer keeps at most one in-tie), by enumeration and in the limit.

D. Kempe, J. Kleinberg & É. Tardos (2003), Claim 2.6.
"""

from itertools import product

import numpy as np
import pytest
from standard_error import agree, independent_runs

from simulation.engine.spread import spread
from simulation.graph import generators
from simulation.graph.network import Network
from simulation.model import laws

TIES = [(0, 1), (2, 1), (0, 2), (1, 2), (4, 2), (1, 3), (2, 3), (3, 4), (1, 4), (5, 4), (4, 5), (3, 5), (2, 5)]
STRENGTH = [0.5, 0.25, 0.2, 0.3, 0.4, 0.6, 0.1, 0.5, 0.25, 0.25, 0.9, 0.05, 0.05]
CONSUMERS, REPLICATES = 6, 64_000


def live_edges(weights):
    """(consumers,) probability of adopting: each keeps in-tie k with probability weights[k], else none."""
    adopted = np.zeros(CONSUMERS)
    rows = [[(None, 1.0)] for _ in range(CONSUMERS)]
    for (j, i), weight in zip(TIES, weights, strict=True):
        rows[i].append((j, weight))
        rows[i][0] = (None, rows[i][0][1] - weight)
    for kept in product(*rows):
        reached = {0}
        for _ in range(CONSUMERS):
            reached |= {i for i in range(CONSUMERS) if kept[i][0] in reached}
        adopted[list(reached)] += np.prod([share for _, share in kept])
    return adopted


def equal_weights(shrunk=1.0):
    """1/indegree for every tie."""
    degree = np.bincount([i for _, i in TIES])
    return [shrunk / degree[i] for _, i in TIES]


def limit(seeds, mean_degree=4.0):
    """Adopters of a Poisson network without end: b = Σ p_k (k − 1)/⟨k⟩, q = ρ0/(1 − (1 − ρ0) b)."""
    none = np.exp(-mean_degree)
    branching = (mean_degree - 1 + none) / mean_degree
    return seeds + (1 - seeds) * (1 - none) * seeds / (1 - (1 - seeds) * branching)


@pytest.mark.parametrize("strength", [None, STRENGTH])
def test_a_threshold_is_one_live_edge_a_consumer(strength):
    network = Network.from_edges(*zip(*TIES, strict=True), strength)
    out = spread(network, laws.linear_threshold(), 0, replicates=REPLICATES)
    exact = live_edges(strength or equal_weights())
    wrong = live_edges([0.95 * weight for weight in strength or equal_weights()])
    adopted = out.day >= 0
    assert adopted[:, 0].all() and exact[0] == pytest.approx(1)
    assert agree(adopted[:, 1:], exact[1:])
    assert not agree(adopted[:, 1:], wrong[1:])
    assert agree(out.sizes[:, None] / CONSUMERS, [exact.sum() / CONSUMERS])
    assert not agree(out.sizes[:, None] / CONSUMERS, [wrong.sum() / CONSUMERS])


def test_thresholds_on_a_poisson_network_reach_the_limit():
    assert round(limit(0.01), 5) == 0.04842
    n = 200_000

    def poisson(key):
        return generators.erdos_renyi(n, 4, key=key)

    shares = independent_runs(poisson, 40, laws.linear_threshold(), range(n // 100), 400)[:, -1:]
    assert agree(shares, [limit(0.01)])
    assert not agree(shares, [limit(0.0105)])
    assert not agree(shares, [limit(0.01, mean_degree=4.2)])
