"""Risk and what would overturn a verdict, on worlds whose answer is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from simulation.experiments import overturn, risk
from simulation.experiments.measures import worlds_of

LEAD = np.array([30.0, -10.0, 20.0, -40.0, 5.0, 0.0, 15.0, 25.0, 35.0, 45.0])  # of a over b, world by world
SPEND = 100.0


def runs(kinds: tuple[str, ...] = ("vary",), **columns: object) -> pd.DataFrame:
    """a is LEAD ahead of b, and c sells 1,000 less than b; profits are what was spent times −0.5, 0 and 0.5."""
    rows = []
    for kind in kinds:
        for world, lead in enumerate(LEAD):
            for label, buyers, gain in (("a", 100.0 + lead, -50.0), ("b", 100.0, 0.0), ("c", -900.0, 50.0)):
                own = {name: values[world] for name, values in columns.items()}  # type: ignore[index]
                rows.append({"strategy": label, "assumptions": kind, "replicate": world, "incremental_buyers": buyers,
                             "buyers": buyers, "spend": SPEND, "incremental_profit": gain, **own})  # fmt: skip
    return pd.DataFrame(rows)


def told(table: pd.DataFrame, what: str, whom: str) -> pd.Series:
    (row,) = [row for _, row in table[(table["what"] == what) & (table["strategy"] == whom)].iterrows()]
    return row


def test_the_leader_loses_where_a_rival_sells_more_and_a_tie_is_no_loss() -> None:
    table = risk.table_of(runs(), ["a", "b", "c"])
    for whom in ("b", risk.ANYBODY):
        row = told(table, risk.LEAD, whom)
        assert (row["below"], row["worlds"], row["share"]) == (2, 10, 0.2)
        assert (row["worst"], row["tail"]) == (-40.0, -40.0)
        assert row["tenth"] == pytest.approx(-13.0)  # a tenth of the way from −10 to −40, nine worlds from the top
    assert told(table, risk.LEAD, "c")["below"] == 0


def test_money_is_lost_where_profit_falls_below_that_of_no_campaign() -> None:
    table = risk.table_of(runs(), ["a", "b", "c"])
    assert [told(table, risk.RETURN, label)["below"] for label in "abc"] == [10, 0, 0]
    assert told(table, risk.RETURN, "a")["tail"] == -0.5


def test_worlds_of_either_kind_are_told_apart_and_one_strategy_has_no_lead() -> None:
    both = risk.table_of(runs(("fixed", "vary")), ["a", "b"])
    assert list(dict.fromkeys(both["assumptions"])) == ["fixed", "vary"] and len(both) == 8
    assert set(risk.table_of(runs(), ["a"])["what"]) == {risk.RETURN}


@pytest.mark.parametrize(("some", "of"), [(0, 10), (2, 10), (10, 10), (7, 30)])
def test_the_interval_of_a_share_is_that_of_clopper_and_pearson(some: int, of: int) -> None:
    expected = stats.binomtest(some, of).proportion_ci(0.95, method="exact")
    assert risk.exact_share(some, of) == pytest.approx((expected.low, expected.high))


def test_an_assumption_that_carries_the_lead_overturns_the_verdict_at_its_value() -> None:
    """a beats b by 100 · (p − 0.4): the lead vanishes at 0.4, and below the median of p b is best."""
    p = np.linspace(0.0, 1.0, 10)
    frame = runs(p=p)
    frame.loc[frame["strategy"] == "a", "incremental_buyers"] = 100.0 + 100.0 * (p - 0.4)
    about = {"parameter": "p", "symbol": "p", "meaning": "what p is", "assumption": True}
    drivers = pd.DataFrame([{**about, "p_holm": 0.001}, {**about, "meaning": "in doubt", "p_holm": 0.2}])
    (row,) = overturn.table_of(worlds_of(frame, ["a", "b"], "vary"), ["a", "b"], drivers).to_dict("records")
    assert row["vanishes_at"] == pytest.approx(0.4)
    assert (row["middle"], row["worlds_below"], row["worlds_above"]) == (0.5, 5, 5)
    assert (row["best_below"], row["wins_below"], row["best_above"], row["wins_above"]) == ("b", 1, "a", 5)


def test_a_lead_that_never_vanishes_among_the_values_drawn_has_no_such_value() -> None:
    values = np.linspace(0.0, 1.0, 10)
    assert overturn.vanishing(values, 50.0 + values) is None
    assert overturn.vanishing(values, np.full(10, 3.0)) is None
