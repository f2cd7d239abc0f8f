"""What a network can be freed of, by name and never unasked.

| name              | what is dropped                                                             |
|-------------------|-----------------------------------------------------------------------------|
| self_loops        | ties to oneself                                                             |
| duplicates        | ties between the same two, the same way, but the strongest                   |
| isolates          | consumers without a tie                                                     |
| small_components  | everybody outside the largest component (ties taken both ways), with their ties |

They are done in this order, whatever the order they are named in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from simulation.graph import measures
from simulation.graph.csr import Strong, rows_of
from simulation.graph.network import Network, of_positions, truth
from simulation.graph.ties import Arcs, attributes, listed, once, parallel, segments
from simulation.refusal import Refusal, Verbatim, nearest


class Repaired(NamedTuple):
    """A network, and what was done to it."""

    network: Network
    changed: dict[str, int]  # by repair: ties or consumers that were dropped, ties that lost their direction

    def __str__(self) -> str:
        return "; ".join(f"{SAID[name]}: {count:,}" for name, count in self.changed.items()) or "nothing changed"


SAID = {
    "undirected": "ties without direction now",
    "self_loops": "ties to oneself dropped",
    "duplicates": "parallel ties dropped",
    "isolates": "consumers without a tie dropped",
    "small_components": "consumers outside the largest component dropped",
}


def repaired(network: Network, drop: Iterable[str] = (), undirected: bool = False) -> Repaired:
    """The network freed of what is named, in the order of the table above.

    `undirected` takes every tie both ways, first of all; ties that were listed both ways are then parallel ones.
    """
    asked = _names(drop)
    changed: dict[str, int] = {}
    if truth(undirected, "undirected") and network.directed:
        changed["undirected"] = network.n_ties
        network = listed(network).network(directed=False)
    for name, repair in DROPS.items():
        if name in asked:
            before = network
            network = before if before.is_complete else repair(before)
            ties = before.n_ties - network.n_ties
            changed[name] = ties if name in OF_TIES else before.n_consumers - network.n_consumers
    return Repaired(network, changed)


def _names(drop: Iterable[str]) -> set[str]:
    if not isinstance(drop, Iterable) or getattr(drop, "ndim", 1) == 0:
        raise Refusal("drop", drop, f"names of repairs: {', '.join(DROPS)}", "pass a list of them")
    asked = set()
    for name in [drop] if isinstance(drop, str) else drop:
        if not isinstance(name, str) or name not in DROPS:
            raise Refusal("drop", name, f"names of repairs: {', '.join(DROPS)}", nearest(name, DROPS))
        asked.add(name)
    return asked


def without_self_loops(network: Network) -> Network:
    """Without ties to oneself."""
    source, arcs = once(network)
    return _kept(network, arcs[source != network.out_target[arcs]])


def without_duplicates(network: Network) -> Network:
    """Of ties between the same two, the same way, the strongest alone (the last one in its row)."""
    source, arcs = once(network)
    return _kept(network, arcs[~np.append(parallel(source, network.out_target[arcs]), False)[: arcs.size]])


def without_isolates(network: Network) -> Network:
    """Without consumers who neither hear nor are heard."""
    return _among(network, ~measures.isolates(network))


def largest_component(network: Network) -> Network:
    """The largest component, ties taken both ways; of equally large ones that of the first consumer."""
    component = measures.components(network)
    return _among(network, component == np.bincount(component).argmax())


OF_TIES = ("self_loops", "duplicates")
DROPS: dict[str, Callable[[Network], Network]] = {
    "self_loops": without_self_loops,
    "duplicates": without_duplicates,
    "isolates": without_isolates,
    "small_components": largest_component,
}


def _kept(network: Network, arcs: Arcs) -> Network:
    """The network of some of its ties."""
    source, target = rows_of(network.out_start)[arcs], network.out_target[arcs]
    rest = *attributes(network, arcs), network.directed, segments(network), network.names
    return of_positions(network.ids, source, target, *rest)


def _among(network: Network, people: Strong) -> Network:
    """The network of some of its consumers, and of the ties between them; nobody at all is refused."""
    if not people.any():
        remedy = "keep them, or look at the file"
        raise Refusal("network", Verbatim("isolates alone"), "somebody with a tie", remedy)
    source, arcs = once(network)
    target, place = network.out_target[arcs], np.cumsum(people, dtype=np.int32) - np.int32(1)
    here = people[source] & people[target]
    segment = None if network.segment is None else segments(network)[people]
    rest = *attributes(network, arcs[here]), network.directed, segment, network.names[people]
    return of_positions(network.ids[people], place[source[here]], place[target[here]], *rest)
