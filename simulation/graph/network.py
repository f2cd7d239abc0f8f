"""Who hears whom: ties in rows, both ways, and what must hold of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cached_property
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from simulation.graph import csr
from simulation.graph.attributes import Segment, check_same_length, classes_of, segments_of, strengths_of
from simulation.graph.csr import Ends, Rows, Starts, Strength, Strong
from simulation.graph.identity import (
    Ids,
    Names,
    Positions,
    check_different,
    check_length,
    check_population,
    different,
    first,
    ids_of,
    names_of,
    positions,
)
from simulation.refusal import Refusal, Verbatim

if TYPE_CHECKING:
    import networkx

    from simulation.graph.repairs import Repaired

Path = str | PathLike[str]


@dataclass(frozen=True, eq=False, repr=False)
class Network:
    """Who hears whom: an immutable value, built by `from_edges`, `read`, `from_networkx`, `complete` or a recipe.

    A tie j → i is the influence of j on i: i hears j. An undirected tie is stored both ways and counted once.
    The rows of an undirected network are stored once, for both ends.
    Parallel ties and ties to oneself are kept as they are given. Within a row ties ascend by position, so the order
    in which ties were given changes nothing. All arrays are read-only.
    """

    ids: Ids  # (consumers,) int64, or object when ids are text; the order of the columns of every result
    names: Names  # (consumers,) what chance knows them by
    out_start: Starts  # (consumers + 1,) the hearers of j: out_target[out_start[j]:out_start[j + 1]]
    out_target: Ends  # (arcs,) positions
    out_strength: Strength | None  # (arcs,) in [0, 1]; None: every tie 1
    out_strong: Strong | None  # (arcs,) class of tie, strong or weak; None: every tie strong
    in_start: Starts  # (consumers + 1,) whom i hears: in_source[in_start[i]:in_start[i + 1]]
    in_source: Ends  # (arcs,) positions
    in_strength: Strength | None  # (arcs,) the same ties, seen from the hearer
    in_strong: Strong | None  # (arcs,) the same ties, seen from the hearer
    directed: bool
    segment: Segment | None = None  # (consumers,) code of the community or segment of each
    segment_labels: tuple[str, ...] | None = None  # the word for each code
    is_complete: bool = False  # everybody hears everybody, and no tie is stored

    @classmethod
    def from_edges(
        cls,
        source: Any,
        target: Any,
        strength: Any = None,
        directed: bool = True,
        consumers: Any = None,
        *,
        strong: Any = None,
        segment: Any = None,
    ) -> Network:
        """The network of the ties source[k] → target[k], lists, arrays or columns of one length.

        `strength` lies in [0, 1] (None: 1), `strong` says which ties are strong (None: all). `consumers` are the ids
        of everybody, those without ties included, in the order kept; None: those in a tie, sorted. `segment` is a
        code or a word for each of `consumers`. Ids are all whole numbers or all text.
        """
        return _from_edges(source, target, strength, directed, consumers, strong, segment)

    @classmethod
    def read(
        cls,
        file: Path,
        directed: bool | None = None,
        *,
        format: str | None = None,
        source: str | None = None,
        target: str | None = None,
        strength: str | None = None,
        consumers: Path | None = None,
        scale: bool = False,
    ) -> Network:
        """The network of a file: edge list, Parquet, GraphML, GEXF, Pajek, Matrix Market or NPZ, by its ending.

        Endings: .csv .tsv .txt .graphml .gexf .net .mtx, each also with .gz or .zst, .parquet and .npz; `format` says
        it where the ending does not ("csv", "pajek", …). `directed` None: as the file says, and directed where it does
        not say; False: all ties both ways; True: a tie the file calls undirected is two. In tables `source`, `target`
        and `strength` name columns: without them the first two, and a third called strength or weight. `consumers`
        is a table of everybody, ids in the order kept, with a column segment or none. `scale` divides strengths by
        the largest. Ids come back as they are written: text, or whole numbers where all are ("007" is text).
        """
        from simulation.graph.io import read

        return read(file, directed, format, (source, target, strength), consumers, scale)

    def write(self, file: Path, *, format: str | None = None, consumers: Path | None = None) -> None:
        """Write the network in any format that `read` knows, whole or not at all; what is there is replaced.

        What a format cannot hold is refused, never lost: edge lists, Parquet, Pajek and Matrix Market hold no segments,
        edge lists and Parquet nobody without ties, Matrix Market no ids but 1 … n; those go to the table `consumers`.
        Pajek and Matrix Market hold no classes of ties. Edge lists do not say that ties are undirected: read them with
        directed=False.
        """
        from simulation.graph.io import write

        write(self, file, format, consumers)

    def repaired(self, drop: Iterable[str] = (), undirected: bool = False) -> Repaired:
        """The network without what is named, and how much that was; see `simulation.graph.repairs`."""
        from simulation.graph.repairs import repaired

        return repaired(self, drop, undirected)

    def rewired(self, key: int, swaps: float = 10) -> Network:
        """The same degrees, otherwise as chance will have it; see `simulation.graph.rewiring`."""
        from simulation.graph.rewiring import rewired

        return rewired(self, key, swaps)

    @classmethod
    def from_networkx(cls, graph: networkx.Graph[Any]) -> Network:
        """The network of a NetworkX graph; a DiGraph is directed, the nodes' order is kept.

        Taken over where every edge or node has it: edge `strength` (or `weight`) in [0, 1], edge `strong`, node
        `segment`.
        """
        from simulation.graph.formats.networkx_graph import from_networkx

        return from_networkx(graph)

    def to_networkx(self) -> networkx.Graph[Any]:
        """The same ties as a NetworkX graph (a multigraph if ties are parallel), strength, strong and segment on it."""
        from simulation.graph.formats.networkx_graph import to_networkx

        return to_networkx(self)

    @classmethod
    def complete(cls, consumers: int) -> Network:
        """Everybody hears everybody else; ids 0 … consumers − 1, and no tie is stored."""
        n = whole(consumers, "consumers")
        check_population(n, "consumers")
        csr.check_memory(n, "consumers")
        ids = np.arange(n)
        none = Rows(np.zeros(n + 1, np.int64), np.empty(0, np.int32), None, None)
        return cls(ids, names_of(ids, "consumers"), *none, *none, directed=False, is_complete=True)

    def __post_init__(self) -> None:
        self._freeze()

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._freeze()

    def _freeze(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray):
                value.flags.writeable = False

    @property
    def n_consumers(self) -> int:
        """Number of consumers."""
        return self.ids.size

    @property
    def n_arcs(self) -> int:
        """Number of stored one-way ties (none in a complete graph)."""
        return self.out_target.size

    @property
    def n_ties(self) -> int:
        """Number of ties as a person counts: an undirected tie once, those of a complete graph too."""
        if self.is_complete:
            return self.n_consumers * (self.n_consumers - 1) // 2
        return self.n_arcs if self.directed else self.n_arcs // 2

    @cached_property
    def in_degree(self) -> Positions:
        """How many ties each consumer hears through; shape (consumers,)."""
        return self._degree(self.in_start)

    @cached_property
    def out_degree(self) -> Positions:
        """How many ties each consumer is heard through; shape (consumers,)."""
        return self._degree(self.out_start)

    def _degree(self, start: Starts) -> Positions:
        if self.is_complete:
            return np.full(self.n_consumers, self.n_consumers - 1)
        return np.diff(start)

    def position(self, ids: Any) -> Positions:
        """The positions of these ids, shape of `ids`; an unknown id is refused by name."""
        wanted = ids_of(ids, "ids")
        found = positions(self.names, names_of(wanted, "ids"))
        unknown = first(found < 0)
        if unknown >= 0:
            some = f"its ids begin {', '.join(map(repr, self.ids[:3].tolist()))}"
            raise Refusal(f"ids[{unknown}]", wanted[unknown], "the id of a consumer of this network", some)
        return found

    @cached_property
    def digest(self) -> str:
        """SHA-256 of everything the network is, in hexadecimal; the same on every machine."""
        total = hashlib.sha256(repr((self.directed, self.is_complete, self.segment_labels)).encode())
        ties = self.out_start, self.out_target, self.out_strength, self.out_strong
        for part in (_bytes_of(self.ids), *ties, self.segment):
            array = np.empty(0, np.uint8) if part is None else part
            little = np.ascontiguousarray(array.astype(array.dtype.newbyteorder("<"), copy=False))
            total.update(f"{little.dtype.str}{little.size};".encode())
            total.update(little.data)
        return total.hexdigest()

    def __repr__(self) -> str:
        return f"<Network: {', '.join(f'{value} {name}' for name, value in self._summary().items())}>"

    def _repr_html_(self) -> str:
        rows = "".join(f"<tr><th>{name}</th><td>{value}</td></tr>" for name, value in self._summary().items())
        return f"<table><caption>Network: who hears whom</caption>{rows}</table>"

    def _summary(self) -> dict[str, str]:
        kind = "complete" if self.is_complete else "directed" if self.directed else "undirected"
        return {
            "consumers": f"{self.n_consumers:,}",
            f"{kind} ties": f"{self.n_ties:,}",
            "mean in-degree": f"{self.in_degree.mean():.2f}",
            "isolates": f"{int(((self.in_degree == 0) & (self.out_degree == 0)).sum()):,}",
        }


def whole(value: Any, where: str) -> int:
    """A whole number as Python's int; anything else is refused."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, np.integer)):
        raise Refusal(where, value, "a whole number", "write it without a fraction or quotes")
    return int(value)


