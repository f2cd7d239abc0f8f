"""The battery passes the chance of the model, and fails what is not chance."""

import numpy as np
import pytest

from simulation.experiments import chance_battery
from simulation.experiments.chance_battery import SMALLEST, battery, exclusive_or, published
from simulation.model import chance
from simulation.refusal import Refusal

SIZE = 2**16


def failures(at, key=0):
    """Names of the tests that fail, in a battery that is fast."""
    table = battery(at, SIZE, key)
    return set(table.loc[table["verdict"] == "fails", "test"])


def test_the_chance_of_the_model_passes_under_several_keys():
    for key in range(0, 400, 100):
        assert failures(None, key) == set()


def test_names_combined_by_exclusive_or_fail_around_loops():
    failed = failures(exclusive_or)
    assert {"loops", "order", "streams", "parent and child", "collisions", "avalanche"} <= failed
    assert "uniform" not in failed, "each stream by itself is well mixed: only loops tell"


def weak_mixer(states, names):
    """One round of mixing too few."""
    z = (states ^ (names * np.uint64(0x9E3779B97F4A7C15))) * np.uint64(0xBF58476D1CE4E5B9)
    return z ^ (z >> np.uint64(31))


def narrow(states, names):
    """Only 40 bits of state."""
    return published(states, names) & np.uint64(2**64 - 2**24)


@pytest.mark.parametrize(
    ("at", "test"), [(weak_mixer, "lag"), (weak_mixer, "uniform"), (narrow, "uniform"), (narrow, "collisions")]
)
def test_other_poor_generators_fail_where_they_are_poor(at, test):
    assert test in failures(at)


def test_the_states_examined_are_those_of_the_model():
    states, names = np.array([5, 2**63], np.uint64), np.array([7, 2**64 - 1], np.uint64)
    assert published(states, names).tolist() == [int(chance.at(s, n)) for s, n in zip(states, names, strict=True)]
    streams = [value for name, value in vars(chance).items() if name.isupper() and isinstance(value, int)]
    assert 1 < max(streams) <= chance_battery.STREAMS


def test_the_threshold_is_shared_by_all_p_values():
    table = battery(size=SMALLEST)
    assert table["threshold"].unique() == chance_battery.ALPHA / table["values"].sum()
    assert (table["smallest"] <= 1).all()


def test_too_few_draws_are_refused():
    with pytest.raises(Refusal, match="size: found 100"):
        battery(size=100)
