"""The parts of replications, against known answers."""

from itertools import combinations, product

import numpy as np
import pytest

from simulation.engine.spread import spread
from simulation.experiments.replications import adoption, centola, goldenberg, hazards, kempe, observed, valente
from simulation.experiments.replications.hazards import EVIDENCE, LOGISTIC, Table
from simulation.experiments.replications.observed import NEVER, Town
from simulation.experiments.replications.replication import lots
from simulation.graph import generators
from simulation.graph.network import Network
from simulation.model import laws
from simulation.refusal import Refusal

# 2 and 3 name 1, 3 names 2; adopted in periods 1, 3 and never.
TOWN = Town("three", Network.from_edges([1, 1, 2], [2, 3, 3], consumers=[1, 2, 3]), np.array([1, 3, NEVER]), 3)


def world(form, coefficients, key, size=4000):
    """Rows whose truth is known: nobody to nine adopters heard, one trait."""
    heard, trait = np.floor(10 * lots("heard", size, key)), lots("trait", size, key)
    table = Table(np.zeros(size, np.int64), np.zeros(size), heard, np.column_stack([np.ones(size), trait]), np.ones(size))
    adopted = lots("adopted", size, key) < form.probability(np.array(coefficients), table)
    return table._replace(adopted=adopted.astype(float))


@pytest.mark.parametrize(("form", "truth"), [(EVIDENCE, [-3.0, 1.0, 0.1]), (LOGISTIC, [-3.0, 1.0, 0.3])])
def test_a_fit_finds_the_truth_and_not_a_truth_slightly_off(form, truth):
    fits = np.array([hazards.fitted(form, world(form, truth, key)).coefficients for key in range(60)])
    away = np.abs(fits.mean(axis=0) - truth) / (fits.std(axis=0, ddof=1) / np.sqrt(60))
    off = np.abs(fits.mean(axis=0) - np.multiply(truth, 1.3)) / (fits.std(axis=0, ddof=1) / np.sqrt(60))
    assert (away < 4).all() and (off > 4).all()


@pytest.mark.parametrize("form", [EVIDENCE, LOGISTIC])
def test_slopes_are_those_of_the_probability(form):
    table, b, step = world(form, [-3.0, 1.0, 0.1], 0, 50), np.array([-3.0, 1.0, 0.1]), 1e-6
    found = form.slope(b, table, form.probability(b, table))
    for n, unit in enumerate(np.eye(3)):
        rise = form.probability(b + step * unit, table) - form.probability(b - step * unit, table)
        np.testing.assert_allclose(found[:, n], rise / (2 * step), rtol=1e-5, atol=1e-9)


def test_a_logistic_fit_is_calibrated_where_it_was_fitted_and_too_sharp_a_prediction_is_not():
    table = world(LOGISTIC, [-3.0, 1.0, 0.3], 1)
    p = hazards.fitted(LOGISTIC, table).probability(table)
    assert hazards.recalibration(table, p) == pytest.approx(1.0, abs=1e-3)
    sharper = p**2 / (p**2 + (1 - p) ** 2)
    assert hazards.recalibration(table, sharper) == pytest.approx(0.5, abs=1e-3)


def test_contagion_is_found_where_it_is_and_about_as_rarely_as_said_where_not():
    with_it = [hazards.contagion(world(EVIDENCE, [-3.0, 1.0, 0.05], key)) > hazards.FOUND for key in range(40)]
    without = [hazards.contagion(world(EVIDENCE, [-3.0, 1.0, 0.0], key)) > hazards.FOUND for key in range(100)]
    assert np.mean(with_it) > 0.9
    assert np.mean(without) <= 0.05 + 4 * np.sqrt(0.05 * 0.95 / 100)


def test_nobody_and_everybody_adopting_cannot_be_fitted():
    table = world(EVIDENCE, [-3.0, 1.0, 0.1], 0, 50)
    for adopted in (np.zeros(50), np.ones(50)):
        with pytest.raises(Refusal, match="some rows of either kind"):
            hazards.fitted(EVIDENCE, table._replace(adopted=adopted))


