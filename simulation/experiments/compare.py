"""Which strategy is best, and how sure are we: all strategies in the same worlds, compared world by world.

A world is a replicate and, when assumptions vary, one draw of each of them, shared by all strategies. Then two kinds of
worlds are made: those in which everything varies, and as many in which only luck does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from simulation.experiments import measures
from simulation.experiments.measures import CONTESTED, OBJECTIVE, Worlds
from simulation.experiments.provenance import is_control, provenance
from simulation.experiments.replicate import ASSUMPTIONS, Progress, Task, assumed, runs
from simulation.experiments.sentence import Finding, sentence
from simulation.experiments.statistics import (
    contest,
    holm,
    lead,
    lead_over_best_rival,
    rank_correlation,
    wins,
)
from simulation.experiments.store import Record, Store
from simulation.experiments.verdict import Verdict
from simulation.model.parameters import REGISTRY
from simulation.refusal import Refusal, nearest

if TYPE_CHECKING:
    from simulation.experiments.scenario import Scenario

MOST_REPLICATES = 100_000
SELLS_BY_ITSELF = 0.01  # share of the market that buys without a campaign: more is outside what the model is meant for

Arms = Mapping[str, Any]  # strategies by label


def compare(
    scenario: Scenario,
    replicates: int | None = None,
    precision: float | None = None,
    assumptions: str = "vary",
    workers: int | None = None,
    out: str | Path | None = None,
    progress: Progress | None = None,
) -> Verdict:
    """The verdict on a scenario's strategies, paired by world, with 95 % intervals over worlds.

    `replicates` is the number of worlds of each kind (default: the scenario's). With `assumptions="vary"` the intervals
    are over worlds that differ in luck and in every assumption, and as many worlds of luck alone stand beside them;
    "fixed" has luck alone. The control (no campaign) is run whether or not it is listed. `workers` processes share the
    work, with the same result for any number. `out` is the folder in which every run is kept, so that nothing is run
    twice; None keeps nothing. `progress` is told the runs done and the runs in all. `precision` has to be None: worlds
    are counted, not added until an interval is narrow enough.

    Raises Refusal for what cannot be compared, Interrupted (a KeyboardInterrupt) when stopped.
    """
    worlds = checked_replicates(scenario.replicates if replicates is None else replicates)
    _check(assumptions, precision if precision is not None else scenario.precision)
    arms, control = contestants(scenario)
    kinds = ("fixed", "vary") if assumptions == "vary" else ("fixed",)
    tasks = [Task(0, kind, replicate, arm) for kind in kinds for replicate in range(worlds) for arm in arms.values()]
    records = runs([scenario], tasks, workers, Store(out) if out is not None else None, progress)
    labels = [label for _ in kinds for _ in range(worlds) for label in arms]
    frame = runs_frame(scenario, labels, tasks, records)
    frame = measures.against_control(frame, control, scenario.price, scenario.margin)
    return judged(scenario, arms, control, assumptions, frame, _curves(labels, tasks, records, assumptions))


def checked_replicates(replicates: object) -> int:
    """A number of worlds that can be run."""
    if isinstance(replicates, bool) or not isinstance(replicates, int) or not 1 <= replicates <= MOST_REPLICATES:
        raise Refusal("replicates", replicates, f"a whole number from 1 to {MOST_REPLICATES:,}", "30 is usual")
    return replicates


def _check(assumptions: str, precision: float | None) -> None:
    if assumptions not in ASSUMPTIONS:
        raise Refusal("assumptions", assumptions, '"vary" or "fixed"', nearest(assumptions, ASSUMPTIONS))
    if precision is not None:
        expected = "none: worlds are not yet added until an interval is narrow enough"
        raise Refusal("precision", precision, expected, "say how many worlds instead, with replicates")


def contestants(scenario: Scenario) -> tuple[Arms, str]:
    """The strategies to run by label, and the label of the control, added where none is listed."""
    from simulation.actors.strategies.registry import named

    arms = dict(scenario.strategies)
    controls = [label for label, strategy in arms.items() if is_control(strategy)]
    if len(controls) == len(arms):
        expected, remedy = "at least one strategy besides the control", "add one, such as head_kol"
        raise Refusal("strategies", list(arms), expected, remedy)
    free = (name for name in ("control", "no_campaign", "no campaign") if name not in arms)
    label = controls[0] if controls else next(free)
    arms.setdefault(label, named("no_campaign")())
    return arms, label


def runs_frame(
    scenario: Scenario, labels: Sequence[str], tasks: Sequence[Task], records: Sequence[Record]
) -> pd.DataFrame:
    """One row a run: strategy, kind of world, replicate, every total, every parameter."""
    p = {world: assumed(scenario, *world[1:])._asdict() for world in dict.fromkeys(task.world for task in tasks)}
    rows = [
        {"strategy": label, "assumptions": task.assumptions, "replicate": task.replicate, **totals, **p[task.world]}
        for label, task, (totals, _) in zip(labels, tasks, records, strict=True)
    ]
    return pd.DataFrame(rows)


def _curves(labels: Sequence[str], tasks: Sequence[Task], records: Sequence[Record], assumptions: str) -> pd.DataFrame:
    told = [
        record.curves.assign(strategy=label, replicate=task.replicate)
        for label, task, record in zip(labels, tasks, records, strict=True)
        if task.assumptions == assumptions
    ]
    return pd.concat(told, ignore_index=True)


# ------------------------------------------------------------------------------------------------------- judgement


def judged(
    scenario: Scenario, arms: Arms, control: str, assumptions: str, frame: pd.DataFrame, curves: pd.DataFrame
) -> Verdict:
    """The verdict that follows from the runs: nothing below depends on how, where or in which order they were made."""
    rivals = sorted(label for label, strategy in arms.items() if not is_control(strategy))
    everybody = sorted(rivals) + sorted(set(arms) - set(rivals))
    worlds = measures.worlds_of(frame, everybody, assumptions)
    outcome = contest(worlds.only(rivals, OBJECTIVE))
    mean = dict(zip(rivals, worlds.only(rivals, OBJECTIVE).mean(axis=1), strict=True))
    ranked = (*sorted(rivals, key=lambda label: (-mean[label], label)), *everybody[len(rivals) :])
    worlds = measures.worlds_of(frame, ranked, assumptions)
    leader = rivals[outcome.leader]
    found = Finding(
        leader=leader,
        control=control,
        winner=None if outcome.winner is None else leader,
        tied=tuple(label for label in ranked if label in {rivals[arm] for arm in outcome.tied}),
        table=measures.table_of(worlds, scenario.price, scenario.margin),
        differences=_differences(worlds, ranked[: len(rivals)], scenario.margin),
        wins=_wins(frame, ranked[: len(rivals)]),
        drivers=_drivers(worlds, ranked[: len(rivals)]) if assumptions == "vary" else _drivers(worlds, ()),
        assumptions=assumptions,
    )
    market = scenario.network().n_consumers * scenario.scale
    return Verdict(
        scenario=scenario,
        table=found.table,
        differences=found.differences,
        leader=leader,
        winner=found.winner,
        tied=found.tied,
        wins=found.wins,
        drivers=found.drivers,
        sentence=sentence(found),
        notes=_notes(frame, control, market),
        curves=measures.curves_of(curves, ranked),
        credit=measures.credit_of(worlds),
        funnel=measures.funnel_of(worlds),
        worlds=_sorted(frame, ranked),
        provenance=provenance(scenario, arms, assumptions, frame, market),
    )


def _differences(worlds: Worlds, rivals: Sequence[str], margin: float) -> pd.DataFrame:
    """The first strategy less each of the others on each contested metric, simultaneous within the metric."""
    leader, pairs = rivals[0], len(rivals) * (len(rivals) - 1) // 2
    rows: list[tuple[object, ...]] = []
    for metric in CONTESTED:
        for label in rivals[1:]:
            one, other = (_contested(worlds, name, metric, margin) for name in (leader, label))
            if one is None or other is None:
                rows.append((label, metric, None, None, None, worlds.size, None, None))
            else:
                interval, ratio, saved = lead(one, other, pairs)
                rows.append((label, metric, *interval, worlds.size, ratio, saved))
    columns = ["strategy", "metric", "difference", "low", "high", "worlds", "variance_ratio", "runs_saved"]
    return measures.tidy(rows, columns).astype({"runs_saved": "Int64"})


def _contested(worlds: Worlds, label: str, metric: str, margin: float) -> measures.Floats | None:
    run = worlds.of(label)
    return run[OBJECTIVE] if metric == OBJECTIVE else measures.returned(metric, run, margin)


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


def _notes(frame: pd.DataFrame, control: str, market: float) -> tuple[str, ...]:
    """What a reader has to know about the worlds."""
    alone = frame[frame["strategy"] == control]
    warm = int((alone["buyers"] > SELLS_BY_ITSELF * market).sum())
    if not warm:
        return ()
    worlds = f"In {warm} of {len(alone)} worlds the product sells to over 1 % of the market without a campaign"
    return (f"{worlds}; they are counted.",)


def _sorted(frame: pd.DataFrame, ranked: Sequence[str]) -> pd.DataFrame:
    place = {label: rank for rank, label in enumerate(ranked)}
    by = ["assumptions", "replicate", "strategy"]
    return frame.sort_values(by, key=lambda c: c.map(place) if c.name == "strategy" else c, ignore_index=True)
