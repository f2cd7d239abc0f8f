"""Distance and betweenness, beside those of a library that others use."""

import networkx as nx
import numpy as np
import pytest

from simulation.graph import generators
from simulation.graph.centrality import centrality
from simulation.graph.network import Network
from simulation.refusal import Refusal


@pytest.mark.parametrize(
    "graph",
    [nx.karate_club_graph(), nx.gn_graph(60, seed=1), nx.path_graph(2), nx.disjoint_union(nx.cycle_graph(5), nx.star_graph(3))],
)
def test_it_is_what_networkx_finds(graph):
    plain = nx.DiGraph(graph) if graph.is_directed() else nx.Graph(graph.edges)
    plain.add_nodes_from(graph)
    network = Network.from_edges(*zip(*plain.edges, strict=True), directed=plain.is_directed(), consumers=sorted(plain))
    found, ordered = centrality(network), 1 if plain.is_directed() else 2
    betweenness = nx.betweenness_centrality(plain, normalized=False)
    np.testing.assert_allclose(found.betweenness, [ordered * betweenness[i] for i in sorted(plain)], rtol=1e-12, atol=1e-12)
    n = len(plain)
    steps = dict(nx.all_pairs_shortest_path_length(plain))
    assert found.distance == pytest.approx([sum(steps[i].get(j, n) for j in plain) / (n - 1) for i in sorted(plain)])


@pytest.mark.parametrize("network", [generators.complete(5), generators.ring(20_001)])
def test_what_would_take_hours_is_refused(network):
    with pytest.raises(Refusal, match="up to 20,000 consumers"):
        centrality(network)
