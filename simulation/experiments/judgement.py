"""What follows from the runs of a comparison: who is best, by how much, in which worlds, and what decides it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from simulation.experiments import measures, overturn, risk
from simulation.experiments.measures import CONTESTED, Worlds
from simulation.experiments.metrics import OBJECTIVE
from simulation.experiments.precision import Precision
from simulation.experiments.provenance import is_control, provenance
from simulation.experiments.statistics import (
    contest,
    holm,
    lead,
    lead_over_best_rival,
    rank_correlation,
    wins,
)
from simulation.experiments.verdict import Verdict
from simulation.model.parameters import REGISTRY

if TYPE_CHECKING:
    from simulation.experiments.scenario import Scenario

SELLS_BY_ITSELF = 0.01  # share of the market that buys without a campaign: more is outside what the model is meant for


class Findings(NamedTuple):
    """What the runs of a comparison gave."""

    arms: Mapping[str, Any]  # strategies by label, the control among them
    control: str
    assumptions: str  # the kind of worlds the verdict is over
    runs: pd.DataFrame  # a row a run, with what it brought beyond the control
    curves: pd.DataFrame  # a row a run of that kind and day
    beside: pd.DataFrame
    hiding: pd.DataFrame
    precision: Precision | None  # None: the number of worlds was given


def judged(scenario: Scenario, given: Findings) -> Verdict:
    """The verdict that follows from the runs: nothing below depends on how, where or in which order they were made."""
    rivals = rivals_of(given.arms)
    everybody, added = rivals + sorted(set(given.arms) - set(rivals)), given.precision is not None
    worlds = measures.worlds_of(given.runs, everybody, given.assumptions)
    outcome = contest(worlds.only(rivals, OBJECTIVE), added)
    mean = dict(zip(rivals, worlds.only(rivals, OBJECTIVE).mean(axis=1), strict=True))
    ranked = (*sorted(rivals, key=lambda label: (-mean[label], label)), *everybody[len(rivals) :])
    worlds = measures.worlds_of(given.runs, ranked, given.assumptions)
    leader, contenders = rivals[outcome.leader], ranked[: len(rivals)]
    market = scenario.network().n_consumers * scenario.scale
    drivers = _drivers(worlds, contenders if given.assumptions == "vary" else ())
    return Verdict(
        scenario=scenario,
        table=measures.table_of(worlds, scenario.price, scenario.margin),
        differences=_differences(worlds, contenders, added),
        leader=leader,
        winner=None if outcome.winner is None else leader,
        tied=tuple(label for label in ranked if label in {rivals[arm] for arm in outcome.tied}),
        wins=_wins(given.runs, contenders),
        drivers=drivers,
        risk=risk.table_of(given.runs, contenders),
        overturn=overturn.table_of(worlds, contenders, drivers),
        beside=given.beside,
        hiding=given.hiding,
        curves=measures.curves_of(given.curves, worlds.labels),
        credit=measures.credit_of(worlds),
        trust=measures.trust_of(worlds),
        funnel=measures.funnel_of(worlds),
        worlds=_sorted(given.runs, worlds.labels),
        provenance=provenance(scenario, given.arms, given.assumptions, given.runs, market, given.precision),
        precision=given.precision,
        warm=_warm(given.runs, given.control, market),
    )


def rivals_of(arms: Mapping[str, Any]) -> list[str]:
    """The labels of those who contend: all but controls."""
    return sorted(label for label, strategy in arms.items() if not is_control(strategy))


def _differences(worlds: Worlds, rivals: Sequence[str], added: bool) -> pd.DataFrame:
    """The first strategy less each of the others on each contested metric, simultaneous within the metric."""
    leader, pairs = rivals[0], len(rivals) * (len(rivals) - 1) // 2
    rows: list[tuple[object, ...]] = []
    for metric in CONTESTED:
        for label in rivals[1:]:
            one, other = (_contested(worlds, name, metric) for name in (leader, label))
            if one is None or other is None:
                rows.append((label, metric, None, None, None, worlds.size, None, None))
            else:
                interval, ratio, saved = lead(one, other, pairs, added)
                rows.append((label, metric, *interval, worlds.size, ratio, saved))
    columns = ["strategy", "metric", "difference", "low", "high", "worlds", "variance_ratio", "runs_saved"]
    return measures.tidy(rows, columns).astype({"runs_saved": "Int64"})


def _contested(worlds: Worlds, label: str, metric: str) -> measures.Floats | None:
    run = worlds.of(label)
    return run[OBJECTIVE] if metric == OBJECTIVE else measures.returned(metric, run)


def _wins(frame: pd.DataFrame, rivals: Sequence[str]) -> pd.DataFrame:
    """In how many worlds each strategy is best, a tie split; and in how many it shares first place."""
    table = pd.DataFrame({"strategy": list(rivals)})
    for kind in ("fixed", "vary"):
        if kind not in set(frame["assumptions"]):
            table[f"{kind}_wins"], table[f"{kind}_shared"] = pd.array([pd.NA] * len(table), "Float64"), pd.NA
            continue
        won, shared = wins(measures.worlds_of(frame, table["strategy"], kind).columns[OBJECTIVE])
        table[f"{kind}_wins"], table[f"{kind}_shared"] = won, shared
    types = {name: "Float64" if name.endswith("wins") else "Int64" for name in table.columns[1:]}
    return table.astype(types).assign(worlds=int(frame["replicate"].nunique()))


def _drivers(worlds: Worlds, rivals: Sequence[str]) -> pd.DataFrame:
    """How the first strategy's lead over its best rival follows each varied parameter: rank correlation over worlds."""
    found: list[tuple[object, ...]] = []
    if len(rivals) > 1:
        ahead, held = lead_over_best_rival(worlds.only(rivals, OBJECTIVE), 0), worlds.of(rivals[0])
        for name, p in REGISTRY.items():
            if (ranked := rank_correlation(held[name], ahead)) is not None:
                found.append((name, p.symbol, p.meaning, p.source, p.assumption, *ranked))
    columns = ["parameter", "symbol", "meaning", "source", "assumption", "correlation", "p_value"]
    table = pd.DataFrame(found, columns=columns)
    table["p_holm"] = holm(table["p_value"].tolist())
    return table.sort_values(["p_value", "parameter"], ignore_index=True)


def _warm(frame: pd.DataFrame, control: str, market: float) -> tuple[int, int]:
    """In how many worlds the product sells to over 1 % of the market without a campaign, of so many."""
    alone = frame[frame["strategy"] == control]
    return int((alone["buyers"] > SELLS_BY_ITSELF * market).sum()), len(alone)


def _sorted(frame: pd.DataFrame, ranked: Sequence[str]) -> pd.DataFrame:
    place = {label: rank for rank, label in enumerate(ranked)}
    by = ["assumptions", "replicate", "strategy"]
    return frame.sort_values(by, key=lambda c: c.map(place) if c.name == "strategy" else c, ignore_index=True)
