"""The main scenario lies in the regime its model was made for, and answers smoothly."""

from __future__ import annotations

import numpy as np
import pytest

import simulation as sim

MARKET, MARGIN, PRICE, BUDGET = 2_000_000, 0.4, 199.0, 1_000_000
ARMS = ["head_kol", "tiered", "six_three_one", "long_tail_matrix", "kol_spinoff", "kos_matrix", "seed_and_harvest"]
WORLDS = 2
QUARTERS = (0, 1, 2, 3, 4, 6, 7, 8)  # of a doubling of all fees
DOUBLED, WITH_A_JUMP = [0, 1, 2, 3, 4], [0, 1, 5, 6, 7]  # places in QUARTERS: four even steps; one of them a doubling more
STEEPEST = 1 - (3 / 4) ** 2  # of a fall that begins flat and grows with the square, the part in its last quarter


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


def gained(scenario: sim.Scenario, strategy: str, worlds: int = 6) -> np.ndarray:
    """Buyers over control where fees are multiplied by so many fourth roots of two; shape (worlds, QUARTERS)."""

    def buyers(priced: sim.Scenario, label: str) -> np.ndarray:
        return np.array([sim.run(priced, label, world).totals["buyers"][0] for world in range(worlds)])

    without = buyers(scenario, "no_campaign")
    return np.stack([buyers(scenario.vary(fee_factor=2 ** (n / 4)), strategy) - without for n in QUARTERS], axis=1)


def steepest(over_worlds: np.ndarray) -> tuple[float, float]:
    """The largest share that one step has in the whole fall of the logarithm, and its standard error (jackknife)."""

    def share(rows: np.ndarray) -> float:
        falls = -np.diff(np.log(rows.mean(axis=0)))
        return float(falls.max() / falls.sum())

    worlds = len(over_worlds)
    left_out = np.array([share(np.delete(over_worlds, world, axis=0)) for world in range(worlds)])
    return share(over_worlds), float(np.sqrt((worlds - 1) * np.var(left_out)))


@pytest.mark.parametrize("strategy", ["head_kol", "long_tail_matrix", "seed_and_harvest"])
def test_doubling_fees_moves_the_result_smoothly_and_downwards(scenario: sim.Scenario, strategy: str) -> None:
    """Every step lowers the result, none by more than a square's steepest part; a doubling within one step does."""
    over_worlds = gained(scenario, strategy)
    assert (np.diff(over_worlds.mean(axis=0)) < 0.0).all()
    share, error = steepest(over_worlds[:, DOUBLED])
    assert share + 4 * error < STEEPEST, (share, error)
    share, error = steepest(over_worlds[:, WITH_A_JUMP])
    assert share - 4 * error > STEEPEST, (share, error)


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
