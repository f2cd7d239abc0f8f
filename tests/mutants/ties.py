"""Good files of ties in every format there may be, and hand-made bad ones that random damage would hardly find."""

from __future__ import annotations

import gzip
import io
import struct
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import networkx
import numpy as np

from simulation.graph.network import Network
from simulation.refusal import Refusal

TIES = "source,target,strength\n" + "".join(f"{n},{n * 7 % 30},0.{n % 9 + 1}\n" for n in range(30))
WORDS = "from,to\n" + "".join(f"person {n},person {n * 7 % 30}\n" for n in range(30))
LINES = "# ties\n" + "".join(f"{n} {n * 7 % 30}\n" for n in range(30))


def _compressed(text: str) -> bytes:
    import pyarrow

    sink = pyarrow.BufferOutputStream()
    with pyarrow.CompressedOutputStream(sink, "zstd") as packer:
        packer.write(text.encode())
    return bytes(sink.getvalue())


def _graph(write: Callable[[Any, Any], None]) -> bytes:
    graph, sink = networkx.DiGraph(), io.BytesIO()
    graph.add_weighted_edges_from((n, n * 7 % 30, (n % 9 + 1) / 10) for n in range(30))
    write(graph, sink)
    return sink.getvalue()


def parquet(**columns: Any) -> bytes:
    import pyarrow
    from pyarrow import parquet as file

    sink = pyarrow.BufferOutputStream()
    file.write_table(pyarrow.table(columns), sink)
    return bytes(sink.getvalue())


def npz(**arrays: Any) -> bytes:
    sink = io.BytesIO()
    np.savez(sink, **arrays)
    return sink.getvalue()


def _own(**changes: Any) -> bytes:
    """Our own arrays, some of them changed, or left out by None: 0 → 1, 1 → 2, 2 → 0 and 3, nobody but themselves."""
    good = {"version": np.array(1), "directed": np.array(True), "complete": np.array(False), "ids": np.arange(10, 15),
            "start": np.array([0, 1, 2, 4, 4, 4]), "target": np.array([1, 2, 0, 3], np.int32),
            "strength": np.array([0.5, 1, 0.25, 0], np.float32)}  # fmt: skip
    return npz(**{name: value for name, value in {**good, **changes}.items() if value is not None})


def _mtx(header: str, *lines: str) -> bytes:
    return "\n".join((f"%%MatrixMarket {header}", *lines, "")).encode()


MATRIX = _mtx("matrix coordinate real general", "5 5 4", "2 1 0.5", "3 2 0.5", "4 1 0.25", "4 3 1")
SYMMETRIC = _mtx("matrix coordinate pattern symmetric", "% remark", "5 5 3", "2 1", "3 2", "5 4")

# A good file of every kind there may be, by the ending of its name.
GOOD: Mapping[str, Callable[[], bytes]] = {
    ".csv": TIES.encode,
    ".tsv": TIES.replace(",", "\t").encode,
    ".txt": LINES.encode,
    ".words.csv": WORDS.encode,
    ".csv.gz": lambda: gzip.compress(TIES.encode(), mtime=0),
    ".csv.zst": lambda: _compressed(TIES),
    ".parquet": lambda: parquet(source=list(range(9)), target=[n * 2 % 9 for n in range(9)], strength=[0.5] * 9),
    ".graphml": lambda: _graph(networkx.write_graphml_xml),
    ".gexf": lambda: _graph(networkx.write_gexf),
    ".net": lambda: _graph(networkx.write_pajek),
    ".mtx": lambda: MATRIX,
    ".symmetric.mtx": lambda: SYMMETRIC,
    ".npz": _own,
}


@cache
def readable() -> dict[str, bytes]:
    """A good file of every kind that is read."""
    return {ending: content for ending, make in GOOD.items() if _is_read(ending, content := make())}


def _is_read(ending: str, content: bytes) -> bool:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"ties{ending}"
        path.write_bytes(content)
        try:
            return Network.read(path).n_ties > 0
        except Refusal:
            return False


BOMB = '<!DOCTYPE g [<!ENTITY a0 "xxxxxxxxxx">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)) + "]>"
GRAPHML = '<graphml xmlns="http://graphml.graphdrafting.org/xmlns"><graph edgedefault="directed">{}</graph></graphml>'
GEXF = '<gexf xmlns="http://gexf.net/1.3" version="1.3"><graph defaultedgetype="directed">{}</graph></gexf>'


