"""V9 · Structural virality: the mean distance between adopters of a cascade, S. Goel et al. 2016."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import numpy.typing as npt

from simulation.experiments.checks import Check, Floats
from simulation.experiments.verification.simulated import held
from simulation.graph.measures import structural_virality
from simulation.model import chance

Parents = npt.NDArray[np.int64]

GOEL = "Goel, Anderson, Hofman & Watts 2016"
SIZES = (2, 3, 10, 1001)
DRAWN = 200  # trees


def checks() -> Iterator[Check]:
    """Every check of this part."""
    shapes: dict[str, tuple[Callable[[int], Parents], Callable[[Floats], Floats], str]]
    shapes = {
        "star": (_star, lambda n: 2 * (n - 1) / n, "2(n − 1)/n"),
        "chain": (lambda n: np.arange(n) - 1, lambda n: (n + 1) / 3, "(n + 1)/3"),
    }
    sizes = np.array(SIZES, float)
    for name, (tree, formula, told) in shapes.items():
        case = f"{name} of {', '.join(map(str, SIZES))}"
        wrong = {"one adopter more": formula(sizes + 1)}
        yield Check("virality", case, f"ν = {told}", GOEL, partial(_measured, tree), formula(sizes), wrong, 1e-6)
    claim = "2 Σ s(n − s)/(n(n − 1)) over ties is another number than the mean of all distances"
    yield held("virality", f"{DRAWN} trees drawn, of 2 to 61 adopters", claim, GOEL, _disagrees)


def _star(n: int) -> Parents:
    return np.concatenate(([-1], np.zeros(n - 1, np.int64)))


def _measured(tree: Callable[[int], Parents]) -> Floats:
    return np.array([[structural_virality(tree(n)) for n in SIZES]])


def _disagrees() -> tuple[bool, bool]:
    """Whether the sum over ties ever misses the mean of all distances; whether it misses that of the tree drawn next."""
    trees = [_drawn(number) for number in range(DRAWN)]
    fast = np.array([structural_virality(tree) for tree in trees])
    slow = np.array([_of_all_distances(tree) for tree in trees])
    return bool((np.abs(fast - slow) > 1e-9).any()), bool((np.abs(fast - np.roll(slow, 1)) > 1e-9).any())


def _drawn(number: int) -> Parents:
    """A tree in which each comes from somebody before."""
    stream = chance.at(chance.at(chance.world(number), chance.GRAPH), chance.name_of("trees"))
    n = 2 + number % 60
    before = np.arange(n)
    return np.concatenate(([-1], (chance.counted(stream, 1, n) * before[1:]).astype(np.int64)))


def _of_all_distances(parent: Parents) -> float:
    """The mean over all pairs, in time n²; parents stand before their children."""
    n = parent.size
    apart = np.zeros((n, n))
    for i in range(1, n):
        apart[i, :i] = apart[:i, i] = apart[parent[i], :i] + 1
    return float(apart.sum() / (n * (n - 1)))
