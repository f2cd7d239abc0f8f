"""How long other libraries take for the same laws on the same network from the same seeds, beside wom.

A ratio is printed only for sizes equal in distribution: means within 4 standard errors, Kolmogorov–Smirnov p above .001.

    python benchmarks/peers.py [--quick] [--write] [--only LIBRARY ...]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.stats import ks_2samp

import machine
import simulation as sim
from adapters import wom
from adapters.task import CASCADE, SIR, THRESHOLD, Task, Way

Sizes = npt.NDArray[np.int64]

LIBRARIES = ("cynetdiff", "scipy", "ndlib", "eon", "mesa")
PACKAGES = ["numpy", "numba", "networkx", "scipy", "cynetdiff", "ndlib", "EoN", "mesa"]
RESULTS = Path(__file__).parent / "RESULTS.md"
MOST_ERRORS, LEAST_P = 4.0, 0.001
BULK = 20  # replicates of a round
SEEDS = {1_000: (5, 20), 10_000: (20, 100), 100_000: (100, 1_000)}  # of cascade and SIR, of threshold


class Manner(NamedTuple):
    """How wom is called."""

    replicates: int  # of one call
    threads: int
    calls: int  # in a round

    def __str__(self) -> str:
        return f"{self.replicates} a call" + (f", {self.threads} threads" if self.threads > 1 else "")


Manners = tuple[Manner, ...]
SINGLE_THREAD: Manners = (Manner(1, 1, BULK), Manner(BULK, 1, 1))
MANY_REPLICATES: Manners = (Manner(256, 2, 1),)


@dataclass
class Side:
    """One contestant: how it is called, how often a round, and what came of it."""

    call: Callable[[], Sizes]
    runs: int  # in a round
    sizes: list[Sizes] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)  # of one run, a round each

    def play(self) -> None:
        begun = time.perf_counter()
        found = self.call()
        self.seconds.append((time.perf_counter() - begun) / self.runs)
        self.sizes.append(found)


class Ours:
    """wom on one task, made ready, and the seconds that took; the first call compiles, or loads what was compiled."""

    def __init__(self, task: Task) -> None:
        self.call, self.setup = timed(lambda: wom.prepare(task))
        self.first = timed(lambda: self.call(1, 1))[1]

    def side(self, manner: Manner) -> Side:
        """wom called in this manner."""
        replicates, threads, calls = manner
        return Side(lambda: np.concatenate([self.call(replicates, threads) for _ in range(calls)]), calls * replicates)

    def line(self) -> str:
        return f"wom: setup {self.setup:.2f} s, first run {self.first:.3f} s."


@dataclass(frozen=True)
class Result:
    """A peer beside wom on one task; times are of one run."""

    way: Way
    setup: float
    first: float
    theirs: Side
    ours: list[Side]  # in every manner

    @property
    def z(self) -> float:
        """Difference of mean sizes, in its standard error."""
        theirs, ours = self.sizes
        return float((theirs.mean() - ours.mean()) / np.sqrt(theirs.var(ddof=1) / theirs.size + ours.var(ddof=1) / ours.size))

    @property
    def p(self) -> float:
        """That sizes so different come from one distribution."""
        return float(ks_2samp(*self.sizes).pvalue)

    @property
    def sizes(self) -> tuple[Sizes, Sizes]:
        """Theirs and ours, all of them."""
        return np.concatenate(self.theirs.sizes), np.concatenate([sizes for side in self.ours for sizes in side.sizes])

    @property
    def equal(self) -> bool:
        """Whether the work is the same, as far as sizes tell."""
        return abs(self.z) <= MOST_ERRORS and self.p > LEAST_P

    def row(self) -> list[str]:
        """The cells of the table; no ratio where sizes differ."""
        times = [milliseconds(side) for side in (self.theirs, *self.ours)]
        ratios = [ratio(self.theirs, side) if self.equal else "–" for side in self.ours]
        theirs, ours = self.sizes
        means = [f"{theirs.size:,}", f"{theirs.mean():,.1f}", f"{ours.mean():,.1f}"]
        known = [f"{self.setup:.2f}", f"{self.first:.3f}"]
        return [self.way.name, *known, *times, *ratios, *means, f"{self.z:+.1f}", f"{self.p:.3f}"]

    def remark(self) -> str:
        """Where the peer differs, and whether it shows."""
        differs = "" if self.equal else "; **sizes differ, so there is no ratio**"
        return f"- {self.way.name}: {self.way.note}{differs}."


def main() -> int:
    given = arguments()
    ways, missing = adapters(given.only)
    lines, wrong = show(heading(given.quick, missing)), []
    for task in tasks((1_000,) if given.quick else (10_000, 100_000)):
        ours = Ours(task)
        for manners in manners_of(task):
            able = [way for way in ways if way.law == task.law and (way.compiled or manners is SINGLE_THREAD)]
            results = [measured(way, task, ours, 8 if given.quick else 30, manners) for way in able]
            wrong += [f"{result.way.name}, {task}" for result in results if result.way.same and not result.equal]
            lines += show(table(task, ours, results, manners))
    if given.write:
        RESULTS.write_text("\n".join(lines), encoding="utf-8")
    for name in wrong:
        print(f"sizes should be equal and are not: {name}", file=sys.stderr)
    return 1 if wrong else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Other libraries beside wom, the same work.")
    parser.add_argument("--quick", action="store_true", help="1,000 consumers, to see that it works")
    parser.add_argument("--write", action="store_true", help=f"write benchmarks/{RESULTS.name}")
    parser.add_argument("--only", nargs="+", choices=LIBRARIES, default=LIBRARIES, metavar="LIBRARY", help="some of them")
    given = parser.parse_args()
    if given.write and (given.quick or given.only != LIBRARIES):
        parser.error("--write takes everything, so neither --quick nor --only")
    return given


def adapters(names: list[str]) -> tuple[list[Way], list[str]]:
    """The ways of all libraries that are installed, and a line on each that is not."""
    ways: list[Way] = []
    missing = []
    for name in names:
        try:
            ways += import_module(f"adapters.{name}").WAYS
        except ModuleNotFoundError as error:
            missing.append(f"skipped: {name}, since {error.name} is not installed")
    return ways, missing


def tasks(populations: tuple[int, ...]) -> Iterator[Task]:
    """Every law on preferential attachment with five ties each, seeds spread evenly from the oldest consumer on."""
    for n in populations:
        network = sim.generators.preferential_attachment(n, 5)
        ends = np.column_stack((np.repeat(np.arange(n), network.out_degree), network.out_target)).astype(np.int64)
        ties = ends[ends[:, 0] < ends[:, 1]]
        few, many = (list(range(0, n, n // count)) for count in SEEDS[n])
        yield Task(CASCADE, {"p": 0.1}, n, ties, few)
        yield Task(THRESHOLD, {}, n, ties, many)
        yield Task(SIR, {"beta": 0.05, "gamma": 0.3}, n, ties, few)


def manners_of(task: Task) -> Iterator[Manners]:
    """The ways wom is called, those of one table together; many replicates where one takes longest (and in quick)."""
    yield SINGLE_THREAD
    if task.law == CASCADE and task.consumers != 10_000:
        yield MANY_REPLICATES


def measured(way: Way, task: Task, ours: Ours, rounds: int, manners: Manners = SINGLE_THREAD) -> Result:
    """Peer and wom by turns, after a run of each that does not count."""
    run, setup = timed(lambda: way.prepare(task))
    first = timed(run)[1]
    runs = manners[-1].replicates if way.compiled else 3 if task.consumers <= 10_000 else 1
    rounds = min(rounds, 10) if runs == 1 else rounds  # of seconds each
    theirs = Side(lambda: np.array([run() for _ in range(runs)]), runs)
    sides = [ours.side(manner) for manner in manners]
    for _ in range(rounds):
        for side in (theirs, *sides):
            side.play()
    return Result(way, setup, first, theirs, sides)


def timed(call: Callable[[], Any]) -> tuple[Any, float]:
    """What a call gives, and the seconds it takes."""
    begun = time.perf_counter()
    return call(), time.perf_counter() - begun


def milliseconds(side: Side) -> str:
    return f"{1e3 * np.median(side.seconds):.3g}"


def ratio(theirs: Side, ours: Side) -> str:
    """Median and quartiles of their time over ours in the same round."""
    low, middle, high = np.quantile(np.array(theirs.seconds) / ours.seconds, (0.25, 0.5, 0.75))
    return f"{middle:.3g} ({low:.3g}–{high:.3g})"


def heading(quick: bool, missing: list[str]) -> list[str]:
    """Where and how."""
    how = "One thread if not told otherwise; medians of paired rounds, quartiles in brackets. What is measured: README.md."
    versions = f"wom {sim.__version__}"
    known = [f"- {line}" for line in [*machine.describe(PACKAGES), versions, *missing]]
    warning = ["", "Too small and too short to mean anything: this run shows that the script works."] if quick else []
    title = ["# Beside other libraries", "", f"`python benchmarks/peers.py`, {date.today()}. {how}", ""]
    return [*title, *known, *warning, ""]


def columns(manners: Manners) -> list[str]:
    """The heads of a table."""
    times = [f"{what}: {manner}" for what in ("wom, ms", "times wom's") for manner in manners]
    return ["library", "setup, s", "first run, s", "ms a run", *times, "runs", "mean size", "wom's", "z", "KS p"]


def table(task: Task, ours: Ours, results: list[Result], manners: Manners) -> list[str]:
    """A Markdown table of one task, and the remarks below it."""
    heads = columns(manners)
    rows = [heads, ["---"] + ["---:"] * (len(heads) - 1), *(result.row() for result in results)]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    many = f"; {manners[0].replicates} replicates" if manners is MANY_REPLICATES else ""
    title = f"## {str(task)[0].upper()}{str(task)[1:]}{many}"
    return [title, "", ours.line(), "", *lines, "", *(result.remark() for result in results), ""]


def show(lines: list[str]) -> list[str]:
    print("\n".join(lines), flush=True)
    return lines


if __name__ == "__main__":
    sys.exit(main())
