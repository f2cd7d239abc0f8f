"""What a comparison tells of each strategy: its totals against the control's in the same world, summed up over worlds."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulation.experiments import metrics
from simulation.experiments.metrics import Metric, credit_column
from simulation.experiments.statistics import (
    UNDEFINED,
    Interval,
    mean_interval,
    price_interval,
    share_interval,
    t_quantile,
)
from simulation.model.population import PEER, ROLES

Floats = npt.NDArray[np.float64]

OBJECTIVE = "incremental_buyers"
CONTESTED = (OBJECTIVE, "roi")
FUNNEL = ("reach", "awareness", "a3", "search", "buyers")

DERIVED: Mapping[str, Metric] = {
    name: Metric(name, unit, definition)
    for name, unit, definition in (
        (OBJECTIVE, "people", "buyers less those of no campaign in the same world"),
        ("incremental_gmv", "CNY", "GMV less that of no campaign in the same world"),
        ("cac", "CNY a buyer", "spend over incremental buyers"),
        ("roas", "ratio", "incremental GMV over spend"),
        ("roi", "share", "(incremental GMV × margin − spend) / spend"),
        ("break_even_buyers", "people", "incremental buyers whose margin pays for the spend"),
        ("awareness_by_peer_share", "share", "of those who became aware, credited to peers"),
        ("buyers_by_peer_share", "share", "of buyers, credited to peers at purchase"),
        ("buyers_with_peer_share", "share", "of buyers, with a peer credited with any step of their way"),
    )
}
SHOWN = ("reach", "awareness", "a3", "buyers", OBJECTIVE, "gmv", "incremental_gmv", "spend", "cac", "roas", "roi",
         "break_even_buyers", "awareness_by_peer_share", "buyers_by_peer_share", "buyers_with_peer_share")  # fmt: skip

UNDEFINED_IN_SOME = tuple(name for name in DERIVED if name not in (OBJECTIVE, "incremental_gmv"))  # of the worlds

_PEER = ROLES[PEER]
SHARES: Mapping[str, tuple[str, str]] = {
    "awareness_by_peer_share": (credit_column("awareness", _PEER), "awareness"),
    "buyers_by_peer_share": (credit_column("buyers", _PEER), "buyers"),
    "buyers_with_peer_share": ("buyers_with_peer", "buyers"),
}


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


def against_control(runs: pd.DataFrame, control: str, price: float, margin: float) -> pd.DataFrame:
    """The runs with what each brought beyond the control in its world; NA where nothing was spent or nobody gained."""
    worlds = ["assumptions", "replicate"]
    base = runs.loc[runs["strategy"] == control, [*worlds, "buyers", "gmv"]]
    both = runs[worlds].merge(base, on=worlds, how="left", validate="many_to_one")
    gained, gmv = (runs[name].to_numpy(float) - both[name].to_numpy(float) for name in ("buyers", "gmv"))
    spend = runs["spend"].to_numpy(float)
    shares = {
        name: _over(runs[part].to_numpy(float), runs[whole].to_numpy(float)) for name, (part, whole) in SHARES.items()
    }
    extra = {
        OBJECTIVE: gained,
        "incremental_gmv": gmv,
        "cac": _over(spend, np.where(spend > 0.0, np.maximum(gained, 0.0), 0.0)),
        "roas": _over(gmv, spend),
        "roi": _over(gmv * margin - spend, spend),
        "break_even_buyers": _over(spend, np.full(spend.size, price * margin)),
        **shares,
    }
    return pd.concat([runs, pd.DataFrame(extra, index=runs.index)], axis=1)


def _over(part: Floats, whole: Floats) -> pd.arrays.FloatingArray:
    """part / whole as a nullable column: NA where `whole` is 0."""
    undefined = whole == 0.0
    return pd.arrays.FloatingArray(part / np.where(undefined, 1.0, whole), undefined)


def worlds_of(runs: pd.DataFrame, labels: Iterable[str], assumptions: str) -> Worlds:
    """The runs of these strategies in fixed or varied worlds, world by world."""
    chosen, labels = runs[runs["assumptions"] == assumptions], tuple(labels)
    arms = [chosen[chosen["strategy"] == label].sort_values("replicate") for label in labels]
    numbers = [name for name in chosen.columns if name not in ("strategy", "assumptions", *UNDEFINED_IN_SOME)]
    return Worlds(labels, {name: np.stack([arm[name].to_numpy(float) for arm in arms]) for name in numbers})


def interval_of(measure: str, run: Mapping[str, Floats], price: float, margin: float) -> Interval:
    """One measure of one strategy over its worlds, with its 95 % interval."""
    spend = run["spend"]
    if measure in SHARES:
        part, whole = SHARES[measure]
        return share_interval(run[part], run[whole])
    if measure == "cac":
        return price_interval(float(spend.mean()), mean_interval(run[OBJECTIVE]))
    if measure in ("roas", "roi"):
        gain = returned(measure, run, margin)
        return UNDEFINED if gain is None else mean_interval(gain)
    if measure == "break_even_buyers":
        return mean_interval(spend / (price * margin)) if price * margin > 0.0 and spend.any() else UNDEFINED
    return mean_interval(run[measure])


def returned(measure: str, run: Mapping[str, Floats], margin: float) -> Floats | None:
    """What a yuan brought back in each world: GMV (roas) or profit (roi); None where a world saw no spending."""
    gmv, spend = run["incremental_gmv"], run["spend"]
    if not (spend > 0.0).all():
        return None
    return gmv / spend if measure == "roas" else (gmv * margin - spend) / spend


def table_of(worlds: Worlds, price: float, margin: float) -> pd.DataFrame:
    """Tidy: a row a strategy and measure, with the mean over worlds and its 95 % interval."""
    rows: list[tuple[object, ...]] = []
    for label in worlds.labels:
        run = worlds.of(label)
        for measure in SHOWN:
            rows.append((label, measure, unit_of(measure), *interval_of(measure, run, price, margin), worlds.size))
    return tidy(rows, ["strategy", "metric", "unit", "mean", "low", "high", "worlds"])


def unit_of(measure: str) -> str:
    """The unit of a measure."""
    return (DERIVED if measure in DERIVED else metrics.TOTALS)[measure].unit


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
