"""A result has exactly the columns the metrics registry names, and they add up."""

from __future__ import annotations

import pytest

import simulation as sim
from simulation.experiments import metrics
from simulation.model.population import ROLES


@pytest.fixture(scope="module")
def outcome():  # type: ignore[no-untyped-def]
    scenario = sim.load("first-campaign")
    return sim.run(scenario, next(label for label in scenario.strategies if label != "no_campaign"), replicate=1)


@pytest.mark.parametrize("table", ["curves", "consumers", "accounts", "ties", "totals"])
def test_the_columns_are_those_of_the_registry(outcome, table: str) -> None:  # type: ignore[no-untyped-def]
    assert list(getattr(outcome, table).columns) == list(getattr(metrics, table.upper()))
    assert not getattr(outcome, table).isna().any().any()


def test_every_metric_has_a_definition() -> None:
    for table in (metrics.CURVES, metrics.CONSUMERS, metrics.ACCOUNTS, metrics.TIES, metrics.TOTALS):
        assert all(metric.definition for metric in table.values())


def test_curves_end_where_the_totals_stand(outcome) -> None:  # type: ignore[no-untyped-def]
    last, totals = outcome.curves.iloc[-1], outcome.totals.iloc[0]
    for name in ("reach", "exposures", "awareness", "buyers", "gmv", "spend"):
        assert last[name] == pytest.approx(totals[name])


def test_credit_is_given_once_for_every_buyer(outcome) -> None:  # type: ignore[no-untyped-def]
    totals = outcome.totals.iloc[0]
    for what in ("buyers", "awareness"):
        assert sum(totals[metrics.credit_column(what, role)] for role in ROLES) == totals[what]
    bought = outcome.consumers[outcome.consumers.bought_on >= 0]
    scale = outcome.campaign.market.world.scale
    assert len(bought) * scale == totals.buyers
    assert (bought.satisfied >= 0).all()


def test_nobody_skips_a_stage(outcome) -> None:  # type: ignore[no-untyped-def]
    bought = outcome.consumers[outcome.consumers.bought_on >= 0]
    assert (bought.aware_on < bought.interested_on).all()
    assert (bought.interested_on < bought.searched_on).all()
    assert (bought.searched_on < bought.bought_on).all()


def test_ties_carry_what_consumers_credit_to_those_they_hear(outcome) -> None:  # type: ignore[no-untyped-def]
    network = outcome.campaign.market.world.network
    told = outcome.ties[outcome.ties.told]
    assert len(outcome.ties.drop_duplicates(["source", "target"])) == network.n_arcs
    assert not told.duplicated(["target", "transition"]).any()
    aware = told[told.transition == "awareness"].set_index("target")
    people = outcome.consumers.set_index("consumer")
    assert len(aware) > 0
    assert (people.aware_from[aware.index] == aware.source).all()
    assert (people.aware_on[aware.index] == aware.day).all()
    assert set(people.index[people.aware_by == "peer"]) <= set(aware.index)
    assert (outcome.ties[~outcome.ties.told].day == -1).all()


def test_it_shows_itself_in_a_notebook(outcome) -> None:  # type: ignore[no-untyped-def]
    assert "buyers" in outcome._repr_html_()
    assert outcome.provenance["edition"]
