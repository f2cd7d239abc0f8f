"""Every metric of the registry against a number counted by hand on eight consumers (`support/by_hand.py`)."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from support import by_hand

from simulation.experiments import measures, metrics
from simulation.experiments.metrics import DERIVED, METRICS, OPTIONAL, TOTALS
from simulation.experiments.outcome import Outcome
from simulation.experiments.reception import gini
from simulation.experiments.sales import Sales, bought_by, prices
from simulation.model import chance
from simulation.model.population import BRAND

# One consumer is ten people. By day 10: consumers 0–6 aware, 0–5 and 7 exposed, 0, 1, 5, 6 have bought.
HAND: dict[str, Any] = {
    "reach": 70,  # 0–5, 7
    "exposures": 210,  # 6 + 4 + 2 + 3 + 6 × 1 = 21
    "awareness": 70,  # 0–6
    "a3": 50,  # 0–4
    "search": 40,  # 0–3
    "buyers": 40,
    "gmv": 6400,  # (100 + 100 + 80 + 80 + 80 + 100 + 100) × 10, days 3, 5, 6, 7, 8, 9, 10
    "spend": 800,
    "unspent": 200,
    "accounts": 4,  # without the brand
    "posts": 5,  # 2 + 2 + 1
    "recruits": 1,  # the friend
    "recruits_spend": 120,
    "recruit_cost": 120,
    "buyers_with_peer": 20,  # 1 (bought and heard through peers), 5 (heard)
    "awareness_by_peer": 30,  # 1, 2, 5
    "awareness_by_koc": 10,
    "awareness_by_kol": 10,
    "awareness_by_kos": 0,
    "awareness_by_ads": 10,
    "awareness_by_spinoff": 0,
    "awareness_by_comments": 0,
    "awareness_by_own_initiative": 10,
    "buyers_by_peer": 10,  # 1
    "buyers_by_koc": 10,  # 6
    "buyers_by_kol": 10,  # 0
    "buyers_by_kos": 10,  # 5
    "buyers_by_ads": 0,
    "buyers_by_spinoff": 0,
    "buyers_by_comments": 0,
    "buyers_by_own_initiative": 0,
    "impressions": 160,  # 4 + 6 + 2 + 4 = 16
    "frequency": 3,  # 21 / 7
    "exposure_gini": 60 / 128,  # remembered 0 0 0 2 2 4 4 4: −1·2 + 1·2 + 3·4 + 5·4 + 7·4 = 60, over 8 × 16
    "views_gini": 20 / 48,  # 0 2 4 6: −1·2 + 1·4 + 3·6 = 20, over 4 × 12
    "small_account_share": 3 / 5,  # all posts but the star's two
    "cvr_awareness": 6 / 7,  # 7 was exposed and is not aware; 6 is aware and was not exposed
    "cvr_interest": 5 / 7,
    "cvr_search": 4 / 5,
    "cvr_action": 2 / 4,  # 0, 1; 5 and 6 never searched
    "t16": 3,  # of 3 6 8 10 the first (0.16 × 4 ≤ 1)
    "t50": 6,  # the second
    "t95": 10,  # the fourth (0.95 × 4 > 3)
    "purchases": 70,  # 3 + 2 + 1 + 1
    "captured_purchases": 70,
    "leaked_purchases": 0,
    "repurchase_rate": 2 / 4,  # 0, 1
    "churned": 10,
    "churn_rate": 1 / 4,
    "members": 30,  # 0, 2, 5
    "members_by_sellers_share": 2 / 3,
    "sharers": 20,  # 0, 2; 7 is recruited
    "referrals": 10,  # 1
    "commission_paid": 280,  # a tenth of (100 star + 100 seller + 80 friend) × 10
    "rewards_paid": 50,  # 5 × 10
    "profit": 1070,  # 6400 − 7 × 10 × 60 − 280 − 50 − 800
    "ltv": 46.75,  # 1870 / 40
    "effective_cpm": 5000,  # 800 / 160 × 1000
    "trust_in_peer": 0.61,  # (7 × .6 + 3.4/5) / 8
    "trust_change_peer": 0.01,
    "trust_in_koc": 0.4875,  # (7 × .5 + 2/5) / 8
    "trust_change_koc": -0.0125,
    "trust_in_kol": (3.5 + 4 / 9) / 8,  # two days at λ = ½ leave a quarter of the lesson: 2 / (2 + 2 + ¼ × 2)
    "trust_change_kol": -1 / 144,  # (4/9 − 1/2) / 8
    "trust_in_kos": 0.415,  # (7 × .4 + 2.6/5) / 8
    "trust_change_kos": 0.015,
    "trust_in_ads": 0.2925,  # (7 × .3 + 1.2/5) / 8
    "trust_change_ads": -0.0075,
    "trust_points": 20 * (0.61 + 0.4875 + (3.5 + 4 / 9) / 8 + 0.415 + 0.2925),
    "buyers_depth_0_share": 1 / 4,  # 6
    "buyers_depth_1_share": 1 / 4,  # 0: star
    "buyers_depth_2_share": 1 / 4,  # 1: star, 0
    "buyers_depth_3_share": 1 / 4,  # 5: star, 0, 2
    "buyers_by_peer_share": 1 / 4,
    "buyers_by_koc_share": 1 / 4,
    "buyers_by_kol_share": 1 / 4,
    "buyers_by_kos_share": 1 / 4,
    "buyers_by_ads_share": 0,
    "buyers_by_spinoff_share": 0,
    "buyers_by_comments_share": 0,
    "buyers_by_own_initiative_share": 0,
    "awareness_by_peer_share": 3 / 7,
    "buyers_with_peer_share": 2 / 4,
    "cascades": 3,  # of the star, the brand, and consumer 7 with her account
    "cascade_size": 40,  # 0, 1, 2, 5
    "cascade_depth": 3,  # star, 0, 2, 5
    "cascade_breadth": 20,  # 1, 2
    # star tree of 5: 1 2 2 3 · 1 1 2 · 2 3 · 1 = 18 over 10 pairs; two pairs of distance 1 in the others
    "structural_virality": 20 / 12,
    # against a control that brings 20 buyers, 3,000 CNY, a profit of 1,000 and 44 trust points
    "incremental_buyers": 20,
    "incremental_gmv": 3400,
    "incremental_profit": 70,
    "cac": 40,  # 800 / 20
    "roas": 4.25,  # 3400 / 800
    "roi": 0.0875,  # 70 / 800
    "break_even_buyers": 20,  # 800 / (100 × .4)
    "trust_gain": 20 * (0.61 + 0.4875 + (3.5 + 4 / 9) / 8 + 0.415 + 0.2925) - 44,
    "cost_per_trust_point": 800 / (20 * (0.61 + 0.4875 + (3.5 + 4 / 9) / 8 + 0.415 + 0.2925) - 44),
}
CONTROL = {"buyers": 20.0, "gmv": 3000.0, "profit": 1000.0, "trust_points": 44.0, "spend": 0.0}


def outcome_of(campaign: Any) -> Outcome:
    return Outcome(campaign, "by hand", 0, {})


def against(totals: pd.DataFrame, **control: float) -> pd.DataFrame:
    """The run and a control, in one world."""
    rows = [totals.iloc[0].to_dict(), {**totals.iloc[0].to_dict(), **CONTROL, **control, "strategy": "control"}]
    return measures.against_control(measures.runs_of([{**row, "assumptions": "fixed"} for row in rows]), "control", 100.0, 0.4)


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return outcome_of(by_hand.finished())


@pytest.fixture(scope="module")
def measured(outcome: Outcome) -> Any:
    return against(outcome.totals).iloc[0]


def test_every_metric_has_a_number_counted_by_hand() -> None:
    assert set(HAND) == set(METRICS)


@pytest.mark.parametrize("name", HAND)
def test_a_metric_is_what_is_counted_by_hand(measured: Any, name: str) -> None:
    assert measured[name] == pytest.approx(HAND[name], rel=1e-12, abs=1e-12)


def test_what_has_no_value_is_na_and_never_a_number() -> None:
    empty = against(outcome_of(by_hand.untouched()).totals, buyers=0, gmv=0, profit=0, trust_points=46)
    row = empty.iloc[0]
    assert {name for name in METRICS if row[name] is pd.NA} == OPTIONAL
    assert all(np.isfinite(row[name]) for name in METRICS.keys() - OPTIONAL)
    assert (row["trust_points"], row["buyers"], row["cascades"]) == (pytest.approx(46.0), 0, 0)


def test_every_metric_has_a_value_where_everything_has_happened(measured: Any) -> None:
    assert all(measured[name] is not pd.NA for name in METRICS)


def test_leaked_purchases_are_drawn_by_person_and_number_and_bring_nothing() -> None:
    """Half the purchases leak: by their draws 0 keeps the second of three pieces, 1 both, 5 none, 6 the only one."""
    campaign = by_hand.finished(coverage=0.5)
    stream = campaign.market.world.stream(chance.CAPTURE)
    kept = {
        i: [v for v in range(1, most + 1) if chance.draw2(stream, i, v) < 0.5] for i, most in ((0, 3), (1, 2), (5, 1), (6, 1))
    }
    assert kept == {0: [2], 1: [1, 2], 5: [], 6: [1]}
    found = outcome_of(campaign).totals.iloc[0]
    assert (found["captured_purchases"], found["leaked_purchases"]) == (40, 30)
    assert found["gmv"] == 3600  # (100 + 80 + 80 + 100) × 10 on days 5, 6, 8, 9
    assert (found["commission_paid"], found["rewards_paid"]) == (80, 50)  # a tenth of 80 × 10 to the friend for 6; peer for 1
    assert found["profit"] == pytest.approx(3600 - 4 * 10 * 60 - 80 - 50 - 800)
    assert found["purchases"] == 70


def test_of_purchases_in_between_the_same_share_is_captured_each_day() -> None:
    """1 buys on days 6, 7, 8, 9. At a coverage between her second and third draw, one of these two is captured."""
    stream = by_hand.world().stream(chance.CAPTURE)
    lots = [chance.draw2(stream, 1, number) for number in (1, 2, 3, 4)]
    campaign = by_hand.finished(coverage=(lots[1] + lots[2]) / 2)
    first, latest = (float(lots[n] < campaign.market.p.coverage) for n in (0, 3))
    funnel, trade = campaign.run.state.funnel, campaign.run.state.trade
    trade.purchases[:], funnel.crossed[3:] = 0, -1
    trade.purchases[1], funnel.crossed[3, 1], funnel.crossed[4, 1] = 4, 6, 9
    campaign.run.days[:] = [day._replace(sold=int(6 <= day.day <= 9)) for day in campaign.run.days]
    assert Sales(campaign).captured_by_day.tolist() == [0, 0, 0, 0, 0, 0, first, 0.5, 0.5, latest, 0]


def test_the_price_of_a_day_is_the_list_price_as_the_schedule_has_it() -> None:
    market = by_hand.finished().market
    assert prices(market).tolist() == [100, 100, 100, 100, 100, 100, 80, 80, 80, 100, 100]
    assert prices(SimpleNamespace(product=market.product, world=by_hand.world())).tolist() == prices(market).tolist()


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ([7], {"t16": 7, "t50": 7, "t95": 7}),
        (list(range(25, 0, -1)), {"t16": 4, "t50": 13, "t95": 24}),  # 0.16 × 25 = 4, 12.5, 23.75
        (list(range(1, 21)), {"t16": 4, "t50": 10, "t95": 19}),  # 3.2, 10, 19
    ],
)
def test_days_by_which_shares_of_buyers_had_bought(days: list[int], told: dict[str, int]) -> None:
    assert bought_by(np.array(days)) == told


@pytest.mark.parametrize(("amounts", "value"), [([1, 1, 1, 1], 0), ([0, 0, 0, 1], 3 / 4), ([5], 0), ([1, 3], 1 / 4)])
def test_the_gini_coefficient_of_small_sets(amounts: list[float], value: float) -> None:
    assert gini(np.array(amounts, float)) == pytest.approx(value)
    assert gini(np.zeros(3)) is pd.NA


# ------------------------------------------------------------------------------------------------------ the other tables


def test_the_eight_touches_are_those_of_the_registry_counted_by_hand(outcome: Outcome) -> None:
    table = outcome.touches
    assert list(table["touch"]) == list(metrics.TOUCHES) == list("见搜入比进购联扩")
    assert dict(zip(table["touch"], table["people"], strict=True)) == {
        "见": 70,
        "搜": 40,
        "入": 60,  # members 0, 2, 5; buyers 0, 1, 5, 6; 3 heard a seller
        "比": 30,  # of 0–3 all but 1
        "进": 20,  # of these 0 and 3 would pay .8 of the reference price
        "购": 40,
        "联": 30,
        "扩": 20,  # 0, 2
    }
    assert list(table["english"]) == [metric.heading for metric in metrics.TOUCHES.values()]


def test_sellers_are_ranked_by_orders(outcome: Outcome) -> None:
    assert outcome.sellers.to_dict("list") == {
        "rank": [1, 2],
        "seller": ["seller 1", "seller 2"],
        "talks": [100, 200],  # 1 and 2 a day
        "exposures": [40, 0],
        "members": [20, 0],  # 0, 5
        "orders": [10, 0],  # 5
        "gmv": [1000, 0],
    }


def test_columns_of_consumers_and_accounts_counted_by_hand(outcome: Outcome) -> None:
    people, accounts = outcome.consumers, outcome.accounts.set_index("account")
    assert people["depth"].tolist() == [1, 2, 2, 1, 1, 3, 0, -1]
    assert people["purchases"].tolist() == [3, 2, 0, 0, 0, 1, 1, 0]
    assert people["member"].tolist() == [True, False, True, False, False, True, False, False]
    assert people["churned"].tolist() == [i == 1 for i in range(8)]
    assert accounts["commission"].to_dict() == {"brand": 0, "star": 100, "friend": 80, "seller 1": 100, "seller 2": 0}
    assert accounts["buyers"].to_dict() == {"brand": 0, "star": 10, "friend": 0, "seller 1": 10, "seller 2": 0}


def test_curves_counted_by_hand(outcome: Outcome) -> None:
    curves = outcome.curves
    assert curves["purchases"].tolist() == [0, 0, 0, 10, 10, 20, 30, 40, 50, 60, 70]
    assert curves["gmv"].tolist() == [0, 0, 0, 1000, 1000, 2000, 2800, 3600, 4400, 5400, 6400]
    assert curves["members"].tolist() == [0, 10, 10, 10, 20, 20, 20, 30, 30, 30, 30]
    assert curves["churned"].tolist() == [0] * 9 + [10, 10]
    assert curves["buyers"].tolist() == [0, 0, 0, 10, 10, 10, 20, 20, 30, 30, 40]


@pytest.mark.parametrize("table", ["curves", "consumers", "accounts", "sellers", "totals"])
def test_the_columns_are_those_of_the_registry_in_its_order(outcome: Outcome, table: str) -> None:
    assert list(getattr(outcome, table).columns) == list(TOTALS if table == "totals" else metrics.TABLES[table])


def test_a_brand_earns_no_commission_of_its_own() -> None:
    campaign = by_hand.finished()
    campaign.run.state.funnel.credit[3, 0], campaign.run.state.funnel.credit_role[3, 0] = by_hand.BRAND_ADS, BRAND
    assert Sales(campaign).commission.tolist() == [0, 0, 80, 100, 0]


# ------------------------------------------------------------------------------------------------------------ over worlds


def test_what_is_counted_by_something_is_pooled_over_worlds() -> None:
    """Two thirds of 3 and none of 1 are half of 4, not a third; a world without any has no say."""
    run = {"spend": np.ones(3), "buyers": np.array([3.0, 1.0, 0.0]), "churn_rate": np.array([2 / 3, 0.0, np.nan])}
    assert measures.interval_of("churn_rate", run, 1.0, 1.0).mean == pytest.approx(0.5)
    run = {"spend": np.ones(2), "impressions": np.array([100.0, 300.0]), "effective_cpm": np.array([40.0, 20.0])}
    assert measures.interval_of("effective_cpm", run, 1.0, 1.0).mean == pytest.approx(25.0)


def test_what_is_not_defined_in_every_world_has_no_mean() -> None:
    assert measures.interval_of("t50", {"spend": np.ones(2), "t50": np.array([3.0, np.nan])}, 1.0, 1.0).mean is None


def test_derived_metrics_have_no_value_where_nothing_was_spent_or_gained() -> None:
    totals = outcome_of(by_hand.finished()).totals
    lost = against(totals, buyers=50.0, trust_points=90.0).iloc[0]
    assert lost["cac"] is pd.NA and lost["cost_per_trust_point"] is pd.NA
    assert lost["incremental_buyers"] == -10
    control = against(totals).iloc[1]
    assert all(control[name] is pd.NA for name in OPTIONAL & DERIVED.keys())
