"""GraphML (U. Brandes et al., "GraphML progress report", 2002): nodes, ties, and data by declared keys.

Taken over: edge data strength (or weight) and strong, node data segment, and the defaults of their keys. Ids are the
nodes' ids. Read as it streams by; hyperedges, nested and further graphs are refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from simulation.graph.formats import files
from simulation.graph.formats.gathered import Gathered, Meanings
from simulation.graph.formats.markup import Attributes, needed, quoted, truth, walk
from simulation.graph.ties import Ties
from simulation.refusal import Refusal, Verbatim

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'


class _Reader:
    """Told of elements; data belong to the node or edge that is open."""

    def __init__(self) -> None:
        self.found, self.meanings = Gathered(), Meanings()
        self.graphs, self.directed = 0, True
        self.open, self.key = "", ""

    def begin(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        told = {"key": self._key, "graph": self._graph, "node": self._node, "edge": self._edge, "data": self._data}
        if name in ("hyperedge", "port"):
            raise Refusal(name, Verbatim(f"a {name}"), "ties between two nodes", "leave it out")
        if name in told:
            told[name](attributes)

    def end(self, name: str, text: str) -> None:
        """An element ends."""
        if name == "data" and self.open:
            self.found.say(self.meanings.of(self.open, self.key), text)
        elif name == "default":
            for of in ("node", "edge"):
                self.meanings.default(of, self.key, text)
        elif name == self.open:
            self.open = ""

    def _key(self, attributes: Attributes) -> None:
        self.key = needed(attributes, "id", "key")
        for of in ("node", "edge"):
            if attributes.get("for", "all") in (of, "all"):
                self.meanings.declare(of, self.key, attributes.get("attr.name", ""), attributes.get("attr.type", ""))

    def _graph(self, attributes: Attributes) -> None:
        self.graphs += 1
        if self.graphs > 1:
            raise Refusal("graph", Verbatim("a second or nested graph"), "one graph a file", "keep one of them")
        self.directed = _direction(needed(attributes, "edgedefault", "graph"))

    def _node(self, attributes: Attributes) -> None:
        self.open = "node"
        self.found.node(needed(attributes, "id", "node"))

    def _edge(self, attributes: Attributes) -> None:
        self.open = "edge"
        directed = truth(attributes["directed"], "edge: directed") if "directed" in attributes else self.directed
        self.found.edge(needed(attributes, "source", "edge"), needed(attributes, "target", "edge"), directed)

    def _data(self, attributes: Attributes) -> None:
        self.key = needed(attributes, "key", "data")


def _direction(word: str) -> bool:
    if word not in ("directed", "undirected"):
        raise Refusal("graph: edgedefault", word, "directed or undirected", "use one of them")
    return word == "directed"


def read(path: Path) -> Ties:
    """The ties of a GraphML file; isolates, classes of ties and segments included."""
    reader = _Reader()
    walk(path, "graphml", reader)
    return reader.found.ties(path, reader.meanings, reader.directed)


def write(ties: Ties, path: Path) -> None:
    """All of a network as GraphML."""
    ids = quoted(ties.ids, f"{path}: ids")
    segment = None if ties.segment is None else quoted(ties.segment, f"{path}: segment")
    files.write(path, lambda stream: stream.writelines(line.encode() for line in _lines(ties, ids, segment)))


def _lines(ties: Ties, ids: list[str], segment: list[str] | None) -> Iterator[str]:
    yield _HEAD
    if segment is not None:
        kind = "string" if ties.segment.dtype == object else "int"
        yield f'<key id="segment" for="node" attr.name="segment" attr.type="{kind}"/>\n'
    for name, kind in (("strength", "float"), ("strong", "boolean")):
        if getattr(ties, name) is not None:
            yield f'<key id="{name}" for="edge" attr.name="{name}" attr.type="{kind}"/>\n'
    yield f'<graph edgedefault="{"directed" if ties.directed else "undirected"}">\n'
    for n, one in enumerate(ids):
        inside = "" if segment is None else f'<data key="segment">{segment[n][1:-1]}</data>'
        yield f"<node id={one}>{inside}</node>\n"
    for n, (source, target) in enumerate(zip(ties.source, ties.target, strict=True)):
        inside = "" if ties.strength is None else f'<data key="strength">{ties.strength[n]}</data>'
        if ties.strong is not None:
            inside += f'<data key="strong">{str(ties.strong[n]).lower()}</data>'
        yield f"<edge source={ids[source]} target={ids[target]}>{inside}</edge>\n"
    yield "</graph>\n</graphml>\n"
