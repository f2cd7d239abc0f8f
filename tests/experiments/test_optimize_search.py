"""The search finds what is known, the race spends worlds where arms are close, and a search that was stopped goes on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.optima import BEST, FIVE, START, Made, shares, split, worth

pytest.importorskip("optuna")

from simulation.actors.strategies.split import Split
from simulation.experiments.optimization import search
from simulation.experiments.optimization.baselines import baselines
from simulation.experiments.optimization.bench import OutOfTime
from simulation.experiments.optimization.race import LADDER, behind, race
from simulation.experiments.optimization.runoff import FIRST, runoff
from simulation.experiments.optimization.runoff import LADDER as LADDER_OF_RUNOFF
from simulation.experiments.optimization.search import ROUND, Found, Search, study

STARTS = [(one.name, one.split) for one in baselines(FIVE)]


def searched(measure: Any, splits: int, path: Path | None = None, key: int = 0) -> Found:
    return Search(study(path, "here"), FIVE, measure, STARTS, key).run(splits)


@pytest.fixture(scope="module")
def found() -> Found:
    return searched(Made(), 140)


def test_it_finds_a_known_optimum(found: Found) -> None:
    """Within what noise allows: a split is worth s = 12 less than the best where shares miss it by 8 points together.

    The mean of 32 worlds of the difference of two splits has a standard error of 20 · √(1/12) · √2 / √32 = 1.4 and of
    their own scale; a split worth 12 less is 8 errors off, and no finalist wins by so much luck.
    """
    assert worth(found.best) > worth(Split(**BEST, start=START)) - 12.0
    assert max(abs(shares(found.best)[channel] - BEST.get(channel, 0.0)) for channel in shares(found.best)) < 0.08


def test_it_beats_every_baseline_it_began_with(found: Found) -> None:
    assert worth(found.best) > max(worth(one) for _, one in STARTS)
    assert [one.origin for one in found.tried[: len(STARTS)]] == [name for name, _ in STARTS]


def test_every_split_it_tries_is_allowed_and_divides_the_whole_budget(found: Found) -> None:
    assert all(FIVE.allows(one.split) for one in found.tried)
    assert all(abs(sum(shares(one.split).values()) - 1.0) < 1e-9 for one in found.tried)


def test_the_same_key_searches_alike_and_another_key_does_not() -> None:
    splits = len(STARTS) + 2 * ROUND
    one, again, other = (searched(Made(), splits, key=key) for key in (0, 0, 1))
    assert one.tried == again.tried != other.tried


@pytest.mark.parametrize("stops_after", [60, 260, 420])
def test_a_search_that_was_stopped_goes_on_as_if_it_had_not_been(stops_after: int, tmp_path: Path) -> None:
    splits = len(STARTS) + 3 * ROUND
    whole, stopped, path = searched(Made(), splits), Made(), tmp_path / "search.journal"
    stopped.left = stops_after
    try:
        assert not searched(stopped, splits, path).whole
    except OutOfTime:
        assert stops_after == 60, "not even the baselines"
    resumed = searched(Made(), splits, path)
    assert resumed.whole and resumed.tried == whole.tried and resumed.finalists == whole.finalists


def test_a_search_killed_while_it_was_asking_or_telling_goes_on_as_if_it_had_not_been(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    splits, path = len(STARTS) + 2 * ROUND, tmp_path / "search.journal"
    whole = searched(Made(), splits)
    for method, calls in (("add_trial", 3), ("tell", 5), ("ask", 2), ("tell", 4)):
        kept = study(path, "here")
        left = [calls]
        real = getattr(kept, method)

        def dying(*words: Any, left: list[int] = left, real: Any = real, **more: Any) -> Any:
            left[0] -= 1
            if left[0] < 0:
                raise SystemError("killed")
            return real(*words, **more)

        monkeypatch.setattr(kept, method, dying)
        with pytest.raises(SystemError, match="killed"):
            Search(kept, FIVE, Made(), STARTS, 0).run(splits)
    assert searched(Made(), splits, path).tried == whole.tried


def test_more_splits_go_on_where_fewer_ended(tmp_path: Path) -> None:
    path = tmp_path / "search.journal"
    few, many = searched(Made(), len(STARTS), path), searched(Made(), len(STARTS) + ROUND, path)
    assert many.tried[: len(few.tried)] == few.tried and len(many.tried) == len(few.tried) + ROUND


def test_without_time_for_the_baselines_nothing_is_claimed() -> None:
    measure = Made()
    measure.left = 5
    with pytest.raises(OutOfTime):
        searched(measure, 20)


# ---------------------------------------------------------------------------------------------------------------- race


def test_a_race_gives_worlds_to_those_who_are_close() -> None:
    best, close, far = Split(**BEST, start=START), split(head=0.3, tail=0.4, koc=0.3), split(ads=1.0)
    measure = Made(noise=60.0)
    gains = race(measure, [far, close, best], None, LADDER)
    assert gains[far].size == LADDER[0] < gains[close].size <= gains[best].size == LADDER[-1]
    assert len(measure.measured) < 3 * LADDER[-1]


def test_a_race_measures_all_in_the_same_worlds() -> None:
    gains = race(Made(), [split(head=1.0), split(koc=1.0)], None, (2, 4))
    measure = Made()
    for one, row in gains.items():
        assert (measure([one], range(row.size))[0] == row).all()


def test_the_champion_runs_to_the_end_whoever_leads() -> None:
    far, best = split(ads=1.0), Split(**BEST, start=START)
    assert race(Made(), [best], far, LADDER)[far].size == LADDER[-1]


def test_an_arm_is_behind_only_beyond_doubt() -> None:
    world = np.array([10.0, 20.0, 30.0, 40.0])
    assert behind(world - 5.0, world, 1)
    assert not behind(world, world, 1)
    assert not behind(world[::-1], world + 1.0, 1)


def test_optuna_is_asked_for_by_the_name_of_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from simulation.refusal import Refusal

    monkeypatch.setitem(sys.modules, "optuna", None)
    with pytest.raises(Refusal, match=r"-e \"\.\[optimize\]\""):
        search.optuna()


def test_the_luckiest_of_the_search_gives_way_to_a_named_split_that_is_better() -> None:
    """All splits but one are worth nothing; the finalists are those of forty that were luckiest in the worlds of the search.

    The mean of 4 worlds of one has a standard deviation of 200 · √(1/12) / √4 = 29, of which the largest of 41 is about 2.2;
    the mean of 32 worlds of a difference of two has one of 14: a split worth 60 more than the rest is four of those ahead.
    """
    named = [one for _, one in STARTS]
    measure = Made(lambda one: 60.0 * (one == named[3]), noise=200.0, levels=0.0, key=1)
    lucky = [split(head=part / 40, koc=1 - part / 40) for part in range(41)]
    gains = dict(zip(lucky, measure(lucky, range(4)), strict=True))
    ranked = sorted(lucky, key=lambda one: -float(gains[one].mean()))[:10]
    assert gains[ranked[0]].mean() > 60.0, "luck made it look better than what is better"
    found = Found(ranked[0], range(4), gains[ranked[0]], (), tuple(ranked), True)
    won = runoff(measure, found, named)
    assert won.best == named[3] and won.finalists[0] == won.best and set(ranked) <= set(won.finalists)
    assert won.worlds == range(FIRST, FIRST + LADDER_OF_RUNOFF[-1]) and won.gains.size == len(won.worlds)
    assert not {world for _, world in measure.measured if world >= FIRST} & set(range(LADDER[-1]))


def test_where_nothing_is_better_a_runoff_takes_most_of_the_luck_away() -> None:
    """Of equals the winner is any; what it was chosen by shrinks with its worlds: 2.2 deviations of 29 in 4, of 10 in 32."""
    kept = []
    for key in range(12):
        measure = Made(lambda _: 0.0, noise=200.0, levels=0.0, key=key)
        lucky = [split(head=part / 40, koc=1 - part / 40) for part in range(41)]
        gains = measure(lucky, range(4))
        best = int(gains.mean(axis=1).argmax())
        found = Found(lucky[best], range(4), gains[best], (), tuple(lucky[:10]), True)
        kept.append((found.gains.mean(), runoff(measure, found, []).gains.mean()))
    promised, after = np.mean(kept, axis=0)
    assert after < promised / 2
