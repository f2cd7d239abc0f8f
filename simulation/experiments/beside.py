"""Variants of a strategy shown beside it: what of its return is whose doing, in worlds of luck alone.

A strategy names its variants itself (`Strategy.beside`). They are run in the worlds of the comparison and enter no
contest.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from simulation.experiments.measures import Floats, interval_of, returned, tidy, worlds_of
from simulation.experiments.metrics import METRICS, OBJECTIVE
from simulation.experiments.provenance import is_control
from simulation.experiments.statistics import UNDEFINED, Interval, mean_interval
from simulation.refusal import Refusal, nearest

SHOWN = (OBJECTIVE, "spend", "cac", "roi")
AS_LISTED = "as listed"
COLUMNS = ["strategy", "variant", "metric", "unit", "mean", "low", "high",
           "difference", "difference_low", "difference_high", "worlds"]  # fmt: skip


class Arm(NamedTuple):
    """What is run in a world: a strategy of the comparison, or a variant shown beside one."""

    label: str  # of the strategy
    variant: str  # "" for the strategy as it is listed
    strategy: Any


def variants(arms: Mapping[str, Any]) -> list[Arm]:
    """The variants of all strategies of a comparison but controls; one that changes nothing is left out."""
    found = []
    for label, strategy in arms.items():
        for name, changes in ({} if is_control(strategy) else strategy.beside).items():
            other = _changed(strategy, changes, f"strategies.{label}: beside.{name}")
            if other != strategy:
                found.append(Arm(label, name, other))
    return found


def _changed(strategy: Any, changes: Mapping[str, float], where: str) -> Any:
    """A strategy with some of its options changed."""
    known = [field.name for field in dataclasses.fields(strategy)]
    for name in changes:
        if name not in known:
            raise Refusal(where, name, f"an option of {type(strategy).__name__}", nearest(name, known))
    return dataclasses.replace(strategy, **changes)


def table_of(runs: pd.DataFrame, shown: Sequence[Arm], price: float, margin: float) -> pd.DataFrame:
    """Tidy: a row a variant and measure, after those of its strategy as listed; means and 95 % intervals over worlds.

    `runs` has one row a run with what it brought beyond the control, and a column `variant`. The difference is the
    variant less the strategy as listed, world by world; a cost per buyer has none, being a ratio of means. Each interval
    stands by itself.
    """
    rows: list[tuple[object, ...]] = []
    for label in dict.fromkeys(arm.label for arm in shown):
        names = ["", *(arm.variant for arm in shown if arm.label == label)]
        own = runs[runs["strategy"] == label]
        worlds = worlds_of(own.assign(strategy=own["variant"]).drop(columns="variant"), names, "fixed")
        for name in names:
            for measure in SHOWN:
                mean = interval_of(measure, worlds.of(name), price, margin)
                apart = _difference(measure, worlds.of(name), worlds.of("")) if name else UNDEFINED
                rows.append((label, name or AS_LISTED, measure, METRICS[measure].unit, *mean, *apart, worlds.size))
    return tidy(rows, COLUMNS)


def _difference(measure: str, one: Mapping[str, Floats], other: Mapping[str, Floats]) -> Interval:
    """One run less another in each world, on average."""
    values = [returned(measure, run) if measure == "roi" else run.get(measure) for run in (one, other)]
    if values[0] is None or values[1] is None:
        return UNDEFINED
    return mean_interval(values[0] - values[1])
