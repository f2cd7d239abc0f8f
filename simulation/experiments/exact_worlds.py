"""What small networks come to, exactly: every world of ties that carry or do not, one after another.

D. Kempe, J. Kleinberg & É. Tardos, "Maximizing the spread of influence through a social network" (2003): a cascade is a
walk along live edges (each alive with its probability, Claim 2.3), a linear threshold one along edges of which each
consumer keeps at most one (Claim 2.6). Consumers are 0 … n − 1, ties pairs (from, to).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import reduce
from itertools import combinations, product
from typing import NamedTuple

import numpy as np

from simulation.experiments.exact_laws import Floats

Ties = Sequence[tuple[int, int]]
Influence = Callable[[Collection[int]], float]  # expected adopters of a set of seeds

MOST_TIES = 12  # 4,096 worlds


class World(NamedTuple):
    """The ties that are alive, and how probable that is."""

    probability: float
    live: Ties


def independent(ties: Ties, p: float) -> Iterator[World]:
    """Every tie carries with probability p, whatever the others do."""
    for carries in product((False, True), repeat=len(ties)):
        live = [tie for tie, carried in zip(ties, carries, strict=True) if carried]
        yield World(p ** len(live) * (1 - p) ** (len(ties) - len(live)), live)


def one_each(ties: Ties, weights: Sequence[float], n: int) -> Iterator[World]:
    """Each consumer keeps one of its in-ties with the probability of its weight, else none."""
    rows: list[list[tuple[float, Ties]]] = []
    for i in range(n):
        own = [(weight, [tie]) for tie, weight in zip(ties, weights, strict=True) if tie[1] == i]
        rows.append([(1 - sum(weight for weight, _ in own), []), *own])
    for kept in product(*rows):
        yield World(math.prod(weight for weight, _ in kept), [tie for _, live in kept for tie in live])


def equal_weights(ties: Ties, shrunk: float = 1.0) -> list[float]:
    """1/indegree for every tie."""
    degree = np.bincount([i for _, i in ties])
    return [float(shrunk / degree[i]) for _, i in ties]


def adopted(worlds: Iterator[World], seeds: Collection[int], n: int, steps: int) -> Floats:
    """(steps + 1, n) probability of having adopted by each step."""
    found = np.zeros((steps + 1, n))
    for world in worlds:
        reached, grown = set(seeds), set(seeds)
        for step in range(steps + 1):
            reached = grown
            grown = reached | {i for j, i in world.live if j in reached}
            if grown == reached:  # nobody adopts any more
                found[step:, list(reached)] += world.probability
                break
            found[step, list(reached)] += world.probability
    return found


def influence(worlds: Iterator[World], n: int) -> Influence:
    """σ(S), from whom each reaches in every world."""
    probability, reach = [], []
    for world in worlds:
        probability.append(world.probability)
        reach.append([_reached(world.live, i) for i in range(n)])
    weight, table = np.array(probability), np.array(reach, np.int64)

    def sigma(seeds: Collection[int]) -> float:
        together = reduce(np.bitwise_or, (table[:, i] for i in seeds), np.zeros(len(table), np.int64))
        return float(weight @ np.bitwise_count(together))

    return sigma


def _reached(live: Ties, seed: int) -> int:
    """Who is reached, a bit each."""
    reached, before = 1 << seed, 0
    while reached != before:
        before = reached
        for j, i in live:
            if reached >> j & 1:
                reached |= 1 << i
    return reached


def greedy(sigma: Influence, n: int, k: int) -> list[int]:
    """The largest gain first."""
    chosen: list[int] = []
    for _ in range(k):
        chosen.append(max((i for i in range(n) if i not in chosen), key=lambda i: sigma([*chosen, i])))
    return chosen


def best(sigma: Influence, n: int, k: int) -> float:
    """The most that any k come to."""
    return max(sigma(chosen) for chosen in combinations(range(n), k))


def subsets(n: int) -> list[tuple[int, ...]]:
    """Every set of consumers."""
    return [chosen for size in range(n + 1) for chosen in combinations(range(n), size)]
