"""Which channel brought the buyers: the truth by removal on the same draws, beside the accountings of marketers.

A simulator can do what no brand can: run the same campaign again, on the same luck, without one channel, or with one alone.
So accountings by last touch, first touch or evidence can be set beside what is so. Two truths answer two questions:

- removal: what would be lost if this channel alone were cancelled (the counterfactual; need not sum to the whole);
- Shapley: what is each channel's fair part of all that the campaign brings (sums to the whole exactly).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.actors.channels import CHANNELS
from simulation.experiments.attribution import tables
from simulation.experiments.attribution.touches import RULES
from simulation.experiments.attribution.trial import Trial, coalitions
from simulation.experiments.attribution.ways import Coalition, Listened
from simulation.experiments.compare import checked_assumptions, checked_replicates, contestants
from simulation.experiments.crews import standing
from simulation.experiments.provenance import asked, is_control
from simulation.experiments.replicate import Progress, Task, runs
from simulation.experiments.scenario import Scenario, checked
from simulation.experiments.store import Record, Store
from simulation.refusal import Refusal, Verbatim, nearest

if TYPE_CHECKING:
    import pandas as pd

WORLDS = 12  # if not said: a strategy of k channels takes 2^k runs in each


@dataclass(frozen=True, eq=False, repr=False)
class Attribution:
    """What each channel of each strategy truly brought, and what accountings say; tables are made when first asked for."""

    scenario: Scenario
    assumptions: str
    trials: tuple[Trial, ...]
    provenance: Mapping[str, Any]

    @property
    def worth(self) -> float:
        """CNY a buyer is worth: price times margin."""
        return self.scenario.price * self.scenario.margin

    @property
    def deciding(self) -> list[str]:
        """The strategies that decide from day to day, which decide otherwise in a smaller campaign."""
        return [trial.strategy for trial in self.trials if self.scenario.strategies[trial.strategy].decides]

    @cached_property
    def credit(self) -> pd.DataFrame:
        """A row a strategy, channel and accounting: buyers and their share, CNY, ROI, and the error against either truth."""
        return tables.credit(self.trials, self.worth)

    @cached_property
    def errors(self) -> pd.DataFrame:
        """A row a strategy, accounting and truth: how far the one is from the other, over all channels."""
        return tables.errors(self.trials, self.worth)

    @cached_property
    def together(self) -> pd.DataFrame:
        """A row a strategy: the whole, what the removals and the channels alone sum to, and what each accounting claims."""
        return tables.together(self.trials)

    @cached_property
    def coalitions(self) -> pd.DataFrame:
        """A row a strategy and coalition of channels: buyers, and CNY before the campaign is paid."""
        return tables.of_coalitions(self.trials)

    def __repr__(self) -> str:
        return f"<Attribution of {self.scenario.name}: {', '.join(trial.strategy for trial in self.trials)}>"


def attribute(
    scenario: Scenario,
    strategy: str | None = None,
    replicates: int | None = None,
    assumptions: str = "vary",
    workers: int | None = None,
    out: str | Path | None = None,
    progress: Progress | None = None,
    cluster: str | None = None,
) -> Attribution:
    """What each channel of a scenario's strategies brought, by removal on the same draws, and what accountings say.

    `strategy` is one label; all but the control if not said. `replicates` is the number of worlds (12), `assumptions` as
    for `compare`. A strategy that works in k of the eight channels is run 2^k times in each world: with all of them, with
    every coalition of them, and with none, which is the control. `workers`, `out`, `progress` and `cluster` are those of
    `compare`; `out` keeps every run, so that nothing is run twice.

    Raises Refusal, Lost (a Refusal) when the workers are gone, Interrupted (a KeyboardInterrupt) when stopped.
    """
    arms, control = _arms(checked(scenario), strategy)
    worlds = range(checked_replicates(WORLDS if replicates is None else replicates))
    checked_assumptions(assumptions)
    store = None if out is None else Store(out)
    with standing(workers, cluster) as (hands, address):

        def made(tasks: list[Task], before: int = 0) -> list[Record]:
            return runs([scenario], tasks, hands, store, progress, before, address)

        whole = [Task(0, assumptions, world, arm, Listened()) for world in worlds for arm in arms.values()]
        first = made([*whole, *(Task(0, assumptions, world, control) for world in worlds)])
        listened = dict(zip([(world, label) for world in worlds for label in arms], first, strict=False))
        wanted = [(world, label, members) for (world, label), full in listened.items() for members in _proper(full)]
        tasks = [Task(0, assumptions, world, arms[label], Coalition(members)) for world, label, members in wanted]
        parts = made(tasks, len(first))
    every = dict(zip(wanted, parts, strict=True)) | {(world, label, ""): first[len(whole) + world] for world, label in listened}
    trials = tuple(_trial(label, [listened[world, label] for world in worlds], every) for label in arms)
    told = asked(scenario, arms, assumptions, len(worlds), len(first) + len(parts))
    return Attribution(scenario, assumptions, trials, told)


def _arms(scenario: Scenario, strategy: str | None) -> tuple[dict[str, Any], Any]:
    """The strategies on trial by label, and the control."""
    every, control = contestants(scenario)
    spending = {label: arm for label, arm in every.items() if not is_control(arm)}
    if strategy is None:
        return spending, every[control]
    if not isinstance(strategy, str) or strategy not in spending:
        expected = "a strategy of the scenario that spends money"
        raise Refusal(f"{scenario.where}: strategy", strategy, expected, nearest(strategy, spending))
    return {strategy: spending[strategy]}, every[control]


def _used(full: Record) -> tuple[str, ...]:
    """The channels a campaign worked in."""
    return tuple(channel for channel in CHANNELS if full.totals[f"used:{channel}"])


def _proper(full: Record) -> list[str]:
    """The coalitions that are neither all of its channels nor none."""
    return list(coalitions(_used(full)))[1:-1]


def _trial(label: str, full: Sequence[Record], made: Mapping[tuple[int, str, str], Record]) -> Trial:
    """All runs of a strategy as arrays. Where a channel is not used in some world, it adds nothing there."""
    channels = tuple(channel for channel in CHANNELS if any(channel in _used(one) for one in full))
    if not channels:
        found = Verbatim("a campaign without an account or an advertisement")
        raise Refusal(f"strategies.{label}", found, "money that is spent", "raise the budget")

    def records(members: str) -> list[Record]:
        there = [" ".join(channel for channel in _used(one) if channel in members.split()) for one in full]
        return [one if mine == " ".join(_used(one)) else made[world, label, mine]
                for world, (one, mine) in enumerate(zip(full, there, strict=True))]  # fmt: skip

    def column(name: str, of: Sequence[Record]) -> Any:
        return np.array([one.totals[name] for one in of], np.float64)

    by_coalition = [records(members) for members in coalitions(channels)]
    return Trial(
        label,
        channels,
        np.stack([column("buyers", of) for of in by_coalition]),
        np.stack([column("profit", of) + column("spend", of) for of in by_coalition]),
        {rule: np.stack([column(f"{rule}:{channel}", full) for channel in channels]) for rule in RULES},
        np.stack([column(f"cost:{channel}", full) for channel in channels]),
    )
