"""What a user waits for every day: the command's answer, a network from a file, the first comparison, the second worker.

Every figure is that of a process of its own, started from here; the best of some.

    python benchmarks/everyday.py [--quick] [--write]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow
from pyarrow import csv, parquet

import machine
from simulation.graph.network import Network

RESULTS = Path(__file__).parent / "EVERYDAY.md"
PACKAGES = ["numpy", "numba", "scipy", "pandas", "pyarrow", "mesa"]
WOM = [sys.executable, "-m", "simulation.interfaces.cli"]
SPREAD = """
import networkx, simulation as sim
ties = list(zip(*networkx.karate_club_graph().edges))
sim.spread(sim.Network.from_edges(*ties, directed=False), sim.laws.independent_cascade(0.2), seeds=[0])
"""


class Size(NamedTuple):
    """How much is measured."""

    rounds: int
    ties: int
    small: str  # the scenario of the first comparison
    main: str  # the scenario of the main job
    worlds: int
    cold: bool  # whether everything is compiled anew, to measure how much longer a first comparison takes


FULL = Size(5, 10_000_000, "first-campaign", "head-or-matrix", 30, cold=True)
QUICK = Size(1, 20_000, "first-campaign", "first-campaign", 2, cold=False)


class Waited(NamedTuple):
    """One figure."""

    what: str
    ours: float
    unit: str
    beside: str


def best(rounds: int, act: Callable[[], object]) -> float:
    """Seconds of the fastest of some rounds."""
    seconds = []
    for _ in range(rounds):
        began = time.perf_counter()
        act()
        seconds.append(time.perf_counter() - began)
    return min(seconds)


def finished(command: Sequence[str], **environment: str) -> None:
    """Let a command run to its end, which must be good."""
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, **environment})


def start_up(size: Size) -> list[Waited]:
    """From nothing to the first answer, compiled code kept from before."""
    python = [sys.executable, "-c"]
    finished([*python, SPREAD])
    numpy = best(size.rounds, lambda: finished([*python, "import numpy"]))
    asked = {
        "`wom --help`": [*WOM, "--help"],
        "`import simulation`": [*python, "import simulation"],
        "`sim.spread` on the karate club": [*python, SPREAD],
    }
    beside = f"import numpy: {numpy:.2f} s"
    return [Waited(what, best(size.rounds, lambda c=c: finished(c)), "s", beside) for what, c in asked.items()]  # type: ignore[misc]


def formats(size: Size, folder: Path) -> list[Waited]:
    """A network of ten ties a consumer from files, and what pyarrow alone takes for a table of the same ties."""
    people = size.ties // 10
    source = np.arange(size.ties) % people
    target = (source * 7_919 + np.arange(size.ties) // people * 104_729 + 1) % people
    network = Network.from_edges(source, target)
    table = pyarrow.table({"source": source, "target": target})
    network.write(folder / "ties.npz")
    network.write(folder / "ties.csv.gz")
    parquet.write_table(table, folder / "ties.parquet")
    theirs = {
        "ties.npz": lambda: parquet.read_table(folder / "ties.parquet", use_threads=False),
        "ties.csv.gz": lambda: csv.read_csv(folder / "ties.csv.gz"),
    }
    told = {"ties.npz": "from our own format", "ties.csv.gz": "from CSV.gz"}
    return [
        Waited(
            f"{size.ties:,} ties {told[name]}", best(size.rounds, lambda n=name: Network.read(folder / n)), "s",  # type: ignore[misc]
            f"pyarrow alone, the same table: {best(size.rounds, read):.2f} s",
        )
        for name, read in theirs.items()
    ]  # fmt: skip


def comparison(scenario: str, worlds: int, workers: int, out: Path, **environment: str) -> None:
    """One comparison from beginning to end."""
    wanted = ["--replicates", str(worlds), "--workers", str(workers), "--out", str(out), "--quiet"]
    finished([*WOM, "compare", scenario, *wanted], **environment)


def first_comparison(size: Size, folder: Path) -> list[Waited]:
    """A comparison with nothing compiled, less the same with everything compiled."""
    if not size.cold:
        return []
    cache = {"WOM_CACHE": str(folder / "cache")}
    cold, warm = (best(1, lambda n=n: comparison(size.small, 2, 2, folder / n, **cache)) for n in ("cold", "warm"))  # type: ignore[misc]
    return [Waited(f"first comparison ({size.small}) more than the second", cold - warm, "s", f"second: {warm:.1f} s")]


def two_workers(size: Size, folder: Path) -> list[Waited]:
    """The main job with one worker and with two: time, and memory of all processes, what they share counted once."""
    alone, both = (watched(lambda w=w: comparison(size.main, size.worlds, w, folder / f"{w}")) for w in (1, 2))  # type: ignore[misc]
    job = f"{size.main}, {size.worlds} worlds of each kind"
    return [
        Waited(f"{job}, 2 workers", both[0], "s", f"1 worker: {alone[0]:.1f} s"),
        Waited("time of 1 worker over that of 2", alone[0] / both[0], "×", "–"),
        Waited("memory of 2 workers over that of 1", both[1] / alone[1], "×", f"1 worker: {alone[1]:.0f} MiB"),
    ]


def watched(act: Callable[[], object]) -> tuple[float, float]:
    """Seconds, and the largest memory of the processes started meanwhile, in MiB (Linux; else not a number)."""
    over, peak = threading.Event(), [float("nan")]

    def watch() -> None:
        while not over.wait(0.1):
            peak.append(sum(map(held, below(os.getpid()))))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        seconds = best(1, act)
    finally:
        over.set()
        watcher.join()
    return seconds, float(np.nanmax(peak)) if len(peak) > 1 else peak[0]


def below(process: int) -> list[int]:
    """The processes that a process has started, and those that they have."""
    try:
        tasks = Path(f"/proc/{process}/task").glob("*/children")
        mine = [int(child) for task in tasks for child in task.read_text().split()]
    except OSError:
        return []
    return [*mine, *(one for child in mine for one in below(child))]


def held(process: int) -> float:
    """MiB of one process; of what it shares with others its part (proportional set size)."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def page(found: Sequence[Waited]) -> str:
    """The figures as a page."""
    rows = [f"| {one.what} | {one.ours:.2f} {one.unit} | {one.beside} |" for one in found]
    about = [f"- {line}" for line in (f"date: {date.today()}", *machine.describe(PACKAGES))]
    return "\n".join(["# Every day", "", *about, "", "| what | wom | beside it |", "| --- | --- | --- |", *rows, ""])


def main() -> int:
    """Measure, and print or write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes: shows that the script works")
    parser.add_argument("--write", action="store_true", help=f"write {RESULTS.name} here")
    asked = parser.parse_args()
    size = QUICK if asked.quick else FULL
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = [*start_up(size), *formats(size, folder), *first_comparison(size, folder), *two_workers(size, folder)]
    if asked.write:
        RESULTS.write_text(page(found), encoding="utf-8")
    print(page(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
