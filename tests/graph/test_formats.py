"""Networks to files and back: nothing is lost, and what a format cannot hold is refused."""

import gzip
import mmap
import re

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.graph import generators
from simulation.graph.io import FORMATS
from simulation.graph.network import Network
from simulation.refusal import Refusal

PARTS = ("names", "out_start", "out_target", "out_strength", "out_strong", "in_source", "segment")
ENDINGS = [ending for known in FORMATS.values() for ending in known.endings]
PACKED = [f"{ending}{how}" for ending in (".csv", ".tsv", ".txt", ".graphml", ".gexf", ".net", ".mtx") for how in (".gz", ".zst")]
HOLD_ALL = (".graphml", ".gexf", ".npz")
TABLES = (".csv", ".tsv.gz", ".txt.zst", ".parquet")

words = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"], exclude_characters='"'), min_size=1, max_size=4)
texts = words.filter(lambda text: not re.fullmatch(r"-?\d+", text))  # "0" alone is read as a number, whoever stood beside it
people = st.one_of(
    st.lists(st.integers(-(2**63) + 1, 2**63 - 1), min_size=1, max_size=8, unique=True),
    st.lists(texts | st.sampled_from(["007", "0x1F", "NA", "nan", "#a", "a b", "é<&>'", "True"]), min_size=1, max_size=8,
             unique=True).filter(lambda ids: ids != ["007"]),
)  # fmt: skip
strengths = st.floats(0, 1, width=32)


@st.composite
def networks(draw, segments=True, isolates=True, classes=True):
    ids = draw(people)
    ends = st.sampled_from(ids)
    rows = draw(st.lists(st.tuples(ends, ends, strengths, st.booleans()), min_size=0 if isolates else 1, max_size=12))
    source, target, strength, strong = zip(*rows, strict=True) if rows else ((),) * 4
    named = ids if isolates else None
    segment = draw(st.none() | st.lists(st.sampled_from(["a", "b c", "<é>"]), min_size=len(ids), max_size=len(ids))
                   | st.lists(st.integers(0, 9), min_size=len(ids), max_size=len(ids))) if segments else None  # fmt: skip
    return Network.from_edges(
        source, target, draw(st.sampled_from([None, strength])), draw(st.booleans()), named,
        strong=draw(st.sampled_from([None, strong])) if classes else None, segment=segment,
    )  # fmt: skip


def same(one, other):
    for part in PARTS:
        np.testing.assert_array_equal(getattr(one, part), getattr(other, part), err_msg=part)
    assert one.ids.tolist() == other.ids.tolist()
    assert (one.directed, one.segment_labels) == (other.directed, other.segment_labels)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("formats")


@given(networks(), st.sampled_from([*HOLD_ALL, ".graphml.gz", ".gexf.zst"]))
@settings(max_examples=150, deadline=None)
def test_everything_comes_back_from_what_holds_everything(folder, network, ending):
    network.write(folder / f"g{ending}")
    same(Network.read(folder / f"g{ending}"), network)


@given(networks())
@settings(max_examples=80, deadline=None)
def test_our_own_format_is_the_same_to_the_last_bit(folder, network):
    network.write(folder / "bits.npz")
    assert Network.read(folder / "bits.npz").digest == network.digest


@given(networks(isolates=False, segments=False), st.sampled_from(TABLES))
@settings(max_examples=150, deadline=None)
def test_ties_come_back_from_tables_of_ties(folder, network, ending):
    network.write(folder / f"g{ending}")
    same(Network.read(folder / f"g{ending}", None if ending == ".parquet" else network.directed), network)


@given(networks(), st.sampled_from(TABLES), st.sampled_from(TABLES))
@settings(max_examples=100, deadline=None)
def test_with_a_table_of_consumers_beside_them_nothing_is_lost(folder, network, ending, beside):
    if not network.n_ties:
        network = Network.from_edges([1], [2], consumers=[3, 2, 1])
    network.write(folder / f"t{ending}", consumers=folder / f"people{beside}")
    same(Network.read(folder / f"t{ending}", network.directed, consumers=folder / f"people{beside}"), network)


@given(networks(classes=False), st.sampled_from([".net", ".mtx", ".net.gz", ".mtx.zst"]))
@settings(max_examples=100, deadline=None)
def test_pajek_and_matrix_market_hold_ties_beside_a_table_of_consumers(folder, network, ending):
    network.write(folder / f"m{ending}", consumers=folder / "all.csv")
    same(Network.read(folder / f"m{ending}", consumers=folder / "all.csv"), network)


