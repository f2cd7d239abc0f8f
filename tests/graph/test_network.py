"""Who hears whom: ties both ways, and what is refused."""

import pickle

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.graph import csr
from simulation.graph.network import Network
from simulation.model import chance
from simulation.refusal import Refusal

PARTS = ("ids", "names", "out_start", "out_target", "out_strength", "out_strong", "in_start", "in_source",
         "in_strength", "in_strong", "segment")  # fmt: skip


def same(one, other):
    for part in PARTS:
        np.testing.assert_array_equal(getattr(one, part), getattr(other, part), err_msg=part)
    return (one.directed, one.segment_labels, one.digest) == (other.directed, other.segment_labels, other.digest)


def test_ties_stand_in_rows_both_ways_with_their_strength_and_class():
    network = Network.from_edges(
        [30, 10, 10, 20], [10, 30, 20, 20], [0.5, 0.25, 0.125, 1], strong=[True, True, False, True]
    )
    assert network.ids.tolist() == [10, 20, 30]
    assert network.out_start.tolist() == [0, 2, 3, 4]
    assert network.out_target.tolist() == [1, 2, 1, 0]
    assert network.out_strength.tolist() == [0.125, 0.25, 1, 0.5]
    assert network.out_strong.tolist() == [False, True, True, True]
    assert network.in_start.tolist() == [0, 1, 3, 4]
    assert network.in_source.tolist() == [2, 0, 1, 0]
    assert network.in_strength.tolist() == [0.5, 0.125, 1, 0.25]
    assert network.in_strong.tolist() == [True, False, True, True]
    assert (network.n_consumers, network.n_ties, network.n_arcs) == (3, 4, 4)
    assert network.in_degree.tolist() == [1, 2, 1]
    assert network.out_degree.tolist() == [2, 1, 1]


def test_an_undirected_tie_is_stored_both_ways_and_counted_once():
    network = Network.from_edges(["b", "c"], ["a", "b"], [0.5, 0.25], directed=False)
    assert network.ids.tolist() == ["a", "b", "c"]
    assert network.out_target.tolist() == network.in_source.tolist() == [1, 0, 2, 1]
    assert network.out_strength.tolist() == network.in_strength.tolist() == [0.5, 0.5, 0.25, 0.25]
    assert (network.n_ties, network.n_arcs) == (2, 4)


def test_consumers_keep_their_order_and_isolates_have_no_ties():
    network = Network.from_edges([1], [9], consumers=[9, 5, 1], segment=["x", "y", "x"])
    assert network.ids.tolist() == [9, 5, 1]
    assert network.in_degree.tolist() == [1, 0, 0]
    assert network.segment.tolist() == [0, 1, 0]
    assert network.segment_labels == ("x", "y")
    assert Network.from_edges([], [], consumers=[3, 2]).n_ties == 0


def test_parallel_ties_and_ties_to_oneself_are_kept():
    network = Network.from_edges([1, 1, 1], [2, 2, 1], [0.5, 0.25, 1])
    assert network.out_target.tolist() == [0, 1, 1]
    assert network.out_strength.tolist() == [1, 0.25, 0.5]
    loop = Network.from_edges([1], [1], directed=False)
    assert (loop.n_ties, loop.n_arcs) == (1, 2)


def test_types_are_narrow_and_nothing_can_be_written():
    network = Network.from_edges([1], [2], [0.5], segment=[0, 1], consumers=[1, 2])
    kinds = {part: getattr(network, part).dtype for part in PARTS if getattr(network, part) is not None}
    assert kinds == {
        "ids": np.int64, "names": np.uint64, "out_start": np.int64, "out_target": np.int32, "out_strength": np.float32,
        "in_start": np.int64, "in_source": np.int32, "in_strength": np.float32, "segment": np.int32,
    }  # fmt: skip
    for copy in (network, pickle.loads(pickle.dumps(network))):
        for part in kinds:
            with pytest.raises(ValueError, match="read-only"):
                getattr(copy, part)[0] = 0


def test_what_the_caller_passed_stays_writeable():
    ids = np.array([1, 2])
    Network.from_edges([1], [2], consumers=ids)
    ids[0] = 7


def test_strengths_that_are_all_one_are_none():
    assert Network.from_edges([1], [2], [1.0]).out_strength is None
    assert same(Network.from_edges([1], [2], [1]), Network.from_edges([1], [2], strong=[True]))


