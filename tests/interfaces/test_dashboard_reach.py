"""Expected reach on the page: people counted once, as the model would show them posts and advertisements."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulation.actors.strategies.split import Split
from simulation.experiments.run import market_of
from simulation.experiments.run import run as run_one
from simulation.experiments.scenario import load
from simulation.interfaces.dashboard.plan import planned
from simulation.interfaces.dashboard.shares import PRESETS, Timing, preset

ALONE = {"r_private": 0.0, "recommended": 0.0, "search_rate": 0.0}  # nobody passes anything on, nor does the platform
WORLDS = 12


@pytest.fixture(scope="module")
def town():
    return load("first-campaign").vary(behaviour=ALONE, budget=8_000)


@pytest.mark.parametrize("split", [Split(head=1.0), Split(koc=0.6, tail=0.2), Split()], ids=["head", "koc", "ads"])
def test_as_many_are_reached_in_simulated_worlds_as_are_expected(town, split: Split) -> None:
    """Given a world's followers, whether each is reached is a draw of its own: the sum of misses is within 4 standard errors."""
    missed, most = 0.0, 0.0
    for world in range(WORLDS):
        market = market_of(town, world)
        expected = planned(market, split).reach.people / town.scale
        outcome = run_one(town, split, world)
        hired = {account.node for account in outcome.campaign.desk.accounts if account.node >= 0}
        reached = outcome.numbers["reach"] / town.scale
        missed += reached - expected
        most += expected * (1.0 - expected / market.world.size) + len(hired)
    assert abs(missed) <= 4.0 * math.sqrt(most)


def test_a_channel_alone_reaches_no_more_than_all_and_all_no_more_than_their_sum(town) -> None:
    for name in PRESETS:
        reach = planned(market_of(town), preset(name).strategy(Timing())).reach
        assert max(reach.alone.values()) <= reach.people + 1e-6
        assert reach.people <= sum(reach.alone.values()) + 1e-6
        assert reach.counted_twice == pytest.approx(sum(reach.alone.values()) - reach.people)


def test_advertisements_alone_reach_what_the_formula_of_chance_says(town) -> None:
    market = market_of(town)
    plan = planned(market, Split())
    shown, p, n = plan.reach.contacts / town.scale / market.p.notice, market.p.notice, market.world.size
    assert plan.reach.people == pytest.approx(town.scale * n * (1.0 - (1.0 - p / n) ** shown), rel=1e-9)


def test_what_is_bought_and_what_is_left_is_the_budget(town) -> None:
    for name in PRESETS:
        plan = planned(market_of(town), preset(name).strategy(Timing()))
        assert sum(line.spend for line in plan.lines.values()) + plan.unspent == pytest.approx(town.budget_cny)
        assert plan.accounts == sum(line.accounts for line in plan.lines.values())


def test_nobody_is_reached_by_nothing(town) -> None:
    plan = planned(market_of(town.vary(budget=0)), Split())
    assert plan.reach.people == 0.0 and plan.posts == 0
    assert not np.signbit(plan.reach.people)
