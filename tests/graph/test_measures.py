"""What a network looks like, against NetworkX and by hand."""

import networkx as nx
import numpy as np
import pytest

from simulation.graph import measures
from simulation.graph.generators import communities, erdos_renyi, small_world
from simulation.graph.network import Network


def test_the_degree_table_holds_mean_and_quantiles_both_ways():
    table = measures.degree_table(Network.from_edges([1, 2, 3], [4, 4, 4]))
    assert table.loc["in", ["mean", "50%", "100%"]].tolist() == [0.75, 0, 3]
    assert table.loc["out", ["mean", "50%", "100%"]].tolist() == [0.75, 1, 1]


def test_the_summary_counts():
    network = Network.from_edges([1, 2, 3], [2, 3, 1], consumers=[1, 2, 3, 4, 5, 6, 7, 8])
    assert measures.summary(network) == {
        "consumers": 8,
        "ties": 3,
        "mean degree": 0.375,
        "isolates": 5,
        "components": 6,
        "share in the largest component": 0.375,
        "clustering": 0.375,
    }


def test_isolates_neither_hear_nor_are_heard():
    assert measures.isolates(Network.from_edges([1], [2], consumers=[3, 2, 1])).tolist() == [True, False, False]


def test_components_join_whoever_a_tie_joins_either_way():
    network = Network.from_edges([1, 3, 5], [2, 2, 4], consumers=[1, 2, 3, 4, 5])
    component = measures.components(network)
    assert len(set(component[:3])) == 1
    assert len(set(component[3:])) == 1
    assert component[0] != component[3]


@pytest.mark.parametrize("network", [erdos_renyi(300, 12), small_world(300, 6, 0.1), communities(300, 20, 8, 0.9)])
def test_clustering_is_that_of_networkx(network):
    graph = nx.Graph(network.to_networkx())
    assert measures.clustering(network) == pytest.approx(nx.average_clustering(graph), abs=1e-12)
    assert measures.summary(network)["components"] == nx.number_connected_components(graph)


def test_clustering_takes_ties_both_ways_without_parallels_and_loops():
    network = Network.from_edges([1, 1, 2, 3, 1, 2], [2, 2, 1, 1, 1, 3])
    assert measures.clustering(network) == 1


def test_sampled_clustering_is_near_the_whole():
    network = small_world(5000, 8, 0.2)
    each = list(nx.clustering(network.to_networkx()).values())
    assert abs(measures.clustering(network, 500) - np.mean(each)) <= 4 * np.std(each) / np.sqrt(500)
    assert measures.clustering(network, 500) == measures.clustering(network, 500)
    assert measures.clustering(network, 500) != measures.clustering(network, 500, key=1)


def test_a_complete_graph_is_one_component_of_triangles():
    summary = measures.summary(Network.complete(100))
    assert (summary["components"], summary["clustering"], summary["mean degree"]) == (1, 1, 99)
    assert measures.clustering(Network.complete(2)) == 0
