"""V6 · Influence: monotone and submodular where ties are independent, and what greedy choices reach of the best."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations, permutations

import numpy as np

from simulation.actors.seeding import celf
from simulation.actors.seeding.live_edges import reach_from
from simulation.actors.seeding.registry import seeding
from simulation.actors.seeding.seeding import Candidates
from simulation.engine.spread import spread
from simulation.experiments import conformance
from simulation.experiments import exact_worlds as worlds
from simulation.experiments.checks import Check
from simulation.experiments.exact_worlds import Influence
from simulation.experiments.verification.cascades import drawn_ties
from simulation.experiments.verification.simulated import held, latin
from simulation.graph.network import Network
from simulation.model import laws

KEMPE = "Kempe, Kleinberg & Tardos 2003"
GUARANTEED = 1 - 1 / math.e
TOLERATED = 1e-12  # of sums of probabilities
SMALL, LARGER, CHOSEN = 6, 11, 3  # consumers, and seeds among them
MARKETS = 6
HARDLY = 0.02  # so few are told and persuaded that it matters who is recruited


def checks() -> Iterator[Check]:
    """Every check of this part."""
    case = "eight networks drawn, 6 consumers, 10 ties, every pair of sets"
    ways: tuple[tuple[str, Callable[[int, float], Influence]], ...]
    ways = (("independent_cascade", _cascade), ("linear_threshold", _threshold))
    for law, sigma in ways:
        claim = "a seed adds more to a set than to one within it, or takes something away"
        yield held(law, case, claim, KEMPE, partial(_broken, sigma))
    case, claim = f"ten networks drawn, {LARGER} consumers, {CHOSEN} seeds", "greedy seeds reach less than 1 − 1/e of the best"
    yield held("independent_cascade", case, claim, KEMPE, _greedy_falls_short)
    case = f"{MARKETS} markets of 20 consumers, {CHOSEN} recruits, {celf.WORLDS} worlds"
    claim = "recruits of celf reach less than 1 − 1/e of the best on its sample"
    yield held("celf", case, claim, f"{KEMPE}; Leskovec et al. 2007", _celf_falls_short)
    case, claim = "activation functions of three neighbours, six orders", "the cascade of p_v(u|S) comes to another f_v"
    yield held("p_v(u|S) = [f_v(S ∪ u) − f_v(S)]/[1 − f_v(S)]", case, claim, f"{KEMPE}, §4", _duality_fails)


# ----------------------------------------------------------------------------------------------------------- submodularity


def _cascade(number: int, p: float) -> Influence:
    return worlds.influence(worlds.independent(drawn_ties(20 + number, SMALL, 10), p), SMALL)


def _threshold(number: int, p: float) -> Influence:
    ties = drawn_ties(30 + number, SMALL, 10)
    return worlds.influence(worlds.one_each(ties, worlds.equal_weights(ties, p), SMALL), SMALL)


def _broken(sigma: Callable[[int, float], Influence]) -> tuple[bool, bool]:
    """Whether influence is ever not monotone and submodular; whether that of a threshold of two adopters is not."""
    drawn = list(latin("influence", 8, {"p": (0.2, 0.9)}))
    return any(_not_submodular(sigma(n, one["p"]), SMALL) for n, one in enumerate(drawn)), _not_submodular(_both_needed, 3)


def _both_needed(seeds: Collection[int]) -> float:
    """Consumer 2 adopts when 0 and 1 both have: no seed adds anything there, until the other is one."""
    network = Network.from_edges([0, 1], [2, 2])
    return float(spread(network, laws.complex_contagion(2), list(seeds)).sizes[0])


def _not_submodular(sigma: Influence, n: int) -> bool:
    """Some v adds more to a set T than to some S within T, or less than nothing."""
    sets = worlds.subsets(n)
    value = {chosen: sigma(chosen) for chosen in sets}

    def gain(chosen: tuple[int, ...], v: int) -> float:
        return value[tuple(sorted((*chosen, v)))] - value[chosen]

    return any(
        gain(larger, v) > gain(smaller, v) + TOLERATED or gain(larger, v) < -TOLERATED
        for larger in sets
        for smaller in sets
        if set(smaller) <= set(larger)
        for v in range(n)
        if v not in larger
    )


# ------------------------------------------------------------------------------------------------------------------ greedy


def _greedy_falls_short() -> tuple[bool, bool]:
    """Whether greedy ever reaches less than 63 %; whether the first three consumers do."""
    greedy, first = [], []
    for number, one in enumerate(latin("greedy", 10, {"p": (0.1, 0.9)})):
        sigma = worlds.influence(worlds.independent(drawn_ties(40 + number, LARGER, 11), one["p"]), LARGER)
        best = worlds.best(sigma, LARGER, CHOSEN)
        greedy.append(sigma(worlds.greedy(sigma, LARGER, CHOSEN)) / best)
        first.append(min(sigma(three) for three in combinations(range(LARGER), CHOSEN)) / best)
    return min(greedy) < GUARANTEED, min(first) < GUARANTEED


def _celf_falls_short() -> tuple[bool, bool]:
    """Whether recruits of celf ever reach less than 63 % of the best; whether the worst recruits do."""
    ours, worst = [], []
    for key in range(MARKETS):
        world = conformance.market(key, consumers=20).world
        found = Candidates(replace(world, p=world.p._replace(pi_private_awareness=HARDLY)))
        reach = {three: _reached(found, three) for three in combinations(range(20), CHOSEN)}
        chosen = tuple(sorted(seeding("celf").choose(found, CHOSEN).tolist()))
        ours.append(reach[chosen] / max(reach.values()))
        worst.append(min(reach.values()) / max(reach.values()))
    return min(ours) < GUARANTEED, min(worst) < GUARANTEED


def _reached(found: Candidates, chosen: Sequence[int]) -> float:
    """Consumers reached, mean over the worlds celf draws."""
    marks = np.zeros((celf.WORLDS, found.network.n_consumers), np.bool_)
    return sum(reach_from(found, i, marks, True) for i in chosen) / celf.WORLDS


# ----------------------------------------------------------------------------------------------------------------- duality


def _duality_fails() -> tuple[bool, bool]:
    """Whether the neighbours' chances, one after another in any order, ever miss f; whether f of each alone would."""
    weights = (0.35, 0.25, 0.3)
    shapes: list[Callable[[float], float]] = [lambda x: x, lambda x: x**2, lambda x: 1 - (1 - x) ** 3, lambda x: min(x, 0.5)]
    missed, alone = [], []
    for f in shapes:
        for order in permutations(weights):
            before = np.array([f(sum(order[:n])) for n in range(4)])
            chances = np.diff(before) / (1 - before[:-1])
            missed.append(abs(1 - np.prod(1 - chances) - before[-1]) > TOLERATED)
            alone.append(abs(1 - math.prod(1 - f(weight) for weight in order) - before[-1]) > TOLERATED)
    return any(missed), any(alone)
