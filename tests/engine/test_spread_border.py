"""What a spread accepts, what it refuses, and how its result is shown."""

import pickle
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from simulation.engine.spread import spread
from simulation.graph.network import Network
from simulation.model import laws
from simulation.refusal import Refusal

PAIR = Network.from_edges(["ann", "bob"], ["bob", "cy"])
LAW = laws.independent_cascade(0.5)
NAN = float("nan")


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (lambda: laws.bass(-0.1, 0.3), "p: found -0.1"),
        (lambda: laws.bass(0.1, -0.3), "q: found -0.3"),
        (lambda: laws.bass(NAN, 0.3), "p: found nan"),
        (lambda: laws.bass(0.1, NAN), "q: found nan"),
        (lambda: laws.bass(0.1, float("inf")), "q: found inf"),
        (lambda: laws.bass("0.1", 0.3), "p: found '0.1'"),
        (lambda: laws.bass(True, 0.3), "p: found True"),
        (lambda: laws.independent_cascade(1.01), "probability: found 1.01"),
        (lambda: laws.independent_cascade(None), "probability: found None"),
        (lambda: laws.watts(1.5), "fraction: found 1.5"),
        (lambda: laws.watts(NAN), "fraction: found nan"),
        (lambda: laws.watts("a fifth"), "fraction: found 'a fifth'"),
        (lambda: laws.watts("1/0"), "fraction: found '1/0'"),
        (lambda: laws.watts(True), "fraction: found True"),
        (lambda: laws.goldenberg(1.1, 0.1, 0.1), "strong: found 1.1"),
        (lambda: laws.goldenberg(0.1, NAN, 0.1), "weak: found nan"),
        (lambda: laws.goldenberg(0.1, 0.1, "no"), "external: found 'no'"),
        (lambda: laws.goldenberg(0.1, 0.1, 0.1, "redraw"), "weak_contacts: found 'redraw'"),
        (lambda: laws.goldenberg(0.1, 0.1, 0.1, ["fixed"]), "weak_contacts: found ['fixed']"),
        (lambda: laws.si(-0.1), "transmission: found -0.1"),
        (lambda: laws.sir(0.1, 0), "recovery: found 0; expected a probability above 0; where nobody ever stops, use laws.si"),
        (lambda: laws.sir(0.1, 1.5), "recovery: found 1.5"),
        (lambda: laws.sir(NAN, 0.5), "transmission: found nan"),
        (lambda: laws.complex_contagion(0), "count: found 0"),
        (lambda: laws.complex_contagion(2.0), "count: found 2.0"),
        (lambda: laws.complex_contagion(True), "count: found True"),
        (lambda: laws.complex_contagion(2**31), "count: found 2147483648"),
        (lambda: laws.granovetter(NAN, 0.1), "mean: found nan"),
        (lambda: laws.granovetter(0.25, -0.1), "sd: found -0.1"),
        (lambda: laws.granovetter(0.25, float("inf")), "sd: found inf"),
    ],
)
def test_a_law_refuses_settings_that_are_none(make, what):
    with pytest.raises(Refusal) as refusal:
        make()
    assert what in str(refusal.value)


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"net": [("ann", "bob")]}, "net: found"),
        ({"law": "bass"}, "law: found 'bass'"),
        ({"seeds": ["ann", "dan"]}, "seeds: ids[1]: found 'dan'"),
        ({"seeds": 7}, "seeds: ids[0]: found 7"),
        ({"seeds": [None]}, "seeds: ids[0]: found None"),
        ({"steps": -1}, "steps: found -1"),
        ({"steps": 2.0}, "steps: found 2.0"),
        ({"steps": True}, "steps: found True"),
        ({"steps": 10**20}, "steps: found 100000000000000000000; expected a whole number from 0 to 2^64"),
        ({"key": -1}, "key: found -1"),
        ({"key": "luck"}, "key: found 'luck'"),
        ({"replicates": 0}, "replicates: found 0"),
        ({"replicates": 10**9}, "replicates: found 1,000,000,000 replicates"),
        ({"replicates": 10**20}, "replicates: found"),
        ({"engine": "kernel"}, "engine: found 'kernel'; expected the name of an engine; did you mean 'kernels'"),
        ({"threads": 0}, "threads: found 0"),
        ({"threads": 257}, "threads: found 257; expected a whole number from 1 to 256"),
        ({"threads": 2.0}, "threads: found 2.0"),
        ({"law": laws.bass(0.1, 1.2)}, "q: found 1.2; expected at most 1"),
        ({"law": laws.bass(1e-8, 0.5)}, "steps: found None, and about"),
        ({"law": laws.sir(0.5, 1e-8), "seeds": "ann"}, "steps: found None, and about"),
        ({"law": laws.goldenberg(1e-9, 0.5, 0), "seeds": "ann"}, "steps: found None, and about"),
        ({"law": laws.granovetter(0.25, 0.1)}, "net: found 2 recorded ties; expected a complete network"),
        ({"law": laws.bass(0, 1e-8), "seeds": "ann"}, "steps: found None, and about"),
    ],
)
def test_a_spread_refuses_what_it_cannot_do(changed, what):
    with pytest.raises(Refusal) as refusal:
        spread(**({"net": PAIR, "law": LAW} | changed))
    assert what in str(refusal.value)


