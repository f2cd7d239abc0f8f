"""Worlds are added until the lead is known well enough, and the interval then covers what it says it does."""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.special import ndtri
from support.arms import Ads, scenario

from simulation.experiments import compare as comparing
from simulation.experiments.compare import compare
from simulation.experiments.precision import FEWEST, MOST, Precision, look, looks, precision_of
from simulation.experiments.statistics import Interval, contest
from simulation.experiments.verdict import Verdict, save
from simulation.model import chance
from simulation.refusal import Refusal

ASKED, MEAN = 0.02, 1000.0


def normals(comparison: int, *shape: int) -> np.ndarray:
    stream = chance.at(chance.world(3), comparison)
    return ndtri(chance.counted(stream, 0, math.prod(shape))).reshape(shape)


def drawn(comparison: int, comparisons: int, apart: float) -> np.ndarray:
    """Two strategies in 2,000 shared worlds, the first better by `apart`; their noise is such that stops are everywhere.

    That takes 8 to 4,000 worlds at the precision asked for, by the number of the comparison.
    """
    wanted = 8 * 500 ** ((comparison + 0.5) / comparisons)
    noise = ASKED * MEAN * math.sqrt(wanted / 2) / 1.96
    world, one, other = normals(comparison, 3, MOST)
    shared = MEAN + 0.1 * MEAN * world
    return np.stack([shared + noise * one + apart, shared + noise * other])


def stopped(outcomes: np.ndarray) -> Precision:
    found = [look(outcomes[:, :worlds], ASKED) for worlds in looks()]
    return next((seen for seen in found if seen.enough), found[-1])


def lead_at(outcomes: np.ndarray, worlds: int) -> tuple[int, Interval]:
    found = contest(outcomes[:, :worlds], added=True)
    return found.leader, next(ahead.difference for ahead in found.leads if ahead is not None)


def covers(outcomes: np.ndarray, apart: float) -> tuple[bool, int]:
    """Whether the interval at the stop holds the true lead of whoever leads there, and how many worlds it took."""
    worlds = stopped(outcomes).worlds
    leader, found = lead_at(outcomes, worlds)
    assert found.low is not None and found.high is not None
    return found.low <= (apart if leader == 0 else -apart) <= found.high, worlds


@pytest.mark.parametrize("comparisons", [500, 2000])
@pytest.mark.parametrize("apart", [0.0, 15.0])
def test_the_interval_covers_a_known_difference_in_93_to_97_of_100_comparisons(comparisons: int, apart: float) -> None:
    """Whatever the noise, it does so in 94.9 to 96.5 %: within 3 standard errors of that, and of 93 to 97 as promised."""
    found = [covers(drawn(n, comparisons, apart), apart) for n in range(comparisons)]
    share, worlds = np.mean([covered for covered, _ in found]), {worlds for _, worlds in found}
    assert worlds == set(looks())  # it stopped at each of them
    error = math.sqrt(0.95 * 0.05 / comparisons)
    assert max(0.93, 0.949 - 3 * error) <= share <= min(0.97, 0.965 + 3 * error)


def test_looks_double_from_20_to_2000() -> None:
    assert (FEWEST, MOST) == (20, 2000)
    assert list(looks()) == [20, 40, 80, 160, 320, 640, 1280, 2000]


def test_precision_is_the_half_width_over_the_mean_of_the_leader() -> None:
    outcomes = np.stack([drawn(4, 10, 0.0)[0] - 900.0, *drawn(4, 10, 50.0)])  # three arms, the first far behind
    seen, found = look(outcomes[:, :40], ASKED), contest(outcomes[:, :40], added=True)
    leader = found.leader
    closest = found.leads[3 - leader]
    assert closest is not None and closest.difference.low is not None and closest.difference.mean is not None
    half = closest.difference.mean - closest.difference.low
    assert seen.reached == pytest.approx(half / outcomes[leader, :40].mean(), rel=1e-9)
    assert seen.worlds == 40


def test_worlds_that_were_added_widen_the_interval_and_ever_less() -> None:
    """Student's 97.5 % points at 9 and 19, and at 999 and 1,999 degrees of freedom, from a printed table."""
    outcomes, widths = drawn(7, 10, 5.0), []
    for worlds in (20, 2000):
        added, counted = (contest(outcomes[:, :worlds], added) for added in (True, False))
        width = [next(ahead.difference for ahead in found.leads if ahead is not None) for found in (added, counted)]
        widths.append((width[0].high - width[0].low) / (width[1].high - width[1].low))  # type: ignore[operator]
    assert widths == pytest.approx([2.262157 / 2.093024, 1.962341 / 1.961151], rel=1e-5)


