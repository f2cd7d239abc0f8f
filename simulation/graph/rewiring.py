"""The same degrees, otherwise as chance will have it: what a network's degrees alone explain.

Two ties a → b and c → d drawn at random become a → d and c → b, unless that makes a tie to oneself or one that is there
already; then nothing changes in that attempt, so that all networks of these degrees become equally likely (R. Milo et al.,
"On the uniform generation of random graphs with prescribed degree sequences", 2003). Undirected ties are turned round with
probability one half first. A directed tie keeps its source, and with it its
strength and class.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from simulation.graph import pairs
from simulation.graph.csr import Ends, check_memory
from simulation.graph.draws import below, stream_of
from simulation.graph.network import Network, of_positions
from simulation.graph.ties import attributes, once, segments
from simulation.model import chance
from simulation.model.chance import Bits
from simulation.model.compiled import compiled
from simulation.refusal import Refusal, Verbatim

LARGEST = 1000


def rewired(network: Network, key: int, swaps: float = 10) -> Network:
    """The network with its ties swapped in pairs, `swaps` attempts a tie, each drawn by key.

    Every consumer hears and is heard through as many ties as before. Ties to oneself and parallel ties are refused;
    a complete graph is the only one of its degrees. Of an undirected tie, strength and class stay with either end. Ten
    attempts a tie are a custom, not a theorem; 0 to 1,000.
    """
    stream = stream_of(key, "rewired")
    attempts = _attempts(swaps)
    if network.is_complete:
        return network
    check_memory(2 * network.n_arcs, "rewired")
    source, arcs = once(network)
    target = network.out_target[arcs]
    shift = network.n_consumers if network.directed else 0
    if not _swapped(stream, source, target, shift, round(attempts * source.size)):
        remedy = 'drop them first: repaired(drop=("self_loops", "duplicates"))'
        raise Refusal("network", Verbatim("ties to oneself or parallel ties"), "every tie once, between two people", remedy)
    rest = *attributes(network, arcs), network.directed, segments(network), network.names
    return of_positions(network.ids, source, target, *rest)


def _attempts(swaps: Any) -> float:
    if isinstance(swaps, bool) or not isinstance(swaps, (int, float, np.integer, np.floating)) or not 0 <= swaps <= LARGEST:
        raise Refusal("swaps", swaps, f"a number from 0 to {LARGEST}", "10 attempts a tie are usual")
    return float(swaps)


@compiled
def _swapped(stream: Bits, source: Ends, target: Ends, shift: int, attempts: int) -> bool:
    """Swap in place; a directed tie a → b is held as the pair a, b + shift. False if a tie is there twice or to oneself."""
    there = pairs.nothing(source.size + 2)
    for tie in range(source.size):
        if source[tie] == target[tie] or not pairs.add(there, source[tie], target[tie] + shift):
            return False
    for attempt in range(attempts if source.size > 1 else 0):
        state = chance.at(stream, attempt)
        one, other = below(state, 0, source.size), below(state, 1, source.size)
        a, b, c, d = source[one], target[one], source[other], target[other]
        if shift == 0 and chance.draw(state, 2) < 0.5:
            c, d = d, c
        if one == other or a == d or c == b or not pairs.add(there, a, d + shift):
            continue
        if not pairs.add(there, c, b + shift):
            pairs.give_up(there, a, d + shift)
            continue
        pairs.give_up(there, a, b + shift)
        pairs.give_up(there, c, d + shift)
        source[other], target[one], target[other] = c, d, b
    return True
