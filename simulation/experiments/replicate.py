"""Many runs: the worlds one after the other, here or shared out among others (`crews.py`), with the same bits either way.

A world is a replicate of a scenario, with its assumptions fixed or varied; all strategies of a comparison run in the
same world. A worker makes all runs of a world, so that what stands in it is built once.
"""

from __future__ import annotations

import gc
import math
import multiprocessing
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

from pandas import NA

from simulation.experiments import crews, sending
from simulation.experiments.crews import Crew, Shared, Stopped, Work
from simulation.experiments.metrics import OPTIONAL
from simulation.experiments.processes import Interrupted, Lost, unguarded
from simulation.experiments.store import Name, Record, Store, digest, name_of_run
from simulation.model import chance
from simulation.model.parameters import varied
from simulation.refusal import Refusal, Verbatim

if TYPE_CHECKING:
    from simulation.experiments.scenario import Scenario

Progress = Callable[[int, int], None]  # runs done, runs in all
# A frozen dataclass: (scenario, strategy, replicate) → the outcome, and numbers beside its totals.
Way = Callable[[Any, Any, int], tuple[Any, dict[str, float]]]

ASSUMPTIONS = ("vary", "fixed")


class Task(NamedTuple):
    """One run to be made: a strategy in one world of one scenario, by its place among those given."""

    scenario: int
    assumptions: str  # "fixed": as the scenario has them; "vary": one draw of each, for this world
    replicate: int
    strategy: Any
    way: Way | None = None  # another way of running it than `run`, which may tell more than its totals

    @property
    def world(self) -> tuple[int, str, int]:
        """What the task shares with other strategies."""
        return self.scenario, self.assumptions, self.replicate


class Job(NamedTuple):
    """A task that has to be run: its place among the tasks, and where it is to be kept."""

    place: int
    task: Task
    name: Name | None


def in_world(scenario: Scenario, assumptions: str, replicate: int) -> Scenario:
    """The scenario as it is in one world: every assumption as given, or drawn once for all strategies."""
    return scenario if assumptions == "fixed" else scenario.with_parameters(assumed(scenario, assumptions, replicate))


def assumed(scenario: Scenario, assumptions: str, replicate: int) -> Any:
    """The parameters of one world."""
    if assumptions == "fixed":
        return scenario.parameters
    world = chance.world(scenario.key, replicate)
    return varied(scenario.parameters, world, scenario.held, scenario.ranges)


def runs(
    scenarios: Sequence[Scenario],
    tasks: Sequence[Task],
    workers: int | None = None,
    store: Store | None = None,
    progress: Progress | None = None,
    before: int = 0,
    cluster: str | None = None,
) -> list[Record]:
    """The record of every task, in the order of the tasks; what the store has is not run again.

    `workers` is the number of processes, by default as many as there are processors and worlds to do; `cluster` the
    address of a Dask scheduler whose workers make the runs instead, or "local"; `before` the number of runs of the same
    comparison made already, for `progress`. A Refusal raised in a worker arrives here as itself; Interrupted says what
    is kept after Ctrl-C, Lost what is when the workers are gone.
    """
    if progress is not None and not callable(progress):
        raise Refusal("progress", progress, "a function of the runs done and the runs in all", "leave it out")
    names = _names(scenarios, tasks) if store else [None] * len(tasks)
    records = {place: kept for place, name in enumerate(names) if store and name and (kept := store.read(name))}
    jobs = _missing(tasks, names, records)
    done = _Count(before + len(tasks) - len(jobs), before + len(tasks), progress)
    try:
        with closing(_made(scenarios, jobs, _crew(workers, cluster, jobs), store)) as made:
            for place, record in made:
                records[place] = record
                done.one_more()
    except KeyboardInterrupt:
        raise Interrupted(done.kept(store)) from None
    except Lost as lost:
        raise lost.keeping(done.kept(store)) from None
    by_digest = {name.digest: records[place] for place, name in enumerate(names) if name and place in records}
    return [records[place] if place in records else by_digest[_digest(names[place])] for place in range(len(tasks))]


class _Count:
    def __init__(self, done: int, total: int, progress: Progress | None) -> None:
        self.done, self.total, self.progress = done, total, progress
        self._tell()

    def one_more(self) -> None:
        self.done += 1
        self._tell()

    def _tell(self) -> None:
        if self.progress is not None:
            self.progress(self.done, self.total)

    def kept(self, store: Store | None) -> str:
        stopped = f"stopped after {self.done} of {self.total} runs"
        if store is None:
            return f"{stopped}; nothing is kept, as no folder for results was given"
        return f"{stopped}; finished runs are kept in {store.root}, and the same comparison goes on from there"


def _names(scenarios: Sequence[Scenario], tasks: Sequence[Task]) -> list[Name | None]:
    different = dict.fromkeys(task.world for task in tasks)
    worlds = {world: in_world(scenarios[world[0]], *world[1:]) for world in different}
    return [name_of_run(worlds[task.world], task.strategy, task.replicate, task.way) for task in tasks]


def _digest(name: Name | None) -> str:
    assert name is not None
    return name.digest


def _missing(tasks: Sequence[Task], names: Sequence[Name | None], records: dict[int, Record]) -> list[Job]:
    """The tasks without a record, one for each name."""
    every = [Job(place, *pair) for place, pair in enumerate(zip(tasks, names, strict=True))]
    jobs = [job for job in every if job.place not in records]
    first = {job.name.digest: job.place for job in reversed(jobs) if job.name}
    return [job for job in jobs if job.name is None or first[job.name.digest] == job.place]