@given(networks(classes=False, segments=False))
@settings(max_examples=60, deadline=None)
def test_pajek_holds_names_and_isolates(folder, network):
    network.write(folder / "names.net")
    same(Network.read(folder / "names.net"), network)


@pytest.mark.parametrize("ending", [*ENDINGS, *PACKED])
@pytest.mark.parametrize("directed", [True, False])
def test_every_ending_is_written_and_read(ending, directed, tmp_path):
    network = Network.from_edges([1, 2, 2, 4], [2, 3, 1, 1], [0.5, 0.1, 1, 0.25], directed)
    network.write(tmp_path / f"g{ending}")
    assert Network.read(tmp_path / f"g{ending}", directed).digest == network.digest
    assert [path.name for path in tmp_path.iterdir()] == [f"g{ending}"]


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_can_be_said_where_the_ending_does_not_say_it(name, tmp_path):
    network = Network.from_edges([1, 2], [2, 3])
    network.write(tmp_path / "ties.dat", format=name)
    assert Network.read(tmp_path / "ties.dat", format=name).digest == network.digest


def test_a_complete_network_goes_to_our_own_format_alone(tmp_path):
    Network.complete(9).write(tmp_path / "g.npz")
    assert Network.read(tmp_path / "g.npz").digest == Network.complete(9).digest
    with pytest.raises(Refusal, match="stores no ties"):
        Network.complete(9).write(tmp_path / "g.csv")


def test_other_programs_read_what_is_written(tmp_path):
    network = generators.small_world(40, 4, 0.2, key=3)
    for ending, reader in {".graphml": nx.read_graphml, ".gexf": nx.read_gexf, ".net": nx.read_pajek}.items():
        network.write(tmp_path / f"g{ending}")
        graph = reader(tmp_path / f"g{ending}")
        there = {frozenset(map(int, edge[:2])) for edge in graph.edges}
        assert there == {frozenset(edge) for edge in network.to_networkx().edges}
        assert graph.is_directed() is False
    network.write(tmp_path / "g.csv")
    assert list(pd.read_csv(tmp_path / "g.csv").columns) == ["source", "target"]


def test_what_other_programs_write_is_read(tmp_path):
    graph = nx.DiGraph()
    graph.add_node("alone", segment="x")
    graph.add_node("ann", segment="y")
    graph.add_node("007", segment="x")
    graph.add_edge("ann", "007", weight=0.5, strong=True)
    graph.add_edge("007", "ann", weight=0.25, strong=False)
    expected = Network.from_networkx(graph)
    nx.write_graphml(graph, tmp_path / "g.graphml")
    nx.write_gexf(graph, tmp_path / "g.gexf")
    for name in ("g.graphml", "g.gexf"):
        assert Network.read(tmp_path / name).digest == expected.digest


def read(tmp_path, name, text, *arguments, **named):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return Network.read(tmp_path / name, *arguments, **named)


@pytest.mark.parametrize("ids", ["007,8\n8,9", "8,-0\n1,2", "0x1F,1\n1,2", '1,"NA"\n1,2', "+7,1\n2,3", "1.0,2\n2,3"])
def test_an_id_that_a_number_would_change_makes_all_ids_text(ids, tmp_path):
    network = read(tmp_path, "g.csv", f"source,target\n{ids}\n")
    assert set(network.ids) == {cell.strip('"') for line in ids.split("\n") for cell in line.split(",")}


def test_zeros_that_are_numbers_or_stand_in_other_columns_leave_ids_numbers(tmp_path):
    network = read(tmp_path, "g.csv", "# 007\n\nsource,target,zip\n0,10,007\n100,0 ,08\n\"0\",1,-0\n")
    assert network.ids.tolist() == [0, 1, 10, 100]
    assert read(tmp_path, "g.txt", "0 1\r\n10 0").ids.tolist() == [0, 1, 10]


def test_a_delimiter_in_quotes_does_not_shift_the_columns(tmp_path):
    network = read(tmp_path, "g.csv", 'note,source,target\n"a,07",1,2\n"b",2,3\n', source="source", target="target")
    assert network.ids.tolist() == [1, 2, 3]


def test_ties_of_both_kinds_are_a_directed_network(tmp_path):
    expected = Network.from_edges([1, 2, 3], [2, 3, 2])
    assert read(tmp_path, "g.net", "*Vertices 3\n*Arcs\n1 2\n*Edges\n2 3\n").digest == expected.digest
    edges = '<edge source="1" target="2"/><edge source="2" target="3" directed="false"/>'
    nodes = "".join(f'<node id="{n}"/>' for n in (1, 2, 3))
    text = f'<graphml><graph edgedefault="directed">{nodes}{edges}</graph></graphml>'
    assert read(tmp_path, "g.graphml", text).digest == expected.digest
    text = text.replace("graphml", "gexf").replace('edgedefault="directed"', 'defaultedgetype="directed"')
    assert read(tmp_path, "g.gexf", text.replace('directed="false"', 'type="mutual"')).digest == expected.digest


