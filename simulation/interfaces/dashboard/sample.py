"""The consumers the page draws: a neighbourhood of at most 500, the same for the same people, and where each stands."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulation.model import chance

if TYPE_CHECKING:
    from simulation.engine.world import Floats, Ints
    from simulation.graph.network import Network

MOST = 500
ROUNDS = 40  # of the layout
PLACE = chance.name_of("place in the picture")


class Sample(NamedTuple):
    """Consumers in a picture, and the ties among them."""

    people: Ints  # (drawn,) positions in the network
    ties: list[tuple[int, int]]  # by place among the people, each pair once
    places: list[tuple[float, float]]  # from 0 to 1, across and down


def sample(network: Network, key: int, most: int = MOST) -> Sample:
    """A neighbourhood: a well-connected consumer drawn by the key, her ties, theirs, and so on until there are enough.

    Where a neighbourhood ends early, the best-connected of the rest begins another.
    """
    people = neighbourhood(network, key, most)
    ties = ties_among(network, people)
    return Sample(people, ties, laid_out(people, ties, network))


def neighbourhood(network: Network, key: int, most: int) -> Ints:
    """(at most `most`,) positions, in the order in which they are found."""
    degree = np.diff(network.out_start)
    lots = chance.draws(chance.at(PLACE, key), network.names)
    typical = np.abs(degree - np.quantile(degree, 0.9))  # well connected, and not the one whom everybody knows
    begin = deque(np.lexsort((lots, typical)).tolist()[: most + 1])
    found: dict[int, None] = {}
    while begin and len(found) < most:
        ahead = deque([begin.popleft()])
        while ahead and len(found) < most:
            if (person := ahead.popleft()) not in found:
                found[person] = None
                row = network.out_target[network.out_start[person] : network.out_start[person + 1]]
                ahead.extend(row[np.argsort(lots[row], kind="stable")].tolist())
    return np.array(list(found), np.int32)


def ties_among(network: Network, people: Ints) -> list[tuple[int, int]]:
    """Pairs of places among the people who have a tie, either way, each once."""
    place = {int(person): n for n, person in enumerate(people)}
    pairs = {
        (min(n, other), max(n, other))
        for person, n in place.items()
        for target in network.out_target[network.out_start[person] : network.out_start[person + 1]].tolist()
        if (other := place.get(target)) is not None and other != n
    }
    return sorted(pairs)


def laid_out(people: Ints, ties: list[tuple[int, int]], network: Network) -> list[tuple[float, float]]:
    """A place for everybody, those with ties near each other (Fruchterman and Reingold 1991), circles of friends apart."""
    import networkx as nx

    graph: nx.Graph = nx.Graph()
    graph.add_nodes_from(range(people.size))
    graph.add_edges_from(ties)
    begin = dict(enumerate(opening(people, network)))
    where = nx.spring_layout(graph, pos=begin, iterations=ROUNDS, k=1.2 / max(1.0, people.size**0.5), seed=0)
    place = np.array([where[n] for n in range(people.size)])
    low, high = np.quantile(place, (0.01, 0.99), axis=0)
    even = np.clip((place - low) / np.maximum(high - low, 1e-9), 0.0, 1.0)
    return [(round(float(x), 4), round(float(y), 4)) for x, y in even]


def opening(people: Ints, network: Network) -> Floats:
    """(people, 2) where everybody stands before ties pull: by keyed draw, around the middle of their segment if there are any."""
    names = network.names[people]
    across, down = (chance.draws(chance.at(PLACE, axis), names) - 0.5 for axis in (1, 2))
    if network.segment is None:
        return np.stack([across, down], axis=1)
    own, count = np.unique(network.segment[people], return_inverse=True)
    angle = 2.0 * np.pi * count / own.size
    return np.stack([np.cos(angle) + 0.3 * across, np.sin(angle) + 0.3 * down], axis=1)
