"""How long one independent cascade takes, beside SciPy doing the same by live edges.

The cascade: preferential attachment, 100,000 consumers, 500,000 ties, p = .1, 100 seeds. SciPy draws which ties carry and
finds what can be reached from the seeds with its compiled breadth-first search, starting at one extra node tied to all
seeds; a tie carries each way by a draw of its own, as in our cascade. Both run on one thread.

    python benchmarks/cascade.py [--quick]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order
from scipy.stats import ks_2samp

from simulation.engine.spread import spread
from simulation.graph import generators
from simulation.graph.identity import Positions
from simulation.graph.network import Network
from simulation.model import chance, laws

P, SEEDS, BATCH = 0.1, 100, 20
LIVE = chance.DELIVERY  # the stream SciPy's ties are drawn from


def main() -> None:
    parser = argparse.ArgumentParser(description="Median time of one independent cascade, beside SciPy.")
    parser.add_argument("--quick", action="store_true", help="few replicates")
    batches = 4 if parser.parse_args().quick else 30
    network = generators.preferential_attachment(100_000, 5)
    seeds = np.arange(0, network.n_consumers, network.n_consumers // SEEDS)
    ours, our_time = timed(lambda batch: cascades(network, seeds, batch), batches)
    theirs, their_time = timed(live_edges(network, seeds), batches)
    check_alike(ours, theirs)
    print(f"{network!r}, p = {P}, {SEEDS} seeds, {ours.size} replicates, one thread")
    print(f"mean size       ours {ours.mean():>10,.1f}    live edges {theirs.mean():>10,.1f}")
    print(f"median ms a run ours {1e3 * our_time:>10.2f}    live edges {1e3 * their_time:>10.2f}")
    print(f"ratio                {their_time / our_time:>10.2f}")


def cascades(network: Network, seeds: Positions, batch: int) -> Positions:
    """The sizes of a batch of our cascades."""
    out = spread(network, laws.independent_cascade(P), seeds, key=batch, replicates=BATCH, threads=1)
    return out.sizes


def live_edges(network: Network, seeds: Positions) -> Callable[[int], Positions]:
    """The sizes of a batch of cascades by SciPy; what does not change between replicates is made once."""
    n, start, target = network.n_consumers, network.out_start, network.out_target

    def size(world: chance.Bits) -> int:
        carries = chance.counted(np.uint64(chance.at(world, LIVE)), 0, target.size) < P
        before = np.concatenate(([0], np.cumsum(carries, dtype=np.int32)))
        ends = np.concatenate((target[carries], seeds)).astype(np.int32)
        rows = np.concatenate((before[start], [ends.size])).astype(np.int32)
        graph = csr_array((np.ones(ends.size, np.int8), ends, rows), shape=(n + 1, n + 1))
        return int(breadth_first_order(graph, n, return_predecessors=False).size - 1)

    return lambda batch: np.array([size(chance.world(batch, replicate)) for replicate in range(BATCH)])


def timed(sizes: Callable[[int], Positions], batches: int) -> tuple[Positions, float]:
    """The sizes of all cascades, and the median seconds of one, after a batch to warm up."""
    sizes(0)
    found, seconds = [], []
    for batch in range(batches):
        begun = time.perf_counter()
        found.append(sizes(batch))
        seconds.append((time.perf_counter() - begun) / BATCH)
    return np.concatenate(found), float(np.median(seconds))


def check_alike(ours: Positions, theirs: Positions) -> None:
    """Both draw sizes from one distribution: means within 4 standard errors, Kolmogorov–Smirnov not below .001."""
    error = np.sqrt(ours.var(ddof=1) / ours.size + theirs.var(ddof=1) / theirs.size)
    assert abs(ours.mean() - theirs.mean()) <= 4 * error, (ours.mean(), theirs.mean(), error)
    assert ks_2samp(ours, theirs).pvalue > 0.001, ks_2samp(ours, theirs)


if __name__ == "__main__":
    main()
