"""Independent cascades against the enumeration of live edges, and against the recursion of tree-like networks.

D. Kempe, J. Kleinberg & É. Tardos, "Maximizing the spread of influence through a social network" (2003), Claim 2.3.
"""

from itertools import product

import numpy as np
from standard_error import agree, independent_runs

from simulation.engine.spread import spread
from simulation.graph import generators
from simulation.graph.network import Network
from simulation.model import laws

# A loop, two ways to meet, a dead end, a tie back to a seed: twelve ties, eight consumers.
TIES = [(0, 1), (0, 2), (1, 3), (2, 3), (3, 4), (4, 1), (4, 5), (2, 5), (5, 6), (6, 2), (6, 7), (7, 0)]
CONSUMERS, STEPS, REPLICATES = 8, 8, 64_000


def live_edges(p):
    """(steps + 1, consumers) probability of having adopted, over all 2^12 worlds of ties that carry or do not."""
    adopted = np.zeros((STEPS + 1, CONSUMERS))
    for carries in product([False, True], repeat=len(TIES)):
        live = [tie for tie, carried in zip(TIES, carries, strict=True) if carried]
        reached = {0}
        for step in range(STEPS + 1):
            adopted[step, list(reached)] += p ** len(live) * (1 - p) ** (len(TIES) - len(live))
            reached |= {i for j, i in live if j in reached}
    return adopted


def tree_like(degree, w, seeds, steps):
    """A_t = 1 − (1 − ρ0) θ_t^d with θ ← 1 − w[1 − (1 − ρ0) θ^(d−1)]."""
    theta, adopted = 1.0, []
    for _ in range(steps + 1):
        adopted.append(1 - (1 - seeds) * theta**degree)
        theta = 1 - w * (1 - (1 - seeds) * theta ** (degree - 1))
    return np.array(adopted)


def test_a_cascade_is_a_walk_along_live_edges():
    network = Network.from_edges(*zip(*TIES, strict=True))
    out = spread(network, laws.independent_cascade(0.4), 0, STEPS, replicates=REPLICATES)
    exact, wrong = live_edges(0.4), live_edges(0.42)
    mean = slice(1, None)
    assert agree(out.curve[:, mean] / CONSUMERS, exact.sum(axis=1)[mean] / CONSUMERS)
    assert not agree(out.curve[:, mean] / CONSUMERS, wrong.sum(axis=1)[mean] / CONSUMERS)
    for step in (1, 3, STEPS):
        able = (exact[step] > 1e-9) & (exact[step] < 1 - 1e-9)
        adopted = (out.day >= 0) & (out.day <= step)
        assert agree(adopted[:, able], exact[step, able])
        assert not agree(adopted[:, able], wrong[step, able])
        np.testing.assert_array_equal(adopted[:, ~able].mean(axis=0), exact[step, ~able].round(9))


def test_a_cascade_on_a_random_regular_network_follows_the_recursion():
    table = [0.0100, 0.0297, 0.0582, 0.0986, 0.1543, 0.2276, 0.3183, 0.4219, 0.5287, 0.6265, 0.7059, 0.7634, 0.8015]
    exact = tree_like(4, 0.5, 0.01, 12)
    assert exact.round(4).tolist() == table
    law = laws.independent_cascade(0.5)
    shares = independent_runs(lambda key: generators.regular(200_000, 4, key=key), 32, law, range(2000), 12)
    assert agree(shares[:, 1:], exact[1:])
    assert not agree(shares[:, 1:], tree_like(4, 0.525, 0.01, 12)[1:])
    assert not agree(shares[:, 1:], tree_like(4, 0.5, 0.0105, 12)[1:])