def test_rows_of_a_town_are_everybody_until_they_adopt_and_whom_they_hear():
    rows = observed.rows_of_town(TOWN, 7, True)
    assert rows.adopted.tolist() == [1, 0, 0, 0, 0, 1, 0]
    assert rows.heard.tolist() == [0, 0, 0, 1, 1, 1, 1]
    assert rows.traits[:, 1].tolist() == pytest.approx([0, 0, 0, np.log(2), np.log(2), np.log(3), np.log(3)])
    assert set(rows.unit.tolist()) == {7}


def test_exposure_at_adoption_is_the_share_of_those_named_who_had_adopted():
    assert valente.threshold(TOWN, TOWN.time).tolist() == [1.0]
    assert valente.threshold(TOWN, np.array([2, 1, 3])).tolist() == [0.0, 1.0]


def test_rows_of_a_tag_stand_for_everybody_who_waits():
    cascades = observed.Cascades(generators.ring(9, 2), (np.array([0, 1, 5]),), np.array([True]))
    rows = observed.rows_of_cascade(cascades, 0, True, 4)
    assert rows.adopted.tolist() == [0, 0, 0, 0, 1] * 2
    assert rows.weight.tolist() == [7 / 4] * 4 + [1.0] + [6 / 4] * 4 + [1.0]
    assert rows.heard[4] == 1 and rows.heard[9] == 0  # user 1 is tied to 0, user 5 to neither


def test_the_shipped_surveys_are_those_described():
    assert [town.time.size for town in observed.doctors()] == [62, 24, 21, 18]
    assert sum(town.time.size for town in observed.farmers()) == 692
    assert (observed.stack_exchange().network.n_consumers, observed.stack_exchange().network.n_ties) == (2897, 30044)


def test_real_exposure_is_told_from_rewired_ties_where_contagion_is_true():
    towns = tuple(valente.marketed(town, n, 0.3, 0) for n, town in enumerate(observed.farmers()))
    case = adoption.of_towns("known", "villages", lambda: towns)
    true = adoption.judged(case, True, True)
    assert all(true.gains[f"by evidence − {other}"].low > 0 for other in ("own initiative", "rewired"))
    assert true.slopes["by evidence"].low < 1 < true.slopes["by evidence"].high


def test_exposure_of_farmers_beats_chance_and_that_of_doctors_is_not_shown_to():
    doctors, farmers, _ = (adoption.judged(case, False, True).gains["by evidence − own initiative"] for case in adoption.CASES)
    assert farmers.low > 0 and doctors.low < 0


def test_walks_back_reach_what_a_linear_threshold_reaches():
    network, seeds = generators.erdos_renyi(200, 5.0, key=1), np.array([3, 50, 120])
    rows, member = kempe.walks(network, 20_000)
    hit = np.unique(np.repeat(np.arange(20_000), np.diff(rows))[np.isin(member, seeds)]).size / 20_000
    sizes = spread(network, laws.linear_threshold(), seeds, replicates=4000, threads=1).sizes / 200
    error = np.sqrt(hit * (1 - hit) / 20_000 + sizes.var() / 4000)
    assert abs(hit - sizes.mean()) < 4 * error < 0.02


def test_what_is_left_to_gain_bounds_the_best_choice():
    rows, member = np.array([0, 2, 4, 5, 6]), np.array([0, 1, 0, 2, 2, 3], np.int32)
    assert kempe.certified(rows, member, np.array([0])) == 2 / 3
    assert kempe.certified(rows, member, np.array([3])) == 1 / 3


@pytest.mark.parametrize("levels", [5, 7])
def test_every_three_parameters_meet_in_all_combinations(levels):
    found = np.rint(goldenberg.settings(levels) * (levels - 1)).astype(int)
    for columns in combinations(range(5), 3):
        assert sorted(map(tuple, found[:, columns])) == list(product(range(levels), repeat=3))


def test_closed_groups_are_closed():
    one, other = goldenberg.closed_groups(20, 4, 0)
    assert sorted(zip(one.tolist(), other.tolist(), strict=True)) == [
        pair for start in range(0, 20, 5) for pair in combinations(range(start, start + 5), 2)
    ]


def test_a_moore_neighbourhood_is_a_square():
    network = centola.moore(9, 2)
    assert set(network.in_degree.tolist()) == {24}
    assert sorted(centola.neighbourhood(network, 40).tolist()) == [
        9 * row + column for row in range(2, 7) for column in range(2, 7)
    ]
