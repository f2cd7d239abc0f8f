"""The best split of a budget over channels, tiers and timing: searched, certified in fresh worlds, set beside other budgets."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from simulation.actors.strategies.split import Split
from simulation.experiments.compare import checked_assumptions
from simulation.experiments.optimization import response, runoff, search
from simulation.experiments.optimization.baselines import Baseline, baselines
from simulation.experiments.optimization.bench import OBJECTIVES, Bench, OutOfTime, Progress
from simulation.experiments.optimization.certificate import BASELINE, LOOKS, NEIGHBOUR, RIVAL, Candidate, Certificate, certify
from simulation.experiments.optimization.optimum import Optimum, shares_of
from simulation.experiments.optimization.race import LADDER
from simulation.experiments.optimization.space import Space, parts_of
from simulation.experiments.optimization.tables import bought
from simulation.experiments.optimization.ternary import ternary
from simulation.experiments.processes import Interrupted
from simulation.experiments.scenario import Scenario, checked
from simulation.experiments.store import Store, canonical, digest
from simulation.language import say
from simulation.model.compiled import edition
from simulation.refusal import Refusal, Verbatim, nearest

SPLITS, MOST_SPLITS = 240, 100_000
RIVALS = 24  # of the splits tried, those that the certificate looks at again
CANDIDATES = 6  # of the splits tried, those that are looked at again at other budgets
UNTIL = {"search": 0.45, "runoff": 0.6, "certificate": 0.85, "curve": 1.0}  # of the time there is
RUNS_A_SPLIT = 9  # about so many, as races go
_TIME = re.compile(r"(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s?)?", re.ASCII)
LONGEST = 30 * 86_400.0  # seconds


def optimize(
    scenario: Scenario,
    objective: str = "buyers",
    splits: int = SPLITS,
    time_budget: str | float | None = None,
    assumptions: str = "vary",
    constraints: Mapping[str, Any] | None = None,
    workers: int | None = None,
    out: str | Path | None = None,
    progress: Progress | None = None,
) -> Optimum:
    """The best split found of a scenario's budget, with what fresh worlds say of it.

    `objective` is buyers, profit, gmv or reach, each beyond no campaign in the same world. About `splits` splits are
    tried: named baselines first, then proposals of Optuna's TPE sampler and steps near the best, each round raced in worlds
    that all share. `constraints` is what a scenario says under `optimize:` and is added to it. `time_budget` ("10m", "90s",
    seconds) ends search, certificate and curve in time, and what is known then is returned. With `out`, every run and
    the search itself are kept, and the same call goes on where it was stopped; more `splits` go on too. Worlds, `workers`,
    `assumptions` and `progress` as in `compare`; any number of workers finds the same.

    Raises Refusal for bounds that cannot be fulfilled and for no time, Interrupted (a KeyboardInterrupt) when stopped.
    """
    scenario = constrained(checked(scenario), constraints)
    checked_assumptions(assumptions)
    _check(objective, splits)
    seconds = None if time_budget is None else seconds_of(time_budget)
    spaces = response.spaces_of(scenario)
    kept = search.study(*_journal(scenario, spaces[0], objective, assumptions, out))
    free = scenario.vary(optimize=None) if scenario.optimize is not None else scenario
    scenarios = [free.vary(budget=money / 100) for money in response.budgets(scenario.budget)]
    store = Store(out) if out is not None else None
    with Bench(scenarios, assumptions, OBJECTIVES[objective], workers, store, progress) as bench:
        made = _Making(scenario, spaces, bench, kept, splits, seconds)
        try:
            return made.optimum(objective, assumptions)
        except KeyboardInterrupt:
            raise Interrupted(made.stopped(out)) from None


def constrained(scenario: Scenario, constraints: Mapping[str, Any] | None) -> Scenario:
    """The scenario with more bounds."""
    return scenario if not constraints else scenario.vary(optimize=constraints)


def _check(objective: object, splits: object) -> None:
    if not isinstance(objective, str) or objective not in OBJECTIVES:
        raise Refusal("objective", objective, "one of " + ", ".join(OBJECTIVES), nearest(objective, OBJECTIVES))
    if isinstance(splits, bool) or not isinstance(splits, int) or not 1 <= splits <= MOST_SPLITS:
        raise Refusal("splits", splits, f"a whole number from 1 to {MOST_SPLITS:,}", f"{SPLITS} is usual")


def seconds_of(said: object) -> float:
    """A time as people write it: 90s, 10m, 1h30m, or a number of seconds."""
    found = _TIME.fullmatch("".join(str(said).split()).lower()) if isinstance(said, (str, int, float)) else None
    if isinstance(said, bool) or found is None or not any(found.groups()):
        raise Refusal("time budget", said, "a time such as 90s, 10m or 1h30m", "write a number with s, m or h")
    hours, minutes, rest = (float(part or 0) for part in found.groups())
    seconds = 3600 * hours + 60 * minutes + rest
    if not 1.0 <= seconds <= LONGEST:
        raise Refusal("time budget", said, "1s to 30 days (720h)", "give some minutes")
    return seconds


def _journal(
    scenario: Scenario, space: Space, objective: str, assumptions: str, out: str | Path | None
) -> tuple[Path | None, str]:
    """The file and the name of a search: by all that decides it, so that another one begins anew, beside it."""
    decides = {"scenario": scenario.resolved(), "space": space.described(), "objective": objective, "assumptions": assumptions,
               "edition": edition(), "ladder": LADDER, "round": search.ROUND}  # fmt: skip
    name = digest(canonical(decides))[:16]
    return None if out is None else folder(scenario, out) / f"search-{name}.journal", name


def folder(scenario: Scenario, out: str | Path) -> Path:
    """Where everything about the search is kept."""
    return Store(out).folder(scenario.name) / "optimize"


class _Making:
    """The parts of an optimum, one after the other, as far as there is time."""

    def __init__(
        self, scenario: Scenario, spaces: Mapping[int, Space], bench: Bench, kept: Any, splits: int, seconds: float | None
    ) -> None:
        self.scenario, self.spaces, self.space, self.bench, self.splits = scenario, spaces, spaces[0], bench, splits
        self.begun, self.seconds = time.monotonic(), seconds
        self.named = baselines(self.space)
        starts = sorted(((one.name, one.split) for one in self.named), key=lambda one: one[0] != "equal")
        self.search = search.Search(kept, self.space, bench, starts, scenario.key)
        self.resumed = len(self.search.tried())

    def optimum(self, objective: str, assumptions: str) -> Optimum:
        found = self._chosen(self._searched())
        certificate = self._certified(found)
        self._until("curve")
        self.bench.expected += 300
        following = response.following(self.bench, self.scenario.budget, found.best, self.space)
        candidates = list(dict.fromkeys([found.best, *found.finalists[:CANDIDATES], *(one.split for one in self.named)]))
        points = response.curve(self.bench, self.scenario.budget, found.best, candidates, self.spaces)
        return Optimum(
            scenario=self.scenario,
            objective=objective,
            assumptions=assumptions,
            space=self.space,
            baselines=tuple(self.named),
            found=found,
            certificate=certificate,
            points=points,
            whole_curve=len(points) == sum(place in self.spaces for place in range(len(response.MULTIPLES))),
            following=following,
            map=ternary(self.bench, found.best, self.space),
            resumed=self.resumed,
            runs=self.bench.made,
            seconds=time.monotonic() - self.begun,
        )

    def _searched(self) -> search.Found:
        try:
            self._until("curve")  # the named splits are worth all the time there is
            self.search.run(1, self._expect)
            self._until("search")
            return self.search.run(self.splits, self._expect)
        except OutOfTime:
            found = Verbatim(f"time for {self.bench.made} runs")
            needed = f"time for the {len(self.named)} named splits in {LADDER[0]} worlds"
            raise Refusal("time budget", found, needed, "give more time; what was run is kept with the results") from None

    def _chosen(self, found: search.Found) -> search.Found:
        """The winner of the runoff; without time for it, the best of the search."""
        self._until("runoff")
        named = [one.split for one in self.named]
        self.bench.expected = self.bench.made + (len(found.finalists) + len(named)) * runoff.LADDER[-1] + 1000
        try:
            return self._plain(runoff.runoff(self.bench, found, named))
        except OutOfTime:
            return self._plain(found)

    def _plain(self, found: search.Found) -> search.Found:
        """The best without shares too small to buy anything: such money becomes advertisements, so it is called that."""
        split = without_idle(self.scenario, self.space, found.best)
        if split == found.best:
            return found
        try:
            gains = self.bench([split], found.worlds)[0]
        except OutOfTime:
            return found
        better = float(gains.mean()) >= float(found.gains.mean())
        return found._replace(best=split, gains=gains, finalists=(split, *found.finalists)) if better else found

    def _certified(self, found: search.Found) -> Certificate | None:
        self._until("certificate")
        beside = _beside(self.space, self.named, found)
        self.bench.expected = self.bench.made + len(beside) * (LOOKS[0] + LOOKS[-1]) // 2
        try:
            promised = self.bench([one.split for one in self.named], found.worlds)
            hoped = {one.split: float((found.gains - row).mean()) for one, row in zip(self.named, promised, strict=True)}
            return certify(self.bench, found.best, beside, hoped, LOOKS)
        except OutOfTime:
            return None

    def _until(self, part: str) -> None:
        self.bench.until = None if self.seconds is None else self.begun + UNTIL[part] * self.seconds

    def _expect(self, done: int) -> None:
        self.bench.expected = self.bench.made + (self.splits - done) * RUNS_A_SPLIT + 2000

    def stopped(self, out: str | Path | None) -> str:
        """What is told after Ctrl-C."""
        tried = self.search.tried()
        if not tried:
            return say("optimize.stopped.nothing", runs=self.bench.made)
        best = max(tried, key=lambda one: (one.worlds, one.value)).split
        where = say("optimize.stopped.lost") if out is None else say("optimize.stopped.kept", folder=folder(self.scenario, out))
        return say("optimize.stopped.best", tried=len(tried), split=shares_of(best), where=where)


def without_idle(scenario: Scenario, space: Space, split: Split) -> Split:
    """The split with every share that buys nothing in world 0 given to advertisements, where bounds allow that."""
    for channel, (_, _, fen) in bought(scenario, split).items():
        if channel != "ads" and "ads" in space.channels and fen == 0 and (parts := parts_of(split)[channel]):
            split = space.moved(split, channel, "ads", parts) or split
    return split


def _beside(space: Space, named: list[Baseline], found: search.Found) -> list[Candidate]:
    """What the best is set beside: every baseline, every neighbour, and the best of all others that were tried."""
    ranked = sorted(found.tried, key=lambda one: -one.value)
    rivals = list(dict.fromkeys([*found.finalists[1:], *(one.split for one in ranked)]))[:RIVALS]
    return [
        *(Candidate(one.split, BASELINE, one.name) for one in named),
        *(Candidate(m.split, NEIGHBOUR, f"{m.source} → {m.target} {m.parts / 10:g}", m) for m in space.neighbours(found.best)),
        *(Candidate(split, RIVAL, f"tried {n}") for n, split in enumerate(rivals, start=1)),
    ]