def test_direction_is_as_asked_for_whatever_the_file_says(tmp_path):
    one_way, both = "*Vertices 2\n*Arcs\n1 2 .5\n", "*Vertices 2\n*Edges\n1 2 .5\n"
    undirected = Network.from_edges([1], [2], [0.5], directed=False)
    assert read(tmp_path, "g.net", one_way, False).digest == undirected.digest
    assert read(tmp_path, "g.net", both).digest == undirected.digest
    assert read(tmp_path, "g.net", both, True).digest == Network.from_edges([1, 2], [2, 1], [0.5, 0.5]).digest
    undirected.write(tmp_path / "g.npz")
    assert Network.read(tmp_path / "g.npz", True).digest == Network.from_edges([1, 2], [2, 1], [0.5, 0.5]).digest


def test_pajek_in_its_other_dresses(tmp_path):
    vertices = '*VERTICES 4\n1 "ann a" 0.5 0.5 ic Red\n2 ben\n3 "cem"\n4 "dee"\n'
    network = read(tmp_path, "g.net", f"% a remark\n*Network x\n{vertices}*Arcslist\n1 2 3\n*Edgeslist\n4 1\n")
    assert network.ids.tolist() == ["ann a", "ben", "cem", "dee"]
    assert network.out_target.tolist() == [1, 2, 3, 0]


def test_defaults_of_keys_hold_where_nothing_is_said(tmp_path):
    text = (
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
        '<key id="w" for="edge" attr.name="weight" attr.type="double"><default>0.5</default></key>'
        '<graph edgedefault="undirected"><node id="a"/><node id="b"/><edge source="a" target="b"/>'
        '<edge source="a" target="a"><data key="w"> 0.25 </data></edge></graph></graphml>'
    )
    assert read(tmp_path, "g.graphml", text).out_strength.tolist() == [0.25, 0.25, 0.5, 0.5]


def test_a_gexf_edge_without_weight_has_the_weight_one(tmp_path):
    text = (
        '<gexf><graph><nodes><node id="a"/><node id="b"/></nodes>'
        '<edges><edge source="a" target="b" weight="0.5"/><edge source="b" target="b"/></edges></graph></gexf>'
    )
    network = read(tmp_path, "g.gexf", text)
    assert not network.directed
    assert network.out_strength.tolist() == [0.5, 0.5, 1, 1]


def test_a_symmetric_matrix_is_an_undirected_network(tmp_path):
    text = "%%MatrixMarket matrix coordinate real symmetric\n% x\n3 3 2\n2 1 0.5\n3 3 1\n"
    expected = Network.from_edges([1, 3], [2, 3], [0.5, 1], False, [1, 2, 3])
    assert read(tmp_path, "g.mtx", text).digest == expected.digest


def test_strengths_are_divided_by_the_largest_only_when_told_to(tmp_path):
    text = "source,target,weight\n1,2,4\n2,3,1\n"
    with pytest.raises(Refusal, match="line 2: weight: found 4"):
        read(tmp_path, "g.csv", text)
    assert read(tmp_path, "g.csv", text, scale=True).out_strength.tolist() == [1, 0.25]
    with pytest.raises(Refusal, match="line 3: weight: found -1"):
        read(tmp_path, "g.csv", "source,target,weight\n1,2,4\n2,3,-1\n", scale=True)


def test_columns_of_parquet_are_chosen_by_name(tmp_path):
    frame = pd.DataFrame({"x": [1.5, 2.5], "who": ["a", "b"], "hears": ["b", "c"], "trust": [0.5, 0.25]})
    frame.to_parquet(tmp_path / "g.parquet")
    network = Network.read(tmp_path / "g.parquet", source="who", target="hears", strength="trust")
    assert network.digest == Network.from_edges(["a", "b"], ["b", "c"], [0.5, 0.25]).digest
    frame.astype({"who": "category"}).to_parquet(tmp_path / "g.parquet")
    assert Network.read(tmp_path / "g.parquet", source="who", target="hears", strength="trust").digest == network.digest


