"""Networks from and to files: which format a file is in, and what each can hold."""

from __future__ import annotations

from collections.abc import Callable
from os import PathLike
from pathlib import Path
from typing import NamedTuple

import numpy as np

from simulation.graph.formats import (
    consumers,
    edge_list,
    files,
    gexf,
    graphml,
    matrix_market,
    npz,
    pajek,
    parquet,
)
from simulation.graph.formats.table import Asked
from simulation.graph.network import Network, truth
from simulation.graph.ties import Ties, listed
from simulation.refusal import Refusal, Verbatim, nearest

File = str | PathLike[str]
NOTHING_ASKED: Asked = (None, None, None)


class Format(NamedTuple):
    """How one format is read and written, and what it can hold beside ties and their strengths."""

    endings: tuple[str, ...]
    read: Callable[[Path, Asked], Ties | Network]
    write: Callable[[Ties, Path], None] | None  # None: the network itself is written
    columns: bool = False  # a table, whose columns can be chosen
    packed: bool = True  # may be packed by .gz or .zst
    holds: frozenset[str] = frozenset()


def _rows(kind: str) -> Format:
    return Format(
        (f".{kind}",),
        lambda path, asked: edge_list.read(path, kind, asked),
        lambda ties, path: edge_list.write(ties, path, kind),
        columns=True,
        holds=frozenset({"ids", "classes of ties"}),
    )


_ALL = frozenset({"ids", "classes of ties", "consumers without ties", "segments"})
BESIDE = _ALL - {"classes of ties"}  # what a table of consumers holds

FORMATS: dict[str, Format] = {
    "csv": _rows("csv"),
    "tsv": _rows("tsv"),
    "txt": _rows("txt"),
    "parquet": Format((".parquet",), parquet.read, parquet.write, True, False, frozenset({"ids", "classes of ties"})),
    "graphml": Format((".graphml",), lambda path, _: graphml.read(path), graphml.write, holds=_ALL),
    "gexf": Format((".gexf",), lambda path, _: gexf.read(path), gexf.write, holds=_ALL),
    "pajek": Format(
        (".net",), lambda path, _: pajek.read(path), pajek.write, holds=frozenset({"ids", "consumers without ties"})
    ),
    "matrix_market": Format(
        (".mtx",), lambda path, _: matrix_market.read(path), matrix_market.write, holds=frozenset({"consumers without ties"})
    ),
    "npz": Format((".npz",), lambda path, _: npz.read(path), None, packed=False, holds=_ALL),
}


def read(
    file: File,
    directed: bool | None = None,
    format: str | None = None,
    asked: Asked = NOTHING_ASKED,
    people: File | None = None,
    scale: bool = False,
) -> Network:
    """The network of a file; see `Network.read`."""
    directed = None if directed is None else truth(directed, "directed")
    scale = truth(scale, "scale")
    found = told(file, format, asked, people)
    if isinstance(found, Network):
        same = directed in (None, found.directed) and not scale
        return found if same else listed(found).network(directed, scale)
    return found.network(directed, scale)


def told(file: File, format: str | None = None, asked: Asked = NOTHING_ASKED, people: File | None = None) -> Ties | Network:
    """What a file says, before strengths are judged; from our own format the network itself."""
    path = files.existing(file)
    name = _format(path, format)
    _check_texts(path, asked)
    if any(asked) and not FORMATS[name].columns:
        remedy = "leave source, target and strength out"
        raise Refusal(str(path), Verbatim(f"columns chosen in a file of format {name}"), "columns of a table", remedy)
    ties = FORMATS[name].read(path, asked)
    if people is None:
        return ties
    if isinstance(ties, Network) or ties.segment is not None:
        raise _needs_no_table(path)
    beside = files.existing(people)
    ids, names, segment = consumers.read(beside, _table_format(beside))
    if name != "matrix_market":
        return ties.among(ids, names, segment)
    if ids.size != ties.ids.size:
        found, expected = Verbatim(f"{ids.size} consumers"), f"{ties.ids.size}, one a row of the matrix"
        raise Refusal(str(beside), found, expected, "name them in the order of the rows")
    return ties._replace(ids=ids, names=names, segment=segment)


def write(network: Network, file: File, format: str | None = None, people: File | None = None) -> None:
    """Write a network, and its consumers beside it where they are asked for; see `Network.write`."""
    path = files.named(file)
    name = _format(path, format)
    known = FORMATS[name]
    if known.write is None:
        if people is not None:
            raise _needs_no_table(path)
        return npz.write(network, path)
    ties = listed(network)
    _check_held(ties, path, name, BESIDE if people is not None else frozenset())
    if people is not None:
        there = files.named(people)
        consumers.write(ties.ids, ties.segment, there, _table_format(there))
    known.write(ties, path)


def _needs_no_table(path: Path) -> Refusal:
    found = Verbatim("a table of consumers beside it")
    return Refusal(str(path), found, "the file alone, which tells of them itself", "leave the table out")


def _check_held(ties: Ties, path: Path, name: str, beside: frozenset[str]) -> None:
    """Refuse to lose what the format cannot hold and no table beside it does."""
    for what in _needs(ties):
        if what not in FORMATS[name].holds | beside:
            table = ", or name a table with consumers=" if what in BESIDE else ""
            said = "ids other than 1 … n" if what == "ids" else what
            found, remedy = Verbatim(f"{said}, which {name} cannot hold"), "write .npz or .graphml, which do" + table
            raise Refusal(str(path), found, "a network of which nothing is lost", remedy)


def _needs(ties: Ties) -> list[str]:
    """What of these ties not every format can hold."""
    n = ties.ids.size
    tied = np.zeros(n, bool)
    tied[ties.source] = tied[ties.target] = True
    needs = {
        "ids": ties.ids.dtype == object or not np.array_equal(ties.ids, np.arange(1, n + 1)),
        "classes of ties": ties.strong is not None,
        "segments": ties.segment is not None,
        "consumers without ties": not tied.all(),
    }
    return [what for what, there in needs.items() if there]


def _format(path: Path, asked: str | None) -> str:
    """The name of the format: as asked for, else by the ending."""
    if asked is not None:
        if not isinstance(asked, str) or asked not in FORMATS:
            raise Refusal("format", asked, f"one of {', '.join(FORMATS)}", nearest(asked, FORMATS))
        return asked
    packed = files.packing(path)
    ending = Path(path.stem if packed else path.name).suffix.lower()
    for name, known in FORMATS.items():
        if ending in known.endings and (known.packed or not packed):
            return name
    endings = " ".join(ending for known in FORMATS.values() for ending in known.endings)
    expected = f"a name ending in {endings}, text also in these and .gz or .zst"
    raise Refusal(str(path), "".join(path.suffixes[-2:]) if packed else ending, expected, "rename it, or pass format=")


def _table_format(path: Path) -> str:
    name = _format(path, None)
    if not FORMATS[name].columns:
        raise Refusal(str(path), Verbatim(name), "a table: .csv, .tsv, .txt or .parquet", "save consumers as CSV")
    return name


def _check_texts(path: Path, asked: Asked) -> None:
    for role, name in zip(("source", "target", "strength"), asked, strict=True):
        if name is not None and (not isinstance(name, str) or not name):
            raise Refusal(f"{path}: {role}", name, "the name of a column", "leave it out for the first columns")