def _xml(shell: str) -> tuple[bytes, ...]:
    node = '<node id="{}"/>'.format
    ends = '<edge source="1" target="{}"/>'.format
    texts = (
        BOMB + shell.format(node("&a11;")),
        '<!DOCTYPE g [<!ENTITY e SYSTEM "file:///etc/hostname">]>' + shell.format(node("&e;")),
        '<!DOCTYPE g SYSTEM "http://localhost:9/none.dtd">' + shell.format(node("1")),
        shell.format(""),
        shell.format(node("1") + node("1") + ends("1")),
        shell.format(node("1") + ends("2")),
        shell.format('<edge source="1"/>'),
        shell.format("<edge/>"),
        shell.format(node("") + '<edge source="" target=""/>'),
        shell.format('<nodes><node id="1"/><node id="2"/></nodes><edges><edge source="1" target="2" weight="nan"/></edges>'),
        shell.format('<nodes><node id="1"/></nodes><edges><edge source="1" target="2" weight="-1"/></edges>'),
        shell.format('<nodes count="99999999999"/><edges count="-1"/>'),
        shell.format("<graph>" * 5000),
        shell.format("<hyperedge/>"),
        shell.replace("directed", "sideways").format(node("1") + node("2") + ends("2")),
        shell.format('<node id="1"><data key="nowhere">x</data></node>' + node("2") + ends("2")),
        "<html><body>Not found</body></html>",
        "<?xml version='1.0' encoding='nonsense'?>" + shell.format(node("1")),
    )
    return tuple(text.encode() for text in texts)


def _parquets() -> tuple[bytes, ...]:
    import pyarrow

    return (
        parquet(source=[1.5, 2.0], target=[1, 2]),
        parquet(source=[None, 1], target=[1, 2]),
        parquet(source=[float("nan"), 1.0], target=[1, 2]),
        parquet(source=[True, False], target=[1, 2]),
        parquet(source=[[1], [2]], target=[1, 2]),
        parquet(source=["a", "b"], target=[1, 2]),
        parquet(source=[b"\xff", b"b"], target=[b"a", b"\xfe"]),
        parquet(source=pyarrow.array([1, 2], pyarrow.timestamp("us")), target=[1, 2]),
        parquet(source=pyarrow.array(["a", "b"]).dictionary_encode(), target=["b", None]),
        parquet(source=pyarrow.array([2**64 - 1, 1], pyarrow.uint64()), target=[1, 2]),
        parquet(source=pyarrow.array([], pyarrow.int64()), target=pyarrow.array([], pyarrow.int64())),
        parquet(only=[1, 2]),
        parquet(source=[1], target=[2], strength=["much"]),
        parquet(source=[1], target=[2], strength=[float("inf")]),
        parquet(source=[1], target=[2], strength=[None]),
        parquet(source=[1], target=[2], strength=[-0.5]),
        parquet(source=[{"a": 1}], target=[{"a": 2}]),
    )


def _matrices() -> tuple[bytes, ...]:
    real, pattern = "matrix coordinate real general", "matrix coordinate pattern general"
    return (
        _mtx(real, "99999999999 99999999999 1", "1 1 0.5"),
        _mtx(real, "2000000000 2000000000 1", "1 1 0.5"),
        _mtx(real, "5 5 99999999999999", "1 1 0.5"),
        _mtx(real, "5 5 2", "1 2 0.5"),
        _mtx(real, "5 5 1", "1 2 0.5", "2 3 0.5"),
        _mtx(real, "5 5 1", "0 1 0.5"),
        _mtx(real, "5 5 1", "6 1 0.5"),
        _mtx(real, "5 5 1", "-1 1 0.5"),
        _mtx(real, "5 4 1", "1 2 0.5"),
        _mtx(real, "-5 -5 1", "1 2 0.5"),
        _mtx(real, "5 5 1", "1 2 nan"),
        _mtx(real, "5 5 1", "1 2 1e400"),
        _mtx(real, "5 5 1", "1 2"),
        _mtx(real, "5 5 0"),
        _mtx(real, "0 0 0"),
        _mtx(real, "5.5 5 1", "1 2 0.5"),
        _mtx(pattern, "5 5 1", "1 2 0.5"),
        _mtx("matrix coordinate complex general", "5 5 1", "1 2 0.5 0.5"),
        _mtx("matrix array real general", "2 2", "1", "0", "0", "1"),
        _mtx("matrix array real general", "99999999 99999999", "1"),
        _mtx("matrix coordinate real skew-symmetric", "5 5 1", "2 1 0.5"),
        _mtx("vector coordinate real general", "5 1", "2 0.5"),
        _mtx("nonsense", "5 5 1", "2 1 0.5"),
        _mtx(real),
    )


