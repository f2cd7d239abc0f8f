"""What a comparison tells of each strategy: its totals against the control's in the same world, summed up over worlds."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulation.experiments import metrics
from simulation.experiments.metrics import DERIVED, LEARNT, METRICS, OBJECTIVE, OPTIONAL, credit_column, role_word
from simulation.experiments.statistics import (
    UNDEFINED,
    Interval,
    mean_interval,
    price_interval,
    ratio_interval,
    share_interval,
    t_quantile,
)
from simulation.model.population import ROLES

Floats = npt.NDArray[np.float64]

CONTESTED = (OBJECTIVE, "roi")
FUNNEL = ("reach", "awareness", "a3", "search", "buyers")
SHOWN = tuple(METRICS)
GAINS = {OBJECTIVE: "buyers", "incremental_gmv": "gmv", "incremental_profit": "profit", "trust_gain": "trust_points"}
PRICES = {"cac": OBJECTIVE, "cost_per_trust_point": "trust_gain"}  # what is bought with the spend
RETURNS = {"roas": "incremental_gmv", "roi": "incremental_profit"}  # what a yuan spent brings back


class Worlds(NamedTuple):
    """All runs under one kind of worlds, as columns of shape (strategies, worlds)."""

    labels: tuple[str, ...]
    columns: Mapping[str, Floats]

    @property
    def size(self) -> int:
        """Number of worlds."""
        return int(self.columns["buyers"].shape[1])

    def of(self, label: str) -> Mapping[str, Floats]:
        """One strategy's columns, shape (worlds,)."""
        row = self.labels.index(label)
        return {name: values[row] for name, values in self.columns.items()}

    def only(self, labels: Iterable[str], column: str) -> Floats:
        """One column for these strategies, shape (labels, worlds)."""
        return np.ascontiguousarray(self.columns[column][[self.labels.index(label) for label in labels]])


