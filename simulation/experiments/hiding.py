"""What hiding costs: the same strategies in the same worlds with everything in the open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from simulation.experiments.measures import tidy, worlds_of
from simulation.experiments.metrics import METRICS, OBJECTIVE
from simulation.experiments.scenario import Scenario
from simulation.experiments.statistics import mean_interval

OPEN: Mapping[str, float] = {"disclosed": 1.0, "comment_fakes": 0.0, "posing": 0.0}
PRACTICES = ("hidden_contracts", "fake_comments", "posing")  # mechanisms that hide who speaks
IN_THE_OPEN = "in the open"
SHOWN = (OBJECTIVE, "trust_in_peer", "trust_in_koc", "trust_in_kol", "trust_points")
COLUMNS = ["strategy", "metric", "unit", "hidden", "open", "difference", "low", "high", "worlds"]


def hides(p: Any) -> bool:
    """Whether anybody hides who speaks."""
    return any(getattr(p, name) != value for name, value in OPEN.items())


def in_the_open(scenario: Scenario) -> Scenario:
    """The scenario with every paid post labelled, no fake comment, and nobody posing."""
    on = [name for name in scenario.on if name not in PRACTICES]
    plain = scenario.vary(on=on or None) if len(on) < len(scenario.on) else scenario
    return plain.with_parameters(plain.parameters._replace(**OPEN))


def table_of(runs: pd.DataFrame, labels: list[str]) -> pd.DataFrame:
    """Tidy: a row a strategy and measure: mean as listed, mean in the open, and what hiding adds, with its 95 % interval.

    `runs` has one row a run with a column `variant`; worlds are those of luck alone, and each interval stands by itself.
    """
    rows: list[tuple[object, ...]] = []
    for label in labels if (runs["variant"] == IN_THE_OPEN).any() else []:
        own = runs[runs["strategy"] == label]
        worlds = worlds_of(own.assign(strategy=own["variant"]).drop(columns="variant"), ["", IN_THE_OPEN], "fixed")
        for measure in SHOWN:
            hidden, shown = (np.asarray(worlds.of(name)[measure], float) for name in ("", IN_THE_OPEN))
            rows.append((label, measure, METRICS[measure].unit, hidden.mean(), shown.mean(), *mean_interval(hidden - shown),
                         worlds.size))  # fmt: skip
    return tidy(rows, COLUMNS)
