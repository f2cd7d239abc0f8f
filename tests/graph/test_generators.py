"""Networks by recipe: exact counts, and shapes within four standard errors."""

import networkx as nx
import numpy as np
import pytest

from simulation.graph import csr, generators
from simulation.graph.generators import (
    RECIPES,
    communities,
    complete,
    erdos_renyi,
    power_law,
    preferential_attachment,
    regular,
    ring,
    small_world,
)
from simulation.refusal import Refusal

SMALL = {
    "erdos_renyi": dict(consumers=200, mean_degree=5),
    "small_world": dict(consumers=200, neighbours=4, rewiring=0.3),
    "preferential_attachment": dict(consumers=200, ties_each=3),
    "power_law": dict(consumers=200, exponent=2.5, minimum=2),
    "communities": dict(consumers=200, communities=7, mean_degree=6, homophily=0.8),
    "regular": dict(consumers=200, degree=5),
    "ring": dict(consumers=200),
    "complete": dict(consumers=200),
}
DRAWN = sorted(set(SMALL) - {"ring", "complete"})


def simple(network):
    """Whether no tie is parallel, to oneself or one way only."""
    source, target = csr.rows_of(network.out_start).astype(np.int64), network.out_target
    codes = source * network.n_consumers + target
    back = target.astype(np.int64) * network.n_consumers + source
    return len(set(codes)) == network.n_arcs and not (source == target).any() and set(codes) == set(back)


def test_every_recipe_is_examined_here():
    assert set(SMALL) == set(RECIPES)


@pytest.mark.parametrize("recipe", SMALL)
def test_the_same_key_gives_the_same_network(recipe):
    one, other = (RECIPES[recipe](**SMALL[recipe], key=3) for _ in range(2))
    assert one.digest == other.digest
    assert one.ids.tolist() == list(range(200))


@pytest.mark.parametrize("recipe", DRAWN)
def test_another_key_gives_another_network(recipe):
    assert len({RECIPES[recipe](**SMALL[recipe], key=key).digest for key in (0, 1, 2**64 + 1)}) == 3


@pytest.mark.parametrize("recipe", DRAWN)
@pytest.mark.parametrize("key", range(5))
def test_no_tie_is_parallel_or_to_oneself(recipe, key):
    assert simple(RECIPES[recipe](**SMALL[recipe], key=key))


def test_the_numbers_of_ties_are_those_promised():
    assert erdos_renyi(1001, 5).n_ties == round(1001 * 5 / 2)
    assert erdos_renyi(50, ties=1225).n_ties == 1225
    assert preferential_attachment(1000, 5).n_ties == 15 + 5 * 994
    assert small_world(1000, 6, 0.5).n_ties == 3000
    assert communities(1000, 10, 12, 0.7).n_ties == 6000
    assert regular(1000, 7).n_ties == 3500
    assert (ring(5).n_ties, ring(5, 2).n_ties, ring(2).n_ties) == (5, 5, 2)
    assert complete(10).n_ties == 45


def within(found, expected, error, k=4):
    assert abs(found - expected) <= k * error, f"{found} against {expected} ± {k} × {error}"


def test_random_ties_give_each_pair_the_same_chance():
    pairs = np.zeros((6, 6))
    for key in range(3000):
        network = erdos_renyi(6, ties=5, key=key)
        pairs[csr.rows_of(network.out_start), network.out_target] += 1
    share = pairs[np.triu_indices(6, 1)] / 3000
    p = 5 / 15
    assert np.abs(share - p).max() <= 5 * np.sqrt(p * (1 - p) / 3000)


def test_random_degrees_vary_as_poisson_degrees_do():
    degree = erdos_renyi(100_000, 8, key=1).in_degree
    # The sample variance of a Poisson(8) sample of n has variance (8 + 2 · 8²)/n.
    within(degree.var(), 8, np.sqrt((8 + 2 * 64) / 100_000))
    within((degree == 0).mean(), np.exp(-8), np.sqrt(np.exp(-8) / 100_000))


def test_homophily_is_the_share_of_ties_inside_which_are_the_strong_ones():
    network = communities(1003, 10, 12, 0.7, key=2)
    inside = network.segment[csr.rows_of(network.out_start)] == network.segment[network.out_target]
    assert inside.sum() == 2 * round(0.7 * (1003 * 6))
    np.testing.assert_array_equal(network.out_strong, inside)
    assert sorted(np.bincount(network.segment)) == [100] * 7 + [101] * 3


