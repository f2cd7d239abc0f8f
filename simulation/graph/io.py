"""Networks from files of ties, and from and to NetworkX."""

from __future__ import annotations

import csv
import gzip
import re
import zlib
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice, repeat
from os import PathLike
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

import numpy as np

from simulation.graph.csr import check_memory, rows_of
from simulation.graph.identity import check_different, first, missing, names_of
from simulation.graph.network import Network, of_positions, strengths_of
from simulation.refusal import Refusal, Verbatim, nearest

if TYPE_CHECKING:
    import networkx
    import pyarrow

DELIMITERS = {".csv": ",;\t", ".tsv": "\t", ".txt": "\t,; "}
HEADER_WORDS = frozenset("source target from to src dst sender receiver strength weight".split())
STRENGTH_WORDS = ("strength", "weight")
_UNREADABLE = (OSError, EOFError, zlib.error, UnicodeDecodeError)


class Layout(NamedTuple):
    """How a file of ties is laid out, as its first lines show."""

    path: Path
    delimiter: str
    skip: int  # lines of remarks (#) before the first row
    header: bool
    columns: list[str]


def read(
    file: str | PathLike[str], directed: bool, source: str | None, target: str | None, strength: str | None
) -> Network:
    """The network of a file of ties; see `Network.read`.

    The first row is a header if columns are asked for by name, if whole numbers follow below words, or if a cell says
    source, target, from, to, src, dst, sender, receiver, strength or weight. Lines of remarks (#) at the top and
    empty lines are passed over. Spaces around an id are not part of it.
    """
    layout = _layout(_existing(file), named=any((source, target, strength)))
    ends, weight = _chosen(layout, source, target, strength)
    table = _table(layout, ends, weight)
    if not table.num_rows:
        raise _nothing(layout.path)
    check_memory(table.num_rows * (1 if directed else 2), str(file))
    strengths = None if weight is None else _strengths(layout, table, weight)
    if table.schema.field(ends[0]).type == "int64":
        heard, hearer = (_whole_ids(layout, table, name) for name in ends)
        return Network.from_edges(heard, hearer, strengths, directed)
    ids, heard, hearer = _text_ids(layout, table, ends)
    return of_positions(ids, heard, hearer, strengths, None, directed)


def _existing(file: str | PathLike[str]) -> Path:
    remedy = "check the name and the folder it is read from"
    if not isinstance(file, (str, PathLike)):
        raise Refusal("file", file, "the name of a file of ties", remedy)
    path = Path(file)
    try:
        if path.is_dir():
            raise Refusal(str(file), Verbatim("a directory"), "a file of ties", "name a file in it")
        if not path.is_file():
            raise Refusal(str(file), Verbatim("no such file"), "a file of ties", remedy)
        if not path.stat().st_size:
            raise _nothing(path)
    except (OSError, ValueError) as error:
        found = Verbatim(f"a file that cannot be opened ({error})")
        raise Refusal(str(file), found, "a file of ties", remedy) from None
    return path


def _nothing(path: Path) -> Refusal:
    return Refusal(str(path), Verbatim("no tie"), "one tie a row: source, target", "check that it is the right file")


def _kind(path: Path) -> str:
    kind = Path(path.stem if path.suffix == ".gz" else path.name).suffix.lower()
    if kind not in DELIMITERS:
        raise Refusal(str(path), kind, "a name ending in .csv, .tsv or .txt, or in one of these and .gz", "rename it")
    return kind


