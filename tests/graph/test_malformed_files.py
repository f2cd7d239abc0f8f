"""Files that are not what their ending says: each refused by name, none expanded, none allocated for."""

import io
import random
import zipfile

import numpy as np
import pandas as pd
import pytest

from simulation.graph import csr
from simulation.graph.formats import files
from simulation.graph.network import Network
from simulation.refusal import Refusal

NODES = '<node id="a"/><node id="b"/>'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(10))


def graphml(inside, edgedefault='edgedefault="directed"', keys=""):
    return f"<graphml>{keys}<graph {edgedefault}>{inside}</graph></graphml>"


def gexf(inside, graph="", attributes=""):
    return f"<gexf><graph {graph}>{attributes}<nodes>{NODES}</nodes><edges>{inside}</edges></graph></gexf>"


def key(name, of="edge"):
    return f'<key id="k" for="{of}" attr.name="{name}" attr.type="double"/>'


EDGE = '<edge source="a" target="b"/>'
MTX = "%%MatrixMarket matrix coordinate"

CASES = {
    # GraphML
    "a billion laughs": ("g.graphml", f"<!DOCTYPE graphml [{LAUGHS}]>{graphml('&l9;')}", "document type"),
    "an entity from elsewhere": ("g.graphml", f'<!DOCTYPE g [<!ENTITY x SYSTEM "file:///x">]>{graphml("&x;")}', "document type"),
    "a document type alone": ("g.graphml", f"<!DOCTYPE graphml>{graphml(NODES)}", "document type"),
    "a document type elsewhere": ("g.gexf", f'<!DOCTYPE gexf SYSTEM "http://x.example/y.dtd">{gexf(EDGE)}', "document type"),
    "an entity nobody declared": ("g.graphml", graphml("&x;"), "cannot be decoded"),
    "no XML": ("g.graphml", "1,2\n", "cannot be decoded"),
    "XML that stops": ("g.graphml", graphml(NODES)[:-5], "cannot be decoded"),
    "XML with zero bytes": ("g.graphml", "<graphml>\0</graphml>", "cannot be decoded"),
    "an encoding nobody knows": ("g.graphml", f'<?xml version="1.0" encoding="x-y"?>{graphml(NODES)}', "cannot be decoded"),
    "another root": ("g.graphml", "<html/>", "found 'html'; expected graphml"),
    "no graph": ("g.graphml", "<graphml/>", "no consumer"),
    "no node": ("g.graphml", graphml(""), "no consumer"),
    "no direction": ("g.graphml", graphml(NODES, ""), "no attribute edgedefault"),
    "a direction nobody knows in GraphML": ("g.graphml", graphml(NODES, 'edgedefault="up"'), "found 'up'"),
    "an edge directed somehow": ("g.graphml", graphml(NODES + EDGE.replace("/>", ' directed="up"/>')), "found 'up'"),
    "two graphs": ("g.graphml", graphml(NODES + '</graph><graph edgedefault="directed">'), "second or nested graph"),
    "a graph in a node": ("g.graphml", graphml('<node id="a"><graph edgedefault="directed"/></node>'), "second or nested"),
    "a hyperedge": ("g.graphml", graphml(f"{NODES}<hyperedge/>"), "a hyperedge"),
    "a node without id": ("g.graphml", graphml("<node/>"), "node: found no attribute id"),
    "an empty node id": ("g.graphml", graphml('<node id=""/><node id="x"/>'), "found ''"),
    "a node twice": ("g.graphml", graphml(NODES + '<node id="a"/>'), "every id once"),
    "an edge without source": ("g.graphml", graphml(f'{NODES}<edge target="a"/>'), "no attribute source"),
    "an edge to nobody": ("g.graphml", graphml(f'{NODES}{EDGE}<edge source="a" target="x"/>'), "edge 2: found 'x'"),
    "a strength that is a word": (
        "g.graphml", graphml(f'{NODES}<edge source="a" target="b"><data key="k">much</data></edge>', keys=key("weight")),
        "found 'much'"),
    "a strength that is NaN": (
        "g.graphml", graphml(f'{NODES}<edge source="a" target="b"><data key="k">nan</data></edge>', keys=key("weight")),
        "found 'nan'"),
    "a strength over 1": (
        "g.graphml", graphml(f'{NODES}<edge source="a" target="b"><data key="k">2</data></edge>', keys=key("strength")),
        "edge 1: strength: found 2"),
    "a strength on some": (
        "g.graphml", graphml(f'{NODES}{EDGE}<edge source="a" target="b"><data key="k">1</data></edge>', keys=key("weight")),
        "1 of 2"),
    "a class that is no class": (
        "g.graphml", graphml(f'{NODES}<edge source="a" target="b"><data key="k">yes</data></edge>', keys=key("strong")),
        "found 'yes'"),
    "a default that is no number": (
        "g.graphml", graphml(NODES + EDGE, keys=key("weight").replace("/>", "><default>x</default></key>")), "found 'x'"),
    "a segment on some": (
        "g.graphml", graphml('<node id="a"><data key="k">x</data></node><node id="b"/>', keys=key("segment", "node")), "1 of 2"),
    "data without key": ("g.graphml", graphml(f"{NODES}<data>1</data>"), "no attribute key"),
    "a key without id": ("g.graphml", graphml(NODES, keys="<key/>"), "no attribute id"),
    # GEXF
    "another root for GEXF": ("g.gexf", graphml(NODES), "expected gexf"),
    "a graph in time": ("g.gexf", gexf(EDGE, 'mode="dynamic"'), "found 'dynamic'"),
    "a direction nobody knows": ("g.gexf", gexf(EDGE, 'defaultedgetype="up"'), "found 'up'"),
    "an edge of a kind nobody knows": ("g.gexf", gexf('<edge source="a" target="b" type="up"/>'), "found 'up'"),
    "a GEXF edge to nobody": ("g.gexf", gexf('<edge source="a" target="x"/>'), "found 'x'"),
    "a GEXF edge without target": ("g.gexf", gexf('<edge source="a"/>'), "no attribute target"),
    "a GEXF weight that is a word": ("g.gexf", gexf('<edge source="a" target="b" weight="x"/>'), "found 'x'"),
    "an endless GEXF weight": ("g.gexf", gexf('<edge source="a" target="b" weight="1e999"/>'), "found '1e999'"),
    "a negative GEXF weight": ("g.gexf", gexf('<edge source="a" target="b" weight="-1"/>'), "found -1"),
    "a GEXF node without id": ("g.gexf", gexf("<node/>"), "no attribute id"),
    "a GEXF value without value": (
        "g.gexf", gexf('<edge source="a" target="b"><attvalue for="0"/></edge>'), "no attribute value"),
    "a GEXF attribute without id": (
        "g.gexf", gexf(EDGE, attributes='<attributes class="node"><attribute/></attributes>'), "no attribute id"),
    # Pajek
    "no vertices": ("g.net", "*Network x\n", "no vertex"),
    "Pajek of another kind": ("g.net", "1,2\n2,3\n", "number"),
    "ties before vertices": ("g.net", "*Arcs\n1 2\n", "vertices first"),
    "no number of vertices": ("g.net", "*Vertices\n", "found ''"),
    "too many vertices": ("g.net", "*Vertices 99999999999\n", "found '99999999999'"),
    "vertices below nought": ("g.net", "*Vertices -2\n", "found '-2'"),
    "a vertex that is not announced": ("g.net", '*Vertices 1\n2 "a"\n', "line 2: number: found '2'"),
    "a vertex twice": ("g.net", '*Vertices 2\n1 "a"\n1 "b"\n', "line 3: vertex"),
    "a vertex that is a word": ("g.net", "*Vertices 2\nann\n", "line 2: vertex: found 'ann'"),
    "a label that does not end": ("g.net", '*Vertices 1\n1 "a\n', "line 2: vertex"),
    "a label on some": ("g.net", '*Vertices 2\n1 "a"\n', "labels on 1 of 2"),
    "a label twice": ("g.net", '*Vertices 2\n1 "a"\n2 "a"\n', "every id once"),
    "an arc to nobody": ("g.net", "*Vertices 2\n*Arcs\n1 3\n", "line 3: number: found '3'"),
    "an arc from nought": ("g.net", "*Vertices 2\n*Arcs\n0 1\n", "found '0'"),
    "half an arc": ("g.net", "*Vertices 2\n*Arcs\n1\n", "line 3: tie: found '1'"),
    "an arc of a word": ("g.net", "*Vertices 2\n*Arcs\n1 2 much\n", "line 3: strength: found 'much'"),
    "an arc over 1": ("g.net", "*Vertices 2\n*Arcs\n1 2 3\n", "tie 1: strength: found 3"),
    "a matrix": ("g.net", "*Vertices 1\n*Matrix\n1\n", r"\*Matrix, which is not read"),
    "arcs twice": ("g.net", "*Vertices 2\n*Arcs\n1 2\n*Arcs\n2 1\n", "a second time"),
    "two relations": ("g.net", '*Vertices 2\n*Arcs :2 "likes"\n1 2\n', "one relation"),
    "Pajek in Latin": ("g.net", b'*Vertices 1\n1 "\xe9"\n', "something else than text"),
    # Matrix Market
    "no head": ("g.mtx", "3 3 1\n1 2 1\n", "cannot be decoded"),
    "a dense matrix": ("g.mtx", "%%MatrixMarket matrix array real general\n2 2\n1\n0\n0\n1\n", "layout: found 'array'"),
    "complex entries": ("g.mtx", f"{MTX} complex general\n2 2 1\n1 2 1 0\n", "found 'complex'"),
    "skew symmetry": ("g.mtx", f"{MTX} real skew-symmetric\n2 2 1\n2 1 1\n", "found 'skew-symmetric'"),
    "an oblong matrix": ("g.mtx", f"{MTX} pattern general\n2 3 1\n1 2\n", "2 rows and 3 columns"),
    "no row": ("g.mtx", f"{MTX} pattern general\n0 0 0\n", "no consumer"),
    "more rows than positions": ("g.mtx", f"{MTX} pattern general\n{2**40} {2**40} 1\n1 2\n", "consumers"),
    "more entries than the file has": ("g.mtx", f"{MTX} pattern general\n9 9 99999\n1 2\n", "99999 entries in"),
    "a few entries short": ("g.mtx", f"{MTX} pattern general\n9 9 3\n1 2\n3 4\n", "cannot be decoded"),
    "an entry outside": ("g.mtx", f"{MTX} pattern general\n2 2 1\n1 3\n", "cannot be decoded"),
    "an entry that is a word": ("g.mtx", f"{MTX} real general\n2 2 1\n1 2 x\n", "cannot be decoded"),
    "an entry over 1": ("g.mtx", f"{MTX} real general\n2 2 1\n1 2 7\n", "row 1, column 2: found 7"),
    "an entry that is NaN": ("g.mtx", f"{MTX} real general\n2 2 1\n1 2 nan\n", "row 1, column 2: found nan"),
    # Parquet and NPZ that are none
    "no Parquet": ("g.parquet", "1,2\n", "cannot be decoded"),
    "Parquet in name": ("g.parquet", b"PAR1" + b"\0" * 50 + b"PAR1", "cannot be decoded"),
    "no NPZ": ("g.npz", "1,2\n", "cannot be decoded"),
    "a zip that stops": ("g.npz", b"PK\x03\x04" + b"\0" * 40, "cannot be decoded"),
    # packing
    "no Zstandard": ("g.csv.zst", "1,2\n", "something else than text"),
    "GraphML not packed": ("g.graphml.gz", graphml(NODES), "something else than text"),
    "NPZ in gzip": ("g.npz.gz", "x", "found '.npz.gz'"),
    "Parquet in Zstandard": ("g.parquet.zst", "x", "found '.parquet.zst'"),
    # edge lists
    "a class that is a word": ("g.csv", "source,target,strong\n1,2,true\n2,1,maybe\n", "line 3: strong: found 'maybe'"),
    "no class": ("g.csv", "source,target,strong\n1,2,\n", "line 2: strong: found"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_refused_with_the_name_of_the_file(case, tmp_path):
    name, content, said = CASES[case]
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(Refusal, match=said) as refusal:
        Network.read(path)
    assert name in refusal.value.where


PARQUET = {
    "one column": (pd.DataFrame({"a": [1]}), {}, "columns a alone"),
    "no row": (pd.DataFrame({"a": [], "b": []}, dtype="int64"), {}, "no tie"),
    "numbers with fractions": (pd.DataFrame({"a": [1.5], "b": [2.5]}), {}, "a column of double"),
    "dates": (pd.DataFrame({"a": pd.to_datetime(["2020-01-01"]), "b": [1]}), {}, "a column of timestamp"),
    "lists": (pd.DataFrame({"a": [[1]], "b": [1]}), {}, "a column of list"),
    "an id missing": (pd.DataFrame({"a": pd.array([1, None], "Int64"), "b": [1, 2]}), {}, "row 2: a: found an empty cell"),
    "a text missing": (pd.DataFrame({"a": ["x", None], "b": ["y", "z"]}), {}, "row 2: a: found an empty cell"),
    "an empty text": (pd.DataFrame({"a": ["x", " "], "b": ["y", "z"]}), {}, "row 2: a: found an empty cell"),
    "an id beyond 63 bits": (pd.DataFrame({"a": np.array([2**64 - 1], np.uint64), "b": [1]}), {}, "cannot be decoded"),
    "a strength over 1": (pd.DataFrame({"a": [1], "b": [2], "weight": [2.0]}), {}, "row 1: weight: found 2"),
    "a strength missing": (pd.DataFrame({"a": [1], "b": [2], "weight": [None]}, dtype="Float64"), {}, "found"),
    "a strength of words": (pd.DataFrame({"a": [1], "b": [2], "weight": ["x"]}), {}, "a column of"),
    "a class of words": (pd.DataFrame({"a": [1], "b": [2], "strong": ["x"]}), {}, "a column of"),
    "a class of other numbers": (pd.DataFrame({"a": [1], "b": [2], "strong": [2]}), {}, "row 1: strong: found 2"),
    "a column that is not there": (pd.DataFrame({"a": [1], "b": [2]}), {"source": "c"}, "found 'c'"),
}  # fmt: skip


@pytest.mark.parametrize("case", PARQUET)
def test_parquet_of_other_things_is_refused(case, tmp_path):
    frame, named, said = PARQUET[case]
    frame.to_parquet(tmp_path / "g.parquet")
    with pytest.raises(Refusal, match=said) as refusal:
        Network.read(tmp_path / "g.parquet", **named)
    assert "g.parquet" in refusal.value.where


def parts():
    return {
        "version": np.int64(1), "directed": np.bool_(True), "complete": np.bool_(False), "ids": np.array([5, 6]),
        "start": np.array([0, 1, 2]), "target": np.array([1, 0], np.int32),
    }  # fmt: skip


def text(name, *words):
    encoded = [word.encode() for word in words]
    return {f"{name}_text": np.frombuffer(b"".join(encoded), np.uint8), f"{name}_stop": np.cumsum([len(one) for one in encoded])}


NPZ = {
    "an array left out": (dict(target=None), "no array target"),
    "no ids": (dict(ids=None), "no array ids"),
    "an array nobody knows": (dict(more=np.array([1])), "found 'more'"),
    "a later version": (dict(version=np.int64(2)), "version: found 2"),
    "objects": (dict(ids=np.array([{}, []], object)), "object"),
    "numbers of another kind": (dict(target=np.array([1, 0])), "int64"),
    "two dimensions": (dict(start=np.zeros((2, 2), np.int64)), "shape"),
    "a list for a number": (dict(version=np.array([1])), "shape"),
    "nobody": (dict(start=np.array([0]), ids=np.array([], np.int64), target=np.array([], np.int32)), "no consumer"),
    "an empty start": (dict(start=np.array([], np.int64)), "consumer"),
    "ids too few": (dict(ids=np.array([5])), "ids: found 1"),
    "ids twice": (dict(ids=np.array([5, 5])), "every id once"),
    "rows that run back": (dict(start=np.array([0, 3, 2])), "rows that overlap"),
    "rows that begin late": (dict(start=np.array([1, 1, 2])), "rows that overlap"),
    "rows beyond the ties": (dict(start=np.array([0, 1, 9])), "start: found 9"),
    "a tie to nobody": (dict(target=np.array([1, 2], np.int32)), "a position of nobody"),
    "a tie before everybody": (dict(target=np.array([1, -1], np.int32)), "a position of nobody"),
    "strengths too few": (dict(strength=np.array([1], np.float32)), "strength: found 1"),
    "a strength that is NaN": (dict(strength=np.array([1, np.nan], np.float32)), "from 0 to 1"),
    "classes too many": (dict(strong=np.ones(3, bool)), "strong: found 3"),
    "an undirected tie one way": (dict(directed=np.bool_(False), target=np.array([1, 1], np.int32)), "both ways"),
    "ties heard by others": (dict(heard_start=np.array([0, 1, 2]), heard_source=np.array([0, 1], np.int32)), "other ties"),
    "ties heard twice": (dict(heard_start=np.array([0, 2, 2]), heard_source=np.array([0, 1], np.int32)), "other ties"),
    "rows heard too few": (dict(heard_start=np.array([0, 2]), heard_source=np.array([0, 1], np.int32)), "heard_start: found 2"),
    "a tie heard from nobody": (dict(heard_start=np.array([0, 1, 2]), heard_source=np.array([1, 2], np.int32)), "of nobody"),
    "a complete network with ties": (dict(complete=np.bool_(True), directed=np.bool_(False)), "no ties in a complete"),
    "a segment below nought": (dict(segment=np.array([0, -1], np.int32)), "segment"),
    "a segment without a word": (dict(segment=np.array([0, 1], np.int32), **text("labels", "x")), "a code without a word"),
    "texts that run back": (dict(ids=None, ids_text=np.zeros(2, np.uint8), ids_stop=np.array([2, 1])), "texts that overlap"),
    "texts beyond the bytes": (dict(ids=None, ids_text=np.zeros(2, np.uint8), ids_stop=np.array([1, 9])), "texts that overlap"),
    "texts that are none": (dict(ids=None, ids_text=np.full(2, 255, np.uint8), ids_stop=np.array([1, 2])), "UTF-8"),
    "an empty text": (dict(ids=None, **text("ids", "a", "")), "found ''"),
}  # fmt: skip


@pytest.mark.parametrize("case", NPZ)
def test_an_npz_that_was_not_written_here_is_refused(case, tmp_path):
    changes, said = NPZ[case]
    there = {name: part for name, part in (parts() | changes).items() if part is not None}
    np.savez(tmp_path / "g.npz", **there)
    with pytest.raises(Refusal, match=said) as refusal:
        Network.read(tmp_path / "g.npz")
    assert "g.npz" in refusal.value.where


@pytest.mark.parametrize("heard", [{}, dict(heard_start=np.array([0, 1, 2]), heard_source=np.array([1, 0], np.int32))])
def test_the_npz_all_these_are_made_from_is_read(heard, tmp_path):
    np.savez(tmp_path / "g.npz", **parts(), **heard)
    assert Network.read(tmp_path / "g.npz").digest == Network.from_edges([5, 6], [6, 5]).digest


def head(shape, kind="<i8"):
    raw = io.BytesIO()
    np.lib.format.write_array_header_1_0(raw, {"descr": kind, "fortran_order": False, "shape": shape})
    return raw.getvalue()


@pytest.mark.parametrize("raw", [head((10**15,)) + b"\0" * 8, head((2**62,)), b"\x93NUMPY\x01\0\xff\xff{", b"", head((1,), "|O")])
def test_an_array_that_announces_more_than_it_has_is_refused_before_it_is_allocated(raw, tmp_path):
    with zipfile.ZipFile(tmp_path / "g.npz", "w") as archive:
        for name, part in parts().items():
            inside = io.BytesIO()
            np.save(inside, part)
            archive.writestr(f"{name}.npy", raw if name == "start" else inside.getvalue())
    with pytest.raises(Refusal, match=r"g\.npz"):
        Network.read(tmp_path / "g.npz")


def test_a_zip_that_unpacks_to_much_is_refused_unopened(tmp_path):
    with zipfile.ZipFile(tmp_path / "g.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("start.npy", bytes(10_000_000))
    assert (tmp_path / "g.npz").stat().st_size < 20_000
    with pytest.raises(Refusal, match="a packed array"):
        Network.read(tmp_path / "g.npz")


@pytest.mark.parametrize("ending", [".csv.gz", ".csv.zst", ".graphml.gz", ".net.zst"])
def test_what_unpacks_to_more_than_memory_is_refused_on_the_way(ending, tmp_path, monkeypatch):
    files.write(tmp_path / f"g{ending}", lambda stream: stream.write(b"1,2\n" * 10_000))
    monkeypatch.setattr(files, "memory", lambda: 100_000)
    monkeypatch.setattr(files, "_PIECE", 1000)
    with pytest.raises(Refusal, match="at least 26,000 bytes when unpacked"):
        Network.read(tmp_path / f"g{ending}")


def test_a_file_larger_than_memory_is_refused_unread(tmp_path, monkeypatch):
    (tmp_path / "g.csv").write_text("1,2\n" * 100)
    monkeypatch.setattr(files, "memory", lambda: 1000)
    with pytest.raises(Refusal, match="400 bytes"):
        Network.read(tmp_path / "g.csv")


def test_more_vertices_than_memory_are_refused_before_they_are_numbered(tmp_path, monkeypatch):
    (tmp_path / "g.net").write_text("*Vertices 2000000\n")
    (tmp_path / "g.mtx").write_text(f"{MTX} pattern general\n2000000 2000000 0\n")
    monkeypatch.setattr(csr, "memory", lambda: 10_000)
    for name in ("g.net", "g.mtx"):
        with pytest.raises(Refusal, match="which memory holds"):
            Network.read(tmp_path / name)


CONSUMERS = {
    "somebody missing": ("consumer\n1\n", "one of the consumers"),
    "somebody twice": ("consumer\n1\n2\n1\n", "every id once"),
    "an empty cell": ("consumer,segment\n1,a\n2,\n", "row 2: segment: found an empty cell"),
    "no id": ("id,segment\n1,a\n,b\n", "row 2: id"),
    "a column twice": ("id,id\n1,2\n", "every name once"),
    "a row too long": ("id\n1\n2,3\n", "line 3: found 2 columns"),
    "nobody": ("", "no tie"),
}


@pytest.mark.parametrize("case", CONSUMERS)
def test_a_table_of_consumers_that_does_not_name_everybody_once_is_refused(case, tmp_path):
    content, said = CONSUMERS[case]
    (tmp_path / "g.csv").write_text("1,2\n")
    (tmp_path / "people.csv").write_text(content)
    with pytest.raises(Refusal, match=said):
        Network.read(tmp_path / "g.csv", consumers=tmp_path / "people.csv")


ARGUMENTS = {
    "a format nobody knows": (dict(format="gml"), "format: found 'gml'"),
    "a direction that is none": (dict(directed="yes"), "directed: found 'yes'"),
    "columns of what has none": (dict(source="a", format="pajek"), "columns chosen"),
    "consumers that are no table": (dict(consumers="{}/p.net"), "found pajek; expected a table"),
    "consumers beside a file that names them": (dict(format="npz", consumers="{}/g.csv"), "cannot be decoded"),
}


@pytest.mark.parametrize("case", ARGUMENTS)
def test_arguments_refused(case, tmp_path):
    named, said = ARGUMENTS[case]
    (tmp_path / "g.csv").write_text("1,2\n")
    (tmp_path / "p.net").write_text("*Vertices 1\n")
    told = {name: value.format(tmp_path) if isinstance(value, str) else value for name, value in named.items()}
    with pytest.raises(Refusal, match=said):
        Network.read(tmp_path / "g.csv", **told)


def test_a_table_beside_a_file_that_tells_of_everybody_itself_is_refused(tmp_path):
    network = Network.from_edges([1], [2], consumers=[1, 2], segment=[0, 1])
    network.write(tmp_path / "g.csv", consumers=tmp_path / "p.csv")
    for name in ("g.npz", "g.graphml"):
        network.write(tmp_path / name)
        with pytest.raises(Refusal, match="a table of consumers beside it"):
            Network.read(tmp_path / name, consumers=tmp_path / "p.csv")
    with pytest.raises(Refusal, match="a table of consumers beside it"):
        network.write(tmp_path / "g.npz", consumers=tmp_path / "p.csv")


KINDS = (".csv", ".tsv.gz", ".txt.zst", ".parquet", ".graphml", ".gexf", ".net", ".mtx", ".npz")


@pytest.mark.parametrize("ending", KINDS)
def test_whatever_becomes_of_its_bytes_a_file_is_read_or_refused(ending, tmp_path):
    lots = random.Random(ending)
    path = tmp_path / f"g{ending}"
    Network.from_edges([1, 2, 3], [2, 3, 1], [0.5, 0.25, 1], consumers=None).write(path)
    whole = path.read_bytes()
    for _ in range(150):
        broken = bytearray(whole)
        for _ in range(lots.randint(1, 4)):
            at = lots.randrange(len(broken))
            broken[at : at + lots.randint(0, 3)] = bytes(lots.randrange(256) for _ in range(lots.randint(0, 3)))
        path.write_bytes(bytes(broken[: lots.choice([len(broken), lots.randrange(len(broken) + 1)])]))
        try:
            assert Network.read(path).n_consumers > 0
        except Refusal as refusal:
            assert str(path) in refusal.where
