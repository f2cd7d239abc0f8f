"""Greedy influence maximisation with lazy evaluation (Leskovec et al. 2007, CELF), on sampled worlds.

Influence is the mean number of consumers reached over `WORLDS` worlds in which every tie and every sharer has been drawn
beforehand (the live-edge form of the independent cascade: Kempe, Kleinberg & Tardos 2003). In those worlds influence is
monotone and submodular exactly, so the greedy choice reaches at least 1 − 1/e ≈ 63 % of the best choice of as many *on the
sample*; the sample's own error is what more worlds would lower.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np

from simulation.actors.seeding.live_edges import reach_from
from simulation.actors.seeding.seeding import Candidates, Positions, Seeding
from simulation.refusal import Refusal

WORLDS = 64
LARGEST = 20_000  # consumers: beyond it first gains alone take minutes; reverse-reachable sketches do not


@dataclass(frozen=True)
class Celf(Seeding):
    """Greedy on sampled worlds; for networks of up to 20,000 consumers."""

    def choose(self, candidates: Candidates, count: int) -> Positions:
        """The largest gain first; a gain computed earlier is an upper bound of the gain now."""
        n = candidates.network.n_consumers
        if n > LARGEST:
            raise Refusal("recruit: celf", n, f"at most {LARGEST:,} consumers", "use recruit: reverse_reachable")
        reached = np.zeros((WORLDS, n), np.bool_)
        queue = [(-gain_of(candidates, i, reached), candidates.drawn[i], i, 0) for i in np.flatnonzero(candidates.open).tolist()]
        heapq.heapify(queue)
        chosen: list[int] = []
        while queue and len(chosen) < count:
            _, lot, i, round_of_gain = heapq.heappop(queue)
            if round_of_gain < len(chosen):
                heapq.heappush(queue, (-gain_of(candidates, i, reached), lot, i, len(chosen)))
                continue
            reach_from(candidates, i, reached, True)
            chosen.append(i)
        return np.array(chosen, np.int64)


def gain_of(candidates: Candidates, person: int, reached: np.ndarray) -> float:
    """Consumers reached by one more recruit, mean over the sampled worlds."""
    return reach_from(candidates, person, reached, False) / len(reached)