def _arrays() -> tuple[bytes, ...]:
    ints, reals = np.int32, np.float32
    return (
        _own(version=np.array(2)),
        _own(version=None),
        _own(version=np.array([1])),
        _own(directed=np.array(False)),
        _own(directed=np.array(1)),
        _own(complete=np.array(True)),
        _own(ids=None),
        _own(ids=np.arange(4)),
        _own(ids=np.array([1, 2, 2, 3, 4])),
        _own(ids=np.array([1.5, 2, 3, 4, 5])),
        _own(ids=np.array(["a", "b", "c", "d", "e"])),
        _own(ids=np.array([None] * 5, object)),
        _own(ids=None, ids_text=np.frombuffer(b"abcde", np.uint8), ids_stop=np.arange(1, 6)),
        _own(ids=None, ids_text=np.frombuffer(b"aacde", np.uint8), ids_stop=np.arange(1, 6)),
        _own(ids=None, ids_text=np.frombuffer(b"\xff\xfecde", np.uint8), ids_stop=np.arange(1, 6)),
        _own(ids=None, ids_text=np.frombuffer(b"abcde", np.uint8), ids_stop=np.array([1, 9, 3, 4, 5])),
        _own(ids=None, ids_text=np.frombuffer(b"abcde", np.uint8), ids_stop=np.array([-5, -4, 3, 4, 5])),
        _own(ids=None, ids_stop=np.zeros(5, np.int64)),
        _own(start=np.array([0, 1, 2, 4, 4, 99])),
        _own(start=np.array([0, 4, 2, 4, 4, 4])),
        _own(start=np.array([1, 1, 2, 4, 4, 4])),
        _own(start=np.array([], np.int64)),
        _own(start=np.array([0])),
        _own(start=np.array([[0, 1], [2, 4]])),
        _own(start=np.array([0, -(2**62), 2**62, 4, 4, 4])),
        _own(target=np.array([1, 2, 0, 9], ints)),
        _own(target=np.array([1, 2, 0, -1], ints)),
        _own(target=np.array([1, 2, 0], ints)),
        _own(target=np.array([1, 2, 0, 3])),
        _own(target=np.array([1, 2, 0, 3], ">i4")),
        _own(strength=np.array([0.5, np.nan, 1, 1], reals)),
        _own(strength=np.array([0.5, np.inf, 1, 1], reals)),
        _own(strength=np.array([-0.5, 1, 1, 1], reals)),
        _own(strength=np.array([0.5, 1, 1], reals)),
        _own(strength=np.array([1j, 1, 1, 1])),
        _own(strong=np.array([True, False])),
        _own(segment=np.array([0, 1, 2, 3, -1], ints)),
        _own(segment=np.array([0, 1], ints)),
        _own(segment=np.zeros(5, ints), labels_stop=np.array([], np.int64)),
        _own(segment=np.zeros(5, ints), labels_text=np.frombuffer(b"ab", np.uint8), labels_stop=np.array([1, 9])),
        _own(more=np.array(1)),
        npz(source=np.array([1, 2]), target=np.array([2, 3])),
        npz(),
        b"\x93NUMPY\x01\x00" + struct.pack("<H", 60000) + b" " * 100,
    )


# Bad by design, by the last ending of a name.
BAD: Mapping[str, Callable[[], tuple[bytes, ...]]] = {
    ".graphml": lambda: _xml(GRAPHML),
    ".gexf": lambda: _xml(GEXF),
    ".net": lambda: tuple(
        text.encode()
        for text in (
            "*Vertices 99999999999\n*Arcs\n1 2\n", "*Vertices 2000000000\n*Arcs\n1 2\n", "*Vertices 3\n*Arcs\n1 9\n",
            "*Vertices 3\n*Arcs\n0 1\n",
            "*Vertices 3\n1 \"a\"\n2 \"a\"\n*Arcs\n1 2\n", "*Vertices -3\n*Edges\n1 2\n", "*Vertices x\n*Edges\n1 2\n",
            "*Vertices 3\n*Edges\n1\n",
            "*Vertices 3\n*Arcs\n1 2 nan\n", "*Vertices 3\n*Arcs\n1 2 -1\n", "*Vertices 3\n*Matrix\n0 1 0\n",
            "*Arcs\n1 2\n", "*Vertices 3\n",
            "*Vertices 3\n1 \"a\n*Arcs\n1 2\n", "*Vertices 2\n1 \"\"\n2 \"b\"\n*Arcs\n1 2\n",
            "*Vertices 3\n*Arcslist\n1 2 3\n*Edges\n1 2\n",
        )
    ),
    ".mtx": _matrices,
    ".npz": _arrays,
    ".parquet": _parquets,
    ".csv": lambda: (b'source,target\n"1,2\n3,4\n', b"source,target\n" + b'"' * 99 + b"\n",
    b"source,target\n1,99999999999999999999\n",
                     b"source,target,strength\n1,2,1e400\n", b"source,target,strength\n1,2,\n", b"source,target\n1,2\n" * 3,
                     b"source,target\n1.5,2\n3,4\n", b"source,target\n-1,2\n", b'source,target\n"a\nb",2\n'),
}  # fmt: skip
