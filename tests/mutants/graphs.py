"""Malformed networks: files of ties in every format that is read, and arguments of what builds a network."""

from __future__ import annotations

import gzip
import inspect
import math
from pathlib import Path
from typing import Any

import networkx
import numpy as np
from support.markets import Lots

from mutants.check import check_network
from mutants.damage import damaged
from mutants.junk import junk
from mutants.mutant import Kind, Mutant, as_file, cut
from mutants.ties import BAD, TIES, readable
from simulation.graph.doctor import examine
from simulation.graph.generators import RECIPES
from simulation.graph.network import Network


def bytes_of_ties(lots: Lots, folder: Path) -> Mutant:
    """A file of ties, damaged; of a packed one also what is inside."""
    ending, content = lots.pick(tuple(readable().items()))
    if ending.endswith(".gz") and lots.uniform() < 0.7:
        told, inside = damaged(lots, TIES.encode())
        content = gzip.compress(inside, mtime=0)
    else:
        told, content = damaged(lots, content)
    return _file(lots, folder, ending, told, content)


def crafted_ties(lots: Lots, folder: Path) -> Mutant:
    """A file of ties, bad by design."""
    ending = lots.pick([ending for ending in BAD if ending in readable()])
    content = lots.pick(BAD[ending]())
    return _file(lots, folder, ending, "crafted", content)


def _file(lots: Lots, folder: Path, ending: str, told: str, content: bytes) -> Mutant:
    path, directed = folder / f"ties{ending}", lots.pick((None, True, False))
    path.write_bytes(content)
    call = lots.pick((lambda: _written_again(path, directed), lambda: examine(path, directed)))
    return Mutant(f"{path.name} {told}: {cut(content)}", call, (path.name,))


def _written_again(path: Path, directed: bool | None) -> Network:
    """The network of a file, which has to survive writing, and can be mended and rewired."""
    network = Network.read(path, directed)
    network.write(path.parent / "again.npz")
    assert Network.read(path.parent / "again.npz").digest == network.digest, "another network when read again"
    check_network(network.repaired(("self_loops", "duplicates"), undirected=True).network.rewired(1))
    return network


def arguments_of_reading(lots: Lots, folder: Path) -> Mutant:
    """A good file, read with an odd argument."""
    path = folder / "ties.csv"
    path.write_bytes(TIES.encode())
    name = lots.pick(("file", "source", "target", "strength", "directed"))
    told, value = lots.pick((("a column", "strength"), ("no column", "sorce"), *[junk(lots) for _ in range(6)]))
    given = {"file": path, name: value}
    return Mutant(
        f"read({name}={told})", lambda: Network.read(**given), (name, path.name) if name != "file" else (as_file(value), "file")
    )


def arguments_of_operations(lots: Lots, folder: Path) -> Mutant:
    """A good network, written, mended, rewired or examined with an odd argument."""
    network, (told, value) = Network.from_edges([1, 2, 2, 5], [2, 3, 4, 1]), junk(lots)
    file = folder / lots.pick(("again.csv", "again.npz", "again.mtx", "again", "again.png", "no/such/folder/again.csv"))
    name, call, names = lots.pick(
        (
            ("write(file)", lambda: network.write(value), (as_file(value), "file")),
            ("write(format)", lambda: network.write(file, format=value), ("format", file.name)),
            ("write(consumers)", lambda: network.write(file, consumers=value), (as_file(value), "file", file.name)),
            ("repaired(drop)", lambda: network.repaired(value), ("drop",)),
            ("repaired(undirected)", lambda: network.repaired((), value), ("undirected",)),
            ("rewired(key)", lambda: network.rewired(value), ("key",)),
            ("rewired(swaps)", lambda: network.rewired(1, value), ("swaps",)),
            ("examine(file)", lambda: examine(value), (as_file(value), "file")),
        )
    )
    return Mutant(f"{name} = {told}, {file.name}", call, names)


def arguments_of_edges(lots: Lots, folder: Path) -> Mutant:
    """Lists of ends with something wrong in them, or beside them."""
    given: dict[str, Any] = {"source": [1, 2, 3, 4], "target": [2, 3, 1, 1]}
    more = {
        "strength": [0.5, 1, 0, 0.1],
        "consumers": [1, 2, 3, 4, 5],
        "strong": [True] * 4,
        "segment": [0, 1, 0, 1, 2],
        "directed": False,
    }
    given |= {name: value for name, value in more.items() if lots.uniform() < 0.4 or name == "consumers"}
    name = lots.pick((*given, "source", "target", "strength"))
    if lots.uniform() < 0.4 and name != "directed":
        told, given[name] = "an odd item", _with_odd_item(lots, list(given.get(name, more.get(name))))
    else:
        told, given[name] = junk(lots)
    others = ("source", "target", "consumers", "segment") if name in ("source", "target", "consumers") else ()
    return Mutant(f"from_edges({name}={told} {cut(given[name])})", lambda: Network.from_edges(**given), (name, *others))


