"""The worlds of all hypotheses: small markets on networks of several kinds, alike in everything but the network.

A world is a network and a key. Treatment and control stand in the same one: the same people, resistances, followers and
luck. The market always has 100,000 people and 300 creators for hire; a consumer stands for as many people as that takes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from simulation.experiments import shipped
from simulation.graph import generators
from simulation.graph.network import Network
from simulation.model import chance
from simulation.model.parameters import DEFAULTS, REGISTRY, TABLE

KEY = 0
CONSUMERS = 5000  # of a generated network
PEOPLE = 100_000.0  # in the market

GENERATED: Mapping[str, Callable[[int], Network]] = {
    "communities": lambda key: generators.communities(CONSUMERS, 100, 10, 0.8, key=key),
    "preferential attachment": lambda key: generators.preferential_attachment(CONSUMERS, 5, key=key),
    "small world": lambda key: generators.small_world(CONSUMERS, 10, 0.1, key=key),
    "random": lambda key: generators.erdos_renyi(CONSUMERS, 10, key=key),
}
RECORDED: Mapping[str, str] = {
    "LastFM Asia": "lastfm-asia/lastfm_asia_edges.csv.gz",
    "Twitch Germany": "twitch-de/DE_edges.csv.gz",
}
GRAPHS = (*GENERATED, *RECORDED)


class Here(NamedTuple):
    """One world: where it is, and which assumptions hold in it."""

    graph: str
    replicate: int
    drawn: Mapping[str, float] = {}  # a draw of the assumptions, or of a law's settings; empty: as by default
    key: int = KEY

    @property
    def network(self) -> Network:
        """Who hears whom: drawn anew for every replicate, unless it is a recorded one."""
        return network_of(self.graph, self.key, self.replicate)

    @property
    def world(self) -> chance.Bits:
        """The key of every draw in this world; no two networks share their luck."""
        return chance.at(chance.world(self.key, self.replicate), chance.name_of(self.graph))

    @property
    def parameters(self) -> Any:
        """The model's constants here."""
        return DEFAULTS._replace(**{name: value for name, value in self.drawn.items() if name in REGISTRY})

    def setting(self, name: str, otherwise: float) -> float:
        """A law's own setting here."""
        return float(self.drawn.get(name, otherwise))


@lru_cache(maxsize=len(GRAPHS))
def network_of(graph: str, key: int, replicate: int) -> Network:
    """The network of a kind in one replicate."""
    if graph in RECORDED:
        return _recorded(graph)
    return GENERATED[graph](int(chance.at(chance.at(chance.world(key, replicate), chance.GRAPH), 0) >> 1))


@lru_cache(maxsize=len(RECORDED))
def _recorded(graph: str) -> Network:
    return Network.read(shipped.scenarios() / "data" / RECORDED[graph], directed=False)


def worlds(first: int, count: int, key: int = KEY) -> list[Here]:
    """So many worlds from the first on: one of every kind of network in turn, then the next replicate."""
    return [Here(GRAPHS[n % len(GRAPHS)], n // len(GRAPHS), {}, key) for n in range(first, first + count)]


# ------------------------------------------------------------------------------------------------------- draws of it all


def assumptions() -> dict[str, tuple[float, float]]:
    """The assumed constants that have a joint range, with it."""
    return {p.name: p.joint for p in TABLE if p.assumption and p.joint is not None}


def points(count: int, spans: Mapping[str, tuple[float, float]], key: int = KEY) -> list[Here]:
    """A Latin hypercube of so many draws (McKay, Beckman & Conover 1979), each in a world of its own.

    Every range is cut into `count` parts of equal probability, and each part is drawn from once. Kinds of networks take
    turns; replicates are none of those of `worlds`.
    """
    stream = chance.at(chance.at(chance.world(key), chance.ASSUMPTION), chance.name_of("Latin hypercube"))
    columns = {name: _spread(int(chance.at(stream, chance.name_of(name))), count) for name in spans}
    drawn = [{name: _within(name, spans[name], float(columns[name][n])) for name in spans} for n in range(count)]
    return [Here(GRAPHS[n % len(GRAPHS)], 1_000_000 + n, point, key) for n, point in enumerate(drawn)]


def _spread(stream: int, count: int) -> Any:
    """(count,) one uniform number from each of `count` equal parts of 0 … 1, in an order drawn by lot."""
    parts = np.argsort(chance.counted(stream, 0, count), kind="stable")
    return (parts + chance.counted(stream, count, 2 * count)) / count


def _within(name: str, span: tuple[float, float], u: float) -> float:
    low, high = span
    logarithmic = REGISTRY[name].log if name in REGISTRY else low > 0 and high / low >= 10
    return float(low * (high / low) ** u) if logarithmic and low > 0 else float(low + (high - low) * u)
