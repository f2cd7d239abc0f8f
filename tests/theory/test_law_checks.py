"""Every law against what it comes to exactly, with power: the same checks as in docs/VERIFICATION.md."""

from pathlib import Path

import numpy as np
import pytest

from simulation.experiments import exact_laws as exact
from simulation.experiments import verification
from simulation.experiments.checks import Check, carried_out
from simulation.experiments.law_checks import checks
from simulation.graph import generators
from simulation.refusal import Refusal

CHECKS = list(checks())
DOCUMENT = Path(__file__).resolve().parents[2] / verification.FILE


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: f"{check.law}: {check.case}: {check.quantity}")
def test_a_law_comes_to_its_exact_value_and_a_law_slightly_off_does_not(check):
    assert check.wrong
    assert carried_out(check).verdict == "agrees"


def test_every_law_but_those_tested_on_their_own_is_checked():
    assert {check.law for check in CHECKS} == {
        "independent_cascade", "weighted_cascade", "si", "sir", "goldenberg", "watts", "complex_contagion", "granovetter",
    }  # fmt: skip


def coin(mean, sd, wrong):
    """A check whose twenty replicates have this mean and standard deviation."""
    values = mean + sd * np.tile([-1.0, 1.0], 10)[:, None]
    return Check("none", "coins", "mean", "by hand", lambda: values, np.array([0.5]), {"p": np.array([wrong])})


def test_a_check_says_what_is_amiss():
    assert carried_out(coin(0.5, 0.005, 0.6)).verdict == "agrees"
    assert carried_out(coin(0.51, 0.005, 0.6)).verdict == "DIFFERS"
    assert carried_out(coin(0.5, 0.005, 0.501)).verdict == "no verdict: would also agree with p"
    assert carried_out(coin(0.5, 0.02, 0.6)).verdict.startswith("no verdict: standard errors")
    assert carried_out(coin(0.5, 0.0, 0.6)).verdict.startswith("no verdict: standard errors")


def test_the_recursions_come_to_the_published_numbers():
    sizes = [exact.final_size(exact.poisson(c), t) for c, t in ((4, 0.3), (4, 0.5), (8, 0.2))]
    np.testing.assert_allclose(sizes, [0.3137, 0.79681, 0.64198], atol=5e-5)
    sizes = [exact.final_size(exact.regular(4), t) for t in (0.5, 0.4)]
    np.testing.assert_allclose(sizes, [0.8541, 0.5415], atol=5e-5)
    assert exact.transmissibility(0.1, 0.2) == pytest.approx(0.35714, abs=5e-6)
    assert exact.threshold_of_percolation(exact.regular(5)) == pytest.approx(1 / 4)
    assert exact.cascade_window(0.18) == pytest.approx((1.021, 5.765), abs=5e-4)
    assert exact.cascade_window(0.18) == exact.cascade_window(0.2)
    assert exact.critical_sd(0.25) == pytest.approx(0.12222, abs=5e-6)
    assert exact.crowd(0.25, 0.1221, 5000)[-1] == pytest.approx(0.0566, abs=5e-5)
    assert exact.crowd(0.25, 0.1223, 5000)[-1] > 0.9999


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


def test_fat_tails_lower_the_threshold_of_percolation_without_end():
    thresholds = []
    for consumers in (1000, 10_000, 100_000):
        degree = generators.power_law(consumers, 2.5, 2).in_degree
        thresholds.append(exact.threshold_of_percolation(np.bincount(degree) / consumers))
    assert thresholds[0] > 1.4 * thresholds[1] > 1.4**2 * thresholds[2]


def test_the_document_tells_every_check_and_its_verdict():
    lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
    for check in CHECKS:
        (line,) = [line for line in lines if f"| {check.law} | {check.case} | {check.quantity} |" in line]
        assert f"| {verification.listed(check.target)} |" in line
        assert line.endswith("| agrees |")


def test_a_document_in_no_folder_is_refused(tmp_path):
    with pytest.raises(Refusal, match="FILE: found"):
        verification.main([str(tmp_path / "nowhere" / "out.md")])