def truth(value: Any, where: str) -> bool:
    """True or False as Python's bool; anything else is refused."""
    if not isinstance(value, (bool, np.bool_)):
        raise Refusal(where, value, "True or False", "write one of them without quotes")
    return bool(value)


def _bytes_of(ids: Ids) -> npt.NDArray[Any]:
    """Ids as numbers to be digested: themselves, or the text with the length of each before it."""
    if ids.dtype != object:
        return ids
    texts = [str(item).encode() for item in ids]
    return np.frombuffer(b"".join(f"{len(text)}:".encode() + text for text in texts), np.uint8)


def _from_edges(
    source: Any, target: Any, strength: Any, directed: bool, consumers: Any, strong: Any, segment: Any
) -> Network:
    directed = truth(directed, "directed")
    if consumers is not None:
        check_length(consumers, "consumers")
    elif segment is not None:
        remedy = "pass consumers in the order of segment"
        raise Refusal("segment", Verbatim("segments of nobody named"), "consumers beside it", remedy)
    heard, hearer = ids_of(source, "source"), ids_of(target, "target")
    check_same_length(hearer, "target", heard.size)
    csr.check_memory(heard.size * (1 if directed else 2), "source")
    ids = everybody(heard, hearer) if consumers is None else ids_of(consumers, "consumers")
    check_population(ids.size, "consumers")
    names = names_of(ids, "consumers")
    check_different(ids, names, "consumers")
    ends = ends_of(names, heard, "source"), ends_of(names, hearer, "target")
    weight = strengths_of(strength, heard.size, "strength[{}]".format)
    return of_positions(ids, *ends, weight, classes_of(strong, heard.size), directed, segment, names)


