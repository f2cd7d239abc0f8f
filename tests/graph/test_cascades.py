"""Cascade trees: structural virality against all distances, and by hand."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.engine.spread import spread
from simulation.graph import generators, measures
from simulation.graph.network import Network
from simulation.model import laws
from simulation.refusal import Refusal


@st.composite
def forests(draw, most=12):
    """Parents of a forest, in any order of positions."""
    n = draw(st.integers(1, most))
    earlier = [draw(st.integers(-1, k - 1)) for k in range(n)]
    place = draw(st.permutations(range(n)))
    parent = np.full(n, -1)
    for k, j in enumerate(earlier):
        parent[place[k]] = -1 if j < 0 else place[j]
    return parent


def by_all_distances(parent):
    """(root → size, depth, breadth, mean distance), from shortest paths between all pairs."""
    graph = nx.Graph([(i, j) for i, j in enumerate(parent) if j >= 0])
    graph.add_nodes_from(range(len(parent)))
    found = {}
    for members in nx.connected_components(graph):
        root = next(i for i in members if parent[i] < 0)
        paths = dict(nx.all_pairs_shortest_path_length(graph.subgraph(members)))
        generation = list(paths[root].values())
        pairs = [paths[a][b] for a in members for b in members if a != b]
        breadth = max(generation.count(k) for k in generation)
        found[root] = [len(members), max(generation), breadth, float(np.mean(pairs)) if pairs else 0.0]
    return found


@settings(deadline=None)
@given(forests())
def test_every_measure_is_that_of_all_distances(parent):
    table = measures.cascades(parent, np.zeros(len(parent))).set_index("root")
    expected = by_all_distances(parent)
    assert sorted(expected) == table.index.tolist()
    for root, (size, depth, breadth, virality) in expected.items():
        assert table.loc[root, ["size", "depth", "breadth"]].tolist() == [size, depth, breadth]
        assert table.loc[root, "virality"] == pytest.approx(virality, rel=1e-12)


@pytest.mark.parametrize("n", [2, 3, 10, 1001])
def test_a_star_and_a_chain_have_the_virality_of_their_formulas(n):
    star = np.concatenate(([-1], np.zeros(n - 1, int)))
    chain = np.arange(n) - 1
    assert measures.structural_virality(star) == pytest.approx(2 * (n - 1) / n, rel=1e-12)
    assert measures.structural_virality(chain) == pytest.approx((n + 1) / 3, rel=1e-12)
    assert measures.structural_virality(chain) != pytest.approx((n + 1) / 3 * 1.05, rel=1e-3)


def test_whoever_did_not_adopt_is_in_no_cascade():
    assert measures.structural_virality([-1, -1, -1]) == 0
    table = measures.cascades([-1, 0, -1, -1], [0, 1, -1, 0])
    assert table["root"].tolist() == [0, 3]
    assert table["size"].tolist() == [2, 1]


def test_the_cascades_of_a_spread_hold_its_adopters():
    network = generators.erdos_renyi(3000, 4, key=1)
    out = spread(network, laws.independent_cascade(0.4), [0, 1, 2], replicates=3)
    for parent, day, size in zip(out.parent, out.day, out.sizes, strict=True):
        table = measures.cascades(parent, day)
        assert (table["root"].tolist(), table["size"].sum()) == ([0, 1, 2], size)
        assert table["depth"].max() == day.max()
    line = Network.from_edges(range(9), range(1, 10))
    assert measures.structural_virality(spread(line, laws.si(1), 0).parent[0]) == pytest.approx(11 / 3)


def test_a_cascade_of_a_million_is_measured_without_overflow():
    n = 1_000_000
    assert measures.structural_virality(np.arange(n) - 1) == pytest.approx((n + 1) / 3, rel=1e-9)


@pytest.mark.parametrize(
    ("parent", "what"),
    [
        ([-1, -1, 0, 1], "parent: found 2 cascades"),
        ([-1, 2, 1], "parent: found a loop through position 1"),
        ([0], "parent: found a loop through position 0"),
        ([-1, 7], r"parent\[1\]: found 7"),
        ([-2], r"parent\[0\]: found -2"),
        ([[-1, 0]], "parent: found int64 of shape"),
        ([-1.0, 0.0], "parent: found float64"),
    ],
)
def test_what_is_no_cascade_is_refused(parent, what):
    with pytest.raises(Refusal, match=what):
        measures.structural_virality(parent)


def test_days_of_another_length_are_refused():
    with pytest.raises(Refusal, match="day: found shape"):
        measures.cascades([-1, 0], [0])