def runs_of(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """One row a run; a metric that is not defined in a run is NA."""
    return metrics.nullable(pd.DataFrame(rows))


def against_control(runs: pd.DataFrame, control: str, price: float, margin: float) -> pd.DataFrame:
    """The runs with what each brought beyond the control in its world; NA where nothing was spent or nobody gained."""
    worlds = ["assumptions", "replicate"]
    base = runs.loc[runs["strategy"] == control, [*worlds, *GAINS.values()]]
    both = runs[worlds].merge(base, on=worlds, how="left", validate="many_to_one")
    spend = runs["spend"].to_numpy(float)
    gain = {name: runs[total].to_numpy(float) - both[total].to_numpy(float) for name, total in GAINS.items()}
    bought = {name: np.where(spend > 0.0, np.maximum(gain[what], 0.0), 0.0) for name, what in PRICES.items()}
    extra = {
        **gain,
        **{name: _over(spend, what) for name, what in bought.items()},
        **{name: _over(gain[what], spend) for name, what in RETURNS.items()},
        "break_even_buyers": _over(spend, np.where(spend > 0.0, price * margin, 0.0)),
    }
    return pd.concat([runs, pd.DataFrame({name: extra[name] for name in DERIVED}, index=runs.index)], axis=1)


def _over(part: Floats, whole: Floats) -> pd.arrays.FloatingArray:
    """part / whole as a nullable column: NA where `whole` is 0."""
    undefined = whole == 0.0
    return pd.arrays.FloatingArray(part / np.where(undefined, 1.0, whole), undefined)


def worlds_of(runs: pd.DataFrame, labels: Iterable[str], assumptions: str) -> Worlds:
    """The runs of these strategies in fixed or varied worlds, world by world."""
    chosen, labels = runs[runs["assumptions"] == assumptions], tuple(labels)
    arms = [chosen[chosen["strategy"] == label].sort_values("replicate") for label in labels]
    pooled = OPTIONAL & DERIVED.keys()  # over worlds they are ratios of what is kept
    numbers = [name for name in chosen.columns if name not in ("strategy", "assumptions", *pooled)]
    return Worlds(labels, {name: np.stack([arm[name].to_numpy(float, na_value=np.nan) for arm in arms]) for name in numbers})


def interval_of(measure: str, run: Mapping[str, Floats], price: float, margin: float) -> Interval:
    """One measure of one strategy over its worlds, with its 95 % interval.

    What is counted by something is the ratio of sums over worlds; anything else its mean, not defined unless it is in
    every world.
    """
    spend, metric = run["spend"], METRICS[measure]
    if metric.per:
        whole = run[metric.per]
        part = np.where(whole > 0.0, run[measure], 0.0) * whole
        return (share_interval if metric.unit == "share" else ratio_interval)(part, whole)
    if measure in PRICES:
        return price_interval(float(spend.mean()), mean_interval(run[PRICES[measure]]))
    if measure in RETURNS:
        gain = returned(measure, run)
        return UNDEFINED if gain is None else mean_interval(gain)
    if measure == "break_even_buyers":
        return mean_interval(spend / (price * margin)) if price * margin > 0.0 and spend.any() else UNDEFINED
    return mean_interval(run[measure])


def returned(measure: str, run: Mapping[str, Floats]) -> Floats | None:
    """What a yuan brought back in each world: GMV (roas) or profit (roi); None where a world saw no spending."""
    spend = run["spend"]
    return run[RETURNS[measure]] / spend if (spend > 0.0).all() else None


def table_of(worlds: Worlds, price: float, margin: float) -> pd.DataFrame:
    """Tidy: a row a strategy and measure, with the mean over worlds and its 95 % interval."""
    rows: list[tuple[object, ...]] = []
    for label in worlds.labels:
        run = worlds.of(label)
        for measure in SHOWN:
            rows.append((label, measure, METRICS[measure].unit, *interval_of(measure, run, price, margin), worlds.size))
    return tidy(rows, ["strategy", "metric", "unit", "mean", "low", "high", "worlds"])


def credit_of(worlds: Worlds) -> pd.DataFrame:
    """Tidy: of a strategy's buyers, the share credited to each role at purchase."""
    rows: list[tuple[object, ...]] = []
    for label in worlds.labels:
        run = worlds.of(label)
        for role in ROLES:
            rows.append((label, role, *share_interval(run[credit_column("buyers", role)], run["buyers"])))
    return tidy(rows, ["strategy", "role", "share", "low", "high"])


def funnel_of(worlds: Worlds) -> pd.DataFrame:
    """Tidy: how many people of each strategy came how far."""
    people = {label: worlds.of(label) for label in worlds.labels}
    rows = [(label, stage, *mean_interval(run[stage])) for label, run in people.items() for stage in FUNNEL]
    return tidy(rows, ["strategy", "stage", "people", "low", "high"])


def trust_of(worlds: Worlds) -> pd.DataFrame:
    """Tidy: mean trust in each role consumers learn about, before and after the campaign, and its change, with intervals."""
    rows: list[tuple[object, ...]] = []
    for label in worlds.labels:
        run = worlds.of(label)
        for role in LEARNT:
            after, change = (run[f"trust_{what}_{role_word(role)}"] for what in ("in", "change"))
            rows.append((label, role, *mean_interval(after - change), *mean_interval(after), *mean_interval(change)))
    parts = [f"{part}{bound}" for part in ("before", "after", "change") for bound in ("", "_low", "_high")]
    return tidy(rows, ["strategy", "role", *parts])


def curves_of(curves: pd.DataFrame, labels: Iterable[str]) -> pd.DataFrame:
    """Tidy: the mean course of every strategy with a 95 % interval a day.

    `curves` has one row a strategy, replicate and day, for one kind of worlds.
    """
    names = [name for name in metrics.CURVES if name != "day" and name in curves.columns]
    long = curves.melt(id_vars=["strategy", "replicate", "day"], value_vars=names, var_name="metric")
    over = long.groupby(["strategy", "metric", "day"], sort=True)["value"].agg(["mean", "std", "count"]).reset_index()
    worlds = int(over["count"].iloc[0])
    half = over["std"].astype("Float64") * (t_quantile(worlds) / math.sqrt(worlds) if worlds > 1 else pd.NA)
    over["low"], over["high"] = over["mean"] - half, over["mean"] + half
    order = {label: place for place, label in enumerate(labels)}
    over = over.sort_values(["strategy", "metric", "day"], key=lambda c: c.map(order) if c.name == "strategy" else c)
    return over[["strategy", "day", "metric", "mean", "low", "high"]].reset_index(drop=True)


def tidy(rows: Sequence[tuple[object, ...]], columns: list[str]) -> pd.DataFrame:
    """A table whose numbers may be undefined (NA)."""
    frame = pd.DataFrame(rows, columns=columns)
    undefined = [name for name in columns if frame[name].isna().any() or frame[name].dtype.kind == "f"]
    return frame.astype(dict.fromkeys(undefined, "Float64"))