SEQUENCES = {
    "list": list,
    "tuple": tuple,
    "array": np.array,
    "bytes": lambda ids: np.array(ids, np.uint8),
    "floats": lambda ids: np.array(ids, float),
    "objects": lambda ids: np.array(ids, object),
    "series": pd.Series,
    "nullable": lambda ids: pd.array(ids, "Int64"),
    "keys": dict.fromkeys,
}


@pytest.mark.parametrize("as_given", SEQUENCES.values(), ids=SEQUENCES)
def test_any_sequence_of_whole_numbers_gives_the_same_network(as_given):
    assert same(Network.from_edges(as_given([1, 2]), as_given([2, 3])), Network.from_edges([1, 2], [2, 3]))


@pytest.mark.parametrize("as_given", [list, np.array, pd.Series, lambda ids: pd.array(ids, "string")])
def test_any_sequence_of_text_gives_the_same_network(as_given):
    network = Network.from_edges(as_given(["a", "b"]), as_given(["b", "é"]))
    assert network.ids.dtype == object
    assert same(network, Network.from_edges(["a", "b"], ["b", "é"]))


def test_chance_knows_people_by_their_ids_whatever_their_positions():
    network = Network.from_edges([5], [7], consumers=[7, 5])
    assert network.names.tolist() == [7, 5]
    words = Network.from_edges(["x"], ["7"])
    assert words.names.tolist() == [7, chance.name_of("x")]


def test_positions_are_found_by_id_however_it_is_written():
    network = Network.from_edges([10**15], [-3], consumers=[10**15, -3, 4])
    assert network.position([4, -3, 4]).tolist() == [2, 1, 2]
    assert network.position(["-3"]).tolist() == [1]
    assert network.position({10**15}).tolist() == [0]
    assert network.position([]).tolist() == []


@pytest.mark.parametrize("wanted", [[5], ["x"], [2**62], [-1]])
def test_an_unknown_id_is_refused_by_name(wanted):
    with pytest.raises(Refusal, match=f"found {wanted[0]!r}"):
        Network.from_edges([1], [2]).position(wanted)


def test_a_complete_graph_stores_no_ties():
    network = Network.complete(1000)
    assert (network.n_ties, network.n_arcs, network.is_complete) == (499_500, 0, True)
    assert set(network.in_degree) == set(network.out_degree) == {999}
    assert network.digest != Network.from_edges([], [], directed=False, consumers=range(1000)).digest


def test_what_it_shows_says_how_many_and_which_way():
    network = Network.from_edges([1, 2], [2, 3], consumers=[1, 2, 3, 4])
    assert repr(network) == "<Network: 4 consumers, 2 directed ties, 0.50 mean in-degree, 1 isolates>"
    assert "<td>2</td>" in network._repr_html_()


def test_the_digest_changes_with_everything_a_network_is():
    variants = [
        Network.from_edges([1], [2]),
        Network.from_edges([2], [1]),
        Network.from_edges([1], [2], directed=False),
        Network.from_edges([1], [2], [0.5]),
        Network.from_edges([1], [2], strong=[False]),
        Network.from_edges([1], [2], consumers=[2, 1]),
        Network.from_edges([1], [2], consumers=[1, 2, 3]),
        Network.from_edges([1], [2], consumers=[1, 2], segment=[0, 0]),
        Network.from_edges([1], [2], consumers=[1, 2], segment=["a", "a"]),
        Network.from_edges(["1"], ["2"]),
        Network.from_edges(["1"], ["22"]),
    ]
    assert len({network.digest for network in variants}) == len(variants)


ties = st.lists(
    st.tuples(st.integers(-3, 6), st.integers(-3, 6), st.sampled_from([0.0, 0.25, 0.5, 1.0]), st.booleans()),
    min_size=1, max_size=40,
)  # fmt: skip


def built(rows, directed, rename=lambda one: one, consumers=None):
    source, target, strength, strong = zip(*rows, strict=True)
    renamed = [[rename(one) for one in side] for side in (source, target)]
    return Network.from_edges(*renamed, strength, directed, consumers, strong=strong)