def of_positions(
    ids: Ids,
    source: Ends,
    target: Ends,
    strength: Strength | None = None,
    strong: Strong | None = None,
    directed: bool = True,
    segment: Any = None,
    names: Names | None = None,
) -> Network:
    """The network of clean, different ids and of ties between their positions; nothing but `segment` is checked.

    `names` spares finding the names of the ids again.
    """
    names = names_of(ids, "consumers") if names is None else names
    rows = _rows(source, target, strength, strong, directed, ids.size)
    back = csr.turned(rows) if directed else rows  # undirected ties look the same from either end
    return Network(ids, names, *rows, *back, directed, *segments_of(segment, ids.size))


def _rows(source: Ends, target: Ends, weight: Strength | None, strong: Strong | None, directed: bool, n: int) -> Rows:
    if not directed:
        source, target = np.concatenate((source, target)), np.concatenate((target, source))
        weight = None if weight is None else np.concatenate((weight, weight))
        strong = None if strong is None else np.concatenate((strong, strong))
    return csr.sorted_rows(source, target, weight, strong, n)


def everybody(source: Ids, target: Ids) -> Ids:
    """Whoever is in a tie, sorted; ids of two kinds are refused."""
    if source.size and source.dtype != target.dtype:
        found = Verbatim("whole numbers on one side and text on the other")
        raise Refusal("source and target", found, "ids of one kind", "write all ids as text or all as whole numbers")
    return different(np.concatenate((source, target)))


def ends_of(names: Names, ties: Ids, side: str) -> Ends:
    """Positions of one end of every tie; an end nobody is named by is refused."""
    found = positions(names, names_of(ties, side))
    unknown = first(found < 0)
    if unknown >= 0:
        expected, remedy = "the id of one of the consumers", "add it to consumers or leave the tie out"
        raise Refusal(f"{side}[{unknown}]", ties[unknown], expected, remedy)
    return found.astype(np.int32)
