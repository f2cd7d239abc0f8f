"""Each equation against numpy, to 1e-12, and at the points where its meaning is plain."""

from __future__ import annotations

import inspect
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.engine.engines import REPLACEABLE
from simulation.model import equations as eq

shares = st.floats(1e-6, 1 - 1e-6)
amounts = st.floats(1e-3, 30)


@given(shares)
def test_resistance_and_evidence(u: float) -> None:
    assert eq.exponential_resistance(u) == pytest.approx(-np.log(u), rel=1e-12)
    assert eq.evidence(u) == pytest.approx(-np.log1p(-u), rel=1e-12)
    assert eq.logistic(eq.logit(u)) == pytest.approx(u, rel=1e-9)


def test_evidence_is_bounded_and_rounds_once() -> None:
    assert eq.evidence(1.0) == eq.MOST
    assert eq.evidence_units(1.0) == 2**40
    assert eq.resistance_units(1.5 / eq.UNIT) == 2
    assert eq.clip(-5) == 0
    assert eq.clip(2**60) == 2**53


@given(st.integers(0, 2**53), st.floats(0.0, 1.0))
def test_a_leak_truncates_the_product(held: int, delta: float) -> None:
    assert eq.leak(held, delta) == int(delta * held)


@given(shares, st.floats(0, 1), st.sampled_from([0.0, 1.0]), st.floats(0, 1))
def test_recognised_intent_only_costs_trust(tau: float, kappa: float, recognised: float, independence: float) -> None:
    effective = eq.effective_trust(tau, kappa, recognised, independence)
    assert effective == pytest.approx(tau * (1 - kappa * recognised * (1 - independence)), rel=1e-12)
    assert 0 <= effective <= tau


@given(st.floats(-4, 4), shares, shares, shares)
def test_persuasion(base: float, trust: float, fit: float, quality: float) -> None:
    found = eq.persuasion(base, trust, fit, quality, 0.5, 0.5, 0.6, 3.0, 2.0, 2.0, 1.0, 0.0)
    x = base + 3 * (trust - 0.6) + 2 * (fit - 0.5) + 2 * (quality - 0.5)
    assert found == pytest.approx(1 / (1 + np.exp(-x)), rel=1e-12)


@given(st.floats(0, 40), st.floats(1, 40), st.floats(0, 1))
def test_wear_out_starts_at_one_and_ends_at_its_floor(n: float, worn: float, floor: float) -> None:
    found = eq.wear_out(n, worn, floor)
    assert -floor <= found <= 1.0
    assert found == pytest.approx(max(1 - n / worn, -floor), rel=1e-12, abs=1e-15)


def test_the_mean_exposure_of_a_day_is_the_sequential_one() -> None:
    """Three exposures of one family after two: the order of a day averages n = 2, 3, 4."""
    assert eq.exposures_remembered(2.0, 0.0, 3.0, 0.0, 0.3) == pytest.approx(3.0)


@given(amounts, st.floats(0, 0.6))
def test_reach_falls_with_followers_and_is_capped(thousands: float, epsilon: float) -> None:
    found = eq.post_reach(1000 * thousands, 0.3, 5000.0, epsilon, 0.6)
    assert found == pytest.approx(min(0.6, 0.3 * (thousands / 5) ** -epsilon), rel=1e-12)


def test_a_sharer_tells_cap_neighbours_a_day_on_average() -> None:
    assert eq.told(0.1, 5.0, 12.0) == pytest.approx(0.1)
    assert eq.told(0.1, 5.0, 1000.0) * 1000 == pytest.approx(5.0)


def test_the_fee_follows_the_quotes() -> None:
    assert eq.fee(1000.0, 36.0, 0.07, 1.0, 10.0) == pytest.approx(36.0)
    assert eq.fee(0.0, 36.0, 0.07, 1.0, 10.0) == 10.0
    assert eq.fee(400_000.0, 36.0, 0.07, 1.0, 10.0) == pytest.approx(36 * 400 * 400**0.07, rel=1e-12)


def test_comments_need_people_and_readers() -> None:
    assert eq.comment_weight(0.5, 0.0, 0.3, 0.0) == 0.0
    assert eq.comment_weight(0.5, 0.0, 0.3, 1000.0) == pytest.approx(0.5)
    assert eq.comment_weight(0.5, 1.0, 0.3, 1000.0) == pytest.approx(0.5 * 0.7)


def test_credit_goes_to_each_source_by_its_share_of_the_evidence() -> None:
    """Two sources with evidence 1 and 3: the second wins three quarters of the races."""
    from simulation.model import chance

    u = chance.counted(chance.at(chance.world(1), chance.CREDIT), 0, 40_000).reshape(-1, 2)
    wins = sum(eq.credit_key(a, 3.0, 0.0, 0.0) < eq.credit_key(b, 1.0, 0.0, 0.0) for a, b in u)
    assert abs(wins / 20_000 - 0.75) < 4 * math.sqrt(0.75 * 0.25 / 20_000)


def test_credit_of_older_evidence_has_faded_as_the_evidence_has() -> None:
    """Evidence 1 four days ago against .5 today at δ = .9: odds .9⁴ : .5."""
    from simulation.model import chance

    u = chance.counted(chance.at(chance.world(2), chance.CREDIT), 0, 40_000).reshape(-1, 2)
    old = sum(eq.credit_key(a, 1.0, 6.0, math.log(0.9)) < eq.credit_key(b, 0.5, 10.0, math.log(0.9)) for a, b in u)
    expected = 0.9**4 / (0.9**4 + 0.5)
    assert abs(old / 20_000 - expected) < 4 * math.sqrt(expected * (1 - expected) / 20_000)


def test_every_equation_is_numbered_or_named() -> None:
    for name, function in REPLACEABLE.items():
        assert inspect.getdoc(function.py_func), name
