"""SciPy: who can be reached along ties drawn to carry, by compiled search; no order of events.

The set reached has the law's distribution: D. Kempe, J. Kleinberg & É. Tardos (2003) for cascade and threshold,
M. Newman (2002) for SIR.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components

from adapters.task import CASCADE, SIR, THRESHOLD, Run, Task, Way, generator

Ints = npt.NDArray[np.int32]


def cascade(task: Task) -> Run:
    """A tie carries both ways or neither: with one probability for all ties and each used once, no size changes."""
    n, p, rng = task.consumers, task.parameters["p"], generator()
    source, target = task.ties[np.lexsort(task.ties.T[::-1])].T.astype(np.int32)
    start = np.searchsorted(source, np.arange(n + 1))

    def run() -> int:
        carries = rng.random(target.size, dtype=np.float32) < p
        parts, part = connected_components(kept(start, target, carries, n), directed=False)
        reached = np.zeros(parts, bool)
        reached[part[task.seeds]] = True
        return int(np.count_nonzero(reached[part]))

    return run


def threshold(task: Task) -> Run:
    """Each consumer hears one neighbour, any as likely as another."""
    n, rng = task.consumers, generator()
    start, target = (ends.astype(np.int32) for ends in task.rows())
    degree = np.diff(start)
    everybody = np.flatnonzero(degree).astype(np.int32)

    def run() -> int:
        heard = target[start[everybody] + (rng.random(everybody.size) * degree[everybody]).astype(np.int32)]
        hearers = everybody[np.argsort(heard, kind="stable")]
        count = np.bincount(heard, minlength=n)
        return reached(np.concatenate(([0], np.cumsum(count))), hearers, task.seeds)

    return run


def sir(task: Task) -> Run:
    """A spell of d steps carries along each tie with probability 1 − (1 − β)^d."""
    n, rng = task.consumers, generator()
    start, target = (ends.astype(np.int32) for ends in task.rows())
    degree = np.diff(start)
    beta, gamma = task.parameters["beta"], task.parameters["gamma"]

    def run() -> int:
        misses = ((1.0 - beta) ** rng.geometric(gamma, n)).astype(np.float32)
        carries = rng.random(target.size, dtype=np.float32) >= np.repeat(misses, degree)
        return reached(before(carries)[start], target[carries], task.seeds)

    return run


def before(carries: npt.NDArray[np.bool_]) -> Ints:
    """(entries + 1,) how many carry before each."""
    return np.concatenate(([0], np.cumsum(carries, dtype=np.int32))).astype(np.int32)


def kept(start: npt.NDArray[np.int64], target: Ints, carries: npt.NDArray[np.bool_], n: int) -> csr_array:
    ends = target[carries]
    return csr_array((np.ones(ends.size), ends, before(carries)[start]), shape=(n, n))


def reached(start: Ints, target: Ints, seeds: list[int]) -> int:
    """Consumers that can be reached from the seeds, by a search from one node more, tied to all seeds."""
    n = start.size - 1
    ends = np.concatenate((target, seeds)).astype(np.int32)
    rows = np.concatenate((start, [ends.size])).astype(np.int32)
    graph = csr_array((np.ones(ends.size), ends, rows), shape=(n + 1, n + 1))
    return int(breadth_first_order(graph, n, return_predecessors=False).size - 1)


NOTE = "who can be reached, nothing else: no days, no parents"
WAYS = (
    Way(CASCADE, "SciPy connected_components", cascade, NOTE, compiled=True),
    Way(THRESHOLD, "SciPy breadth_first_order", threshold, NOTE, compiled=True),
    Way(SIR, "SciPy breadth_first_order", sir, NOTE, compiled=True),
)