def _by_world(jobs: Sequence[Job]) -> list[list[Job]]:
    worlds: dict[tuple[int, str, int], list[Job]] = {}
    for job in jobs:
        worlds.setdefault(job.task.world, []).append(job)
    return list(worlds.values())


Made = Generator[tuple[int, Record], None, None]


def _made(scenarios: Sequence[Scenario], jobs: Sequence[Job], crew: Crew | None, store: Store | None) -> Made:
    """On this machine, the first run is made here, so that compiled code is on disk before anybody else wants it."""
    here = jobs[:1] if crew is None or crew.keeps else []
    yield from _in_turn(scenarios, here, store)
    worlds = _by_world(jobs[len(here) :])
    if crew is None or (crew.keeps and len(worlds) < 2):
        for world in worlds:
            yield from _in_turn(scenarios, world, store)
    elif worlds:
        yield from _shared_out(scenarios, worlds, crew, store)


def _in_turn(scenarios: Sequence[Scenario], jobs: Sequence[Job], store: Store | None) -> Made:
    """The runs of one world."""
    if jobs:
        task = jobs[0].task
        world = in_world(scenarios[task.scenario], task.assumptions, task.replicate)
        for job in jobs:
            yield job.place, _kept_or_run(world, job, store)


def _kept_or_run(world: Scenario, job: Job, store: Store | None) -> Record:
    """The record of a run, made and kept unless another process has kept it meanwhile."""
    if store is None or job.name is None:
        return _run(world, job.task)
    if (kept := store.read(job.name)) is not None:
        return kept
    record = _run(world, job.task)
    store.write(job.name, record)
    return record


def _run(world: Scenario, task: Task) -> Record:
    from simulation.experiments.run import run

    asked = world, task.strategy, task.replicate
    outcome, more = task.way(*asked) if task.way else (run(*asked), {})
    numbers = {name: value for name, value in {**outcome.numbers, **more}.items() if name not in ("strategy", "replicate")}
    record = Record({name: _finite(name, value, task) for name, value in numbers.items()}, outcome.curves)
    outcome.campaign.release()
    return record


def _finite(name: str, value: Any, task: Task) -> float | None:
    if name in OPTIONAL and value is NA:
        return None
    number = float(value)
    if not math.isfinite(number):
        where = f"{type(task.strategy).__name__}, replicate {task.replicate}: {name}"
        raise Refusal(where, number, "a finite number", "look at the parameters and your own equations")
    return number


# --------------------------------------------------------------------------------------------------------- by others


def _crew(workers: int | None, cluster: str | None, jobs: Sequence[Job]) -> Crew | None:
    """Who makes the runs; refused where the caller's own code could not be found by them."""
    others = crews.crew(workers, cluster)
    if getattr(multiprocessing.current_process(), "_inheriting", False):
        raise unguarded()
    if others is None or not others.keeps or _can_be_sent(jobs):
        return others
    if workers is None:
        return None
    expected = "strategies that another process can import"
    raise Refusal("workers", workers, expected, "define your own strategy in a file and import it, or use workers=1")


def _can_be_sent(jobs: Sequence[Job]) -> bool:
    """Whether other processes would find the strategies' types: not those typed into a notebook."""
    main = sys.modules["__main__"]
    typed_in = getattr(main, "__file__", None) is None and getattr(main, "__spec__", None) is None
    kinds = {type(job.task.strategy) for job in jobs}
    return not any("<locals>" in kind.__qualname__ or (kind.__module__ == "__main__" and typed_in) for kind in kinds)


def _shared_out(scenarios: Sequence[Scenario], worlds: list[list[Job]], crew: Crew, store: Store | None) -> Made:
    """What the workers cannot keep themselves is kept here, world by world."""
    names = {job.place: job.name for world in worlds for job in world}
    items = worlds if crew.keeps else [[job._replace(name=None) for job in world] for world in worlds]
    with TemporaryDirectory(prefix="wom-", ignore_cleanup_errors=True) as folder:
        asked = digest(" ".join(scenario.digest for scenario in scenarios))
        shared = Shared(asked, crew.packed(scenarios, Path(folder)), Path(folder))
        with closing(crew.results(Work(_begin, _world), items, shared, store)) as results:
            for made in results:
                for place, record in made:
                    name = names[place]
                    if store is not None and name is not None and not crew.keeps:
                        store.write(name, record)
                    yield place, record


class _Begun(NamedTuple):
    """What a worker keeps between worlds."""

    scenarios: list[Scenario]
    store: Store | None


def _begin(data: bytes, folder: Path, store: Store | None) -> _Begun:
    begun = _Begun(sending.unpacked(data, folder), store)
    from simulation.experiments import run  # noqa: F401  (so that all that stays is there)

    gc.freeze()  # and is not looked through again and again
    return begun


def _world(begun: _Begun, jobs: list[Job], stopped: Stopped) -> list[tuple[int, Record]]:
    """All runs of one world, in a worker; told to stop, it finishes the run it is at."""
    made = []
    try:
        for place, record in _in_turn(begun.scenarios, jobs, begun.store):
            made.append((place, record))
            if stopped():
                break
    except Refusal as refusal:
        raise Refusal(refusal.where, Verbatim(refusal.found), refusal.expected, refusal.remedy) from None
    return made
