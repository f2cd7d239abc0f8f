"""Which strategy is best, and how sure are we: all strategies in the same worlds, compared world by world.

A world is a replicate and, when assumptions vary, one draw of each of them, shared by all strategies. Then two kinds of
worlds are made: those in which everything varies, and as many in which only luck does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from simulation.experiments import beside, hiding, measures
from simulation.experiments.beside import Arm
from simulation.experiments.crews import standing
from simulation.experiments.judgement import Findings, judged, rivals_of
from simulation.experiments.metrics import OBJECTIVE
from simulation.experiments.precision import Precision, look, looks, precision_of
from simulation.experiments.provenance import is_control
from simulation.experiments.replicate import ASSUMPTIONS, Progress, Task, assumed, runs
from simulation.experiments.scenario import Scenario, checked
from simulation.experiments.store import Record, Store
from simulation.experiments.verdict import Verdict
from simulation.refusal import Refusal, Verbatim, nearest

MOST_REPLICATES = 100_000

Arms = Mapping[str, Any]  # strategies by label


def compare(
    scenario: Scenario,
    replicates: int | None = None,
    precision: float | str | None = None,
    assumptions: str = "vary",
    workers: int | None = None,
    out: str | Path | None = None,
    progress: Progress | None = None,
    cluster: str | None = None,
) -> Verdict:
    """The verdict on a scenario's strategies, paired by world, with 95 % intervals over worlds.

    `replicates` is the number of worlds of each kind (default: the scenario's). With `precision` (0.02 or "2 %", by
    default the scenario's if no replicates are said) worlds are added, from 20 up to 2,000, until the half-width of the
    leader's lead over its closest rival is at most that share of the leader's mean: see `precision.py`. With
    `assumptions="vary"` the intervals are over worlds that differ in luck and in every assumption, and as many worlds of
    luck alone stand beside them; "fixed" has luck alone. The control (no campaign) is run whether or not it is listed,
    and so are, by luck alone, the variants that a strategy is shown beside. `workers` processes share the work, with the
    same result for any number; or the workers of a Dask cluster do, if `cluster` is the address of its scheduler
    (tcp://host:port), or "local" for one started and ended here. `out` is the folder in which every run is kept, so that
    nothing is run twice; None keeps nothing. `progress` is told the runs done and the runs so far in all.

    Raises Refusal for what cannot be compared, Lost (a Refusal) when workers or their scheduler are gone, Interrupted (a
    KeyboardInterrupt) when stopped.
    """
    worlds, asked = _how_many(checked(scenario), replicates, precision)
    checked_assumptions(assumptions)
    arms, control = contestants(scenario)
    if asked is not None:
        _check_rivals(rivals_of(arms))
    store = Store(out) if out is not None else None
    with standing(workers, cluster) as where:
        made = _Runs(scenario, arms, control, store, progress, where)
        reached = None if asked is None else _until_narrow(made, assumptions, asked)
        made.make(("fixed", "vary") if assumptions == "vary" else ("fixed",), worlds if reached is None else reached.worlds)
    every = made.frame()
    shown = beside.table_of(every, made.variants, scenario.price, scenario.margin)
    hidden, curves = hiding.table_of(every, rivals_of(arms)), made.curves(assumptions)
    return judged(scenario, Findings(arms, control, assumptions, listed(every), curves, shown, hidden, reached))


def _how_many(scenario: Scenario, replicates: object, precision: object) -> tuple[int, float | None]:
    """The number of worlds and the precision asked for; with a precision, the number says nothing."""
    if replicates is not None and precision is not None:
        found = Verbatim(f"precision {precision} and replicates {replicates}")
        raise Refusal("precision", found, "one of both", "leave replicates out to add worlds until that is reached")
    worlds = checked_replicates(scenario.replicates if replicates is None else replicates)
    asked = scenario.precision if precision is None and replicates is None else precision
    return worlds, None if asked is None else precision_of(asked)


def checked_replicates(replicates: object) -> int:
    """A number of worlds that can be run."""
    if isinstance(replicates, bool) or not isinstance(replicates, int) or not 1 <= replicates <= MOST_REPLICATES:
        raise Refusal("replicates", replicates, f"a whole number from 1 to {MOST_REPLICATES:,}", "30 is usual")
    return replicates


def checked_assumptions(assumptions: str) -> None:
    """Refuse what is no kind of world."""
    if not isinstance(assumptions, str) or assumptions not in ASSUMPTIONS:
        raise Refusal("assumptions", assumptions, '"vary" or "fixed"', nearest(assumptions, ASSUMPTIONS))


def _check_rivals(rivals: Sequence[str]) -> None:
    if len(rivals) < 2:
        found, expected = Verbatim(f"one strategy, {rivals[0]}"), "two, of which one leads the other by so much"
        raise Refusal("precision", found, expected, "say how many worlds instead, with replicates")


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


def _until_narrow(made: _Runs, assumptions: str, asked: float) -> Precision:
    """Add worlds of the kind the verdict is over until the lead is known well enough, or there are no more to add."""
    rivals = rivals_of(made.arms)
    for worlds in looks():
        made.make((assumptions,), worlds)
        seen = look(measures.worlds_of(listed(made.frame()), rivals, assumptions).only(rivals, OBJECTIVE), asked)
        if seen.enough:
            break
    return seen


class _Run(NamedTuple):
    """A run that was made."""

    arm: Arm
    task: Task
    record: Record


class _Runs:
    """The runs of one comparison, as they are made."""

    def __init__(
        self,
        scenario: Scenario,
        arms: Arms,
        control: str,
        store: Store | None,
        progress: Progress | None,
        where: tuple[int | None, str | None],  # workers and cluster
    ) -> None:
        self.scenario, self.arms, self.control = scenario, arms, control
        self.scenarios = [scenario, hiding.in_the_open(scenario)] if hiding.hides(scenario.parameters) else [scenario]
        self.variants = beside.variants(arms)
        self._store, self._progress, (self._workers, self._cluster) = store, progress, where
        self._made: list[_Run] = []
        self._worlds = dict.fromkeys(ASSUMPTIONS, 0)  # made so far, by kind

    def make(self, kinds: Sequence[str], worlds: int) -> None:
        """Make what is missing of so many worlds of these kinds; the variants run where only luck differs."""
        wanted = [
            (arm, Task(place, kind, replicate, arm.strategy))
            for kind in kinds
            for replicate in range(self._worlds[kind], worlds)
            for place, arm in (*self._listed(), *(self._shown_beside() if kind == "fixed" else ()))
        ]
        tasks, before = [task for _, task in wanted], len(self._made)
        records = runs(self.scenarios, tasks, self._workers, self._store, self._progress, before, self._cluster)
        self._made += [_Run(*asked, record) for asked, record in zip(wanted, records, strict=True)]
        self._worlds.update(dict.fromkeys(kinds, worlds))

    def _listed(self) -> list[tuple[int, Arm]]:
        return [(0, Arm(label, "", strategy)) for label, strategy in self.arms.items()]

    def _shown_beside(self) -> list[tuple[int, Arm]]:
        """Variants of strategies, and, where somebody hides who speaks, every rival in a scenario that is in the open."""
        rivals = rivals_of(self.arms) if len(self.scenarios) > 1 else []
        opened = [(1, Arm(label, hiding.IN_THE_OPEN, self.arms[label])) for label in rivals]
        return [*((0, arm) for arm in self.variants), *opened]

    def frame(self) -> pd.DataFrame:
        """One row a run: strategy, variant, kind of world, replicate, totals, parameters, gains over the control."""
        worlds = dict.fromkeys(run.task.world for run in self._made)
        p = {world: assumed(self.scenarios[world[0]], *world[1:])._asdict() for world in worlds}
        rows = [
            {"strategy": arm.label, "variant": arm.variant, "assumptions": task.assumptions, "replicate": task.replicate,
             **record.totals, **p[task.world]}
            for arm, task, record in self._made
        ]  # fmt: skip
        return measures.against_control(measures.runs_of(rows), self.control, self.scenario.price, self.scenario.margin)

    def curves(self, assumptions: str) -> pd.DataFrame:
        """One row a day of every listed strategy's run in worlds of one kind."""
        told = [
            record.curves.assign(strategy=arm.label, replicate=task.replicate)
            for arm, task, record in self._made
            if task.assumptions == assumptions and not arm.variant
        ]
        return pd.concat(told, ignore_index=True)


def listed(frame: pd.DataFrame) -> pd.DataFrame:
    """The runs of the strategies as they are listed, without variants."""
    return frame[frame["variant"] == ""].drop(columns="variant").reset_index(drop=True)