def test_ties_across_reach_every_other_community_alike():
    network = communities(3000, 3, 20, 0.5, key=1)
    blocks = np.zeros((3, 3))
    np.add.at(blocks, (network.segment[csr.rows_of(network.out_start)], network.segment[network.out_target]), 1)
    ties = blocks[np.triu_indices(3, 1)]
    assert ties.sum() == 15_000
    for found in ties:
        within(found, 5000, np.sqrt(15_000 * (1 / 3) * (2 / 3)))


def test_communities_apart_and_one_for_all():
    assert communities(100, 10, 5, 1.0).out_strong is None
    assert not communities(100, 10, 5, 0.0).out_strong.any()
    assert communities(100, 1, 5, 1.0).n_ties == 250


def test_preferential_attachment_has_its_exact_law_of_degrees():
    # P(k) = 2c(c + 1) / (k(k + 1)(k + 2)); S. Dorogovtsev, J. Mendes & A. Samukhin (2000).
    n, c = 200_000, 3
    degree = preferential_attachment(n, c, key=1).in_degree
    for k in range(c, 12):
        p = 2 * c * (c + 1) / (k * (k + 1) * (k + 2))
        within((degree == k).mean(), p, np.sqrt(p * (1 - p) / n))
    assert degree.min() == c
    assert degree.max() > np.sqrt(n)


def mle(degree, least, most):
    """The exponent of the greatest likelihood and its standard error, for P(k) ∝ k^−a from least to most."""
    from scipy.optimize import minimize_scalar

    k, logs = np.arange(least, most + 1), np.log(np.arange(least, most + 1))
    mean = np.log(degree).mean()
    best = minimize_scalar(lambda a: a * mean + np.log(np.sum(k**-a)), bounds=(1, 5), method="bounded").x
    weight = k**-best / np.sum(k**-best)
    return best, 1 / np.sqrt(degree.size * (weight @ logs**2 - (weight @ logs) ** 2))


@pytest.mark.parametrize("exponent", [2.2, 2.5, 3.0])
def test_power_law_degrees_have_their_exponent(exponent):
    network = power_law(100_000, exponent, 2, 100, key=1)
    # Pairs left out lower some degrees; those below the minimum are put back to it.
    found, error = mle(np.clip(network.in_degree, 2, 100), 2, 100)
    within(found, exponent, error)


def test_few_half_ties_of_a_power_law_are_lost():
    k = np.arange(2, 317)
    p = k**-2.5 / np.sum(k**-2.5)
    network = power_law(100_000, 2.5, 2, key=1)
    mean, spread = p @ k, np.sqrt(p @ k**2 - (p @ k) ** 2)
    ratio = (p @ k**2) / mean
    lost = (ratio - 1) * (ratio + 1) / 2 / 100_000
    within(network.in_degree.mean(), mean - lost, spread / np.sqrt(100_000) + lost / 4)
    assert network.in_degree.max() <= 316


def test_a_lattice_that_is_not_rewired_is_the_ring_lattice():
    network = small_world(20, 4, 0)
    assert nx.utils.graphs_equal(network.to_networkx(), nx.watts_strogatz_graph(20, 4, 0))
    assert small_world(20, 2, 0).digest == ring(20, 2).digest


def test_rewiring_moves_its_share_of_ties():
    network = small_world(20_000, 10, 0.2, key=1)
    ahead = (network.out_target.astype(np.int64) - csr.rows_of(network.out_start)) % 20_000
    kept = (ahead <= 5).sum() / 100_000
    within(kept, 0.8, np.sqrt(0.8 * 0.2 / 100_000) + 10 / 20_000)


def test_rewiring_everything_among_few_ends_and_keeps_the_ties():
    assert small_world(7, 6, 1.0).n_ties == 21
    assert simple(small_world(9, 6, 1.0, key=4))


@pytest.mark.parametrize("degree", [0, 1, 2, 3, 7, 12, 18, 19])
def test_everybody_in_a_regular_network_has_the_same_number_of_ties(degree):
    for key in range(20):
        network = regular(20, degree, key=key)
        assert set(network.in_degree) == {degree}
        assert simple(network)


def test_a_regular_network_gives_each_pair_the_same_chance():
    pairs = np.zeros((8, 8))
    for key in range(2000):
        network = regular(8, 3, key=key)
        pairs[csr.rows_of(network.out_start), network.out_target] += 1
    p = 3 / 7
    assert np.abs(pairs[np.triu_indices(8, 1)] / 2000 - p).max() <= 5 * np.sqrt(p * (1 - p) / 2000)


