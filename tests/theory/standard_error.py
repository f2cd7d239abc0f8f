"""One examiner for all comparisons with theory: how many standard errors away, and are these small enough."""

import numpy as np

from simulation.engine.spread import spread
from simulation.experiments.checks import LARGEST_ERROR, TOLERATED


def agree(shares, expected):
    """Whether the mean over replicates lies within 4 standard errors of `expected`; both in shares of the population.

    `shares` is (replicates, points), replicates independent; standard errors are those of the replicates.
    """
    shares, expected = np.asarray(shares, float), np.asarray(expected, float)
    error = shares.std(axis=0, ddof=1) / np.sqrt(len(shares))
    assert (error > 0).all(), "no chance in it: compare exactly"
    assert (error <= LARGEST_ERROR).all(), f"standard errors up to {error.max():.5f}"
    return bool((np.abs(shares.mean(axis=0) - expected) <= TOLERATED * error).all())


def independent_runs(make, replicates, law, seeds, steps):
    """(replicates, steps + 1) shares of the population, each on a network of its own: `make(key)`."""
    runs = []
    for key in range(replicates):
        network = make(key)
        runs.append(spread(network, law, seeds, steps, key).curve[0] / network.n_consumers)
    return np.stack(runs)