def _opened(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig")
    return path.open(encoding="utf-8-sig")


def _layout(path: Path, named: bool) -> Layout:
    kind = _kind(path)
    top = _top(path)
    skip = next((n for n, line in enumerate(top) if line.strip() and not line.startswith("#")), len(top))
    rows = [line for line in top[skip:] if line.strip()][:2]
    if not rows:
        raise _nothing(path)
    delimiter = next((sign for sign in DELIMITERS[kind] if sign in rows[0]), DELIMITERS[kind][0])
    cells = [[cell.strip() for cell in row] for row in csv.reader(rows, delimiter=delimiter)]
    header = named or _is_header(cells[0], cells[-1])
    columns = cells[0] if header else [f"column {n + 1}" for n in range(len(cells[0]))]
    return Layout(path, delimiter, skip, header, columns)


def _top(path: Path) -> list[str]:
    """The first lines, enough to see past remarks; never more of an endless line than a few thousand signs."""
    try:
        with _opened(path) as lines:
            top = [lines.readline(10_000).rstrip("\r\n") for _ in range(200)]
    except _UNREADABLE as error:
        raise _garbage(path, error) from None
    if any("\0" in line for line in top):
        raise _garbage(path, "zero bytes")
    return top


def _garbage(path: Path, why: object) -> Refusal:
    expected = "text in UTF-8, packed by gzip if its name ends in .gz"
    return Refusal(str(path), Verbatim(f"something else than text ({why})"), expected, "save the ties as CSV")


def _is_header(top: Sequence[str], below: Sequence[str]) -> bool:
    words = not all(map(_is_whole, top[:2]))
    return words and (all(map(_is_whole, below[:2])) or any(cell.lower() in HEADER_WORDS for cell in top))


def _is_whole(cell: str) -> bool:
    return re.fullmatch(r"[+-]?\d+", cell, re.ASCII) is not None


def _chosen(
    layout: Layout, source: str | None, target: str | None, strength: str | None
) -> tuple[tuple[str, str], str | None]:
    """The columns of the two ends and of the strength, if there is one."""
    columns, named = layout.columns, [name for name in (source, target, strength) if name is not None]
    _check_columns(layout, named)
    rest = [name for name in columns if name not in named]
    if len(rest) < (source is None) + (target is None):
        found, remedy = Verbatim(f"columns {', '.join(columns)} alone"), "separate columns by commas or tabs"
        raise Refusal(str(layout.path), found, "at least two columns: source, target", remedy)
    ends = source or rest.pop(0), target or rest.pop(0)
    return ends, strength or next((name for name in rest if name.lower() in STRENGTH_WORDS), None)


def _check_columns(layout: Layout, named: list[str]) -> None:
    columns, where = layout.columns, f"{layout.path}: columns"
    for name in named:
        if name not in columns:
            raise Refusal(where, name, f"one of its columns {', '.join(columns)}", nearest(name, columns))
    for names in (columns, named):
        if len(set(names)) < len(names):
            raise Refusal(where, Verbatim(", ".join(names)), "every name once", "change one")
    if not layout.header and len(columns) > 2:
        found = Verbatim(f"{len(columns)} columns without a header")
        expected, remedy = "two columns, or a header", "add a first line such as source,target,strength"
        raise Refusal(str(layout.path), found, expected, remedy)


def _table(layout: Layout, ends: tuple[str, str], weight: str | None) -> pyarrow.Table:
    """The chosen columns: ids as whole numbers if all are, else as text; strengths as numbers if all are."""
    import pyarrow

    types = dict.fromkeys(ends, "int64") | ({weight: "float64"} if weight else {})
    try:
        return _parsed(layout, types)
    except pyarrow.ArrowInvalid:
        texts = _parsed_or_refused(layout, dict.fromkeys(types, "large_string"))
    return _cast(texts, ends)


def _parsed(layout: Layout, types: dict[str, str], threads: bool = True) -> pyarrow.Table:
    from pyarrow import csv as table
    from pyarrow import type_for_alias

    shape = table.ReadOptions(
        use_threads=threads,
        skip_rows=layout.skip,
        column_names=layout.columns,
        skip_rows_after_names=int(layout.header),
    )
    kinds = {name: type_for_alias(kind) for name, kind in types.items()}
    values = table.ConvertOptions(column_types=kinds, include_columns=list(kinds))
    try:
        return table.read_csv(layout.path, shape, table.ParseOptions(delimiter=layout.delimiter), values)
    except OSError as error:
        raise _garbage(layout.path, error) from None


def _parsed_or_refused(layout: Layout, types: dict[str, str]) -> pyarrow.Table:
    import pyarrow

    try:
        return _parsed(layout, types, threads=False)
    except pyarrow.ArrowInvalid as error:
        raise _parsing(layout, str(error)) from None


def _parsing(layout: Layout, error: str) -> Refusal:
    ragged = re.search(r"Row #(\d+): Expected (\d+) columns, got (\d+)", error)
    if not ragged:
        return _garbage(layout.path, error.split("\n")[0])
    line = _line(layout, int(ragged[1]) - 1 - layout.skip - layout.header)
    expected = f"{ragged[2]} columns as in the first row"
    return Refusal(f"{layout.path}: line {line}", Verbatim(f"{ragged[3]} columns"), expected, "mend that line")


def _cast(texts: pyarrow.Table, ends: tuple[str, str]) -> pyarrow.Table:
    """Whole numbers where all ids are, although another column is not as expected."""
    import pyarrow

    try:
        whole = {name: texts[name].cast("int64") for name in ends}
    except pyarrow.ArrowInvalid:
        return texts
    return pyarrow.table({name: whole.get(name, texts[name]) for name in texts.column_names})


def _line(layout: Layout, row: int) -> int:
    """The line the row-th tie stands in, counted from 1, empty lines too."""
    with _opened(layout.path) as lines:
        filled = (n for n, line in enumerate(lines, 1) if n > layout.skip and line.strip("\r\n"))
        return next(islice(filled, row + layout.header, None))


def _at(layout: Layout, name: str, row: int) -> str:
    return f"{layout.path}: line {_line(layout, row)}: {name}"


def _strengths(layout: Layout, table: pyarrow.Table, name: str) -> Any:
    import pandas as pd

    given = table[name].to_numpy()
    numbers = pd.to_numeric(given, errors="coerce")
    bad = first(np.isnan(numbers))
    if bad >= 0:
        raise Refusal(_at(layout, name, bad), given[bad], "a strength from 0 to 1", "write a number there")
    return strengths_of(numbers, given.size, partial(_at, layout, name))


def _whole_ids(layout: Layout, table: pyarrow.Table, name: str) -> Any:
    column = table[name]
    if column.null_count:
        raise missing(_at(layout, name, first(column.is_null())), Verbatim("an empty cell"))
    return column.to_numpy()


def _text_ids(layout: Layout, table: pyarrow.Table, ends: tuple[str, str]) -> tuple[Any, Any, Any]:
    """Everybody's id, sorted, and the positions of both ends of every tie."""
    import pyarrow
    from pyarrow import compute

    both = pyarrow.chunked_array([chunk for name in ends for chunk in table[name].cast("large_string").chunks])
    coded = compute.utf8_trim_whitespace(both).dictionary_encode().combine_chunks()
    texts = np.fromiter(coded.dictionary.to_pylist(), object, len(coded.dictionary))
    codes = coded.indices.to_numpy()
    if (texts == "").any():
        row = first(texts[codes] == "")
        name, row = ends[row // table.num_rows], row % table.num_rows
        raise missing(_at(layout, name, row), Verbatim("an empty cell"))
    order = np.argsort(texts)
    rank = np.empty(order.size, np.int32)
    rank[order] = np.arange(order.size)
    check_different(texts[order], names_of(texts[order], str(layout.path)), str(layout.path))
    return texts[order], rank[codes[: table.num_rows]], rank[codes[table.num_rows :]]


def from_networkx(graph: networkx.Graph[Any]) -> Network:
    """The network of a NetworkX graph; see `Network.from_networkx`."""
    if not all(hasattr(graph, name) for name in ("nodes", "edges", "is_directed")):
        raise Refusal("graph", Verbatim(type(graph).__name__), "a networkx.Graph or DiGraph", "build it with networkx")
    nodes, ties = list(graph.nodes), list(graph.edges(data=True))
    sources, targets = [tie[0] for tie in ties], [tie[1] for tie in ties]
    place = lambda row: f"edge {sources[row]!r} – {targets[row]!r}: strength"  # noqa: E731
    weight = _on_every([tie[2] for tie in ties], STRENGTH_WORDS, "edge")
    return Network.from_edges(
        sources,
        targets,
        strengths_of(weight, len(ties), place),
        graph.is_directed(),
        nodes,
        strong=_on_every([tie[2] for tie in ties], ("strong",), "edge"),
        segment=_on_every([graph.nodes[node] for node in nodes], ("segment",), "node"),
    )


def _on_every(attributes: list[dict[str, Any]], names: Sequence[str], of: str) -> list[Any] | None:
    """The values of the first of these attributes that is there; one that is there only for some is refused."""
    for name in names:
        values = [found[name] for found in attributes if name in found]
        if values and len(values) < len(attributes):
            found = Verbatim(f"it on {len(values)} of {len(attributes)}")
            raise Refusal(f"{of} attribute {name!r}", found, f"it on every {of} or on none", "fill in the others")
        if values:
            return values
    return None


def to_networkx(network: Network) -> networkx.Graph[Any]:
    """The NetworkX graph of a network; see `Network.to_networkx`."""
    import networkx

    if network.is_complete:
        check_memory(network.n_ties * 10, "to_networkx")  # a NetworkX edge takes about 600 bytes
        return networkx.complete_graph(network.ids.tolist())
    source, arcs = _arcs_once(network)
    target = network.out_target[arcs]
    graph = _empty_graph(network.directed, source, target)
    graph.add_nodes_from(zip(network.ids.tolist(), _node_attributes(network), strict=True))
    ends = network.ids[source].tolist(), network.ids[target].tolist()
    graph.add_edges_from(zip(*ends, _edge_attributes(network, arcs), strict=True))
    return graph


def _arcs_once(network: Network) -> tuple[Any, Any]:
    """Every tie once, as the position of its source and the place of its arc; both ways make one if undirected."""
    source, target = rows_of(network.out_start), network.out_target
    if network.directed:
        return source, np.arange(network.n_arcs)
    loops = np.flatnonzero(source == target)[::2]
    arcs = np.sort(np.concatenate((np.flatnonzero(source < target), loops)))
    return source[arcs], arcs


def _empty_graph(directed: bool, source: Any, target: Any) -> networkx.Graph[Any]:
    import networkx

    parallel = bool(((source[1:] == source[:-1]) & (target[1:] == target[:-1])).any())
    if parallel:
        return networkx.MultiDiGraph() if directed else networkx.MultiGraph()
    return networkx.DiGraph() if directed else networkx.Graph()


def _edge_attributes(network: Network, arcs: Any) -> Iterator[dict[str, Any]]:
    columns = {"strength": network.out_strength, "strong": network.out_strong}
    there = {name: values[arcs].tolist() for name, values in columns.items() if values is not None}
    if not there:
        return repeat({}, arcs.size)
    return (dict(zip(there, values, strict=True)) for values in zip(*there.values(), strict=True))


def _node_attributes(network: Network) -> Iterator[dict[str, Any]]:
    if network.segment is None:
        return repeat({}, network.n_consumers)
    labels = network.segment_labels
    return ({"segment": labels[code] if labels else code} for code in network.segment.tolist())
