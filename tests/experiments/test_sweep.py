"""Factorials share their replicates, and a cell is the run it names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from support.arms import Ads, scenario

from simulation.experiments import run
from simulation.experiments.metrics import OPTIONAL
from simulation.experiments.sweep import sweep
from simulation.refusal import Refusal


def test_a_factorial_has_a_row_a_run() -> None:
    found = sweep(scenario(), {"kappa": [0, 0.5, 1], "strategy": ["all", "half", "no_campaign"]}, replicates=2, workers=1)
    assert len(found) == 3 * 3 * 2
    assert list(found.columns[:3]) == ["kappa", "strategy", "replicate"]
    assert not found.duplicated(["kappa", "strategy", "replicate"]).any()
    assert not found.drop(columns=list(OPTIONAL & set(found.columns))).isna().any(axis=None)


def test_a_cell_is_the_run_it_names() -> None:
    found = sweep(scenario(), {"kappa": [0.0, 1.0], "budget": [100, 400]}, replicates=3, workers=1)
    row = found[(found["kappa"] == 1.0) & (found["budget"] == 400) & (found["strategy"] == "half") & (found["replicate"] == 2)]
    alone = run.run(scenario().vary(kappa=1.0, budget=400), "half", 2).totals
    pd.testing.assert_frame_equal(row[list(alone.columns)].reset_index(drop=True), alone, check_dtype=False, check_exact=True)


def test_a_factor_that_does_nothing_changes_nothing_in_any_replicate() -> None:
    found = sweep(scenario(), {"salary": [100, 400], "strategy": ["all"]}, replicates=4, workers=1)
    one, other = (found[found["salary"] == salary].drop(columns="salary").reset_index(drop=True) for salary in (100, 400))
    pd.testing.assert_frame_equal(one, other)


def test_workers_and_store_change_nothing(tmp_path: Path) -> None:
    asked: dict[str, Any] = {"kappa": [0.0, 1.0], "strategy": ["all", Ads(0.25)]}
    one = sweep(scenario(), asked, replicates=2, workers=1)
    two = sweep(scenario(), asked, replicates=2, workers=2, out=tmp_path)
    pd.testing.assert_frame_equal(one, two)
    pd.testing.assert_frame_equal(one, sweep(scenario(), asked, replicates=2, workers=1, out=tmp_path))
    assert set(one["strategy"]) == {"all", "Ads"}


@pytest.mark.parametrize(
    ("factors", "message"),
    [
        ({"kapa": [0, 1]}, "did you mean 'kappa'"),
        ({"kappa": [0, 7]}, "kappa"),
        ({"strategy": ["head_kool"]}, "did you mean 'head_kol'"),
        ({"kappa": 0.5}, "a list of levels"),
        ({"kappa": []}, "at least one"),
        ({"kappa": [0.1] * 1000, "drift": [0.1] * 1000}, "at most 1,000,000"),
    ],
    ids=str,
)
def test_factors_that_cannot_be_swept_are_refused(factors: dict[str, Any], message: str) -> None:
    with pytest.raises(Refusal, match=message):
        sweep(scenario(), factors, replicates=2, workers=1)
