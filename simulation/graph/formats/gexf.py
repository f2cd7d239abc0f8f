"""GEXF (the Gephi consortium, "GEXF 1.2 primer", 2009): nodes, ties, and values of declared attributes.

Taken over: the weight of an edge (1 where others have one) or its attribute strength, its attribute strong, and the
node attribute segment. Ids are the nodes' ids. Read as it streams by; graphs in time (dynamic) are refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from simulation.graph.formats import files
from simulation.graph.formats.gathered import Gathered, Meanings
from simulation.graph.formats.markup import Attributes, needed, quoted, walk
from simulation.graph.ties import Ties
from simulation.refusal import Refusal, Verbatim

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">\n'
_KINDS = {"directed": True, "mutual": False, "undirected": False}


class _Reader:
    """Told of elements; values belong to the node or edge told last."""

    def __init__(self) -> None:
        self.found, self.meanings = Gathered(), Meanings()
        self.meanings.names["edge", ""] = "weight"
        self.graphs, self.directed = 0, "undirected"
        self.declares, self.key, self.last = "", "", ""

    def begin(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        told = {"graph": self._graph, "attributes": self._attributes, "attribute": self._attribute,
                "node": self._node, "edge": self._edge, "attvalue": self._value}  # fmt: skip
        if name in told:
            told[name](attributes)

    def end(self, name: str, text: str) -> None:
        """An element ends."""
        if name == "default":
            self.meanings.default(self.declares, self.key, text)

    def _graph(self, attributes: Attributes) -> None:
        self.graphs += 1
        if self.graphs > 1:
            raise Refusal("graph", Verbatim("a second or nested graph"), "one graph a file", "keep one of them")
        if attributes.get("mode", "static") != "static":
            raise Refusal("graph: mode", attributes["mode"], "a static graph", "export one moment of it")
        self.directed = self._kind(attributes.get("defaultedgetype", self.directed))

    def _kind(self, kind: str) -> str:
        if kind not in _KINDS:
            raise Refusal("edge type", kind, ", ".join(_KINDS), "use one of them")
        return kind

    def _attributes(self, attributes: Attributes) -> None:
        self.declares = attributes.get("class", "")

    def _attribute(self, attributes: Attributes) -> None:
        self.key = needed(attributes, "id", "attribute")
        self.meanings.declare(self.declares, self.key, attributes.get("title", ""), attributes.get("type", ""))

    def _node(self, attributes: Attributes) -> None:
        self.last = "node"
        self.found.node(needed(attributes, "id", "node"))

    def _edge(self, attributes: Attributes) -> None:
        self.last = "edge"
        directed = _KINDS[self._kind(attributes.get("type", self.directed))]
        self.found.edge(needed(attributes, "source", "edge"), needed(attributes, "target", "edge"), directed)
        if "weight" in attributes:
            self.found.say(self.meanings.of("edge", ""), attributes["weight"])

    def _value(self, attributes: Attributes) -> None:
        key = attributes.get("for", attributes.get("id", ""))
        self.found.say(self.meanings.of(self.last, key), needed(attributes, "value", "attvalue"))


def read(path: Path) -> Ties:
    """The ties of a GEXF file; isolates, classes of ties and segments included."""
    reader = _Reader()
    walk(path, "gexf", reader)
    if any(one is not None for one in reader.found.said["strength"]):
        reader.found.fill("strength", 1.0)
    return reader.found.ties(path, reader.meanings, _KINDS[reader.directed])


def write(ties: Ties, path: Path) -> None:
    """All of a network as GEXF."""
    ids = quoted(ties.ids, f"{path}: ids")
    segment = None if ties.segment is None else quoted(ties.segment, f"{path}: segment")
    files.write(path, lambda stream: stream.writelines(line.encode() for line in _lines(ties, ids, segment)))


def _lines(ties: Ties, ids: list[str], segment: list[str] | None) -> Iterator[str]:
    yield f'{_HEAD}<graph mode="static" defaultedgetype="{"directed" if ties.directed else "undirected"}">\n'
    codes = "integer" if segment is None or ties.segment.dtype != object else "string"
    for of, title, kind, there in (("node", "segment", codes, segment), ("edge", "strong", "boolean", ties.strong)):
        if there is not None:
            yield f'<attributes class="{of}"><attribute id="0" title="{title}" type="{kind}"/></attributes>\n'
    yield "<nodes>\n"
    for n, one in enumerate(ids):
        inside = "" if segment is None else _value(segment[n])
        yield f"<node id={one} label={one}>{inside}</node>\n"
    yield "</nodes>\n<edges>\n"
    for n, (source, target) in enumerate(zip(ties.source, ties.target, strict=True)):
        weight = "" if ties.strength is None else f' weight="{ties.strength[n]}"'
        inside = "" if ties.strong is None else _value(f'"{str(ties.strong[n]).lower()}"')
        yield f'<edge id="{n}" source={ids[source]} target={ids[target]}{weight}>{inside}</edge>\n'
    yield "</edges>\n</graph>\n</gexf>\n"


def _value(quoted: str) -> str:
    return f'<attvalues><attvalue for="0" value={quoted}/></attvalues>'
