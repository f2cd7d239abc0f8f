"""Where a result came from: everything needed to make it again, and nothing that differs when it is made again."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from simulation.experiments import metrics
from simulation.experiments.scenario import finite
from simulation.experiments.store import described
from simulation.model.compiled import edition
from simulation.model.parameters import DEFAULTS, REGISTRY

if TYPE_CHECKING:
    from simulation.experiments.precision import Precision
    from simulation.experiments.scenario import Scenario

PACKAGES = ("wom", "numpy", "scipy", "pandas", "numba", "mesa", "networkx", "pyarrow", "pydantic")
CENT = 0.005  # CNY


def is_control(strategy: Any) -> bool:
    """Whether a strategy is the control that spends nothing."""
    return bool(getattr(strategy, "control", False))


def provenance(
    scenario: Scenario,
    arms: Mapping[str, Any],
    assumptions: str,
    frame: pd.DataFrame,
    market: float,
    precision: Precision | None,
) -> dict[str, Any]:
    """Plain values: what was asked, of which code, with which parameters, and which checks the runs passed."""
    worlds = int(frame["replicate"].nunique())
    return {
        **asked(scenario, arms, assumptions, worlds, len(frame)),
        "precision": None if precision is None else precision.asked,
        "checks": checks(scenario, arms, frame, market),
    }


def asked(scenario: Scenario, arms: Mapping[str, Any], assumptions: str, worlds: int, made: int) -> dict[str, Any]:
    """Plain values: what was asked, of which code, with which parameters."""
    return {
        "scenario": scenario.name,
        "question": scenario.question,
        "scenario_digest": scenario.digest,
        "resolved": scenario.resolved(),
        "graph_digest": scenario.network().digest,
        "strategies": {label: _told(strategy) for label, strategy in arms.items()},
        "key": scenario.key,
        "replicates": worlds,
        "assumptions": assumptions,
        "runs": made,
        "edition": edition(),
        "python": platform.python_version(),
        "packages": {name: package_version(name) for name in PACKAGES},
        "parameters": parameters(scenario),
    }


def _told(strategy: Any) -> dict[str, Any]:
    told = described(strategy)
    return {"type": told["type"], **told["options"]}


def package_version(package: str) -> str | None:
    """The version installed of a package; None where it is not."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def parameters(scenario: Scenario) -> list[dict[str, Any]]:
    """Every constant of the model as this scenario has it; [assumption] marks what no source measured."""
    rows = []
    for name, parameter in REGISTRY.items():
        value = float(getattr(scenario.parameters, name))
        span = None if name in scenario.held else scenario.ranges.get(name, parameter.joint)
        rows.append({
            "parameter": name, "symbol": parameter.symbol, "value": finite(value), "unit": parameter.unit,
            "meaning": parameter.meaning, "source": parameter.source,
            "flag": "[assumption]" if parameter.assumption else "",
            "varied": None if span is None else [float(span[0]), float(span[1])],
            "default": value == float(getattr(DEFAULTS, name)),
        })  # fmt: skip
    return rows


def checks(scenario: Scenario, arms: Mapping[str, Any], frame: pd.DataFrame, market: float) -> dict[str, bool]:
    """What must hold of every run, and whether it did."""
    totals = [name for name in metrics.TOTALS if name in frame.columns and name != "strategy"]
    free = frame["strategy"].isin([label for label, strategy in arms.items() if is_control(strategy)])
    whole = np.abs(frame["spend"] + frame["unspent"] - scenario.budget / 100) <= CENT
    nested = (frame["buyers"] <= frame["awareness"]) & (frame["awareness"] <= market) & (frame["reach"] <= market)
    return {
        "spent and unspent money add up to the budget": bool((whole | free).all()),
        "no campaign spends nothing": bool((frame.loc[free, "spend"] == 0.0).all()),
        "buyers are aware, and all are people of the market": bool(nested.all()),
        "every total is a finite number, or not defined": bool(np.isfinite(frame[totals].to_numpy(float, na_value=0.0)).all()),
        "every strategy ran in the same worlds": frame.groupby("strategy").size().nunique() == 1,
    }
