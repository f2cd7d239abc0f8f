"""Where spreads change kind: the window of Watts, the crowd of Granovetter."""

import numpy as np
import pytest
from scipy.stats import binom

from simulation.engine.spread import spread
from simulation.experiments import exact_laws as exact
from simulation.graph import generators
from simulation.graph.network import Network
from simulation.model import laws

CONSUMERS, PHI, SEEDS = 10_000, 0.18, 200


def cascades(mean):
    """(SEEDS,) shares of everybody reached from single seeds."""
    network = generators.erdos_renyi(CONSUMERS, mean, key=5)
    return np.array([spread(network, laws.watts(PHI), seed).sizes[0] for seed in range(SEEDS)]) / CONSUMERS


@pytest.mark.parametrize("mean", [0.8, 7.5])
def test_outside_the_window_no_seed_sets_off_a_global_cascade(mean):
    low, high = exact.cascade_window(PHI)
    assert not low < mean < high
    assert cascades(mean).max() < 0.05


def test_near_the_upper_edge_cascades_are_all_or_nothing():
    mean = 5.3
    shares = cascades(mean)
    assert ((shares < 0.05) | (shares > 0.9)).all()
    expected = exact.global_cascade_probability(exact.poisson(mean), PHI)
    low, high = binom.ppf([3e-5, 1 - 3e-5], SEEDS, expected)
    assert low < (shares > 0.9).sum() < high


def test_a_crowd_just_above_the_critical_spread_goes_on_to_everybody():
    crowd = Network.complete(400_000)
    assert spread(crowd, laws.granovetter(0.25, 0.126)).sizes[0] > 0.999 * 400_000
    below = spread(crowd, laws.granovetter(0.25, 0.118)).sizes[0] / 400_000
    assert below == pytest.approx(exact.crowd(0.25, 0.118, 3000)[-1], abs=0.002)


def test_a_crowd_starts_by_itself_and_credits_nobody_for_it():
    out = spread(Network.complete(1000), laws.granovetter(0.25, 0.2), 0, key=3)
    first = out.day[0] == 1
    unasked = first & (out.parent[0] < 0)
    assert 50 < unasked.sum() <= first.sum()
    later = out.day[0] > 1
    assert later.any() and (out.parent[0][later] >= 0).all()
