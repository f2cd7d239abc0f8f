"""The main scenario lies in the regime its model was made for, and answers smoothly."""

from __future__ import annotations

import numpy as np
import pytest

import simulation as sim

MARKET, MARGIN, PRICE, BUDGET = 2_000_000, 0.4, 199.0, 1_000_000
ARMS = ["head_kol", "tiered", "six_three_one", "long_tail_matrix", "kol_spinoff", "kos_matrix", "seed_and_harvest"]
WORLDS = 2


@pytest.fixture(scope="module")
def scenario() -> sim.Scenario:
    return sim.load("head-or-matrix")


def mean_total(scenario: sim.Scenario, strategy: str, name: str) -> float:
    return float(np.mean([sim.run(scenario, strategy, world).totals[name][0] for world in range(WORLDS)]))


@pytest.fixture(scope="module")
def control(scenario: sim.Scenario) -> float:
    return mean_total(scenario, "no_campaign", "buyers")


def test_it_compares_seven_strategies_and_a_control(scenario: sim.Scenario) -> None:
    assert list(scenario.strategies) == ["no_campaign", *ARMS]
    assert scenario.network().n_consumers * scenario.scale == MARKET
    assert scenario.budget_cny == BUDGET
    assert scenario.replicates == 30


def test_without_a_campaign_about_one_in_a_thousand_buys(control: float) -> None:
    assert 0.0003 < control / MARKET < 0.003


@pytest.mark.parametrize("strategy", ARMS)
def test_an_arm_lies_in_the_regime(scenario: sim.Scenario, control: float, strategy: str) -> None:
    totals = {name: mean_total(scenario, strategy, name) for name in ("reach", "awareness", "buyers", "spend", "unspent")}
    gained = totals["buyers"] - control
    assert totals["spend"] == pytest.approx(BUDGET, abs=5)
    assert totals["spend"] + totals["unspent"] == pytest.approx(BUDGET, abs=1e-6)
    assert 0.10 <= totals["awareness"] / MARKET <= 0.40
    assert 0.005 <= totals["buyers"] / totals["reach"] <= 0.03
    assert 20 <= totals["spend"] / gained <= 300
    assert -0.8 <= (gained * PRICE * MARGIN - totals["spend"]) / totals["spend"] <= 3.0


@pytest.mark.parametrize("strategy", ["head_kol", "long_tail_matrix", "seed_and_harvest"])
def test_doubling_fees_moves_the_result_smoothly_and_downwards(scenario: sim.Scenario, control: float, strategy: str) -> None:
    """Five steps of a fourth root of two each: every step lowers the result, none by more than a third of it."""
    gained = [mean_total(scenario.vary(fee_factor=2 ** (step / 4)), strategy, "buyers") - control for step in range(5)]
    steps = np.array(gained[1:]) / np.array(gained[:-1])
    assert (steps < 1.0).all() and (steps > 2 / 3).all(), gained


def test_no_account_exceeds_its_share_and_audiences_overlap_along_real_ties(scenario: sim.Scenario) -> None:
    from simulation.engine.audience import creators
    from simulation.experiments.run import market_of

    market = market_of(scenario, 0)
    for_hire, world = market.for_hire, market.world
    assert for_hire.followers.max() == int(market.p.audience_share * MARKET)
    head = list(market.tiers.head)
    befriended = for_hire.befriended
    pairs = [(a, b) for a in head for b in head if a < b]
    friends = {a: set(befriended.friend[befriended.start[a] : befriended.start[a + 1]].tolist()) for a in head}
    rows = dict(zip(head, creators(world, befriended, np.array(head), market.p.audience_overlap), strict=True))
    assert all(rows[a].size == np.unique(rows[a]).size == for_hire.followers[a] // 40 for a in head)

    def excess(a: int, b: int) -> float:
        joint = np.intersect1d(rows[a], rows[b]).size
        return joint / (rows[a].size * rows[b].size / world.size) - 1.0

    tied = [excess(a, b) for a, b in pairs if b in friends[a]]
    apart = [excess(a, b) for a, b in pairs if b not in friends[a]]
    difference = np.mean(tied) - np.mean(apart)
    standard_error = np.sqrt(np.var(tied, ddof=1) / len(tied) + np.var(apart, ddof=1) / len(apart))
    assert difference > 4 * standard_error, (difference, standard_error)


def test_without_overlap_audiences_meet_by_chance_only(scenario: sim.Scenario) -> None:
    from simulation.engine.audience import creators
    from simulation.experiments.run import market_of

    market = market_of(scenario.vary(audience_overlap=0.0), 0)
    head = list(market.tiers.head[:12])
    rows = creators(market.world, market.for_hire.befriended, np.array(head), 0.0)
    size = market.world.size
    z = [
        (np.intersect1d(a, b).size - a.size * b.size / size)
        / np.sqrt(a.size * b.size / size * (1 - a.size / size) * (1 - b.size / size))
        for n, a in enumerate(rows)
        for b in rows[:n]
    ]
    assert abs(np.mean(z)) < 4 / np.sqrt(len(z))
