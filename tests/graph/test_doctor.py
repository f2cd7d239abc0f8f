"""What the doctor says of networks whose answers are known, and what repairs change."""

import dataclasses

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import zeta

from simulation.graph import generators
from simulation.graph.doctor import examine
from simulation.graph.network import Network
from simulation.graph.tail import tail_of
from simulation.model import chance
from simulation.refusal import Refusal

#   1 ⇄ 2 → 3 ⇒ 1 (twice), 3 → 3; 5 → 6; 4 alone
SICK = Network.from_edges([1, 2, 2, 3, 3, 3, 5], [2, 1, 3, 1, 1, 3, 6], [0.5, 0.6, 0.7, 0.8, 0.9, 1, 1], consumers=range(1, 7))


def test_every_number_of_a_small_network_is_the_one_counted_by_hand():
    seen = examine(SICK)
    assert (seen.consumers, seen.ties, seen.directed) == (6, 7, True)
    assert seen.reciprocity == pytest.approx(2 / 6)
    assert (seen.self_loops, seen.duplicates, seen.isolates) == (1, 1, 1)
    assert seen.weights == pytest.approx((0.5, 1), abs=1e-6)
    assert (seen.components, seen.largest_share) == (3, 0.5)
    assert (seen.mean_degree, seen.largest_degree) == (pytest.approx(7 / 6), 3)
    assert seen.degree_quantiles[0.5] == 1
    assert (seen.clustering, seen.clustering_sample) == (0.5, 6)
    assert (seen.tail, seen.personal) == (None, None)


def test_each_finding_says_what_to_do_and_by_which_name():
    found = {finding.name: finding for finding in examine(SICK).findings}
    assert set(found) == {"self_loops", "duplicates", "isolates", "components"}
    assert "1 tie to oneself" in found["self_loops"].found
    assert [found[name].repair for name in found] == ["self_loops", "duplicates", "isolates", "small_components"]
    assert all(finding.remedy for finding in found.values())


def test_a_healthy_network_has_nothing_to_be_done():
    seen = examine(generators.regular(100, 4, key=1))
    assert seen.findings == ()
    assert seen.reciprocity is None
    assert "Nothing to be done" in str(seen)
    assert "Nothing to be done" in seen._repr_html_()


def test_what_is_seen_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        examine(SICK).ties = 3


def write(tmp_path, content, name="g.csv"):
    (tmp_path / name).write_text(content)
    return tmp_path / name


@pytest.mark.parametrize(
    "rows, directed, said",
    [
        ("1,2\n2,1\n2,3\n3,2\n", None, "as if listed both ways"),
        ("1,2\n2,3\n", None, "no tie has its reverse"),
        ("1,2\n2,1\n2,3\n", None, None),
        ("1,2\n2,3\n", True, None),
        ("1,2\n2,3\n", False, None),
    ],
)
def test_direction_is_doubted_only_where_the_file_gives_reason_and_nobody_said(rows, directed, said, tmp_path):
    found = [finding.found for finding in examine(write(tmp_path, rows), directed).findings if finding.name == "direction"]
    assert [said in one for one in found] == ([True] if said else [])


def test_ties_listed_both_ways_become_one_by_the_repair_that_is_named(tmp_path):
    file = write(tmp_path, "1,2\n2,1\n2,3\n3,2\n")
    assert examine(file, directed=False).duplicates == 2
    mended = Network.read(file).repaired(drop=["duplicates"], undirected=True)
    assert mended.network.digest == Network.from_edges([1, 2], [2, 3], directed=False).digest
    assert mended.changed == {"undirected": 4, "duplicates": 2}


def test_weights_on_any_scale_are_seen_as_they_are_written(tmp_path):
    file = write(tmp_path, "source,target,weight\n1,2,0.5\n2,3,40\n")
    seen = examine(file)
    assert seen.weights == (0.5, 40)
    assert [finding.repair for finding in seen.findings if finding.name == "weights"] == ["scale"]
    negative = examine(write(tmp_path, "source,target,weight\n1,2,-1\n2,3,40\n"))
    assert [finding.repair for finding in negative.findings if finding.name == "weights"] == [""]


@pytest.mark.parametrize(
    "ids, said",
    [
        (["ann@example.org", "7"], "1 of 2 ids looked at read as e-mail addresses"),
        (["13912345678", "13812345679"], "2 of 2 ids looked at read as telephone numbers"),
        ([13912345678, 13812345679], "telephone numbers"),
        (["+4915112345678", "0049151123456"], "telephone numbers"),
        ([1, 2], None),
        (["ann", "b@c"], None),
        ([10**15, 10**15 + 1], None),
    ],
)
def test_ids_that_read_as_personal_are_pointed_at(ids, said):
    found = [finding.found for finding in examine(Network.from_edges(ids[:1], ids[1:])).findings if finding.name == "privacy"]
    assert [said in one for one in found] == ([True] if said else [])


def test_every_format_is_examined_as_the_network_itself(tmp_path):
    for ending in (".npz", ".graphml"):
        SICK.write(tmp_path / f"g{ending}")
        seen = examine(tmp_path / f"g{ending}")
        assert dataclasses.replace(seen, name="network", weights=None) == dataclasses.replace(examine(SICK), weights=None)


def test_a_complete_network_is_examined_without_storing_its_ties():
    seen = examine(Network.complete(50))
    assert (seen.ties, seen.self_loops, seen.duplicates, seen.components, seen.clustering) == (1225, 0, 0, 1, 1)


def test_the_name_of_a_file_is_no_markup_in_a_notebook(tmp_path):
    seen = examine(write(tmp_path, "1,2\n", "a<b>.csv"))
    assert "<b>" not in seen._repr_html_()