@given(ties, st.booleans(), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_the_order_of_ties_changes_nothing(rows, directed, shuffler):
    mixed = shuffler.sample(rows, len(rows))
    assert same(built(rows, directed), built(mixed, directed))


@given(ties, st.booleans())
@settings(max_examples=100, deadline=None)
def test_new_ids_for_everybody_change_no_tie(rows, directed):
    network = built(rows, directed)
    renamed = built(rows, directed, lambda one: f"user {one}", [f"user {one}" for one in network.ids])
    for part in set(PARTS) - {"ids", "names"}:
        np.testing.assert_array_equal(getattr(network, part), getattr(renamed, part))


@given(ties, st.booleans())
@settings(max_examples=100, deadline=None)
def test_both_views_hold_every_tie_given_and_no_other(rows, directed):
    network = built(rows, directed)
    arcs = rows if directed else rows + [(b, a, *rest) for a, b, *rest in rows]
    ids, near, far = network.ids, csr.rows_of(network.out_start), csr.rows_of(network.in_start)
    out = listed(ids[near], ids[network.out_target], network.out_strength, network.out_strong)
    heard = listed(ids[network.in_source], ids[far], network.in_strength, network.in_strong)
    assert out == heard == sorted(arcs)
    assert network.in_degree.sum() == network.out_degree.sum() == network.n_arcs == len(arcs)
    assert network.n_ties == len(rows)


def listed(source, target, strength, strong):
    strength = np.ones(source.size) if strength is None else strength
    strong = np.ones(source.size, bool) if strong is None else strong
    return sorted(zip(source, target, strength, strong, strict=True))


REFUSED = {
    "unequal lengths": (dict(source=[1, 2], target=[1]), "target: found 1 values"),
    "strengths too few": (dict(source=[1, 2], target=[2, 1], strength=[1]), "strength: found 1 values"),
    "nobody": (dict(source=[], target=[]), "consumers: found no consumer"),
    "nobody named": (dict(source=[], target=[], consumers=[]), "consumers: found no consumer"),
    "one id twice": (dict(source=[1], target=[2], consumers=[1, 2, 1]), r"consumers\[2\]: found 1; .*consumers\[0\]"),
    "one person under two spellings": (dict(source=["-0"], target=["0"]), "every id once"),
    "an unknown source": (dict(source=[1, 9], target=[2, 1], consumers=[1, 2]), r"source\[1\]: found 9"),
    "an unknown target": (dict(source=["a"], target=["c"], consumers=["a", "b"]), r"target\[0\]: found 'c'"),
    "no id": (dict(source=[1, None], target=[2, 2]), r"source\[1\]: found None"),
    "an id that is NaN": (dict(source=[1, 2], target=[2, float("nan")]), r"target\[1\]: found nan"),
    "NaN among words": (dict(source=["a", float("nan")], target=["b", "b"]), r"source\[1\]: found nan"),
    "pandas' missing": (dict(source=pd.array([1, None], "Int64"), target=[1, 1]), r"source\[1\]: found (nan|<NA>)"),
    "an empty id": (dict(source=["a", ""], target=["b", "b"]), r"source\[1\]: found ''"),
    "an infinite id": (dict(source=[float("inf")], target=[1]), "found inf"),
    "a broken id": (dict(source=[1.5], target=[1]), "found 1.5"),
    "an id beyond 64 bits": (dict(source=[10**20], target=[1]), "found 1000"),
    "an id beyond 63 bits": (dict(source=np.array([2**63], np.uint64), target=[1]), "2\\^63"),
    "numbers and words": (dict(source=[1, "a"], target=[1, 1]), "all whole numbers or all text"),
    "numbers on one side": (dict(source=[1], target=["a"]), "ids of one kind"),
    "pairs for ids": (dict(source=[(1, 2)], target=[1]), r"found \(1, 2\)"),
    "truth for ids": (dict(source=[True, False], target=[1, 1]), "found True"),
    "text that is no text": (dict(source=["\ud800"], target=["a"]), "UTF-8"),
    "a table for a column": (dict(source=np.ones((2, 2)), target=[1, 1]), "shape \\(2, 2\\)"),
    "a word for a column": (dict(source="abc", target="abd"), "source: found 'abc'"),
    "a number for a column": (dict(source=[1], target=[2], consumers=10**20), "consumers: found 1000"),
    "more people than positions": (dict(source=[1], target=[2], consumers=range(10**20)), "consumers: found"),
    "a negative strength": (dict(source=[1, 2], target=[2, 1], strength=[1, -0.5]), r"strength\[1\]: found -0.5"),
    "a strength that is NaN": (dict(source=[1], target=[2], strength=[float("nan")]), r"strength\[0\]: found nan"),
    "a strength over 1": (dict(source=[1], target=[2], strength=[1.01]), r"strength\[0\]: found 1.01"),
    "an infinite strength": (dict(source=[1], target=[2], strength=[float("inf")]), "found inf"),
    "a word for a strength": (dict(source=[1, 2], target=[2, 1], strength=[1, "much"]), "found 'much'"),
    "no strength": (dict(source=[1], target=[2], strength=[None]), r"strength\[0\]: found None"),
    "a class that is no class": (dict(source=[1], target=[2], strong=["yes"]), r"strong\[0\]: found 'yes'"),
    "segments too few": (dict(source=[1], target=[2], consumers=[1, 2], segment=[1]), "segment: found 1 values"),
    "a negative segment": (dict(source=[1], target=[2], consumers=[1, 2], segment=[0, -1]), r"segment\[1\]"),
    "segments of nobody in particular": (dict(source=[1], target=[2], segment=[0, 1]), "consumers"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case):
    arguments, words = REFUSED[case]
    with pytest.raises(Refusal, match=words):
        Network.from_edges(**arguments)


@pytest.mark.parametrize("consumers", [0, -1, 2**31, 10**20, 2.0, "7", True, None])
def test_a_complete_graph_of_no_such_number_is_refused(consumers):
    with pytest.raises(Refusal, match="consumers"):
        Network.complete(consumers)


def test_more_ties_than_memory_holds_are_refused_before_they_are_sorted(monkeypatch):
    monkeypatch.setattr(csr, "memory", lambda: 100)
    with pytest.raises(Refusal, match="2 one-way ties"):
        Network.from_edges([1], [2], directed=False)


def edges(graph):
    return sorted((*((u, v) if graph.is_directed() else sorted((u, v))), *sorted(data.items()))
                  for u, v, data in graph.edges(data=True))  # fmt: skip


@given(ties, st.sampled_from([nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph]))
@settings(max_examples=100, deadline=None)
def test_networkx_and_back_is_the_same(rows, kind):
    graph = kind()
    graph.add_nodes_from(range(6, -4, -1), segment="a")
    graph.add_edges_from((a, b, {"strength": strength, "strong": strong}) for a, b, strength, strong in rows)
    network = Network.from_networkx(graph)
    assert (network.n_consumers, network.n_ties, network.directed) == (10, len(graph.edges), graph.is_directed())
    assert same(Network.from_networkx(network.to_networkx()), network)
    if network.out_strength is not None and network.out_strong is not None:
        assert edges(network.to_networkx()) == edges(graph)


def test_degrees_are_those_of_networkx():
    graph = nx.karate_club_graph()
    network = Network.from_networkx(nx.Graph(graph.edges))
    assert dict(zip(network.ids.tolist(), network.in_degree.tolist(), strict=True)) == dict(graph.degree())


def test_a_complete_graph_goes_to_networkx_with_its_ties():
    assert len(Network.complete(5).to_networkx().edges) == 10


def test_a_weight_is_a_strength():
    graph = nx.Graph()
    graph.add_edge("a", "b", weight=0.25)
    assert Network.from_networkx(graph).out_strength.tolist() == [0.25, 0.25]


def partly():
    graph = nx.path_graph(3)
    graph.edges[0, 1]["weight"] = 0.5
    return graph


@pytest.mark.parametrize(
    "graph, words",
    [
        (nx.karate_club_graph(), "edge 0 – 1: strength: found 4"),
        (partly(), "'weight': found it on 1 of 2"),
        (nx.Graph(), "no consumer"),
        (nx.grid_2d_graph(2, 2), r"found \(0, 0\)"),
        ([(1, 2)], "found list"),
    ],
)
def test_graphs_refused(graph, words):
    with pytest.raises(Refusal, match=words):
        Network.from_networkx(graph)


def test_undirected_ties_are_stored_once_and_are_those_seen_from_the_other_end():
    source, target, strength = [0, 1, 2, 2, 3, 3], [1, 2, 0, 0, 3, 1], [0.5, 0.25, 1.0, 0.75, 0.5, 0.125]
    strong = [True, False, True, False, True, False]
    both = Network.from_edges(source, target, strength, directed=False, strong=strong)
    either = Network.from_edges(source + target, target + source, strength * 2, strong=strong * 2)
    for name in ("in_start", "in_source", "in_strength", "in_strong"):
        one, other = getattr(both, name), getattr(either, name)
        assert np.array_equal(one, other), name
    assert both.in_source is both.out_target and either.in_source is not either.out_target
