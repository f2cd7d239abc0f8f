"""Greedy influence maximisation on reverse-reachable sketches (Borgs et al. 2014; Tang, Shi & Xiao 2015, IMM).

A sketch is the set of consumers whose recruiting would have reached one random consumer in one drawn world; a choice is as
good as the share of sketches it hits. With the number of sketches of IMM the choice reaches at least (1 − 1/e − ε) of the
best choice of as many with probability 1 − 1/n; where the sketches would not fit, fewer are drawn and the guarantee is the
weaker one `guarantee` computes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln

from simulation.actors.seeding.live_edges import sketch
from simulation.actors.seeding.seeding import Candidates, Positions, Seeding

EPSILON = 0.2
MOST_MEMBERS = 50_000_000
GREEDY = 1.0 - 1.0 / math.e


@dataclass(frozen=True)
class ReverseReachable(Seeding):
    """Greedy cover of reverse-reachable sketches, as many as IMM asks for at ε = .2."""

    def choose(self, candidates: Candidates, count: int) -> Positions:
        """The consumer in most sketches not yet hit, again and again."""
        count = min(count, int(candidates.open.sum()))
        if count == 0:
            return np.zeros(0, np.int64)
        return cover(*sketches(candidates, count), candidates, count)[0]


def sketches(candidates: Candidates, count: int) -> tuple[Positions, np.ndarray]:
    """As many sketches as IMM asks for (its algorithm 2): rows (start, member)."""
    n = candidates.network.n_consumers
    found = sketch(candidates, 0, 1024, MOST_MEMBERS)
    for halving in range(1, max(2, int(math.log2(max(n, 4))))):
        guess = n / 2**halving
        found = _grown(candidates, found, math.ceil(_first_bound(n, count) / guess))
        hit = cover(*found, candidates, count)[1]
        estimate = n * hit / (found[0].size - 1)
        if estimate >= (1 + math.sqrt(2) * EPSILON) * guess:
            return _grown(candidates, found, math.ceil(_second_bound(n, count) / (estimate / (1 + math.sqrt(2) * EPSILON))))
    return _grown(candidates, found, math.ceil(_second_bound(n, count)))


def _grown(candidates: Candidates, found: tuple[Positions, np.ndarray], wanted: int) -> tuple[Positions, np.ndarray]:
    """The same sketches and more, until there are as many as wanted or as fit."""
    start, member = found
    have = start.size - 1
    if wanted <= have or member.size >= MOST_MEMBERS:
        return found
    mean = max(1.0, member.size / have)
    wanted = min(wanted, have + int((MOST_MEMBERS - member.size) / mean))
    more_start, more_member = sketch(candidates, have, wanted - have, min(MOST_MEMBERS, int(4 * mean * (wanted - have)) + 10_000))
    return np.concatenate([start, start[-1] + more_start[1:]]), np.concatenate([member, more_member])


def cover(start: Positions, member: np.ndarray, candidates: Candidates, count: int) -> tuple[Positions, int]:
    """Greedy maximum cover: who is chosen, and how many sketches they hit; among equals the lower lot."""
    n, lots = candidates.network.n_consumers, candidates.drawn
    row = np.repeat(np.arange(start.size - 1), np.diff(start))
    by_member = np.argsort(member, kind="stable")
    owned = np.concatenate([[0], np.cumsum(np.bincount(member, minlength=n))])
    gain, hit = np.diff(owned).astype(np.int64), np.zeros(start.size - 1, np.bool_)
    gain[~candidates.open] = -start.size
    chosen: list[int] = []
    for _ in range(count):
        best = _best(gain, lots)
        chosen.append(best)
        rows = row[by_member[owned[best] : owned[best + 1]]]
        for r in rows[~hit[rows]]:
            gain[member[start[r] : start[r + 1]]] -= 1
        hit[rows] = True
        gain[best] = -start.size
    return np.array(chosen, np.int64), int(hit.sum())


def _best(gain: np.ndarray, lots: np.ndarray) -> int:
    most = np.flatnonzero(gain == gain.max())
    return int(most[np.argmin(lots[most])])


def _log_choices(n: int, count: int) -> float:
    return float(gammaln(n + 1) - gammaln(count + 1) - gammaln(n - count + 1))


def _first_bound(n: int, count: int) -> float:
    """λ' of IMM, with ε' = √2 ε and failure probability 1/n."""
    e = math.sqrt(2) * EPSILON
    return (2 + 2 * e / 3) * (_log_choices(n, count) + math.log(n) + math.log(max(math.log2(n), 1.0))) * n / e**2


def _second_bound(n: int, count: int) -> float:
    """λ* of IMM: sketches needed times the best influence."""
    alpha = math.sqrt(math.log(n) + math.log(2))
    beta = math.sqrt(GREEDY * (_log_choices(n, count) + math.log(n) + math.log(2)))
    return 2 * n * (GREEDY * alpha + beta) ** 2 / EPSILON**2
