"""A result has exactly the columns the metrics registry names, and they add up."""

from __future__ import annotations

import pytest
from support.markets import campaign, market

import simulation as sim
from simulation.experiments import metrics
from simulation.experiments.outcome import Outcome
from simulation.experiments.sales import Sales
from simulation.model.population import ROLES


@pytest.fixture(scope="module")
def outcome():  # type: ignore[no-untyped-def]
    scenario = sim.load("first-campaign")
    return sim.run(scenario, next(label for label in scenario.strategies if label != "no_campaign"), replicate=1)


@pytest.mark.parametrize("table", ["curves", "consumers", "accounts", "ties", "totals"])
def test_the_columns_are_those_of_the_registry(outcome, table: str) -> None:  # type: ignore[no-untyped-def]
    assert list(getattr(outcome, table).columns) == list(getattr(metrics, table.upper()))
    empty = getattr(outcome, table).isna().any()
    assert set(empty.index[empty]) <= metrics.OPTIONAL


def test_every_metric_has_a_definition() -> None:
    for table in (metrics.METRICS, metrics.TOTALS, metrics.TOUCHES, *metrics.TABLES.values()):
        assert all(metric.definition for metric in table.values())


def test_curves_end_where_the_totals_stand(outcome) -> None:  # type: ignore[no-untyped-def]
    last, totals = outcome.curves.iloc[-1], outcome.totals.iloc[0]
    for name in ("reach", "exposures", "awareness", "buyers", "gmv", "spend", "purchases", "churned", "members"):
        assert last[name] == pytest.approx(totals[name])


def test_parts_add_up_to_their_wholes(outcome) -> None:  # type: ignore[no-untyped-def]
    totals, people, scale = outcome.totals.iloc[0], outcome.consumers, outcome.campaign.market.world.scale
    assert totals.captured_purchases + totals.leaked_purchases == totals.purchases == people.purchases.sum() * scale
    assert outcome.accounts.commission.sum() == pytest.approx(totals.commission_paid)
    assert outcome.accounts.views.sum() == totals.impressions
    assert sum(totals[f"buyers_depth_{depth}_share"] for depth in range(4)) == pytest.approx(1.0)
    assert dict(zip(outcome.touches.touch, outcome.touches.people, strict=True))["购"] == totals.buyers


def test_credit_is_given_once_for_every_buyer(outcome) -> None:  # type: ignore[no-untyped-def]
    totals = outcome.totals.iloc[0]
    for what in ("buyers", "awareness"):
        assert sum(totals[metrics.credit_column(what, role)] for role in ROLES) == totals[what]
    bought = outcome.consumers[outcome.consumers.bought_on >= 0]
    scale = outcome.campaign.market.world.scale
    assert len(bought) * scale == totals.buyers
    assert (bought.satisfied >= 0).all()


def test_recruits_and_their_price_are_those_of_the_ledger() -> None:
    scenario = sim.load("first-campaign")
    for strategy in ("six_three_one", "head_kol"):
        outcome = sim.run(scenario, strategy)
        koc = outcome.accounts[outcome.accounts.role == "KOC"].account
        paid = [entry.fen for entry in outcome.campaign.desk.ledger.entries if entry.account in set(koc)]
        totals = outcome.totals.iloc[0]
        assert (totals.recruits, totals.recruits_spend) == (len(koc), sum(paid) / 100)
        assert (totals.recruits > 0) == (strategy == "six_three_one")


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


@pytest.mark.parametrize("key", [1, 2, 3])
def test_leaks_and_sellers_of_a_real_campaign_add_up(key: int) -> None:
    done = campaign(market(key, coverage=0.6, commission=0.1, talks=300.0), "kos_matrix")
    found = Outcome(done, "kos_matrix", 0, {})
    sales, totals, sellers = Sales(done), found.totals.iloc[0], found.sellers
    assert sales.captured_by_day.sum() == pytest.approx(sales.captured.sum())
    assert totals.gmv == pytest.approx(totals.captured_purchases * done.market.product.price)
    assert 0 < totals.captured_purchases < totals.purchases
    assert sellers.orders.sum() <= totals.buyers and len(sellers) > 0
    assert sellers.members.sum() == pytest.approx(totals.members * totals.members_by_sellers_share)
    assert (sellers["rank"].iloc[0], sellers.orders.iloc[0]) == (1, sellers.orders.max())
    depth = found.consumers.depth.to_numpy()
    assert ((depth >= 0) == (found.consumers.aware_on >= 0)).all()
    assert depth.max() == totals.cascade_depth


def test_it_shows_itself_in_a_notebook(outcome) -> None:  # type: ignore[no-untyped-def]
    assert "buyers" in outcome._repr_html_()
    assert outcome.provenance["edition"]
