"""Each equation against numpy, to 1e-12, and at the points where its meaning is plain."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from typing import Any

import hypothesis
import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st

from simulation.engine.engines import REPLACEABLE
from simulation.model import equations as eq
from simulation.model.parameters import DEFAULTS

shares = st.floats(1e-6, 1 - 1e-6)
amounts = st.floats(1e-3, 30)


def given(*drawn: Any) -> Callable[[Any], Any]:
    """As of hypothesis, but untimed: the first call of an equation may compile it."""
    return lambda test: settings(deadline=None)(hypothesis.given(*drawn)(test))


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


# -------------------------------------------------------------------- (26)–(42): values worked out by hand, limits, and off
#
# "Off" is compared bit for bit: a mechanism that is left out must leave the number as it was, not nearly so.


@pytest.mark.parametrize(
    "found, expected",
    [
        (eq.scripted_recognition(0.3, 0.9, 1.0), 0.6),  # halfway from .3 to .9
        (eq.scripted_recognition(0.3, 0.9, 0.8), 0.54),  # .3 + .6 · .4
        (eq.repeated_recognition(0.3, 0.9, 0.2, 5.0), 0.3 + 0.6 * 0.6321205588285577),  # 1 − 1/e of the way
        (eq.repeated_recognition(0.95, 0.9, 0.2, 5.0), 0.95),  # never below what it was
        (eq.scripted_independence(0.6, 0.5, 0.8), 0.36),  # .6 · (1 − .4)
        (eq.source_trust(-1.34, 1.0, 0.5, 1.0, 0.5, 1.0, 0.0, 0.0), 0.66),  # −1.34 + .5 + .5 + 1
        (eq.source_trust(-1.34, 2.0, 0.25, 3.0, 0.5, 4.0, 1.0, 0.25), 1.66),  # −1.34 + .5 + 1.5 + 4 · .25
        (eq.recommended(10_000.0, 0.3, 0.1, 15.0, 0.5), 1200.0),  # 300 · √16
        (eq.attended(20.0, 80.0), 0.25),
        (eq.aged(0.4, 6.0, 2.0), 0.05),  # three half-lives: an eighth
        (eq.search_weight(9.0, 0.5), 3.0),
        (eq.demand(1.5, 0.8, 2.0), 2.34375),  # 1.5 / .64
        (eq.repurchase(0.02, 1.0, 0.5, 1.0, 2.0, 1.0), 0.03 * math.e),  # .02 · 1.5 · e^(2 · ½)
        (eq.repurchase(0.02, 0.0, 0.5, 0.0, 2.0, 3.0), 0.06 / math.e),
        (eq.churned(0.002, 0.5, 1.0), 0.001),
        (eq.sharing_buyer(0.35, 1.0), 0.7),
        (eq.sharing_buyer(0.35, 10.0), 1.0),
        (eq.incentivised(0.8, 0.5, 2.0), 0.8 / math.e),
        (eq.recovered(0.4, 0.02, 0.6), 0.404),  # a fiftieth of the way back
        (eq.struck(0.5, -1.0), -0.5),
        (eq.struck(-1.5, -1.0), -2.0),
        (eq.struck(1.5, 1.0), 2.0),
        (eq.improved(1.4, 0.3, math.e - 1.0), 1.7),  # one e-fold of voices
        (eq.sameness(0.8, 1.0), 1.8),
    ],
)
def test_the_value_worked_out_by_hand(found: float, expected: float) -> None:
    assert found == pytest.approx(expected, rel=1e-12)


odds = st.floats(-4, 4)
anything = st.floats(0, 1)
large = st.floats(0, 1e6)


@given(anything, anything, anything, large)
def test_without_scripts_and_repetition_recognition_and_independence_are_as_they_were(
    hidden: float, labelled: float, independence: float, heard: float
) -> None:
    assert eq.scripted_recognition(hidden, labelled, 0.0) == hidden
    assert eq.repeated_recognition(hidden, labelled, 0.0, heard) == hidden == eq.repeated_recognition(hidden, labelled, 0.2, 0.0)
    assert eq.scripted_independence(independence, heard, 0.0) == independence == eq.scripted_independence(independence, 0.0, 1.0)
    assert eq.sameness(0.0, heard) == 1.0 == eq.sameness(independence, 0.0)


@given(odds, anything, anything, anything, st.sampled_from([0.0, 1.0]), anything)
def test_each_path_to_trust_can_be_cut_alone(
    constant: float, interactivity: float, accessibility: float, other: float, recognised: float, independence: float
) -> None:
    rest = (constant, 1.0, interactivity, 1.0, accessibility, 1.0, recognised, independence)
    for place, own in ((1, 2), (3, 4)):  # an effect, and the trait it acts through
        cut = [*rest]
        cut[place] = 0.0
        assert eq.source_trust(*cut) == eq.source_trust(*cut[:own], other, *cut[own + 1 :])
    cut = [*rest]
    cut[5] = 0.0
    assert eq.source_trust(*cut) == eq.source_trust(*cut[:6], 1.0 - recognised, other)
    assert eq.source_trust(*rest[:6], 0.0, 0.0) == eq.source_trust(*rest[:6], 0.0, 1.0), "unrecognised, ι is not seen"


@given(st.floats(1, 1e7), anything, anything, large)
def test_without_amplification_recommendation_follows_followers(
    followers: float, reach: float, rate: float, engaged: float
) -> None:
    plain = rate * followers * reach
    assert eq.recommended(followers, reach, rate, engaged, 0.0) == plain == eq.recommended(followers, reach, rate, 0.0, 0.3)
    assert eq.recommended(followers, reach, 0.0, engaged, 0.3) == 0.0


@given(anything, st.integers(1, 60), large)
def test_without_a_cap_all_is_attended_to_and_without_a_half_life_posts_live_a_day(
    reach: float, age: int, offered: float
) -> None:
    assert eq.attended(math.inf, 1.0 + offered) == 1.0
    assert eq.aged(reach, float(age), 0.0) == 0.0
    assert eq.aged(reach, 0.0, 0.0) == reach == eq.aged(reach, 0.0, 2.0)


@given(st.floats(1e-3, 1e6), st.floats(0, 20), st.floats(0.01, 100))
def test_a_page_without_ranking_is_even_and_demand_without_response_is_the_season(
    stock: float, season: float, price: float
) -> None:
    assert eq.search_weight(stock, 0.0) == 1.0
    assert eq.search_weight(stock, 1.0) == stock
    assert eq.search_weight(0.0, 0.0) == 0.0, "what nobody has seen is not found"
    assert eq.demand(season, price, 0.0) == season == eq.demand(season, 1.0, 3.0)


@given(anything, anything, st.sampled_from([0.0, 1.0]))
def test_what_follows_a_purchase_can_be_left_out(rate: float, other: float, yes: float) -> None:
    assert eq.repurchase(0.0, yes, 0.5, yes, 1.0, 1.0) == 0.0
    assert eq.repurchase(rate, 0.0, 0.5, 0.5, 1.0, 1.0) == rate == eq.repurchase(rate, yes, 0.0, yes, 0.0, 1.0)
    assert eq.churned(0.0, other, yes) == 0.0
    assert eq.churned(rate, other, 0.0) == rate == eq.churned(rate, 1.0, yes)
    assert eq.sharing_buyer(rate, 0.0) == rate
    assert eq.incentivised(rate, 0.0, other) == rate == eq.incentivised(rate, other, 0.0)


@given(st.floats(-2, 2), anything, anything, large)
def test_what_changes_accounts_and_the_product_can_be_left_out(
    level: float, independence: float, start: float, voices: float
) -> None:
    assert eq.recovered(independence, 0.0, start) == independence == eq.recovered(independence, 0.05, independence)
    assert eq.drifted(independence, 0.0) == independence
    assert eq.struck(level, 0.0) == level
    assert eq.improved(level, 0.0, voices) == level == eq.improved(level, 0.3, 0.0)


@given(st.floats(0, 40), st.floats(0, 1), st.floats(0, 5), st.floats(0, 1), anything)
def test_the_older_equations_can_be_left_out_too(n: float, floor: float, a: float, tau: float, independence: float) -> None:
    assert eq.wear_out(n, math.inf, floor) == 1.0
    assert eq.discounted(a, 1.0, 0.0) == a
    assert eq.effective_trust(tau, 0.0, 1.0, independence) == tau
    assert eq.comment_weight(0.0, 0.0, 0.3, 1000.0) == 0.0
    assert eq.spinoff_trust(3.0, tau, 0.0) == tau


@given(anything, anything, st.floats(0, 1), st.floats(0, 1))
def test_more_of_a_text_given_is_recognised_sooner_and_believed_less(d: float, top: float, one: float, other: float) -> None:
    less, more = sorted((one, other))
    labelled = max(d, top)
    assert eq.scripted_recognition(d, labelled, less) <= eq.scripted_recognition(d, labelled, more) <= (d + labelled) / 2 + 1e-15
    assert eq.scripted_independence(d, 0.5, more) <= eq.scripted_independence(d, 0.5, less)
    assert eq.sameness(less, 1.0) <= eq.sameness(more, 1.0)


@given(anything, anything, st.floats(0, 5), st.floats(0, 100), st.floats(0, 100))
def test_hidden_intent_told_often_is_recognised_as_readily_as_a_label_and_no_more(
    d: float, labelled: float, rate: float, one: float, other: float
) -> None:
    less, more = sorted((one, other))
    assert d <= eq.repeated_recognition(d, labelled, rate, less) <= eq.repeated_recognition(d, labelled, rate, more)
    assert eq.repeated_recognition(d, labelled, 1.0, 1e6) == pytest.approx(max(d, labelled), abs=1e-12)


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0.01, 2))
def test_what_moved_more_people_is_recommended_to_more_and_found_sooner(one: float, other: float, power: float) -> None:
    less, more = sorted((one, other))
    assert eq.recommended(1000.0, 0.3, 0.1, less, power) <= eq.recommended(1000.0, 0.3, 0.1, more, power)
    assert eq.search_weight(less, power) <= eq.search_weight(more, power)
    assert eq.improved(1.4, power, less) <= eq.improved(1.4, power, more)


@given(st.floats(0, 60), st.floats(0, 60), st.floats(0.1, 60))
def test_a_post_fades_and_a_crowded_day_leaves_less_for_each(one: float, other: float, half_life: float) -> None:
    less, more = sorted((one, other))
    assert eq.aged(0.4, more, half_life) <= eq.aged(0.4, less, half_life) <= 0.4
    assert eq.attended(half_life, 1.0 + more) <= eq.attended(half_life, 1.0 + less)
    assert eq.attended(half_life, 1.0 + more) * (1.0 + more) <= min(half_life, 1.0 + more) * (1 + 1e-12)


@given(st.floats(0.1, 10), st.floats(0.1, 10), st.floats(0, 10))
def test_a_higher_price_lowers_demand(one: float, other: float, elasticity: float) -> None:
    cheap, dear = sorted((one, other))
    assert eq.demand(1.0, dear, elasticity) <= eq.demand(1.0, cheap, elasticity)
    assert eq.demand(1.0, 2.0, 1.0) == 0.5


@given(anything, st.floats(0, 10), st.floats(0, 10))
def test_a_reward_buys_sharing_and_costs_independence(share: float, one: float, other: float) -> None:
    less, more = sorted((one, other))
    assert eq.sharing_buyer(share, less) <= eq.sharing_buyer(share, more) <= 1.0
    assert eq.incentivised(share, 0.5, more) <= eq.incentivised(share, 0.5, less) <= share


@given(anything, anything, st.floats(0, 0.1))
def test_independence_comes_back_towards_where_it_began_and_not_beyond(independence: float, start: float, drift: float) -> None:
    found = eq.recovered(independence, drift, start)
    assert min(independence, start) - 1e-15 <= found <= max(independence, start) + 1e-15


@given(anything, st.floats(0, 10), st.floats(0, 4))
def test_members_and_the_satisfied_buy_again_more(rate: float, member: float, pleased: float) -> None:
    assert eq.repurchase(rate, 1.0, member, 1.0, pleased, 1.0) >= eq.repurchase(rate, 0.0, member, 1.0, pleased, 1.0)
    assert eq.repurchase(rate, 1.0, member, 1.0, pleased, 1.0) >= eq.repurchase(rate, 1.0, member, 0.0, pleased, 1.0)


def test_a_source_neither_close_nor_lively_but_independent_is_trusted_as_consumers_were_measured() -> None:
    """At default effects a neutral, independent source is trusted .66, as consumer opinions online are."""
    p = DEFAULTS
    effects = (p.zhao_interactivity, 0.5, p.zhao_accessibility, 0.5, p.zhao_independence)
    assert eq.logistic(eq.source_trust(p.zhao_constant, *effects, 0.0, 0.0)) == pytest.approx(p.trust_koc, abs=0.005)
