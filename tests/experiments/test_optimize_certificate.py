"""What fresh worlds say: a flat optimum is called flat, a sharp one sharp, and the luck of having been chosen is told."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from support.optima import BEST, FIVE, START, Made, split, worth

pytest.importorskip("optuna")

from simulation.actors.channels import CHANNELS
from simulation.actors.strategies.split import Split
from simulation.experiments.optimization import response, ternary
from simulation.experiments.optimization.baselines import baselines
from simulation.experiments.optimization.bench import OutOfTime
from simulation.experiments.optimization.certificate import (
    BASELINE,
    BETTER,
    FRESH,
    LOOKS,
    NEIGHBOUR,
    TIED,
    WORSE,
    Candidate,
    certify,
)
from simulation.experiments.optimization.space import Space, money_of
from simulation.experiments.statistics import t_quantile

TOP = Split(**BEST, start=START)
ALL = Space({}, dict.fromkeys(CHANNELS, 1000), {"posts": (4, 4), "start": (3, 3), "koc_start": (3, 3), "ads_start": (1, 1)}, {})


def beside(best: Split, space: Space = FIVE) -> list[Candidate]:
    named = [Candidate(one.split, BASELINE, one.name) for one in baselines(space)]
    return named + [Candidate(m.split, NEIGHBOUR, m.source + m.target, m) for m in space.neighbours(best)]


def test_the_known_best_is_ahead_of_everything_beside_it() -> None:
    found = certify(Made(noise=2.0), TOP, beside(TOP), {}, LOOKS)
    assert {arm.verdict for arm in found.arms} == {WORSE} and not found.tied
    for arm in found.arms:
        assert arm.behind.low is not None and arm.behind.high is not None
        assert arm.behind.low <= 1.15 * (worth(TOP) - worth(arm.split)) <= arm.behind.high, "1.15 is the worlds' mean level"


def test_where_nothing_matters_everything_is_tied() -> None:
    found = certify(Made(lambda _: 500.0), TOP, beside(TOP), {}, LOOKS)
    assert {arm.verdict for arm in found.arms} == {TIED} and not found.better
    assert {arm.worlds for arm in found.arms} == {LOOKS[-1]}, "close arms get all worlds"


def test_arms_that_are_settled_get_no_more_worlds() -> None:
    measure = Made(noise=20.0)
    found = certify(measure, TOP, beside(TOP), {}, LOOKS)
    far = [arm for arm in found.arms if arm.kind == BASELINE]
    assert {arm.worlds for arm in far} == {LOOKS[0]} < {arm.worlds for arm in found.arms}
    assert all(world >= FRESH for _, world in measure.measured)


def test_a_best_that_is_not_is_found_out() -> None:
    wrong = split(head=0.2, tail=0.55, koc=0.25)
    found = certify(Made(noise=2.0), wrong, beside(wrong), {}, LOOKS)
    assert min(found.better, key=lambda arm: arm.behind.mean or 0.0).split == TOP
    assert all(arm.verdict != BETTER for arm in found.of(BASELINE))


def test_intervals_hold_together_over_all_arms_and_looks() -> None:
    arms = beside(TOP)
    arm = certify(Made(), TOP, arms, {}, LOOKS).of(BASELINE)[0]
    assert arm.worlds == LOOKS[0]
    apart = np.subtract(*Made()([TOP, arm.split], range(FRESH, FRESH + LOOKS[0])))
    error = float(apart.std(ddof=1)) / LOOKS[0] ** 0.5
    half = t_quantile(LOOKS[0], len({one.split for one in arms}) * len(LOOKS)) * error
    assert arm.behind.low == pytest.approx(float(apart.mean()) - half)


def test_of_many_equals_the_chosen_one_promised_more_than_it_keeps() -> None:
    """Every split is worth the same: what the search saw in the best of them was luck, and fresh worlds do not have it.

    The mean of 8 worlds has a standard deviation of 100 · √(1/12) / √8 = 10, the largest of 51 of them lies 2.2 of those
    above the mean, and the optimism over 16 searches has a standard error of √(10² + 2 · 5²) / √16 = 3.
    """
    told = []
    for key in range(16):
        measure, first = Made(lambda _: 500.0, noise=100.0, key=key), split(ads=1.0)
        many = [split(head=part / 50, koc=1 - part / 50) for part in range(51)]
        seen = measure(many, range(8)).mean(axis=1)
        best = many[int(seen.argmax())]
        promised = {first: float(seen.max() - measure([first], range(8)).mean())}
        found = certify(measure, best, [Candidate(first, BASELINE, "all ads")], promised, LOOKS)
        assert found.optimism == pytest.approx(promised[first] - (found.of(BASELINE)[0].behind.mean or 0.0))
        told.append(found.optimism)
    assert 22.0 - 4 * 3.0 < float(np.mean(told)) < 22.0 + 4 * 3.0


def test_without_time_neighbours_are_left_out_and_counted() -> None:
    measure, arms = Made(), beside(TOP)
    named = sum(one.kind == BASELINE for one in arms)
    measure.left = (named + 1) * LOOKS[0] + 5
    found = certify(measure, TOP, arms, {}, LOOKS)
    assert len(found.of(BASELINE)) == named and not found.of(NEIGHBOUR) and found.untried == len(arms) - named
    measure = Made()
    measure.left = 5
    with pytest.raises(OutOfTime):
        certify(measure, TOP, arms, {}, LOOKS)


# ------------------------------------------------------------------------------------------------------- other budgets


class ByBudget(Made):
    """Worth grows with the root of the budget, on head creators alone; profit is worth less the budget."""

    BUDGETS = response.budgets(100_000_000)

    def __call__(self, splits: Any, worlds: Any, place: int = 0, metric: str = "") -> Any:
        level = np.sqrt(self.BUDGETS[place] / 1e8)
        gains = np.array([[1000.0 * level * one.head + 10.0 * chance for chance in self._luck(worlds)] for one in splits])
        return gains * 100.0 - self.BUDGETS[place] / 100 if metric == "profit" else gains

    def _luck(self, worlds: Any) -> list[float]:
        return [float(world % 7) for world in worlds]


def test_the_curve_finds_the_best_candidate_at_each_budget_and_its_marginal_return() -> None:
    head, ads = split(head=1.0), split(ads=1.0)
    spaces = dict.fromkeys(range(7), FIVE)
    points = response.curve(ByBudget(), 100_000_000, head, [ads, head], spaces)
    assert [point.budget / 1e8 for point in points] == [0.5, 0.75, 1.0, 1.25, 1.5, 2.0]
    assert all(point.split == head for point in points)
    last = points[-1]
    slope = 100_000.0 * (2**0.5 - 1.5**0.5)
    assert last.marginal_roi.mean == pytest.approx((slope - 500_000) / 500_000)
    assert last.marginal_gain.mean == pytest.approx(1000 * (2**0.5 - 1.5**0.5) / 500)


def test_luck_does_not_bend_the_curve_and_a_better_split_does() -> None:
    """Where nothing matters the best stays; a split worth 60 more, six standard errors of 16 worlds or more, takes its place.

    A difference of two splits has a standard deviation of 30 · √(1/12) · √2 = 12 in a world, 3 over sixteen.
    """
    one, others = split(head=1.0), [split(head=part / 20, ads=1 - part / 20) for part in range(20)]
    spaces = dict.fromkeys(range(7), FIVE)
    equal = response.curve(Made(lambda _: 500.0, noise=30.0, levels=0.0), 100_000_000, one, others, spaces)
    assert [point.split for point in equal] == [one] * 6
    better = others[7]
    measure = Made(lambda it: 500.0 + 60.0 * (it == better), noise=30.0, levels=0.0)
    told = response.curve(measure, 100_000_000, one, others, spaces)
    assert [point.split for point in told if point.budget != 100_000_000] == [better] * 5


def test_bounds_that_no_budget_fulfils_leave_that_budget_out() -> None:
    head = split(head=1.0)
    points = response.curve(ByBudget(), 100_000_000, head, [head], {0: FIVE, 5: FIVE})
    assert [point.budget / 1e8 for point in points] == [1.0, 2.0]


def test_the_next_money_goes_where_it_brings_most() -> None:
    both = split(head=0.5, ads=0.5)
    found = response.following(ByBudget(), 100_000_000, both, FIVE)
    assert found[0].channel == "head" and found[0].money == 10_000_000
    assert found[0].gain.mean == pytest.approx(1000 * ((1.1**0.5) * 0.6e8 / 1.1e8 - 0.5))


@pytest.mark.parametrize("channel", CHANNELS)
def test_more_money_for_one_channel_leaves_all_others_what_they_had(channel: str) -> None:
    one = ALL.nearest(dict.fromkeys(CHANNELS, 1 / len(CHANNELS)), step=1)
    before, after = money_of(one, 77_777_700), money_of(response.with_more(one, channel, 77_777_700, 7_777_700), 85_555_400)
    apart = {name: after[name] - before[name] for name in CHANNELS}
    assert abs(apart.pop(channel) - 7_777_700) <= len(CHANNELS) and all(abs(fen) <= len(CHANNELS) for fen in apart.values())
    assert sum(after.values()) == 85_555_400


def test_a_bound_keeps_the_next_money_away() -> None:
    bounded = Space({}, {**FIVE.most, "head": 500}, FIVE.times, {}, FIVE.unsold)
    found = response.following(ByBudget(), 100_000_000, split(head=0.5, ads=0.5), bounded)
    assert "head" not in {one.channel for one in found} and len(found) == 4


# ------------------------------------------------------------------------------------------------------------- the map


def test_the_map_divides_what_the_three_have_and_holds_all_else() -> None:
    best = ALL.nearest({"head": 0.3, "tail": 0.3, "koc": 0.2, "ads": 0.2}, step=1)
    share, grid = ternary.grid_of(best, ALL)
    assert share == pytest.approx(0.8) and len(grid) == 21
    for (kol, koc, kos), one in grid.items():
        assert one.ads == pytest.approx(0.2) and one.koc == pytest.approx(0.8 * koc) and one.kos == pytest.approx(0.8 * kos)
        assert one.head == pytest.approx(one.tail, abs=0.0011) and one.head + one.tail == pytest.approx(0.8 * kol)


def test_the_map_divides_everything_where_the_best_gives_the_three_little() -> None:
    best = ALL.nearest({"ads": 1.0}, step=1)
    share, grid = ternary.grid_of(best, ALL)
    assert share == 1.0 and all(one.ads == pytest.approx(0.0, abs=1e-9) for one in grid.values())


def test_the_map_marks_what_cannot_be_told_apart_from_the_best() -> None:
    def by_koc(one: Split) -> float:
        return 1000.0 - 2000.0 * (one.koc - 0.4) ** 2

    best = ALL.nearest({"koc": 0.4, "head": 0.6}, step=1)
    found = ternary.ternary(Made(by_koc, noise=2.0), best, ALL)
    assert found is not None and {p.koc for p in found.points if p.tied} == {0.4}
    assert ternary.ternary(Made(), TOP, FIVE) is not None, "without sellers on sale KOL and KOC are still divided"
