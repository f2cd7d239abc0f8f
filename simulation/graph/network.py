"""Who hears whom: ties in rows, both ways, and what must hold of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from functools import cached_property
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from simulation.graph import csr
from simulation.graph.csr import Ends, Rows, Starts, Strength, Strong
from simulation.graph.identity import (
    Ids,
    Names,
    Place,
    Positions,
    check_different,
    check_length,
    check_population,
    column,
    different,
    first,
    ids_of,
    names_of,
    positions,
)
from simulation.refusal import Refusal, Verbatim

if TYPE_CHECKING:
    import networkx

Segment = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False, repr=False)
class Network:
    """Who hears whom: an immutable value, built by `from_edges`, `read`, `from_networkx`, `complete` or a recipe.

    A tie j → i is the influence of j on i: i hears j. An undirected tie is stored both ways and counted once.
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
        file: str | PathLike[str],
        directed: bool = True,
        *,
        source: str | None = None,
        target: str | None = None,
        strength: str | None = None,
    ) -> Network:
        """The network of a file of ties: `.csv`, `.tsv` or `.txt`, plain or `.gz`, with or without a header.

        `source`, `target` and `strength` name columns; without them they are the first two columns, and a third one
        called strength or weight if there is one.
        """
        from simulation.graph.io import read

        return read(file, directed, source, target, strength)

    @classmethod
    def from_networkx(cls, graph: networkx.Graph[Any]) -> Network:
        """The network of a NetworkX graph; a DiGraph is directed, the nodes' order is kept.

        Taken over where every edge or node has it: edge `strength` (or `weight`) in [0, 1], edge `strong`, node
        `segment`.
        """
        from simulation.graph.io import from_networkx

        return from_networkx(graph)

    def to_networkx(self) -> networkx.Graph[Any]:
        """The same ties as a NetworkX graph (a multigraph if ties are parallel), strength, strong and segment on it."""
        from simulation.graph.io import to_networkx

        return to_networkx(self)

    @classmethod
    def complete(cls, consumers: int) -> Network:
        """Everybody hears everybody else; ids 0 … consumers − 1, and no tie is stored."""
        n = whole(consumers, "consumers")
        check_population(n, "consumers")
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


def _bytes_of(ids: Ids) -> npt.NDArray[Any]:
    """Ids as numbers to be digested: themselves, or the text with the length of each before it."""
    if ids.dtype != object:
        return ids
    texts = [str(item).encode() for item in ids]
    return np.frombuffer(b"".join(f"{len(text)}:".encode() + text for text in texts), np.uint8)


def _from_edges(
    source: Any, target: Any, strength: Any, directed: bool, consumers: Any, strong: Any, segment: Any
) -> Network:
    if consumers is not None:
        check_length(consumers, "consumers")
    elif segment is not None:
        remedy = "pass consumers in the order of segment"
        raise Refusal("segment", Verbatim("segments of nobody named"), "consumers beside it", remedy)
    heard, hearer = ids_of(source, "source"), ids_of(target, "target")
    _check_same_length(hearer, "target", heard.size)
    csr.check_memory(heard.size * (1 if directed else 2), "source")
    ids = _everybody(heard, hearer) if consumers is None else ids_of(consumers, "consumers")
    check_population(ids.size, "consumers")
    names = names_of(ids, "consumers")
    check_different(ids, names, "consumers")
    ends = _ends(names, heard, "source"), _ends(names, hearer, "target")
    weight = strengths_of(strength, heard.size, "strength[{}]".format)
    return of_positions(ids, *ends, weight, _classes(strong, heard.size), directed, segment)


def of_positions(
    ids: Ids,
    source: Ends,
    target: Ends,
    strength: Strength | None = None,
    strong: Strong | None = None,
    directed: bool = True,
    segment: Any = None,
) -> Network:
    """The network of clean, different ids and of ties between their positions; nothing but `segment` is checked."""
    rows = _rows(source, target, strength, strong, directed, ids.size)
    segments = _segments(segment, ids.size)
    return Network(ids, names_of(ids, "consumers"), *rows, *csr.turned(rows), bool(directed), *segments)


def _rows(source: Ends, target: Ends, weight: Strength | None, strong: Strong | None, directed: bool, n: int) -> Rows:
    if not directed:
        source, target = np.concatenate((source, target)), np.concatenate((target, source))
        weight = None if weight is None else np.concatenate((weight, weight))
        strong = None if strong is None else np.concatenate((strong, strong))
    return csr.sorted_rows(source, target, weight, strong, n)


def _everybody(source: Ids, target: Ids) -> Ids:
    if source.size and source.dtype != target.dtype:
        found = Verbatim("whole numbers on one side and text on the other")
        raise Refusal("source and target", found, "ids of one kind", "write all ids as text or all as whole numbers")
    return different(np.concatenate((source, target)))


def _check_same_length(values: Any, name: str, rows: int) -> None:
    if values.size != rows:
        found = Verbatim(f"{values.size} values")
        raise Refusal(name, found, f"{rows}, one a tie as in source", "give one value a tie")


def _ends(names: Names, ties: Ids, side: str) -> Ends:
    found = positions(names, names_of(ties, side))
    unknown = first(found < 0)
    if unknown >= 0:
        expected, remedy = "the id of one of the consumers", "add it to consumers or leave the tie out"
        raise Refusal(f"{side}[{unknown}]", ties[unknown], expected, remedy)
    return found.astype(np.int32)


def strengths_of(values: Any, rows: int, place: Place) -> Strength | None:
    """Strengths in [0, 1] as float32, None when every one is 1; the first that is not a strength is refused."""
    if values is None:
        return None
    given = column(values, "strength")
    _check_same_length(given, "strength", rows)
    try:
        numbers = given.astype(np.float64)
    except (TypeError, ValueError):
        numbers = np.fromiter((_number(item) for item in given), np.float64, given.size)
    bad = first(~((numbers >= 0) & (numbers <= 1)))
    if bad >= 0:
        remedy = "divide strengths by the largest, or leave them out"
        raise Refusal(place(bad), given[bad], "a strength from 0 to 1", remedy)
    return None if (numbers == 1).all() else numbers.astype(np.float32)


def _number(item: Any) -> float:
    return float(item) if isinstance(item, (int, float, np.number)) else np.nan


def _classes(values: Any, rows: int) -> Strong | None:
    if values is None:
        return None
    given = column(values, "strong")
    _check_same_length(given, "strong", rows)
    bad = first([not isinstance(item, (bool, np.bool_)) for item in given] if given.dtype != bool else False)
    if bad >= 0:
        raise Refusal(f"strong[{bad}]", given[bad], "True (a strong tie) or False (a weak one)", "write True or False")
    return None if given.all() else given.astype(np.bool_)


def _segments(values: Any, n: int) -> tuple[Segment | None, tuple[str, ...] | None]:
    if values is None:
        return None, None
    given = ids_of(values, "segment")
    if given.size != n:
        raise Refusal("segment", Verbatim(f"{given.size} values"), f"{n}, one a consumer", "give one value a consumer")
    if given.dtype == object:
        labels, codes = np.unique(given, return_inverse=True)
        return codes.astype(np.int32), tuple(labels.tolist())
    bad = first((given < 0) | (given >= 2**31))
    if bad >= 0:
        raise Refusal(f"segment[{bad}]", given[bad], "a code from 0 to 2^31 − 1 or a word", "number segments from 0")
    return given.astype(np.int32), None