arcs = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=30)


@given(arcs)
@settings(max_examples=100, deadline=None)
def test_numbers_agree_with_networkx(rows):
    graph = nx.MultiDiGraph(rows)
    seen = examine(Network.from_networkx(graph))
    single = nx.DiGraph(rows)
    single.remove_edges_from(list(nx.selfloop_edges(single)))
    assert seen.self_loops == nx.number_of_selfloops(graph)
    assert seen.duplicates == len(rows) - len(set(rows))
    assert seen.components == nx.number_weakly_connected_components(graph)
    assert seen.clustering == pytest.approx(nx.average_clustering(single.to_undirected()))
    plain = Network.from_edges(*zip(*set(rows), strict=True))
    expected = nx.overall_reciprocity(single) if single.edges else None
    assert examine(plain).reciprocity == (None if expected is None else pytest.approx(expected))


# ------------------------------------------------------------------------------------------------------------------- tail


def drawn(exponent, minimum, people):
    """Degrees with P(k) ∝ k^−exponent from `minimum`, by inversion."""
    k = np.arange(minimum, 10**6)
    below = np.cumsum(k**-exponent) / zeta(exponent, minimum)
    return k[np.minimum(np.searchsorted(below, chance.counted(chance.at(chance.world(5), 1), 0, people)), k.size - 1)]


@pytest.mark.parametrize("exponent, minimum", [(2.2, 1), (2.5, 1), (2.5, 6), (3.5, 3)])
def test_the_exponent_is_found_within_four_standard_errors(exponent, minimum):
    tail = tail_of(drawn(exponent, minimum, 40_000), minimum)
    assert tail.consumers == 40_000
    assert abs(tail.exponent - exponent) < 4 * tail.standard_error
    assert tail.standard_error == pytest.approx((exponent - 1) / 200, rel=0.5)


def test_the_minimum_is_found_below_which_another_law_holds():
    low = np.repeat(np.arange(1, 10), 3000)
    tail = tail_of(np.concatenate((low, drawn(2.5, 10, 30_000))))
    assert tail.minimum >= 9
    assert tail.consumers > 1000
    assert abs(tail.exponent - 2.5) < 4 * tail.standard_error


@pytest.mark.parametrize("degree", [np.zeros(100, int), np.full(100, 7), np.arange(49), np.array([], int)])
def test_without_enough_in_the_tail_no_exponent_is_told(degree):
    assert tail_of(degree) is None


# ---------------------------------------------------------------------------------------------------------------- repairs


def test_nothing_is_repaired_unasked():
    mended = SICK.repaired()
    assert mended.network is SICK
    assert mended.changed == {}
    assert str(mended) == "nothing changed"


def test_repairs_are_done_in_their_own_order_and_counted():
    mended = SICK.repaired(drop=("isolates", "duplicates", "self_loops"))
    assert mended.changed == {"self_loops": 1, "duplicates": 1, "isolates": 1}
    expected = Network.from_edges([1, 2, 2, 3, 5], [2, 1, 3, 1, 6], [0.5, 0.6, 0.7, 0.9, 1])
    assert mended.network.digest == expected.digest
    assert "ties to oneself dropped: 1" in str(mended)


def test_the_largest_component_keeps_what_its_consumers_are():
    segment = ["a", "b", "a", "b", "a", "b"]
    network = Network.from_edges([1, 2, 5], [2, 3, 6], strong=[True, False, True], consumers=range(1, 7), segment=segment)
    mended = network.repaired("small_components")
    expected = Network.from_edges([1, 2], [2, 3], strong=[True, False], consumers=[1, 2, 3], segment=["a", "b", "a"])
    assert mended.network.digest == expected.digest
    assert mended.changed == {"small_components": 3}


def test_of_parallel_ties_the_strongest_is_kept():
    network = Network.from_edges([1, 1, 1], [2, 2, 2], [0.2, 0.9, 0.4], False)
    assert network.repaired("duplicates").network.digest == Network.from_edges([1], [2], [0.9], False).digest


@given(arcs, st.booleans())
@settings(max_examples=100, deadline=None)
def test_what_is_repaired_has_nothing_left_to_repair(rows, directed):
    network = Network.from_edges(*zip(*rows, strict=True), directed=directed, consumers=range(8))
    loops_alone = all(a == b for a, b in rows)
    drop = ["self_loops", "duplicates"] if loops_alone else ["self_loops", "duplicates", "isolates", "small_components"]
    mended = network.repaired(drop)
    seen = examine(mended.network)
    assert (seen.self_loops, seen.duplicates) == (0, 0)
    assert loops_alone or (seen.isolates, seen.components) == (0, 1)
    pairs = {(a, b) if directed else (min(a, b), max(a, b)) for a, b in rows if a != b}
    counted = mended.changed["self_loops"] + mended.changed["duplicates"]
    assert counted == len(rows) - len(pairs)
    assert mended.network.repaired(drop).network.digest == mended.network.digest


@pytest.mark.parametrize(
    "drop, said", [(["loops"], "self_loops"), ("duplicate", "did you mean 'duplicates'"), (["x", 3], "drop")]
)
def test_a_repair_nobody_knows_is_refused(drop, said):
    with pytest.raises(Refusal, match=said):
        SICK.repaired(drop)


def test_nobody_at_all_is_refused():
    with pytest.raises(Refusal, match="isolates alone"):
        Network.from_edges([], [], consumers=[1, 2]).repaired("isolates")


def test_a_complete_network_has_nothing_to_repair():
    assert Network.complete(4).repaired(["self_loops", "isolates"]).changed == {"self_loops": 0, "isolates": 0}
