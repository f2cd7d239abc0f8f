"""What hiding costs: told only where somebody hides, paired with the same worlds in the open."""

from __future__ import annotations

import pytest

import simulation as sim
from simulation.experiments import hiding
from simulation.interfaces import report


def scenario(**changes: object) -> sim.Scenario:
    """A small market with a head creator who has spin-offs."""
    return sim.load("first-campaign").vary(strategies=["head_kol", "tiered"], **changes)


@pytest.fixture(scope="module")
def hidden() -> sim.Verdict:
    return sim.compare(scenario(on=["hidden_contracts", "fake_comments"]), replicates=12, workers=1, assumptions="fixed")


def test_nothing_is_told_where_nobody_hides() -> None:
    verdict = sim.compare(scenario(), replicates=2, workers=1, assumptions="fixed")
    assert verdict.hiding.empty
    assert "What hiding costs" not in report.page(verdict)


def test_in_the_open_is_the_scenario_without_the_practices() -> None:
    opened = hiding.in_the_open(scenario(on=["hidden_contracts", "churn"]))
    assert not hiding.hides(opened.parameters)
    assert opened.parameters == hiding.in_the_open(scenario(disclosed=0.5, churn=0.1)).parameters


def test_the_cost_is_the_difference_to_the_open_worlds(hidden: sim.Verdict) -> None:
    table = hidden.hiding.set_index(["strategy", "metric"])
    assert set(hidden.hiding["strategy"]) == {"head_kol", "tiered"}
    row = table.loc["tiered", "trust_in_kol"]
    assert row["difference"] == pytest.approx(row["hidden"] - row["open"])
    opened = hiding.in_the_open(hidden.scenario)
    shown = [sim.run(opened, "tiered", n).totals["trust_in_kol"].iloc[0] for n in range(12)]
    assert row["open"] == pytest.approx(sum(shown) / 12)


def test_hidden_contracts_cost_trust_in_kol(hidden: sim.Verdict) -> None:
    row = hidden.hiding.set_index(["strategy", "metric"]).loc["tiered", "trust_in_kol"]
    assert row["high"] < 0.0


def test_the_report_shows_it(hidden: sim.Verdict) -> None:
    page = report.page(hidden)
    assert "What hiding costs" in page
    assert "there to study harm" in page