def test_a_leader_who_gains_nobody_is_never_known_well_enough() -> None:
    seen = look(-drawn(1, 10, 0.0), ASKED)
    assert seen.reached is None and not seen.enough


def test_a_strategy_against_itself_is_known_at_the_first_look() -> None:
    arm = drawn(1, 10, 0.0)[0]
    assert stopped(np.stack([arm, arm])) == Precision(ASKED, 0.0, FEWEST)


# -------------------------------------------------------------------------------------------------- in a comparison


def saved(verdict: Verdict, folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in save(verdict, folder)}


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks at 4, 8 and 10 worlds, so that a comparison is soon made."""
    monkeypatch.setattr(comparing, "looks", lambda: iter((4, 8, 10)))


def test_a_comparison_stops_where_the_lead_is_known_and_says_so(few: None, tmp_path: Path) -> None:
    close = scenario({"all": Ads(), "most": Ads(0.9)})
    runs = compare(close, replicates=10, workers=1, out=tmp_path).worlds.query("assumptions == 'vary'")
    outcomes = np.stack([runs.loc[runs["strategy"] == arm, "incremental_buyers"] for arm in close.strategies])
    at_4, at_8 = (look(outcomes[:, :worlds], 1.0).reached for worlds in (4, 8))
    assert at_4 is not None and at_8 is not None and at_8 < 0.9 * at_4 and at_8 < 0.9
    asked, worlds = at_8 * 1.05, 8
    found = compare(close, precision=asked, workers=1, out=tmp_path)
    assert set(found.table["worlds"]) == set(found.wins["worlds"]) == {worlds}
    assert len(found.worlds) == 2 * 3 * worlds
    assert f"It took {worlds} worlds of each kind to know that lead to within ±" in found.sentence
    rows = found.differences[found.differences["metric"] == "incremental_buyers"]
    assert rows["low"].item() == pytest.approx(lead_at(outcomes, worlds)[1].low)
    assert found.provenance["precision"] == asked


def test_too_few_worlds_are_told(few: None) -> None:
    found = compare(scenario(), precision="0.01 %", assumptions="fixed", workers=1)
    assert set(found.table["worlds"]) == {10}
    assert "10 worlds were not enough to know that lead to within ±0.01 % of " in found.sentence
    assert ": it is known to ±" in found.sentence


def test_a_scenarios_precision_holds_unless_worlds_are_counted(few: None) -> None:
    asked = scenario({"a": Ads(), "b": Ads()}, precision="5 %")  # the same twice: known at the first look
    assert set(compare(asked, workers=1, assumptions="fixed").table["worlds"]) == {4}
    assert set(compare(asked, replicates=2, workers=1, assumptions="fixed").table["worlds"]) == {2}


def test_a_stopped_comparison_goes_on_to_the_same_bytes(few: None, tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        if done == 20:
            raise KeyboardInterrupt

    told: list[tuple[int, int]] = []
    with pytest.raises(KeyboardInterrupt, match="stopped after 20 of 24 runs"):
        compare(scenario(), precision=1e-6, workers=1, out=tmp_path / "kept", progress=stop)
    kept = {path: path.stat().st_mtime_ns for path in (tmp_path / "kept").rglob("*.parquet")}
    assert len(kept) == 20
    again = compare(scenario(), precision=1e-6, workers=1, out=tmp_path / "kept", progress=lambda *now: told.append(now))
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    assert all(done <= later for (done, _), (later, _) in pairwise(told))
    assert told[-1] == (60, 60)
    assert saved(again, tmp_path / "a") == saved(compare(scenario(), precision=1e-6, workers=1), tmp_path / "b")


@pytest.mark.parametrize("asked", [0, -0.1, 1.5, "2 CNY", "few", True, float("nan")])
def test_a_precision_that_is_none_is_refused(asked: Any) -> None:
    with pytest.raises(Refusal, match="precision: found"):
        compare(scenario(), precision=asked)


def test_a_precision_is_read_as_people_write_it() -> None:
    assert precision_of("2%") == precision_of("2 %") == precision_of(0.02) == 0.02


def test_a_precision_with_a_number_of_worlds_or_without_rivals_is_refused() -> None:
    with pytest.raises(Refusal, match=r"precision: found precision 0\.02 and replicates 30; expected one of both"):
        compare(scenario(), replicates=30, precision=0.02)
    with pytest.raises(Refusal, match="precision: found one strategy, all; expected two"):
        compare(scenario({"all": Ads()}), precision=0.02)
