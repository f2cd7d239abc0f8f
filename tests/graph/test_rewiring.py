"""Rewiring: degrees are kept, and nothing else that chance would not keep."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.graph import generators, measures, pairs
from simulation.graph.network import Network
from simulation.graph.ties import once
from simulation.model.compiled import compiled
from simulation.refusal import Refusal


def listed(network):
    source, arcs = once(network)
    return list(zip(source.tolist(), network.out_target[arcs].tolist(), strict=True))


rows = st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda tie: tie[0] != tie[1]), min_size=1, max_size=20)


@given(rows, st.booleans(), st.integers(0, 5))
@settings(max_examples=150, deadline=None)
def test_degrees_are_kept_and_no_tie_is_parallel_or_to_oneself(ties, directed, key):
    ties = sorted(ties if directed else {tuple(sorted(tie)) for tie in ties})
    network = Network.from_edges(*zip(*ties, strict=True), directed=directed, consumers=range(8))
    changed = network.rewired(key)
    np.testing.assert_array_equal(changed.in_degree, network.in_degree)
    np.testing.assert_array_equal(changed.out_degree, network.out_degree)
    assert changed.directed == directed
    after = listed(changed)
    assert len(set(after)) == len(after) == len(ties)
    assert all(a != b for a, b in after)


def test_clustering_is_destroyed_and_degrees_are_not():
    network = generators.small_world(2000, 10, 0.0)
    changed = network.rewired(1)
    assert measures.clustering(network) == pytest.approx(2 / 3)
    # Two contacts of one person are tied with probability about k/n = 0.005 after rewiring.
    assert measures.clustering(changed) < 0.02
    assert set(changed.in_degree.tolist()) == {10}


def test_the_same_key_gives_the_same_network_and_another_key_another():
    network = generators.power_law(500, 2.5, 2, key=1)
    assert network.rewired(7).digest == network.rewired(7).digest
    assert network.rewired(7).digest != network.rewired(8).digest
    assert network.rewired(7, swaps=0).digest == network.digest


@pytest.mark.parametrize("directed", [True, False])
def test_every_network_of_these_degrees_is_about_as_likely(directed):
    """Six consumers with one tie each, undirected: 15 pairings; three who hear three others: 6 ways."""
    network = Network.from_edges([0, 2, 4], [1, 3, 5], directed=directed)
    seen = {}
    for key in range(3000):
        tie = tuple(sorted(listed(network.rewired(key))))
        seen[tie] = seen.get(tie, 0) + 1
    ways = 6 if directed else 15
    expected, error = 3000 / ways, np.sqrt(3000 / ways * (1 - 1 / ways))
    assert len(seen) == ways
    assert all(abs(count - expected) < 4.5 * error for count in seen.values())


def test_a_directed_tie_keeps_its_source_and_with_it_its_strength_and_class():
    source, target = range(50), [(n + 1) % 50 for n in range(50)]
    strength = [(n + 1) / 64 for n in range(50)]
    network = Network.from_edges(source, target, strength, strong=[n % 2 == 0 for n in range(50)])
    changed = network.rewired(3)
    assert changed.out_target.tolist() != network.out_target.tolist()
    assert changed.out_strength.tolist() == network.out_strength.tolist()
    assert changed.out_strong.tolist() == network.out_strong.tolist()


def test_who_consumers_are_is_kept():
    network = Network.from_edges([1, 3, 5], [2, 4, 6], directed=False, consumers=[9, 1, 2, 3, 4, 5, 6], segment=list("abababa"))
    changed = network.rewired(2)
    assert changed.ids.tolist() == network.ids.tolist()
    assert (changed.segment.tolist(), changed.segment_labels) == (network.segment.tolist(), network.segment_labels)


def test_a_complete_network_is_the_only_one_of_its_degrees():
    network = Network.complete(5)
    assert network.rewired(1) is network


@pytest.mark.parametrize("ends", [([1, 1], [2, 2]), ([1], [1])])
@pytest.mark.parametrize("directed", [True, False])
def test_parallel_ties_and_ties_to_oneself_are_refused_with_the_repair(ends, directed):
    with pytest.raises(Refusal, match="repaired"):
        Network.from_edges(*ends, directed=directed).rewired(1)


@pytest.mark.parametrize("arguments, said", [((-1,), "key"), ((1.5,), "key"), ((1, -1), "swaps"), ((1, float("nan")), "swaps"),
                                             ((1, "x"), "swaps"), ((1, 1e9), "swaps")])  # fmt: skip
def test_arguments_refused(arguments, said):
    with pytest.raises(Refusal, match=f"^{said}"):
        generators.ring(5).rewired(*arguments)


@compiled
def _all_there(table, members):
    """Whether taking up each again finds all of them there."""
    found = 0
    for n in range(members.shape[0]):
        found += not pairs.add(table, members[n, 0], members[n, 1])
    return found == members.shape[0]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=200))
@settings(max_examples=100, deadline=None)
def test_a_set_of_pairs_forgets_only_what_is_given_up(steps):
    table, there = pairs.nothing(46), set()
    for one, other in itertools.islice(steps, 200):
        pair = (min(one, other), max(one, other))
        if pair in there:
            pairs.give_up(table, one, other)
            there.remove(pair)
        else:
            assert pairs.add(table, one, other) == (one != other)
            there |= {pair} if one != other else set()
    assert (table != pairs.FREE).sum() == len(there)
    assert _all_there(table, np.array(sorted(there), np.int64).reshape(-1, 2))
