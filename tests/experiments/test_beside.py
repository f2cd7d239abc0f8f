"""Variants are shown beside their strategy, in its worlds of luck alone, and change nothing of the contest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd
import pytest
from support.arms import Ads, scenario

from simulation.actors.strategies.registry import STRATEGIES
from simulation.experiments import beside, run
from simulation.experiments.compare import compare
from simulation.experiments.verdict import Verdict
from simulation.refusal import Refusal

WORLDS = 5


@dataclass(frozen=True)
class Shown(Ads):
    """Advertisements shown beside half of themselves, and beside what they are anyway."""

    beside: ClassVar[Mapping[str, Mapping[str, float]]] = {"at half": {"part": 0.5}, "the same": {"part": 1.0}}


@dataclass(frozen=True)
class Mistaken(Ads):
    """Advertisements beside which something unknown is to be shown."""

    beside: ClassVar[Mapping[str, Mapping[str, float]]] = {"at half": {"prt": 0.5}}


@pytest.fixture(scope="module")
def verdict() -> Verdict:
    return compare(scenario({"all": Shown(), "quarter": Ads(0.25)}), replicates=WORLDS, workers=1)


def told(verdict: Verdict, variant: str, metric: str) -> Any:
    rows = verdict.beside[(verdict.beside["variant"] == variant) & (verdict.beside["metric"] == metric)]
    return next(rows.itertuples())


def totals(strategy: Ads, name: str) -> np.ndarray:
    return np.array([run.run(scenario(), strategy, world).totals[name][0] for world in range(WORLDS)])


def test_a_variant_is_the_strategy_with_its_options_in_the_worlds_of_luck_alone(verdict: Verdict) -> None:
    buyers, control = totals(Ads(0.5), "buyers"), totals(Ads(0.0), "buyers")
    found = told(verdict, "at half", "incremental_buyers")
    assert found.mean == pytest.approx(np.mean(buyers - control))
    assert found.worlds == WORLDS
    assert told(verdict, "at half", "spend").mean == pytest.approx(1000)
    assert told(verdict, "at half", "cac").mean == pytest.approx(1000 / np.mean(buyers - control))


def test_its_difference_is_paired_with_the_strategy_as_listed(verdict: Verdict) -> None:
    apart = totals(Ads(0.5), "buyers") - totals(Ads(), "buyers")
    found = told(verdict, "at half", "incremental_buyers")
    half = 2.7764451051977987 * np.std(apart, ddof=1) / np.sqrt(WORLDS)  # t(.975; 4)
    expected = (apart.mean(), apart.mean() - half, apart.mean() + half)
    assert (found.difference, found.difference_low, found.difference_high) == pytest.approx(expected)
    assert told(verdict, "as listed", "incremental_buyers").difference is pd.NA
    assert told(verdict, "at half", "cac").difference is pd.NA


def test_variants_enter_no_contest(verdict: Verdict) -> None:
    alone = compare(scenario({"all": Ads(), "quarter": Ads(0.25)}), replicates=WORLDS, workers=1)
    assert alone.beside.empty
    assert verdict.sentence == alone.sentence
    for name in ("table", "differences", "wins", "drivers", "worlds", "curves", "credit"):
        pd.testing.assert_frame_equal(getattr(verdict, name), getattr(alone, name))


def test_a_variant_that_changes_nothing_is_left_out(verdict: Verdict) -> None:
    assert list(dict.fromkeys(verdict.beside["variant"])) == ["as listed", "at half"]
    listed = scenario({"all": Shown(0.5), "quarter": Ads(0.25)}).strategies
    assert [arm.variant for arm in beside.variants(listed)] == ["the same"]  # for an arm of half, "at half" changes nothing


def test_a_variant_with_an_unknown_option_is_refused() -> None:
    with pytest.raises(Refusal, match=r"beside\.at half: found 'prt'; expected an option of Mistaken; did you mean 'part'"):
        compare(scenario({"all": Mistaken()}), replicates=1, workers=1)


@pytest.mark.parametrize("name", [name for name, kind in STRATEGIES.items() if kind.beside])
def test_every_variant_of_a_strategy_is_another_strategy(name: str) -> None:
    kind = STRATEGIES[name]
    found = beside.variants({name: kind()})
    assert len({arm.strategy for arm in found} | {kind()}) == len(kind.beside) + 1


def test_a_sales_matrix_is_shown_without_sellers_and_with_other_splits() -> None:
    found = beside.variants({"kos_matrix": STRATEGIES["kos_matrix"]()})
    assert [(arm.strategy.salaries, arm.strategy.advertising) for arm in found] == [(0.0, 0.6), (0.2, 0.8), (0.6, 0.4)]