def test_a_strong_column_is_the_class_of_the_tie(tmp_path):
    network = read(tmp_path, "g.csv", "source,target,strong\n1,2,true\n2,3,0\n")
    assert network.out_strong.tolist() == [True, False]


LOST = {
    "isolates": (Network.from_edges([1], [2], consumers=[1, 2, 3]), (".csv", ".parquet"), "consumers without ties"),
    "segments": (Network.from_edges([1], [2], consumers=[1, 2], segment=[0, 1]), (".csv", ".net", ".mtx"), "segments"),
    "classes": (Network.from_edges([1], [2], strong=[False]), (".net", ".mtx"), "classes of ties"),
    "names": (Network.from_edges(["a"], ["b"]), (".mtx",), "ids other than 1"),
    "a line end": (Network.from_edges(["a\nb"], ["b"]), (".csv", ".net"), "found 'a"),
    "spaces": (Network.from_edges([" a"], ["b"]), (".tsv", ".net"), "found ' a'"),
    "a quote": (Network.from_edges(['a"b'], ["b"]), (".net",), "found 'a"),
    "a control sign": (Network.from_edges(["a\x01"], ["b"]), (".csv", ".graphml", ".gexf"), "found 'a"),
}


@pytest.mark.parametrize("case", LOST)
def test_what_a_format_cannot_hold_is_refused_before_anything_is_written(case, tmp_path):
    network, endings, said = LOST[case]
    for ending in endings:
        with pytest.raises(Refusal, match=said):
            network.write(tmp_path / f"g{ending}")
    assert not list(tmp_path.iterdir())
    network.write(tmp_path / "g.npz")
    assert Network.read(tmp_path / "g.npz").digest == network.digest


def test_what_cannot_be_written_leaves_what_was_there(tmp_path):
    network = Network.from_edges([1], [2])
    network.write(tmp_path / "g.csv")
    with pytest.raises(Refusal, match="spaces"):
        Network.from_edges([" a"], ["b"]).write(tmp_path / "g.csv")
    assert Network.read(tmp_path / "g.csv").digest == network.digest
    with pytest.raises(Refusal, match="cannot be written to"):
        network.write(tmp_path / "nowhere" / "g.csv")
    with pytest.raises(Refusal, match="cannot be written to"):
        network.write(tmp_path / "nowhere" / "g.npz")


def test_what_is_written_twice_is_the_same_bytes(tmp_path):
    network = generators.ring(50)
    for ending in [*ENDINGS, ".csv.gz", ".net.zst"]:
        network.write(tmp_path / f"a{ending}", consumers=None if ending != ".mtx" else tmp_path / "p.csv")
        network.write(tmp_path / f"b{ending}", consumers=None if ending != ".mtx" else tmp_path / "p.csv")
        assert (tmp_path / f"a{ending}").read_bytes() == (tmp_path / f"b{ending}").read_bytes()


def test_several_packed_pieces_in_one_file_are_one_text(tmp_path):
    (tmp_path / "g.csv.gz").write_bytes(gzip.compress(b"1,2\n") + gzip.compress(b"2,3\n"))
    assert Network.read(tmp_path / "g.csv.gz").n_ties == 2


def stored_in(array: np.ndarray) -> object:
    """What holds the memory an array looks at."""
    return array if array.base is None else stored_in(array.base) if isinstance(array.base, np.ndarray) else array.base


@pytest.mark.parametrize("directed", [True, False])
def test_our_own_format_is_mapped_and_not_copied(directed, tmp_path):
    ties = [0, 1, 2, 2], [1, 2, 0, 0]
    Network.from_edges(*ties, [0.5, 1.0, 0.25, 0.75], directed, consumers=range(4)).write(tmp_path / "g.npz")
    found = Network.read(tmp_path / "g.npz")
    ends = found.out_start, found.out_target, found.out_strength, found.in_start, found.in_source, found.in_strength
    assert {type(stored_in(array)) for array in ends} == {mmap.mmap}
    assert all(array.flags.aligned for array in ends)


def test_rows_in_any_order_are_the_same_network(tmp_path):
    one = Network.from_edges([0, 0, 0], [1, 2, 2], [0.5, 0.25, 0.75])
    plain = {"version": 1, "directed": True, "complete": False, "ids": one.ids, "start": one.out_start}
    for order in ([0, 1, 2], [2, 1, 0], [1, 2, 0]):
        rows = {"target": one.out_target[order], "strength": one.out_strength[order]}
        np.savez(tmp_path / "g.npz", **plain, **rows)
        found = Network.read(tmp_path / "g.npz")
        assert found.digest == one.digest
        assert np.array_equal(found.in_strength, one.in_strength)
