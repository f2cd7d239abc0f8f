"""Intervals, comparisons and ranks against known answers, and what they promise over thousands of drawn cases."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from scipy import stats
from scipy.special import ndtri

from simulation.experiments import statistics as st
from simulation.model import chance

CASES, ARMS, WORLDS = 1500, 7, 30


def normals(name: str, *shape: int) -> np.ndarray:
    """Independent standard normals, the same whenever this test runs."""
    stream = chance.at(chance.world(0), chance.name_of(name))
    return ndtri(chance.counted(stream, 0, math.prod(shape))).reshape(shape)


def tied_arms() -> np.ndarray:
    """Arms with one mean in shared worlds: a common effect, and noise that differs between arms, heavily for one."""
    common = 3.0 * normals("worlds", CASES, 1, WORLDS)
    return common + normals("arms", CASES, ARMS, WORLDS) * np.linspace(0.5, 2.0, ARMS)[None, :, None]


def standard_error(share: float, cases: int) -> float:
    return math.sqrt(share * (1.0 - share) / cases)


def test_the_mean_of_five_worlds_has_students_interval() -> None:
    found = st.mean_interval(np.array([1.0, 2.0, 3.0, 4.0, 5.0]))
    half = 2.7764451051977987 * math.sqrt(2.5 / 5)  # t(.975; 4) from a printed table
    assert found == pytest.approx((3.0, 3.0 - half, 3.0 + half), rel=1e-12)


def test_one_world_has_a_mean_and_no_interval() -> None:
    assert st.mean_interval(np.array([7.0])) == (7.0, None, None)


def test_no_world_and_no_number_are_undefined() -> None:
    assert st.mean_interval(np.array([])) == st.mean_interval(np.array([1.0, np.nan])) == st.UNDEFINED


def test_the_interval_of_a_mean_covers_it_in_95_of_100_cases() -> None:
    drawn = normals("coverage", 4000, 8)
    covered = np.mean([low <= 0.0 <= high for _, low, high in map(st.mean_interval, drawn)])
    assert abs(covered - 0.95) <= 4 * standard_error(0.95, 4000)


def test_a_share_of_equal_wholes_is_a_mean_with_its_interval() -> None:
    part = np.array([2.0, 3.0, 5.0, 4.0])
    expected = st.mean_interval(part / 10.0)
    assert st.share_interval(part, np.full(4, 10.0)) == pytest.approx(expected, rel=1e-12)


def test_a_share_weighs_worlds_by_their_size() -> None:
    assert st.share_interval(np.array([1.0, 0.0, 8.0]), np.array([10.0, 0.0, 10.0])).mean == 0.45


def test_the_interval_of_a_share_covers_it_in_95_of_100_cases() -> None:
    whole = 100.0 + 20.0 * normals("wholes", 3000, 20)
    part = 0.3 * whole + 5.0 * normals("parts", 3000, 20)
    found = [st.share_interval(*case) for case in zip(part, whole, strict=True)]
    covered = np.mean([low <= 0.3 <= high for _, low, high in found])
    # The jackknife is right to first order in 1/worlds: half a percent is allowed beside chance.
    assert abs(covered - 0.95) <= 4 * standard_error(0.95, 3000) + 0.005


def test_a_share_of_nothing_is_undefined() -> None:
    assert st.share_interval(np.zeros(3), np.zeros(3)) == st.UNDEFINED
    assert st.share_interval(np.array([1.0, 0.0]), np.array([2.0, 0.0])) == (0.5, None, None)


def test_a_ratio_is_not_cut_where_a_share_is() -> None:
    part, whole = np.array([30.0, 50.0, 10.0]), np.array([10.0, 10.0, 10.0])
    assert st.ratio_interval(part, whole) == pytest.approx(st.mean_interval(part / 10.0), rel=1e-12)
    assert st.share_interval(part / 30.0, whole)[1:] != st.ratio_interval(part / 30.0, whole)[1:]
    assert st.share_interval(part / 30.0, whole).low == 0.0 > st.ratio_interval(part / 30.0, whole).low


@given(some.lists(some.tuples(some.floats(0, 1), some.floats(0, 1e6)), min_size=1, max_size=20))
def test_a_share_and_its_bounds_lie_between_0_and_1(worlds: list[tuple[float, float]]) -> None:
    whole = np.array([size for _, size in worlds])
    found = st.share_interval(np.array([share * size for share, size in worlds]), whole)
    assert all(value is None or -1e-12 <= value <= 1.0 + 1e-12 for value in found)


def test_the_price_of_a_buyer_inverts_the_interval_of_buyers() -> None:
    assert st.price_interval(1000.0, st.Interval(10.0, 5.0, 20.0)) == (100.0, 50.0, 200.0)


@pytest.mark.parametrize("low", [0.0, -3.0])
def test_the_price_of_a_buyer_has_no_bounds_where_nobody_may_have_been_gained(low: float) -> None:
    assert st.price_interval(1000.0, st.Interval(10.0, low, 20.0)) == (100.0, None, None)


@pytest.mark.parametrize("gained", [0.0, -4.0])
def test_a_buyer_who_was_not_gained_has_no_price(gained: float) -> None:
    assert st.price_interval(1000.0, st.Interval(gained, gained - 1.0, gained + 1.0)) == st.UNDEFINED


def test_two_arms_are_compared_by_the_paired_t_test() -> None:
    one, other = normals("pair", 2, 12) + np.array([[5.0], [0.0]])
    found = st.contest(np.stack([other, one]))
    expected = stats.ttest_rel(one, other).confidence_interval(0.95)
    assert found.leader == found.winner == 1
    assert found.leads[0] is not None
    assert found.leads[0].difference[1:] == pytest.approx(tuple(expected), rel=1e-9)


def test_an_arm_against_itself_is_exactly_tied() -> None:
    arm = normals("self", 10)
    found = st.contest(np.stack([arm, arm]))
    assert (found.leader, found.winner, found.tied) == (0, None, (0, 1))
    assert found.leads[1] == st.Lead(st.Interval(0.0, 0.0, 0.0), None, None)


def test_one_world_names_nobody_best() -> None:
    found = st.contest(np.array([[9.0], [1.0], [5.0]]))
    assert (found.leader, found.winner, found.tied) == (0, None, (0, 1, 2))


def test_an_arm_without_rivals_is_best() -> None:
    assert st.contest(np.array([[1.0, 2.0]])) == st.Contest(0, (None,), 0, ())


def test_among_equal_arms_a_winner_is_named_in_at_most_5_of_100_cases() -> None:
    false = np.mean([st.contest(case).winner is not None for case in tied_arms()])
    assert false <= 0.05 + 4 * standard_error(0.05, CASES)


def test_intervals_of_a_leader_chosen_by_looking_hold_together_in_95_of_100_cases() -> None:
    missed = [len(st.contest(case).tied) < ARMS for case in tied_arms()]
    assert np.mean(missed) <= 0.05 + 4 * standard_error(0.05, CASES)


def test_the_best_arm_is_hardly_ever_told_apart_from_a_leader() -> None:
    apart = tied_arms()
    apart[:, 0] += 0.3  # a little better than all others, and often not leading
    found = [st.contest(case) for case in apart]
    assert np.mean([case.leader != 0 for case in found]) > 0.1
    lost = np.mean([case.winner not in (None, 0) or (case.winner is None and 0 not in case.tied) for case in found])
    assert lost <= 0.05 + 4 * standard_error(0.05, CASES)


def test_a_better_arm_is_named() -> None:
    apart = tied_arms()[:, :3]
    apart[:, 1] += 2.0  # more than five standard errors of its paired difference
    assert np.mean([st.contest(case).winner == 1 for case in apart]) > 0.95


def test_pairing_is_worth_the_variance_it_removes() -> None:
    world = np.array([30.0, -10.0, -20.0, 0.0])
    one, other = world + np.array([1.0, -1.0, 1.0, -1.0]), world + np.array([-1.0, 1.0, -1.0, 1.0])
    found = st.lead(one, other, 1)
    ratio = (np.var(one) + np.var(other)) / np.var(one - other)
    assert found.variance_ratio == pytest.approx(ratio)
    assert found.runs_saved == round(2 * 4 * (ratio - 1.0))


def test_independent_arms_gain_nothing_by_pairing() -> None:
    found = st.lead(np.array([1.0, 1.0, -1.0, -1.0]), np.array([1.0, -1.0, 1.0, -1.0]), 1)
    assert (found.variance_ratio, found.runs_saved) == (1.0, 0)


def test_a_tie_is_split_among_the_tied() -> None:
    won, shared = st.wins(np.array([[3.0, 1.0, 2.0], [3.0, 2.0, 2.0], [0.0, 0.0, 2.0]]))
    assert won == pytest.approx([0.5 + 1 / 3, 0.5 + 1 + 1 / 3, 1 / 3])
    assert shared.tolist() == [2, 2, 1]


def test_wins_add_up_to_the_worlds() -> None:
    assert st.wins(np.round(normals("wins", 5, 200)))[0].sum() == pytest.approx(200)


def test_the_lead_is_over_the_best_rival_of_each_world() -> None:
    outcomes = np.array([[5.0, 1.0], [3.0, 4.0], [4.0, 2.0]])
    assert st.lead_over_best_rival(outcomes, 0).tolist() == [1.0, -3.0]


def test_what_rises_together_has_rank_correlation_1() -> None:
    x = normals("rank", 12)
    found = st.rank_correlation(x, np.exp(x))
    assert found is not None
    assert found[0] == pytest.approx(1.0)


@pytest.mark.parametrize("other", [np.zeros(12), normals("short", 3)], ids=["constant", "too few"])
def test_no_rank_correlation_is_made_up(other: np.ndarray) -> None:
    assert st.rank_correlation(normals("rank", other.size), other) is None


def test_holms_adjustment_of_four_p_values() -> None:
    assert st.holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert st.holm([]) == []