def _with_odd_item(lots: Lots, items: list[Any]) -> list[Any]:
    at = lots.integer(0, len(items) - 1)
    items[at] = lots.pick(
        (None, math.nan, math.inf, -1, 2, 1.5, "a", "", 2**63, 2**64, 10**30, True, (1, 2), [1], b"x", np.int8(3), "7", 1e308)
    )
    return lots.pick((items, items, items[:-1], [*items, 9], np.array(items, object), tuple(items)))


def graph_of_networkx(lots: Lots, folder: Path) -> Mutant:
    """A graph of NetworkX with an odd node, edge or attribute, or something else."""
    kind = lots.pick((networkx.Graph, networkx.DiGraph, networkx.MultiGraph, networkx.MultiDiGraph))
    graph = kind([(1, 2), (2, 3), (3, 1)])
    told, value = junk(lots)
    change = lots.pick(("node", "strength", "weight", "strong", "segment", "all strength", "all segment", "nothing", "another"))
    try:
        _changed(graph, change, value)
    except (TypeError, ValueError):  # such a node cannot be
        graph, change = value, "another"
    given = value if change == "another" else kind() if change == "nothing" else graph
    names = ("graph", "edge", "node", "consumers", "source", "target", "strength", "strong", "segment")
    return Mutant(f"from_networkx({kind.__name__}, {change}={told})", lambda: Network.from_networkx(given), names)


def _changed(graph: networkx.Graph[Any], change: str, value: Any) -> None:
    if change == "node":
        graph.add_edge(value, 2)
    elif change in ("strength", "weight", "strong"):
        graph.add_edge(1, 4, **{change: value})
    elif change == "segment":
        graph.nodes[1]["segment"] = value
    elif change == "all strength":
        networkx.set_edge_attributes(graph, value, "strength")
    elif change == "all segment":
        networkx.set_node_attributes(graph, value, "segment")


_GOOD_RECIPES: dict[str, dict[str, Any]] = {
    "communities": {"consumers": 60, "communities": 4, "mean_degree": 5, "homophily": 0.8},
    "small_world": {"consumers": 50, "neighbours": 4, "rewiring": 0.2},
    "erdos_renyi": {"consumers": 50, "mean_degree": 4},
    "preferential_attachment": {"consumers": 50, "ties_each": 2},
    "power_law": {"consumers": 50, "exponent": 2.2, "minimum": 2},
    "regular": {"consumers": 30, "degree": 4},
    "ring": {"consumers": 30, "sides": 2},
    "complete": {"consumers": 20},
}
_NUMBERS = (
    -1,
    0,
    1,
    2,
    3,
    7,
    49,
    50,
    51,
    0.5,
    1.5,
    0.999,
    1.0,
    100,
    1e308,
    -1e308,
    2**31 - 1,
    2**31,
    2**62,
    2**64,
    10**20,
    math.nan,
    math.inf,
)


def arguments_of_recipes(lots: Lots, folder: Path) -> Mutant:
    """A recipe with one argument out of bounds, of another type, or too much for any memory."""
    recipe = lots.pick(tuple(RECIPES))
    given = dict(_GOOD_RECIPES[recipe])
    name = lots.pick((*inspect.signature(RECIPES[recipe]).parameters, *given))
    told, value = junk(lots) if lots.uniform() < 0.5 else ("a number", lots.pick(_NUMBERS))
    given[name] = value
    return Mutant(f"{recipe}({name}={told} {cut(value)})", lambda: RECIPES[recipe](**given), ("consumers", *given))


KINDS = {
    "network bytes": Kind(bytes_of_ties, 260, 0.35),
    "network crafted": Kind(crafted_ties, 60, 0.35),
    "network reading": Kind(arguments_of_reading, 70, 0.4),
    "network operations": Kind(arguments_of_operations, 120, 0.5),
    "network edges": Kind(arguments_of_edges, 230, 0.5),
    "network networkx": Kind(graph_of_networkx, 110, 0.35),
    "network recipes": Kind(arguments_of_recipes, 200, 0.5),
}
