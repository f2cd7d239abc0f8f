"""Bass on the complete network, on rings and on random regular networks, against exact recursions.

Closed form: F. Bass, Management Science 15 (1969). Rings and trees in discrete time: G. Fibich & R. Gibori, Operations
Research 58 (2010), and the message-passing recursion of locally tree-like networks.
"""

import numpy as np
import pytest
from standard_error import TOLERATED, agree, independent_runs

from simulation.engine.spread import spread
from simulation.graph import generators
from simulation.graph.network import Network
from simulation.model import laws

P, Q = 0.03, 0.38  # a year
WRONG = 1.05 * P
YEARS = np.array([2, 5, 8, 10, 15, 20])
CONSUMERS, REPLICATES = 200_000, 32


def closed_form(t, p=P, q=Q):
    """F(t) of Bass 1969."""
    fading = np.exp(-(p + q) * t)
    return (1 - fading) / (1 + q / p * fading)


def in_steps(dt, steps, p=P, q=Q):
    """1 − S with S ← S(1 − p dt) exp(−q dt (1 − S)): the complete network, without end."""
    left = np.ones(steps + 1)
    for t in range(steps):
        left[t + 1] = left[t] * (1 - p * dt) * np.exp(-q * dt * (1 - left[t]))
    return 1 - left


def complete(dt, steps):
    """(replicates, steps + 1) shares of adopters in a complete network, in steps of dt years."""
    law = laws.bass(P * dt, Q * dt)
    return spread(Network.complete(CONSUMERS), law, steps=steps, replicates=REPLICATES).curve / CONSUMERS


def tree_like(degree, steps, p=P, w=Q / 4):
    """Adopters in a random regular network without end, heard through each tie with probability w a step."""
    theta, adopted = 1.0, [0.0]
    for t in range(steps):
        theta -= w * (theta - (1 - p) ** t * theta ** (degree - 1))
        adopted.append(1 - (1 - p) ** (t + 1) * theta**degree)
    return np.array(adopted)


def ring_sides(sides, steps, p=P, q=Q):
    """1 − S_T with S_T = (1−p)^T ∏_{t<T} [1 − q/s + q/s (1−p)^t]^s, heard from s sides."""
    t = np.arange(steps)
    factors = (1 - q / sides + q / sides * (1 - p) ** t) ** sides
    return 1 - (1 - p) ** np.arange(steps + 1) * np.concatenate(([1.0], np.cumprod(factors)))


@pytest.mark.parametrize(("dt", "known"), [(1, 0.0985), (0.5, 0.0515), (0.1, 0.0107), (0.02, 0.0021)])
def test_a_step_is_not_an_instant_bass_on_the_complete_network(dt, known):
    steps = round(25 / dt)
    time = np.arange(steps + 1) * dt
    exact = in_steps(dt, steps)
    gap = np.abs(exact - closed_form(time))
    distance = gap.max()
    assert round(distance, 4) == known
    shares = complete(dt, steps)
    at = np.rint(YEARS / dt).astype(int)
    assert agree(shares[:, at], exact[at])
    assert not agree(shares[:, at], in_steps(dt, steps, p=WRONG)[at])
    error = shares[:, gap.argmax()].std(ddof=1) / np.sqrt(REPLICATES)
    assert abs(np.abs(shares.mean(axis=0) - closed_form(time)).max() - distance) <= TOLERATED * error
    assert abs(np.abs(shares.mean(axis=0) - closed_form(time, p=WRONG)).max() - distance) > TOLERATED * error


@pytest.mark.parametrize("sides", [1, 2])
def test_bass_on_a_ring_is_exact(sides):
    network, steps = generators.ring(CONSUMERS, sides), [5, 10, 20]
    if sides == 1:
        assert ring_sides(1, 20)[steps].round(5).tolist() == [0.23263, 0.54837, 0.92190]
    curve = spread(network, laws.bass(P, Q), steps=20, replicates=REPLICATES).curve
    shares = curve[:, steps] / CONSUMERS
    assert agree(shares, ring_sides(sides, 20)[steps])
    assert not agree(shares, ring_sides(sides, 20, p=WRONG)[steps])
    assert not agree(shares, ring_sides(sides, 20, q=1.05 * Q)[steps])


def test_bass_on_a_random_regular_network_follows_the_recursion():
    steps = [2, 5, 10, 15, 20]
    shares = independent_runs(lambda key: generators.regular(100_000, 4, key=key), 24, laws.bass(P, Q), (), 20)[:, steps]
    assert agree(shares, tree_like(4, 20)[steps])
    assert not agree(shares, tree_like(4, 20, p=WRONG)[steps])
    assert not agree(shares, tree_like(4, 20, w=1.05 * Q / 4)[steps])
