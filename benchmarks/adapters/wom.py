"""wom: `sim.spread`, called as its users call it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import numpy as np
import numpy.typing as npt

import simulation as sim
from adapters.task import CASCADE, SIR, THRESHOLD, Task

Sizes = npt.NDArray[np.int64]
LAWS = {
    CASCADE: lambda given: sim.laws.independent_cascade(given["p"]),
    THRESHOLD: lambda given: sim.laws.linear_threshold(),
    SIR: lambda given: sim.laws.sir(given["beta"], given["gamma"]),
}


def prepare(task: Task) -> Callable[[int, int], Sizes]:
    """One call: so many replicates, on so many threads, a key of its own; what a law comes to on the network is in its time."""
    source, target = task.ties.T
    network = sim.Network.from_edges(source, target, directed=False)
    law, keys = LAWS[task.law](task.parameters), count()

    def call(replicates: int, threads: int) -> Sizes:
        return sim.spread(network, law, task.seeds, key=next(keys), replicates=replicates, threads=threads).sizes

    return call