def test_weights_above_one_together_are_refused_by_the_name_of_the_hearer():
    network = Network.from_edges(["ann", "bob"], ["cy", "cy"], [0.6, 0.5])
    with pytest.raises(Refusal, match=r"consumer 'cy' with strengths that sum to 1\.1"):
        spread(network, laws.linear_threshold())
    thirds = Network.from_edges(range(1, 4), [0] * 3, [1 / 3] * 3)
    assert spread(thirds, laws.linear_threshold(), [1, 2, 3]).sizes.tolist() == [4]


def test_days_that_memory_does_not_hold_are_refused_when_asked_for():
    network = Network.from_edges([0], [1], consumers=range(1000))
    out = spread(network, LAW)
    object.__setattr__(out, "replicates", 10**10)
    with pytest.raises(Refusal, match="day: found 10,000,000,000 replicates of 1,000 consumers"):
        _ = out.day


def test_parents_in_a_large_complete_network_are_refused():
    out = spread(Network.complete(30_000), laws.bass(0.5, 0.5), steps=2)
    with pytest.raises(Refusal, match="parent: found a complete network of 30,000 consumers"):
        _ = out.parent


def test_seeds_are_one_id_or_any_ids_each_counted_once():
    whole = Network.from_edges([1, 2], [2, 3])
    for network, one, three in ((PAIR, "bob", "cy"), (whole, 2, 3)):
        assert spread(network, LAW, one, steps=0).day.tolist() == [[-1, 0, -1]]
        for seeds in ([one, three, one], {one, three}, (seed for seed in (three, one)), pd.Series([one, three])):
            assert spread(network, LAW, seeds, steps=0).day.tolist() == [[-1, 0, 0]]
    assert spread(whole, LAW, np.int64(3), steps=0).sizes.tolist() == [1]
    assert spread(whole, LAW, np.array([]), steps=0).sizes.tolist() == [0]


def test_a_fraction_can_be_written_in_any_way():
    assert laws.watts(0.18).fraction == laws.watts("9/50").fraction == laws.watts(Fraction(9, 50)).fraction


def test_a_result_can_be_read_as_a_table():
    out = spread(PAIR, laws.independent_cascade(1), "ann", replicates=2)
    frame = out.to_frame()
    assert list(frame.columns) == ["replicate", "step", "adopters", "new", "share"]
    assert frame["adopters"].tolist() == [1, 2, 3] * 2
    assert frame["new"].tolist() == [1] * 6
    assert frame["share"].tolist() == [1 / 3, 2 / 3, 1] * 2
    assert frame["step"].tolist() == [0, 1, 2] * 2
    assert frame["replicate"].tolist() == [0] * 3 + [1] * 3


def test_a_result_says_what_it_is():
    out = spread(PAIR, laws.watts("1/2"), "ann", replicates=2)
    assert repr(out) == ("<Spread: law watts(1/2), consumers 3, seeds 1, steps 2, replicates 2, mean adopters 3.0 (3 to 3)>")
    assert "<td>watts(1/2)</td>" in out._repr_html_()


def test_a_result_can_be_sent_to_another_process():
    out = spread(PAIR, LAW, "ann", replicates=3)
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(out)).day, out.day)
