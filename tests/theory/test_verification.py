"""The checks of `wom verify`: its fast part holds, a check says what is amiss, recursions agree where they meet."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from simulation.engine.spread import spread
from simulation.experiments import exact_bass
from simulation.experiments import exact_laws as exact
from simulation.experiments.checks import AGREES, Check, carried_out
from simulation.experiments.verification import page, parts
from simulation.experiments.verification.in_turn import spread_in_turn
from simulation.experiments.verification.simulated import latin, wrong_by
from simulation.graph import generators
from simulation.graph.network import Network
from simulation.model import laws
from simulation.refusal import Refusal

EVERY = [(part.name, check) for part in parts.PARTS for check in part.checks()]
QUICK = parts.fast(EVERY)
DOCUMENT = Path(__file__).resolve().parents[2] / page.FILE


def named(asked):
    part, check = asked
    return f"{part}: {check.law}: {check.case}: {check.quantity}"


@pytest.mark.parametrize("asked", QUICK, ids=named)
def test_what_is_checked_comes_to_its_exact_value_and_not_to_that_of_a_wrong_parameter(asked):
    assert carried_out(asked[1]).verdict == AGREES


def test_every_part_and_every_law_is_asked():
    assert [part.name for part in parts.PARTS] == [f"V{n}" for n in range(1, 12)]
    for asked in (EVERY, QUICK):
        assert {name for name, _ in asked} == {part.name for part in parts.PARTS}
        assert {check.law for _, check in asked if check.within is None} == {
            "bass", "independent_cascade", "weighted_cascade", "si", "sir", "goldenberg", "linear_threshold", "watts",
            "complex_contagion", "granovetter",
        }  # fmt: skip


def test_every_check_can_fail():
    """Each is set beside a wrong value; a claim about many cases beside a wrong claim."""
    for _, check in EVERY:
        claim = check.quantity.startswith("ever broken")
        assert check.wrong or (claim and check.target.tolist() == [0.0, 1.0])


def coin(mean, sd, wrong):
    """A check whose twenty replicates have this mean and standard deviation."""
    values = mean + sd * np.tile([-1.0, 1.0], 10)[:, None]
    return Check("none", "coins", "mean", "by hand", lambda: values, np.array([0.5]), {"p": np.array([wrong])})


def test_a_check_says_what_is_amiss():
    assert carried_out(coin(0.5, 0.005, 0.6)).verdict == AGREES
    assert carried_out(coin(0.51, 0.005, 0.6)).verdict == "DIFFERS"
    assert carried_out(coin(0.5, 0.005, 0.501)).verdict == "no verdict: would also agree with p"
    assert carried_out(coin(0.5, 0.02, 0.6)).verdict.startswith("no verdict: standard errors")
    assert carried_out(coin(0.5, 0.0, 0.6)).verdict.startswith("no verdict: standard errors")
    assert carried_out(coin(np.nan, 0.005, 0.6)).verdict != AGREES


def told(value, target, wrong, within):
    return Check("none", "numbers", "value", "by hand", lambda: np.array([[value]]), target, {"p": wrong}, within)


def test_a_computed_number_agrees_to_its_last_digit_and_a_bounded_one_within_its_bounds():
    half, other, between = np.array([0.5]), np.array([0.6]), np.array([[0.4], [0.6]])
    assert carried_out(told(0.501, half, other, 0.002)).verdict == AGREES
    assert carried_out(told(0.503, half, other, 0.002)).verdict == "DIFFERS"
    assert carried_out(told(0.55, between, between + 0.3, 0.0)).verdict == AGREES
    assert carried_out(told(0.65, between, between + 0.3, 0.0)).verdict == "DIFFERS"
    assert carried_out(told(0.55, between, between - 0.01, 0.0)).verdict == "no verdict: would also agree with p"


def test_wrong_parameters_are_five_percent_off_one_at_a_time():
    wrong = wrong_by(lambda a, b: np.array([a, b]), {"a": 1.0, "b": 2.0})
    assert {name: values.round(6).tolist() for name, values in wrong.items()} == {
        "a −5 %": [0.95, 2.0], "a +5 %": [1.05, 2.0], "b −5 %": [1.0, 1.9], "b +5 %": [1.0, 2.1],
    }  # fmt: skip


def test_a_latin_hypercube_draws_from_every_part_of_every_range_once():
    drawn = list(latin("a name", 10, {"a": (0.0, 1.0), "b": (5.0, 15.0)}))
    assert sorted(int(10 * one["a"]) for one in drawn) == list(range(10))
    assert sorted(int(one["b"]) for one in drawn) == list(range(5, 15))
    assert drawn == list(latin("a name", 10, {"a": (0.0, 1.0), "b": (5.0, 15.0)}))
    assert drawn != list(latin("another", 10, {"a": (0.0, 1.0), "b": (5.0, 15.0)}))


POISSON = generators.erdos_renyi(1000, 5, key=3)


@pytest.mark.parametrize(
    ("network", "law"),
    [
        (POISSON, laws.independent_cascade(0.3)),
        (POISSON, laws.weighted_cascade()),
        (POISSON, laws.linear_threshold()),
        (POISSON, laws.watts(0.3)),
        (POISSON, laws.complex_contagion(2)),
        (POISSON, laws.si(0.1)),
        (generators.regular(1000, 4, key=1), laws.bass(0.03, 0.38)),
        (Network.complete(1000), laws.bass(0.03, 0.38)),
    ],
    ids=str,
)
def test_asked_all_at_once_it_tells_what_the_engine_tells(network, law):
    ours = spread(network, law, range(50), 20, key=4).curve[0]
    together, one_by_one = (spread_in_turn(network, law, range(50), 20, 4, turns=turns) for turns in (False, True))
    np.testing.assert_array_equal(together, ours)
    assert not np.array_equal(one_by_one, ours)


def test_the_recursions_agree_where_they_meet():
    p, seeds = exact.poisson(4), 0.01
    t = exact.transmissibility(0.3, 0.2)
    assert exact.epidemic(p, 0.3, 0.2, seeds, 500).adopted[-1] == pytest.approx(exact.final_size(p, t, seeds))
    once = exact.epidemic(p, 0.4, 1.0, seeds, 12).adopted
    np.testing.assert_allclose(once, exact.cascade(p, np.full(p.size, 0.4), seeds, 12))
    simple = exact.thresholds(p, np.ones(p.size, int), seeds, 12)
    np.testing.assert_allclose(simple, exact.cascade(p, np.ones(p.size), seeds, 12))
    assert exact.outbreak_probability(p, 0.4, 1.0) == pytest.approx(exact.final_size(p, 0.4))
    assert exact.final_size(p, 0.15, 1e-7) / 1e-7 == pytest.approx(exact.small_outbreak(p, 0.15), rel=1e-4)
    fixed, redrawn = (exact.talk(exact.Topology(4, 0), 0.1, 0.3, 0.01, way, 20) for way in (False, True))
    np.testing.assert_array_equal(fixed, redrawn)
    np.testing.assert_allclose(exact_bass.tree(exact.regular(4), 0.01, 0.1, 0.0, 20), fixed)


def test_the_recursions_of_own_initiative_agree_where_they_meet():
    p, q, steps = 0.03, 0.38, 20
    pairs = exact_bass.pair(p, q, steps)
    np.testing.assert_allclose(exact_bass.tree(exact.regular(1), p, q, 0.0, steps), pairs)
    assert exact_bass.star(2, p, q, steps)[0] == pytest.approx(pairs[-1])
    np.testing.assert_allclose(exact_bass.tree(exact.regular(2), p, q / 2, 0.0, steps), exact_bass.ring(p, q, 2, steps))
    for form in (exact_bass.in_steps, exact_bass.in_turn, exact_bass.difference_equation):
        fine = form(p / 1000, q / 1000, 10_000)[-1]
        assert fine == pytest.approx(exact_bass.closed_form_at(10, p, q), abs=2e-4)
    assert exact_bass.pair(p / 1000, q / 1000, 10_000)[-1] == pytest.approx(exact_bass.pair_limit(10, p, q), abs=2e-4)


def test_the_document_tells_every_check_and_its_verdict():
    lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
    told = Counter(
        " | ".join(map(page.plain, ("", check.law, check.case, check.quantity, check.source, page.targets(check), "")))
        for _, check in EVERY
    )
    for begins, times in told.items():
        found = [line for line in lines if line.startswith(begins.strip())]
        assert len(found) == times and all(line.endswith("| agrees |") for line in found), begins


def test_a_page_in_no_folder_is_refused(tmp_path):
    with pytest.raises(Refusal, match="out: found"):
        page.place(tmp_path / "nowhere" / "out.md")
