"""Networks from and to NetworkX graphs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import repeat
from typing import TYPE_CHECKING, Any

from simulation.graph.attributes import strengths_of
from simulation.graph.csr import check_memory
from simulation.graph.formats.table import STRENGTH_WORDS
from simulation.graph.network import Network
from simulation.graph.ties import once, segments
from simulation.refusal import Refusal, Verbatim

if TYPE_CHECKING:
    import networkx


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
    source, arcs = once(network)
    target = network.out_target[arcs]
    graph = _empty_graph(network.directed, source, target)
    graph.add_nodes_from(zip(network.ids.tolist(), _node_attributes(network), strict=True))
    ends = network.ids[source].tolist(), network.ids[target].tolist()
    graph.add_edges_from(zip(*ends, _edge_attributes(network, arcs), strict=True))
    return graph


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
    return ({"segment": segment} for segment in segments(network).tolist())