def test_a_ring_is_heard_by_the_next_or_by_both_neighbours():
    assert ring(4).out_target.tolist() == [1, 2, 3, 0]
    assert ring(4, 2).out_target.tolist() == [1, 3, 0, 2, 1, 3, 0, 2]


IMPOSSIBLE = [
    (erdos_renyi, dict(consumers=10**20, mean_degree=5), "consumers: found 100000"),
    (erdos_renyi, dict(consumers=0, mean_degree=0), "no consumer"),
    (erdos_renyi, dict(consumers=-5, mean_degree=0), "-5 consumers"),
    (erdos_renyi, dict(consumers=10.5, mean_degree=2), "consumers: found 10.5"),
    (erdos_renyi, dict(consumers="many", mean_degree=2), "consumers: found 'many'"),
    (erdos_renyi, dict(consumers=10, mean_degree=10), "mean_degree: found 10"),
    (erdos_renyi, dict(consumers=10, mean_degree=float("nan")), "mean_degree: found nan"),
    (erdos_renyi, dict(consumers=10, mean_degree="5"), "mean_degree: found '5'"),
    (erdos_renyi, dict(consumers=10, mean_degree=[5]), r"mean_degree: found \[5\]"),
    (erdos_renyi, dict(consumers=10, ties=46), "ties: found 46"),
    (erdos_renyi, dict(consumers=10), "both or neither"),
    (erdos_renyi, dict(consumers=10, mean_degree=2, ties=10), "both or neither"),
    (erdos_renyi, dict(consumers=2 * 10**9, mean_degree=10**6), "which memory holds"),
    (erdos_renyi, dict(consumers=10, mean_degree=2, key=-1), "key: found -1"),
    (erdos_renyi, dict(consumers=10, mean_degree=2, key="x"), "key: found 'x'"),
    (erdos_renyi, dict(consumers=10, mean_degree=2, key=1.5), "key: found 1.5"),
    (small_world, dict(consumers=10, neighbours=10, rewiring=0), "neighbours: found 10"),
    (small_world, dict(consumers=10, neighbours=3, rewiring=0), "an even number"),
    (small_world, dict(consumers=10, neighbours=4, rewiring=1.5), "rewiring: found 1.5"),
    (preferential_attachment, dict(consumers=5, ties_each=5), "ties_each: found 5"),
    (preferential_attachment, dict(consumers=5, ties_each=0), "ties_each: found 0"),
    (power_law, dict(consumers=10, exponent=-1, minimum=1), "exponent: found -1"),
    (power_law, dict(consumers=10, exponent=2, minimum=0), "minimum: found 0"),
    (power_law, dict(consumers=10, exponent=2, minimum=3, maximum=2), "maximum: found 2"),
    (power_law, dict(consumers=10, exponent=2, minimum=3, maximum=10), "maximum: found 10"),
    (communities, dict(consumers=10, communities=11, mean_degree=2, homophily=0.5), "communities: found 11"),
    (communities, dict(consumers=10, communities=2, mean_degree=2, homophily=1.2), "homophily: found 1.2"),
    (communities, dict(consumers=10, communities=2, mean_degree=2, homophily=None), "homophily: found None"),
    (communities, dict(consumers=10, communities=5, mean_degree=4, homophily=0.9), "18 ties inside communities"),
    (communities, dict(consumers=10, communities=1, mean_degree=4, homophily=0.9), "2 ties across communities"),
    (regular, dict(consumers=5, degree=3), "5 consumers are odd"),
    (regular, dict(consumers=5, degree=5), "degree: found 5"),
    (regular, dict(consumers=2 * 10**9, degree=10**9), "which memory holds"),
    (ring, dict(consumers=1), "consumers: found 1"),
    (ring, dict(consumers=2, sides=2), "consumers: found 2"),
    (ring, dict(consumers=5, sides=3), "sides: found 3"),
    (complete, dict(consumers=2**31), "consumers"),
]


@pytest.mark.parametrize("recipe, arguments, words", IMPOSSIBLE)
def test_what_cannot_be_is_refused(recipe, arguments, words):
    with pytest.raises(Refusal, match=words):
        recipe(**arguments)


def test_what_memory_does_not_hold_is_refused_before_anything_is_drawn(monkeypatch):
    monkeypatch.setattr(csr, "memory", lambda: 10_000)
    monkeypatch.setattr(generators, "stream_of", None)
    for recipe in DRAWN:
        with pytest.raises(Refusal, match="which memory holds"):
            RECIPES[recipe](**SMALL[recipe])
