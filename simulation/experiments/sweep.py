"""Every combination of the levels of some factors, in the same replicates."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice, product
from pathlib import Path
from typing import Any

import pandas as pd

from simulation.experiments.compare import checked_replicates
from simulation.experiments.measures import runs_of
from simulation.experiments.replicate import Progress, Task, runs
from simulation.experiments.scenario import Scenario, checked
from simulation.experiments.store import Store
from simulation.refusal import Refusal, Verbatim

MOST_RUNS = 1_000_000


def sweep(
    scenario: Scenario,
    factors: Mapping[str, Sequence[Any]],
    replicates: int = 30,
    workers: int | None = None,
    out: str | Path | None = None,
    progress: Progress | None = None,
    cluster: str | None = None,
) -> pd.DataFrame:
    """One row a run of a full factorial: a column a factor, then strategy, replicate and every total (people, CNY).

    A factor is anything `scenario.vary` takes — a field or a parameter — or "strategy", whose levels are labels of the
    scenario, names of strategies or strategies; without it every strategy of the scenario is run. All combinations
    share their replicates, so rows with one replicate can be subtracted. Assumptions stay as the scenario has them;
    `workers`, `out` and `cluster` as in `compare`. Raises Refusal for an unknown factor or a level it cannot take.
    """
    if not isinstance(factors, Mapping):
        raise Refusal("factors", factors, "a list of levels by the name of each factor", 'write {"kappa": [0, 0.5, 1]}')
    checked(scenario)
    levels = {name: _levels(name, given) for name, given in factors.items()}
    replicates = checked_replicates(replicates)
    _check_size(levels, replicates)
    chosen, strategies = {name: given for name, given in levels.items() if name != "strategy"}, levels.get("strategy")
    cells = [dict(zip(chosen, values, strict=True)) for values in product(*chosen.values())]
    scenarios = [scenario.vary(**cell) if cell else scenario for cell in cells]
    rows, tasks = [], []
    for place, cell in enumerate(cells):
        for label, strategy in _strategies(scenarios[place], strategies):
            for replicate in range(replicates):
                tasks.append(Task(place, "fixed", replicate, strategy))
                rows.append({**_columns(cell, chosen), "strategy": label, "replicate": replicate})
    records = runs(scenarios, tasks, workers, Store(out) if out is not None else None, progress, cluster=cluster)
    return runs_of([{**row, **record.totals} for row, record in zip(rows, records, strict=True)])


def _levels(name: str, given: Any) -> list[Any]:
    if not isinstance(name, str):
        raise Refusal("sweep", name, "the name of a factor", "put it in quotes")
    where, remedy = f"sweep.{name}", f"write {{{name!r}: [first, second]}}"
    if isinstance(given, (str, bytes, Mapping)) or not isinstance(given, Iterable) or getattr(given, "ndim", 1) == 0:
        raise Refusal(where, given, "a list of levels", remedy)
    levels = list(islice(given, MOST_RUNS + 1))
    if not levels:
        raise Refusal(where, Verbatim("no level"), "at least one", remedy)
    return levels


def _check_size(levels: Mapping[str, list[Any]], replicates: int) -> None:
    size = replicates * math.prod(len(given) for given in levels.values())
    if size > MOST_RUNS:
        raise Refusal("sweep", Verbatim(f"{size:,} runs"), f"at most {MOST_RUNS:,}", "take fewer levels or replicates")


def _strategies(scenario: Scenario, levels: list[Any] | None) -> list[tuple[str, Any]]:
    if levels is None:
        return list(scenario.strategies.items())
    return [_strategy(scenario, level) for level in levels]


def _strategy(scenario: Scenario, level: Any) -> tuple[str, Any]:
    if isinstance(level, str) and level in scenario.strategies:
        return level, scenario.strategies[level]
    return next(iter(scenario.vary(strategies=[level]).strategies.items()))


def _columns(cell: Mapping[str, Any], levels: Mapping[str, list[Any]]) -> dict[str, Any]:
    """A cell's levels as a table shows them: plain values as they are, others by their place."""
    return {
        name: value if isinstance(value, (str, int, float)) else f"{name}[{levels[name].index(value)}]"
        for name, value in cell.items()
    }
